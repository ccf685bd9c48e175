"""A log line explained: its causes, most likely first, and what to do next."""

from __future__ import annotations

from srpscope.errors import SrpscopeError
from srpscope.tui.desk import Desk
from srpscope.tui.flows.asking import Ask


def explain_text(desk: Desk, ask: Ask, text: str) -> bool:
    """Show what is known of a text; False, with a sentence below the panes, where nothing is."""
    from srpscope.answers.explain import as_text, explain

    try:
        found = explain(text)
    except SrpscopeError as error:
        desk.say(str(error), "warn")
        return False
    ask.show_text("What the log says", as_text(found))
    return bool(found.matches or found.answers)
