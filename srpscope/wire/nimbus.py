"""Nimbus SRP: three JSON steps with numbers in hex, registration, and the rules of its session classes.

Mirrors SRP6ClientSession, SRP6ServerSession and SRP6Exception of Nimbus SRP 2.1 and the messages of its usage page.
The page leaves the transport open: paths and the form of an error are ours.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from srpscope.wire.decoders import Decoded
from srpscope.wire.exchange import Exchange, OpenParty, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import bytes_of, minimal, number_of, place, read_object, text_of, write_object

SALT_BYTES = 16
SESSION_SECONDS = 300.0
PASTED_OBJECTS = 1_000
"""Braces of a pasted text that are tried as the beginning of a message."""

BAD_PUBLIC_VALUE = "BAD_PUBLIC_VALUE"
BAD_CREDENTIALS = "BAD_CREDENTIALS"
TIMEOUT = "TIMEOUT"
_STATUS = {BAD_PUBLIC_VALUE: 400, BAD_CREDENTIALS: 401, TIMEOUT: 408, "order": 409}


@dataclass(frozen=True)
class Paths:
    """Where the three requests go; defaults of our own."""

    step1: str = "/srp/step1"
    step2: str = "/srp/step2"
    register: str = "/srp/register"


@dataclass(frozen=True)
class Settings:
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


def hex_of(number: int) -> str:
    """As BigInteger.toString(16): no leading zeros, a minus sign where it is negative."""
    return format(number, "x")


def _hex(party: Party, name: str) -> str:
    # What the side sends, a value set by hand included; as a number its width and sign byte are gone.
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


def read_salt(message: dict[str, Any], what: str, settings: Settings, notes: list[str]) -> bytes:
    """The salt's bytes as Java hashes them: minimal, or two's complement where it is negative."""
    number = number_of(message, "salt", what)
    salt = minimal(number)
    if number < 0:
        notes.append(NEGATIVE_SALT)
    note = salt_note(salt, settings.salt_bytes)
    if note is not None:
        _odd(note, settings, notes, len(salt) != settings.salt_bytes - 1)
    return salt


def _odd(note: str, settings: Settings, notes: list[str], refusable: bool = True) -> None:
    if settings.strict and refusable:
        raise RefusedError(note, "strict")
    notes.append(note)


def _positive(message: dict[str, Any], key: str, what: str) -> bytes:
    number = number_of(message, key, what)
    if number < 0:
        raise RefusedError(f'{what}: "{key}" is negative.', BAD_PUBLIC_VALUE if key in "AB" else "malformed")
    return minimal(number)


def sign_byte_note(party: Party) -> str | None:
    """Which hashed values have their top bit set, so that the two Java generations disagree on this handshake."""
    signed = [name for name in ("A", "B", "S") if (bits := party.number(name).bit_length()) and bits % 8 == 0]
    if not signed:
        return None
    names = " and ".join([*([", ".join(signed[:-1])] if signed[1:] else []), signed[-1]])
    return (
        f"The top bit of {names} is set, where Nimbus 1.x hashes a 00 in front and 2.x does not. If the two sides are "
        "of different generations, that is enough for this refusal, and other handshakes pass."
    )


class Client(Exchange):
    """The client's session: step 1 sends the name, step 2 A and M1, step 3 checks M2."""

    side = "client"

    def __init__(self, party: Party, settings: Settings = Settings()) -> None:
        self.settings = settings
        super().__init__(party)

    def steps(self) -> Steps:
        party, paths = self.party, self.settings.paths
        yield Send("step 1", lambda: write_object({"username": party.text("I")}), paths.step1)
        answer = self._answer((yield Receive("salt and B", paths.step1)), "the server's first answer")
        self._take_parameters(answer)
        salt = read_salt(answer, "the server's first answer", self.settings, self.notes)
        B = _positive(answer, "B", "the server's first answer")
        party.receive("s", salt)
        party.receive("B", B)
        if int.from_bytes(B) % party.number("N") == 0:
            raise RefusedError("Bad server public value 'B': it is 0 mod N.", BAD_PUBLIC_VALUE)
        yield Send(
            "step 2",
            lambda: write_object({"A": _hex(party, "A"), "M1": _hex(party, "M1")}),
            paths.step2,
        )
        data = yield Receive("M2", paths.step2)
        try:
            answer = self._answer(data, "the server's second answer")
        except RefusedError as refusal:
            note = sign_byte_note(party) if refusal.cause == BAD_CREDENTIALS else None
            self.notes += [note] if note else []
            raise
        M2 = _positive(answer, "M2", "the server's second answer")
        if not party.agrees("M2", M2):
            raise RefusedError("Bad server credentials: M2 is not the one that this side computes.", BAD_CREDENTIALS)
        self.accepted = True

    def _answer(self, data: bytes, what: str) -> dict[str, Any]:
        message = read_object(data, what)
        if isinstance(message.get("error"), str):
            cause = text_of(message, "error", what)
            said = message.get("message")
            sentence = f"The server refuses: {cause}" + (f", {said}." if isinstance(said, str) else ".")
            raise RefusedError(sentence, cause, by_peer=True)
        return message

    def _take_parameters(self, answer: dict[str, Any]) -> None:
        """N, g and H that the server announces. Another N or g is used from here on, another H is not. Either is a
        note, and refused when strict: whoever chooses the group chooses how safe it is."""
        what = "the server's first answer"
        for key in ("N", "g"):
            if key in answer:
                given = number_of(answer, key, what)
                if given < 2:
                    raise RefusedError(f'{what}: "{key}" is {given}.')
                if given != self.party.number(key):
                    _odd(f"The server announces another {key} than was agreed.", self.settings, self.notes)
                    self.party.receive(key, minimal(given))
        if "H" in answer:
            name = text_of(answer, "H", what, 64)
            if name.replace("-", "").lower() != self.settings.hash_name.replace("-", "").lower():
                _odd(
                    f"The server announces {name}; this side hashes with {self.settings.hash_name}.",
                    self.settings,
                    self.notes,
                )


class Server(Exchange):
    """The server's session. open_party gives the values of the named user, made-up ones for an unknown one, so that
    the refusal comes at the proof only, as with Nimbus' mockStep1."""

    side = "server"

    def __init__(
        self,
        open_party: OpenParty,
        settings: Settings = Settings(),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._open_party = open_party
        self._now = now
        self._last = now()
        super().__init__(None)

    def steps(self) -> Steps:
        paths = self.settings.paths
        request = read_object((yield Receive("step 1", paths.step1)), "the client's first request")
        self._in_time()
        self.party = party = self._open_party(text_of(request, "username", "the client's first request"))
        yield Send("salt and B", self._first_answer, paths.step1)
        self._last = self._now()
        what = "the client's second request"
        request = read_object((yield Receive("step 2", paths.step2)), what)
        self._in_time()
        A = _positive(request, "A", what)
        M1 = _positive(request, "M1", what)
        if int.from_bytes(A) % party.number("N") == 0:
            raise RefusedError("Bad client public value 'A': it is 0 mod N.", BAD_PUBLIC_VALUE)
        party.receive("A", A)
        if not party.agrees("M1", M1):
            note = sign_byte_note(party)
            self.notes += [note] if note else []
            raise RefusedError("Bad client credentials: M1 is not the one computed here.", BAD_CREDENTIALS)
        party.receive("M1", M1)
        yield Send("M2", lambda: write_object({"M2": _hex(party, "M2")}), paths.step2)
        self.accepted = True

    def _first_answer(self) -> bytes:
        party = self.party
        message = {"salt": _hex(party, "s"), "B": _hex(party, "B")}
        if self.settings.announce:
            message |= {"N": hex_of(party.number("N")), "g": hex_of(party.number("g")), "H": self.settings.hash_name}
        return write_object(message)

    def _in_time(self) -> None:
        if self.settings.timeout and self._now() - self._last > self.settings.timeout:
            raise RefusedError(f"Session timeout: {self.settings.timeout:g} seconds without a request.", TIMEOUT)

    def refusal_message(self, refusal: RefusedError) -> bytes:
        """{"error": CAUSE, "message": ..}: the causes are those of SRP6Exception, and "order", "malformed"."""
        refusal.status = _STATUS.get(refusal.cause, refusal.status)
        return write_object({"error": refusal.cause, "message": str(refusal).split(":", 1)[0].rstrip(".")})


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


def read_registration(data: bytes, settings: Settings, N: int, notes: list[str]) -> Registration:
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
        _odd(note, settings, notes, len(salt) != settings.salt_bytes - 1)
    verifier = number_of(message, "verifier", what)
    if not 0 < verifier < N:
        raise RefusedError("the registration: the verifier is not between 1 and N - 1.")
    return Registration(username, salt, verifier)


def split_exchange(text: str) -> list[tuple[str, bytes]]:
    """The messages of a pasted exchange with their senders: every JSON object in the text that is one of Nimbus'
    steps, in the order of the text."""
    decoder = json.JSONDecoder()
    found: list[tuple[str, bytes]] = []
    at = text.find("{")
    for _ in range(PASTED_OBJECTS):
        if at < 0:
            break
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            data = text[at:end].encode("utf-8", "replace")
            sender = _sender(data)
            if sender is not None:
                found.append((sender, data))
        at = text.find("{", end)
    return found


_SHAPES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("client", "step 1", frozenset({"username"})),
    ("server", "salt and B", frozenset({"salt", "B"})),
    ("client", "step 2", frozenset({"A", "M1"})),
    ("server", "M2", frozenset({"M2"})),
    ("client", "registration", frozenset({"username", "salt", "verifier"})),
    ("server", "error", frozenset({"error"})),
)
_OPTIONAL = frozenset({"N", "g", "H", "message"})


def _shape(data: bytes) -> tuple[str, str, dict[str, Any]] | None:
    try:
        message = read_object(data, "")
    except RefusedError:
        return None
    keys = frozenset(message) - _OPTIONAL
    for sender, name, shape in _SHAPES:
        if keys == shape:
            return sender, name, message
    return None


def _sender(data: bytes) -> str | None:
    found = _shape(data)
    return None if found is None else found[0]


_VALUES = {"username": "I", "salt": "s", "A": "A", "B": "B", "M1": "M1", "M2": "M2", "N": "N", "g": "g"}


def decode(sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
    """The values of one message. Numbers in hex have no length of their own, so they are minimal here."""
    found = _shape(data)
    if found is None:
        return None
    expected, name, message = found
    decoded = Decoded(name)
    if sender != expected:
        decoded.notes.append(f"This is a message of the {expected}, and the {sender} sent it.")
    for key, value in _VALUES.items():
        if key not in message:
            continue
        try:
            if key == "username":
                content = text_of(message, key, name).encode("utf-8")
            else:
                number = number_of(message, key, name)
                content = minimal(number)
                if number < 0:
                    decoded.notes.append(NEGATIVE_SALT if key == "salt" else f"{value} is negative.")
        except RefusedError as refusal:
            decoded.notes.append(str(refusal))
            continue
        decoded.values[value] = content
        spot = place(data, key, message[key])
        if spot is not None:
            decoded.fields.append((value, *spot))
    if name == "registration":
        decoded.values.pop("s", None)  # the enroller's salt; the one of the handshake comes with B
    if name == "error":
        decoded.notes.append("The server refuses: " + str(message.get("error"))[:200])
    return decoded
