"""Hash functions that hashlib never has, or not with every OpenSSL: Keccak with its first padding, RIPEMD-160,
SHA-512/224 and SHA-512/256. Each with hashlib's interface, fed whole: they are asked for in single mistakes only."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import isqrt

_64 = (1 << 64) - 1
_32 = (1 << 32) - 1


class PureHash:
    """A hash object as hashlib's. whole: the function of all the bytes, which are kept until the digest is wanted."""

    def __init__(self, whole: Callable[[bytes], bytes], block_size: int, digest_size: int, data: bytes = b"") -> None:
        self._whole, self.block_size, self.digest_size, self._data = whole, block_size, digest_size, data

    def update(self, data: bytes) -> None:
        """Feed more."""
        self._data += data

    def copy(self) -> PureHash:
        """Another one fed the same so far."""
        return PureHash(self._whole, self.block_size, self.digest_size, self._data)

    def digest(self) -> bytes:
        """digest_size bytes."""
        return self._whole(self._data)


# Keccak (the Keccak reference, version 3.0, section 1.2): SHA-3 before FIPS 202 changed its padding from 01 to 06.


def keccak(data: bytes, length: int) -> bytes:
    """Keccak[c = 2 x length x 8] of data: what js-sha3, Ethereum and CryptoJS call keccak or SHA3."""
    rate = 200 - 2 * length
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % rate))
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), rate):
        for place in range(rate // 8):
            lanes[place] ^= int.from_bytes(padded[start + 8 * place : start + 8 * place + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[: -(-length // 8)])[:length]


def _permuted(a: list[int]) -> list[int]:
    """Keccak-f[1600]; lane (x, y) is a[x + 5 * y]."""
    register = 1
    for _round in range(24):
        columns = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        a = [a[at] ^ columns[(at - 1) % 5] ^ _left(columns[(at + 1) % 5], 1, 64) for at in range(25)]
        x, y, lane = 1, 0, a[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lane, a[x + 5 * y] = a[x + 5 * y], _left(lane, (step + 1) * (step + 2) // 2 % 64, 64)
        for row in range(0, 25, 5):
            line = a[row : row + 5]
            for x in range(5):
                a[row + x] = line[x] ^ (~line[(x + 1) % 5] & _64 & line[(x + 2) % 5])
        for bit in range(7):
            register = (register << 1 ^ (register >> 7) * 0x71) % 256
            if register & 2:
                a[0] ^= 1 << ((1 << bit) - 1)
    return a


def _left(value: int, places: int, bits: int) -> int:
    return (value << places | value >> (bits - places)) & ((1 << bits) - 1)


# SHA-512/t (FIPS 180-4, sections 5.3.6, 6.4)


@cache
def _primes(count: int) -> tuple[int, ...]:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found):
            found.append(candidate)
        candidate += 1
    return tuple(found)


@cache
def _sha512_constants() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first 64 bits of the fractions of the cube roots of 80 primes, and of the square roots of 8."""
    cubes = tuple(_cube_root(prime << 192) & _64 for prime in _primes(80))
    squares = tuple(isqrt(prime << 128) & _64 for prime in _primes(8))
    return cubes, squares


def _cube_root(value: int) -> int:
    low, high = 0, 1 << (value.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= value else (low, middle - 1)
    return low


def _sha512(data: bytes, start: tuple[int, ...]) -> bytes:
    constants = _sha512_constants()[0]
    state = list(start)
    padded = data + b"\x80" + bytes(-(len(data) + 17) % 128) + (8 * len(data)).to_bytes(16, "big")
    for block in range(0, len(padded), 128):
        w = [int.from_bytes(padded[block + 8 * t : block + 8 * t + 8], "big") for t in range(16)]
        for t in range(16, 80):
            s0 = _left(w[t - 15], 63, 64) ^ _left(w[t - 15], 56, 64) ^ w[t - 15] >> 7
            s1 = _left(w[t - 2], 45, 64) ^ _left(w[t - 2], 3, 64) ^ w[t - 2] >> 6
            w.append((w[t - 16] + s0 + w[t - 7] + s1) & _64)
        a, b, c, d, e, f, g, h = state
        for t in range(80):
            s1 = _left(e, 50, 64) ^ _left(e, 46, 64) ^ _left(e, 23, 64)
            one = h + s1 + (e & f ^ ~e & g) + constants[t] + w[t]
            s0 = _left(a, 36, 64) ^ _left(a, 30, 64) ^ _left(a, 25, 64)
            two = s0 + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (one + two) & _64, a, b, c, (d + one) & _64, e, f, g
        state = [(old + new) & _64 for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)]
    return b"".join(word.to_bytes(8, "big") for word in state)


def sha512_cut(data: bytes, length: int) -> bytes:
    """SHA-512/t with t = 8 * length: SHA-512 from other first values, cut."""
    flipped = tuple(word ^ 0xA5A5A5A5A5A5A5A5 for word in _sha512_constants()[1])
    first = _sha512(f"SHA-512/{8 * length}".encode(), flipped)
    return _sha512(data, tuple(int.from_bytes(first[at : at + 8], "big") for at in range(0, 64, 8)))[:length]


# RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996)

_RHO = (7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8)
_SHIFTS = (
    (11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8),
    (12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7),
    (13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9),
    (14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6),
    (15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5),
)
_LEFT_ADDED = (0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
_RIGHT_ADDED = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0)


def _mixed(number: int, x: int, y: int, z: int) -> int:
    """The five functions of three words."""
    match number:
        case 0:
            return x ^ y ^ z
        case 1:
            return x & y | ~x & z
        case 2:
            return (x | ~y & _32) ^ z
        case 3:
            return x & z | y & ~z
    return x ^ (y | ~z & _32)


def _line(state: list[int], words: list[int], order: list[int], added: tuple[int, ...], right: bool) -> list[int]:
    """80 steps of one of the two lines."""
    a, b, c, d, e = state
    for number in range(5):
        for word in order:
            total = a + _mixed(4 - number if right else number, b, c, d) + words[word] + added[number]
            a, b, c, d, e = e, (_left(total & _32, _SHIFTS[number][word], 32) + e) & _32, b, _left(c, 10, 32), d
        order = [_RHO[word] for word in order]
    return [a, b, c, d, e]


def ripemd160(data: bytes) -> bytes:
    """RIPEMD-160, 20 bytes."""
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "little")
    for block in range(0, len(padded), 64):
        words = [int.from_bytes(padded[block + 4 * t : block + 4 * t + 4], "little") for t in range(16)]
        left = _line(state, words, list(range(16)), _LEFT_ADDED, False)
        right = _line(state, words, [(9 * place + 5) % 16 for place in range(16)], _RIGHT_ADDED, True)
        state = [(state[(at + 1) % 5] + left[(at + 2) % 5] + right[(at + 3) % 5]) & _32 for at in range(5)]
    return b"".join(word.to_bytes(4, "little") for word in state)
