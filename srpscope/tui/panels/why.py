"""w: why it disagrees. What is proved, the fix, what was tried; enter applies the fix, u takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from srpscope.languages import FIXED
from srpscope.printable import printable
from srpscope.tui.desk import Desk
from srpscope.tui.facts.cause.why_lines import Searched, why_lines
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.boxes.overlay import Overlay


class WhyPanel(Overlay):
    """The why panel."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Keep what was found, or put it right", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("r", "app.report", "Report", show=False),
        Binding("w", "close", "Back", show=False),
        Binding("l,right", "language(1)", "Next language", show=False),
        Binding("h,left", "language(-1)", "Previous language", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._language = _first_language(desk)

    def heading(self) -> str:
        """The question."""
        shown = self.desk.shown
        if shown is None:
            return "w  Why?"
        judged = shown.judgement
        if judged.works:
            return "w  What is made otherwise"
        if judged.outcome == "refused":
            return f"w  Why did the {judged.by or 'peer'} refuse?"
        name = judged.judged_on or shown.first
        disagrees = judged.values == "disagree" and not judged.unlike_guess
        return f"w  Why does {printable(name, 24)} disagree?" if name and disagrees else "w  Why?"

    def content(self, cells: int) -> Sequence[Line]:
        """The answer."""
        desk = self.desk
        if desk.session is None or desk.shown is None:
            return []
        explained = desk.explanation
        tried = f"{desk.diagnosis.tried:,} tried   " if desk.diagnosis is not None else ""
        keys = "enter keep  h/l language  y copy  r report  esc back" if explained else "r report  esc back"
        self.KEYS = keys
        self.pane.border_subtitle = tried.strip()
        searched = Searched(explained, desk.diagnosis, desk.search_state)
        return why_lines(desk.session, desk.shown, searched, cells, FIXED[self._language], desk.reveal)

    def action_language(self, by: int) -> None:
        """The fix in another language; the capture remembers it."""
        self._language = (self._language + by) % len(FIXED)
        self.desk.written_in(FIXED[self._language])
        self.draw()

    def action_apply(self) -> None:
        """What was found, or what puts it right, as edits."""
        if self.desk.explanation is not None:
            self.desk.put_right()
            self.dismiss()

    def action_copy(self) -> None:
        """Copy the panel's text, without secrets."""
        text = "\n".join("".join(part for part, _ in line) for line in self.pane.lines)
        self.app.copy_to_clipboard(text)
        self.desk.say("The text was sent to your terminal's clipboard.")


def _first_language(desk: Desk) -> int:
    """The one that the person named, else the one that printed the page, else that of the settings, else the first of
    those that fixes have."""
    header = {} if desk.session is None else desk.session.capture.header
    said = [header.get("language"), header.get("printed_by"), desk.fixes_in]
    return next((FIXED.index(one) for one in said if one in FIXED), 0)
