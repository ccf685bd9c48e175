"""Values of several vectors side by side, told apart by what ends their names: `expected_A_256` and `expected_A_512`,
`salt1024` and `salt2048`."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.capture.pages.names import GROUP_BITS, HASH_BITS, words_of
from srpscope.capture.pages.page import PrintedValue

_LEAST = 2
"""Names that have to come with several endings, at the least: one alone may be of a curve, a cipher, another length."""

Placed = tuple[int, PrintedValue]


def ending(value: PrintedValue) -> str:
    """The size of a hash or a group with which a name ends, behind a word that says which value it is; else ""."""
    words = words_of(value.spelling)
    last = words[-1] if len(words) > 1 else ""
    if last == "1":
        return last if words[-2].lower() == "sha" else ""
    return last if last in HASH_BITS | GROUP_BITS else ""


def apart(own: Sequence[Placed]) -> list[tuple[list[Placed], list[PrintedValue]]]:
    """The values of each vector, with those whose names say none, which all of them share; one alone where they are
    not told apart."""
    vectors: dict[str, list[Placed]] = {}
    for index, value in own:
        vectors.setdefault(ending(value), []).append((index, value))
    shared = [value for _, value in vectors.pop("", [])]
    first: dict[tuple[str, str | None], tuple[str, PrintedValue]] = {}
    several: set[str] = set()
    for end, placed in vectors.items():
        for _, value in placed:
            other, earlier = first.setdefault((value.name, value.side), (end, value))
            if other != end and not earlier.same_as(value):
                several.add(value.name)
    if len(several) < _LEAST:
        return [(list(own), [])]
    kept = {(value.name, value.side): value for value in reversed(shared)}
    return [(placed, list(kept.values())) for placed in vectors.values()]
