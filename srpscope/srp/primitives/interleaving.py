"""SHA_Interleave of RFC 2945 section 3.1, and how others drop bytes and cut halves before they weave."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

HALVES = {
    "even": ("even bytes", "odd bytes"),
    "odd": ("odd bytes", "even bytes"),
    "split": ("first half", "second half"),
}
"""Which half is hashed first, and which then."""


class Half(NamedTuple):
    """One half of the bytes and its digest. name: "even bytes", "odd bytes", "first half", "second half"."""

    name: str
    data: bytes
    digest: bytes


def interleaved(
    h: Callable[[bytes], bytes], data: bytes, drop: str = "rfc2945", halves: str = "even"
) -> tuple[bytes, tuple[Half, Half]]:
    """Two halves hashed apart, their digests' bytes in turn (twice as long as a digest), and the halves in the order
    in which they are woven.

    drop: 'rfc2945' strips all leading 00, then one more byte if the rest is odd; 'pairs' drops two bytes while the
    first is 00 (WoW, on little-endian bytes); any other drops nothing. halves: 'even' hashes the bytes at even places
    first, 'odd' those at odd ones, 'split' the first half and then the second.
    """
    if drop == "rfc2945":
        data = data.lstrip(b"\0")
        data = data[len(data) % 2 :]
    elif drop == "pairs":
        zeros = len(data) - len(data.lstrip(b"\0"))
        data = data[zeros + zeros % 2 :]
    middle = len(data) // 2
    pieces = {
        "even bytes": data[0::2],
        "odd bytes": data[1::2],
        "first half": data[:middle],
        "second half": data[middle:],
    }
    first, second = (Half(name, pieces[name], h(pieces[name])) for name in HALVES[halves])
    woven = bytearray(2 * len(first.digest))
    woven[0::2], woven[1::2] = first.digest, second.digest
    return bytes(woven), (first, second)
