"""What every search of causes has in common: how long it may go on, how it ends early, and what it finds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from srpscope.srp.sheet import Knowledge

TICK = 0.5
"""Seconds between two words of how far a search is."""


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
    """How long a search may go on, who may stop it, and who is told that it goes on. clock: what its seconds are; a
    short search counts those of its own thread, so that a busy machine does not change an answer."""

    seconds: float
    stop: Callable[[], bool] = lambda: False
    tick: Callable[[], None] = lambda: None
    clock: Callable[[], float] = time.monotonic
    started: float = field(init=False)
    _ticked: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self._ticked = self.clock()

    def check(self) -> None:
        """Raises Stopped when the time is up or somebody stops the search. Ticks now and then."""
        now = self.clock()
        if now - self.started > self.seconds or self.stop():
            raise Stopped
        if now - self._ticked > TICK:
            self._ticked = now
            self.tick()

    def listen(self) -> None:
        """Raises Stopped when somebody stops the search, however much time is left."""
        if self.stop():
            raise Stopped

    def finish_soon(self) -> None:
        """Something was found: what is left of its size gets half as long again, and a second."""
        self.seconds = min(self.seconds, self.spent * 1.5 + 1.0)

    @property
    def spent(self) -> float:
        """Seconds since the search began."""
        return self.clock() - self.started
