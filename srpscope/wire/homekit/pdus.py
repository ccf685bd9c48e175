"""Pair-setup over Bluetooth LE: what is written to and read from the pairing characteristic are HAP PDUs, in pieces.

    request   00 opcode transaction instance(2) length(2) body     response  02 transaction status length(2) body
    more      80 transaction body                                            82 transaction body

The body is TLV8 again, whose item 1 is the message. A message that is too long for one PDU comes in items 0C (a piece)
and 0D (the last one). HomeKit Accessory Protocol Specification (non-commercial version), chapters 7.3.3 and 7.3.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from srpscope.wire.homekit.messages import FRAGMENT_DATA, FRAGMENT_LAST, whole
from srpscope.wire.tlv8 import items

WRITE: Final = 2
VALUE: Final = 1
LONGEST: Final = 4_096
_KIND, _MORE, _RESPONSE = 0x0E, 0x80, 0x02


@dataclass
class _Body:
    transaction: int
    length: int
    data: bytes


class Pdus:
    """One characteristic's PDUs in, messages out."""

    def __init__(self) -> None:
        self._open: dict[str, _Body] = {}
        self._pieces: dict[str, bytes] = {}

    def take(self, sender: str, data: bytes) -> bytes | None:
        """A value that was written ("client") or read ("server"): the message of pair-setup that it ends; b"" where it
        is a part of one, None where it is no PDU."""
        body = self._body(sender, data)
        if body is None:
            return None
        if len(body.data) < body.length:
            self._open[sender] = body
            return b""
        self._open.pop(sender, None)
        found, _ = items(body.data[: body.length])
        value = next((one.data for one in found if one.kind == VALUE and not one.missing), None)
        return b"" if value is None else self._joined(sender, value)

    def _body(self, sender: str, data: bytes) -> _Body | None:
        if len(data) < 3 or (data[0] & _KIND == _RESPONSE) != (sender == "server"):
            return None
        if data[0] & _MORE:
            begun = self._open.get(sender)
            if begun is None or begun.transaction != data[1] or len(begun.data) > LONGEST:
                return None
            return _Body(begun.transaction, begun.length, begun.data + data[2:])
        if sender == "server":
            return _Body(data[1], int.from_bytes(data[3:5], "little"), data[5:]) if len(data) >= 5 else None
        if data[0] or data[1] != WRITE or len(data) < 7:
            return None
        return _Body(data[2], int.from_bytes(data[5:7], "little"), data[7:])

    def _joined(self, sender: str, value: bytes) -> bytes:
        found, _ = items(value)
        kinds = {one.kind for one in found}
        if kinds in ({FRAGMENT_DATA}, {FRAGMENT_LAST}):
            pieces = self._pieces.pop(sender, b"") + found[0].data
            if kinds == {FRAGMENT_DATA}:
                self._pieces[sender] = pieces[:LONGEST]
                return b""
            value = pieces
        return value if whole(value) is not None else b""
