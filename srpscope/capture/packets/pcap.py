"""pcap: what tcpdump, the nRF Sniffer and bumble write.

Layout: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/; either byte order, microseconds or nanoseconds.
"""

from __future__ import annotations

from struct import Struct

from srpscope.capture.capture import Capture
from srpscope.capture.faults import Faults
from srpscope.capture.links import MOST_BYTES, Layers
from srpscope.capture.packets import skim
from srpscope.capture.packets.dissection import dissect
from srpscope.capture.packets.window import Window
from srpscope.capture.source import Source
from srpscope.errors import FileError

TITLE = "pcap"

_BYTE_ORDERS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1e-6),
    b"\xa1\xb2\xc3\xd4": (">", 1e-6),
    b"\x4d\x3c\xb2\xa1": ("<", 1e-9),
    b"\xa1\xb2\x3c\x4d": (">", 1e-9),
}
"""First four bytes -> byte order and seconds in one unit of the fraction."""

_HEADER_BYTES = 24


def sureness(head: bytes, name: str) -> float:
    """1 where the file starts with one of pcap's four magic numbers, else 0."""
    return 1.0 if head[:4] in _BYTE_ORDERS else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake in it. Raises FileError where there is none, saying what was found instead."""
    return dissect(source, feed)


def feed(source: Source, faults: Faults, layers: Layers) -> None:
    """Give each packet to its layer; what ends them early is added to faults. Raises FileError for a bad header."""
    with Window(source) as window:
        window.more(0)
        data, position = window.data, _HEADER_BYTES
        if len(data) < _HEADER_BYTES:
            raise FileError(f"{source.name}: the file ends at byte {len(data)}, inside the pcap header of 24 bytes.")
        if data[:4] not in _BYTE_ORDERS:
            raise FileError(f"{source.name}: byte 0: {data[:4].hex()} is not how a pcap file starts.")
        order, unit = _BYTE_ORDERS[data[:4]]
        # the upper bits of the link type tell of a frame check sequence
        layer = layers[Struct(order + "I").unpack_from(data, 20)[0] & 0x03FF_FFFF]
        take, skip = layer.take, skim.records(layer.look, order + "8xI4x", 16)
        unpack = Struct(order + "IIII").unpack_from
        while True:
            end, base = len(data), window.offset
            last = end - 16 - skim.REACH
            while True:
                position = skip(data, position, last)
                start = position + 16
                if start > end:
                    break
                seconds, fraction, included, original = unpack(data, position)
                if included > MOST_BYTES:
                    faults.add(base + position, f"a packet of {included:,} bytes is not possible; reading stops.")
                    return
                stop = start + included
                if stop > end:
                    break
                if original > included:
                    faults.say("The recorder cut packets short. Record again with the full length (tcpdump -s 0).")
                take(base + position, seconds + fraction * unit, 0, data, start, stop)
                position = stop
            if not window.more(position):
                if position != end:
                    faults.add(base + min(position, end), "the file ends inside a packet.")
                return
            data, position = window.data, 0
