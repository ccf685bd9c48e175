"""The word list, and trying it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources

from srpscope.lessons.attacks.outcome import Told


@cache
def words() -> tuple[str, ...]:
    """A few hundred passwords of the kind that people choose, written for these lessons (words.txt)."""
    text = resources.files("srpscope.lessons.attacks").joinpath("words.txt").read_text("utf-8")
    return tuple(text.split())


def first_match(candidates: Sequence[str], fits: Callable[[str], bool], told: Told) -> tuple[str | None, int]:
    """The first candidate that fits, and how many were tried."""
    for tried, word in enumerate(candidates, 1):
        if tried % 16 == 0:
            told(tried, len(candidates))
        if fits(word):
            told(tried, len(candidates))
            return word, tried
    told(len(candidates), len(candidates))
    return None, len(candidates)
