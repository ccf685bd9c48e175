"""A box with a field for what is pasted, which has the keyboard as soon as it opens."""

from __future__ import annotations

from textual.widgets import TextArea

from srpscope.tui.frame.boxes.box import Box


class PasteBox(Box[None]):
    """A frame around a paste area; esc leaves it."""

    def on_mount(self) -> None:
        """The keyboard goes into the field."""
        super().on_mount()
        self.query_one(TextArea).focus()

    def pasted(self, most: int) -> str:
        """What stands in the field. most: characters that are read of it."""
        return self.query_one(TextArea).text[:most]

    def action_leave(self) -> None:
        """Nothing is done with it."""
        self.dismiss()
