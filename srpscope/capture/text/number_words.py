"""Bytes in a text of numbers larger than a byte: the words that `od`, `xxd -e` and debuggers print, the limbs in which
libraries keep a large number, and large numbers in bases of many digits.

Read for what may be left of a secret, not for values: every order that the bytes may have is given.
"""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Iterator, Sequence

SPELLED_RUN = 10
"""Characters in a row of a secret in base 36, 58, 62 or 85 that give it away: six bytes are at least eight."""

_HEX_WORD = re.compile(r"(?i)(?<![0-9a-z])(?:0x)?([0-9a-f]{4,})(?![0-9a-z])")
_DOTTED = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3,}(?![0-9.])")
"""Bytes with dots between, as addresses and the indices of an SNMP table have them."""

_HEX_WIDTHS = (4, 8, 16)
_OCTAL_BYTE = re.compile(r"(?<![0-9A-Za-z.])[0-3][0-7]{2}(?![0-9A-Za-z.])")
_OCTAL_WORD = re.compile(r"(?<![0-9A-Za-z.])[01][0-7]{5}(?![0-9A-Za-z.])")
_ROW = re.compile(r"-?\b[0-9]{1,20}\b(?:[^0-9A-Za-z.]{1,24}\b[0-9]{1,20}\b){2,}")
"""Three numbers or more with nothing but signs and blanks between them."""

_NUMBER = re.compile(r"-?[0-9]+")
_LEAST_DIGITS = 15
_LIMBS = (15, 16, 24, 26, 28, 30, 31, 32, 51, 52, 64)
"""Bits: Python 15 and 30, BN.js 26, jsbn 28 and 30, Java and CryptoJS 32, curves 51 and 52, Go and Rust 32 and 64."""

_DECIMAL_LIMBS = (7, 9, 14)
"""Digits: big-integer 7, C's and Haskell's printers 9, bignumber.js 14."""

_SMALL, _LARGE = string.ascii_lowercase, string.ascii_uppercase
_DIGITS = (
    string.digits + _SMALL,
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    string.digits + _LARGE + _SMALL,
    string.digits + _SMALL + _LARGE,
)


def readings_of_words(text: str) -> Iterator[bytes]:
    """The bytes of words in hex and octal, and of limbs in decimal, in every order. Linear in the text."""
    words = _HEX_WORD.findall(text)
    for width in _HEX_WIDTHS:
        alike = [bytes.fromhex(word) for word in words if len(word) == width]
        if len(alike) * width >= 12:
            yield b"".join(alike)
            yield b"".join(word[::-1] for word in alike)
    pieces = "".join(word for word in words if any(sign.isdigit() for sign in word))
    for start in (0, 1):
        yield bytes.fromhex(pieces[start : start + (len(pieces) - start) // 2 * 2])
    yield bytes(int(one, 8) for one in _OCTAL_BYTE.findall(text))
    dotted = ".".join(_DOTTED.findall(text)).split(".")
    yield bytes(int(one) for one in dotted if one and int(one) < 256)
    for order in ("big", "little"):
        yield b"".join(int(one, 8).to_bytes(2, order) for one in _OCTAL_WORD.findall(text))
    for numbers in _rows(text):
        for bits in _LIMBS:
            for limbs in (numbers, numbers[1::2]) if len(numbers) > 3 else (numbers,):
                yield from _joined(limbs, bits)


def _rows(text: str) -> Iterator[list[int]]:
    for found in _ROW.finditer(text):
        numbers = [int(one) for one in _NUMBER.findall(found[0])]
        if len(found[0]) >= _LEAST_DIGITS and sum(abs(one) > 255 for one in numbers) > 1:
            yield numbers


def _joined(numbers: Sequence[int], bits: int) -> Iterator[bytes]:
    """Limbs of that many bits, the highest first and last, from any bit on. Signed ones are two's complements."""
    fit = [format(one & (1 << bits) - 1, f"0{bits}b") for one in numbers if -(1 << bits - 1) <= one < 1 << bits]
    if len(fit) * bits < 48:
        return
    for limbs in (fit, fit[::-1]):
        number = int("".join(limbs), 2)
        for less in range(8) if bits % 8 else (0,):
            length = (len(fit) * bits - less) // 8
            yield (number >> less & (1 << 8 * length) - 1).to_bytes(length)


def decimals_in_parts(text: str) -> Iterator[str]:
    """The decimal digits of a large number that is kept in parts of 7, 9 or 14 digits, the highest first or last."""
    for numbers in _rows(text):
        for width in _DECIMAL_LIMBS:
            parts = [f"{one:0{width}}" for one in numbers if 0 <= one < 10**width]
            yield "".join(parts)
            yield "".join(reversed(parts))


def written_in_other_bases(data: bytes) -> Iterator[str]:
    """Bytes in base 36, 58 and 62, as one number, and in the three kinds of base 85 from any of four bytes on; small
    letters, without the signs and blanks that a reader of such a text may meet or not."""
    number = int.from_bytes(data, "big")
    for digits in _DIGITS:
        written, left = [], number
        while left:
            left, rest = divmod(left, len(digits))
            written.append(digits[rest])
        yield "".join(reversed(written)).casefold()
    for start in range(4):
        for encode in (base64.a85encode, base64.b85encode, _z85):
            yield encode(data[start:]).decode("ascii").casefold()


_Z85 = string.digits + _SMALL + _LARGE + ".-:+=^!/*?&<>()[]{}@%$#"
_PYTHONS_85 = string.digits + _LARGE + _SMALL + "!#$%&()*+-;<=>?@^_`{|}~"


def _z85(data: bytes) -> bytes:
    """ZeroMQ's base 85: Python's digits under other letters."""
    return base64.b85encode(data).translate(bytes.maketrans(_PYTHONS_85.encode(), _Z85.encode()))
