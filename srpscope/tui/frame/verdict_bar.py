"""The verdict below the panes: a bar in its colour, two or three sentences, and the way to the cause."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.tui.facts.moment.judgement import Verdict
from srpscope.tui.facts.spans import Line, Span, line_width, over_rows
from srpscope.tui.frame.bars import Bar, Target, join
from srpscope.tui.frame.layout import ROOMY

MARGIN = 3
"""Cells of the bar and around it."""


PART_OF_SCREEN = 4
"""What is to be said takes at most one row in so many of the screen."""


class VerdictBar(Bar):
    """Three rows, two at 80 columns. note: a sentence for a moment, in place of the last row. aside: what it says is no
    answer: where there is little room it has one row, below all that the verdict says."""

    GROUND = "surface"

    def __init__(self) -> None:
        super().__init__(id="verdict")
        self.verdict = Verdict("dim", "", ())
        self.narrow_verdict = self.verdict
        self.note: Line = ()
        self.aside = False
        self.link: tuple[str, str, str] | None = None
        """(key, words, action) flush right on the last row."""
        self._usual = 0
        """Rows that it has by rights; 0: as many as it was given."""

    def set(
        self,
        verdict: Verdict,
        narrow: Verdict,
        link: tuple[str, str, str] | None,
        note: Line = (),
        aside: bool = False,
    ) -> None:
        """Show another verdict."""
        self.verdict, self.narrow_verdict, self.link = verdict, narrow, link
        self.note, self.aside = note, aside
        self.update()

    def fit(self, cells: int, narrow: bool, usual: int) -> None:
        """As many rows as it has by rights, and those more that its sentences need, where the screen has them."""
        self._usual = 2 if narrow else usual
        most = max(self.app.size.height // PART_OF_SCREEN, self._usual)
        self.styles.height = max(min(len(self._all_rows(cells)), most), self._usual)

    def _all_rows(self, cells: int) -> list[Line]:
        """The sentences over as many rows as they need, the note in the place of the last."""
        narrow = cells < ROOMY
        usual = self._usual or (2 if narrow else self.size.height)
        lines = list((self.narrow_verdict if narrow else self.verdict).lines)
        if usual < 3 and len(lines) > 2:
            # Two rows: the difference and the proof; what follows is marked beside its name.
            lines = [lines[0], lines[2]]
        room = cells - MARGIN
        below: list[Line] = []
        if self.note and self.aside and narrow:
            said, *more = over_rows(self.note, room - 3)
            below = [(*said, (" ..", "dim")) if more else said]
        elif self.note:
            lines = [*lines[: usual - 1], self.note]
        rows = [row for line in lines for row in over_rows(line, room)] + below
        if lines and self._linked(cells) and line_width(rows[-1]) > room - line_width(self._right(cells)):
            rows += over_rows(rows.pop(), room - line_width(self._right(cells)))
        return rows

    def _linked(self, cells: int) -> bool:
        return self.link is not None and not (cells < ROOMY and self.note)  # a note wants its room

    def _right(self, cells: int) -> Line:
        assert self.link is not None
        key, words, _action = self.link
        return (key, "accent bold"), (f" {words if cells >= ROOMY else words.split(',')[0]}  ", "dim")

    def rows(self, cells: int) -> Sequence[Line]:
        """As many rows as there is room for."""
        height = self.size.height
        lines = self._all_rows(cells)
        if len(lines) > height:
            lines = [*lines[: height - 1], (*lines[height - 1], (" ..", "dim"))]
        bar: Span = ("┃", self.verdict.role)
        out: list[Line] = []
        for index in range(height):
            line: Line = (bar, (" ", "text"), *(lines[index] if index < len(lines) else ()))
            if index < height - 1 or self.link is None or not self._linked(cells):
                line, _ = join(line, (), cells)
            else:
                line, at = join(line, self._right(cells), cells)
                self.targets.append(Target(index, at, cells, self.link[2]))
            out.append(line)
        return out
