"""Handshakes of our own for made pages: every value follows from a seed."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.srp.primitives.groups import group


@cache
def made(seed: str, name: str = "rfc5054-1024") -> dict[str, str]:
    """N g s x v a b A B S K M1 as hex; x, k, K and M1 are digests of what stands near, no dialect's."""
    N, g = group(name)

    def number(what: str) -> int:
        return int.from_bytes(sha256(f"{seed} {what}".encode()).digest(), "big")

    a, b, x, k = (number(what) for what in "abxk")
    v, A = pow(g, x, N), pow(g, a, N)
    B = (k * v + pow(g, b, N)) % N
    S = pow((B - k * pow(g, x, N)) % N, a, N)
    found = {"N": N, "g": g, "x": x, "v": v, "a": a, "b": b, "A": A, "B": B, "S": S, "k": k}
    found |= {"K": number("K"), "M1": number("M1"), "s": number("s") >> 128}
    return {one: f"{value:x}".rjust(32, "0") if one == "s" else even(f"{value:x}") for one, value in found.items()}


def even(digits: str) -> str:
    """Hex with an even count of digits."""
    return "0" * (len(digits) % 2) + digits


def of(text: str, name: str = "page.txt") -> list[Capture]:
    """The captures that a text is read as."""
    return read(Source.of_bytes(text.encode("utf-8", "surrogateescape"), name))


def values(capture: Capture) -> dict[str, str]:
    """Every value that the capture gives to anybody, numbers without leading zeros."""
    found: dict[str, str] = {}
    for line in capture.of_type("values"):
        found |= line["values"]
    return {name: text if name in ("I", "P", "s") else text.lstrip("0") for name, text in found.items()}


def values_of(capture: Capture, *sides: str) -> dict[str, str]:
    """What the capture gives to these sides, as it stands there."""
    found: dict[str, str] = {}
    for line in capture.of_type("values"):
        if line["side"] in sides:
            found |= line["values"]
    return found


def plain(handshake: dict[str, str], names: str) -> dict[str, str]:
    """Some values of a made handshake, as `values` gives them."""
    return {name: handshake[name] if name == "s" else handshake[name].lstrip("0") for name in names.split()}
