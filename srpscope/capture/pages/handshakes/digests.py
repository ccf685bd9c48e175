"""The hashes of two numbers of a page, as k is of N and g, and u of A and B."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.encodings import byte_length
from srpscope.srp.primitives import hashes

HASHES = {20: ("sha1",), 32: ("sha256", "sha3-256"), 48: ("sha384",), 64: ("sha512", "blake2b")}
"""Bytes of a digest -> the hashes that have so many."""


def digests(length: int, width: int, *numbers: int) -> Iterator[str]:
    """Hex of each hash of a length in bytes over the numbers, padded to a width in bytes, and as short as they are."""
    for name in HASHES.get(length, ()):
        for padded in (width, 0):
            yield digest(name, *(as_bytes(one, padded) for one in numbers)).hex()


def digest(name: str, *parts: bytes) -> bytes:
    """A hash over bytes one behind the other."""
    return hashes.new(name)(b"".join(parts))


def as_bytes(number: int, width: int) -> bytes:
    """A number with its high byte first, padded to a width in bytes, longer where it needs more."""
    return number.to_bytes(max(width, byte_length(number)), "big")
