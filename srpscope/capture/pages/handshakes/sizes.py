"""What a value's length says of it before its name does: a secret exponent called A beside the public key, a premaster
secret called a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from srpscope.capture.pages.handshakes.digests import HASHES, digests
from srpscope.capture.pages.names import words_of
from srpscope.capture.pages.page import PrintedValue
from srpscope.capture.pages.spellings import moduli

EXPONENT_DIGITS = 128
"""Hex digits of a secret exponent at the most, where a public value beside it is longer."""

LONGEST_HASH = 128
"""Hex digits of the longest digest."""

TYPED_NAME = "username"
"""The name that was typed where a service hashes another: no value of SRP, but one that a client may have hashed."""

_SECRET = {"A": "a", "B": "b"}


def by_size(values: Sequence[PrintedValue]) -> list[PrintedValue]:
    """The values of a page, those renamed whose length contradicts their name."""
    found = _as_hashed(values)
    if any(one.name in ("x", "u", "v") and _shouted(one) for one in found):
        _without_case(found)
    for public, secret in _SECRET.items():
        _lower(found, public, secret)
    keys = _public_keys(found)
    for index, value in enumerate(found):
        if value.name == "K" and not value.choices and _digits(value) > LONGEST_HASH and _in_words(value):
            found[index] = replace(value, name=keys.get(index, "S"), weak=False)
    return found


def _as_hashed(values: Sequence[PrintedValue]) -> list[PrintedValue]:
    """Where a service says which user name is hashed (Cognito's USER_ID_FOR_SRP), an alias that was typed is not it.
    A client may have hashed it all the same: it is kept under the name that Cognito's messages have for it."""
    told = [one for one in values if one.name == "I" and {"for", "srp"} <= set(one.spelling.lower().split("_"))]
    if not told:
        return list(values)
    hashed = [one if one.name != "I" else next((it for it in told if it.line >= one.line), told[-1]) for one in values]
    typed = [
        replace(one, name=TYPED_NAME, side="wire")
        for one, other in zip(values, hashed, strict=True)
        if one.text is not None and one.text != other.text
    ]
    return [*hashed, *typed[:1]]


def _in_words(value: PrintedValue) -> bool:
    """Whether a key is called so, and not K: of that, some are the premaster secret itself."""
    return value.weak or len((words_of(value.spelling) or [""])[-1]) > 1


def _public_keys(found: Sequence[PrintedValue]) -> dict[int, str]:
    """`CLIENT_KEY` and `SERVER_KEY` that differ, each as long as N: what is shared does not, they are A and B."""
    keys = {
        value.side: (index, value)
        for index, value in enumerate(found)
        if value.name == "K" and value.weak and value.side and _digits(value) > LONGEST_HASH
    }
    if keys.keys() != {"client", "server"} or any(value.name in ("A", "B") for value in found):
        return {}
    (client, one), (server, other) = keys["client"], keys["server"]
    return {} if one.readings[0].hex == other.readings[0].hex else {client: "A", server: "B"}


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


def _shouted(value: PrintedValue) -> bool:
    """Whether a name is one letter in capitals alone, as variables of an environment and constants are: `SRP_V`."""
    return value.spelling.isupper() and len((words_of(value.spelling) or [""])[-1]) == 1


def _without_case(found: list[PrintedValue]) -> None:
    """A page that writes x, u or v in capitals does not tell a from A, s from S and k from K: what is far shorter than
    the longest value there is the secret or the salt, and what is the hash of N and g is the multiplier."""
    longest = max((_digits(one) for one in found if one.name in ("A", "B", "v", "N", "S")), default=0)
    given = {one.name for one in found}
    for index, value in enumerate(found):
        if not _shouted(value) or value.choices or value.name.lower() in given:
            continue
        short = _digits(value) <= min(EXPONENT_DIGITS, longest // 2)
        if (value.name in ("A", "B", "S") and short) or (value.name == "K" and value.readings[0].hex in _multipliers()):
            found[index] = replace(value, name=value.name.lower())


@cache
def _multipliers() -> frozenset[str]:
    """Hex of k in every known group, by every usual hash."""
    return frozenset(
        digest
        for N, generators in moduli().items()
        for g in generators
        for length in HASHES
        for digest in digests(length, (N.bit_length() + 7) // 8, N, g)
    )


def _digits(value: PrintedValue) -> int:
    return len(value.readings[0].hex.lstrip("0")) if value.readings else 0
