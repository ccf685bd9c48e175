"""HomeKit's setup code: the password of pair-setup, in the spellings in which people have it.

Both sides hash it with its dashes, "XXX-XX-XXX". A label may show eight digits alone, a QR code holds X-HM:// and a
number in base 36 of which the lowest 27 bits are the code.
HomeKit Accessory Protocol Specification (non-commercial version), chapter 4.2.1.
"""

from __future__ import annotations

import re
from typing import Final

USER: Final = "Pair-Setup"
"""The user name of every pair-setup. It is never sent."""

_DIGITS = re.compile(r"\s*(?:\d[\s.\-\u2010-\u2015]?){7}\d\s*", re.ASCII)
_PAYLOAD = re.compile(r"\s*X-HM://([0-9A-Z]{9})[0-9A-Z]{0,4}", re.IGNORECASE)
_CODE_BITS = 27

TOO_EASY: Final = frozenset([f"{digit}{digit}{digit}-{digit}{digit}-{digit}{digit}{digit}" for digit in range(10)]) | {
    "123-45-678", "876-54-321",
}  # fmt: skip
"""Codes that the specification forbids an accessory to have."""


def spelled(text: str) -> str:
    """The code as it is hashed: eight digits in any spelling, or a QR code's text, become "XXX-XX-XXX"; what is neither
    stays as it is."""
    payload = _PAYLOAD.fullmatch(text)
    if payload is not None:
        digits = f"{int(payload[1], 36) & (1 << _CODE_BITS) - 1:08d}"
    elif _DIGITS.fullmatch(text):
        digits = re.sub(r"\D", "", text)
    else:
        return text
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if len(digits) == 8 else text


def remark(code: str) -> str | None:
    """What is odd about a code as it is hashed; None where nothing is."""
    if not re.fullmatch(r"\d{3}-\d{2}-\d{3}", code, re.ASCII):
        return "The password is no setup code: HomeKit's has the form 123-45-678. It is hashed as it was typed."
    if code in TOO_EASY:
        return f"The specification forbids the setup code {code}; an accessory has another one."
    return None
