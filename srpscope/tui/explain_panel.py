"""A box for a pasted log line: its causes, most likely first, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from srpscope.errors import SrpscopeError
from srpscope.tui.text_panel import TextPanel

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp

MOST_CHARACTERS = 1_000_000


class ExplainPanel(ModalScreen[None]):
    """A text field and two keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+o", "read", "Explain it", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The field and what it takes."""
        with Vertical(id="paste") as frame:
            frame.border_title = Content("Explain a log line")
            frame.border_subtitle = Content("^o explain  esc back")
            yield TextArea(id="explain-text", compact=True)
            yield Static(
                Content("A line of the device, the app or a library, as it stands. Nothing leaves this machine."),
                id="prompt-hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """The keyboard goes into the field."""
        self.query_one(TextArea).focus()

    def action_read(self) -> None:
        """Explain what was pasted."""
        app = cast("SrpscopeApp", self.app)
        text = self.query_one(TextArea).text[:MOST_CHARACTERS]
        self.dismiss()
        explain_text(app, text)

    def action_leave(self) -> None:
        """Nothing was pasted."""
        self.dismiss()


def explain_text(app: SrpscopeApp, text: str) -> bool:
    """Show what is known of a text; False, with a sentence below the panes, where nothing is."""
    from srpscope.report.explain import as_text, explain

    try:
        found = explain(text)
    except SrpscopeError as error:
        app.say(str(error), "warn")
        return False
    app.push_screen(TextPanel("What the log says", as_text(found)))
    return bool(found.matches or found.answers)
