"""The verdict below the panes: a bar in its colour, two or three sentences, and the way to the cause."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from srpscope.tui.facts.moment.judgement import Verdict
from srpscope.tui.facts.spans import Line, Span, line_width, width
from srpscope.tui.frame.bars import Bar, Target, join
from srpscope.tui.frame.layout import ROOMY

MARGIN = 3
"""Cells of the bar and around it."""


def _in_two(line: Line, cells: int) -> list[Line]:
    """A sign and a sentence, the sentence over two rows."""
    (sign, role), (text, look) = line[0], line[-1]
    first, *rest = textwrap.wrap(text, max(cells - width(sign), 20))
    return [((sign, role), (first, look)), ((" " * width(sign), "text"), (" ".join(rest), look))]


class VerdictBar(Bar):
    """Three rows, two at 80 columns. note: a sentence for a moment, in place of the last row."""

    GROUND = "surface"

    def __init__(self) -> None:
        super().__init__(id="verdict")
        self.verdict = Verdict("dim", "", ())
        self.narrow_verdict = self.verdict
        self.note: Line = ()
        self.link: tuple[str, str, str] | None = None
        """(key, words, action) flush right on the last row."""

    def set(self, verdict: Verdict, narrow: Verdict, link: tuple[str, str, str] | None, note: Line = ()) -> None:
        """Show another verdict."""
        self.verdict, self.narrow_verdict, self.link, self.note = verdict, narrow, link, note
        self.update()

    def fit(self, cells: int, narrow: bool, usual: int) -> None:
        """As many rows as it has by rights, and one more where the first sentence would be cut."""
        lines = (self.narrow_verdict if narrow else self.verdict).lines
        long = bool(lines) and line_width(lines[0]) > cells - MARGIN
        self.styles.height = (2 if narrow else usual) + long

    def rows(self, cells: int) -> Sequence[Line]:
        """As many rows as there is room for."""
        height = self.size.height
        narrow = cells < ROOMY
        lines = list((self.narrow_verdict if narrow else self.verdict).lines)
        if lines and height > 2 and line_width(lines[0]) > cells - MARGIN:
            lines = [*_in_two(lines[0], cells - MARGIN), *(lines[1:] if height > 3 else lines[2:] or lines[1:])]
        elif height < 3 and len(lines) > 2:
            # Two rows: the difference and the proof; what follows is marked beside its name.
            lines = [lines[0], lines[2]]
        if self.note:
            lines = [*lines[: height - 1], self.note]
        bar: Span = ("┃", self.verdict.role)
        out: list[Line] = []
        for index in range(height):
            line: Line = (bar, (" ", "text"), *(lines[index] if index < len(lines) else ()))
            if index < height - 1 or self.link is None or (narrow and self.note):  # a note wants its room
                line, _ = join(line, (), cells)
            else:
                key, words, action = self.link
                right: Line = ((key, "accent bold"), (f" {words if not narrow else words.split(',')[0]}  ", "dim"))
                line, at = join(line, right, cells)
                self.targets.append(Target(index, at, cells, action))
            out.append(line)
        return out
