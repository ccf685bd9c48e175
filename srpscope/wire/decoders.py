"""What a protocol's messages hold, and what each protocol tells of itself so that nobody else has to know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from srpscope.errors import UserError
from srpscope.wire.pieces import WirePiece, filled, of_fields

Span = tuple[int, int]
"""Offset and length, in bytes of a message."""


@dataclass(frozen=True)
class Decoded:
    """What one message carries.

    name: what the protocol calls it ("Cmd0").
    values: value name (I, A, B, s, M1, M2, nonce ...) -> its bytes exactly as sent.
    fields: (name, spans) in order; a value has the name it has in values. Its bytes, or their text, may lie in several
    pieces of the message, as a TLV8 value of more than 255 bytes does.
    notes: sentences about what is odd: cut off, wrong length, hex text instead of bytes.
    refusal: what the sender says, in its own words, where the message is a refusal; None elsewhere.
    accepts: the sender takes the other side's proof with it, and sends none of its own.
    """

    name: str
    values: dict[str, bytes] = field(default_factory=dict)
    fields: list[tuple[str, tuple[Span, ...]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusal: str | None = None
    accepts: bool = False

    @property
    def says_yes(self) -> bool:
        """Whether a server that sends it takes the client's proof: with its own proof, or without one."""
        return self.accepts or "M2" in self.values


@dataclass
class SeenBefore:
    """What was seen of a handshake so far, as (side, name). A message and a value may have the same name: HomeKit
    calls its messages M1 to M6."""

    messages: set[tuple[str, str]] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)

    def add(self, sender: str, decoded: Decoded) -> None:
        """Remember a message."""
        self.messages.add((sender, decoded.name))
        self.values.update((sender, name) for name in decoded.values)


class Fragments(Protocol):
    """Joins the pieces of messages."""

    def take(self, sender: str, data: bytes) -> bytes | None:
        """A value as it was written or read: the message that it ends, b"" inside of one, None where it is no piece."""
        ...


class Wire:
    """One protocol. A package under srpscope.wire holds `WIRE`, one of these, in its module `wire`.

    name: as captures name it. dialect: the id of the dialect that it goes with. labels: its four messages with A, B,
    M1 and M2. proofs: what sentences call the values M1 and M2 where its own words have those names for something else.
    client_proof, server_proof: the names of the messages with M1 and M2, or what stands for them. unmistakable: its
    messages cannot be another program's.
    goes_on: what follows on its connection and is none of its messages belongs to it too. longest: bytes of its longest
    message on a stream.
    followed: the server's messages behind which it sends another one unasked.
    brought: values in its messages that each side brings by itself, and takes from none of them.
    unsent: texts that are the same in every session and are never sent, by the names of their values.
    gcm_nonce: the value that is the nonce of what follows the proofs, sealed with K as wire.gcm has it; "" for nothing.
    usual_terms: group and hash of a credential that is made for it, where neither its dialect nor the person names
    any.
    server_logs: its server is a device that says in its log what it refused (capture/logs/said). asked_before: the
    endpoints at which a client asks something before the handshake. characteristics: the 16 bits of a GATT
    characteristic's UUID -> the endpoint that most likely is behind it. swept_by: the systems of `serve --sweep`
    that find a client's mistake without its a.
    odd: what is odd about an input of the proof, by its name, as its server would take it; "" where nothing is.
    """

    name = ""
    dialect = ""
    labels: tuple[str, str, str, str] = ("client", "server", "client", "server")
    proofs: tuple[str, str] | None = None
    client_proof: tuple[str, ...] = ("M1",)
    server_proof: tuple[str, ...] = ("M2",)
    unmistakable = False
    goes_on = False
    longest = 65_536
    followed: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    unsent: Mapping[str, str] = MappingProxyType({})
    gcm_nonce = ""
    usual_terms: tuple[str | None, str | None] = (None, None)
    server_logs = False
    asked_before: tuple[str, ...] = ()
    characteristics: Mapping[int, str] = MappingProxyType({})
    swept_by: tuple[str, ...] = ()

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message that sender ("client" or "server") sent; None where it is no handshake message of
        this wire. Never raises: faults become notes."""
        raise NotImplementedError

    def odd(self, name: str, text: str) -> str:
        """A sentence on an input of the proof that a server refuses however right the sums are; "" for any other."""
        return ""

    def pieces(self, sender: str, data: bytes, endpoint: str | None = None) -> list[WirePiece]:
        """Every byte of a message in exactly one piece."""
        decoded = self.decode(sender, data, endpoint)
        found = [] if decoded is None else of_fields(decoded.fields, decoded.values)
        return filled([*self.framing(sender, data), *found], data)

    def framing(self, sender: str, data: bytes) -> list[WirePiece]:
        """The pieces that the wire itself can explain better than by its fields; they go first."""
        return []

    def recognise(self, sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
        """decode for a message that nobody said to be of this wire, and at an endpoint that may have another name."""
        return self.decode(sender, data, endpoint)

    def endpoint(self, sender: str, data: bytes, endpoint: str | None) -> str | None:
        """The protocol's own name of the endpoint at which a recognised message was sent."""
        return endpoint

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """Whether a message begins a handshake. before: what was seen of the one that runs; None where none does."""
        if before is None:
            return bool(decoded.values)
        if sender != "client":
            return False
        if ("client", "I") in before.values and "I" in decoded.values:
            return True
        return ("server", "M2") in before.values and "A" in decoded.values

    def ends(self, decoded: Decoded) -> bool:
        """Whether nothing of the handshake follows a message of the server."""
        return decoded.refusal is not None or decoded.name in self.server_proof

    def dialect_of(self, data: bytes) -> str | None:
        """The dialect that a message says it is of; None where the messages leave that open."""
        return None

    def remark(self, sender: str, data: bytes) -> str:
        """A sentence about the whole session that a message gives away: that there is no SRP in it. "" for none."""
        return ""

    def begins(self, head: bytes) -> bool:
        """Whether bytes that stand in a text, a few of them or all, may be the beginning of a message of this wire."""
        return False

    def spoken_by(self, data: bytes) -> str | None:
        """Who sends what these bytes are, where they are a message that is whole and has a handshake's shape: "client",
        "server", "either" where both send such a one; None where they are none. For bytes that stand in a text."""
        return None

    def refuses(self, data: bytes) -> bool:
        """Whether a few bytes, which could be anything, are the server's refusal of what the client has just sent."""
        return False

    def starts(self, head: bytes) -> bool:
        """Whether a bare stream of bytes, from its beginning, may be of this wire."""
        return False

    def frame(self, head: bytes, sender: str = "client") -> int | None:
        """How many bytes the message at the beginning of a side's stream has, its separator with it; None: more must
        come to tell. Raises RefusedError for what cannot begin a message."""
        raise NotImplementedError

    def unframed(self, data: bytes) -> bytes:
        """The message without what separates it from the next."""
        return data

    def in_headers(self, sender: str, headers: Mapping[str, str]) -> bytes:
        """The message that stands in an HTTP message's headers (names in lower case); b"" for none."""
        return b""

    def fragments(self) -> Fragments | None:
        """What joins its messages where they travel in pieces in the values of one characteristic over Bluetooth LE;
        None where a value is a message."""
        return None

    def advertised(self, name: str, services: Iterable[str]) -> str:
        """What a device with this name and these services (UUIDs) looks like over Bluetooth LE, in words; "" where
        nothing speaks for this wire."""
        return ""

    def mac_words(self, messages: Sequence[bytes], keys: Mapping[str, bytes]) -> str | None:
        """What is wrong with the MAC in the last of these messages, as a clause about "it"; None where that cannot be
        told. keys: K under "K", other candidates by their names."""
        return None

    def sealed_at(self, endpoint: str) -> bool:
        """Whether what is sent at an endpoint is sealed, of a wire with a gcm_nonce."""
        return False

    def keeps_secret(self, data: bytes, endpoint: str) -> bool:
        """Whether a message that was sealed, opened here, says what must not be shown."""
        return False

    def renewed(self, data: bytes, answers: Sequence[bytes]) -> bytes:
        """A client's saved message, with what is new in each session beside SRP's values: what the server gave in its
        answers so far, and the time. As it is where it has no such thing."""
        return data

    def secrets_in(self, data: bytes) -> list[str]:
        """The texts in a message that let whoever has them in: tokens, other passwords. SRP's own values are known
        elsewhere."""
        return []

    def opened_words(self, messages: Sequence[tuple[str, bytes]], K: bytes) -> list[str]:
        """What the messages behind the proofs hold that are sealed with K, a sentence each. messages: (sender, bytes),
        all of the session's in order."""
        return []

    def registration(self, username: str, salt: bytes, verifier: int) -> bytes | None:
        """The message that registers a user, of a protocol that has one."""
        return None

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """The message with another content of one value. Raises UserError where it has no such field or cannot carry
        the content."""
        raise self.no_field(name)

    def no_field(self, name: str) -> UserError:
        """What to say of a field that a message does not have."""
        return UserError(f"the message has no field {name} that can be set; bytes=HEX sets the whole message.")


def others_words(expected: str, sender: str) -> list[str]:
    """What to note of a message that the other side should have sent; nothing where its own did."""
    return [] if sender == expected else [f"This is a message of the {expected}, and the {sender} sent it."]


def splice(data: bytes, spans: tuple[Span, ...], content: bytes) -> bytes:
    """The message with other bytes at a field that lies in one piece and tells its length nowhere."""
    (offset, length), *rest = spans
    if rest:
        raise UserError("the field lies in several pieces; bytes=HEX sets the whole message.")
    return data[:offset] + content + data[offset + length :]


def spans_of(decoded: Decoded | None, name: str) -> tuple[Span, ...]:
    """Where a field stands; () where it does not."""
    return next((spans for one, spans in decoded.fields if one == name), ()) if decoded is not None else ()
