"""The names of SRP's values, their order, what kind each is, and which of them are secret."""

from __future__ import annotations

from typing import Literal, NamedTuple

Value = int | bytes | str
Kind = Literal["number", "bytes", "text"]
Side = Literal["client", "server", "enroller"]

SIDES = ("client", "server", "both", "wire", "enroller")
"""Whose value a line of a capture, an edit or --set may name."""

By = Literal["sent", "logged", "typed", "assumed", "computed"]
"""By what right a value stands: its bytes stood in a message; the side's own program said it; somebody says it is so;
it is a default, or stands in for what nobody told; it was computed from those."""

BYS: tuple[By, ...] = ("sent", "logged", "typed", "assumed", "computed")


class Right(NamedTuple):
    """by: how the value came to be known. weakest: the weakest of what it rests on. stand_ins: what stands in for a
    value of this side that nobody told ("client P"). shared: statements that gave a secret to both sides at once."""

    by: By
    weakest: By
    stand_ins: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()


BOTH_SIDES: tuple[Side, Side] = ("client", "server")
"""Who proves to whom."""

ORDER = ("N", "g", "H", "I", "P", "s", "k", "x", "v", "a", "A", "b", "B", "u", "S", "K", "M1", "M2")
"""The order in which values are looked at; the first difference is the first in this order."""

NUMBERS = frozenset(["N", "g", "k", "x", "v", "u", "a", "b", "A", "B", "S"])
"""Values that are numbers whatever their formula gives: bytes are read in the dialect's order."""

BYTE_STRINGS = frozenset(["s", "K", "M1", "M2"])
"""Bytes in a file even where a dialect keeps them as numbers: what stands in front of them is evidence."""

COMPUTED = ("k", "x", "v", "A", "B", "u", "S", "K", "M1", "M2")
"""Values that have a formula in every dialect, in their order."""

HASHED = ("k", "x", "u", "K", "M1", "M2")
"""Values that a program makes by hashing, in the order in which it does."""

SECRETS = frozenset(["P", "x", "a", "b", "v", "S", "K"])
"""Values that are masked until asked for, and kept out of reports."""

RECEIVED: dict[Side, frozenset[str]] = {
    "client": frozenset({"s", "B", "N", "g"}),
    "server": frozenset({"I", "A"}),
    "enroller": frozenset(),
}
"""What a side uses from the wire although it could compute or hold something else."""

SENT: dict[Side, frozenset[str]] = {
    "client": frozenset({"I", "A"}),
    "server": frozenset({"s", "B", "N", "g"}),
    "enroller": frozenset({"s", "N", "g", "I"}),
}
"""What a side must have held because it stood on the wire, where nothing else tells."""


def rank(name: str) -> tuple[int, str]:
    """Where a value stands in the order; a dialect's own ones come after it, by their names."""
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def equal(left: Value, right: Value) -> bool:
    """Whether two values are the same: of two kinds, as far as they can be."""
    return left == right if type(left) is type(right) else same(left, right)


def same(left: Value, right: Value, order: Literal["big", "little"] = "big", width: bool = True) -> bool:
    """Whether two values agree: numbers as numbers, bytes as bytes; without width, leading 00 are ignored."""
    if isinstance(left, str):
        left = left.encode("utf-8", "surrogateescape")
    if isinstance(right, str):
        right = right.encode("utf-8", "surrogateescape")
    if isinstance(left, int) or isinstance(right, int):
        a = left if isinstance(left, int) else int.from_bytes(left, order)
        b = right if isinstance(right, int) else int.from_bytes(right, order)
        return a == b
    if not width:
        return left.lstrip(b"\0") == right.lstrip(b"\0")
    return left == right
