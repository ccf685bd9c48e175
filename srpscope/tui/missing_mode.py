"""The page of a mode that this build does not have."""

from __future__ import annotations

from textual.app import ComposeResult

from srpscope.tui.lines import Lines
from srpscope.tui.mode_screen import ModeScreen


class MissingMode(ModeScreen):
    """One sentence, and the way back."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.MODE = mode

    def compose_body(self) -> ComposeResult:
        """A pane with the sentence."""
        yield Lines(id="missing", classes="pane")

    def refresh_all(self) -> None:
        """Write the sentence."""
        super().refresh_all()
        self.query_one("#missing", Lines).show(
            [
                (),
                (
                    (f"  {self.MODE} is not here yet. ", "text bold"),
                    ("F2", "accent bold"),
                    (" goes back to the debugger.", "text"),
                ),
            ]
        )
