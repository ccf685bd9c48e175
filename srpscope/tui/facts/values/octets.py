"""The byte view: exactly what was hashed, a row for 16 or 32 bytes, each byte with a mark.

`!` differs from the other side's byte at that place of the operand, `+` is a byte that only this side has, `'` a zero
that padding added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from srpscope.srp.encodings import value_bytes
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import Line, Span, fit, place, short_formula, width
from srpscope.tui.facts.values.alignment import Piece
from srpscope.tui.facts.values.byte_marks import marks, pairs
from srpscope.tui.facts.values.operands import OperandRow, Table

LABEL = 12
OFFSET = 5
FOLD_FROM = 8
"""Rows of one operand from which on its middle folds."""
MOST_ROWS = 4_096


@dataclass(frozen=True)
class AsOctets:
    """How bytes are drawn. per_row: 16 or 32. text: with the text column. reveal: secrets shown. side: whose input.
    unfolded: numbers of operands shown whole. compact: no blank rows, inner padding cut to its last row."""

    side: str = "client"
    per_row: int = 16
    text: bool = True
    reveal: bool = False
    unfolded: frozenset[int] = frozenset()
    compact: bool = False


@dataclass(frozen=True)
class ShownOctets:
    """The lines of the byte view. starts: operand number -> its first line; spans: operand number of every line."""

    lines: tuple[Line, ...]
    starts: dict[int, int]
    owners: tuple[int, ...]
    outer: int = 0
    """The first line of what the outermost hash is fed: before it stand inner calls."""


def octets(table: Table, look: AsOctets) -> ShownOctets:
    """The byte view of one value."""
    builder = _Builder(look)
    if look.side in table.whole:
        builder.inner(table)
        first = len(builder.lines)
        builder.outer(table)
    else:
        first = 0
        builder.value(table)
    return ShownOctets(tuple(builder.lines), builder.starts, tuple(builder.owners), first)


class _Builder:
    def __init__(self, look: AsOctets) -> None:
        self._look = look
        self.lines: list[Line] = []
        self.owners: list[int] = []
        self.starts: dict[int, int] = {}
        self._odd = "differ bold quiet"

    def _add(self, line: Line, number: int) -> None:
        if len(self.lines) < MOST_ROWS:
            self.lines.append(line)
            self.owners.append(number)

    def _blank(self) -> None:
        if self.lines and not self._look.compact:
            self._add((), self.owners[-1])

    def inner(self, table: Table) -> None:
        """The inner hash calls that differ, both sides: here the cause shows."""
        done: set[int] = set()
        for index, row in enumerate(table.rows):
            inside = [one for one in _under(table.rows, index) if one.depth == row.depth + 1]
            if any(one.missing or one.moved for one in inside):
                self.starts.setdefault(row.number, len(self.lines))
                self._aligned(table, row, inside)
                done |= {id(one) for one in inside}
            elif row.depth and row.state == "differ" and id(row) not in done and (row.client or row.server):
                self._inner_call(table, row)
        if self.lines:
            self._blank()

    def _inner_call(self, table: Table, row: OperandRow) -> None:
        self.starts.setdefault(row.number, len(self.lines))
        role = operand_role(row.number)
        if row.secret and not self._look.reveal:
            self._add(place([(0, fit(row.label, LABEL), role), (LABEL, "hidden", "dim italic")]), row.number)
            return
        for side in ("client", "server"):
            piece, other = row.piece(side), row.piece("server" if side == "client" else "client")
            if piece is not None:
                title = table.title(side)
                title = title if len(row.label) + len(title) + 2 <= LABEL else f"{title[:4]}."
                name = short_formula(row.label, LABEL - 2 - len(title))
                cause = side == self._look.side or row.piece(self._look.side) is None
                self._inner_rows(f"{name} {title}", piece, other, role, row.number, cause)

    def _aligned(self, table: Table, row: OperandRow, inside: Sequence[OperandRow]) -> None:
        """What an inner hash is fed on both sides, byte under byte: + stands behind what only one side has."""
        role = operand_role(row.number)
        if any(one.secret for one in inside) and not self._look.reveal:
            for side in ("client", "server"):
                size = sum(len(piece.data) for one in inside if (piece := one.piece(side)) is not None)
                spans = [(0, fit(table.title(side), LABEL), f"{role} bold"), (LABEL, "hidden", "dim italic")]
                self._add(place([*spans, (LABEL + 9, f"{size} bytes, F8 shows them", "dim")]), row.number)
            return
        columns: dict[str, list[tuple[int | None, str]]] = {"client": [], "server": []}
        for one in inside:
            client, server = one.piece("client"), one.piece("server")
            client_data, server_data = client.data if client else b"", server.data if server else b""
            for at, there in pairs(client_data, server_data):
                columns["client"].append(_cell(client_data, at, server_data, there, one))
                columns["server"].append(_cell(server_data, there, client_data, at, one))
        per_row = self._look.per_row
        for start in range(0, min(len(columns["client"]), MOST_ALIGNED), per_row):
            for side, column in columns.items():
                label = fit(f"{row.number if start == 0 else ' '} {table.title(side)}", LABEL)
                self._add(
                    ((label, f"{role} bold" if start == 0 else "dim"), *_aligned_row(column, start, per_row, role)),
                    row.number,
                )

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
                            (0, fit(short_formula(label, LABEL - 1), LABEL), f"{role} bold"),
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
            self._odd = {"follows": "follows", "drawn": "dim"}.get(row.state, "differ bold quiet")
            rows = list(self._rows(piece.data, against, piece.added, role, False, offset))
            self._odd = "differ bold quiet"
            for index, line in enumerate(self._folded(rows, row, piece, against)):
                name = fit(short_formula(label, LABEL - 1) if index == 0 else "", LABEL)
                self._add(((name, f"{role} bold"), *line), row.number)
            offset += len(piece.data)

    def _folded(self, rows: list[Line], row: OperandRow, piece: Piece, against: bytes | None) -> Iterator[Line]:
        """The rows of an operand, the middle of a long one folded; a row that differs is never folded away."""
        if len(rows) <= FOLD_FROM or row.number in self._look.unfolded:
            yield from rows
            return
        keep = {0, 1, len(rows) - 1}
        if against is not None and against != piece.data:
            step, signs = self._look.per_row, marks(piece.data, against, piece.added)
            differing = [at for at in range(len(rows)) if set(signs[at * step : (at + 1) * step]) & {"!", "+"}]
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
                columns.append((table.title(side), value_bytes(cell.value)))
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
        cause = row.state == "differ"
        for index, (side, data) in enumerate(columns):
            against = next((other for name, other in columns if name != side), None)
            if index:
                self._blank()
            rows = list(self._rows(data, against, 0, "text", cause and side != table.title("server"), 0))
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
        signs = marks(data, against, added)
        for start in range(0, len(data), per_row):
            row = data[start : start + per_row]
            spans: list[Span] = [(f"{offset + start:04x} ", "dim")]
            spans.extend(self._bytes(row, signs[start : start + per_row], role, cause))
            if text and self._look.text:
                used = len(row) * 3 + (len(row) - 1) // 8
                spans.append((" " * (self._hex_width() + 1 - used), "text"))
                spans.append(("".join(chr(byte) if 32 <= byte < 127 else "." for byte in row), "dim"))
            yield tuple(spans)

    def _bytes(self, row: bytes, signs: str, role: str, cause: bool) -> Iterator[Span]:
        run: list[str] = []
        run_style = ""
        loud = f"{role} bold" if not cause else "differ bold"
        for index, (byte, mark) in enumerate(zip(row, signs, strict=True)):
            gap = " " if index and index % 8 == 0 else ""
            alone = mark in "!+"
            style = loud if alone else "dim" if mark == "'" else role
            if style != run_style or alone:
                if run:
                    yield "".join(run), run_style
                run, run_style = [], style
            if alone:
                if gap:
                    yield gap, "text"
                yield f"{byte:02x}", style
                yield mark, "differ bold" if cause else self._odd
                run_style = ""
            else:
                run.append(f"{gap}{byte:02x}{mark}")
        if run:
            yield "".join(run), run_style


MOST_ALIGNED = 256
"""Bytes of an inner input that are shown under each other."""


def _under(rows: Sequence[OperandRow], index: int) -> Iterator[OperandRow]:
    """The rows that stand under a row."""
    for row in rows[index + 1 :]:
        if row.depth <= rows[index].depth:
            return
        yield row


def _cell(data: bytes, at: int | None, other: bytes, there: int | None, row: OperandRow) -> tuple[int | None, str]:
    """One byte of an aligned input, and its mark: + only here, ! another there; None where this side has none."""
    if at is None:
        return None, ""
    if there is None:
        return data[at], "+"
    return data[at], " " if other[there] == data[at] and not row.moved else "!"


def _aligned_row(column: Sequence[tuple[int | None, str]], start: int, per_row: int, role: str) -> Iterator[Span]:
    offset = sum(byte is not None for byte, _ in column[:start])
    yield f"{offset:04x} ", "dim"
    row = column[start : start + per_row]
    text = ""
    at = 0
    while at < len(row):
        byte, mark = row[at]
        if byte is None:
            end = next((i for i in range(at, len(row)) if row[i][0] is not None), len(row))
            yield (" " if at and at % 8 == 0 else "") + _gap(end - at, at), "differ bold"
            text += " " * (end - at)
            at = end
            continue
        if at and at % 8 == 0:
            yield " ", "text"
        yield f"{byte:02x}", f"{role} bold" if mark.strip() else role
        yield mark, "differ bold" if mark.strip() else role
        text += chr(byte) if 32 <= byte < 127 else "."
        at += 1
    left = per_row - len(row)
    yield " " * (left * 3 + (per_row - 1) // 8 - (len(row) - 1) // 8 + 1), "text"
    yield text, "dim"


def _gap(count: int, at: int) -> str:
    """A bracket as wide as the bytes that are left out."""
    cells = count * 3 + sum((at + i) % 8 == 0 for i in range(1, count)) - 1
    said = f" {count} left out "
    if cells < len(said) + 2:
        said = ""
    dashes = cells - 2 - len(said)
    return f"├{'─' * (dashes // 2)}{said}{'─' * (dashes - dashes // 2)}┤ "


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
    if not rows or side not in table.whole:
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
