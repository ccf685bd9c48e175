"""Named values in the lines of a text: assignments, declarations, labels, Markdown tables, JSON in between.

A value may go on over several lines: to its closing bracket, or as long as lines of hex follow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from srpscope.capture.log_lines import without_prefix
from srpscope.capture.page import Page
from srpscope.capture.page_json import JsonNumber, add_json
from srpscope.capture.value_names import SETTINGS, TEXTS, ValueName, recognise, side_of

CONTINUATION_LINES = 6_000

NAME_WITHIN = 262_144
"""Characters from one name's value to the next name at the most: as long as the longest value is printed."""

_CANDIDATE = re.compile(
    r"(?<![\w.\-])(?P<name>[A-Za-z][\w.'’\-]{0,31}(?: [A-Za-z0-9][\w.'’\-]{0,31}){0,5})"
    r"(?P<suffix>(?:\s*[\[(<][^\[\])>(<\n]{0,40}[\])>]){0,2})"
    r"[\"'`*]*(?P<type>\s*:\s*[A-Z][\w.]*(?:<[\w<>]*>)?(?=\s*=[^=]))?\s*(?P<sep>->|=>|:=|={1,2}|:)(?!//)"
)
_DECLARATION = re.compile(
    r"^(?:(?:static|const|final|var|let|val|private|public|protected|internal|unsigned|signed|export|late|auto|lateinit|"
    r"constexpr|uint8_t|u8|char|byte|Byte|sbyte|int|BigInt|BigInteger|BigUInt|String|string|Uint8List|List<int>|"
    r"ByteArray|Data|NSData|mpz|bytes)\b(?:<[\w<>]*>)?(?:\[\])?[\s*&]+)+"
)


def _candidates(line: str) -> Iterator[tuple[int, int, ValueName, str]]:
    """(where the name begins, where its value begins, what it names, how it is spelled) for each name in a line."""
    at = 0
    if not re.search(r"[:=]|->", line):
        return
    while match := _CANDIDATE.search(line, at, at + NAME_WITHIN):
        words = match["name"]
        suffix = match["suffix"] or ""
        found: tuple[int, ValueName, str] | None = None
        bare = _DECLARATION.sub("", words + " ").strip()
        starts = [match.start() + words.find(bare)] if bare else []
        pieces = words.split(" ")
        starts += [match.start() + len(" ".join(pieces[:skip])) + 1 for skip in range(1, len(pieces))]
        for start in starts:
            spelling = line[start : match.end("name")]
            named = recognise(spelling + suffix)
            if named is not None:
                found = (start, named, (spelling + suffix).strip(" '’"))
                break
            if re.search(r"(?i)\b(?:len|length|size|bits|mod|hash)\b", spelling):
                break  # "length of A: 384"
        if found:
            yield found[0], match.end(), found[1], found[2]
            at = match.end()
        else:
            at = match.end("name") if match["sep"] == ":" and match.end() == match.end("name") + 1 else match.end()
            at = max(at, match.start() + 1)


_CONTINUED = re.compile(r"^\s*[0-9a-fA-F]{2}[0-9a-fA-F\s,:\-\\]*$|^\s*[A-Za-z0-9+/]{40,}={0,2}\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~|/\*+|\*+/)\s*\w*\s*$")
_CLOSING = {"[": "]", "{": "}", "(": ")", "<": ">"}


def read_page(lines: Iterable[tuple[int, str]]) -> Page:
    """Every value on a page given as (line number, text without colours)."""
    page = Page()
    rows = [(number, without_prefix(line)) for number, line in lines]
    side: str | None = None
    columns: list[str | None] | None = None
    at = 0
    while at < len(rows):
        number, line = rows[at]
        at += 1
        if not line.strip() or _FENCE.match(line):
            columns = None if not line.strip() else columns
            continue
        if line.count("|") >= 2 and (cells := _cells(line)) is not None:
            columns = _table_row(page, cells, columns, side, number)
            continue
        if line.lstrip()[:1] in ("{", "["):
            used = _json_block(page, rows, at - 1, side)
            if used:
                at += used - 1
                continue
        heading = _heading(line)
        if heading:
            side = heading
            continue
        at = _line(page, rows, at, side)
    return page


def _line(page: Page, rows: Sequence[tuple[int, str]], at: int, side: str | None) -> int:
    """Take the values out of row at - 1; gives the row to go on with."""
    number, line = rows[at - 1]
    line = re.sub(r"</?\w+>", " ", _ELEMENT.sub(r"\1: \2; ", line)) if "</" in line else _IS.sub(": ", line)
    found = list(_candidates(line))
    if not found:
        _column(page, line, number, side)
        return at
    for index, (_, begin, named, spelling) in enumerate(found):
        end = found[index + 1][0] if index + 1 < len(found) else len(line)
        value = line[begin:end]
        if index + 1 < len(found):
            value = value.rstrip(" ,;\t") if named.name in TEXTS else _before_the_next(value)
            page.add(named, side, _last_part(_closed(value)), number, spelling)
            continue
        if named.name in TEXTS or named.name in SETTINGS:
            page.add(named, side, value, number, spelling)
            continue
        value, at = _continued(value, rows, at)
        page.add(named, side, _last_part(_closed(value)), number, spelling)
    return at


_IS = re.compile(r"\s+(?:is|was)\s+(?=(?:0x)?[0-9a-fA-F]{8})")
_ELEMENT = re.compile(r"<(\w{1,40})>([^<>\n]+)</\1>")
_COLUMN = re.compile(
    r"^\s*(?P<name>[A-Za-z][\w.'’\-]{0,63}(?: [A-Za-z0-9][\w.'’\-]{0,63}){0,3}?(?: ?\([^()]{1,20}\))?)\s*[,;\t ]\s*"
    r"(?P<value>0[xX][0-9a-fA-F]+|[0-9a-fA-F]{8,}|[A-Za-z0-9+/_\-]{16,}={0,2})\s*$"
)


def _column(page: Page, line: str, number: int, side: str | None) -> None:
    """A line of two columns: a name and one value, with a blank, a tab or a comma between."""
    match = _COLUMN.match(line)
    named = recognise(match["name"]) if match else None
    if match and named and named.name not in TEXTS:
        page.add(named, side, match["value"], number, match["name"])


def _before_the_next(value: str) -> str:
    """A value without what belongs to the name after it: a comma, an opening quote or bracket."""
    text = re.sub(r"\s+(?:and|with|but)(?: the)?\s*$", "", value).rstrip(" ,;\t{(")
    if text[-1:] in "\"'`" and text.count(text[-1:]) % 2:
        text = text[:-1].rstrip(" ,;\t{(")
    return text


def _closed(value: str) -> str:
    """A value without closing brackets and quotes of what it stands in: `0x12 }`, `'9dca'`."""
    text = value.strip().rstrip(",;").rstrip()
    for opening, closing in ("()", "[]", "{}"):
        while text.endswith(closing) and text.count(closing) > text.count(opening):
            text = text[:-1].rstrip().rstrip(",;").rstrip()
    if text[:1] in "\"'`" and text.count(text[:1]) == 1:
        text = text[1:]
    return text


def _last_part(value: str) -> str:
    """`H(N | PAD(g)) = a9c2..` is a formula and then the value."""
    if "=" in value.rstrip("= \t"):
        last = re.split(r"(?<![=])=(?!=)", value.rstrip())
        tail = last[-1].strip()
        if tail and re.match(r"0x|[0-9a-fA-F\[{]", tail) and not re.fullmatch(r"[\w+/\-]+={1,2}", value.strip()):
            return tail
    return value


def _continued(value: str, rows: Sequence[tuple[int, str]], at: int) -> tuple[str, int]:
    """A value with the lines that belong to it: to its closing bracket, or as long as hex goes on."""
    text = value.strip()
    limit = min(len(rows), at + CONTINUATION_LINES)
    if not text:
        ahead = at
        if ahead < limit and not rows[ahead][1].strip():
            ahead += 1
        if ahead >= limit:
            return "", at
        following = rows[ahead][1].strip()
        if following[:1] in _CLOSING or _CONTINUED.match(following) or re.match(r"0x[0-9a-fA-F]|\d+$", following):
            text, at = following, ahead + 1
        else:
            return "", at
    opened = re.match(r"^[\w\s<>.!]*(?:\(\d+\)\s*)?(?P<bracket>[\[{(<])", text)
    if opened and _CLOSING[opened["bracket"]] not in text[opened.end() :]:
        closing = _CLOSING[opened["bracket"]]
        parts = [text]
        while at < limit:
            parts.append(rows[at][1])
            at += 1
            if closing in parts[-1]:
                break
        return "\n".join(parts), at
    if len(re.sub(r"[^0-9a-fA-F]", "", text)) >= 16 or text.endswith("\\"):
        parts = [text.rstrip("\\")]
        while at < limit and _CONTINUED.match(rows[at][1]) and len(rows[at][1].strip()) >= 2:
            parts.append(rows[at][1].rstrip("\\"))
            at += 1
        return "\n".join(parts) if len(parts) > 1 else parts[0], at
    return text, at


def _heading(line: str) -> str | None:
    """The side that a heading names ("== Client ==", "Server side:"), or None where the line is no heading."""
    text = re.sub(r"[#=*_\-:\[\]<>~|.]+", " ", line).strip()
    words = text.split()
    if not 1 <= len(words) <= 5 or re.search(r"[0-9a-fA-F]{8}", text):
        return None
    if not (
        line.rstrip().endswith((":", "=", "-", "*", "#", "]"))
        or re.match(r"\s*(?:#|=|-|\*|\[)", line)
        or len(words) == 1
    ):
        return None
    return side_of(text)


def _cells(line: str) -> list[str] | None:
    text = line.strip()
    if not text.startswith("|") and " | " not in text:
        return None
    cells = [cell.strip().strip("`*").strip() for cell in text.strip("|").split("|")]
    return cells if 2 <= len(cells) <= 12 else None


def _table_row(
    page: Page, cells: list[str], columns: list[str | None] | None, side: str | None, number: int
) -> list[str | None]:
    """Take one row of a table; gives whose values each column holds."""
    if all(re.fullmatch(r":?-*:?", cell) for cell in cells):
        return columns or [None] * len(cells)
    named = recognise(cells[0])
    if named is None:
        words = [cell.lower() for cell in cells]
        sides = [("wire" if "wire" in word or "air" in word else side_of(word)) for word in words]
        return sides if any(sides) else columns or [None] * len(cells)
    told = columns or [None] * len(cells)
    filled = [(index, cell) for index, cell in enumerate(cells[1:], 1) if cell and cell not in ("-", "?", "–", "—")]
    for index, cell in filled:
        column = told[index] if index < len(told) else None
        if column is None and any(told) and len(filled) > 1:
            continue  # a column of remarks beside columns of sides
        page.add(named, column or side, cell, number, cells[0])
    return told


def _json_block(page: Page, rows: Sequence[tuple[int, str]], at: int, side: str | None) -> int:
    """Take a JSON object or list that begins in row at; gives how many rows it used, 0 where it is no JSON."""
    text = "\n".join(line for _, line in rows[at : at + CONTINUATION_LINES])[: 4 * 1024 * 1024].lstrip()
    try:
        data, end = json.JSONDecoder(parse_int=JsonNumber, parse_float=JsonNumber).raw_decode(text)
    except (ValueError, RecursionError):
        return 0
    before = len(page.values)
    add_json(page, data, side, rows[at][0], 0)
    if len(page.values) == before and not page.settings:
        return 0
    return text.count("\n", 0, end) + 1
