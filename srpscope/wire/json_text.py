"""JSON messages from strangers: bounded, one object, hex numbers, and where in the text each of them stands."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from srpscope.printable import printable
from srpscope.wire.exchange import RefusedError
from srpscope.wording import listed

MESSAGE_BYTES = 65_536
"""The longest JSON message that is looked at."""

HEX_DIGITS = 8_192
"""The longest number: 32,768 bits."""

MOST_ROWS = 256
"""Members of a message that are shown."""

MOST_NAMED = 6
"""Members that are named where another one is missing."""

_NUMBER = re.compile(r"(-?)(?:0[xX])?([0-9a-fA-F]+)\Z")


def read_object(data: bytes, what: str) -> dict[str, Any]:
    """The JSON object of a message. Raises RefusedError for anything else."""
    if len(data) > MESSAGE_BYTES:
        raise RefusedError(f"{what}: {len(data):,} bytes are too many; the limit is {MESSAGE_BYTES:,}.", status=413)
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RefusedError(f"{what}: this is no JSON object in UTF-8.") from None
    if not isinstance(value, dict):
        raise RefusedError(f"{what}: JSON, but no object.")
    return value


def text_of(message: dict[str, Any], key: str, what: str, limit: int = 1_024) -> str:
    """A member that is text. Raises RefusedError where it is missing, no text, too long, or not encodable as UTF-8."""
    value = message.get(key)
    if not isinstance(value, str):
        odd = "is no text" if value is not None else f"is missing{_instead(message)}"
        raise RefusedError(f'{what}: "{key}" {odd}.')
    if len(value) > limit:
        raise RefusedError(f'{what}: "{key}" has {len(value):,} characters; the limit is {limit:,}.')
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise RefusedError(f'{what}: "{key}" holds half a surrogate pair, which no UTF-8 text can.') from None
    return value


def _instead(message: dict[str, Any]) -> str:
    """What a message has, where a member is missing."""
    names = [printable(name, 24) for name in list(message)[:MOST_NAMED]]
    if not names:
        return ", as all members are"
    return "; it has " + listed([f'"{name}"' for name in names]) + (" .." if len(message) > MOST_NAMED else "")


def _other_form(text: str) -> str:
    """What text that is no hex may be."""
    held = base64_bytes(text)
    return f"; it may be base64, of {len(held)} bytes" if held else ""


def number_of(message: dict[str, Any], key: str, what: str) -> int:
    """A member that is a number in hex, as Java's BigInteger.toString(16) prints it: any count of digits, maybe a
    minus sign. Raises RefusedError."""
    text = text_of(message, key, what, HEX_DIGITS)
    found = _NUMBER.match(text)
    if found is None:
        raise RefusedError(f'{what}: "{key}" is no hex number{_other_form(text)}.')
    return int(found[1] + found[2], 16)


def bytes_of(message: dict[str, Any], key: str, what: str) -> bytes:
    """A member that is a byte string in hex, leading zeros kept; an odd digit stands alone in front.

    Raises RefusedError."""
    text = text_of(message, key, what, HEX_DIGITS)
    found = _NUMBER.match(text)
    if found is None or found[1]:
        raise RefusedError(f'{what}: "{key}" is no hex{_other_form(text)}.')
    return bytes.fromhex("0" * (len(found[2]) % 2) + found[2])


def minimal(number: int) -> bytes:
    """Big-endian without leading zero bytes; zero is one zero byte. A negative number in two's complement, as Java's
    toByteArray gives it."""
    if number < 0:
        return number.to_bytes((number + 1).bit_length() // 8 + 1, "big", signed=True)
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")


def place(data: bytes, key: str, value: str) -> tuple[int, int] | None:
    """Offset and length, in bytes of the message, of a member's text between its quotes."""
    start = data.find(json.dumps(key).encode())
    if start < 0:
        return None
    escaped = (
        json.dumps(value, ensure_ascii=strict)[1:-1].encode("utf-8", "surrogatepass") for strict in (False, True)
    )
    spots = ((data.find(text, start + len(key) + 2), len(text)) for text in escaped if text)
    return next((spot for spot in spots if spot[0] >= 0), None)


def inner_text(content: bytes) -> bytes:
    """Text as it stands between the quotes of a JSON member."""
    return json.dumps(content.decode("utf-8", "surrogateescape"), ensure_ascii=False)[1:-1].encode(
        "utf-8", "surrogateescape"
    )


def write_object(message: dict[str, Any]) -> bytes:
    """One line of JSON, compact, without a line end. Raises RefusedError as utf8 does."""
    return utf8(json.dumps(message, ensure_ascii=False, separators=(",", ":")))


def utf8(text: str) -> bytes:
    """Text as it is sent; bytes that were no UTF-8 when a person gave them go out as they were. Raises RefusedError
    for half a surrogate pair, which has no bytes at all."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise RefusedError("The text holds half a surrogate pair, which cannot be sent.", "text") from None


def base64_bytes(value: object) -> bytes | None:
    """What a member holds in base64; None where it is no such text."""
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None


@dataclass(frozen=True)
class Member:
    """A member of a JSON object, with the way to it: "User.Attributes.0.Name"."""

    name: str
    text: str
    kind: str = "text"


@dataclass(frozen=True)
class MemberTree:
    """An object's members, those within others too."""

    members: tuple[Member, ...]

    def walk(self) -> Iterator[Member]:
        """All of them, in order."""
        yield from self.members


def tree_of(message: dict[str, Any]) -> MemberTree:
    """The first MOST_ROWS members of an object, each with its text."""
    found: list[Member] = []
    waiting: list[tuple[str, Any]] = [("", message)]
    while waiting and len(found) < MOST_ROWS:
        path, value = waiting.pop()
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [(f"{path}.{key}" if path else str(key), one) for key, one in reversed(list(inner))]
        else:
            found.append(Member(path, value if isinstance(value, str) else json.dumps(value)))
    return MemberTree(tuple(found))
