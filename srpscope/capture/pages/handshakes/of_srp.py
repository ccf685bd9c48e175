"""Whether values are SRP's or another scheme's, on a page that never speaks of SRP.

Diffie-Hellman has N, g, a, A, b, B and K too, a signature k and s, a cipher K and A, and every program a user name, a
password and a salt. What only SRP has decides; what others have as well counts where nothing on the page is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from srpscope.capture.pages.handshakes.worth import NOTE, beside, is_code
from srpscope.capture.pages.literals.forms import LiteralReading
from srpscope.capture.pages.names import SETTINGS, TEXTS, speaks_a_dialect, words_of
from srpscope.capture.pages.page import SMALL, Page, PrintedValue
from srpscope.srp.allowance import Allowance
from srpscope.srp.outcome import Failure

DRAWN = 14
"""Hex digits of a number that is drawn or computed, and no counter."""

ELEMENT = 128
"""Hex digits of the shortest element of a group worth the name."""

SHORTEST = 60
"""Hex digits of the shortest verifier that is spoken anywhere, but for a zero: World of Warcraft's N has 256 bits."""

SIDES = ("client", "server")

_ANYBODYS = frozenset(["I", "P", "s", "k", "K", "x", "nonce"])


def of_this_scheme(values: Sequence[PrintedValue], page: Page, allowance: Allowance) -> bool:
    """Whether values that stand together can be SRP's, on a page that speaks of other schemes, or of none."""
    names = {value.name for value in values} - SETTINGS
    drawn = {_meant(value) for value in values if _is_drawn(value)}
    if speaks_a_dialect(names):
        return True
    if page.others or page.keepers or page.points:
        return _only_among_srp(values, drawn)
    if _only_of_srp(values, drawn):
        return True
    if _is_diffie_hellman(values, allowance) or _of_short_keys(values, names):
        return False  # whatever it calls its shared secret
    if drawn & {"A", "B", "a", "b"} and drawn & {"s", "I", "P"}:
        return True
    if page.labels:
        return False
    points = set() if names & {"a", "b"} else {one.name for one in values if one.name in ("A", "B") and _is_point(one)}
    proofs = {"M1", "M2"} - {one.name for one in values if _says_whose(one)} if not drawn & {"A", "B"} else set()
    if not drawn - _ANYBODYS - points - proofs:
        return _is_note(values, page) or any(is_code(value) for value in values)
    return True


def _is_note(values: Sequence[PrintedValue], page: Page) -> bool:
    """Whether a page that has but what any program has (a user name, a password, a salt) is about them: a few lines
    with no setting, secret key or password's hash beside them, of which every program has some."""
    names = {value.name for value in values} - SETTINGS
    if not names - {"k", "v", "nonce"} or page.ciphers or page.strangers or beside(page) > NOTE:
        return False
    return not any(_is_switch(one) or (one.weak and one.name == "x") or _is_some_key(one) for one in values)


def _is_some_key(value: PrintedValue) -> bool:
    """A "secret key", a "public key", of which no word says whose."""
    return value.name in ("a", "b", "A", "B") and bool(value.choices) and not _meant(value)


def _of_short_keys(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """Keys of 32 bytes, or 33 with what their kind is, that words name, and nothing that goes with SRP's: X25519's."""
    keys = [value for value in values if value.name in ("A", "B", "a", "b") and value.readings]
    of_two = len({one.name for one in keys}) > 1 and bool(names & {"A", "B"})
    counts = {value.name for value in values if value.name == "N" and all(map(_is_a_count, value.readings))}
    return (
        of_two
        and names - counts <= _OF_A_TUNNEL
        and all(
            len(_last(one)) > 1 and (len(_digits(one)) == 64 or _KIND_AHEAD.fullmatch(_digits(one))) for one in keys
        )
    )


def _is_a_count(reading: LiteralReading) -> bool:
    """Whether a number under N is small and even, as scrypt's N = 32768 is: no modulus."""
    return reading.number < SMALL and reading.number % 2 == 0


_OF_A_TUNNEL = frozenset(["A", "B", "a", "b", "I", "P", "s", "K", "nonce"])
_KIND_AHEAD = re.compile(r"0[235][0-9a-f]{64}")


def _only_among_srp(values: Sequence[PrintedValue], drawn: set[str]) -> bool:
    """The same beside the words of other schemes, which have proofs, secrets called x and keys of their own: only what
    goes with elements of a group that is large enough."""
    elements = {
        value.name for value in values if value.name in "ABvS" and value.readings and len(_digits(value)) >= ELEMENT
    }
    if {"A", "B"} <= elements:
        return bool(drawn & {"u", "v", "M1", "M2"})
    return "v" in elements and bool(elements & {"A", "B"} or drawn & {"s"})


def _meant(value: PrintedValue) -> str:
    """The name that a value has, of a spelling with two meanings by the side that it stands on: "public"; "" where that
    does not tell."""
    options = (value.name, *value.choices)
    if not value.choices:
        return value.name
    if len(options) == 2 and options[0].lower() == "a" and options[1].lower() == "b" and value.side in SIDES:
        return options[SIDES.index(value.side)]
    return ""


def _is_drawn(value: PrintedValue) -> bool:
    """Whether it is more than a counter, and of one meaning: a text, or many digits. A premaster secret that is short
    is a salt called S."""
    if value.weak or (value.choices and not _meant(value)):
        return False  # a "secret key" and a "password hash" are anything's
    if not value.readings:
        return value.name in TEXTS and bool(value.text)
    digits = len(value.readings[0].hex)
    if value.name == "v" and len(_last(value)) == 1:
        return digits >= SHORTEST
    return digits >= (ELEMENT if value.name == "S" else 1 if value.name == "s" else DRAWN)


def _only_of_srp(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """Whether something stands there that no other scheme has: a verifier, a proof of the key, the scrambler beside
    the public values, the hash of a password beside its salt."""
    if "u" in names and {"A", "B"} <= names:
        return True
    for value in values:
        if value.name == "x" and "x" in names and not value.weak and names & {"I", "v"}:
            return True
        if value.name in ("M1", "M2") and value.name in names and not value.weak and _says_whose(value):
            return True
        if value.name == "v" and "v" in names:
            long = len(value.readings[0].hex) >= ELEMENT or len(_last(value)) > 1
            if long or (len(_digits(value)) >= SHORTEST and names & {"I", "N", "A", "B"}):
                return True
    return False


def _is_switch(value: PrintedValue) -> bool:
    """`A=1`: a setting of something, in a note of a few lines."""
    return value.name in ("A", "B", "a", "b", "S", "u") and bool(value.readings) and len(_digits(value)) <= 1


def _is_point(value: PrintedValue) -> bool:
    """Whether it is called by its letter alone and too short for a group: a point of a curve, a key of a cipher."""
    return len(_last(value)) == 1 and bool(value.readings) and len(_digits(value)) < ELEMENT


def _says_whose(value: PrintedValue) -> bool:
    """Whether a proof is called M1 or M2, or by more than the word: what is zero knowledge has a "proof" too."""
    called = [word.lower() for word in words_of(value.spelling)]
    return len((called or [""])[-1]) > 1 and called != ["proof"]


def _digits(value: PrintedValue) -> str:
    return value.readings[0].hex


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
