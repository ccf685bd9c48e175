"""The compare screen (F3): every value on client, server and wire; one of them byte against byte; the messages."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from srpscope.printable import printable
from srpscope.srp.comparison import Row
from srpscope.srp.encodings import value_bytes
from srpscope.srp.sheet import Cell
from srpscope.srp.values import ORDER, SECRETS
from srpscope.tui.facts.moment.marks import Marks, equality, glyph, standing
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line, Span, fit, place, room_for, shorten
from srpscope.tui.facts.values.byte_marks import marks
from srpscope.tui.facts.wire_table import wire_lines
from srpscope.tui.frame.finding import FindingScreen
from srpscope.tui.frame.lines import Lines

COLUMNS = ("client", "server", "wire")
PAIRS = (("client", "server"), ("client", "wire"), ("server", "wire"))


@dataclass(frozen=True)
class _Columns:
    """Where a row's columns stand. name: cells of a value's name. sides: those that have room, of which the first
    begins at `first`. each: cells of one. state_at: where the sign of the row begins. worded: its word stands behind
    it."""

    name: int
    first: int
    sides: tuple[str, ...]
    each: int
    state_at: int
    worded: bool


class ValuesPane(Lines):
    """Pane 1: the table."""

    HELP = "Every value, side by side. = agree, ≠ differ, · unknown. enter opens the value in the debugger."

    @dataclass
    class Chosen(Message):
        """A row was clicked; again: it is opened in the debugger."""

        name: str
        again: bool

    def __init__(self) -> None:
        super().__init__(id="values", classes="pane")
        self.border_title = "1 Values"
        self.border_subtitle = "= agree   ≠ differ   · unknown"
        self._names: list[str] = []

    def fill(self, shown: Shown, selected: str, reveal: bool, only: bool, columns: tuple[str, ...]) -> None:
        """Render the rows of what is looked at. only: dim those that agree. columns: the sides that have room."""
        cells = self.size.width
        rows = shown.view.comparison.rows
        names = [name for name in [*ORDER, *rows] if name in rows and _worth_a_row(rows[name], shown)]
        self._names = list(dict.fromkeys(names))
        verdict_width = 17 if cells >= 110 else 3
        long = room_for(self._names, 4, 14)
        first = long + 10  # a size may have four digits
        each = (cells - first - verdict_width) // len(columns)
        head = [(first - 7, "bytes", "dim")]
        head += [(first + index * each, side, "dim") for index, side in enumerate(columns)]
        where = _Columns(long, first, columns, each, cells - verdict_width, worded=verdict_width > 3)
        lines = [self._row(shown, name, name == selected, reveal, only, where) for name in self._names]
        at = self._names.index(selected) if selected in self._names else None
        self.show(lines, at, head=[place(head)])
        if at is not None:
            self.keep_in_view(at, 1)

    wanted = property(lambda self: len(self._names) + 1)

    def _row(self, shown: Shown, name: str, selected: bool, reveal: bool, only: bool, where: _Columns) -> Line:
        row = shown.view.comparison.rows[name]
        marks = shown.marks.get(name, Marks())
        first = name == shown.marked
        quiet = only and row.state in ("agree", "unknown")
        base = "dim" if quiet else "text"
        state = standing(marks, row)
        sign, role = glyph(state, first)
        bold = " bold" if selected or first or state == "follows" else ""
        size = _size(row, reveal)
        spans: list[tuple[int, str, str]] = [
            (0, "►" if selected else " ", "accent bold"),
            (1, sign, role),
            (3, shorten(printable(name, 24), where.name), f"{base}{bold}"),
            (where.first - 2 - len(size), size, "dim"),
        ]
        loud = "differ bold" if row.state == "differ" else "follows bold"
        for index, side in enumerate(_telling(row, where.sides)):
            odd = marks.of(side) == "≠" and state in ("differ", "follows")
            at = where.first + index * where.each
            if side not in where.sides:  # its column has no room
                spans.append((at, f"{side} ", "dim"))
                at += len(side) + 1
            room = where.first + (index + 1) * where.each - 2 - at
            text, look = _shown_value(row, side, name in SECRETS and not reveal, room)
            spans.append((at, text, loud if odd and look == "text" else base if look == "text" else look))
        state, word, look = _verdict(shown, row)
        spans.append((where.state_at, state, look))
        if where.worded:
            spans.append((where.state_at + 2, word, "dim"))
        return place(spans)

    def on_click(self, event: events.Click) -> None:
        """Choose a value; a second click opens it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < len(self.head):
            return
        at = offset.y - len(self.head) + self.scroll_offset.y
        if 0 <= at < len(self._names):
            self.post_message(self.Chosen(self._names[at], at == self.cursor_row))


def _telling(row: Row, sides: tuple[str, ...]) -> tuple[str, ...]:
    """The sides whose values a row shows: where what stands in the columns that have room is equal, and the value that
    differs has none, that one takes the place of the last."""
    shown = {_data(row, side) for side in sides} - {None}
    other = next((side for side in COLUMNS if side not in sides and _data(row, side) not in (*shown, None)), None)
    if row.state not in ("differ", "follows") or len(shown) > 1 or other is None:
        return sides
    return (*sides[:-1], other)


def _worth_a_row(row: Row, shown: Shown) -> bool:
    if row.name == "H":
        return row.state == "differ" or row.name in shown.order
    return any(one is not None for one in (row.client.value, row.server.value, row.wire)) or row.name in ORDER


def _cell(row: Row, side: str) -> Cell:
    return row.client if side == "client" else row.server


def _size(row: Row, reveal: bool) -> str:
    """Bytes of the value; of a secret only where it is shown."""
    for value in (row.client.value, row.server.value):
        if value is not None:
            return "" if row.name in SECRETS and not reveal else str(len(value_bytes(value)))
    return str(len(row.wire)) if row.wire is not None else ""


def _shown_value(row: Row, side: str, hidden: bool, cells: int) -> tuple[str, str]:
    value = row.wire if side == "wire" else _cell(row, side).value
    if value is None:
        return "·", "dim"
    if hidden:
        return "hidden", "dim italic"
    if isinstance(value, str) or (row.name == "I" and isinstance(value, bytes)):
        text = value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")
        return shorten(printable(text, 80), cells), "text"
    return grouped_ends(value_bytes(value), cells), "text"


def grouped_ends(data: bytes, cells: int) -> str:
    """As many groups of four bytes from the front as fit, then the last four."""
    groups = [data[at : at + 4].hex() for at in range(0, len(data), 4)]
    whole = " ".join(groups)
    if len(whole) <= cells:
        return whole or "(empty)"
    tail = f"..{data[-4:].hex()}"
    front = ""
    for group in groups:
        if len(front) + len(group) + 1 + len(tail) > cells:
            break
        front += f"{group} "
    return f"{front}{tail}" if front else f"{data[:2].hex()}..{data[-2:].hex()}"


def _verdict(shown: Shown, row: Row) -> tuple[str, str, str]:
    sign, role = equality(row.state)
    if row.state == "agree":
        return sign, "", role
    if row.state == "follows":
        return sign, "follows", role
    if row.state == "differ":
        found = shown.table(row.name)
        cause = next((one for one in found.rows if one.depth == 0 and one.state == "differ"), None)
        fault = row.at_fault
        if shown.explanation is not None and row.name == shown.first:
            fault = (shown.explanation.side,)
        word = f"operand {cause.number}" if cause is not None and found.hashed else "/".join(fault)
        return sign, shorten(word, 14), role
    known = sum(one is not None for one in (row.client.value, row.server.value, row.wire))
    return sign, "one side" if known else "unknown", role


class AgainstPane(Lines):
    """Pane 2: the selected value, byte against byte."""

    HELP = "The bytes of the value on each side. ! differs from the server's, or where it has none from the client's."

    def __init__(self) -> None:
        super().__init__(id="against", classes="pane")

    def fill(self, shown: Shown, name: str, reveal: bool) -> None:
        """Show a value."""
        row = shown.view.comparison.rows[name]
        cells = self.size.width
        self.border_title = Content(f"2 {printable(name, 24)}, byte against byte")
        hashed = shown.table(name).hashed and row.state in ("differ", "follows")
        hint = "a hash differs everywhere once one input does: enter shows the inputs" if hashed else ""
        data = {side: _data(row, side) for side in COLUMNS}
        known = {side: one for side, one in data.items() if one is not None}
        reference = "server" if "server" in known else next(iter(known), "server")
        self.border_subtitle = (
            f"! differs from the {reference}{'    ' + hint if hint and cells > 100 else ''}" if len(known) > 1 else ""
        )
        if name in SECRETS and not reveal:
            self.show([(("hidden", "dim italic"), ("   F8 shows secrets", "dim"))])
            return
        if not known:
            self.show([(("Not known on any side.", "dim"),)])
            return
        per_row = next((one for one in (32, 16) if cells >= 14 + one * 3 + one // 8 - 1), 8)
        signs = {side: marks(one, known[reference]) for side, one in known.items()}
        if any("+" in one for one in signs.values()):
            self.border_subtitle = f"+ not on the {reference}   {self.border_subtitle}"
        lines: list[Line] = []
        for start in range(0, max(len(one) for one in known.values()), per_row):
            for side, one in known.items():
                lines.append(_bytes_row(side, one, signs[side], start, per_row))
        self.show(lines[:2_000])


def _data(row: Row, side: str) -> bytes | None:
    if side == "wire":
        return row.wire
    value = _cell(row, side).value
    return None if value is None else value_bytes(value)


def _bytes_row(side: str, data: bytes, signs: str, start: int, per_row: int) -> Line:
    spans: list[Span] = [(fit(side, 8), "dim"), (f"{start:04x}  ", "dim")]
    run = ""
    for index in range(start, min(start + per_row, len(data))):
        gap = " " if index > start and (index - start) % 8 == 0 else ""
        if signs[index] != " ":
            if run:
                spans.append((run, "text"))
                run = ""
            spans += [(f"{gap}{data[index]:02x}", "text bold"), (signs[index], "differ bold quiet")]
        else:
            run += f"{gap}{data[index]:02x} "
    if run:
        spans.append((run, "text"))
    return tuple(spans)


BYTES_ROWS = 8
"""Rows that the bytes keep, frame and all: two rows of 32 bytes of three columns; and the messages, where all have
little."""


class CompareScreen(FindingScreen):
    """Three columns, a value a row."""

    MODE = "compare"
    VERDICT_ROWS = 2
    CSS_PATH = "compare.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._pair = 0

    def works(self, command: str) -> bool:
        """Columns are changed only where not all of them have room."""
        return self.narrow if command == "swap" and self.desk.shown is not None else super().works(command)

    def compose_body(self) -> ComposeResult:
        """Values, bytes, wire."""
        yield ValuesPane()
        yield AgainstPane()
        yield Lines(id="wire", classes="pane")

    def on_mount(self) -> None:
        """The values have the keys first."""
        super().on_mount()
        self.query_one(ValuesPane).focus()

    def refresh_all(self) -> None:
        """Draw everything from the app's state."""
        super().refresh_all()
        desk = self.desk
        if desk.shown is None or desk.selected not in desk.shown.view.comparison.rows or desk.session is None:
            return
        values = self.query_one(ValuesPane)
        columns = PAIRS[self._pair] if self.narrow else COLUMNS
        values.fill(desk.shown, desk.selected, desk.reveal, self.dimmed, columns)
        frame = 1 if self.narrow else 2
        wire = self.query_one("#wire", Lines)
        lines, subtitle = wire_lines(desk.session, desk.shown, wire.size.width)
        body = self.query_one("#body").size.height
        # What the values and the bytes leave goes to the messages.
        left = max(body - values.wanted - frame - BYTES_ROWS, BYTES_ROWS)
        wire_rows = 0 if self.narrow else min(len(lines) + frame, left)
        wire.display = not self.narrow
        wire.styles.height = wire_rows
        values.styles.height = max(min(values.wanted + frame, body - wire_rows - (6 if self.narrow else BYTES_ROWS)), 5)
        wire.border_title = "3 Wire"
        wire.border_subtitle = Content(subtitle)
        wire.show(lines)
        self.query_one(AgainstPane).fill(desk.shown, desk.selected, desk.reveal)
        if values.cursor_row is not None:
            values.keep_in_view(values.cursor_row, 1)

    def _names(self) -> list[str]:
        return self.query_one(ValuesPane)._names

    def action_down(self, by: int) -> None:
        """The next value, or scroll in the bytes."""
        if isinstance(self.focused, ValuesPane) or self.focused is None:
            names = self._names()
            at = names.index(self.desk.selected) if self.desk.selected in names else 0
            if names:
                self.desk.select(names[max(0, min(at + by, len(names) - 1))])
        elif isinstance(self.focused, Lines):
            self.focused.scroll_relative(y=by, animate=False)

    def action_step(self, by: int) -> None:
        """The next value of the table, or step of the replay."""
        if self.desk.replay.on:
            super().action_step(by)
            return
        self.query_one(ValuesPane).focus()
        self.action_down(by)

    def action_end(self, way: int) -> None:
        """The first or last value."""
        self.action_down(way * 1_000)

    def action_swap(self) -> None:
        """The next pair of columns, where there is room for two."""
        self._pair = (self._pair + 1) % len(PAIRS)
        self.refresh_all()

    def action_open_value(self) -> None:
        """The value in the debugger."""
        self.call_later(self.app.run_action, "app.mode('debug')")

    def on_values_pane_chosen(self, message: ValuesPane.Chosen) -> None:
        """The row of a value was clicked: select it; clicked again, open it in the debugger."""
        self.desk.select(message.name)
        if message.again:
            self.action_open_value()
