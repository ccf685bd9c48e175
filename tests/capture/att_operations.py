"""A packet file as a list of its ATT operations, handshake or not, to be laid beside what tshark reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from srpscope.capture.bluetooth.timing import Timing
from srpscope.capture.faults import Faults
from srpscope.capture.links import Layer, Layers
from srpscope.capture.packets import btsnoop, packetlogger, pcap, pcapng
from srpscope.capture.packets.dissection import bluetooth_layers
from srpscope.capture.source import Source
from srpscope.errors import FileError

Feed = Callable[[Source, Faults, Layers], None]

PACKET_FILES = (btsnoop, pcapng, pcap, packetlogger)

_HANDLE_FIRST = frozenset((0x0A, 0x0C, 0x12, 0x16, 0x17, 0x1B, 0x1D, 0x52, 0xD2))
_OFFSET_SECOND = frozenset((0x0C, 0x16, 0x17))


class AttOperation(NamedTuple):
    """One ATT PDU. offset: the byte of the file where its last packet starts; direction as in bluetooth/pdus.py.

    handle is 0 where the PDU carries none; value is what stands behind opcode, handle and offset.
    """

    offset: int
    time: float
    connection: int
    direction: int
    opcode: int
    handle: int
    value: bytes


class _Listener:
    """Hands each PDU on, and how often the link is awake."""

    def __init__(self, take: Callable[[AttOperation], None], timed: Callable[[Timing], None] = lambda _: None) -> None:
        self._take, self._timed = take, timed

    def connected(self, time: float, key: int, peer: str) -> None:
        pass

    def timed(self, time: float, key: int, timing: Timing) -> None:
        self._timed(timing)

    def disconnected(self, time: float, key: int, reason: int) -> None:
        pass

    def encrypted(self, time: float, key: int, readable: bool) -> None:
        pass

    def att(self, offset: int, time: float, key: int, direction: int, pdu: bytes) -> None:
        opcode, at, handle = pdu[0], 1, 0
        if opcode in _HANDLE_FIRST and len(pdu) >= 3:
            handle, at = int.from_bytes(pdu[1:3], "little"), 5 if opcode in _OFFSET_SECOND else 3
        self._take(AttOperation(offset, time, key, direction, opcode, handle, pdu[at:]))


class _Layers(dict[int, Layer]):
    """The Bluetooth layers, and nothing for other link types."""

    def __missing__(self, link: int) -> Layer:
        return Layer(lambda *_packet: None)


def for_each_att_operation(source: Source, take: Callable[[AttOperation], None]) -> list[str]:
    """Call take with every ATT PDU in file order; what is wrong with the file comes back as sentences. Memory does not
    grow with the file. Raises FileError where it is no packet file."""
    return _heard(source, _Listener(take))


def timings(source: Source) -> list[Timing]:
    """How often the links of a file are awake, in file order. Raises FileError where it is no packet file."""
    found: list[Timing] = []
    _heard(source, _Listener(lambda _: None, found.append))
    return found


def _heard(source: Source, listener: _Listener) -> list[str]:
    faults = Faults()
    layers: Layers = _Layers(bluetooth_layers(listener, faults))
    _feed(source)(source, faults, layers)
    return faults.sentences()


def att_operations(source: Source) -> Iterator[AttOperation]:
    """All ATT PDUs of a file. Raises FileError where it is no packet file."""
    found: list[AttOperation] = []
    for_each_att_operation(source, found.append)
    return iter(found)


OPCODE_NAMES: dict[int, str] = {
    0x01: "Error Response",
    0x02: "Exchange MTU Request",
    0x03: "Exchange MTU Response",
    0x04: "Find Information Request",
    0x05: "Find Information Response",
    0x06: "Find By Type Value Request",
    0x07: "Find By Type Value Response",
    0x08: "Read By Type Request",
    0x09: "Read By Type Response",
    0x0A: "Read Request",
    0x0B: "Read Response",
    0x0C: "Read Blob Request",
    0x0D: "Read Blob Response",
    0x0E: "Read Multiple Request",
    0x0F: "Read Multiple Response",
    0x10: "Read By Group Type Request",
    0x11: "Read By Group Type Response",
    0x12: "Write Request",
    0x13: "Write Response",
    0x16: "Prepare Write Request",
    0x17: "Prepare Write Response",
    0x18: "Execute Write Request",
    0x19: "Execute Write Response",
    0x1B: "Handle Value Notification",
    0x1D: "Handle Value Indication",
    0x1E: "Handle Value Confirmation",
    0x52: "Write Command",
    0xD2: "Signed Write Command",
}
"""As Bluetooth Core 5.4 calls them (Vol 3, Part F, 3.4)."""


def operation_name(opcode: int) -> str:
    """What people call an ATT opcode."""
    return OPCODE_NAMES.get(opcode, f"opcode 0x{opcode:02x}")


def _feed(source: Source) -> Feed:
    best = max(PACKET_FILES, key=lambda one: one.sureness(source.head, source.name))
    if best.sureness(source.head, source.name) <= 0:
        raise FileError(f"{source.name}: this is no packet file (btsnoop, pcap, pcapng, PacketLogger).")
    feed: Feed = best.feed
    return feed
