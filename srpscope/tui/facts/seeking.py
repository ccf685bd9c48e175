"""Finding: values by name, byte patterns and texts in everything that is shown; and bytes in the rows of pane 3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from srpscope.capture.pages.names import recognise
from srpscope.printable import printable
from srpscope.srp.encodings import text_bytes, value_bytes
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.spans import Line, Span
from srpscope.tui.facts.values.octets import LABEL, ShownOctets

if TYPE_CHECKING:
    from srpscope.tui.facts.moment.shown import Shown
    from srpscope.tui.facts.values.alignment import Piece
    from srpscope.tui.facts.values.operands import Table

MOST_HITS = 1_000

_HEX = re.compile(r"(?:0x)?(?:[0-9A-Fa-f]{2}[\s:,]*)+")
_ROW = re.compile(r"([0-9a-f]{4,}) ((?:[0-9a-f]{2}[ !'+] ?)+)")
_BYTE = re.compile(r"([0-9a-f]{2})([ !'+])")


@dataclass(frozen=True)
class SeekHit:
    """Where something was found. side: whose bytes, "wire", or "" where the value itself was named. offset: in the
    bytes of the value, or in what its hash is fed where number names the operand."""

    value: str
    side: str = ""
    offset: int = 0
    number: int = 0
    length: int = 0

    @property
    def words(self) -> str:
        """Where it is, in a sentence."""
        name = printable(self.value, 24)
        if not self.side:
            return f"The value {name}."
        where = f"what {name} hashes" if self.number else name
        whose = "on the wire" if self.side == "wire" else f"on the {self.side}"
        return f"In {where}, {whose}, at offset {self.offset:04x}."


def patterns(text: str) -> list[bytes]:
    """The bytes that a text may stand for: hex digits first, then the text itself."""
    found = []
    stripped = text.strip()
    if _HEX.fullmatch(stripped):
        found.append(bytes.fromhex(re.sub(r"^0x|[\s:,]", "", stripped)))
    if text:
        found.append(text_bytes(text))
    return found


def hits(shown: Shown, text: str, reveal: bool) -> list[SeekHit]:
    """Every place in time order: the value of that name; or those that people call so ("salt"), then bytes. Hidden
    secrets are not looked into."""
    named = [SeekHit(name) for name in shown.order if name.lower() == text.strip().lower()]
    exact = [hit for hit in named if hit.value == text.strip()]
    if named:
        return exact or named
    called = _called(shown, text)
    for pattern in patterns(text):
        found = [hit for name in shown.order for hit in _in_value(shown, name, pattern, reveal)][:MOST_HITS]
        if found:
            return called + found
    return called


def _called(shown: Shown, text: str) -> list[SeekHit]:
    """The values that are called so in programs and papers: "salt", "server proof", "premaster secret"."""
    meant = None if _HEX.fullmatch(text.strip()) else recognise(text.strip())
    return [SeekHit(name) for name in shown.order if meant is not None and name in meant.names]


def _in_value(shown: Shown, name: str, pattern: bytes, reveal: bool) -> Iterator[SeekHit]:
    row = shown.view.comparison.rows[name]
    table = shown.table(name)
    if reveal or name not in SECRETS:
        for side, cell in (("client", row.client), ("server", row.server)):
            if cell.value is not None:
                for at in _places(value_bytes(cell.value), pattern):
                    yield SeekHit(name, side, at, 0, len(pattern))
        for at in _places(row.wire or b"", pattern):
            yield SeekHit(name, "wire", at, 0, len(pattern))
    for side in ("client", "server"):
        if side in table.whole:
            yield from _in_input(table, side, pattern, reveal)


def _in_input(table: Table, side: str, pattern: bytes, reveal: bool) -> Iterator[SeekHit]:
    """In what is fed to the hash; a pattern may reach over several operands."""
    fed = b""
    starts: list[tuple[int, int]] = []
    for row in table.outer():
        piece = row.piece(side)
        if piece is not None:
            starts.append((len(fed), row.number))
            fed += piece.data if reveal or not piece.secret else b"\0" * len(piece.data)
    for at in _places(fed, pattern):
        number = next(number for start, number in reversed(starts) if start <= at)
        yield SeekHit(table.name, side, at, number, len(pattern))


def _places(data: bytes, pattern: bytes) -> Iterator[int]:
    at = data.find(pattern) if pattern else -1
    while at >= 0:
        yield at
        at = data.find(pattern, at + 1)


# The rows of pane 3


@dataclass(frozen=True)
class SeekSpot:
    """One byte of pane 3: its row, its column in cells, its offset in what the row belongs to, and its mark."""

    row: int
    column: int
    offset: int
    mark: str


def spots(lines: Sequence[Line], first: int = 0) -> Iterator[SeekSpot]:
    """Every byte that is shown, row by row."""
    for number, line in enumerate(lines[first:], first):
        text = "".join(part for part, _ in line)
        found = _ROW.match(text, LABEL)
        if found is not None:
            offset = int(found[1], 16)
            for one in _BYTE.finditer(text, found.start(2), found.end(2)):
                yield SeekSpot(number, one.start(), offset, one[2])
                offset += 1


def differing(lines: Sequence[Line], at: SeekSpot | None, by: int) -> SeekSpot | None:
    """The next or previous byte that differs or only one side has, going round."""
    marked = [one for one in spots(lines) if one.mark in "!+"]
    if not marked:
        return None
    here = (-1, -1) if at is None else (at.row, at.column)
    beyond = [one for one in marked if ((one.row, one.column) > here if by > 0 else (one.row, one.column) < here)]
    return (beyond or marked)[0 if by > 0 else -1]


def at_offset(found: ShownOctets, offset: int) -> SeekSpot | None:
    """The byte at an offset of what is hashed, or of the value; None where its row is folded or there is none."""
    return next((one for one in spots(found.lines, found.outer) if one.offset == offset), None)


def owner_of(table: Table, side: str, offset: int) -> int | None:
    """The operand in which an offset of what is hashed lies; None behind its end."""
    begin = 0
    for row in table.outer():
        piece = row.piece(side)
        if piece is not None:
            if begin <= offset < begin + len(piece.data):
                return row.number
            begin += len(piece.data)
    return None


def lit(line: Line, column: int, cells: int) -> Line:
    """The line with some cells of it on the selection's ground."""
    out: list[Span] = []
    at = 0
    for text, role in line:
        before, inside = max(column - at, 0), max(column + cells - at, 0)
        for part, ground in ((text[:before], ""), (text[before:inside], "@accent"), (text[max(inside, before) :], "")):
            if part:
                out.append((part, f"background bold{ground}" if ground else role))
        at += len(text)
    return tuple(out)


def input_bytes(table: Table, side: str) -> bytes | None:
    """What pane 3 shows: what is hashed on a side, or the value's own bytes; None where it is unknown."""
    pieces = _hashed_pieces(table, side)
    if pieces:
        return b"".join(one.data for one in pieces)
    cell = table.row.server if side == "server" else table.row.client
    return value_bytes(cell.value) if cell.value is not None else table.row.wire


def hidden_ranges(table: Table, side: str) -> list[tuple[int, int]]:
    """(first, behind the last) of the secrets in these bytes."""
    pieces = _hashed_pieces(table, side)
    if not pieces:
        return [(0, len(input_bytes(table, side) or b""))] if table.name in SECRETS else []
    found, at = [], 0
    for piece in pieces:
        if piece.secret:
            found.append((at, at + len(piece.data)))
        at += len(piece.data)
    return found


def _hashed_pieces(table: Table, side: str) -> list[Piece]:
    rows = table.outer() if side in table.whole else ()
    return [piece for row in rows if (piece := row.piece(side)) is not None]


_RANGE = re.compile(r"\s*(?:0x)?([0-9A-Fa-f]+)\s*(?:-\s*(?:0x)?([0-9A-Fa-f]+)|\+\s*(\d+))?\s*")


def byte_range(text: str, length: int) -> tuple[int, int] | None:
    """FIRST-LAST in hex, or FIRST+COUNT, as (first, behind the last); None where it is none or lies outside."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    first = int(found[1], 16)
    last = int(found[2], 16) + 1 if found[2] else first + int(found[3]) if found[3] else first + 1
    return (first, last) if first < last <= length else None
