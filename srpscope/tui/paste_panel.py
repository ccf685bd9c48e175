"""v: paste a log, values, a page; it is read as a file would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp

MOST_CHARACTERS = 4_000_000


class PastePanel(ModalScreen[None]):
    """A text field and two keys."""

    CSS_PATH = "overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+o", "read", "Read it", show=False, priority=True),
        Binding("f10", "read", "Read it", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The field and what it takes."""
        with Vertical(id="paste") as frame:
            frame.border_title = Content("v  Paste")
            frame.border_subtitle = Content("^o read it  esc back")
            yield TextArea(id="paste-text", compact=True)
            yield Static(
                Content("hex, base64, JSON, a device log, C arrays, or a file name. Nothing leaves this machine."),
                id="prompt-hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """The keyboard goes into the field."""
        self.query_one(TextArea).focus()

    def action_read(self) -> None:
        """Read what was pasted."""
        text = self.query_one(TextArea).text[:MOST_CHARACTERS]
        self.dismiss()
        if text.strip():
            from srpscope.tui.opening import open_text

            open_text(cast("SrpscopeApp", self.app), text)

    def action_leave(self) -> None:
        """Nothing was pasted."""
        self.dismiss()
