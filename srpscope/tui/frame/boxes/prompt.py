"""A question with one line to answer: a file to open, a path to save to, what to find."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from srpscope.printable import printable
from srpscope.tui.frame.boxes.box import Box
from srpscope.tui.frame.boxes.fields import OneLine, PathLine
from srpscope.tui.frame.boxes.keys_bar import KeysBar

MOST_NAMES = 12
"""Names that are shown where several go on alike."""


class Prompt(Box[str | None]):
    """Asks for a line; None where it is left with esc. typed: told of the line at every key. goes_on: the
    value is the beginning of what is being typed, so that the next key does not replace it."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]

    def __init__(
        self,
        heading: str,
        hint: str,
        value: str = "",
        password: bool = False,
        paths: bool = False,
        typed: Callable[[str], None] = lambda text: None,
        goes_on: bool = False,
    ) -> None:
        super().__init__()
        self._typed = typed
        self._heading, self._hint, self._value, self._password = heading, hint, value, password
        self._paths, self._goes_on = paths, goes_on

    def compose(self) -> ComposeResult:
        """The line and its hint."""
        with Vertical(id="prompt") as frame:
            frame.border_title = Content(self._heading)
            kind = PathLine if self._paths else OneLine
            select = not self._goes_on
            yield kind(self._value, compact=True, max_length=4_096, password=self._password, select_on_focus=select)
            yield Static(Content(self._hint), id="prompt-hint", markup=False)
        yield KeysBar("enter ok  tab complete  esc back" if self._paths else "enter ok  esc back")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another key."""
        self._typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answered."""
        self.dismiss(event.value)

    def on_path_line_several(self, event: PathLine.Several) -> None:
        """The names that go on like this."""
        names = "  ".join(printable(name, 60) for name in event.names[:MOST_NAMES])
        more = "  .." if len(event.names) > MOST_NAMES else ""
        self.query_one("#prompt-hint", Static).update(
            Content(f"{names}{more}" if names else "No file begins like this.")
        )

    def action_leave(self) -> None:
        """Not answered."""
        self.dismiss(None)
