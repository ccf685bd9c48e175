"""How a number or a byte string becomes the bytes that a hash is fed, and how bytes become a number.

One function an encoding, named as in a formula (README.md beside the dialects, rule 2). None shortens or re-reads
bytes except those that say so.
"""

from __future__ import annotations

from typing import Literal

from srpscope.srp import limits
from srpscope.srp.values import Value

Order = Literal["big", "little"]

NAMES = {
    "MIN": "minimal",
    "PAD": "padded",
    "SIGNED": "signed",
    "LE": "little-endian",
    "LEMIN": "little-endian minimal",
    "HEX": "hex",
    "DEC": "decimal",
    "RAW": "as-received",
    "UTF8": "utf-8",
    "AS_IS": "as-is",
}
"""What encodings are called in answers and captures."""

SHOWN = {name: name for name in NAMES.values()} | {
    "hex": "hex text",
    "decimal": "decimal text",
    "as-received": "as sent",
    "utf-8": "UTF-8",
    "as-is": "as is",
}
"""Those names -> one or two words for the screen."""

HOW = {
    "minimal": "without leading zero bytes",
    "padded": "padded with zero bytes in front",
    "signed": "as Java's BigInteger.toByteArray",
    "little-endian": "little-endian, padded",
    "little-endian minimal": "little-endian, without trailing zero bytes",
    "hex": "as hex text",
    "decimal": "as decimal text",
    "as-received": "as it was received",
    "utf-8": "as UTF-8",
    "as-is": "as it is",
}
"""Those names -> how a number becomes bytes, to stand in a sentence."""


def byte_length(number: int) -> int:
    """Bytes of the minimal form; 0 for 0."""
    return (number.bit_length() + 7) // 8


def text_bytes(text: str) -> bytes:
    """UTF-8. Bytes that were no UTF-8 when they were read come out again as they were."""
    return text.encode("utf-8", "surrogateescape")


def bytes_text(data: bytes) -> str:
    """Text of UTF-8 bytes; whatever is no UTF-8 is kept so that text_bytes gives the same bytes."""
    return data.decode("utf-8", "surrogateescape")


def value_bytes(value: Value) -> bytes:
    """A value's bytes, to be shown and compared: a number minimal, at least one byte; text as UTF-8."""
    if isinstance(value, int):
        return abs(value).to_bytes(max(byte_length(abs(value)), 1), "big")
    return text_bytes(value) if isinstance(value, str) else value


def minimal(value: int | bytes, zero: bytes = b"") -> bytes:
    """MIN: big-endian without leading 00; of bytes: leading 00 stripped. Zero gives the dialect's zero form."""
    if isinstance(value, bytes):
        return value.lstrip(b"\0") or zero
    _refuse_negative(value)
    return value.to_bytes(byte_length(value), "big") or zero


def padded(value: int | bytes, length: int) -> bytes:
    """PAD: zeros in front up to length bytes; what is longer is left as it is."""
    if isinstance(value, int):
        _refuse_negative(value)
        value = value.to_bytes(byte_length(value), "big")
    return value.rjust(length, b"\0")


def signed(value: int | bytes) -> bytes:
    """SIGNED: Java's BigInteger.toByteArray; of bytes: 00 in front where the top bit is set, nothing stripped."""
    if isinstance(value, bytes):
        return b"\0" + value if value[:1] >= b"\x80" else value
    if value >= 0:
        return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)
    return value.to_bytes((value + 1).bit_length() // 8 + 1, "big", signed=True)


def little(value: int | bytes, length: int, order: Order) -> bytes:
    """LE: little-endian, zeros behind up to length bytes; bytes are read as a number first."""
    return _little_minimal(value, order).ljust(length, b"\0")


def little_minimal(value: int | bytes, order: Order, zero: bytes = b"") -> bytes:
    """LEMIN: little-endian without trailing 00."""
    return _little_minimal(value, order) or zero


def hex_text(value: int | bytes) -> str:
    """HEX: lower case; of a number without a leading zero nibble, of bytes two digits a byte."""
    return value.hex() if isinstance(value, bytes) else f"{value:x}"


def decimal_text(value: int | bytes, order: Order) -> str:
    """DEC: the number in decimal. Python's own limit on long decimals does not apply: sizes are bounded before."""
    return _decimal(number(value, order))


def number(value: int | bytes, order: Order) -> int:
    """INT: bytes read as a number in the given order."""
    return value if isinstance(value, int) else int.from_bytes(value, order)


def signed_number(value: bytes) -> int:
    """SINT: big-endian two's complement, as Java's new BigInteger(bytes) reads it."""
    return int.from_bytes(value, "big", signed=True)


def even_hex(number: int) -> str:
    """A number as the answers print it: big-endian, even length, no leading 00 byte, zero as 00."""
    return (number.to_bytes(byte_length(number), "big") or b"\0").hex() if number >= 0 else "-" + even_hex(-number)


def _little_minimal(value: int | bytes, order: Order) -> bytes:
    as_number = number(value, order)
    _refuse_negative(as_number)
    return as_number.to_bytes(byte_length(as_number), "little")


def _refuse_negative(value: int) -> None:
    if value < 0:
        raise ValueError("a negative number has only the SIGNED, HEX and DEC forms")


_CHUNK = 10**1000


def _decimal(value: int) -> str:
    # str() refuses more than 4,300 digits; 32,768 bits are 9,865 of them.
    if value < 0:
        return "-" + _decimal(-value)
    if value < _CHUNK:
        return str(value)
    rest, last = divmod(value, _CHUNK)
    return _decimal(rest) + str(last).rjust(1000, "0")


def parse_decimal(text: str) -> int:
    """The number of a decimal text of up to limits.DECIMAL_DIGITS. Raises ValueError."""
    digits = text.strip()
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    if not digits.isascii() or not digits.isdigit():
        raise ValueError("not a decimal number")
    if len(digits) > limits.DECIMAL_DIGITS:
        raise ValueError(f"a decimal number of {len(digits):,} digits; {limits.DECIMAL_DIGITS:,} are read")
    value = 0
    for start in range(0, len(digits), 1000):
        part = digits[start : start + 1000]
        value = value * 10 ** len(part) + int(part)
    return sign * value
