"""Pane 3: exactly the bytes that were hashed, with the ruler on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message

from srpscope.printable import printable
from srpscope.tui.debug.glance import Glance
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.seeking import SeekSpot, at_offset, differing, lit, spots
from srpscope.tui.facts.spans import Line
from srpscope.tui.facts.values.octets import AsOctets, ShownOctets, octets, ruler
from srpscope.tui.facts.values.operands import Table
from srpscope.tui.frame.lines import Lines

LEAST_RULED = 3
"""Rows from which on the ruler has one: below them both sides' bytes take all."""


@dataclass(frozen=True)
class Spelled:
    """How a value's bytes are written. form: its title. lines: what is shown in place of hex; None for hex."""

    form: str = "hex"
    lines: Sequence[Line] | None = None


IN_HEX = Spelled()


class BytesPane(Lines):
    """The byte view of one value on one side."""

    HELP = "Every byte that was hashed. ! differs from the other side, ' is a zero that padding added."

    @dataclass
    class Chosen(Message):
        """A byte, or the row of an operand, was clicked: the operand's number, and the byte's offset or None."""

        number: int
        offset: int | None

    def __init__(self) -> None:
        super().__init__(id="bytes", classes="pane")
        self._spot: SeekSpot | None = None
        self._operand = 0
        self._octets = ShownOctets((), {}, ())
        self._table: Table | None = None
        self._side = "client"
        self._narrow = False
        self._key: tuple[object, ...] = ()

    def fill(
        self,
        shown: Shown,
        glance: Glance,
        operand: int,
        unfolded: frozenset[int] = frozenset(),
        spelled: Spelled = IN_HEX,
    ) -> None:
        """Show a value's bytes, scrolled to an operand (its number). unfolded: the rows that are shown whole."""
        name, side, narrow = glance.name, glance.side, glance.narrow
        cells = self.size.width
        per_row = 32 if cells >= 12 + 5 + 32 * 3 + 3 + 1 + 32 else 16 if cells >= 12 + 5 + 16 * 3 + 1 else 8
        look = AsOctets(side, per_row, cells >= 83, glance.reveal, unfolded, narrow)
        table = shown.table(name)
        verb = "Bytes hashed into" if side in table.whole else "Bytes of"
        self._table, self._side, self._narrow = table, side, narrow
        shown_name = printable(name, 24)
        key = (id(shown), name, look, cells)
        new = spelled.lines is None and key != self._key
        if new:
            self._octets = octets(table, look)
        only_here = any(text == "+" for line in self._octets.lines for text, _ in line)
        legend = f"{'+ only here   ' if only_here else ''}! differs   ' pad"
        of_side = f"   {table.title(side)}   {legend}" if narrow else ""
        self.border_title = Content(f"3 {verb} {shown_name}{of_side}")
        self.border_subtitle = f"{table.title(side)}, {spelled.form}   {legend}"
        if spelled.lines is not None:
            self.show(spelled.lines, None)
            self._key = ()
            return
        if new:
            self._key, self._spot = key, None
            self.show(self._octets.lines, None, head=self._ruler(range(0)))
        elif operand == self._operand:
            return
        self._operand = operand
        self.to_operand(operand)

    def go_to(self, offset: int, length: int) -> bool:
        """Light the byte at an offset, with those of its row behind it; False where it is not shown."""
        spot = at_offset(self._octets, offset)
        if spot is not None:
            self._light(spot, length)
        return spot is not None

    def go_to_difference(self, by: int) -> SeekSpot | None:
        """Light the next or previous byte that differs; None where none does."""
        spot = differing(self._octets.lines, self._spot, by)
        if spot is not None:
            self._light(spot, 1)
        return spot

    def _light(self, spot: SeekSpot, length: int) -> None:
        lines = list(self._octets.lines)
        row = [
            one for one in spots(lines[: spot.row + 1], spot.row) if spot.offset <= one.offset < spot.offset + length
        ]
        last = row[-1] if row else spot
        lines[spot.row] = lit(lines[spot.row], spot.column, last.column + 2 - spot.column)
        self._spot = spot
        self.show(lines, None, head=self.head)
        self.keep_in_view(spot.row, 2)

    def on_click(self, event: events.Click) -> None:
        """The operand under the mouse, and the byte."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < len(self.head):
            return
        row = offset.y - len(self.head) + self.scroll_offset.y
        if row >= len(self._octets.owners) or not self._key:
            return
        here = [one for one in spots(self._octets.lines[: row + 1], row) if one.column <= offset.x < one.column + 3]
        if here:
            self._light(here[0], 1)
        self.post_message(self.Chosen(self._octets.owners[row], here[0].offset if here else None))

    def to_operand(self, number: int) -> None:
        """Scroll to where an operand begins."""
        start = self._octets.starts.get(number, 0)
        if number == 1:
            start = 0
        self.scroll_to(y=start, animate=False)
        self._rule()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The ruler says what is in view."""
        super().watch_scroll_y(old_value, new_value)
        self._rule()

    def _rule(self) -> None:
        if self._table is not None and self._key:
            self.head = self._ruler(self.rows_in_view)
            self.refresh()

    def _ruler(self, rows: range) -> tuple[Line, ...]:
        if self._table is None or not self._table.hashed or self.size.height < LEAST_RULED:
            return ()
        owners = self._octets.owners
        in_view = sorted({owners[row] for row in rows if row < len(owners)})
        found = ruler(self._table, self._side, self.size.width, in_view, bar=not self._narrow)
        return found if self._narrow or not found else (*found, ())
