"""Bluetooth LE seen from the air: access address, header, payload (Bluetooth Core 5.4, Vol 6, Part B, 2).

A sniffer must have seen the CONNECT_IND to follow a connection, and cannot read on once the link is encrypted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from srpscope.capture.bluetooth.hci import address
from srpscope.capture.bluetooth.l2cap import Reassembly
from srpscope.capture.bluetooth.pdus import AttListener
from srpscope.capture.bluetooth.timing import timing_at
from srpscope.capture.faults import Faults

ADVERTISING: Final = b"\xd6\xbe\x89\x8e"
"""The access address that all Bluetooth LE advertising uses."""

CONNECT_IND: Final = 5

LLID_CONTINUATION: Final = 1
LLID_START: Final = 2
LLID_CONTROL: Final = 3

CONNECT_TIMING_AT: Final = 22
UPDATE_TIMING_AT: Final = 4
"""Where the interval stands in CONNECT_IND and in LL_CONNECTION_UPDATE_IND (Vol 6, Part B, 2.3.3.1 and 2.4.2.1)."""

LL_CONNECTION_UPDATE_IND: Final = 0x00
LL_TERMINATE_IND: Final = 0x02
LL_START_ENC_REQ: Final = 0x05

MIC_BYTES: Final = 4
"""Message integrity code behind the payload of an encrypted packet."""

MOST_CONNECTIONS: Final = 1_024
"""Access addresses followed at once; noise looks like new ones all the time."""


@dataclass
class _Connection:
    """One access address, and that as a number. last: sequence bit and payload last seen of each direction."""

    key: int
    last: dict[int | None, tuple[int, bytes]] = field(default_factory=dict)
    announced: bool = False
    encrypted: bool = False


class LinkLayer:
    """Reads one capture's air packets, whatever radio header they carry."""

    def __init__(self, listener: AttListener, faults: Faults) -> None:
        self._listener = listener
        self._faults = faults
        self._l2cap = Reassembly(listener, faults)
        self._connections: dict[bytes, _Connection] = {}

    def bare(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """Link type 251: nothing in front, no direction known."""
        self._packet(offset, time, None, data, start, stop, False)

    def with_radio_header(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """Link type 256: 10 bytes in front, the last two of them flags.

        Bits 7-9: 2 central to peripheral, 3 back; bit 10, 11: CRC checked, and right; bit 3: decrypted by the sniffer.
        """
        if start + 10 < stop:
            bits = data[start + 8] | data[start + 9] << 8
            if bits & 0x0C00 != 0x0400:  # else the checksum is wrong
                direction = {2: 0, 3: 1}.get(bits >> 7 & 7)
                self._packet(offset, time, direction, data, start + 10, stop, bool(bits & 8))

    def nordic(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """Link type 272: board (1), header (6), then a radio header: its length (1), its flags (1), and more.

        Flags: bit 0 CRC right, 1 central to peripheral, 2 encrypted, 3 decrypted with the right integrity code.
        """
        if start + 9 < stop:
            bits = data[start + 8]
            if bits & 1:
                at = start + 7 + data[start + 7]
                self._packet(offset, time, 0 if bits & 2 else 1, data, at, stop, bits & 12 == 12)

    def _packet(
        self, offset: int, time: float, direction: int | None, data: bytes, at: int, stop: int, decrypted: bool
    ) -> None:
        if at + 6 > stop:
            return
        access = data[at : at + 4]
        header, length = data[at + 4], data[at + 5]
        if access == ADVERTISING:
            if header & 0x0F == CONNECT_IND and length == 34:
                self._connect(time, data[at + 6 : min(at + 40, stop)])
            return
        if not length:
            # an empty packet moves the sequence on, and so what follows it is new
            if direction is not None:
                connection = self._connections.get(access)
                if connection is not None:
                    connection.last[direction] = (header & 8, b"")
            return
        payload = data[at + 6 : min(at + 6 + length, stop)]
        if len(payload) < length:
            self._faults.add(offset, f"the recorder kept {len(payload)} of a packet's {length} bytes.")
            return
        connection = self._connections.get(access)
        if connection is None:
            connection = self._first_seen(access)
        sequence = (header & 8, payload)
        repeated = connection.last.get(direction) == sequence
        connection.last[direction] = sequence
        if repeated:
            return
        if decrypted:
            payload = payload[:-MIC_BYTES]
        kind = header & 3
        if kind == LLID_CONTROL:
            self._control(time, access, connection, payload)
        elif not connection.encrypted or decrypted:
            if kind == LLID_START:
                self._l2cap.start(offset, time, connection.key, direction, payload)
            elif kind == LLID_CONTINUATION:
                self._l2cap.more(offset, time, connection.key, direction, payload)

    def _connect(self, time: float, payload: bytes) -> None:
        if len(payload) < 34:
            return
        access = payload[12:16]
        self._forget(access)
        connection = self._first_seen(access)
        connection.announced = True
        self._listener.connected(time, connection.key, address(payload[6:12]))
        self._timed(time, connection, payload, CONNECT_TIMING_AT)

    def _timed(self, time: float, connection: _Connection, payload: bytes, at: int) -> None:
        timing = timing_at(payload, at, len(payload))
        if timing is not None:
            self._listener.timed(time, connection.key, timing)

    def _first_seen(self, access: bytes) -> _Connection:
        if len(self._connections) >= MOST_CONNECTIONS:
            unknown = (one for one, known in self._connections.items() if not known.announced)
            self._forget(next(unknown, next(iter(self._connections))))
        connection = self._connections[access] = _Connection(int.from_bytes(access, "little"))
        return connection

    def _forget(self, access: bytes) -> None:
        connection = self._connections.pop(access, None)
        if connection is not None:
            self._l2cap.drop(connection.key)

    def _control(self, time: float, access: bytes, connection: _Connection, payload: bytes) -> None:
        if connection.encrypted or not payload:
            return
        if payload[0] == LL_CONNECTION_UPDATE_IND:
            self._timed(time, connection, payload, UPDATE_TIMING_AT)
        elif payload[0] == LL_TERMINATE_IND and len(payload) >= 2:
            self._forget(access)
            self._listener.disconnected(time, connection.key, payload[1])
        elif payload[0] == LL_START_ENC_REQ:
            connection.encrypted = True
            self._l2cap.drop(connection.key)
            self._listener.encrypted(time, connection.key, False)
