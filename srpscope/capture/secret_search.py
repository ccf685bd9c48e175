"""Secrets, and every form that we, or a program whose output we read, print one in: found in a text, and replaced.

A text that still holds a run of a secret's bytes in any print (remnants.py), or that nothing here can read, is left out
whole.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from srpscope.capture.remnants import Remnants, decimal_text, unreadable

REMOVED = "[removed]"
TOO_LONG = "a text too long to search"
UNREADABLE = "a text in a form that cannot be read"

SHORTEST = 3
"""Bytes: a shorter secret is searched for as a whole word only, or every text would be full of it."""

LONGEST_PATTERN = 4_096
"""Bytes: of a longer secret no expression is made; its remnants are searched for alone."""

LONGEST_TEXT = 256 * 1024
"""Characters: a longer text from outside is left out, not searched."""

BETWEEN = r"(?:[\s:,_\-]|0x|\\x){0,16}"
"""What may stand between two bytes in hex: blanks, line breaks, colons, the rest of a C array."""


@dataclass(frozen=True)
class Secret:
    """One secret: its name for the sentence, its bytes, and whether it is a number (leading zeros may be gone)."""

    name: str
    data: bytes
    number: bool = False

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Every text form that we, or a program whose output we read, print it in; longest first."""
        found: set[str] = set()
        if len(self.data) > LONGEST_PATTERN:
            return ()
        for data in {self.data, self.data.lstrip(b"\0"), self.data[::-1]}:
            if data:
                found.update(_forms(data))
        try:
            text = self.data.decode("utf-8")
            if text and text.isprintable():
                found.update((text, quote(text), text.encode("unicode_escape").decode("ascii")))
        except UnicodeDecodeError:
            pass
        return tuple(sorted((one for one in found if one), key=len, reverse=True))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All forms as one expression; hex in either case, with anything usual between its bytes."""
        pieces = [_flexible(form) for form in self.forms]
        for data in dict.fromkeys((self.data, self.data.lstrip(b"\0"), self.data[::-1])):
            if SHORTEST <= len(data) <= LONGEST_PATTERN:
                pieces.insert(0, BETWEEN.join(f"{byte:02x}" for byte in data))
        return re.compile("|".join(pieces) if pieces else r"(?!)", re.IGNORECASE)


def _forms(data: bytes) -> Iterator[str]:
    digits = data.hex()
    yield digits
    if digits.startswith("0") and len(data) > SHORTEST:
        yield digits.lstrip("0")
    if len(data) >= 4:
        number = int.from_bytes(data, "big")
        if number.bit_length() <= 32_768:
            yield decimal_text(number)
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(data).decode("ascii").rstrip("=")
            for start in range(3):
                yield _base64_core(data, start, encode)
    if len(data) >= 2:
        yield ", ".join(str(byte) for byte in data)
        yield ", ".join(str(byte - 256 if byte > 127 else byte) for byte in data)


def _base64_core(data: bytes, start: int, encode: Callable[[bytes], bytes]) -> str:
    """What data alone decides of a larger base64 text in which it begins start bytes into a group of three."""
    padded = b"\0" * start + data
    whole = len(padded) - len(padded) % 3
    text = encode(padded[:whole]).decode("ascii")
    return text[4:] if start else text


def _flexible(form: str) -> str:
    """A form as an expression: any blanks between the items of a list; a short one as a whole word only."""
    if ", " in form and form.replace(", ", "").lstrip("-").replace("-", "").isdigit():
        items = r"\s*,\s*".join(re.escape(item) for item in form.split(", "))
        return rf"(?<![\w.-]){items}(?!\w)"
    escaped = re.escape(form)
    if len(form.encode("utf-8", "surrogateescape")) < 2 * SHORTEST:
        return rf"(?<!\w){escaped}(?!\w)"
    return escaped


class SecretSearch:
    """Some secrets, and what it takes to find them in texts and bytes; made once, used for every text."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.secrets = list(secrets)
        self.remnants = Remnants(self.secrets)

    def hide(self, text: str) -> tuple[str, list[str]]:
        """A text with every form of every secret replaced, and the names of those that were found.

        All of it is replaced where more than those forms is left of one, or where it is too long or cannot be read.
        """
        if len(text) > LONGEST_TEXT:
            return REMOVED, [TOO_LONG]
        found: list[str] = []
        for secret in self.secrets:
            text, count = secret.pattern.subn(REMOVED, text)
            if count:
                found.append(secret.name)
        left = self.remnants.names(text)
        if left:
            return REMOVED, [*found, *(name for name in left if name not in found)]
        if self.secrets and unreadable(text):
            return REMOVED, [*found, UNREADABLE]
        return text, found

    def holds(self, text: str) -> list[str]:
        """The names of the secrets that a text holds in any form: what a report is checked with."""
        formed = [secret.name for secret in self.secrets if secret.pattern.search(text)]
        return formed + [name for name in self.remnants.names(text) if name not in formed]


def hide(text: str, secrets: Iterable[Secret]) -> tuple[str, list[str]]:
    """`Search.hide` of one text."""
    return SecretSearch(secrets).hide(text)


def holds(text: str, secrets: Iterable[Secret]) -> list[str]:
    """`Search.holds` of one text."""
    return SecretSearch(secrets).holds(text)
