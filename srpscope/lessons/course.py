"""The lessons that come with srpscope, in order, and a lesson by its name, number or path."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from srpscope.errors import UserError
from srpscope.lessons.form import Lesson
from srpscope.lessons.loading import load
from srpscope.nearest import did_you_mean

FOLDER = Path(__file__).parent / "course"


@cache
def course() -> tuple[Lesson, ...]:
    """Every bundled lesson, by the number in front of its file's name."""
    return tuple(load(path) for path in sorted(FOLDER.glob("*.toml")))


def find(name: str) -> Lesson:
    """A lesson by its name, its number, or the path of a teacher's own. Raises UserError, FileError."""
    lessons = course()
    if name.isdecimal() and 1 <= int(name) <= len(lessons):
        return lessons[int(name) - 1]
    for lesson in lessons:
        if lesson.name == name:
            return lesson
    path = Path(name)
    if path.suffix == ".toml":
        return replace(load(path), own=str(path.resolve()))
    names = [one.name for one in lessons]
    raise UserError(f"there is no lesson {name!r}.{did_you_mean(name, names)} There are {', '.join(names)}.")


def number(lesson: Lesson) -> int | None:
    """Its place in the course, from 1; None for a teacher's own."""
    return next((index for index, one in enumerate(course(), 1) if one.key == lesson.key), None)
