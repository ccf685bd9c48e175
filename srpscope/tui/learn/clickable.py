"""A pane whose rows can be clicked."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message

from srpscope.tui.frame.lines import Lines


class Clickable(Lines):
    """A pane that says which of its rows was clicked."""

    @dataclass
    class Clicked(Message):
        """A row was clicked."""

        pane: str
        row: int

    def on_click(self, event: events.Click) -> None:
        """Say which."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Clicked(self.id or "", offset.y + self.scroll_offset.y))
