"""i: the list of edits. Each can be switched off and on, taken out, undone, and saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from srpscope.printable import printable
from srpscope.tui.desk import Desk
from srpscope.tui.facts.edits.changes import describe
from srpscope.tui.facts.spans import Line, place, shorten, wrapped
from srpscope.tui.frame.boxes.overlay import Overlay

KEYS = "space off/on  d take out  u undo  ^r redo  ^s save  esc back"


class EditsPanel(Overlay):
    """The history as a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "switch", "Off and on", show=False),
        Binding("d,delete,backspace", "take_out", "Take out", show=False),
        Binding("u", "app.undo", "Undo", show=False),
        Binding("ctrl+r", "app.redo", "Redo", show=False),
        Binding("ctrl+s", "app.save", "Save", show=False),
        Binding("i", "close", "Back", show=False),
    ]
    KEYS = "esc back"
    WIDTH = 88

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._at = 0

    def heading(self) -> str:
        """In the frame: the key that opens it, and its name."""
        return "i  Edits"

    def content(self, cells: int) -> Sequence[Line]:
        """A row an edit."""
        session = self.desk.session
        edits = session.edits if session is not None else []
        self._at = max(0, min(self._at, len(edits) - 1))
        self.KEYS = KEYS if edits else "esc back"
        if session is None or not edits:
            return [
                (("No edits yet. ", "text bold"),),
                *wrapped("e edits the selected value; z Z + < # change an operand's encoding.", cells, "dim"),
            ]
        lines: list[Line] = []
        for index, edit in enumerate(edits):
            role = "dim" if edit.off else "text"
            spans = [
                (0, "►" if index == self._at else " ", "accent bold"),
                (2, "·" if edit.off else "*", "dim" if edit.off else "warn"),
                (4, str(index + 1), "dim"),
                (8, printable(edit.side, 10), role),
                (18, shorten(describe(session, edit, self.desk.reveal, max(cells - 30, 36)), cells - 24), role),
            ]
            if edit.off:
                spans.append((cells - 4, "off", "warn"))
            lines.append(place(spans))
            if edit.note:
                lines.append(place([(18, shorten(printable(edit.note, 120), cells - 20), "dim")]))
        lines.append(())
        saved = "not saved" if session.unsaved else "as in the file"
        lines.append(((f"{len(edits)} edit{'s' if len(edits) > 1 else ''}, {saved}.", "dim"),))
        return lines

    def cursor(self, lines: Sequence[Line]) -> int | None:
        """The row of the chosen edit."""
        session = self.desk.session
        if session is None or not session.edits:
            return None
        return self._at + sum(1 for edit in session.edits[: self._at] if edit.note)

    def action_down(self, by: int) -> None:
        """The next edit."""
        session = self.desk.session
        if session is not None and session.edits:
            self._at = max(0, min(self._at + by, len(session.edits) - 1))
            self.draw()

    def action_switch(self) -> None:
        """Switch the edit off or on: the sheet is worked out again."""
        session = self.desk.session
        if session is not None and session.edits:
            self.desk.switch_edit(self._at)
            self.draw()

    def action_take_out(self) -> None:
        """Take the edit out of the list; u brings it back."""
        session = self.desk.session
        if session is not None and session.edits:
            self.desk.replace_edits([edit for index, edit in enumerate(session.edits) if index != self._at])
            self.draw()
