"""Nimbus SRP: three JSON steps with numbers in hex, registration, and the rules of its session classes.

Mirrors SRP6ClientSession, SRP6ServerSession and SRP6Exception of Nimbus SRP 2.1 and the messages of its usage page.
The page leaves the transport open: paths and the form of an error are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from srpscope.wire.exchange import Party, RefusedError
from srpscope.wire.json_text import bytes_of, minimal, number_of, read_object, text_of, write_object
from srpscope.wording import listed

SALT_BYTES = 16
SESSION_SECONDS = 300.0

BAD_PUBLIC_VALUE = "BAD_PUBLIC_VALUE"
BAD_CREDENTIALS = "BAD_CREDENTIALS"
TIMEOUT = "TIMEOUT"
STATUS = {BAD_PUBLIC_VALUE: 400, BAD_CREDENTIALS: 401, TIMEOUT: 408, "order": 409}


@dataclass(frozen=True)
class Paths:
    """Where the three requests go; defaults of our own."""

    step1: str = "/srp/step1"
    step2: str = "/srp/step2"
    register: str = "/srp/register"


@dataclass(frozen=True)
class NimbusSettings:
    """What both sides agree on beside the dialect.

    saltBytes: bytes of a salt. announce: the server's first answer carries N, g and H. strict: what is otherwise a
    note is refused. timeout: seconds that a session may rest, 0 for ever.
    """

    salt_bytes: int = SALT_BYTES
    announce: bool = False
    strict: bool = False
    timeout: float = SESSION_SECONDS
    hash_name: str = "SHA-1"
    paths: Paths = Paths()


DEFAULTS = NimbusSettings()


def hex_of(number: int) -> str:
    """As BigInteger.toString(16): no leading zeros, a minus sign where it is negative."""
    return format(number, "x")


def hex_sent(party: Party, name: str) -> str:
    """What the side sends, a value set by hand included, in hex; as a number its width and sign byte are gone."""
    return hex_of(int.from_bytes(party.raw(name)))


def salt_note(salt: bytes, salt_bytes: int) -> str | None:
    """What is odd about a salt's length; None where it is as agreed. Hex of a number loses leading zeros, so one byte
    less is to be expected once in 256 salts."""
    if len(salt) == salt_bytes:
        return None
    if len(salt) == salt_bytes - 1:
        return f"The salt has {len(salt)} bytes, not {salt_bytes}: a leading zero byte lost in hex, or a short salt."
    return f"The salt has {len(salt)} bytes, not the agreed {salt_bytes}."


NEGATIVE_SALT = (
    "The salt is negative: new BigInteger(bytes) read its top bit as a sign, new BigInteger(1, bytes) does not. "
    "Java hashes its two's complement bytes; other languages read another salt."
)


def read_salt(message: dict[str, Any], what: str, settings: NimbusSettings, notes: list[str]) -> bytes:
    """The salt's bytes as Java hashes them: minimal, or two's complement where it is negative."""
    number = number_of(message, "salt", what)
    salt = minimal(number)
    if number < 0:
        notes.append(NEGATIVE_SALT)
    note = salt_note(salt, settings.salt_bytes)
    if note is not None:
        odd(note, settings, notes, len(salt) != settings.salt_bytes - 1)
    return salt


def odd(note: str, settings: NimbusSettings, notes: list[str], refusable: bool = True) -> None:
    """Note what is odd; strict settings refuse it, where it can be refused at all. Raises RefusedError."""
    if settings.strict and refusable:
        raise RefusedError(note, "strict")
    notes.append(note)


def positive(message: dict[str, Any], key: str, what: str) -> bytes:
    """A member that is a number of 0 or more, at minimal length. Raises RefusedError."""
    number = number_of(message, key, what)
    if number < 0:
        raise RefusedError(f'{what}: "{key}" is negative.', BAD_PUBLIC_VALUE if key in "AB" else "malformed")
    return minimal(number)


def sign_byte_note(party: Party) -> str | None:
    """Which hashed values have their top bit set, so that the two Java generations disagree on this handshake."""
    signed = [name for name in ("A", "B", "S") if (bits := party.number(name).bit_length()) and bits % 8 == 0]
    if not signed:
        return None
    return (
        f"The top bit of {listed(signed)} is set, where Nimbus 1.x hashes a 00 in front and 2.x does not. If the two "
        "sides are of different generations, that is enough for this refusal, and other handshakes pass."
    )


@dataclass(frozen=True)
class Registration:
    """{"username", "salt", "verifier"}: what a client registers."""

    username: str
    salt: bytes
    verifier: int

    def write(self) -> bytes:
        """The request."""
        return write_object(
            {"username": self.username, "salt": self.salt.hex(), "verifier": hex_of(self.verifier)},
        )


def read_registration(data: bytes, settings: NimbusSettings, N: int, notes: list[str]) -> Registration:
    """A registration request, its salt's length and its verifier checked. Raises RefusedError."""
    what = "the registration"
    message = read_object(data, what)
    username = text_of(message, "username", what)
    if not username:
        raise RefusedError("the registration: the user name is empty.")
    number = number_of(message, "salt", what)
    if number < 0:
        notes.append(NEGATIVE_SALT)
    salt = minimal(number) if number < 0 else bytes_of(message, "salt", what)
    note = salt_note(salt, settings.salt_bytes)
    if note is not None:
        odd(note, settings, notes, len(salt) != settings.salt_bytes - 1)
    verifier = number_of(message, "verifier", what)
    if not 0 < verifier < N:
        raise RefusedError("the registration: the verifier is not between 1 and N - 1.")
    return Registration(username, salt, verifier)


_SHAPES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("client", "registration", frozenset({"username", "salt", "verifier"})),
    ("server", "salt and B", frozenset({"salt", "B"})),
    ("client", "step 2", frozenset({"A", "M1"})),
    ("server", "M2", frozenset({"M2"})),
    ("client", "step 1", frozenset({"username"})),
    ("server", "error", frozenset({"error"})),
)
"""Those that hold others' members first."""
_OPTIONAL = frozenset({"N", "g", "H", "message", "username"})


def shape(data: bytes, alone: bool = False) -> tuple[str, str, dict[str, Any]] | None:
    """Who sends a message with these members, what it is called, and the members; None where it is none of Nimbus'.
    Members beside them make it no other message, as no side looks at them. alone: they make it anybody's."""
    try:
        message = read_object(data, "")
    except RefusedError:
        return None
    keys = frozenset(message)
    if isinstance(message.get("error"), str) and not alone:
        return "server", "error", message
    for sender, name, wanted in _SHAPES:
        if wanted <= keys and not (alone and keys - wanted - _OPTIONAL):
            return sender, name, message
    return None
