"""Step by step through what is looked at: where it stands, whether it plays, and at which pace. Knows no screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from srpscope.session import Session
    from srpscope.tui.facts.moment.course import CourseStep
    from srpscope.tui.facts.moment.shown import Shown

Pace = Literal["recorded", "even"]

EVEN = 1.0
"""Seconds a step at an even pace."""

SHORTEST, LONGEST = 0.15, 5.0
"""Seconds a step at the pace of the recording: what is computed in no time is still seen, and nobody waits a minute."""


class Replay:
    """on: the handshake is gone through step by step, else the finished sheet is shown. at: the step, from 0; the one
    after the last is the verdict. playing: it goes on by itself. pace: as it was recorded, or evenly."""

    def __init__(self) -> None:
        self.on = False
        self.at = 0
        self.playing = False
        self.pace: Pace = "recorded"
        self._steps: tuple[CourseStep, ...] = ()
        self._of: Shown | None = None
        self._made: tuple[int, Shown] | None = None

    @property
    def count(self) -> int:
        """Steps, the verdict among them."""
        return len(self._steps) + 1

    @property
    def over(self) -> bool:
        """The verdict is shown."""
        return self.at >= self.count - 1

    @property
    def step(self) -> CourseStep | None:
        """The step; None where the verdict is shown."""
        return None if self.over else self._steps[self.at]

    def begin(self, session: Session, shown: Shown) -> None:
        """From the first step."""
        self.on, self.playing, self.at = True, False, 0
        self._follow(session, shown)

    def end(self) -> None:
        """Back to the finished sheet."""
        self.on = self.playing = False
        self._of = self._made = None

    def moment(self, session: Session | None, whole: Shown | None) -> Shown | None:
        """What is shown: the finished sheet, or as much of it as is known at the step."""
        if not self.on or whole is None or session is None:
            return whole
        if whole is not self._of:
            self._follow(session, whole)
        if self.over:
            return whole
        if self._made is None or self._made[0] != self.at:
            from srpscope.tui.facts.moment.so_far import so_far

            self._made = self.at, so_far(whole, self._steps, self.at)
        return self._made[1]

    def _follow(self, session: Session, whole: Shown) -> None:
        """Other values, the same place in time."""
        from srpscope.tui.facts.moment.course import course

        self._of, self._made = whole, None
        self._steps = course(session, whole.unexplained, whole.groups)
        self.at = min(self.at, self.count - 1)

    def go(self, by: int) -> bool:
        """A step on or back; False where there is none."""
        to = max(0, min(self.at + by, self.count - 1))
        moved, self.at = to != self.at, to
        if self.over:
            self.playing = False
        return moved

    def delay(self) -> float:
        """Seconds until the next step: even, or what passed between the two on record."""
        if self.pace == "even" or not any(step.at is not None for step in self._steps):
            return EVEN
        now, then = self._time(self.at), self._time(self.at + 1)
        return max(SHORTEST, min(then - now, LONGEST))

    def _time(self, at: int) -> float:
        """When a step happened: as the last message or event before it."""
        times = [step.at for step in self._steps[: at + 1] if step.at is not None]
        return times[-1] if times else next(step.at for step in self._steps if step.at is not None) or 0.0
