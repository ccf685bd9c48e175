"""The panes of the debug screen before there is anything to put into them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Horizontal
from textual.strip import Strip

from srpscope.tui.facts.spans import EMPTY, Line, crop, line_width
from srpscope.tui.frame.layout import OPERANDS_ROWS, STEPS_CELLS, TITLES
from srpscope.tui.frame.stage import OnStage
from srpscope.tui.frame.strips import strip_of


class EmptyPanes(OnStage, Horizontal):
    """The frames alone, drawn by what will hold the panes: as widgets in it they would come a round of messages later,
    and the first picture of the screen would show none. narrow: titles over the panes, no boxes."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.narrow = False
        self._note: Sequence[Line] = ()

    def say(self, note: Sequence[Line]) -> None:
        """Lines inside the second pane."""
        self._note = note
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        line = self._row(y, self.size.width, self.size.height)
        return strip_of(line, self.size.width, self.stage.palette, "background", self.stage.ascii_only)

    def _row(self, y: int, cells: int, height: int) -> Line:
        steps, operands, octets = TITLES
        if self.narrow:
            if y in (0, OPERANDS_ROWS):
                title = octets if y else operands
                return (("─", "line"), (f" {title} ", "dim"), ("─" * (cells - len(title) - 3), "line"))
            return self._said(y - 1)
        right = cells - STEPS_CELLS
        if y < OPERANDS_ROWS:
            detail = _box(y, OPERANDS_ROWS, right, operands, self._said(y - 1))
        else:
            detail = _box(y - OPERANDS_ROWS, height - OPERANDS_ROWS, right, octets)
        return (*_box(y, height, STEPS_CELLS, steps), *detail)

    def _said(self, row: int) -> Line:
        return self._note[row] if 0 <= row < len(self._note) else EMPTY


def _box(y: int, height: int, cells: int, title: str, inside: Line = EMPTY) -> Line:
    if y == 0:
        return (("╭─", "line"), (f" {title} ", "dim"), ("─" * (cells - len(title) - 5) + "╮", "line"))
    if y >= height - 1:
        return (("╰" + "─" * (cells - 2) + "╯", "line"),)
    held = crop(inside, cells - 2)
    return (("│", "line"), *held, (" " * (cells - 2 - line_width(held)), "text"), ("│", "line"))
