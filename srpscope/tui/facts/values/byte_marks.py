"""Two strings of bytes beside each other: a byte that one side has more shifts what follows, and does not change it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

LEAST_RUN = 4
"""Equal bytes in a row that are no chance: two digests have two equal ones somewhere."""
MOST_SOUGHT = 4_096
"""Bytes up to which equal runs are sought where more than one place was changed."""

Stretch = tuple[int, int, int, int]
"""First and behind the last in the one, and in the other."""


def marks(data: bytes, other: bytes | None, added: int = 0) -> str:
    """A sign for each byte: "'" a zero that padding added (the first `added` bytes), "+" a byte that only this side
    has, "!" another one than the other side's, or one before which this side lacks some, " " the same."""
    found = [" "] * len(data)
    lacking = False
    for here, there in pairs(data, other) if other is not None else ():
        if here is None:
            lacking = True
            continue
        same = there is not None and other is not None and data[here] == other[there]
        found[here] = "+" if there is None else " " if same and not lacking else "!"
        lacking = False
    if lacking and found:
        found[-1] = "!"
    found[:added] = "'" * min(added, len(data))
    return "".join(found)


def pairs(data: bytes, other: bytes) -> Iterator[tuple[int | None, int | None]]:
    """(place in the one, place in the other) of bytes that stand beside each other; None where a side has none."""
    for first, end, other_first, other_end in _stretches(data, other):
        yield from zip_longest(range(first, end), range(other_first, other_end))


def _stretches(data: bytes, other: bytes) -> list[Stretch]:
    """What is compared place by place. Equal lengths are; of unequal ones the ends are, as far as they are equal, and
    what lies between by the runs of equal bytes in it, where half of the shorter one is equal so."""
    size, other_size = len(data), len(other)
    shorter = min(size, other_size)
    if size == other_size or not shorter:
        return [(0, size, 0, other_size)]
    # The end first: a zero more in front of a number that begins with zeros is the first of them.
    end = _equal(data[::-1], other[::-1])
    begin = min(_equal(data, other), shorter - end)
    between = (begin, size - end, begin, other_size - end)
    runs = [] if begin + end == shorter or max(size, other_size) > MOST_SOUGHT else _runs(data, other, between)
    if 2 * (begin + end + sum(behind - first for first, behind, _, _ in runs)) < shorter:
        return [(0, size, 0, other_size)]
    found: list[Stretch] = []
    at, there = 0, 0
    for run in ((0, begin, 0, begin), *runs, (size - end, size, other_size - end, other_size)):
        found += [(at, run[0], there, run[2]), run]
        at, there = run[1], run[3]
    return found


def _runs(data: bytes, other: bytes, between: Stretch) -> list[Stretch]:
    """The runs of equal bytes between two places."""
    from difflib import SequenceMatcher

    first, behind, there, other_behind = between
    matcher = SequenceMatcher(None, data[first:behind], other[there:other_behind], autojunk=False)
    return [
        (first + one.a, first + one.a + one.size, there + one.b, there + one.b + one.size)
        for one in matcher.get_matching_blocks()
        if one.size >= LEAST_RUN
    ]


def _equal(data: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    count = 0
    for one, two in zip(data, other, strict=False):
        if one != two:
            break
        count += 1
    return count
