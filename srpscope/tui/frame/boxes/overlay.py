"""An overlay over the panes: lines in a frame at the right, the screen behind it dimmed; esc goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.boxes.box import Box
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.layout import ROOMY
from srpscope.tui.frame.lines import Lines

FRAME, NARROW_FRAME = 6, 4
"""Cells of the frame and its padding, left and right."""


class OverlayLines(Lines):
    """The lines of an overlay, on its own background."""

    GROUND = "surface"


class StillLines(OverlayLines, can_focus=False):
    """Lines in a box whose fields have the keyboard."""


class Overlay(Box[None]):
    """A frame of lines. A subclass gives title, keys and lines, and its own bindings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Back", show=False),
        Binding("j,down", "down(1)", "Down", show=False),
        Binding("k,up", "down(-1)", "Up", show=False),
        Binding("pagedown,space", "down(10)", "A page down", show=False),
        Binding("pageup", "down(-10)", "A page up", show=False),
        Binding("g,home", "down(-100000)", "To the top", show=False),
        Binding("G,end", "down(100000)", "To the end", show=False),
        Binding("f8", "app.secrets", "Secrets", show=False),
    ]
    WIDTH = 88
    BELOW = 0
    """Rows between the frame and the keys that are not the frame's."""
    KEYS = "esc back"
    _cells = WIDTH - FRAME

    def compose(self) -> ComposeResult:
        """The frame."""
        yield OverlayLines(id="overlay")
        yield KeysBar(self.KEYS)

    @property
    def pane(self) -> Lines:
        """The frame's lines."""
        return self.query_one("#overlay", Lines)

    def on_mount(self) -> None:
        """Draw once the size is known."""
        super().on_mount()
        self.pane.focus()
        self._fit(self.app.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Narrow terminals get the whole width."""
        super().on_resize(event)
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        narrow = width < ROOMY
        self.set_class(narrow, "narrow")
        self.set_class(self.stage.ascii_only, "ascii")
        self._cells = min(self.WIDTH, width) - (NARROW_FRAME if narrow else FRAME)
        self.pane.styles.width = min(self.WIDTH, width)
        self.draw()  # the first frame says something already, whatever is still to be worked out
        self.call_after_refresh(self._fitted, self._cells)

    def _fitted(self, cells: int) -> None:
        """Draw again where the frame has another width than was reckoned with."""
        if self.pane.size.width not in (0, cells):
            self._cells = self.pane.size.width
            self.draw()

    def heading(self) -> str:
        """What stands in the frame."""
        return ""

    def head(self, cells: int) -> Sequence[Line]:
        """Lines on top that do not scroll."""
        return ()

    def content(self, cells: int) -> Sequence[Line]:
        """The lines."""
        raise NotImplementedError

    def draw(self) -> None:
        """Make the lines again."""
        pane = self.pane
        pane.border_title = Content(self.heading())
        lines = self.content(self._cells)
        self.say_keys(self.KEYS)  # what is shown says which keys work
        head = self.head(self._cells)
        frame, around = (2, 2) if self.has_class("narrow") else (4, 3)
        pane.styles.height = min(len(head) + len(lines) + frame, self.app.size.height - around - self.BELOW)
        pane.show(lines, self.cursor(lines), head)

    def cursor(self, lines: Sequence[Line]) -> int | None:
        """The row of the cursor, where there is one."""
        return None

    def session_changed(self) -> None:
        """What is looked at changed."""
        if self.is_mounted:
            self.draw()

    def action_down(self, by: int) -> None:
        """Scroll."""
        self.pane.scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        """Back to the screen below."""
        self.dismiss()

    def on_click(self, event: events.Click) -> None:
        """A click beside the frame goes back."""
        if event.widget is self:
            self.dismiss()
