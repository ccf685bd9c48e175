"""Whether values are SRP's or another scheme's, on a page that never speaks of SRP.

Diffie-Hellman has N, g, a, A, b, B and K too, a signature k and s, a cipher K and A, and every program a user name, a
password and a salt. What only SRP has decides; what others have as well counts where nothing on the page is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.capture.pages.handshakes.worth import NOTE, beside, is_code
from srpscope.capture.pages.names import EXTRA_NAMES, SETTINGS, TEXTS, words_of
from srpscope.capture.pages.page import Page, PrintedValue
from srpscope.srp.allowance import Allowance
from srpscope.srp.outcome import Failure

DRAWN = 14
"""Hex digits of a number that is drawn or computed, and no counter."""

ELEMENT = 128
"""Hex digits of the shortest element of a group worth the name."""

_ANYBODYS = frozenset(["I", "P", "s", "k", "K", "nonce"])


def of_this_scheme(values: Sequence[PrintedValue], page: Page, allowance: Allowance) -> bool:
    """Whether values that stand together can be SRP's, on a page without a word of it."""
    names = {value.name for value in values} - SETTINGS
    drawn = {value.name for value in values if _is_drawn(value)}
    if names & EXTRA_NAMES or _only_of_srp(values, drawn):
        return True
    if page.others:
        return False
    if drawn & {"A", "B", "a", "b"} and drawn & {"s", "I", "P"}:
        return True
    if page.labels or _is_diffie_hellman(values, allowance):
        return False
    if not drawn - _ANYBODYS:
        noted = beside(page) <= NOTE  # it is about them
        return noted or any(is_code(value) for value in values)
    return True


def _is_drawn(value: PrintedValue) -> bool:
    """Whether it is more than a counter, and of one meaning: a text, or many digits. A premaster secret that is short
    is a salt called S."""
    if value.choices or value.weak:
        return False  # a "secret key" and a "password hash" are anything's
    if not value.readings:
        return value.name in TEXTS and bool(value.text)
    digits = len(value.readings[0].hex)
    return digits >= (ELEMENT if value.name == "S" else 1 if value.name == "s" else DRAWN)


def _only_of_srp(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """Whether something stands there that no other scheme has: a verifier, a proof of the key, the scrambler beside
    the public values, the hash of a password beside its salt."""
    if "u" in names and {"A", "B"} <= names:
        return True
    for value in values:
        if value.name == "x" and "x" in names and not value.weak and names & {"I", "v"}:
            return True
        if value.name in ("M1", "M2") and value.name in names and not value.weak and len(_last(value)) > 1:
            return True
        if value.name == "v" and "v" in names:
            long = len(value.readings[0].hex) >= ELEMENT or len(_last(value)) > 1
            if long or names & {"I", "N", "A", "B"}:
                return True
    return False


def _last(value: PrintedValue) -> str:
    return (words_of(value.spelling) or [""])[-1]


def _is_diffie_hellman(values: Sequence[PrintedValue], allowance: Allowance) -> bool:
    """B is g^b there, with nothing of a verifier in it, and both secrets are A^b = B^a."""
    numbers = {value.name: value.readings[0].number for value in values if len(value.readings) == 1}
    if not {"N", "g"} <= numbers.keys() or not numbers["N"]:
        return False
    N = numbers["N"]
    try:
        if {"b", "B"} <= numbers.keys() and allowance.power(numbers["g"], numbers["b"], N) == numbers["B"] % N:
            return True
        shared = {numbers[name] for name in ("S", "K") if name in numbers}
        for secret, public in (("a", "B"), ("b", "A")):
            if shared and {secret, public} <= numbers.keys():
                return allowance.power(numbers[public], numbers[secret], N) in shared
    except Failure:
        return False
    return False
