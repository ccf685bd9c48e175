"""Pair-setup over Bluetooth LE: what is written to and read from the pairing characteristic are HAP PDUs, in pieces.

    request   00 opcode transaction instance(2) length(2) body     response  02 transaction status length(2) body
    more      80 transaction body                                            82 transaction body

The body is TLV8 again, whose item 1 is the message. A message that is too long for one PDU comes in items 0C (a piece)
and 0D (the last one). HomeKit Accessory Protocol Specification (non-commercial version), chapters 7.3.3 and 7.3.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from srpscope.errors import PeerError
from srpscope.wire.exchange import RefusedError
from srpscope.wire.homekit.messages import FRAGMENT_DATA, FRAGMENT_LAST, whole
from srpscope.wire.tlv8 import items, tlv8

WRITE: Final = 2
VALUE, RETURN_RESPONSE = 1, 9
LONGEST: Final = 4_096
LONGEST_BODY: Final = 0xFFFF
STATUSES: Final = {
    1: "it does not know such a request", 2: "too many requests at once", 3: "not authorised",
    4: "no such instance", 5: "not authenticated", 6: "the request is invalid",
}  # fmt: skip
"""HAP-BLE's own, beside pair-setup's errors."""

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
        if len(data) < 3 or (data[0] & _KIND == _RESPONSE) != (sender == "server"):
            return None
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


def requests(transaction: int, instance: int, message: bytes, size: int) -> list[bytes]:
    """The values to be written, one after another, that carry a message to a characteristic. size: bytes of each at
    the most. Raises PeerError for a message that no request can hold: its length has 2 bytes."""
    body = tlv8([(RETURN_RESPONSE, b"\1"), (VALUE, message)])
    if len(body) > LONGEST_BODY:
        raise PeerError(f"A message of {len(message):,} bytes does not fit a HAP request.")
    head = bytes([0, WRITE, transaction]) + instance.to_bytes(2, "little") + len(body).to_bytes(2, "little")
    first = size - len(head)
    rest = body[first:]
    more = [bytes([_MORE, transaction]) + rest[at : at + size - 2] for at in range(0, len(rest), size - 2)]
    return [head + body[:first], *more]


class PduAnswer:
    """The response to one transaction, from the values that are read."""

    def __init__(self, transaction: int) -> None:
        self._transaction = transaction
        self._length: int | None = None
        self._body = b""

    def take(self, data: bytes) -> bool:
        """One value; whether it was the last. Raises RefusedError for a status that is an error, and for what is no
        response to this transaction."""
        more = self._length is not None
        wanted = (_MORE | _RESPONSE if more else _RESPONSE, self._transaction)
        if len(data) < 2 or (data[0] & (_MORE | _KIND), data[1]) != wanted:
            raise RefusedError(f"What was read is no response to this HAP request: {data[:8].hex() or 'nothing'}.")
        if not more and len(data) < 3:
            raise RefusedError("The HAP response ends before its status.")
        if not more and data[2]:
            said = STATUSES.get(data[2], "an unknown status")
            raise RefusedError(f"The accessory answers HAP status {data[2]}: {said}.", "status", by_peer=True)
        if not more:
            self._length = int.from_bytes(data[3:5], "little")
        self._body += data[2 if more else 5 :]
        assert self._length is not None
        return len(self._body) >= self._length or len(self._body) > LONGEST

    @property
    def value(self) -> bytes:
        """What the characteristic answers. Raises RefusedError where the response holds no value."""
        found, _ = items(self._body[: self._length])
        value = next((one.data for one in found if one.kind == VALUE and not one.missing), None)
        if value is None:
            raise RefusedError("The HAP response holds no value.")
        return value


def piece(value: bytes) -> tuple[bytes, bool] | None:
    """Of a value that is a piece of a longer message: its content, and whether it is the last; else None."""
    found, _ = items(value)
    if len({one.kind for one in found}) != 1 or found[0].kind not in (FRAGMENT_DATA, FRAGMENT_LAST):
        return None
    return found[0].data, found[0].kind == FRAGMENT_LAST
