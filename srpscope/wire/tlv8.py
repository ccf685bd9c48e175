"""TLV8, HomeKit's encoding: type, length, value, a byte each for the first two; what is longer than 255 bytes comes in
fragments of one type on each other.

HomeKit Accessory Protocol Specification (non-commercial version), chapter 14.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

FRAGMENT: Final = 255

MOST_ITEMS: Final = 256
"""Items of one message: those of HomeKit have a dozen, and whatever comes is looked at as if it were one."""

Span = tuple[int, int]


@dataclass
class Item:
    """One value. spans: offset and length of each fragment's content in the message. missing: bytes of the last
    fragment that are not there."""

    kind: int
    offset: int
    data: bytes = b""
    spans: list[Span] = field(default_factory=list)
    missing: int = 0


def items(data: bytes) -> tuple[list[Item], str]:
    """The items of a message, fragments joined, and what stopped the reading ("" where nothing did). Never raises."""
    found: list[Item] = []
    at, joins = 0, False
    while at < len(data):
        if at + 1 >= len(data):
            return found, f"byte {at:,}: a type without a length ends the message"
        kind, length = data[at], data[at + 1]
        content = data[at + 2 : at + 2 + length]
        if not (joins and found[-1].kind == kind):
            if len(found) == MOST_ITEMS:
                return found, f"byte {at:,}: more than {MOST_ITEMS} items"
            found.append(Item(kind, at))
        item = found[-1]
        item.data += content
        item.spans.append((at + 2, len(content)))
        item.missing = length - len(content)
        if item.missing:
            return found, f"byte {at:,}: {item.missing} of {length} bytes of item {kind} are missing"
        joins = length == FRAGMENT
        at += 2 + length
    return found, ""


def tlv8(content: Iterable[tuple[int, bytes]]) -> bytes:
    """A message of (type, value), in fragments where a value is longer than 255 bytes."""
    out = bytearray()
    for kind, value in content:
        for start in range(0, len(value) or 1, FRAGMENT):
            piece = value[start : start + FRAGMENT]
            out += bytes((kind, len(piece))) + piece
    return bytes(out)
