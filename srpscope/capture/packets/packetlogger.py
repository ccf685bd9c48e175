"""PacketLogger: what Apple's tool of that name and iOS' Bluetooth profile write (.pklg).

Layout (as wiretap and BlueZ know it): length, seconds, microseconds (4 bytes each, big-endian in the first version,
little-endian in the second), type, then the packet; the length counts everything behind itself.
"""

from __future__ import annotations

from struct import Struct

from srpscope.capture.capture import Capture
from srpscope.capture.faults import Faults
from srpscope.capture.links import HCI_H4, MOST_BYTES, Layers
from srpscope.capture.packets.dissection import dissect
from srpscope.capture.packets.window import Window
from srpscope.capture.source import Source

TITLE = "Apple PacketLogger"

_H4 = {0: (b"\x01", 2), 1: (b"\x04", 3), 2: (b"\x02", 0), 3: (b"\x02", 1), 8: (b"\x03", 0), 9: (b"\x03", 1)}
"""Record type -> H4 type byte and btsnoop flags: command, event, ACL sent and received, SCO sent and received."""

_OTHER_TYPES = frozenset(range(0x0A, 0x14)) | frozenset(range(0xF0, 0x100))
"""Records without a packet for us: notes, LMP, power, configuration."""

_HEADER_BYTES = 13


def sureness(head: bytes, name: str) -> float:
    """0.9 where the first records follow each other as PacketLogger's do, less without its file name; else 0."""
    order = _order(head)
    position, records = 0, 0
    while position + _HEADER_BYTES <= len(head) and records < 16:
        length, seconds, micros, kind = Struct(order + "IIIB").unpack_from(head, position)
        if not 9 <= length <= 0x1_0200 or micros >= 1_000_000 or kind not in _H4.keys() | _OTHER_TYPES:
            return 0.0
        if not seconds >= 0x3000_0000:
            return 0.0
        position += 4 + length
        records += 1
    if records == 0:
        return 0.0
    named = name.lower().endswith(".pklg")
    return 0.9 if named or records >= 3 else 0.4


def read(source: Source) -> list[Capture]:
    """Every handshake in it. Raises FileError where there is none, saying what was found instead."""
    return dissect(source, feed)


def feed(source: Source, faults: Faults, layers: Layers) -> None:
    """Give each HCI record to the H4 layer; what ends them early is added to faults."""
    with Window(source) as window:
        window.more(0)
        data, position = window.data, 0
        take = layers[HCI_H4].take
        unpack = Struct(_order(data) + "IIIB").unpack_from
        while True:
            start = position + _HEADER_BYTES
            if start > len(data):
                if window.more(position):
                    data, position = window.data, 0
                    continue
                if position < len(data):
                    faults.add(window.offset + position, "the file ends inside the header of a record.")
                return
            length, seconds, micros, kind = unpack(data, position)
            if not 9 <= length <= MOST_BYTES:
                faults.add(window.offset + position, f"a record of {length:,} bytes is not possible; reading stops.")
                return
            stop = position + 4 + length
            if stop > len(data):
                if window.more(position):
                    data, position = window.data, 0
                    continue
                faults.add(window.offset + position, "the file ends inside a record.")
                return
            known = _H4.get(kind)
            if known is not None:
                packet = known[0] + data[start:stop]
                take(window.offset + position, seconds + micros / 1e6, known[1], packet, 0, len(packet))
            position = stop


def _order(head: bytes) -> str:
    """Both versions keep their lengths below 65,536, so the two zero bytes tell them apart."""
    return "<" if head[2:4] == b"\0\0" and head[0:2] != b"\0\0" else ">"
