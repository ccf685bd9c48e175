"""Spans to a strip of the screen, in one place: palette, ground, ASCII signs, cut at the width or filled up to it."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from srpscope.tui.facts.palette import Palette
from srpscope.tui.facts.spans import Line, fit, shorten, width
from srpscope.tui.frame.glyphs import ASCII

LEAST_TO_CUT = 6
"""Cells of a text that may lose some of them: an arrow never does."""


def _in_ascii(text: str, debt: int) -> tuple[str, int]:
    """A text in ASCII signs, and how many cells it still owes: a sign of two letters takes the blank behind it."""
    before = width(text)
    made = text.translate(ASCII)
    owes, core = len(made) - before, made.rstrip()
    if owes > 0 and text.endswith(" ") and width(core) >= LEAST_TO_CUT:
        return f"{shorten(core, before - 1):<{before}}", debt  # a column of its own: a text too long for it gives way
    debt += owes
    while debt > 0 and (at := made.rfind("  ")) >= 0:
        made, debt = made[:at] + made[at + 1 :], debt - 1
    if debt > 0 and made.startswith(" ") and not text.translate(ASCII).strip():
        return "", max(debt - len(made), 0)
    return made, debt


def strip_of(line: Line, cells: int, palette: Palette, ground: str, ascii_only: bool) -> Strip:
    """One row. A specification may name a ground of its own behind an @ ("text@selection")."""
    segments: list[Segment] = []
    left, debt = cells, 0
    for text, specification in line:
        if left <= 0:
            break
        if ascii_only:
            blank = text.isspace()
            text, debt = _in_ascii(text, debt)
            if blank and not text and width(segments[-1].text) >= LEAST_TO_CUT:
                # Between two columns a blank stays: what stands before it gives way.
                text, before = " ", segments[-1]
                kept = shorten(before.text, width(before.text) - 1 - debt)
                segments[-1] = Segment(kept, before.style)
                left, debt = left + width(before.text) - width(kept), 0
        size = width(text)
        if size > left:
            text, size = fit(text, left), left
        role, _, own = specification.partition("@")
        segments.append(Segment(text, palette.style(role, own or ground)))
        left -= size
    if left > 0:
        segments.append(Segment(" " * left, palette.style("text", ground)))
    return Strip(segments, cells)
