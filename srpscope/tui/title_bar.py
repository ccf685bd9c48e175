"""The top rows: the screens with their keys and the badge, then the file, its dialect and the edits."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.report.printable import printable
from srpscope.tui.bars import Bar, Target, join
from srpscope.tui.facts.spans import Line, Span, shorten
from srpscope.tui.modes import MODES


class TitleBar(Bar):
    """Row 1: the name, the screens, the badge. At 80 columns: the file, the dialect, the edits, the badge."""

    def __init__(self, mode: str) -> None:
        super().__init__(id="title")
        self._mode = mode

    def rows(self, cells: int) -> Sequence[Line]:
        """One row."""
        return [self._narrow(cells) if cells < 110 else self._wide(cells)]

    def _badge(self) -> Line:
        role, word = self.scope.badge_for(self._mode)
        if role == "dim":
            return ((f"{word} ", "dim"),)
        return ((f" {word} ", f"{role} badge"),) if word else ()

    def _wide(self, cells: int) -> Line:
        spans: list[Span] = [(" srpscope  ", "accent bold")]
        column = 11
        for mode, (key, _, _) in MODES.items():
            here = mode == self._mode
            ground = "@selection" if here else ""
            start = column
            spans += [
                (" ", f"text{ground}"),
                (f"{key} ", f"dim{ground}"),
                (mode, f"accent bold underline{ground}" if here else "dim"),
                (" ", f"text{ground}"),
                ("  ", "text"),
            ]
            width = 1 + len(key) + 1 + len(mode) + 1
            self.targets.append(Target(0, start, start + width, f"app.mode('{mode}')"))
            column += width + 2
        return join(tuple(spans), self._badge(), cells)[0]

    def _narrow(self, cells: int) -> Line:
        scope = self.scope
        title, rest = scope.headline(self._mode, narrow=True)
        spans: list[Span] = [(" ", "text"), (shorten(printable(title, 60), 23), "text bold")]
        for text, role in rest:
            spans += [("  ", "text"), (shorten(text, 24), role)]
        return join(tuple(spans), self._badge(), cells)[0]


class FileBar(Bar):
    """Row 2: the file, what the evidence is, the dialect, the edits, and whether secrets show."""

    GROUND = "background"

    def __init__(self, mode: str) -> None:
        super().__init__(id="file")
        self._mode = mode

    def rows(self, cells: int) -> Sequence[Line]:
        """One row."""
        title, rest = self.scope.headline(self._mode)
        right: Line = ()
        if self._mode in ("debug", "compare"):
            word = "hide secrets" if self.scope.reveal else "secrets"
            right = (("F8", "accent bold"), (f" {word} ", "dim"))
        spans: list[Span] = [(" ", "text"), (shorten(printable(title, 80), 40), "text bold")]
        for text, role in rest:
            spans += [("   ", "text"), (text, role)]
        row, at = join(tuple(spans), right, cells)
        if right:
            self.targets.append(Target(0, at, cells, "app.secrets"))
        return [row]
