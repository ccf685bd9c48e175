"""A question with one line to answer: a file to open, a path to save to, what to find."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static


class Prompt(ModalScreen[str | None]):
    """Asks for a line; None where it is left with esc."""

    CSS_PATH = "overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", show=False)]

    def __init__(self, heading: str, hint: str, value: str = "", password: bool = False) -> None:
        super().__init__()
        self._heading, self._hint, self._value, self._password = heading, hint, value, password

    def compose(self) -> ComposeResult:
        """The line and its hint."""
        with Vertical(id="prompt") as frame:
            frame.border_title = Content(self._heading)
            frame.border_subtitle = Content("enter ok  esc back")
            yield Input(self._value, compact=True, max_length=4_096, password=self._password)
            yield Static(Content(self._hint), id="prompt-hint", markup=False)

    def on_mount(self) -> None:
        """The keyboard goes into the line."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answered."""
        self.dismiss(event.value)

    def action_leave(self) -> None:
        """Not answered."""
        self.dismiss(None)
