"""The Host Controller Interface: connections and ACL data (Bluetooth Core 5.4, Vol 4, Part E, 5.4 and 7.7)."""

from __future__ import annotations

from struct import Struct

from srpscope.capture.bluetooth.att import CHANNEL
from srpscope.capture.bluetooth.hci_numbers import (
    ACL,
    CONNECTION_UPDATE,
    CONNECTIONS,
    DISCONNECTION_COMPLETE,
    ENCRYPTION_CHANGES,
    EVENT,
    LE_META,
    MONITOR_ACL_RECEIVED,
    MONITOR_ACL_SENT,
    MONITOR_EVENT,
    TIMING_AT,
)
from srpscope.capture.bluetooth.l2cap import Reassembly
from srpscope.capture.bluetooth.pdus import AttListener
from srpscope.capture.bluetooth.timing import timing_at
from srpscope.capture.faults import Faults
from srpscope.capture.links import Look

_ACL_AND_L2CAP = Struct("<HHHH").unpack_from
"""Handle and flags, length, L2CAP length, channel."""


class HostController:
    """Reads one capture's HCI packets, whatever they are wrapped in, of any number of controllers."""

    def __init__(self, listener: AttListener, faults: Faults) -> None:
        self._listener = listener
        self._faults = faults
        self._l2cap = Reassembly(listener, faults)
        self._waiting = self._l2cap.waiting
        self._att = listener.att

    def look(self, at: int) -> Look:
        """Where to see that an H4 packet with so many bytes in front is neither ATT nor about a connection."""
        return Look(air=False, at=at, waiting=self._waiting)

    def h4(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """H4: a type byte, then the packet. flags: btsnoop's, bit 0 set towards the host."""
        if start + 10 <= stop and data[start] == ACL and not self._waiting:
            # most messages are in one packet, and are given without a detour
            head, size, length, channel = _ACL_AND_L2CAP(data, start + 1)
            if channel == CHANNEL and head & 0x3000 != 0x1000 and size == length + 4 and start + 9 + length == stop:
                self._att(offset, time, head & 0x0FFF, flags & 1, data[start + 9 : stop])
                return
        if start < stop:
            kind = data[start]
            if kind == ACL:
                self.acl(offset, time, 0, flags & 1, data, start + 1, stop)
            elif kind == EVENT:
                self.event(time, 0, data, start + 1, stop)

    def h4_without_direction(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """H4 from a file that does not tell the direction (link type 187)."""
        if start < stop:
            if data[start] == ACL:
                self.acl(offset, time, 0, None, data, start + 1, stop)
            elif data[start] == EVENT:
                self.event(time, 0, data, start + 1, stop)

    def h4_with_direction(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """Link type 201: 4 bytes big-endian, 0 sent or 1 received, then H4."""
        if start + 4 < stop:
            self.h4(offset, time, data[start + 3], data, start + 4, stop)

    def h1(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """Without a type byte (btsnoop 1001): flag bit 1 tells commands and events from data."""
        if not flags & 2:
            self.acl(offset, time, 0, flags & 1, data, start, stop)
        elif flags & 1:
            self.event(time, 0, data, start, stop)

    def monitor(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """The Linux monitor's records in btsnoop: flags are adapter << 16 | opcode."""
        opcode = flags & 0xFFFF
        if opcode in (MONITOR_ACL_SENT, MONITOR_ACL_RECEIVED):
            self.acl(offset, time, flags >> 16, opcode - MONITOR_ACL_SENT, data, start, stop)
        elif opcode == MONITOR_EVENT:
            self.event(time, flags >> 16, data, start, stop)

    def monitor_with_header(self, offset: int, time: float, flags: int, data: bytes, start: int, stop: int) -> None:
        """Link type 254: adapter and opcode (2 bytes each, big-endian) in front."""
        if start + 4 < stop:
            self.monitor(offset, time, int.from_bytes(data[start : start + 4], "big"), data, start + 4, stop)

    def acl(
        self, offset: int, time: float, adapter: int, direction: int | None, data: bytes, at: int, stop: int
    ) -> None:
        """ACL data: handle and boundary flags (2, little-endian), length (2), a fragment of L2CAP (length, channel)."""
        if at + 4 > stop:
            self._faults.add(offset, "an ACL packet is shorter than its header.")
            return
        flags = data[at + 1]
        if flags & 0x30 != 0x10:
            # another channel's first fragment is of no use, unless it shows that an unfinished message stays unfinished
            if not self._waiting and at + 8 <= stop and (data[at + 6] != CHANNEL or data[at + 7]):
                return
            key = adapter << 12 | (flags & 0x0F) << 8 | data[at]
            self._l2cap.start(offset, time, key, direction, self._payload(offset, data, at, stop))
        elif self._waiting:
            key = adapter << 12 | (flags & 0x0F) << 8 | data[at]
            if key in self._waiting:
                self._l2cap.more(offset, time, key, direction, self._payload(offset, data, at, stop))

    def _payload(self, offset: int, data: bytes, at: int, stop: int) -> bytes:
        length = data[at + 2] | data[at + 3] << 8
        payload = data[at + 4 : min(at + 4 + length, stop)]
        if len(payload) < length:
            self._faults.add(offset, f"the recorder kept {len(payload):,} of an ACL packet's {length:,} bytes.")
        return payload

    def event(self, time: float, adapter: int, data: bytes, at: int, stop: int) -> None:
        """Events: code, length, parameters. Only those that begin, end, pace and encrypt connections matter."""
        if at + 6 > stop:
            return
        code = data[at]
        if code == LE_META:
            self._connection(time, adapter, data, at + 2, stop)
        elif code == DISCONNECTION_COMPLETE:
            if data[at + 2] == 0:
                key = adapter << 12 | (data[at + 4] & 0x0F) << 8 | data[at + 3]
                self._l2cap.drop(key)
                self._listener.disconnected(time, key, data[at + 5])
        elif code in ENCRYPTION_CHANGES and data[at + 2] == 0 and data[at + 5]:
            key = adapter << 12 | (data[at + 4] & 0x0F) << 8 | data[at + 3]
            self._listener.encrypted(time, key, True)

    def _connection(self, time: float, adapter: int, data: bytes, at: int, stop: int) -> None:
        """LE Meta: subevent, status, handle (2); of a new connection role, kind of address, address (6) behind it."""
        subevent = data[at]
        if subevent not in CONNECTIONS or data[at + 1]:
            return
        key = adapter << 12 | (data[at + 3] & 0x0F) << 8 | data[at + 2]
        if subevent != CONNECTION_UPDATE:
            if at + 12 > stop:
                return
            self._l2cap.drop(key)
            self._listener.connected(time, key, address(data[at + 6 : at + 12]))
        timing = timing_at(data, at + TIMING_AT[subevent], stop)
        if timing is not None:
            self._listener.timed(time, key, timing)


def address(raw: bytes) -> str:
    """A Bluetooth address as people write it; the wire has it backwards."""
    return ":".join(f"{byte:02x}" for byte in reversed(raw))
