"""The levels of a challenge: who is spoken, what the client says of itself, and of which kinds its mistake may be.

The kinds are said to the learner: a mistake that can only be told by a search is no challenge for a person.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_TYPED = 160
"""Characters of a formula that somebody still types: none with another group's N in it."""

LISTS = {
    "an operand or two left out": ("list-left-out",),
    "two operands swapped": ("list-swapped",),
    "one twice": ("list-doubled",),
    "one hashed first, H(..)": ("list-inner-hashed",),
    "one not hashed": ("list-inner-flat",),
    "one moved over a bracket": ("list-moved-inside", "list-moved-outside"),
    "digests joined, |, where ^ belongs": ("xor-joined",),
}
"""What a kind is called, and the slips that are of it."""

TEXTS = {
    "hex text, HEX(..)": ("hex", "bytes-hex", "digest-hex", "hash-fed-hex"),
    "no zeros in front, MIN(..)": ("minimal",),
    "zeros in front to the length of N, PAD(..)": ("padded",),
}

ENCODINGS = {
    "capitals, UPPER(..)": ("upper", "hex-upper", "bytes-hex-upper", "digest-hex-upper"),
    "decimal text, DEC(..)": ("decimal", "bytes-decimal"),
    "base64, B64(..)": ("bytes-base64", "digest-base64"),
    "little-endian, LE(..)": ("little",),
    "bytes turned round, ..[::-1]": ("reversed", "digest-reversed"),
    "a line end behind, .. | '\\n'": ("line-feed",),
    "a NUL behind, .. | b'\\0'": ("nul",),
}

SUMS = {
    "a term of a sum left out": ("arithmetic-left-out",),
    "another sign": ("arithmetic-sign",),
    "a bracket elsewhere": ("arithmetic-bracket",),
}

DIGESTS = {
    "a hash hashed again": ("hash-twice",),
    "a digest cut, ..[:16]": ("digest-cut",),
    "no hash at all": ("hash-unhashed",),
}

SOMETIMES = {
    "zeros in front lost, MIN(..)": ("minimal", "digest-stripped", "one-zero-lost"),
    "zeros in front added, PAD(..)": ("padded",),
    "zeros behind instead, RPAD(..)": ("right-padded",),
    "00 in front of a top bit, SIGNED(..)": ("signed", "bytes-signed", "xor-number-signed"),
    "an odd hex digit lost, UNHEX(HEX(INT(..)), odd='cut')": ("bytes-odd-cut", "odd-cut"),
}


@dataclass(frozen=True)
class Level:
    """kinds: of which the mistake is; dialects: which are spoken; values: whose formulas it may stand in, empty: any;
    places: at how many at once, least and most; logged: what the client says of itself beside M1; sometimes: it
    strikes so."""

    about: str
    kinds: dict[str, tuple[str, ...]]
    dialects: tuple[str, ...]
    values: frozenset[str] = frozenset()
    places: tuple[int, int] = (1, 1)
    logged: tuple[str, ...] = ()
    sometimes: bool = False

    @property
    def menu(self) -> str:
        """What the mistake may be, in words."""
        return "; ".join(self.kinds)


_USUAL = ("rfc5054", "wikipedia", "nimbus", "pysrp")

LEVELS = {
    1: Level(
        "one place; the client logged every value",
        {**LISTS, **TEXTS},
        ("rfc5054",),
        frozenset({"x", "k", "u", "K", "M1"}),
        logged=("x", "k", "u", "S", "K"),
    ),
    2: Level(
        "one place; it logged S and K",
        {**LISTS, **TEXTS, **ENCODINGS, **SUMS},
        _USUAL,
        frozenset({"x", "k", "u", "S", "K", "M1"}),
        logged=("S", "K"),
    ),
    3: Level(
        "one helper, wrong at two or three places; it logged k, u and K",
        {**TEXTS, **ENCODINGS, **DIGESTS},
        (*_USUAL, "rfc2945"),
        places=(2, 3),
        logged=("k", "u", "K"),
    ),
    4: Level("it strikes only sometimes: five logins", SOMETIMES, _USUAL, sometimes=True),
}
