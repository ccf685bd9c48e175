"""What tells which handshake a capture belongs to: its A and its B, wherever they stand, and a TLS client random."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Final

from srpscope.capture.capture import Capture
from srpscope.capture.sent import sent_in

SHORTEST_BITS: Final = 64
"""A and B below this length tell nothing: textbook groups are small, and small numbers meet by chance."""

Identity = dict[str, frozenset[int]]
"""A, B, client_random -> every value that a piece holds for it, as numbers: leading zeros differ between logs."""

KINDS: Final = ("A", "B", "client_random")


def identity(capture: Capture) -> Identity:
    """What tells which handshake a capture belongs to."""
    return numbers_of(capture, KINDS)


def numbers_of(capture: Capture, kinds: Sequence[str]) -> Identity:
    """Every value of these names, in values and messages, as numbers."""
    found: dict[str, set[int]] = {kind: set() for kind in kinds}
    for line in capture.of_type("values"):
        values = line.get("values")
        if isinstance(values, dict):
            for name, value in values.items():
                kind, _, form = str(name).partition(".")
                number = _number(value, form or "hex", line.get("order") == "little") if kind in found else None
                if number is not None:
                    found[kind].add(number)
    for name, content in sent_in(capture):
        if name in found:
            found[name].add(int.from_bytes(content, "big"))
    return {
        kind: frozenset(number for number in numbers if number.bit_length() >= SHORTEST_BITS)
        for kind, numbers in found.items()
    }


def _number(value: Any, form: str, little: bool) -> int | None:
    if not isinstance(value, str) or len(value) > 100_000:
        return None
    try:
        if form == "dec":
            return int(value) if len(value) <= 4_000 else None
        if form == "b64":
            raw = base64.b64decode(value, validate=True)
        elif form == "hex":
            digits = value.strip().removeprefix("0x")
            raw = bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
        else:
            return None
    except (ValueError, binascii.Error):
        return None
    return int.from_bytes(raw, "little" if little else "big")
