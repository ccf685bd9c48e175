"""A small screen over the panes: what overlays, questions and text boxes share, among it their style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from textual.screen import ModalScreen

from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.layout import ROOMY
from srpscope.tui.frame.stage import OnStage

Answer = TypeVar("Answer")


class Box(OnStage, ModalScreen[Answer], Generic[Answer]):
    """A frame over the panes; it ends with an answer, or with None."""

    # A whole path: Textual looks for a name beside the file of the subclass.
    CSS_PATH = Path(__file__).with_name("overlays.tcss")

    def say_keys(self, keys: str) -> None:
        """What stands in the last row."""
        self.query_one(KeysBar).say(keys)

    def on_mount(self) -> None:
        """ASCII frames where signs are; less room around where there is little."""
        self.set_class(self.stage.ascii_only, "ascii")
        self.set_class(self.app.size.width < ROOMY, "narrow")
