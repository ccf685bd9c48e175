"""The bytes that a step's check counts: of a value, and of what its hash is fed. A place is "client.K"."""

from __future__ import annotations

from srpscope.session import View
from srpscope.srp.encodings import byte_length


def size_of(view: View, place: str) -> int | None:
    """The bytes of a value; None where there is none."""
    side, _, name = place.partition(".")
    value = view.sheet(side).value(name)
    if value is None:
        return None
    return byte_length(value) if isinstance(value, int) else len(value)


def fed_to(view: View, place: str) -> int:
    """The bytes that a value's outermost hash is fed; 0 where it has none."""
    side, _, name = place.partition(".")
    calls = view.sheet(side)[name].calls
    return len(calls[-1].fed) if calls else 0
