"""Pane 3: exactly the bytes that were hashed, with the ruler on top."""

from __future__ import annotations

from textual.content import Content

from srpscope.report.printable import printable
from srpscope.tui.facts.octets import Look, Octets, octets, ruler
from srpscope.tui.facts.operands import Table
from srpscope.tui.facts.shown import Shown
from srpscope.tui.facts.spans import Line
from srpscope.tui.lines import Lines


class BytesPane(Lines):
    """The byte view of one value on one side."""

    HELP = "Every byte that was hashed. ! differs from the other side, ' is a zero that padding added."

    def __init__(self) -> None:
        super().__init__(id="bytes", classes="pane")
        self._octets = Octets((), {}, ())
        self._table: Table | None = None
        self._side = "client"
        self._narrow = False
        self._key: tuple[object, ...] = ()

    def fill(
        self,
        shown: Shown,
        name: str,
        operand: int,
        side: str,
        reveal: bool,
        unfolded: frozenset[int],
        narrow: bool,
        other_form: list[Line] | None,
        form: str,
    ) -> None:
        """Show a value's bytes, scrolled to an operand (its number). other_form: lines in place of the bytes, where
        the value is shown as something else than hex."""
        cells = self.size.width
        per_row = 32 if cells >= 12 + 5 + 32 * 3 + 3 + 1 + 32 else 16
        look = Look(side, per_row, cells >= 83, reveal, unfolded, narrow)
        table = shown.table(name)
        verb = "Bytes hashed into" if table.hashed else "Bytes of"
        self._table, self._side, self._narrow = table, side, narrow
        shown_name = printable(name, 24)
        if narrow:
            self.border_title = Content(f"3 {verb} {shown_name}   {side}   ! differs   ' pad")
        else:
            self.border_title = Content(f"3 {verb} {shown_name}")
        self.border_subtitle = f"{side}, {form}   ! differs   ' pad"
        if other_form is not None:
            self.show(other_form, None)
            self._key = ()
            return
        key = (id(shown), name, look, cells)
        if key != self._key:
            self._octets = octets(table, look)
            self._key = key
            self.show(self._octets.lines, None, head=self._ruler(range(0)))
        self.to_operand(operand)

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
        if self._table is None or not self._table.hashed:
            return ()
        owners = self._octets.owners
        in_view = sorted({owners[row] for row in rows if row < len(owners)})
        found = ruler(self._table, self._side, self.size.width, in_view, bar=not self._narrow)
        return found if self._narrow or not found else (*found, ())
