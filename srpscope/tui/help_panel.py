"""? : what the pane in front shows, the keys, and the terms; made from the commands and the glossary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from srpscope.srp.glossary import glossary
from srpscope.tui.commands import of_screen
from srpscope.tui.facts.spans import Line, place, wrapped
from srpscope.tui.lines import Lines
from srpscope.tui.mode_screen import ModeScreen
from srpscope.tui.overlay import Overlay


class HelpPanel(Overlay):
    """The keys of the screen, the sentence of the pane, the glossary."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "close", "Back", show=False)]
    KEYS = "j/k scroll  esc back"

    def __init__(self, screen: ModeScreen) -> None:
        super().__init__()
        self._of = screen

    def heading(self) -> str:
        """What it is."""
        return f"?  {self._of.MODE}"

    def content(self, cells: int) -> Sequence[Line]:
        """The pane's sentence, the value's, the keys, the terms."""
        lines: list[Line] = []
        focused = self._of.focused
        if isinstance(focused, Lines) and focused.HELP:
            lines += wrapped(focused.HELP, cells, "text bold")
            lines.append(())
        scope = self.scope
        if scope.shown is not None and self._of.MODE in ("debug", "compare"):
            about = scope.about(scope.selected)
            if about:
                lines += wrapped(f"{scope.selected}: {about}", cells, "text")
                lines.append(())
        lines.append((("Keys", "text bold"), ("   every click has one", "dim")))
        for command in of_screen(self._of.MODE):
            lines.append(place([(2, command.shown, "accent bold"), (10, command.sentence, "text")]))
        lines.append(place([(2, "^p", "accent bold"), (10, "Every command, searchable", "text")]))
        lines.append(())
        lines.append((("Terms", "text bold"),))
        for term, line in glossary().items():
            parts = wrapped(line, cells - 18, "dim")
            for index, part in enumerate(parts):
                lines.append(place([(2, term if index == 0 else "", "text"), (18, part[0][0], "dim")]))
        return lines
