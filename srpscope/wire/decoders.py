"""One way to read any wire: bytes of one message in, the values it carries out."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol, cast

DECODERS: dict[str, str] = {
    "protocomm": "srpscope.wire.protocomm_scan",
    "nimbus": "srpscope.wire.nimbus",
    "devolutions": "srpscope.wire.devolutions",
    "excalibur": "srpscope.wire.excalibur",
    "textbook": "srpscope.wire.textbook",
}
"""Wire name (the `wire` of a dialect) -> module with a `decode` as in Decoder. Imported when first needed."""


@dataclass(frozen=True)
class Decoded:
    """What one message carries.

    name: what the protocol calls it ("Cmd0").
    values: value name (I, A, B, s, M1, M2, nonce ...) -> its bytes exactly as sent.
    fields: (name, offset, length) in bytes of the message, in order; a value has the name it has in values.
    notes: sentences about what is odd: cut off, wrong length, hex text instead of bytes.
    """

    name: str
    values: dict[str, bytes] = field(default_factory=dict)
    fields: list[tuple[str, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Decoder(Protocol):
    """What a wire's module holds."""

    def decode(self, sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
        """The values of one message; None where it belongs to no handshake of this wire. Never raises."""
        ...


def decode(wire: str, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
    """The values of one message that sender ("client" or "server") sent; None where the wire is unknown or the message
    is not of it. Any bytes are fit for it: faults become notes, never an exception."""
    module = DECODERS.get(wire)
    if module is None:
        return None
    return cast(Decoder, import_module(module)).decode(sender, data, endpoint)
