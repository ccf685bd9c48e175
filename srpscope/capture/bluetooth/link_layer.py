"""Bluetooth LE seen from the air: access address, header, payload (Bluetooth Core 5.4, Vol 6, Part B, 2).

A sniffer must have seen the CONNECT_IND to follow a connection, and cannot read on once the link is encrypted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from srpscope.capture.bluetooth.hci import address
from srpscope.capture.bluetooth.l2cap import Reassembly
from srpscope.capture.bluetooth.pdus import AttListener
from srpscope.capture.faults import Faults

ADVERTISING: Final = b"\xd6\xbe\x89\x8e"
"""The access address that all advertising uses."""

CONNECT_IND: Final = 5

LLID_CONTINUATION: Final = 1
LLID_START: Final = 2
LLID_CONTROL: Final = 3

LL_TERMINATE_IND: Final = 0x02
LL_START_ENC_REQ: Final = 0x05

CRC_BYTES: Final = 3
MIC_BYTES: Final = 4
"""Message integrity code behind the payload of an encrypted packet."""

MOST_CONNECTIONS: Final = 1_024
"""Access addresses followed at once; noise looks like new ones all the time."""


@dataclass
class _Connection:
    """One access address. last: header bits and payload last seen of each direction, to know a repeated packet."""

    last: dict[int | None, tuple[int, bytes]] = field(default_factory=dict)
    announced: bool = False
    encrypted: bool = False


class LinkLayer:
    """Reads one capture's air packets, whatever radio header they carry."""

    def __init__(self, listener: AttListener, faults: Faults) -> None:
        self._listener = listener
        self._faults = faults
        self._l2cap = Reassembly(listener, faults)
        self._connections: dict[int, _Connection] = {}

    def bare(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """Link type 251: nothing in front, no direction known."""
        self._packet(offset, time, None, data, 0)

    def with_radio_header(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """Link type 256: 10 bytes in front, the last two of them flags.

        Bits 7-9: 2 central to peripheral, 3 back; bit 10, 11: CRC checked, and right; bit 3: decrypted by the sniffer.
        """
        if len(data) < 16:
            return
        bits = data[8] | data[9] << 8
        if bits & 0x0C00 == 0x0400:
            return  # the checksum is wrong
        direction = {2: 0, 3: 1}.get(bits >> 7 & 7)
        self._packet(offset, time, direction, data, 10, decrypted=bool(bits & 8))

    def nordic(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """Link type 272: board (1), header (6), then a radio header: its length (1), its flags (1), and more.

        Flags: bit 0 CRC right, 1 central to peripheral, 2 encrypted, 3 decrypted with the right integrity code.
        """
        if len(data) < 9:
            return
        bits = data[8]
        if bits & 1:
            self._packet(offset, time, 0 if bits & 2 else 1, data, 7 + data[7], decrypted=bits & 12 == 12)

    def _packet(
        self, offset: int, time: float, direction: int | None, data: bytes, at: int, decrypted: bool = False
    ) -> None:
        if len(data) < at + 6:
            return
        access = data[at : at + 4]
        header, length = data[at + 4], data[at + 5]
        if access == ADVERTISING:
            if header & 0x0F == CONNECT_IND and length == 34:
                self._connect(time, data[at + 6 : at + 40])
            return
        key = int.from_bytes(access, "little")
        connection = self._connections.get(key)
        if not length:
            # an empty packet moves the sequence on, and so what follows it is new
            if connection is not None and direction is not None:
                connection.last[direction] = (header & 8, b"")
            return
        payload = data[at + 6 : at + 6 + length]
        if len(payload) < length:
            self._faults.add(offset, f"the recorder kept {len(payload)} of a packet's {length} bytes.")
            return
        if connection is None:
            connection = self._first_seen(key)
        repeated = connection.last.get(direction) == (header & 8, payload)
        connection.last[direction] = (header & 8, payload)
        if repeated:
            return
        if decrypted:
            payload = payload[:-MIC_BYTES]
        kind = header & 3
        if kind == LLID_CONTROL:
            self._control(time, key, connection, payload)
        elif not connection.encrypted or decrypted:
            if kind == LLID_START:
                self._l2cap.start(offset, time, key, direction, payload)
            elif kind == LLID_CONTINUATION and key in self._l2cap.waiting:
                self._l2cap.more(offset, time, key, direction, payload)

    def _connect(self, time: float, payload: bytes) -> None:
        if len(payload) < 34:
            return
        key = int.from_bytes(payload[12:16], "little")
        self._forget(key)
        self._remember(key, _Connection(announced=True))
        self._listener.connected(time, key, address(payload[6:12]))

    def _first_seen(self, key: int) -> _Connection:
        connection = _Connection()
        self._remember(key, connection)
        return connection

    def _remember(self, key: int, connection: _Connection) -> None:
        if len(self._connections) >= MOST_CONNECTIONS:
            unknown = (one for one, known in self._connections.items() if not known.announced)
            self._forget(next(unknown, next(iter(self._connections))))
        self._connections[key] = connection

    def _forget(self, key: int) -> None:
        self._connections.pop(key, None)
        self._l2cap.drop(key)

    def _control(self, time: float, key: int, connection: _Connection, payload: bytes) -> None:
        if connection.encrypted or not payload:
            return
        if payload[0] == LL_TERMINATE_IND and len(payload) >= 2:
            self._forget(key)
            self._listener.disconnected(time, key, payload[1])
        elif payload[0] == LL_START_ENC_REQ:
            connection.encrypted = True
            self._l2cap.drop(key)
            self._listener.encrypted(time, key, False)
