"""The byte view: exactly what was hashed, a row for 16 or 32 bytes, each byte with a mark.

`!` differs from the other side's byte at that place of the operand, `'` is a zero that padding added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from srpscope.tui.facts.operands import OperandRow, Piece, Table, value_bytes
from srpscope.tui.facts.spans import Line, Span, fit, place, shorten, width
from srpscope.tui.palette import operand_role

LABEL = 12
OFFSET = 5
FOLD_FROM = 8
"""Rows of one operand from which on its middle folds."""
MOST_ROWS = 4_096


@dataclass(frozen=True)
class Look:
    """How bytes are drawn. per_row: 16 or 32. text: with the text column. reveal: secrets shown. side: whose input.
    unfolded: numbers of operands shown whole. compact: no blank rows, inner padding cut to its last row."""

    side: str = "client"
    per_row: int = 16
    text: bool = True
    reveal: bool = False
    unfolded: frozenset[int] = frozenset()
    compact: bool = False


@dataclass(frozen=True)
class Octets:
    """The lines of the byte view. starts: operand number -> its first line; spans: operand number of every line."""

    lines: tuple[Line, ...]
    starts: dict[int, int]
    owners: tuple[int, ...]


def octets(table: Table, look: Look) -> Octets:
    """The byte view of one value."""
    builder = _Builder(look)
    if table.hashed and any(row.piece(look.side) for row in table.rows):
        builder.inner(table)
        builder.outer(table)
    else:
        builder.value(table)
    return Octets(tuple(builder.lines), builder.starts, tuple(builder.owners))


class _Builder:
    def __init__(self, look: Look) -> None:
        self._look = look
        self.lines: list[Line] = []
        self.owners: list[int] = []
        self.starts: dict[int, int] = {}

    def _add(self, line: Line, number: int) -> None:
        if len(self.lines) < MOST_ROWS:
            self.lines.append(line)
            self.owners.append(number)

    def _blank(self) -> None:
        if self.lines and not self._look.compact:
            self._add((), self.owners[-1])

    def inner(self, table: Table) -> None:
        """The inner hash calls that differ, both sides: here the cause shows."""
        for row in table.rows:
            if row.depth == 0 or row.state != "differ" or not (row.client or row.server):
                continue
            self.starts.setdefault(row.number, len(self.lines))
            role = operand_role(row.number)
            if row.secret and not self._look.reveal:
                self._add(place([(0, fit(row.label, LABEL), role), (LABEL, "hidden", "dim italic")]), row.number)
                continue
            for side in ("client", "server"):
                piece, other = row.piece(side), row.piece("server" if side == "client" else "client")
                if piece is not None:
                    name = shorten(row.label, LABEL - 1 - len(side))
                    cause = side == self._look.side or row.piece(self._look.side) is None
                    self._inner_rows(f"{name} {side}", piece, other, role, row.number, cause)
        if self.lines:
            self._blank()

    def _inner_rows(self, label: str, piece: Piece, other: Piece | None, role: str, number: int, cause: bool) -> None:
        rows = list(self._rows(piece.data, other.data if other else None, piece.added, role, cause, 0, text=False))
        note = f"{len(piece.data)} byte{'s' if len(piece.data) != 1 else ''}"
        zero_rows = piece.added // self._look.per_row
        kept = rows
        if zero_rows > 2:
            folded = zero_rows - 1
            gap = ((" " * OFFSET, "text"), (f"⋮ {folded} rows, all 00'", "dim"))
            kept = rows[zero_rows:] if self._look.compact else [rows[0], gap, *rows[zero_rows:]]
        elif len(rows) > FOLD_FROM and number not in self._look.unfolded:
            kept = [*rows[:2], ((" " * OFFSET, "text"), (f"⋮ {len(rows) - 4} rows", "dim")), *rows[-2:]]
        for index, row in enumerate(kept):
            head: list[Span] = [(fit(label if index == 0 else "", LABEL), f"{role} bold")]
            line: Line = (*head, *row)
            if index == 0 and self._look.text:
                used = sum(width(text) for text, _ in line)
                at = LABEL + OFFSET + self._hex_width() + 1
                if used < at:
                    line = (*line, (" " * (at - used), "text"))
                line = (*line, (note, "dim"))
            self._add(line, number)

    def _hex_width(self) -> int:
        return self._look.per_row * 3 + self._look.per_row // 8 - 1

    def outer(self, table: Table) -> None:
        """The input of the outermost hash, operand by operand."""
        side = self._look.side
        other_side = "server" if side == "client" else "client"
        offset = 0
        for row in table.outer():
            piece, other = row.piece(side), row.piece(other_side)
            if piece is None:
                continue
            role = operand_role(row.number)
            if row.number not in self.starts:
                self.starts[row.number] = len(self.lines)
            label = f"{row.number} {row.label}"
            if piece.secret and not self._look.reveal:
                size = f"{len(piece.data)} bytes"
                self._add(
                    place(
                        [
                            (0, fit(shorten(label, LABEL - 1), LABEL), f"{role} bold"),
                            (LABEL, f"{offset:04x}", "dim"),
                            (LABEL + OFFSET, "hidden", "dim italic"),
                            (LABEL + OFFSET + 9, size, "dim"),
                        ]
                    ),
                    row.number,
                )
                offset += len(piece.data)
                continue
            against = other.data if other is not None and not (other.secret and not self._look.reveal) else None
            rows = list(self._rows(piece.data, against, piece.added, role, False, offset))
            for index, line in enumerate(self._folded(rows, row, piece, against)):
                name = fit(shorten(label, LABEL - 1) if index == 0 else "", LABEL)
                self._add(((name, f"{role} bold"), *line), row.number)
            offset += len(piece.data)

    def _folded(self, rows: list[Line], row: OperandRow, piece: Piece, against: bytes | None) -> Iterator[Line]:
        """The rows of an operand, the middle of a long one folded; a row that differs is never folded away."""
        if len(rows) <= FOLD_FROM or row.number in self._look.unfolded:
            yield from rows
            return
        keep = {0, 1, len(rows) - 1}
        if against is not None and against != piece.data:
            step = self._look.per_row
            differing = [
                index
                for index in range(len(rows))
                if piece.data[index * step : (index + 1) * step] != against[index * step : (index + 1) * step]
            ]
            # A number that differs everywhere is noise: its beginning says so.
            keep |= set(differing if len(differing) < len(rows) - 2 else differing[:4])
        at = 0
        while at < len(rows):
            if at in keep:
                yield rows[at]
                at += 1
                continue
            end = at
            while end < len(rows) and end not in keep:
                end += 1
            if end - at < 3:
                yield from rows[at:end]
            else:
                yield ((" " * OFFSET, "text"), (f"⋮ {end - at} rows of {row.label}, space unfolds", "dim"))
            at = end

    def value(self, table: Table) -> None:
        """A value that no hash made: its own bytes on each side and on the wire."""
        row = table.row
        secret = table.name in _secrets()
        columns: list[tuple[str, bytes]] = []
        for side, cell in (("client", row.client), ("server", row.server)):
            if cell.value is not None:
                columns.append((side, value_bytes(cell.value)))
        if row.wire is not None:
            columns.append(("wire", row.wire))
        if secret and not self._look.reveal:
            for side, data in columns:
                line = place(
                    [(0, side, "text"), (LABEL, "hidden", "dim italic"), (LABEL + 9, f"{len(data)} bytes", "dim")]
                )
                self._add(line, 0)
            return
        groups: dict[bytes, list[str]] = {}
        for side, data in columns:
            groups.setdefault(data, []).append(side)
        columns = [(_together(sides, len(columns)), data) for data, sides in groups.items()]
        for index, (side, data) in enumerate(columns):
            against = next((other for name, other in columns if name != side), None)
            if index:
                self._blank()
            rows = list(self._rows(data, against, 0, "text", row.state == "differ" and side != "server", 0))
            for at, line in enumerate(rows):
                self._add(((fit(side if at == 0 else "", LABEL), "text bold"), *line), 0)

    def _rows(
        self,
        data: bytes,
        against: bytes | None,
        added: int,
        role: str,
        cause: bool,
        offset: int,
        text: bool = True,
    ) -> Iterator[Line]:
        """Rows of offset, bytes with marks, and the text column; without the label."""
        per_row = self._look.per_row
        if not data:
            yield ((f"{offset:04x} ", "dim"), ("no bytes", "dim"))
            return
        for start in range(0, len(data), per_row):
            row = data[start : start + per_row]
            spans: list[Span] = [(f"{offset + start:04x} ", "dim")]
            spans.extend(self._bytes(row, start, data, against, added, role, cause))
            if text and self._look.text:
                used = len(row) * 3 + (len(row) - 1) // 8
                spans.append((" " * (self._hex_width() + 1 - used), "text"))
                spans.append(("".join(chr(byte) if 32 <= byte < 127 else "." for byte in row), "dim"))
            yield tuple(spans)

    def _bytes(
        self, row: bytes, start: int, data: bytes, against: bytes | None, added: int, role: str, cause: bool
    ) -> Iterator[Span]:
        run: list[str] = []
        run_style = ""
        plain, loud = role, f"{role} bold" if not cause else "differ bold"
        for index, byte in enumerate(row):
            gap = " " if index and index % 8 == 0 else ""
            at = start + index
            if at < added:
                style, mark, alone = "dim", "'", False
            elif against is not None and (against[at] != byte if at < len(against) else cause):
                style, mark, alone = loud, "!", True
            else:
                style, mark, alone = plain, " ", False
            if style != run_style or alone:
                if run:
                    yield "".join(run), run_style
                run, run_style = [], style
            if alone:
                if gap:
                    yield gap, "text"
                yield f"{byte:02x}", style
                yield mark, "differ bold" if cause else "differ bold quiet"
                run_style = ""
            else:
                run.append(f"{gap}{byte:02x}{mark}")
        if run:
            yield "".join(run), run_style


def _together(sides: list[str], count: int) -> str:
    if len(sides) == 1:
        return sides[0]
    return "all equal" if len(sides) == count == 3 else "both sides" if "wire" not in sides else "=".join(sides)


def _secrets() -> frozenset[str]:
    from srpscope.srp.values import SECRETS

    return SECRETS


def ruler(table: Table, side: str, cells: int, in_view: range | Sequence[int], bar: bool = True) -> tuple[Line, ...]:
    """The scale on top of the byte view: names with lengths and, to scale, which operands are in view."""
    rows = [row for row in table.outer() if row.piece(side)]
    if not rows:
        return ()
    pieces = [row.piece(side) for row in rows]
    sizes = [len(piece.data) if piece else 0 for piece in pieces]
    labels: list[list[Span]] = []
    for row, size in zip(rows, sizes, strict=True):
        role = operand_role(row.number)
        looks = "" if bar or row.number not in in_view else " underline"
        spans: list[Span] = [(f"{row.number} {row.label}", f"{role} bold{looks}"), (f" {size}", "dim")]
        if row.state in ("differ", "follows"):
            spans += [(" ", "text"), ("!", "differ bold" if row.state == "differ" else "follows bold")]
        labels.append(spans)
    widths = [sum(width(text) for text, _ in spans) for spans in labels]
    gaps = len(rows) - 1
    if sum(widths) + gaps > cells:
        labels = [[(f"{row.number}", spans[0][1])] for row, spans in zip(rows, labels, strict=True)]
        widths = [1] * len(rows)
        if sum(widths) + gaps > cells:
            return ()
    spare = cells - gaps - sum(widths)
    total = sum(sizes) or 1
    shares = [spare * size // total for size in sizes]
    shares[-1] += spare - sum(shares)
    names: list[Span] = []
    bars: list[Span] = []
    for row, spans, used, share in zip(rows, labels, widths, shares, strict=True):
        if names:
            names.append((" ", "text"))
            bars.append((" ", "text"))
        names.extend(spans)
        names.append((" " * share, "text"))
        bars.append((("━" if row.number in in_view else "─") * (used + share), operand_role(row.number)))
    return (tuple(names), tuple(bars)) if bar else (tuple(names),)
