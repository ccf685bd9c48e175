"""What a page says of the order of its bytes: a label of one number, a sentence of all of them."""

from __future__ import annotations

import re
from dataclasses import replace

from srpscope.capture.pages.literals.forms import LiteralReading

_HEARD = 400
"""Characters of a line in which such a sentence is looked for."""

_LOW_FIRST = r"(?:little[- ]?endian|(?:ls|low(?:est)?|least significant) ?b(?:yte)?s? first)"
_OF_ONE = re.compile(rf"\bLE\b|(?i:\b{_LOW_FIRST}\b)")
_OF_ALL = re.compile(
    r"(?i)\b(?:all|every\w{0,5}|both|(?:big ?)?(?:num(?:ber)?|int(?:eger)?|array|value|key)s)\b[^?\n]{0,60}?"
    rf"\b{_LOW_FIRST}\b"
)
_NOT_SO = re.compile(
    r"(?i)\?|\b(?:not|no|never|if|whether|should|must|maybe|perhaps|may|might|or|to|into|from|big[- ]?endian)\b|n't\b"
)


def label_says_little(spelling: str) -> bool:
    """Whether a number's own label says that its low byte stands first."""
    return _OF_ONE.search(spelling) is not None


def says_all_little(line: str) -> bool:
    """Whether a line says so of all numbers of its page: "all values little endian". A question, a condition and a
    conversion say nothing."""
    said = _OF_ALL.search(line, 0, _HEARD) if "irst" in line or "ndian" in line else None
    return said is not None and _NOT_SO.search(line, 0, _HEARD) is None


def turned(reading: LiteralReading) -> LiteralReading:
    """The number whose low byte the program says to stand first."""
    digits = reading.hex if len(reading.hex) % 2 == 0 else f"0{reading.hex}"
    return replace(reading, hex=bytes.fromhex(digits)[::-1].hex())
