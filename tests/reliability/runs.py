"""Every long run: what it shows, how many are asked for in full, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.reliability import fuzzing, kills, one_file, places, sessions, truth


@dataclass(frozen=True)
class Run:
    """id: its name. what: what is done, of which `full` are asked for. make: does so many, in a folder of its own, and
    gives what came out as a sentence; raises AssertionError where something is not as it must be."""

    id: str
    what: str
    full: int
    make: Callable[[int, Path], str]


def _without_folder(make: Callable[[int], str]) -> Callable[[int, Path], str]:
    return lambda count, _folder: make(count)


RUNS: tuple[Run, ...] = (
    *(
        Run(f"sessions-{name}", f"recorded sessions in a row with a played {name}", 10_000, partial(sessions.run, name))
        for name in sessions.NAMES
    ),
    Run("one-file", "sessions in one file", 20_000, _without_folder(one_file.run)),
    Run("kills", "recorded sessions killed with SIGKILL at a random moment", 500, kills.run),
    Run("full-disk", "sessions whose recordings the disk has no room for", 200, places.full_disk),
    Run("read-only", "sessions in a folder that takes no recording", 200, _without_folder(places.read_only)),
    Run("clock", "sessions while the clock of the wall jumps", 200, places.clock_jumps),
    Run("mutator", "real files, changed where their structure hangs", 800_000, _without_folder(fuzzing.mutator)),
    Run("truth", "random sessions of which nothing is shown that is not so", 10_000, _without_folder(truth.run)),
    Run("hypothesis", "inputs drawn by hypothesis", 200_000, _without_folder(fuzzing.from_nothing)),
)
