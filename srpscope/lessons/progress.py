"""How far a learner is: a small JSON file in the state folder. What cannot be read counts as nothing done."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from srpscope import places
from srpscope.bounded import read_file
from srpscope.errors import FileError, OutputError, reason
from srpscope.lessons.cost import WHOLE, Cost
from srpscope.state_files import update

MOST_BYTES = 256 * 1024
MOST_STEPS = 1_000


@dataclass(frozen=True)
class Taken:
    """Of one lesson or challenge: the steps that are done, how often an answer was wrong, the points of a challenge.
    costs: step -> the help that was had in it, of those that are scored."""

    done: frozenset[int] = frozenset()
    wrong: int = 0
    points: int | None = None
    costs: Mapping[int, Cost] = field(default_factory=dict)

    @property
    def next(self) -> int:
        """The first step that is not done."""
        return next(index for index in range(len(self.done) + 1) if index not in self.done)


def file() -> Path:
    """Where it is kept."""
    return places.state_folder() / "lessons.json"


def load(path: Path | None = None) -> dict[str, Taken]:
    """Lesson -> what is done of it. path: another learner's file."""
    try:
        found = json.loads(read_file(path or file(), MOST_BYTES))
    except (FileError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: taken for name, given in found.items() if (taken := _taken(given)) is not None}


def _taken(given: object) -> Taken | None:
    """What stands for a lesson in the file; None for nonsense. A bare number is an older version's: steps from the
    first on."""
    if isinstance(given, int) and _is_count(given):
        return Taken(frozenset(range(given)))
    if not isinstance(given, dict):
        return None
    done, wrong, points = given.get("done"), given.get("wrong", 0), given.get("points")
    if not isinstance(done, list) or not all(_is_count(one) for one in done) or not _is_count(wrong):
        return None
    had = points if isinstance(points, int) and _is_count(points) and points <= WHOLE else None
    return Taken(frozenset(done), wrong, had, _costs(given.get("costs")))


def _costs(given: object) -> dict[int, Cost]:
    """Step -> [hints, tries, 1 where the answer was shown]; nonsense is left out."""
    found = {}
    for step, row in given.items() if isinstance(given, dict) else ():
        if isinstance(row, list) and len(row) == 3 and all(map(_is_count, row)) and str(step).isdecimal():
            found[int(step[:4])] = Cost(row[0], row[1], bool(row[2]))
    return found


def _is_count(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= MOST_STEPS


def note_done(name: str, step: int, points: int | None = None) -> None:
    """A step is done. points: of a challenge; the first result stays. A full disk stops no lesson."""
    had = load().get(name, Taken())
    if step in had.done:
        return

    def with_step(taken: Taken) -> Taken:
        return replace(taken, done=taken.done | {step}, points=points if taken.points is None else taken.points)

    _change(name, with_step)


def note_cost(name: str, step: int, cost: Cost) -> None:
    """Help was had in a step."""

    def with_cost(taken: Taken) -> Taken:
        return replace(taken, costs={**taken.costs, step: taken.costs.get(step, Cost()).or_more(cost)})

    _change(name, with_cost)


def note_wrong(name: str) -> None:
    """An answer was wrong."""
    _change(name, lambda taken: replace(taken, wrong=min(taken.wrong + 1, MOST_STEPS)))


def _change(name: str, change: Callable[[Taken], Taken]) -> None:
    def changed() -> bytes:
        found = load()
        found[name] = change(found.get(name, Taken()))
        return as_json(found).encode()

    with contextlib.suppress(OSError):
        update(file(), changed)


def as_json(found: Mapping[str, Taken]) -> str:
    """As the file has it."""
    rows: dict[str, dict[str, Any]] = {}
    for name, taken in found.items():
        rows[name] = {"done": sorted(taken.done), "wrong": taken.wrong}
        if taken.points is not None:
            rows[name] |= {"points": taken.points}
        if taken.costs:
            costs = taken.costs.items()
            rows[name] |= {"costs": {str(step): [one.hints, one.tries, int(one.shown)] for step, one in costs}}
    return json.dumps(rows, indent=1)


def reset() -> None:
    """Forget everything. Raises OutputError."""
    try:
        file().unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"the progress cannot be removed: {reason(error)}.") from None
