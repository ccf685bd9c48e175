"""The hash functions of SRP dialects, by the names that captures, dialects and formulas use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from srpscope.errors import UserError
from srpscope.nearest import did_you_mean
from srpscope.srp.primitives import pure_hashes

USUAL: dict[str, tuple[str, int]] = {
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
"""Those that SRP is spoken with: name -> (hashlib's name, digest length in bytes)."""

HASHES: dict[str, tuple[str, int]] = {
    **USUAL,
    "md5": ("md5", 16),
    "ripemd160": ("ripemd160", 20),
    "sha512-224": ("sha512_224", 28),
    "sha512-256": ("sha512_256", 32),
    "keccak-224": ("keccak", 28),
    "keccak-256": ("keccak", 32),
    "keccak-384": ("keccak", 48),
    "keccak-512": ("keccak", 64),
    "shake128-16": ("shake_128", 16),
    "shake128-32": ("shake_128", 32),
    "shake256-32": ("shake_256", 32),
    "shake256-64": ("shake_256", 64),
    "blake2b-128": ("blake2b", 16),
    "blake2b-160": ("blake2b", 20),
    "blake2s-128": ("blake2s", 16),
    "blake2s-160": ("blake2s", 20),
    "blake2s-224": ("blake2s", 28),
}
"""All that formulas have, those that only mistakes choose among them."""

_ALIASES = {"blake2b-512": "blake2b", "blake2s-256": "blake2s", "ripemd-160": "ripemd160"}

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
    raise UserError(
        f"{name!r} is not a hash that srpscope knows.{did_you_mean(name, HASHES)} It knows {', '.join(HASHES)}."
    )


def constructor(name: str) -> Callable[..., Any]:
    """hashlib's constructor of a canonical name, as hmac takes it. A shorter BLAKE2 is another function; what hashlib
    or its OpenSSL lacks is pure Python."""
    function, length = HASHES[name]
    if function in ("blake2b", "blake2s"):
        full = 64 if function == "blake2b" else 32
        make = hashlib.blake2b if function == "blake2b" else hashlib.blake2s
        return make if length == full else partial(make, digest_size=length)
    if function.startswith("shake"):
        return partial(_Shake, function, length)
    if function == "keccak":
        return partial(_pure, partial(pure_hashes.keccak, length=length), 200 - 2 * length, length)
    found = getattr(hashlib, function, None)
    if found is not None:
        return cast(Callable[..., Any], found)
    if function in hashlib.algorithms_available:
        return partial(hashlib.new, function)
    if function == "ripemd160":
        return partial(_pure, pure_hashes.ripemd160, 64, length)
    return partial(_pure, partial(pure_hashes.sha512_cut, length=length), 128, length)


def _pure(whole: Callable[[bytes], bytes], block: int, length: int, data: bytes = b"") -> pure_hashes.PureHash:
    return pure_hashes.PureHash(whole, block, length, data)


class _Shake:
    """SHAKE with one length, as a hash object."""

    def __init__(self, function: str, length: int, data: bytes = b"") -> None:
        self._state = hashlib.new(function, data)
        self._function, self.digest_size, self.block_size = function, length, self._state.block_size

    def update(self, data: bytes) -> None:
        self._state.update(data)

    def copy(self) -> _Shake:
        other = _Shake(self._function, self.digest_size)
        other._state = self._state.copy()
        return other

    def digest(self) -> bytes:
        return cast(bytes, cast(Any, self._state).digest(self.digest_size))


def for_pbkdf2(name: str) -> str | None:
    """The name by which hashlib stretches keys with a hash; None where it cannot."""
    function, length = HASHES[name]
    if function in ("blake2b", "blake2s") and length < (64 if function == "blake2b" else 32):
        return None
    return function if function in hashlib.algorithms_available and not function.startswith("shake") else None


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
    if name.startswith(("sha3-", "md5", "ripemd")):
        return name.upper()
    if name.startswith("shake"):
        function, length = name.split("-")
        return f"{function.upper()} ({length} bytes)"
    if name.startswith("sha"):
        return f"SHA-{name[3:]}"
    return name.replace("blake", "BLAKE").replace("keccak", "Keccak")
