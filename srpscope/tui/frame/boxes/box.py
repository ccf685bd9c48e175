"""A small screen over the panes: what overlays, questions and text boxes share, among it their style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.layout import ROOMY
from srpscope.tui.frame.stage import OnStage
from srpscope.tui.frame.title_bar import BadgeBar

Answer = TypeVar("Answer")


class Box(OnStage, ModalScreen[Answer], Generic[Answer]):
    """A frame over the panes; it ends with an answer, or with None."""

    # A whole path: Textual looks for a name beside the file of the subclass.
    CSS_PATH = Path(__file__).with_name("overlays.tcss")

    def say_keys(self, keys: str) -> None:
        """What stands in the last row."""
        self.query_one(KeysBar).say(keys)

    def badges(self) -> Sequence[tuple[str, str]]:
        """What stays lit at the top right: the badges of the screen below."""
        return self.stage.badges()

    def say_badge(self) -> None:
        """It may be another one now."""
        for bar in self.query(BadgeBar):
            bar.say(self.badges())

    def session_changed(self) -> None:
        """What is looked at changed; a box that shows some of it draws it anew."""

    def on_mount(self) -> None:
        """ASCII frames where signs are; less room around where there is little; the badge over all."""
        self.set_class(self.stage.ascii_only, "ascii")
        self._fit_frame()
        if not self.query(BadgeBar):  # Textual calls this again for what a subclass has of its own
            self.mount(BadgeBar())
        self.say_badge()
        self.call_after_refresh(self.stage.give_keys)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Go, once: two clicks in one breath, or one that two classes answer, would take the screen below along."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        return super().dismiss(result)

    def on_resize(self, event: events.Resize) -> None:
        """The badge keeps to the right."""
        self._fit_frame()
        self.say_badge()

    def _fit_frame(self) -> None:
        self.set_class(self.app.size.width < ROOMY, "narrow")
