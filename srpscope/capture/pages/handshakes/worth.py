"""Whether what a page names is of a handshake: any program has passwords, moduli, counters, and lists called a."""

from __future__ import annotations

import re
from collections.abc import Sequence

from srpscope.capture.pages.names import SETTINGS, TEXTS, speaks_a_dialect, words_of
from srpscope.capture.pages.page import Page, PrintedValue
from srpscope.capture.pages.spellings import moduli

BESIDE_LIMIT = 3_000
"""Characters beside the values of a page that somebody made to show them. Of what is longer (a program, a log, a
manual) a single letter or a user name alone is anything's."""

_BIG = 14
"""Hex digits of a number that is drawn or computed, and no counter."""

_ELEMENT = 128
"""Hex digits of the shortest element of a group worth the name."""

_DIGEST = 32
"""Hex digits of the shortest hash."""

NOTE = 80
"""Characters of a note in which a password is called P, or that is a user name and no more."""

_PRIME_BITS = 4_096
"""Bits of a number that is asked whether it is prime: more take too long for that."""

_CODE = frozenset(["setup", "pop", "possession", "pin", "pairing"])


def beside(page: Page) -> int:
    """Characters of a page beside what it names; 0 where it was not counted."""
    return max(0, page.size - sum(_written(value) for value in page.values))


def _written(value: PrintedValue) -> int:
    """Characters that a value takes up with its name, about."""
    digits = len(value.readings[0].hex) if value.readings else 0
    listed = 3 if value.readings and "list" in value.readings[0].form else 1  # 0xbe, 0xb2
    return len(value.spelling) + len(value.text or "") + digits * listed


def of_a_handshake(values: Sequence[PrintedValue], characters: int, srp: bool = True) -> bool:
    """Whether values that stand together can be a handshake's. characters: of the page, beside its values. srp:
    whether the page speaks of SRP anywhere."""
    if not srp:
        values = [value for value in values if not _is_row_of_counters(value)]
    names = {value.name for value in values if value.text != ""} - SETTINGS
    if speaks_a_dialect(names):
        return True
    big = {value.name for value in values if value.readings and len(value.readings[0].hex) >= _BIG} - {"nonce"}
    texts = {value.name for value in values if value.name in TEXTS and value.text}
    toy = {"N", "g"} <= names or {"A", "B"} <= names
    if not big and not texts and not toy and all(_counts(value) for value in values if value.readings):
        return False
    if _of_a_configuration(values, names) or _is_no_modulus(values):
        return False
    if not srp and big and _of_a_connection(values, names - {"nonce"}):
        return False
    if _of_a_curve(values, names) or _of_a_signature(values, names) or _of_a_cipher(values, names):
        return False
    if big and any(value.name == "group" for value in values):
        return True
    if characters <= BESIDE_LIMIT:
        return _more_than_a_letter(values, characters)
    if not big:
        return False
    if big - {"s", "K"} and len(big) > 1:
        return True
    return any(_says_itself(value) for value in values if value.name in big)


def _is_no_modulus(values: Sequence[PrintedValue]) -> bool:
    """Whether N is a count that elements beside it do not fit into: `N = 128` over a vector v of ten numbers."""
    moduli_given = [one.readings for one in values if one.name == "N" and one.readings]
    if len(moduli_given) != 1 or (most := max(one.number for one in moduli_given[0])) >= 1 << 32:
        return False
    return any(
        min(reading.number for reading in one.readings) >= most
        for one in values
        if one.name in ("A", "B", "v", "S") and one.readings and not one.choices
    )


def _of_a_curve(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """p, a and b of an elliptic curve, or of its key: a modulus too short for SRP, and nothing that SRP alone has."""
    moduli_given = [one.readings[0] for one in values if one.name == "N" and one.readings]
    short = any(40 <= len(one.hex) < _ELEMENT and one.number not in moduli() for one in moduli_given)
    return short and bool(names & {"a", "b"}) and not names & {"A", "B", "v", "s", "M1", "M2", "g"}


def _of_a_connection(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """The keys of two sides that are shorter than any group of SRP's, or points of a curve, with nothing of SRP's
    beside them: X25519's, an address and a counter."""
    digits = [value.readings[0].hex for value in values if value.name in ("A", "B") and value.readings]
    pair = all(value.choices for value in values)  # a private and a public key
    if any(_POINT.fullmatch(one) for one in digits):
        return True
    unlettered = not any(re.search(rf"\b{value.name}\b", value.spelling) for value in values)
    of_keys = pair or names in _TWO_SIDES or (unlettered and names in _THREE_KEYS)
    return bool(digits) and max(map(len, digits)) <= _DIGEST * 2 and of_keys


_POINT = re.compile(r"04(?:[0-9a-f]{2}){64}|0[23](?:[0-9a-f]{2}){32}")
_THREE_KEYS = tuple(frozenset(one) for one in ("aAB", "bAB"))
_TWO_SIDES = tuple(frozenset(one) for one in ("AB", "aB", "Ab"))


def _of_a_configuration(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """What a service is started with, in capital letters: SESSION_KEY seals its cookies, and nothing of a log-in is
    there."""
    names = names - {value.name for value in values if value.choices}  # a SECRET_KEY is anything's
    called = [value.spelling.rsplit(".", 1)[-1] for value in values if value.name not in SETTINGS]
    return "K" in names and names <= {"I", "P", "s", "K"} and all(one.isupper() for one in called)


def _of_a_signature(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """s and v of an ECDSA signature (r, s, v): what says which of two points is meant is a byte or two, no verifier."""
    digits = {value.name: len(value.readings[0].hex) for value in values if value.readings}
    return names == {"s", "v"} and digits.get("v", 0) <= _FEW < _DIGEST < digits.get("s", 0)


_FEW = 6
"""Hex digits of a small number: a signature's v is 27, 28, or twice a chain's id and more."""


def _of_a_cipher(values: Sequence[PrintedValue], names: set[str]) -> bool:
    """Key, plaintext, additional data and nonce of an AEAD's test vector, and nothing that SRP alone has."""
    longest = max([len(value.readings[0].hex) for value in values if value.readings and value.name in "KA"], default=0)
    return {"K", "nonce"} <= names <= {"K", "P", "A", "nonce"} and longest < _ELEMENT


def _more_than_a_letter(values: Sequence[PrintedValue], characters: int) -> bool:
    """A list called a, a box called S, a table called k of a program's are anybody's while nothing else is there."""
    alone = [value for value in values if value.name not in SETTINGS]
    if len({value.name for value in alone}) > 1:
        return True
    letter = _is_letter(alone[0].spelling)
    if alone[0].name in TEXTS:
        return not letter or characters <= NOTE
    if alone[0].name == "N":
        return _is_modulus(alone[0].readings[0].number)
    if not alone[0].program or not letter or not alone[0].readings:
        return True
    name, digits = alone[0].name, len(alone[0].readings[0].hex)
    return digits >= _ELEMENT // 4 if name in ("a", "b") else name in ("A", "B", "v", "N", "s")


def _is_row_of_counters(value: PrintedValue) -> bool:
    """`a = [1, 2, 3, 4, 5, 6]`: a few small numbers in a row are drawn by nobody."""
    if value.name == "N" or not value.program or [one.form for one in value.readings] != ["byte list"]:
        return False
    data = bytes.fromhex(value.readings[0].hex)
    return len(data) <= 32 and max(data, default=0) < 32


def _counts(value: PrintedValue) -> bool:
    """`A: 1`, `k = 4`: kinds of records, counters."""
    most = 4 if value.program else 2
    return all(len(one.hex) <= most and (one.form == "decimal" or value.program) for one in value.readings)


def _is_modulus(number: int) -> bool:
    """RSA has moduli too, which are no primes (Fermat's test, to base 2)."""
    return number in moduli() or number.bit_length() > _PRIME_BITS or (number > 2 and pow(2, number - 1, number) == 1)


def _is_letter(spelling: str) -> bool:
    return len((words_of(spelling) or [""])[-1]) == 1


def _says_itself(value: PrintedValue) -> bool:
    """Whether a value alone speaks of SRP, in the middle of other things."""
    if value.weak or value.name in ("s", "P", "I"):
        return False
    if value.name == "N":
        return _is_modulus(value.readings[0].number)
    digits = len(value.readings[0].hex)
    return digits >= _ELEMENT or (digits >= _DIGEST and value.name != "x" and not _is_letter(value.spelling))


def is_worth(values: Sequence[PrintedValue], characters: int) -> bool:
    """Whether values without a handshake around them make a page of values: an e-mail address, a generator, some
    program's modulus or a password that may be anything's do not. A user name alone does where nothing else is there
    (characters: of the page, 0 where they were not counted): somebody says it of a handshake that is open."""
    names = {value.name for value in values if value.text is None or len(value.text) > 1}
    return (
        len(names & {"I", "P", "s"}) >= 2
        or {"N", "g"} <= names
        or "k" in names
        or any(value.name == "N" and value.readings and value.readings[0].number in moduli() for value in values)
        or any(value.name in ("N", "s", "P") and value.name in names and not value.program for value in values)
        or any(is_code(value) for value in values)
        or ("I" in names and 0 < characters <= _most_beside(values) and not any(value.program for value in values))
    )


_QUOTED = 24
"""Characters beside a user name that a sentence, or quotes, set apart: what is longer tells of something else."""


def _most_beside(values: Sequence[PrintedValue]) -> int:
    return _QUOTED if all(value.form == "a string" for value in values if value.name == "I") else NOTE


def is_code(value: PrintedValue) -> bool:
    """A proof of possession or a setup code, called so."""
    called = {word.lower() for word in words_of(value.spelling)}
    return value.name == "P" and bool(_CODE & called) and len(value.text or "") > 3
