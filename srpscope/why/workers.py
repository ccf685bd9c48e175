"""Who works for a search: this process alone, this machine's processors, or a crew of other machines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache
from typing import Protocol

MOST = 8
"""Processes at the most, the asking one included."""

WORTH = 2.0
"""Seconds of work from which a second process is worth its start: a third of one, and tables that it makes anew."""

PIECES = 4
"""Shares for each worker of a crew, so that what they find comes in pieces and none waits long for the last."""

BUSY = 0.8
"""Of the last minute, how much of every processor is in use where none is free."""


class Task(Protocol):
    """A share of some work, as it is told to another process."""

    @property
    def index(self) -> int:
        """The number of the share; that of the asking process is 0."""

    def run(self) -> Generator[tuple[str, ...], None, int]:
        """The ids of every set that hits; at the end, how many were tried. Raises Stopped."""


class Crew(Protocol):
    """Processes of other machines. workers: how many of them can be at work at a time."""

    workers: int

    def take(self, task: Task, say: Callable[[object], None]) -> Callable[[], None]:
        """Begin a share elsewhere. say: told each answer of `answers`, in the end Finished, or None where it failed.
        What comes back stops it."""


@dataclass(frozen=True)
class Workers:
    """crew: what is worth sharing out goes there. alone: this process is one of many that are at work already, and
    starts no others."""

    crew: Crew | None = None
    alone: bool = False

    def processes_for(self, seconds: float) -> int:
        """How many processes that much work is worth; 1 is the asking one alone."""
        if seconds < WORTH or self.alone:
            return 1
        if self.crew is not None:
            return 1 + PIECES * self.crew.workers
        if not sys.executable:
            return 1
        return 1 if _is_busy() else max(1, min(cores(), MOST))


HERE = Workers()
"""As many of this machine's processors as are free."""

ALONE = Workers(alone=True)
"""This process and no other."""


@cache
def _is_busy() -> bool:
    """Whether others have the processors: another process would only make its table of hypotheses beside ours, and
    take turns with it. Asked before the first search: later a search's own processes are what keeps them busy."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > BUSY * cores()


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
