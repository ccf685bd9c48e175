"""What SRP-PROTO's messages are to everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from srpscope.errors import UserError
from srpscope.wire.decoders import Decoded, Wire
from srpscope.wire.devolutions.messages import (
    MAC_BYTES,
    MESSAGE_BYTES,
    NAMES,
    SENDERS,
    SIGNATURE,
    check,
    from_header,
    length,
    read,
)
from srpscope.wire.exchange import RefusedError


class DevolutionsWire(Wire):
    """SRP-PROTO, over HTTP headers or TCP."""

    name = "devolutions"
    dialect = "devolutions"
    labels = ("INITIATE", "OFFER", "ACCEPT", "CONFIRM")
    client_proof = ("ACCEPT",)
    server_proof = ("CONFIRM",)
    longest = MESSAGE_BYTES + MAC_BYTES

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message; faults are notes."""
        if not data.startswith(SIGNATURE) or len(data) < 5 or data[4] not in NAMES:
            return None
        kind = data[4]
        decoded = Decoded(NAMES[kind])
        try:
            message = read(data)
        except RefusedError as refusal:
            decoded.notes.append(str(refusal))
            return decoded
        try:
            check(message)
        except RefusedError as refusal:
            decoded.notes.append(str(refusal))
        if SENDERS[kind] != sender:
            decoded.notes.append(f"{message.name} is a message of the {SENDERS[kind]}, and the {sender} sent it.")
        decoded.values.update(message.fields)
        if message.mac is not None:
            decoded.values["mac"] = message.mac
        decoded.fields.extend((name, (spot,)) for name, spot in message.places.items())
        return decoded

    def begins(self, head: bytes) -> bool:
        """The signature, or its beginning."""
        return SIGNATURE.startswith(head[: len(SIGNATURE)])

    def spoken_by(self, data: bytes) -> str | None:
        """The message's type says it."""
        try:
            return SENDERS[data[4]] if length(data) == len(data) else None
        except RefusedError:
            return None

    def starts(self, head: bytes) -> bool:
        """The signature."""
        return head.startswith(SIGNATURE)

    def frame(self, head: bytes, sender: str = "client") -> int | None:
        """A message tells its own length."""
        return length(head)

    def in_headers(self, sender: str, headers: Mapping[str, str]) -> bytes:
        """Authorization and WWW-Authenticate carry a message after the scheme's name."""
        try:
            return from_header(headers.get("authorization" if sender == "client" else "www-authenticate", ""))
        except RefusedError:
            return b""

    def mac_words(self, messages: Sequence[bytes], keys: Mapping[str, bytes]) -> str | None:
        """The right MAC beside it, and what the usual mistakes give."""
        from srpscope.wire.devolutions.macs import mac_words

        return mac_words(messages, keys)

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """The layout anew, with the field's length; a MAC stays as it is unless it is the field."""
        try:
            message = read(data)
            if name == "mac" and message.mac is not None:
                return replace(message, mac=content).write()
            if name in message.fields:
                return replace(message, fields={**message.fields, name: content}).write()
        except RefusedError as refusal:
            raise UserError(f"the message cannot be made anew: {refusal}") from None
        raise self.no_field(name)


WIRE = DevolutionsWire()
