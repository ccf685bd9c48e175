"""The hash functions of SRP dialects, by the names that captures, dialects and formulas use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from srpscope.errors import UserError

HASHES: dict[str, tuple[str, int]] = {
    "sha1": ("sha1", 20),
    "sha224": ("sha224", 28),
    "sha256": ("sha256", 32),
    "sha384": ("sha384", 48),
    "sha512": ("sha512", 64),
    "sha3-224": ("sha3_224", 28),
    "sha3-256": ("sha3_256", 32),
    "sha3-384": ("sha3_384", 48),
    "sha3-512": ("sha3_512", 64),
    "blake2s": ("blake2s", 32),
    "blake2b": ("blake2b", 64),
    "blake2b-224": ("blake2b", 28),
    "blake2b-256": ("blake2b", 32),
    "blake2b-384": ("blake2b", 48),
}
"""Name -> (hashlib's name, digest length in bytes)."""

_ALIASES = {"blake2b-512": "blake2b", "blake2s-256": "blake2s"}

COMMON = ("sha1", "sha256", "sha384", "sha512", "sha3-256")
"""Tried in this order where a capture names none."""


def canonical(name: str) -> str:
    """ "SHA-512", "SHA3_256" or "sha512" as this project writes it. Raises UserError for an unknown one."""
    plain = name.strip().lower().replace("_", "-")
    plain = _ALIASES.get(plain, plain)
    if plain in HASHES:
        return plain
    joined = plain.replace("sha-", "sha")
    if joined in HASHES:
        return joined
    raise UserError(f"{name!r} is not a hash that srpscope knows; it knows {', '.join(HASHES)}.")


def constructor(name: str) -> Callable[..., Any]:
    """hashlib's constructor of a canonical name, as hmac takes it; BLAKE2b of a shorter digest is another function."""
    function, length = HASHES[name]
    if function == "blake2b" and length < 64:
        return partial(hashlib.blake2b, digest_size=length)
    return cast(Callable[..., Any], getattr(hashlib, function))


def new(name: str) -> Callable[[bytes], bytes]:
    """The function bytes -> digest of a canonical name."""
    make = constructor(name)

    def digest(data: bytes) -> bytes:
        return cast(bytes, make(data).digest())

    return digest


def digest_length(name: str) -> int:
    """Bytes of a digest."""
    return HASHES[name][1]


def shown(name: str) -> str:
    """As people write it: SHA-512, SHA3-256, BLAKE2b."""
    if name.startswith("sha3-"):
        return name.upper()
    if name.startswith("sha"):
        return f"SHA-{name[3:]}"
    return name.replace("blake", "BLAKE")
