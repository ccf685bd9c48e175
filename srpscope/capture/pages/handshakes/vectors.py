"""Values of several vectors side by side, told apart by what ends their names: `expected_A_256` and `expected_A_512`,
`salt1024` and `salt2048`, `USERNAME_1` and `USERNAME_2`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srpscope.capture.pages.names import GROUP_BITS, HASH_BITS, words_of
from srpscope.capture.pages.page import PrintedValue

_LEAST = 2
"""Names that have to come with several endings, at the least: one alone may be of a curve, a cipher, another length."""

_SALTS = ("salt1", "salt2")

Placed = tuple[int, PrintedValue]


def ending(value: PrintedValue) -> str:
    """The size of a hash or a group, or the number of a vector, with which a name ends, behind a word that says which
    value it is; else ""."""
    words = words_of(value.spelling)
    last = words[-1] if len(words) > 1 else ""
    return last if last in HASH_BITS | GROUP_BITS or (last.isdecimal() and len(last) <= 2) else ""


def numbered(values: Sequence[PrintedValue]) -> list[PrintedValue]:
    """The values without those that mean something only among other numbered ones, where there are no such; among them
    "SALT_2" is the salt of the second and not the second salt of one."""
    names: dict[str, set[str]] = {}
    for value in values:
        if end := ending(value):
            names.setdefault(end, set()).add(value.name)
    sets = [found - set(_SALTS) for end, found in names.items() if len(end) <= 2]
    if sum(len(found) >= _LEAST for found in sets) >= _LEAST:
        return [replace(one, name="s") if one.name in _SALTS and ending(one) else one for one in values]
    return [one for one in values if not one.numbered]


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
