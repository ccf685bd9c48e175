"""Who works for a search: this process alone, this machine's processors, or a crew of other machines."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MOST = 8
"""Processes at the most, the asking one included."""

WORTH = 2.0
"""Seconds of work from which a second process is worth its start: a third of one, and tables that it makes anew."""

PIECES = 4
"""Shares for each worker of a crew, so that what they find comes in pieces and none waits long for the last."""

LOOK = 0.05
"""Seconds for which it is looked at how many processors have nothing to do."""

TICKS = Path("/proc/stat")
"""What each processor did since the system began, on Linux: a line each, its fourth and fifth figures without work."""

MAKE_UP = 5.0
"""Seconds, at the most, that a search goes on longer which works alone because others have the processors."""


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
        return max(1, min(free(), MOST)) if sys.executable else 1

    def made_up(self, seconds: float) -> float:
        """How much longer a search goes on that has so many seconds of work and is on its own with it, because the
        processors that could share it are in use: how busy a machine is changes few answers."""
        shares = not self.alone and self.crew is None and cores() > 1
        return min(seconds, MAKE_UP) if shares and seconds >= WORTH else 0.0


HERE = Workers()
"""As many of this machine's processors as are free."""

ALONE = Workers(alone=True)
"""This process and no other."""


def free() -> int:
    """The processors of those that this process may use that have nothing to do but for it. Another process on one that
    is in use would only make its table of hypotheses beside ours, and take turns."""
    before = _idle()
    if before is None:
        return cores()
    began = time.monotonic()
    time.sleep(LOOK)
    idle = ((_idle() or before) - before) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - began)
    return min(cores(), round(idle))


def _idle() -> int | None:
    """Ticks that the processors which this process may use had nothing to do; None where the system does not say."""
    try:
        lines = [line.split() for line in TICKS.read_text("ascii").splitlines()]
        mine = {f"cpu{number}" for number in os.sched_getaffinity(0)}
        return sum(int(line[4]) + int(line[5]) for line in lines if line and line[0] in mine)
    except (AttributeError, OSError, ValueError, IndexError):
        return None


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
