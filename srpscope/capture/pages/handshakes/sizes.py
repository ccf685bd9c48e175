"""What a value's length says of it before its name does: a secret exponent called A beside the public key, a premaster
secret called a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srpscope.capture.pages.page import PrintedValue

EXPONENT_DIGITS = 128
"""Hex digits of a secret exponent at the most, where a public value beside it is longer."""

LONGEST_HASH = 128
"""Hex digits of the longest digest."""

_SECRET = {"A": "a", "B": "b"}


def by_size(values: Sequence[PrintedValue]) -> list[PrintedValue]:
    """The values of a page, those renamed whose length contradicts their name."""
    found = list(values)
    for public, secret in _SECRET.items():
        _lower(found, public, secret)
    for index, value in enumerate(found):
        if value.name == "K" and value.weak and not value.choices and _digits(value) > LONGEST_HASH:
            found[index] = replace(value, name="S", weak=False)
    return found


def _lower(found: list[PrintedValue], public: str, secret: str) -> None:
    """`A_EXP` of 32 bytes beside `A` of 128, in one scope with no a in it: two values called A are no two handshakes
    where one of them is too short for the group of the other."""
    named = [index for index, value in enumerate(found) if value.name == public and not value.choices]
    for scope in {found[index].scope for index in named}:
        own = [index for index in named if found[index].scope == scope]
        if any(value.name == secret and value.scope == scope for value in found):
            continue
        long = max(_digits(found[index]) for index in own)
        short = [index for index in own if _digits(found[index]) <= min(EXPONENT_DIGITS, long * 3 // 4)]
        if len(short) == 1 and len(own) == 2 and _digits(found[short[0]]) >= 32:
            found[short[0]] = replace(found[short[0]], name=secret)


def _digits(value: PrintedValue) -> int:
    return len(value.readings[0].hex.lstrip("0")) if value.readings else 0
