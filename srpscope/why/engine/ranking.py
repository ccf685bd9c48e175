"""In which order the slips before S are tried: how likely each is for the time that it takes."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.why.places.hypothesis import Hypothesis

ON_ONE_BASE = 1.5
"""How much less time a slip takes that leaves the base of S as it is (one in u, or in a), in bits: its powers come from
a table, a third of an exponentiation with what is computed beside it."""


def by_time(before: list[Hypothesis], keeps_base: Callable[[Hypothesis], bool]) -> list[Hypothesis]:
    """The likeliest for their time first. keeps_base: whether S is another power of the number that it is of anyway."""
    return sorted(before, key=lambda one: one.cost - (ON_ONE_BASE if keeps_base(one) else 0.0))


def in_time(ranked: list[Hypothesis], try_seconds: float) -> tuple[list[Hypothesis], list[Hypothesis]]:
    """Those that are tried before any two mistakes, and those that are tried later: what stretches a key takes up to
    half of the time, however much of it there is. try_seconds: what one takes that stretches none."""
    rest, dear, left = [], [], 0.0
    for one in ranked:
        left += -one.seconds if one.slow else try_seconds
        if left < 0:
            left += one.seconds
            dear.append(one)
        else:
            rest.append(one)
    return rest, dear
