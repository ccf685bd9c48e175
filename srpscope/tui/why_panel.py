"""w: why it disagrees. What is proved, the fix, what was tried; enter applies the fix, u takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from srpscope.report.printable import printable
from srpscope.tui.facts.spans import Line
from srpscope.tui.facts.why_lines import why_lines
from srpscope.tui.overlay import Overlay

LANGUAGES = ("dart", "kotlin", "java", "swift", "javascript", "python", "c")


class WhyPanel(Overlay):
    """The why panel."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Apply the fix", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("r", "app.report", "Report", show=False),
        Binding("w", "close", "Back", show=False),
        Binding("l,right", "language(1)", "Next language", show=False),
        Binding("h,left", "language(-1)", "Previous language", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._language = 0

    def heading(self) -> str:
        """The question."""
        shown = self.scope.shown
        judged = shown.view.comparison.judged_on if shown is not None else None
        name = judged or (shown.first if shown is not None else None)
        return f"w  Why does {printable(name, 24)} disagree?" if name else "w  Why?"

    def content(self, cells: int) -> Sequence[Line]:
        """The answer."""
        scope = self.scope
        if scope.session is None or scope.shown is None:
            return []
        explained = scope.explanation
        tried = f"{scope.diagnosis.tried:,} tried   " if scope.diagnosis is not None else ""
        keys = "enter apply  h/l language  y copy  r report  esc back" if explained else "r report  esc back"
        self.KEYS = f"{tried}{keys}" if cells > 76 else keys
        self.pane.border_subtitle = self.KEYS
        return why_lines(
            scope.session,
            scope.shown,
            explained,
            scope.diagnosis,
            scope.search_state,
            cells,
            LANGUAGES[self._language],
            scope.reveal,
        )

    def action_language(self, by: int) -> None:
        """The fix in another language."""
        self._language = (self._language + by) % len(LANGUAGES)
        self.draw()

    def action_apply(self) -> None:
        """Apply the fix as edits."""
        if self.scope.explanation is not None:
            self.scope.apply_fix()
            self.dismiss()

    def action_copy(self) -> None:
        """Copy the panel's text, without secrets."""
        text = "\n".join("".join(part for part, _ in line) for line in self.pane.lines)
        self.scope.copy_to_clipboard(text)
        self.scope.say("The text was sent to your terminal's clipboard.")
