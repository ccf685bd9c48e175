"""L2CAP reassembly: ATT PDUs out of fragments (Bluetooth Core 5.4, Vol 3, Part A, 7.2.1)."""

from __future__ import annotations

from srpscope.capture.bluetooth.att import CHANNEL, from_client
from srpscope.capture.bluetooth.pdus import AttListener
from srpscope.capture.faults import Faults

MOST_OPEN = 256
"""PDUs that may wait for fragments at once; a link has two at the most."""


class Reassembly:
    """Joins the fragments of each direction of each connection and gives whole ATT PDUs to the listener.

    waiting holds the connections that have an unfinished PDU; the fragments of others need not come here.
    direction is None where the capture does not tell it: then the PDU's opcode does.
    """

    def __init__(self, listener: AttListener, faults: Faults) -> None:
        self.waiting: dict[int, dict[int | None, bytearray]] = {}
        self._listener = listener
        self._faults = faults

    def start(self, offset: int, time: float, key: int, direction: int | None, fragment: bytes) -> None:
        """The first fragment: length (2, little-endian), channel (2), payload."""
        if direction is None and len(fragment) > 4:
            direction = 0 if from_client(fragment[4]) else 1
        of_key = self.waiting.get(key)
        if of_key is not None and of_key.pop(direction, None) is not None:
            self._faults.add(offset, "a message before this one was never finished: packets are missing.")
            self._forget_if_done(key)
        if len(fragment) >= 4:
            if fragment[2] | fragment[3] << 8 != CHANNEL:
                return
            needed = 4 + (fragment[0] | fragment[1] << 8)
            if len(fragment) >= needed:
                self._give(offset, time, key, direction, fragment[4:needed])
                return
        if key not in self.waiting and len(self.waiting) >= MOST_OPEN:
            self.waiting.pop(next(iter(self.waiting)))
            self._faults.add(offset, f"more than {MOST_OPEN} unfinished messages; the oldest is dropped.")
        self.waiting.setdefault(key, {})[direction] = bytearray(fragment)

    def more(self, offset: int, time: float, key: int, direction: int | None, fragment: bytes) -> None:
        """A later fragment; one that belongs to nothing is left out."""
        of_key = self.waiting.get(key)
        if not of_key:
            return
        if direction is None:
            direction = next(reversed(of_key))  # the message begun last: ATT lets one side wait for the other
        parts = of_key.get(direction)
        if parts is None:
            return
        parts += fragment
        if len(parts) < 4:
            return
        needed = 4 + int.from_bytes(parts[:2], "little")
        if len(parts) < needed:
            return
        del of_key[direction]
        self._forget_if_done(key)
        if len(parts) > needed:
            self._faults.add(offset, f"fragments of {len(parts):,} bytes for a message of {needed:,}; it is left out.")
        elif parts[2:4] == b"\x04\0":
            self._give(offset, time, key, direction, bytes(parts[4:]))

    def drop(self, key: int) -> None:
        """The connection is gone, and with it what was unfinished."""
        self.waiting.pop(key, None)

    def _give(self, offset: int, time: float, key: int, direction: int | None, pdu: bytes) -> None:
        if pdu:
            if direction is None:
                direction = 0 if from_client(pdu[0]) else 1
            self._listener.att(offset, time, key, direction, pdu)

    def _forget_if_done(self, key: int) -> None:
        if not self.waiting[key]:
            del self.waiting[key]
