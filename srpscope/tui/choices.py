"""A question with several answers to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from srpscope.report.printable import printable
from srpscope.tui.facts.spans import Line, place, shorten, wrapped
from srpscope.tui.lines import Lines
from srpscope.tui.overlay import OverlayLines

if TYPE_CHECKING:
    from srpscope.capture.capture import Capture
    from srpscope.tui.app import SrpscopeApp


def ask_which(app: SrpscopeApp, captures: Sequence[Capture], chosen: Callable[[int | None], None]) -> None:
    """Ask which of several handshakes to look at."""
    rows = [
        (capture.title or f"handshake {number}", f"{len(capture.messages)} messages")
        for number, capture in enumerate(captures, 1)
    ]
    app.push_screen(Choices(f"{len(captures)} handshakes", "Which one?", rows), chosen)


class Choices(ModalScreen[int | None]):
    """Gives the number of the answer from 0; None where it is left with esc."""

    CSS_PATH = "overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("j,down", "down(1)", "Down", show=False),
        Binding("k,up", "down(-1)", "Up", show=False),
        Binding("enter", "choose", "Choose", show=False),
        *(Binding(str(number), f"pick({number})", f"Answer {number}", show=False) for number in range(1, 10)),
    ]

    def __init__(
        self,
        heading: str,
        question: str,
        rows: Sequence[tuple[str, str]],
        keys: str = "enter choose  esc leave it open",
    ) -> None:
        super().__init__()
        self._heading, self._question, self._rows, self._keys = heading, question, rows, keys
        self._at = 0
        self._first = 0

    def compose(self) -> ComposeResult:
        """The frame."""
        yield OverlayLines(id="overlay")

    def on_mount(self) -> None:
        """Draw once the size is known."""
        pane = self.query_one("#overlay", Lines)
        pane.styles.width = min(88, self.app.size.width)
        pane.border_title = Content(printable(self._heading, 60))
        pane.border_subtitle = Content(self._keys)
        pane.focus()
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        pane = self.query_one("#overlay", Lines)
        cells = pane.size.width
        lines: list[Line] = [*wrapped(printable(self._question), cells, "text bold"), ()]
        self._first = len(lines)
        for index, (answer, detail) in enumerate(self._rows):
            here = index == self._at
            lines.append(
                place(
                    [
                        (0, "►" if here else " ", "accent bold"),
                        (2, str(index + 1), "accent bold"),
                        (5, shorten(printable(answer, 80), 34), "text bold" if here else "text"),
                        (41, shorten(printable(detail, 80), max(cells - 42, 8)), "dim"),
                    ]
                )
            )
        pane.styles.height = min(len(lines) + 4, self.app.size.height - 2)
        pane.show(lines, self._first + self._at)
        pane.keep_in_view(self._first + self._at)

    @property
    def scope(self) -> SrpscopeApp:
        """The app, as what it is."""
        return cast("SrpscopeApp", self.app)

    def action_down(self, by: int) -> None:
        """The next answer."""
        self._at = max(0, min(self._at + by, len(self._rows) - 1))
        self._draw()

    def action_pick(self, number: int) -> None:
        """An answer by its number."""
        if number <= len(self._rows):
            self.dismiss(number - 1)

    def action_choose(self) -> None:
        """The answer under the cursor."""
        self.dismiss(self._at)

    def action_leave(self) -> None:
        """No answer."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """The answer under the mouse."""
        pane = self.query_one("#overlay", Lines)
        if event.widget is pane:
            offset = event.get_content_offset(pane)
            at = -1 if offset is None else offset.y + pane.scroll_offset.y - self._first
            if 0 <= at < len(self._rows):
                self.dismiss(at)
