"""Progress for a teacher: one learner's as a table, and those of a class in one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from srpscope.bounded import read_file
from srpscope.errors import FileError
from srpscope.lessons import progress
from srpscope.lessons.challenges.challenge import NAMED, STEPS
from srpscope.lessons.cost import WHOLE
from srpscope.lessons.course import course
from srpscope.lessons.form import Lesson
from srpscope.printable import printable

MOST_FILES = 10_000
PROGRESS = "lessons.json"
MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class ClassRow:
    """One learner and one lesson. steps: 0 of a lesson of one's own. points: of a challenge."""

    learner: str
    lesson: str
    done: int
    steps: int
    wrong: int
    points: int | None


COLUMNS = tuple(ClassRow.__dataclass_fields__)


def rows_of(learner: str, taken: dict[str, progress.Taken]) -> list[ClassRow]:
    """What one learner has done: every lesson of the course, then own lessons and challenges."""
    steps = {lesson.name: len(lesson.steps) for lesson in course()}
    found = []
    for name in [*steps, *sorted(set(taken) - set(steps))]:
        one = taken.get(name, progress.Taken())
        own = STEPS if name.startswith(NAMED) else 0
        there = steps.get(name, own)
        done = sum(step < there for step in one.done) if there else len(one.done)
        found.append(ClassRow(learner, name, done, there, one.wrong, one.points))
    return found


def class_of(folder: Path) -> tuple[list[ClassRow], list[str]]:
    """Every learner below a folder: progress files as srpscope keeps them (of `srpscope web --folder`, a folder a
    learner), and tables that `learn --export` wrote. A learner in several files counts with the best of each lesson.

    A table that is none is left out, with a sentence for each. Raises FileError where nothing is found."""
    if not folder.is_dir():
        raise FileError(f"{folder}: there is no such folder.")
    best: dict[tuple[str, str], ClassRow] = {}
    faults: list[str] = []
    for path in sorted(_files(folder)):
        try:
            rows = _rows_in(path, folder)
        except FileError as error:
            faults.append(f"{error} It is left out.")
            continue
        for row in rows:
            had = best.get((row.learner, row.lesson))
            if had is None or (row.done, row.points or 0) > (had.done, had.points or 0):
                best[row.learner, row.lesson] = row
    if not best and not faults:
        raise FileError(f"{folder}: no progress is in there; `srpscope learn --export` writes a learner's.")
    return sorted(best.values(), key=lambda row: row.learner), faults


def _files(folder: Path) -> Iterator[Path]:
    count = 0
    for path in folder.rglob("*"):
        if path.name == PROGRESS or path.suffix in (".csv", ".json"):
            count += 1
            if count > MOST_FILES:
                raise FileError(f"{folder}: more than {MOST_FILES:,} files.")
            yield path


def _rows_in(path: Path, folder: Path) -> list[ClassRow]:
    if path.name == PROGRESS:
        return rows_of(path.relative_to(folder).parts[0].removesuffix(".json"), progress.load(path))
    try:
        text = read_file(path, MOST_BYTES, str(path)).decode("utf-8-sig")
        given = json.loads(text) if path.suffix == ".json" else list(csv.DictReader(io.StringIO(text)))
    except (ValueError, RecursionError, csv.Error) as error:
        raise FileError(f"{path}: no table of progress ({type(error).__name__}).") from None
    if isinstance(given, dict):
        given = given.get("progress")
    if not isinstance(given, list):
        return []  # another JSON file that lies there
    return [row for one in given if (row := _row(one, path)) is not None]


def _row(one: object, path: Path) -> ClassRow | None:
    """A row of a table that a learner handed in: what no lesson can give, it does not give. Raises FileError."""
    if not isinstance(one, dict) or not {"learner", "lesson", "done"} <= set(one):
        return None
    learner, lesson, points = one["learner"], one["lesson"], one.get("points")
    if not isinstance(learner, str) or not isinstance(lesson, str):
        raise FileError(f"{path}: learner and lesson are texts.")
    row = ClassRow(
        printable(learner, 200),
        printable(lesson, 200),
        _count(one, "done", path),
        _count(one, "steps", path),
        _count(one, "wrong", path),
        None if points in (None, "") else _count(one, "points", path, WHOLE),
    )
    known = len(of_course.steps) if (of_course := _of_course(lesson)) else row.steps or row.done
    if row.done > known:
        raise FileError(f"{path}: {printable(lesson, 40)} has {known} steps, and {row.done} are said to be done.")
    return replace(row, steps=known if of_course else row.steps)


def _of_course(name: str) -> Lesson | None:
    return next((lesson for lesson in course() if lesson.name == name), None)


def _count(one: dict[str, object], name: str, path: Path, most: int = progress.MOST_STEPS) -> int:
    """A whole number of a row, from 0 on; what is left out is 0."""
    given = one.get(name)
    text = "0" if given in (None, "") else str(given) if isinstance(given, int | str) else ""
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) > most:
        raise FileError(f"{path}: {name} is a whole number from 0 to {most:,}, not {printable(str(given), 20)}.")
    return int(text)


def as_csv(rows: Iterable[ClassRow]) -> str:
    """A table with a head."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(value) for name, value in asdict(row).items()})
    return out.getvalue()


def _harmless(value: object) -> object:
    """A name that a spreadsheet would take for a formula gets a quote in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
