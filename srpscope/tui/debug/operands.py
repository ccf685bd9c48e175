"""Pane 2: what the selected value is made of: the formula, each operand on both sides and on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message

from srpscope.printable import printable
from srpscope.session.clauses import needed
from srpscope.srp.encodings import value_bytes
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS
from srpscope.tui.debug.glance import Glance
from srpscope.tui.facts.moment.marks import equality, glyph
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import (
    Line,
    Span,
    both_ends,
    byte_ends,
    crop,
    line_width,
    place,
    short_formula,
    shorten,
    wrapped,
)
from srpscope.tui.facts.values.formula_lines import both_formulas
from srpscope.tui.facts.values.operands import OperandRow, Table
from srpscope.tui.frame.lines import Lines


@dataclass(frozen=True)
class Columns:
    """Where the columns of the table begin, and how many hex digits a value shows at each end."""

    encoding: int
    encoding_width: int
    size_end: int
    client: int
    server: int
    wire: int
    state: int
    digits: int
    wire_digits: bool


NOWHERE = -1
"""Of a column that is not there."""


def columns(cells: int, narrow: bool, wire: bool = True) -> Columns:
    """The columns for a width. wire: with what was sent."""
    if not wire and cells >= 90:
        each = (cells - 43) // 2
        return Columns(16, 18, 39, 41, 41 + each, NOWHERE, cells - 2, min((each - 4) // 2 // 2 * 2, 32), False)
    if not wire:
        each = max((cells - 34) // 2, 10)
        return Columns(14, 8, 30, 32, 32 + each, NOWHERE, cells - 2, 4 if each < 16 else 6, False)
    if cells < 72:
        return Columns(15, 10, 31, 33, 44, 55, cells - 1, 4, False)
    if narrow and cells < 100:
        extra = max(cells - 78, 0)
        return Columns(16, 15, 36, 38, 52 + extra // 3, 66 + extra // 2, cells - 7, 4, False)
    spare = max(cells - 83, 0) // 3
    each = 13 + spare
    digits = 4 if each < 16 else min((each - 4) // 2 // 2 * 2, 32)
    return Columns(16, 18, 39, 41, 41 + each, 41 + 2 * each, cells - 3, digits, True)


class OperandsPane(Lines):
    """The operand table; the cursor is the operand that the byte view shows."""

    HELP = (
        "What the value is made of. Each operand: how it became bytes, how many, and its ends on both sides. "
        "In a written formula padded is PAD(g), minimal MIN(g), as sent RAW(A), hex text HEX(x): e shows it so."
    )

    @dataclass
    class Chosen(Message):
        """An operand was chosen with the mouse, by its row in the table. encoding: by its encoding."""

        row: int
        encoding: bool = False

    def __init__(self) -> None:
        super().__init__(id="operands", classes="pane")
        self._first_row = 0
        self._count = 0
        self._narrow, self._with_wire, self._keeps = False, True, ""

    def fill(self, shown: Shown, glance: Glance, cursor: int, about: str, room: int = 0) -> None:
        """Show what a value is made of. cursor: the row of the table. about: the glossary's sentence. room: rows that
        there are at the most; where it is narrow, the result stands below if one is left for it."""
        name, side, narrow = glance.name, glance.side, glance.narrow
        found = shown.table(name)
        cells = self.size.width
        self._narrow, self._with_wire = narrow, shown.beside is None
        where = columns(cells, narrow, self._with_wire)
        lines: list[Line] = [self._formula(found, cursor, cells, narrow)]
        self._keeps = _keeps_to_dialect(shown, name)
        if found.unlike:
            lines = both_formulas(found, self._keeps, cells)
        wide = not narrow
        if wide:
            lines.append(())
        if found.rows:
            lines.append(_heads(where, side, found))
        self._first_row = len(lines)
        self._count = len(found.rows)
        for index, row in enumerate(found.rows):
            lines.append(self._row(row, index == cursor, where, glance.reveal))
        remarks = _remarks(found, about, narrow, cells)
        if wide or not found.rows or len(lines) + 1 + len(remarks) <= room:
            if found.rows and wide:
                lines.append(((" ", "text"), ("─" * max(cells - 2, 0), "line")))
            elif not found.rows:
                lines.append(_heads(where, side, found))
            lines.append(self._result(found, shown, where, glance.reveal))
        lines.extend(remarks)
        self.border_title = Content(
            f"2 What {printable(name, 24)} is made of" if found.rows else f"2 {printable(name, 24)}"
        )
        wire = "" if shown.beside else " | wire"
        self.border_subtitle = f"{found.title('client')} | {found.title('server')}{wire}"
        self.show(lines, self._first_row + cursor if found.rows else None)
        self.wanted = len(lines)

    wanted = 0
    """Rows that the pane would like to have."""

    def _formula(self, found: Table, cursor: int, cells: int, narrow: bool) -> Line:
        number = found.rows[cursor].number if cursor < len(found.rows) else 0
        spans: list[Span] = [(" ", "text"), (printable(found.name, 24), "text bold")]
        if not found.parts:
            return tuple(spans)
        spans.append((" = ", "dim"))
        spans.append((found.before, "dim"))
        if found.hashed:
            for index, part in enumerate(found.parts):
                bold = " bold" if index + 1 == number else ""
                spans.append((part, f"{operand_role(index + 1)}{bold}"))
                if index < len(found.glue):
                    spans.append((found.glue[index], "dim"))
        else:
            spans.extend(_coloured(found.parts[0], found))
        spans.append((found.after, "dim"))
        line = tuple(spans)
        rights: list[Line] = [()]
        if found.whole:  # what stands at the right gives way to the formula, not the formula to it
            sizes = f"{found.fed} B → {found.out} B"
            short = f"{found.fed} → {found.out} B"
            rights = [((said, "dim"),) for said in (f"{found.function}   {sizes}", short)[narrow:]] + rights
        right = next((one for one in rights if line_width(line) + line_width(one) + bool(one) <= cells), ())
        if line_width(line) > cells:
            return (*crop(line, cells - 2), ("..", "dim"))
        return both_ends(line, right, cells)

    def _row(self, row: OperandRow, selected: bool, where: Columns, reveal: bool) -> Line:
        role = operand_role(row.number)
        cause, follows = row.state == "differ", row.state == "follows"
        bold = " bold" if selected or cause or follows else ""
        spans: list[tuple[int, str, str]] = [(0, "►" if selected else " ", "accent bold")]
        if cause or follows:
            spans.append((1, *glyph(row.state, cause)))
        indent = 5 + 2 * row.depth
        if row.depth == 0:
            spans.append((3, str(row.number)[:2], f"{role} bold"))
        spans.append(
            (indent, short_formula(row.label, where.encoding - indent - 1), f"{role}{bold if row.depth == 0 else ''}")
        )
        size = shorten(row.length, 7)
        words = min(where.encoding_width, where.size_end - len(size) - 1 - where.encoding)
        encoding = shorten(row.encoding(words), words)
        if row.client is None and row.server is None:
            spans.append((where.encoding, "not known", "warn"))
        spans.append((where.encoding, encoding, "differ bold" if row.encodings_differ else "dim"))
        spans.append((where.size_end - len(size), size, "text"))
        hidden = row.secret and not reveal
        for side, column in (("client", where.client), ("server", where.server)):
            piece = row.piece(side)
            if piece is None and row.missing == side != self._keeps:
                spans.append((column, "left out", "differ bold"))
            elif piece is None:
                spans.append((column, "·", "dim"))
            elif hidden:
                spans.append((column, "hidden", "dim italic"))
            else:
                # The server's column stays plain: one red value in a row points at the odd one out.
                loud = cause and not row.missing and side == "client"
                look = "differ bold" if loud else "follows bold" if follows and side == "client" else "text"
                spans.append((column, byte_ends(piece.data, where.digits), look))
        spans.extend(_wire(row.wire, where, hidden, "text"))
        spans.append((where.state, *equality(row.state)))
        return place(spans)

    def _result(self, found: Table, shown: Shown, where: Columns, reveal: bool) -> Line:
        row = found.row
        hidden = found.name in SECRETS and not reveal
        inside = row.state == "differ" and any(one.state == "differ" for one in found.rows)
        first = found.name == shown.first and not inside
        marks = shown.marks.get(found.name)
        state = "follows" if inside else row.state  # the cause is the operand; the digest only follows
        spans: list[tuple[int, str, str]] = []
        if first or state == "follows":
            spans.append((1, *glyph(state, first)))
        label = shorten(printable(found.name, 24), where.encoding - 6)
        spans.append((5, label, "text"))
        spans.append((where.encoding, found.function if found.whole else _source(row.client, row.server), "dim"))
        sizes = [len(value_bytes(cell.value)) for cell in (row.client, row.server) if cell.value is not None]
        if not sizes and row.wire is not None:
            sizes = [len(row.wire)]
        size = shorten("≠".join(str(one) for one in dict.fromkeys(sizes)), 7)
        spans.append((where.size_end - len(size), size, "text"))
        loud = "differ bold" if state == "differ" else "follows bold"
        for side, cell, column in (("client", row.client, where.client), ("server", row.server, where.server)):
            odd = marks is not None and marks.of(side) == "≠"
            spans.append(_value(cell, column, where.digits, hidden, loud if odd else "text"))
        odd = marks is not None and marks.wire == "≠"
        text = isinstance(row.client.value, str) or isinstance(row.server.value, str)
        spans.extend(_wire(row.wire, where, hidden, loud if odd else "text", text))
        spans.append((where.state, *equality(state)))
        return place(spans)

    def on_click(self, event: events.Click) -> None:
        """Choose the operand under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None:
            at = offset.y + self.scroll_offset.y - self._first_row
            if 0 <= at < self._count:
                where = columns(self.size.width, self._narrow, self._with_wire)
                encoding = where.encoding <= offset.x < where.encoding + where.encoding_width
                self.post_message(self.Chosen(at, encoding))


def _keeps_to_dialect(shown: Shown, name: str) -> str:
    """The side whose formula nobody changed."""
    if beside := shown.table(name).dialect:
        return beside
    rows, plain = shown.view.comparison.rows[name], shown.declared.comparison.rows.get(name)
    if plain is None:
        return ""
    kept = [side for side in ("server", "client") if rows.cell(side).formula == plain.cell(side).formula]
    return kept[0] if kept else ""


def _heads(where: Columns, side: str, found: Table) -> Line:
    hashed = found.hashed and bool(found.rows)
    heads = [
        (3, "# operand" if hashed else "  value", "dim"),
        (where.encoding, "encoding" if hashed else "as", "dim"),
        (where.size_end - 5, "bytes", "dim"),
        (where.client, found.title("client"), "text underline" if side == "client" else "dim"),
        (where.server, found.title("server"), "text underline" if side == "server" else "dim"),
    ]
    if where.wire != NOWHERE:
        heads.append((min(where.wire, where.state - 3), "wire", "dim"))
    return place(heads)


def _coloured(text: str, found: Table) -> Sequence[Span]:
    """An arithmetic formula, each value in its operand's hue."""
    import re

    roles = {row.label: operand_role(row.number) for row in found.rows if row.depth == 0}
    return [(token, roles.get(token, "dim")) for token in re.findall(r"[A-Za-z_]\w*|[^A-Za-z_]+", text)]


def _wire(
    data: bytes | None, where: Columns, hidden: bool, role: str, text: bool = False
) -> list[tuple[int, str, str]]:
    if where.wire == NOWHERE:
        return []
    if data is None:
        return [(where.wire, "·", "dim")]
    if not where.wire_digits:
        return [(where.wire, "=" if role == "text" else "≠", "dim" if role == "text" else role)]
    if hidden:
        return [(where.wire, "hidden", "dim italic")]
    if text:
        return [(where.wire, shorten(printable(data.decode("utf-8", "surrogateescape"), 60), 12), role)]
    return [(where.wire, byte_ends(data, where.digits), role)]


def _value(cell: Cell, column: int, digits: int, hidden: bool, role: str) -> tuple[int, str, str]:
    if cell.value is None:
        return (column, "·", "dim")
    if hidden:
        return (column, "hidden", "dim italic")
    if isinstance(cell.value, str):
        return (column, shorten(printable(cell.value, 60), max(digits * 2 + 2, 12)), role)
    return (column, byte_ends(value_bytes(cell.value), digits), role)


def _source(client: Cell, server: Cell) -> str:
    sources = [cell.source for cell in (client, server) if cell.source]
    return ", ".join(dict.fromkeys(sources))


def _remarks(found: Table, about: str, narrow: bool, cells: int) -> list[Line]:
    """What stands below: what an unknown value needs, why a formula failed, what the value is."""
    row = found.row
    lines: list[Line] = []
    for side, cell in (("client", row.client), ("server", row.server)):
        if cell.problem:
            lines += wrapped(f"{side}: {printable(cell.problem, 200)}.", max(cells - 1, 20), "warn", 1)
    if row.client.value is None and row.server.value is None and row.needs:
        lines += wrapped(f"Not known on either side. It needs {needed(row.needs[:4])}.", max(cells - 1, 20), "warn", 1)
    if not found.rows and about:
        lines.append(())
        lines.extend(wrapped(about, max(cells - 1, 20), "dim", 1)[:6])
    if lines and not narrow:
        lines.insert(0, ())
    return lines
