"""What a person asks of a peer after the handshake, as it is written: NAME FIELD=VALUE .., or ENDPOINT:HEX."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from srpscope.errors import UserError
from srpscope.printable import printable

MOST_BYTES = 4_096


@dataclass(frozen=True)
class Asked:
    """One request, as it was written. plain: its bytes, where they were written as such."""

    name: str
    fields: Mapping[str, str]
    plain: bytes | None = None


class Field(Protocol):
    """A field of a message, as a person reads it."""

    @property
    def name(self) -> str:
        """What the message calls it."""
        ...

    @property
    def kind(self) -> str:
        """What it is: "message" holds others, "default" was not sent."""
        ...

    @property
    def text(self) -> str:
        """Its content."""
        ...


class Tree(Protocol):
    """A message as a tree."""

    def walk(self) -> Iterator[Field]:
        """Every field, in order."""
        ...


class Asks(Protocol):
    """What can be asked after a handshake, of a protocol that has something. forms: by name, the fields of each.
    hints: of a field, what it takes. secret: the fields that hold a secret. seals: what is asked travels encrypted."""

    seals: bool
    forms: Mapping[str, tuple[str, ...]]
    hints: Mapping[str, str]
    secret: frozenset[str]

    def read(self, text: str) -> Asked:
        """What was written. Raises UserError."""
        ...

    def build(self, asked: Asked) -> tuple[str, bytes]:
        """Where it goes, and its bytes. Raises UserError."""
        ...

    def took(self, reply: bytes) -> None:
        """The answer to it. Raises PeerError for a refusal."""
        ...

    def tree(self, data: bytes, endpoint: str) -> Tree:
        """A message of either way, field by field."""
        ...


def is_secret(field: str) -> bool:
    """Whether the text of a message's field is a secret, by its name."""
    return any(word in field.lower() for word in ("passphrase", "password", "token", "secret", "mfa_code", "otp_code"))


def read_words(text: str, forms: Mapping[str, tuple[str, ...]]) -> Asked:
    """NAME FIELD=VALUE .., or ENDPOINT:HEX for anything else. Raises UserError."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UserError(f"{text!r} is no request: {error}.") from None
    name, rest = (words[0], words[1:]) if words else ("", [])
    if name not in forms:
        endpoint, colon, digits = text.strip().rpartition(":")
        try:
            if colon and endpoint and len(digits) <= 2 * MOST_BYTES:
                return Asked(endpoint, {}, bytes.fromhex(digits))
        except ValueError:
            said = f"{printable(digits, 40)!r} for {printable(endpoint, 40)} is not hex with two digits a byte"
            raise UserError(f"{said}.") from None
        raise UserError(f"{text!r} is no request: one of {', '.join(forms)}, or ENDPOINT:HEX.")
    fields: dict[str, str] = {}
    for word in rest:
        key, equals, value = word.partition("=")
        if not equals or key not in forms[name]:
            raise UserError(f"{name} has the fields {', '.join(forms[name]) or 'none'}, not {key!r}.")
        fields[key] = value
    return Asked(name, fields)
