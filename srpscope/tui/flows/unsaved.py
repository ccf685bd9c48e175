"""Nothing that is not saved is lost without a question."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.tui.desk import Desk
from srpscope.tui.flows.asking import Ask


def unless_unsaved(desk: Desk, ask: Ask, then: Callable[[], None]) -> None:
    """Go on at once, or ask first where edits or added values would be lost."""
    if not desk.unsaved or desk.following:
        then()
        return

    def chosen(index: int | None) -> None:
        if index == 0:
            then()

    rows = [("Open the other one", "what is not saved is lost"), ("Stay here", "^s saves it")]
    ask.ask_which("Not saved", "Your edits and what you added are not saved.", rows, chosen)
