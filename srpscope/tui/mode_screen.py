"""A screen of one of the five modes: title, file row, body, verdict, footer, and the layout for small terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget

from srpscope.tui.bars import FooterBar
from srpscope.tui.commands import of_screen
from srpscope.tui.lines import Lines
from srpscope.tui.title_bar import FileBar, TitleBar
from srpscope.tui.too_small import TooSmall

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp

SMALLEST = (60, 20)
WIDE = (120, 32)


class ModeScreen(Screen[None]):
    """The frame that all five modes share. A subclass says MODE and composes its body."""

    MODE = ""
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        # The style sheet is of this theme already. Textual cannot know, and would parse it two more times before the
        # screen is first painted.
        self._css_update_count = self.app._css_update_count
        # Each binding has its command's id, so that a key map can move it.
        own = [
            Binding(command.key, command.action, command.sentence, show=False, id=command.id)
            for command in of_screen(self.MODE)
        ]
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(own)])

    @property
    def scope(self) -> SrpscopeApp:
        """The app, as what it is."""
        return cast("SrpscopeApp", self.app)

    @property
    def narrow(self) -> bool:
        """Whether panes have no boxes and rows are saved."""
        return self.has_class("narrow")

    def compose(self) -> ComposeResult:
        """Title, file, body, what stands below, footer; over them the sentence for too small a terminal."""
        yield TitleBar(self.MODE)
        yield FileBar(self.MODE)
        with self.body():
            yield from self.compose_body()
        yield from self.compose_below()
        yield FooterBar(self.MODE)
        yield TooSmall()

    def body(self) -> Widget:
        """What holds the panes, side by side where nothing else is said; its id is body."""
        return Horizontal(id="body")

    def compose_body(self) -> ComposeResult:
        """The panes."""
        yield from ()

    def compose_below(self) -> ComposeResult:
        """What stands between panes and footer: the verdict, an edit strip."""
        yield from ()

    def on_mount(self) -> None:
        self._fit(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        self.set_class(width < WIDE[0] or height < WIDE[1], "narrow")
        self.set_class(self.scope.ascii_only, "ascii")
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "tiny")
        self.call_after_refresh(self.refresh_all)

    def on_screen_resume(self) -> None:
        self.refresh_all()

    def refresh_all(self) -> None:
        """Draw everything from the app's state; subclasses add their panes."""
        for kind in (TitleBar, FileBar, FooterBar):
            for bar in self.query(kind):
                bar.update()

    def theme_changed(self) -> None:
        """The colours are others."""
        for pane in self.query(Lines):
            pane.forget_strips()
        for widget in self.query(Widget):
            widget.refresh()

    # Moving between panes

    def panes(self) -> list[Widget]:
        """The panes in the order of their numbers."""
        return [one for one in self.query(".pane") if one.display]

    def action_pane(self, number: int) -> None:
        """Put the keyboard into a pane."""
        panes = self.panes()
        if 1 <= number <= len(panes):
            panes[number - 1].focus()
