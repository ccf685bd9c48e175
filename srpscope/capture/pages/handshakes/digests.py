"""The hashes of two numbers of a page, as k is of N and g, and u of A and B."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.primitives import hashes

HASHES = {20: ("sha1",), 32: ("sha256", "sha3-256"), 48: ("sha384",), 64: ("sha512", "blake2b")}
"""Bytes of a digest -> the hashes that have so many."""


def digests(length: int, width: int, *numbers: int) -> Iterator[str]:
    """Hex of each hash of a length in bytes over the numbers, padded to a width in bytes, and as short as they are."""
    for name in HASHES.get(length, ()):
        for padded in (width, 0):
            yield hashes.new(name)(_joined(padded, numbers)).hex()


def _joined(width: int, numbers: tuple[int, ...]) -> bytes:
    return b"".join(one.to_bytes(max(width, (one.bit_length() + 7) // 8), "big") for one in numbers)
