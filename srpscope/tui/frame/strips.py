"""Spans to a strip of the screen, in one place: palette, ground, ASCII signs, cut at the width or filled up to it."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from srpscope.tui.facts.palette import Palette
from srpscope.tui.facts.spans import Line, fit, width
from srpscope.tui.frame.glyphs import ASCII


def _in_ascii(text: str, debt: int) -> tuple[str, int]:
    """A text in ASCII signs, and how many cells it still owes: a sign of two letters takes the blank behind it."""
    before = width(text)
    made = text.translate(ASCII)
    debt += len(made) - before
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
            text, debt = _in_ascii(text, debt)
        size = width(text)
        if size > left:
            text, size = fit(text, left), left
        role, _, own = specification.partition("@")
        segments.append(Segment(text, palette.style(role, own or ground)))
        left -= size
    if left > 0:
        segments.append(Segment(" " * left, palette.style("text", ground)))
    return Strip(segments, cells)
