"""The Host Controller Interface: connections and ACL data (Bluetooth Core 5.4, Vol 4, Part E, 5.4 and 7.7)."""

from __future__ import annotations

from typing import Final

from srpscope.capture.bluetooth.l2cap import Reassembly
from srpscope.capture.bluetooth.pdus import AttListener
from srpscope.capture.faults import Faults

ACL: Final = 2
EVENT: Final = 4

DISCONNECTION_COMPLETE: Final = 0x05
ENCRYPTION_CHANGES: Final = (0x08, 0x59)
LE_META: Final = 0x3E
CONNECTION_COMPLETES: Final = (0x01, 0x0A, 0x29)

MONITOR_EVENT: Final = 3
MONITOR_ACL_SENT: Final = 4
MONITOR_ACL_RECEIVED: Final = 5


class HostController:
    """Reads one capture's HCI packets, whatever they are wrapped in, of any number of controllers."""

    def __init__(self, listener: AttListener, faults: Faults) -> None:
        self._listener = listener
        self._faults = faults
        self._l2cap = Reassembly(listener, faults)
        self._waiting = self._l2cap.waiting

    def h4(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """H4: a type byte, then the packet. flags: btsnoop's, bit 0 set towards the host."""
        kind = data[0] if data else 0
        if kind == ACL:
            self.acl(offset, time, 0, flags & 1, data, 1)
        elif kind == EVENT:
            self.event(offset, time, 0, data, 1)

    def h4_without_direction(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """H4 from a file that does not tell the direction (link type 187)."""
        kind = data[0] if data else 0
        if kind == ACL:
            self.acl(offset, time, 0, None, data, 1)
        elif kind == EVENT:
            self.event(offset, time, 0, data, 1)

    def h4_with_direction(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """Link type 201: 4 bytes big-endian, 0 sent or 1 received, then H4."""
        kind = data[4] if len(data) > 4 else 0
        if kind == ACL:
            self.acl(offset, time, 0, data[3] & 1, data, 5)
        elif kind == EVENT:
            self.event(offset, time, 0, data, 5)

    def h1(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """Without a type byte (btsnoop 1001): flag bit 1 tells commands and events from data."""
        if not flags & 2:
            self.acl(offset, time, 0, flags & 1, data, 0)
        elif flags & 1:
            self.event(offset, time, 0, data, 0)

    def monitor(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """The Linux monitor's records in btsnoop: flags are adapter << 16 | opcode."""
        opcode = flags & 0xFFFF
        if opcode in (MONITOR_ACL_SENT, MONITOR_ACL_RECEIVED):
            self.acl(offset, time, flags >> 16, opcode - MONITOR_ACL_SENT, data, 0)
        elif opcode == MONITOR_EVENT:
            self.event(offset, time, flags >> 16, data, 0)

    def monitor_with_header(self, offset: int, time: float, flags: int, data: bytes) -> None:
        """Link type 254: adapter and opcode (2 bytes each, big-endian) in front."""
        if len(data) > 4:
            self.monitor(offset, time, int.from_bytes(data[:4], "big"), data[4:])

    def acl(self, offset: int, time: float, adapter: int, direction: int | None, data: bytes, at: int) -> None:
        """ACL data: handle and boundary flags (2, little-endian), length (2), a fragment of L2CAP."""
        if len(data) < at + 4:
            self._faults.add(offset, "an ACL packet is shorter than its header.")
            return
        flags = data[at + 1] >> 4 & 3
        key = adapter << 12 | (data[at + 1] & 0x0F) << 8 | data[at]
        if flags == 1:
            if key in self._waiting:
                self._l2cap.more(offset, time, key, direction, self._payload(offset, data, at))
            return
        # another channel's first fragment is of no use, unless it shows that an unfinished message stays unfinished
        if data[at + 6 : at + 8] not in (b"\x04\0", b"\x04", b"") and key not in self._waiting:
            return
        self._l2cap.start(offset, time, key, direction, self._payload(offset, data, at))

    def _payload(self, offset: int, data: bytes, at: int) -> bytes:
        length = data[at + 2] | data[at + 3] << 8
        payload = data[at + 4 : at + 4 + length]
        if len(payload) < length:
            self._faults.add(offset, f"the recorder kept {len(payload):,} of an ACL packet's {length:,} bytes.")
        return payload

    def event(self, offset: int, time: float, adapter: int, data: bytes, at: int) -> None:
        """Events: code, length, parameters. Only those that begin, end and encrypt connections matter here."""
        if len(data) < at + 3:
            return
        code = data[at]
        if code == LE_META:
            if data[at + 2] in CONNECTION_COMPLETES and len(data) >= at + 14 and data[at + 3] == 0:
                key = adapter << 12 | (data[at + 5] & 0x0F) << 8 | data[at + 4]
                self._l2cap.drop(key)
                self._listener.connected(time, key, address(data[at + 8 : at + 14]))
        elif code == DISCONNECTION_COMPLETE:
            if len(data) >= at + 6 and data[at + 2] == 0:
                key = adapter << 12 | (data[at + 4] & 0x0F) << 8 | data[at + 3]
                self._l2cap.drop(key)
                self._listener.disconnected(time, key, data[at + 5])
        elif code in ENCRYPTION_CHANGES and len(data) >= at + 6 and data[at + 2] == 0 and data[at + 5]:
            key = adapter << 12 | (data[at + 4] & 0x0F) << 8 | data[at + 3]
            self._listener.encrypted(time, key, True)


def address(raw: bytes) -> str:
    """A Bluetooth address as people write it; the wire has it backwards."""
    return ":".join(f"{byte:02x}" for byte in reversed(raw))
