"""Tables of values: Markdown rows, and CSV or TSV under a header of value names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from srpscope.capture.pages.names import recognise, side_of
from srpscope.capture.pages.page import Page
from srpscope.capture.pages.places.bare import DUMP_ROW
from srpscope.capture.pages.places.sentences import together

COLUMNS_LIMIT = 24

_SAYS = re.compile(r"[A-Za-z][\w .'\-]{0,40}[:=]\s*\S")


_OF_NAMES = frozenset(["", "value", "name", "field", "what", "key", "variable", "parameter", "step"])
"""What stands over the column of the names."""
_OF_LONG_NAMES = frozenset(["name", "key", "field", "variable", "parameter", "param"])
_OF_LONG_VALUES = frozenset(["value", "val", "hex", "data", "content"])
_OF_SIDES = frozenset(["side", "party", "who", "role", "peer", "of"])


class PageTable:
    """The Markdown table that is being read: what each column holds."""

    def __init__(self) -> None:
        self.sides: list[str | None] | None = None
        self.names: list[str] | None = None

    def row(self, page: Page, cells: list[str], side: str | None, line: int) -> None:
        """Take one row: a header of sides or of value names, or values under it."""
        if all(re.fullmatch(r":?-*:?", cell) for cell in cells):
            return
        named = recognise(cells[0])
        if self.names is not None and len(cells) == len(self.names):
            page.begin_record()
            for name, cell in zip(self.names, cells, strict=True):
                _cell(page, name, cell, None, line)
            return
        if named is not None and len(cells) > 2 and sum(1 for cell in cells if recognise(cell)) == len(cells):
            self.names = cells
            return
        names = self._of_each(cells)
        if names is not None:
            for name, cell, column in zip(names, cells[1:], (self.sides or ())[1:], strict=True):
                _cell(page, name, cell, column, line)
            return
        if named is None and together(cells[0], cells[1]) is None:
            self._header(cells)
            return
        for index, cell in enumerate(cells[1:], 1):
            column = self.sides[index] if self.sides and index < len(self.sides) else None
            _cell(page, cells[0], cell, column or side, line)

    def _of_each(self, cells: list[str]) -> list[str] | None:
        """The names of a row that has one for each side, | a / b | the client's | the server's |; None of another."""
        names = [name.strip() for name in cells[0].split("/")]
        sides = (self.sides or [])[1:]
        if len(names) < 2 or not len(names) == len(sides) == len(cells) - 1 or None in sides:
            return None
        return names if all(map(recognise, names)) else None

    def _header(self, cells: list[str]) -> None:
        words = [cell.lower() for cell in cells]
        if any(side_of(word) for word in words) or words[0] in _OF_NAMES:
            self.sides = [None if index == 0 else side_of(cell) for index, cell in enumerate(cells)]


def _cell(page: Page, name: str, cell: str, side: str | None, line: int) -> None:
    for one, text in together(name, cell) or ((name, cell),):
        _keep(page, one, text, side, line)


def _keep(page: Page, name: str, cell: str, side: str | None, line: int) -> None:
    named = recognise(name)
    text = cell.strip().strip("`*").strip().removeprefix("\\x")  # as psql shows bytes
    if named is not None and text not in ("", "-", "—", "n/a", "?", "null", "None"):
        page.add(named, side, text, line, name, "a table")


_BOXES = "\u2502\u2503\u2551"
_RULE = re.compile(r"\s*[\u2500-\u257f]{3,2000}\s*$")
_BARS = str.maketrans(_BOXES, "|||")


def boxed(line: str) -> str | None:
    """A row of a table drawn with lines, as `console.table` and others draw it, as Markdown has it; None for any other
    line."""
    if _RULE.match(line) and any(sign in line for sign in "\u252c\u253c\u2534\u2566\u256c\u2569\u2564\u256a\u2567"):
        return "|---|---|"
    row = line.strip()
    if not row or row[0] not in _BOXES or row[-1] not in _BOXES or sum(map(row.count, _BOXES)) < 3:
        return None
    return re.sub(r"(?<=\|) *'([^'|]*)' *(?=\|)", r" \1 ", line.translate(_BARS))


def is_row(line: str) -> bool:
    """Whether a line stands between bars as a Markdown row does: its first bar is no quote's, and what stands in front
    of the first name may be an empty cell."""
    text = line.strip()
    return text.startswith("|") and text.endswith("|") and cells_of(text) is not None


def cells_of(line: str) -> list[str] | None:
    """The cells of a Markdown row, or None where the line is none."""
    text = line.strip()
    if line.count("|") < 2 or (not text.startswith("|") and " | " not in text) or len(text) > 200_000:
        return None
    if DUMP_ROW.match(line) is not None or text.startswith("||") or "||" in text[:80]:
        return None
    cells = [cell.strip().strip("`*").strip() for cell in text.strip("|").split("|")]
    if text[0] != "|" and sum(_SAYS.match(cell) is not None for cell in cells) * 2 > len(cells):
        return None  # A: 9dca | B: 4fd1
    return cells if 2 <= len(cells) <= COLUMNS_LIMIT else None


_COLUMNS = re.compile(
    r"\s*(?:#|//|;|--)?\s*(?:columns|fields|format|order|header)\s*[:=]\s*(?P<names>[\w ,;\t]{3,400})"
)
"""A line that says which values the rows below have: `# columns: salt A B`."""
_CELL = re.compile(r"(?:[\w .\-]|\([\w .\-]{0,30}\)){0,40}")
"""A name at the head of a column, whatever stands in brackets with it; a statement's list has but one of the two."""


def separated_header(line: str) -> tuple[str, list[str]] | None:
    """(what separates, the names) where a line is the header of a CSV or TSV of values."""
    if len(line) > 1_000:
        return None
    if (columns := _COLUMNS.fullmatch(line)) is not None:
        line = columns["names"].strip()
        if not set("\t,;") & set(line):
            names = line.split()
            return (" ", names) if len(names) > 1 and all(recognise(one) is not None for one in names) else None
    for mark in ("\t", ",", ";"):
        if line.count(mark) < 2 or line.count(mark) > COLUMNS_LIMIT:
            continue
        names = [one.strip().strip("\"'") for one in line.split(mark)]
        known = [one for one in names if recognise(one) is not None]
        if (
            len(known) >= 3
            and len(known) * 2 >= len(names) == len(set(names))
            and names[-1]
            and all(_CELL.fullmatch(one) for one in names)
        ):
            return mark, names
    return None


def sided_header(line: str) -> tuple[str, list[str]] | None:
    """(what separates, the cells) where a line is the header of a CSV or TSV whose columns are the sides:
    `name,client,server`."""
    if len(line) > 200:
        return None
    for mark in ("\t", ",", ";"):
        cells = [one.strip().strip("\"'").lower() for one in line.split(mark)]
        sides = [side_of(cell) for cell in cells[1:]]
        if 2 <= len(sides) <= 3 and cells[0] in _OF_NAMES and {"client", "server"} <= set(sides):
            return mark, cells
    return None


def long_header(line: str) -> tuple[str, list[str]] | None:
    """(what separates, the cells) where a line is the header of a CSV or TSV with a value a row, its name beside it:
    `step,name,value`."""
    if len(line) > 200:
        return None
    for mark in ("\t", ",", ";"):
        cells = [one.strip().strip("\"'").lower() for one in line.split(mark)]
        named, valued = [sum(cell in words for cell in cells) for words in (_OF_LONG_NAMES, _OF_LONG_VALUES)]
        if 3 <= len(cells) <= 8 and named == valued == 1:
            return mark, cells
    return None


def long_rows(page: Page, header: tuple[str, list[str]], rows: Sequence[tuple[int, str]], at: int) -> int:
    """Take the rows under such a header; gives the row to go on with."""
    cells_above = header[1]
    name = next(index for index, cell in enumerate(cells_above) if cell in _OF_LONG_NAMES)
    value = next(index for index, cell in enumerate(cells_above) if cell in _OF_LONG_VALUES)
    whose = next((index for index, cell in enumerate(cells_above) if cell in _OF_SIDES), None)
    for number, cells in _rows_under(header, rows, at):
        _cell(page, cells[name], cells[value], None if whose is None else side_of(cells[whose]), number)
        at += 1
    return at


def sided_rows(page: Page, header: tuple[str, list[str]], rows: Sequence[tuple[int, str]], at: int) -> int:
    """Take the rows under such a header; gives the row to go on with."""
    sides = [side_of(cell) for cell in header[1]]
    for number, cells in _rows_under(header, rows, at):
        for cell, side in zip(cells[1:], sides[1:], strict=True):
            _cell(page, cells[0], cell, side, number)
        at += 1
    return at


def separated_rows(
    page: Page, header: tuple[str, list[str]], rows: Sequence[tuple[int, str]], at: int, side: str | None
) -> int:
    """Take the rows under a header; gives the row to go on with."""
    for number, cells in _rows_under(header, rows, at):
        page.begin_record()
        for name, cell in zip(header[1], cells, strict=True):
            _cell(page, name, cell, side, number)
        at += 1
    return at


def _rows_under(
    header: tuple[str, list[str]], rows: Sequence[tuple[int, str]], at: int
) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the rows from there on that have as many cells as their header."""
    mark, names = header
    for place in range(at, len(rows)):
        number, line = rows[place]
        if mark not in line:
            return
        try:
            cells = next(csv.reader([line], delimiter=mark))
        except (csv.Error, StopIteration):
            return
        if len(cells) != len(names):
            return
        yield number, cells
