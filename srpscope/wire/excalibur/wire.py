"""What Excalibur's messages are to everybody else."""

from __future__ import annotations

import base64
from typing import Any

from srpscope.wire.decoders import Decoded, SeenBefore, Wire, spans_of, splice
from srpscope.wire.excalibur.messages import (
    A_ILLEGAL,
    DIGEST_BYTES,
    GROUP_BITS,
    SALT_ENDPOINT,
    U_IS_OK,
    read,
    read_salt,
)
from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import inner_text, place, read_object

_READINGS = (("client", None), ("server", None), ("server", SALT_ENDPOINT))
"""The same form is A from a client, B from a server."""


class ExcaliburWire(Wire):
    """JSON texts of Excalibur, over its WebSocket."""

    name = "excalibur"
    dialect = "excalibur"
    labels = ("username, A", "B", "M1", "M2")
    followed = ("group size",)

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message. What a binary message is follows from sender, status and length: A and M1, B and
        M2 have the same form."""
        try:
            parsed = read_object(data, "")
        except RefusedError:
            return None
        if endpoint is not None and endpoint.startswith(SALT_ENDPOINT) and sender == "server":
            return _decode_salt(data, parsed)
        if not {"status", "data"} <= parsed.keys():
            return None
        try:
            message = read(data)
        except RefusedError as refusal:
            return Decoded("malformed", notes=[str(refusal)])
        decoded = Decoded("text")
        if message.status == "ERR":
            said = message.data[:200] if isinstance(message.data, str) else "ERR"
            return Decoded("refusal", notes=[f"Refused: {said!r}"], refusal=said)
        if isinstance(message.data, bytes):
            if sender == "client":
                short = len(message.data) <= DIGEST_BYTES
                zero = not any(message.data) and len(message.data) < DIGEST_BYTES  # an A of 0, as few bytes as it needs
                name = "M1" if short and not zero else "A"
            else:
                name = "M2" if message.status == "OK" else "B"
            return _with_value(_named(decoded, name), name, message.data, data, parsed)
        if sender == "client" and message.status is None:
            return _with_value(_named(decoded, "username"), "I", message.data.encode("utf-8"), data, parsed)
        if sender == "client":
            return _named(decoded, "OK")
        if message.data == U_IS_OK:
            return _named(decoded, U_IS_OK)
        if message.data in GROUP_BITS:
            decoded.notes.append(f"The group has {message.data} bits.")
            return _named(decoded, "group size")
        return _named(decoded, "token" if message.data.lstrip().startswith("{") else "text")

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """A salt may be asked for before the handshake, by a request of its own."""
        return super().opens(sender, decoded, before) and decoded.values.keys() != {"s"}

    def ends(self, decoded: Decoded) -> bool:
        """The token is the last; an A that is refused may be followed by another."""
        return decoded.name == "token" or decoded.refusal not in (None, A_ILLEGAL)

    def begins(self, head: bytes) -> bool:
        """A JSON object."""
        return head.startswith(b"{")

    def spoken_by(self, data: bytes) -> str | None:
        """Binary data of the size of a number or a digest: both sides send such. A text alone could be anybody's."""
        try:
            message = read(data)
            keys = read_object(data, "").keys()
        except RefusedError:
            return None
        sizes = (DIGEST_BYTES, *(int(bits) // 8 for bits in GROUP_BITS))
        binary = isinstance(message.data, bytes) and len(message.data) in sizes
        if not binary or not keys <= {"data", "binary", "status"}:
            return None
        return "either"

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """A value goes out in base64, the name as text."""
        read = (self.decode(sender, data, where) for sender, where in _READINGS)
        spans = next((found for one in read if (found := spans_of(one, name))), ())
        if not spans:
            raise self.no_field(name)
        return splice(data, spans, inner_text(content) if name == "I" else base64.b64encode(content))


def _named(decoded: Decoded, name: str) -> Decoded:
    return Decoded(name, decoded.values, decoded.fields, decoded.notes)


def _with_value(decoded: Decoded, name: str, value: bytes, data: bytes, parsed: dict[str, Any]) -> Decoded:
    decoded.values[name] = value
    spot = place(data, "data", str(parsed["data"]))
    if spot is not None:
        decoded.fields.append((name, (spot,)))
    return decoded


def _decode_salt(data: bytes, parsed: dict[str, Any]) -> Decoded:
    try:
        salt = read_salt(data)
    except RefusedError as refusal:
        return Decoded("security details", notes=[str(refusal)])
    decoded = Decoded("security details", {"s": salt})
    spot = place(data, "srp_salt", str(parsed["srp_salt"]))
    if spot is not None:
        decoded.fields.append(("s", (spot,)))
    return decoded


WIRE = ExcaliburWire()
