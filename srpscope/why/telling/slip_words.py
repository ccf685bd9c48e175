"""A slip at a place in words: "it wrote S into K as hex text". `it` is the side, whom the caller names."""

from __future__ import annotations

import re

from srpscope.srp.formula import Call, FormulaError
from srpscope.srp.functions import FUNCTIONS
from srpscope.srp.parsing import parse
from srpscope.srp.values import NUMBERS
from srpscope.why.placed import AS_SENT, CLASSES, EVERYWHERE, Placed
from srpscope.why.slips import Slip, known_slip
from srpscope.wording import listed

LONGEST = 24
"""Characters of an operand that a sentence names; of a longer one it says whose it is."""

DIGEST = "the digest"
"""What stands at a place whose formula is one long call."""

NOTHING = {"''": "nothing", "b''": "nothing"}
"""An operand that a formula has as an empty text, in words."""

_OTHERS = {
    "call-derived": "with HKDF of {0} round {1}, which belongs behind the proofs",
    "call-hkdf": "with HKDF of S (salt: {0}, info: {1}) where a hash of it belongs",
    "call-never": "without {0}, which belongs round {1}",
    "call-in-part": "with {0} round {1} alone, not round the whole",
    "call-default": "with {0} with {1}={2}, as libraries have it unasked",
    "call-option": "with {0} with {1}={2}",
    "call-own": "with {0} with {1}={2}",
    "call-left-out": "without {0}: {1} as it is",
    "call-hashed": "with a hash of {1} instead of {0}",
    "call-empty": "with nothing where {0} belongs",
    "call-other": "with {1} where {0} belongs",
    "slice-left-out": "with all of {0}",
    "slice-other": "with the {1} bytes of {0}",
    "x-stretched": "with PBKDF2 of the password and the salt, {0} rounds of {1}, instead of hashes",
    "x-stretched-named": "with PBKDF2 of I ':' P and the salt, {0} rounds of {1}, instead of hashes",
    "x-stretched-inner": "with PBKDF2 of the inner digest and the salt, {0} round of {1}, instead of the outer hash",
    "interleave-joined": "with the digests of the two halves joined, not their bytes in turn",
    "interleave-joined-swapped": "with the digests of the two halves joined, the odd bytes' first",
    "interleave-swapped": "with the odd bytes of S first, and then the even ones",
    "interleave-split": "with S cut in the middle, not into its even and its odd bytes",
    "call-extract": "with HKDF's first step alone, HMAC({0}, {1})",
    "call-expand": "with HKDF's second step alone: {0} itself was expanded",
    "call-uncounted": "without the counter 01 that HKDF puts behind {0}",
    "call-count-text": "with the text {1} behind {0} where HKDF has the byte 01",
    "call-count-zero": "with the byte 00 behind {0} where HKDF has 01: it counts its blocks from 1",
    "part-text": "of {0} {1}",
    "text-date": "with {0}",
    "text-other": "with {0}",
    "text-escape": "with {0}",
    "text-alias": "with {0}",
    "text-dotless": "with {0}",
    "call-text": "with {1} where {0} belongs",
    "which-mistaken": "with {0} and {1} taken for one another",
}
"""Sentences of slips that only the search makes, filled as it names them."""

_SENT = {
    "sent-other": "{1} in the place of {0}",
    "got-other": "another {0} than the server's (read otherwise, or altered on its way)",
    "sent-plain": "{0} as its own bytes",
    "sent-impossible": "a number that {0} cannot be: it is {1}",
}
"""Sentences of what was sent in the place of a public value, behind "it sent"; "got-" behind "it computed with"."""


_WORD = re.compile(r"[A-Za-z_]\w*")
_ITS = re.compile(r"\bits\b")


def slip_sentence(one: Placed) -> str:
    """The sentence of a slip at a place, the side being `it`."""
    known = known_slip(one.slip)
    if one.slip in _SENT:
        verb = "computed with" if one.slip == "got-other" else "sent"
        return f"it {verb} {_SENT[one.slip].format(one.value, one.where.removesuffix(AS_SENT))}."
    if known is None:
        verb = "used" if one.slip.startswith("text-") else "made"
        return f"it {verb} {_value(one)} {_filled(_OTHERS.get(one.slip, one.slip), one.said)}."
    if known.template is not None:
        names = (one.where or one.value).split(",")
        # Of two steps the second is of what the first made.
        several = len(names) > 1 and all(map(str.isidentifier, names)) and "+" not in known.id
        return f"it {_did(known, one)} {_ITS.sub('their', known.sentence) if several else known.sentence}."
    filled = _filled(known.sentence, one.said)
    if {"constant", "which", "outside"} & set(known.takes):
        return f"it computed {filled}."
    return f"it made {_value(one)} {filled}."


def _did(known: Slip, one: Placed) -> str:
    """The verb and what it was done to."""
    if "hash" in known.takes:
        return _hashed(one)
    if "xor" in known.takes:
        return f"combined the two digests of {one.value}"
    reads = {"read", "own"} & set(known.takes)
    if not one.where:  # at its source
        names = one.value.replace(",", " and ")
        return f"{'read' if reads or one.value in NUMBERS else 'used'} {names}"
    if one.where.endswith(AS_SENT):
        return f"sent {one.where.removesuffix(AS_SENT)}"
    verb = "read" if reads else "wrote"
    what = "every operand" if one.where == EVERYWHERE else _operand(one)
    what, _, but = what.partition(" but ")
    if one.value == EVERYWHERE:
        everything = one.where == EVERYWHERE
        where = "what it hashes" if everything else f"{what} everywhere"
        return f"{verb} {where}{f' but in {but}' if but else ''}"
    if reads:
        return f"read {what}" if what == one.value else f"read {what} for {one.value}"
    return f"wrote the digest for {one.value}" if what == DIGEST else f"wrote {what} into {one.value}"


def _hashed(one: Placed) -> str:
    if one.value == EVERYWHERE:
        what, _, but = one.where.partition(" but ")
        everything = what in (EVERYWHERE, "H", "everything", "every call", CLASSES["hash"])
        said = "everything" if everything else what if but else _operand(one)
        return f"hashed {said}{f' but for {but}' if but else ''}"
    return f"hashed {'everything' if one.where in (EVERYWHERE, 'every call') else _operand(one)} for {one.value}"


def _operand(one: Placed) -> str:
    """What stands at the place, or whose it is where that is long. A value's own digest is the value."""
    names = one.where.split(",")
    if len(names) > 1 and all(name.isidentifier() for name in names):
        return listed(names)
    if one.where.startswith("every ") or len(one.where) <= LONGEST:
        return one.where
    if one.value in NUMBERS:
        return one.value
    return DIGEST if _is_one_call(one.where) else "its operands"


def _is_one_call(text: str) -> bool:
    """Whether a formula is one call, a hash of something long, and not what such a one is fed."""
    try:
        return isinstance(parse(text).node, Call)
    except FormulaError:
        return False


def _value(one: Placed) -> str:
    return "everything" if one.value == EVERYWHERE else one.value


def _filled(sentence: str, said: tuple[str, ...]) -> str:
    return sentence.format(*(NOTHING.get(one, one) for one in said), "", "", "")


def slip_strikes(one: Placed) -> str:
    """When it shows by the table: a word of STRIKES."""
    known = known_slip(one.slip)
    if known is None:
        return "here" if one.slip == "got-other" else "always"
    return known.strikes


def of_constants(where: str) -> bool:
    """Whether what stands at a place is made of N and g alone, which are the same in every handshake: how often random
    values have something odd says nothing of them."""
    names = set(_WORD.findall(where)) - FUNCTIONS.keys() - {"RAW"}
    return bool(names) and names <= {"N", "g"}
