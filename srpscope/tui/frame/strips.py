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


def _ascii_line(line: Line, cells: int) -> Line:
    """A row in ASCII signs, as wide as before where there are blanks to take: those behind a sign of several letters,
    and where none are left before the end of the row, those before it."""
    parts: list[tuple[str, str]] = []
    debt = 0
    for text, specification in line:
        blank = text.isspace()
        text, debt = _in_ascii(text, debt)
        if blank and not text and parts and width(parts[-1][0]) >= LEAST_TO_CUT:
            # Between two columns a blank stays: what stands before it gives way.
            before, look = parts[-1]
            parts[-1] = shorten(before, width(before) - 1 - debt), look
            text, debt = " ", 0
        parts.append((text, specification))
    over = min(debt, sum(width(text) for text, _ in parts) - cells)
    for index in range(len(parts) - 1, -1, -1):
        while over > 0 and (at := parts[index][0].rfind("  ")) >= 0:
            text, look = parts[index]
            parts[index] = text[:at] + text[at + 1 :], look
            over -= 1
    return tuple(parts)


def strip_of(line: Line, cells: int, palette: Palette, ground: str, ascii_only: bool) -> Strip:
    """One row. A specification may name a ground of its own behind an @ ("text@selection")."""
    segments: list[Segment] = []
    left = cells
    for text, specification in _ascii_line(line, cells) if ascii_only else line:
        if left <= 0:
            break
        size = width(text)
        if size > left:
            text, size = fit(text, left), left
        role, _, own = specification.partition("@")
        segments.append(Segment(text, palette.style(role, own or ground)))
        left -= size
    if left > 0:
        segments.append(Segment(" " * left, palette.style("text", ground)))
    return Strip(segments, cells)
