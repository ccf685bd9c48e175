"""Groups by name, and what is odd about a group that a capture gives as N and g."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from srpscope.errors import UserError
from srpscope.nearest import did_you_mean
from srpscope.srp.primitives.modexp import power

RFC5054_BITS = (1024, 1536, 2048, 3072, 4096, 6144, 8192)


class Group(NamedTuple):
    """A modulus and its generator."""

    N: int
    g: int


@dataclass(frozen=True)
class KnownGroup:
    """A group with a name and where it is printed."""

    name: str
    group: Group
    source: str


@cache
def known_groups() -> dict[str, KnownGroup]:
    """Every named group: RFC 5054 Appendix A, Nimbus' precomputed ones, and those of single dialects."""
    table = tomllib.loads(Path(__file__).with_name("groups.toml").read_text("utf-8"))
    return {
        name: KnownGroup(name, Group(int("".join(entry["N"].split()), 16), entry["g"]), entry["source"])
        for name, entry in table.items()
    }


def group(name: str) -> Group:
    """The group of that name. Raises UserError for an unknown one."""
    try:
        return known_groups()[name].group
    except KeyError:
        raise UserError(
            f"{name!r} is no known group.{did_you_mean(name, known_groups())} "
            f"Known are {', '.join(known_groups())}; or give N and g."
        ) from None


def name_of(N: int, g: int | None = None) -> str | None:
    """The name under which N (and g, where given) is known."""
    for known in known_groups().values():
        if known.group.N == N and (g is None or known.group.g == g):
            return known.name
    return None


@lru_cache(64)
def notes_on(N: int, g: int) -> tuple[str, ...]:
    """What is odd about this group, in sentences: broken groups are what people debug, so none is refused.

    Known groups are not tested again. Above 8192 bits primality is left untested, since that takes seconds.
    """
    if N <= 0:
        return (f"N is {'negative' if N else 'zero'}: every power mod N is undefined.",)
    known = name_of(N)
    if known is not None:
        own = known_groups()[known].group.g
        return () if name_of(N, g) else (f"N is that of {known}, whose g is {own}.",)
    notes = []
    if N % 2 == 0:
        notes.append("N is even, so it is no prime.")
    elif N.bit_length() > 8192:
        notes.append(f"N has {N.bit_length()} bits; whether it is prime was not tested.")
    elif not is_probable_prime(N):
        factors = [str(p) for p in _small_primes() if N % p == 0][:4]
        notes.append("N is not a prime" + (f": {' and '.join(factors)} divide it." if factors else "."))
    elif not is_probable_prime((N - 1) // 2):
        notes.append("N is a prime, but no safe prime: (N - 1) / 2 is none.")
    if not 1 < g % N < N - 1:
        notes.append("g generates nothing: it is 0, 1 or -1 mod N.")
    if N.bit_length() < 1024:
        notes.append(f"N has only {N.bit_length()} bits: discrete logarithms are within reach.")
    return tuple(notes)


@cache
def _small_primes() -> tuple[int, ...]:
    sieve = bytearray(b"\x01") * 1000
    for n in range(2, 32):
        sieve[n * n :: n] = bytes(len(range(n * n, 1000, n)))
    return tuple(n for n in range(2, 1000) if sieve[n])


def is_probable_prime(n: int) -> bool:
    """Miller-Rabin with the first 12 primes as bases: wrong for composites made to fool it, right for mistakes."""
    if n < 2:
        return False
    for p in _small_primes():
        if n % p == 0:
            return n == p
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd //= 2
        twos += 1
    for base in _small_primes()[:12]:
        x = power(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def legendre(value: int, N: int) -> int:
    """1 where value is a square mod the prime N, -1 where it is none, 0 where N divides it (Jacobi symbol)."""
    value %= N
    result = 1
    while value:
        while value % 2 == 0:
            value //= 2
            if N % 8 in (3, 5):
                result = -result
        value, N = N, value
        if value % 4 == 3 and N % 4 == 3:
            result = -result
        value %= N
    return result if N == 1 else 0
