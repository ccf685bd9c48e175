"""What a program's own reader makes of a text or of hex digits: doubled signs taken for one, digits read in another
radix."""

from __future__ import annotations

import re
from collections.abc import Iterator

DOUBLED = {
    "$": "String.replace",
    "%": "a format",
    "\\": "an escape",
    "{": "a format",
    "}": "a format",
    "'": "a quotation",
    '"': "a quotation",
}
"""Signs that stand for themselves where they are doubled, and where that is so."""


def undoubled(text: str) -> Iterator[tuple[str, str]]:
    """A text that went through a template: what it is read as, and the text then."""
    for sign, where in DOUBLED.items():
        if sign * 2 in text:
            yield f"{sign}{sign} read as {sign}, as in {where}", text.replace(sign * 2, sign)


def by_map(data: bytes) -> bytes:
    """Bytes whose hex digits `hex.match(/../g).map(parseInt)` read: each pair by its place as the radix, which is ten
    for 0; what is no number there is the byte 0."""
    return bytes(_parsed(f"{byte:02x}", place) & 0xFF for place, byte in enumerate(data))


def _parsed(digits: str, radix: int) -> int:
    """JavaScript's parseInt: the digits in front that the radix has; with 0, ten."""
    if radix == 1 or radix > 36:
        return 0
    radix = radix or 10
    found = re.match(f"[{'0123456789abcdefghijklmnopqrstuvwxyz'[:radix]}]*", digits)
    return int(found[0], radix) if found is not None and found[0] else 0


LARGEST = tuple(top + b"\xff" * (size - 1) for size in (8, 4) for top in (b"\xff", b"\x7f"))
"""What strtoul and strtol make of digits that are too many for them."""

BASE_128 = 128


def by_short_length(own: bytes) -> Iterator[tuple[str, bytes]]:
    """Bytes behind a length of two bytes, as protobuf writes it, of which one was read: what is read instead."""
    high, low = divmod(len(own), BASE_128)
    if 0 < high < BASE_128:
        behind = bytes([high]) + own
        yield "the last byte of its length and what follows, cut short", behind[: BASE_128 | low]
        yield "the last byte of its length and what follows", behind[: len(own)]
