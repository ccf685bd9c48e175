"""Names that are made of parts, as answers and captures have them: a slip at a place, SLIP@VALUE:WHERE, and a whole
other dialect, dialect:ID. Whoever needs their parts asks here."""

from __future__ import annotations

import re
from dataclasses import dataclass

EVERYWHERE = "*"

AS_SENT = " as it is sent"
"""Behind a value's name: the place where it goes over the wire."""

OTHER_GROUP = "group-other"
"""What a side is said to do that computes in a group without a name."""

CLASSES = {
    "number": "every number",
    "digest": "every digest",
    "bytes": "every byte string",
    "received": "what was received",
    "text": "every text",
    "own": "every number in arithmetic",
    "hash": "every hash",
    "xor": "both digests",
}
"""What a helper is for, as a name and a sentence say it where the slip is made at all such places."""

DIGESTS_AND_XOR = "every digest (of two that are xored, what comes out)"
"""A helper that gives text, in a program that xors numbers."""

_WHOLE = "dialect:"

_ANY = re.compile(";")

_BETWEEN = re.compile(r";(?=(?:[^']*'[^']*')*[^']*$)")
"""A semicolon that is not in quotes: a separator of a list may be one."""


@dataclass(frozen=True)
class Placed:
    """A slip somewhere.

    slip: its id. value: whose formula it stands in; the values themselves (with commas between) where it is at their
    source; EVERYWHERE. where: the operand as the formula shows it, EVERYWHERE, or what fills the slip's sentence (with
    semicolons between) where it has one that is filled; nothing at a source.
    """

    slip: str
    value: str
    where: str = ""

    @property
    def id(self) -> str:
        """SLIP@VALUE:WHERE, or SLIP@VALUE."""
        return f"{self.slip}@{self.value}:{self.where}" if self.where else f"{self.slip}@{self.value}"

    @property
    def operand(self) -> str:
        """The name of the value that a line of code is about."""
        return self.where if self.where.isidentifier() else self.value

    @property
    def said(self) -> tuple[str, ...]:
        """What fills the slip's sentence."""
        if not self.where:
            return ()
        return tuple((_BETWEEN if self.where.count("'") % 2 == 0 else _ANY).split(self.where))


def placed(name: str) -> Placed | None:
    """What a name says; None where it names no slip at a place."""
    slip, at, rest = name.partition("@")
    if not at:
        return None
    value, _, where = rest.partition(":")
    return Placed(slip, value, where)


def speaks(dialect: str) -> str:
    """The name of the mistake that a side speaks another dialect: `dialect` is its id."""
    return f"{_WHOLE}{dialect}"


def dialect_spoken(name: str) -> str | None:
    """The id of the dialect that a side speaks according to a name; None where the name says no such thing."""
    return name.removeprefix(_WHOLE) if name.startswith(_WHOLE) else None
