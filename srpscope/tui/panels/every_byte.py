"""B: the handshake's messages, one at a time, each byte with its field, what it says and why it stands there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from srpscope.printable import printable
from srpscope.report.every_byte import NO_MESSAGES, explained, message_lines
from srpscope.session import Session
from srpscope.tui.facts.spans import Line
from srpscope.tui.facts.values.message_bytes import hues, message_bytes
from srpscope.tui.frame.boxes.overlay import Overlay


class EveryBytePanel(Overlay):
    """A message, a row a field; n and p go through the messages, j and k through the fields."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,l,right", "message(1)", "The next message", show=False),
        Binding("p,h,left", "message(-1)", "The message before", show=False),
        Binding("space", "unfold", "All rows of the field, or three", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]
    WIDTH = 132
    KEYS = "n/p message  j/k field  space unfold  y copy  esc back"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._messages = explained(session)
        self._roles = hues(self._messages)
        self._at = self._field = self._row = 0
        self._unfolded: set[int] = set()

    def heading(self) -> str:
        """Which message, of how many."""
        if not self._messages:
            return "Every byte"
        message, _ = self._messages[self._at]
        name = printable(message.decoded.name, 24) if message.decoded is not None else "?"
        told = f"{printable(message.sender, 10)} sends {name}, {len(message.data):,} bytes"
        return f"Every byte   {told}   {self._at + 1} of {len(self._messages)}"

    def content(self, cells: int) -> Sequence[Line]:
        """The message's fields."""
        if not self._messages:
            return [((NO_MESSAGES, "text"),)]
        message, pieces = self._messages[self._at]
        lines, self._row = message_bytes(message, pieces, self._roles, self._field, self._unfolded, cells)
        return lines

    def cursor(self, lines: Sequence[Line]) -> int | None:
        """The field that is looked at."""
        return self._row if self._messages else None

    def action_down(self, by: int) -> None:
        """Another field."""
        if self._messages:
            self._field = max(0, min(self._field + by, len(self._messages[self._at][1]) - 1))
            self.draw()
            self.pane.keep_in_view(self._row)

    def action_message(self, by: int) -> None:
        """Another message."""
        to = max(0, min(self._at + by, len(self._messages) - 1))
        if self._messages and to != self._at:
            self._at, self._field, self._unfolded = to, 0, set()
            self.draw()
            self.pane.scroll_to(y=0, animate=False)

    def action_unfold(self) -> None:
        """All rows of the field, or the first and the last."""
        self._unfolded ^= {self._field}
        self.draw()

    def action_copy(self) -> None:
        """The message, all of it, to the terminal's clipboard."""
        if self._messages:
            self.app.copy_to_clipboard("\n".join(message_lines(*self._messages[self._at], full=True)))
            self.stage.desk.say("The text was sent to your terminal's clipboard.")
