"""A walk taken up where it was left, and what of it is kept: a hint that was told stays told, and costs once."""

from __future__ import annotations

import random

from srpscope.lessons import progress
from srpscope.lessons.form import Lesson
from srpscope.lessons.walk import Walk


def resume(lesson: Lesson, draw: random.Random | None = None) -> Walk:
    """From the first step that is not done."""
    taken = progress.load().get(lesson.key, progress.Taken())
    return Walk(lesson, taken.next if taken.next < len(lesson.steps) else 0, draw, taken.costs, taken.points)


def keep_done(walk: Walk) -> None:
    """The step is done."""
    progress.note_done(walk.lesson.key, walk.at, walk.score if walk.scored else None)
    if walk.scored and walk.result is None:
        walk.result = walk.score


def keep_cost(walk: Walk) -> None:
    """What the step has cost so far."""
    if walk.scored and walk.result is None:
        progress.note_cost(walk.lesson.key, walk.at, walk.cost)
