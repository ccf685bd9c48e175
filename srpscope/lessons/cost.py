"""What a learner's help costs in a step that is scored: a challenge's. Every other step is not."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE, HINT, EDIT, FREE_TRIES = 100, 25, 5, 5
"""Points; what a hint and an edit cost; edits that cost nothing."""

COSTS = f"A hint costs {HINT} of {WHOLE} points, an edit behind the fifth {EDIT}, the answer all."


@dataclass(frozen=True)
class Cost:
    """Of one step: the hints that were told, the edits that were tried, whether the answer was shown."""

    hints: int = 0
    tries: int = 0
    shown: bool = False

    @property
    def points(self) -> int:
        """What the step is still worth."""
        return 0 if self.shown else max(0, WHOLE - HINT * self.hints - EDIT * max(0, self.tries - FREE_TRIES))

    def or_more(self, other: Cost) -> Cost:
        """Of two sittings at once: what either of them cost."""
        return Cost(max(self.hints, other.hints), max(self.tries, other.tries), self.shown or other.shown)
