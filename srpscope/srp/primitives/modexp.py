"""Modular exponentiation: gmpy2 where it can be imported, Python's pow elsewhere. The only slow operation of SRP."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cache, lru_cache

from srpscope.srp.primitives.interruptible import done

POWER_BIT = 1e-12
"""Seconds of a power on a slow machine, for each bit of the modulus squared and each bit of the exponent."""


@cache
def _powmod() -> tuple[str, Callable[[int, int, int], int]]:
    # Imported at the first power and not before: opening a screen needs none.
    try:
        import gmpy2
    except ImportError:
        return "pow", pow
    gmpy2_powmod = gmpy2.powmod

    def powmod(base: int, exponent: int, modulus: int) -> int:
        return int(gmpy2_powmod(base, exponent, modulus))

    return "gmpy2", powmod


def engine() -> str:
    """Which engine computes: "gmpy2" or "pow"."""
    return _powmod()[0]


def power(base: int, exponent: int, modulus: int) -> int:
    """base ** exponent mod modulus, for a non-negative exponent and a positive modulus."""
    seconds = power_seconds(exponent.bit_length(), modulus.bit_length())
    return done(seconds, _power, base, exponent, modulus)


def _power(base: int, exponent: int, modulus: int) -> int:
    return _powmod()[1](base, exponent, modulus)


def power_seconds(exponent_bits: int, modulus_bits: int) -> float:
    """What a power takes."""
    return POWER_BIT * modulus_bits * modulus_bits * exponent_bits


@lru_cache(256)
def inverse(value: int, modulus: int) -> int:
    """1 / value mod modulus, remembered: a search asks for the same few again and again. Raises ValueError."""
    return pow(value, -1, modulus)


class Powers:
    """Remembers the last powers by value, so that an edit computes again only what it changes."""

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._known: OrderedDict[tuple[int, int, int], int] = OrderedDict()

    def __call__(self, base: int, exponent: int, modulus: int) -> int:
        """base ** exponent mod modulus, from memory where it was computed before."""
        key = (base, exponent, modulus)
        known = self._known.get(key)
        if known is not None:
            return known
        result = power(base, exponent, modulus)
        self._known[key] = result
        if len(self._known) > self._size:
            self._known.popitem(last=False)
        return result
