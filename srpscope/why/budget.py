"""What every search of causes has in common: how long it may go on, how it ends early, and what it finds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from srpscope.srp.sheet import Knowledge
from srpscope.why.workers import HERE, Workers

TICK = 0.5
"""Seconds between two words of how far a search is."""

PATIENCE = 8
"""How many times as long as it may work a search may take all in all, where others have the processors meanwhile."""

WAITED = 15.0
"""Seconds that whoever waits for an answer waits for others to leave the processors, at the most."""

LONGER = 0.25
"""What part of its seconds a search may go on longer at the most that works alone."""


def work_clock(patience: float = PATIENCE, waited: float = WAITED) -> Callable[[], float]:
    """Seconds of this thread's own work from now on; or of what passed, less those waited or divided by the patience,
    where one of these is more: how busy the machine is changes few answers, and nobody waits for long."""
    worked, began = time.thread_time(), time.monotonic()

    def clock() -> float:
        passed = time.monotonic() - began
        return max(time.thread_time() - worked, passed / patience, passed - waited)

    return clock


class Stopped(Exception):  # noqa: N818
    """The time is up, or the person stopped the search."""


@dataclass(frozen=True)
class Hit:
    """A set of mistakes after which the observed value came out."""

    ids: tuple[str, ...]
    knowledge: Knowledge
    cost: float


@dataclass
class Budget:
    """How long a search may go on, who may stop it, and who is told that it goes on. clock: what its seconds are.
    workers: who may do a part of it."""

    seconds: float
    stop: Callable[[], bool] = lambda: False
    tick: Callable[[], None] = lambda: None
    clock: Callable[[], float] = field(default_factory=work_clock)
    workers: Workers = HERE
    _started: float = field(init=False)
    _elsewhere: float = field(init=False, default=0.0)
    """Seconds that others worked for the search."""
    _ticked: float = field(init=False, default=0.0)
    _made_up: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def check(self) -> None:
        """Raises Stopped when the time is up or somebody stops the search. Ticks now and then."""
        spent = self.spent
        if spent > self.seconds or self.stop():
            raise Stopped
        if spent - self._ticked > TICK:
            self._ticked = spent
            self.tick()

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Other processes work for the search and this thread waits for them: what passes counts as its own work."""
        worked, passed = self.clock(), time.monotonic()
        try:
            yield
        finally:
            self._elsewhere += max(time.monotonic() - passed - (self.clock() - worked), 0.0)

    def make_up(self, work: float) -> None:
        """Go on for a little longer, once, where nobody is free to share so many seconds of work."""
        if not self._made_up:
            longer = min(self.workers.made_up(work), LONGER * self.seconds)
            self.seconds, self._made_up = self.seconds + longer, longer > 0

    def finish_soon(self) -> None:
        """Something was found: what is left of its size gets half as long again, and a second."""
        self.seconds = min(self.seconds, self.spent * 1.5 + 1.0)

    @property
    def spent(self) -> float:
        """Seconds since the search began."""
        return self.clock() - self._started + self._elsewhere
