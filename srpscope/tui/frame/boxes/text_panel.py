"""Sentences in a frame over the panes: wrapped, scrolled, copied with y. What an answer in words is shown in."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from srpscope.printable import printable
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.boxes.overlay import Overlay


class TextPanel(Overlay):
    """Lines of text under a heading; the first word of a line's role colours it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy", show=False)]
    KEYS = "y copy  esc back"

    def __init__(self, heading: str, text: str) -> None:
        super().__init__()
        self._heading, self._text = heading, text

    def heading(self) -> str:
        """What was asked."""
        return self._heading

    def content(self, cells: int) -> Sequence[Line]:
        """The text, wrapped to the frame."""
        lines: list[Line] = []
        for row in self._text.splitlines():
            indent = len(row) - len(row.lstrip())
            role = "text bold" if indent == 0 and row else "text" if indent <= 4 else "dim"
            wrapped = textwrap.wrap(
                printable(row, 4_000), max(20, cells - 2), subsequent_indent=" " * (indent + 2), break_long_words=True
            )
            lines += [((part, role),) for part in wrapped or [""]]
        return lines

    def action_copy(self) -> None:
        """To the terminal's clipboard."""
        self.app.copy_to_clipboard(self._text)
        self.stage.desk.say("Copied.")
