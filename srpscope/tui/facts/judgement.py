"""The verdict as a value, and the words for how the search for the cause goes."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.tui.facts.spans import Line

SEARCHING, NOT_FOUND, CANNOT_TELL = "searching", "not-found", "cannot-tell"


@dataclass(frozen=True)
class Verdict:
    """role: the colour of badge and bar. badge: the word. lines: what stands below the panes, the first bold part of
    each first."""

    role: str
    badge: str
    lines: tuple[Line, ...]
