"""A box for a pasted log line: its causes, most likely first, and what to do next."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from srpscope.tui.flows.explaining import explain_text
from srpscope.tui.frame.boxes.fields import PasteArea
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.boxes.paste_box import PasteBox
from srpscope.tui.frame.boxes.questions import asking

MOST_CHARACTERS = 1_000_000


class ExplainPanel(PasteBox):
    """A text field and two keys."""

    AUTO_FOCUS = "TextArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+o", "read", "Explain it", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The field and what it takes."""
        with Vertical(id="paste") as frame:
            frame.border_title = Content("Explain a log line")
            yield PasteArea(id="explain-text", compact=True)
            yield Static(
                Content("A line of the device, the app or a library, as it stands. Nothing leaves this machine."),
                id="prompt-hint",
                markup=False,
            )
        yield KeysBar("^o explain  esc back")

    def action_read(self) -> None:
        """Explain what was pasted."""
        text = self.pasted(MOST_CHARACTERS)
        self.dismiss()
        explain_text(self.stage.desk, asking(self), text)
