"""Styled text without a screen: a span is (text, specification of palette.py), a line a tuple of spans.

Texts come from us or went through printable(): nothing reads markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size

from srpscope.printable import printable

Span = tuple[str, str]
Line = tuple[Span, ...]

EMPTY: Line = ()


def width(text: str) -> int:
    """Cells of a text."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, cells: int) -> str:
    """The text in exactly so many cells, cut at the end or filled with blanks."""
    return text[:cells].ljust(cells) if text.isascii() else set_cell_size(text, cells)


def shorten(text: str, cells: int) -> str:
    """The text in at most so many cells; what was cut shows as two dots."""
    if width(text) <= cells:
        return text
    return set_cell_size(text, max(cells - 2, 0)).rstrip() + ".." if cells > 2 else set_cell_size(text, cells)


def room_for(names: Iterable[str], usual: int, most: int) -> int:
    """Cells of a column of names: the usual, or what the longest one takes, and no more than the most."""
    return min(max([usual, *(width(printable(name, 40)) for name in names)]), most)


def short_formula(text: str, cells: int) -> str:
    """A formula in at most so many cells: the blanks around its bars go before anything of it is cut."""
    return shorten(text if width(text) <= cells else text.replace(" | ", "|"), cells)


def ends_of(text: str, cells: int) -> str:
    """The beginning and the end of a text in at most so many cells: what tells one title from another often ends it."""
    if width(text) <= cells or cells < 12:
        return shorten(text, cells)
    behind = (cells - 2) * 2 // 5
    return f"{set_cell_size(text, cells - 2 - behind).rstrip()}..{text[-behind:].lstrip()}"


def byte_ends(data: bytes, digits: int = 4) -> str:
    """The first and last hex digits of a byte string, so many of each; all of them where there are few."""
    if len(data) * 2 <= digits * 2 + 2:
        return data.hex() or "(empty)"
    return f"{data[: digits // 2].hex()}..{data[-(digits // 2) :].hex()}"


def line_width(line: Iterable[Span]) -> int:
    """Cells of a line."""
    return sum(width(text) for text, _ in line)


def place(spans: Sequence[tuple[int, str, str]]) -> Line:
    """A line from spans at columns (column, text, specification), in order; one that would overlap is cut."""
    out: list[Span] = []
    column = 0
    for at, text, specification in spans:
        if at > column:
            out.append((" " * (at - column), "text"))
            column = at
        out.append((text, specification))
        column += width(text)
    return tuple(out)


def both_ends(left: Line, right: Line, cells: int) -> Line:
    """Two pieces of one line, the second flush right; the first gives way."""
    gap = cells - line_width(left) - line_width(right)
    if gap >= 1:
        return (*left, (" " * gap, "text"), *right)
    return (*crop(left, max(cells - line_width(right) - 1, 0)), (" ", "text"), *right)


def crop(line: Line, cells: int) -> Line:
    """The beginning of a line."""
    out: list[Span] = []
    for text, specification in line:
        size = width(text)
        if size >= cells:
            out.append((fit(text, cells), specification))
            break
        out.append((text, specification))
        cells -= size
    return tuple(out)


def wrapped(text: str, cells: int, role: str, indent: int = 0, hang: int = 0) -> list[Line]:
    """A sentence over several lines. indent: cells before each of them; hang: more before all but the first."""
    import textwrap

    parts = textwrap.wrap(text, max(cells - indent, 20), subsequent_indent=" " * hang)
    return [((f"{' ' * indent}{part}", role),) for part in parts]


_SIGN = 3
"""Cells of the longest sign before a sentence."""


def over_rows(line: Line, cells: int) -> list[Line]:
    """A line over as many rows as its words need, each in its own style; they stay behind the line's sign."""
    if line_width(line) <= cells:
        return [line]
    first = line[0][0]
    blanks = len(first) - len(first.lstrip(" "))
    indent = width(first) if first.endswith(" ") and width(first) <= _SIGN else blanks
    rows: list[list[Span]] = [[]]
    used = 0
    for blank, word in _words(line):
        size = line_width(word)
        if used > indent and used + width(blank) + size > cells:
            rows.append([(" " * indent, "text")])
            used, blank = indent, ""
        rows[-1] += [(blank, word[0][1]), *word]
        used += width(blank) + size
    return [_joined(row) for row in rows]


def _joined(spans: Sequence[Span]) -> Line:
    """Spans that follow each other in one style as one."""
    groups = groupby((span for span in spans if span[0]), key=lambda span: span[1])
    return tuple(("".join(text for text, _ in group), look) for look, group in groups)


def _words(line: Line) -> Iterator[tuple[str, list[Span]]]:
    """(the blanks before it, its spans) of each word; a word may change its style within."""
    blank, word = "", list[Span]()
    for text, specification in line:
        for part in re.findall(r"\s+|\S+", text):
            if not part.isspace():
                word.append((part, specification))
                continue
            if word:
                yield blank, word
                blank, word = "", []
            blank += part
    if word:
        yield blank, word
