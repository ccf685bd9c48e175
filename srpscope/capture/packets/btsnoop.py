"""btsnoop: what Android's "Bluetooth HCI snoop log", btmon and bumble write.

Layout: RFC 1761 snoop with its own datalinks: 1001 HCI without H4, 1002 HCI with H4, 2001 Linux monitor. All numbers
big-endian; time in microseconds since the year 0.
"""

from __future__ import annotations

from struct import Struct

from srpscope.capture.capture import Capture
from srpscope.capture.faults import Faults
from srpscope.capture.links import HCI_H1, HCI_H4, HCI_MONITOR, MOST_BYTES, Layers
from srpscope.capture.packets import skim
from srpscope.capture.packets.dissection import dissect
from srpscope.capture.packets.window import Window
from srpscope.capture.source import Source
from srpscope.errors import FileError

TITLE = "btsnoop"

MAGIC = b"btsnoop\0"

LINKS = {1001: HCI_H1, 1002: HCI_H4, 2001: HCI_MONITOR}
"""Datalink of the file -> link type of its packets."""

OTHER_DATALINKS = {1003: "HCI BSCP", 1004: "HCI three-wire (H5)"}

YEAR_1970 = 0x00DC_DDB3_0F2F_8000
"""Microseconds from year 0 to 1970, as BlueZ and Android count them."""

CUT_SHORT = "The recorder cut packets short. On Android choose the full snoop log, not the filtered one."

_FILE_HEADER = Struct(">8sII")
_RECORD_HEADER = Struct(">IIIIq")


def sureness(head: bytes, name: str) -> float:
    """1 where the file starts with btsnoop's name, else 0."""
    return 1.0 if head.startswith(MAGIC) else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake in it. Raises FileError where there is none, saying what was found instead."""
    return dissect(source, feed)


def feed(source: Source, faults: Faults, layers: Layers) -> None:
    """Give each record to its layer; what ends them early is added to faults. Raises FileError for a bad header."""
    with Window(source) as window:
        window.more(0)
        layer = layers[_link(source.name, window.data)]
        take, skip = layer.take, skim.records(layer.look, ">4xI16x", _RECORD_HEADER.size)
        unpack, header_size = _RECORD_HEADER.unpack_from, _RECORD_HEADER.size
        data, position = window.data, _FILE_HEADER.size
        while True:
            end, base = len(data), window.offset
            last = end - header_size - skim.REACH
            while True:
                position = skip(data, position, last)
                start = position + header_size
                if start > end:
                    break
                original, included, flags, _, stamp = unpack(data, position)
                if included > MOST_BYTES:
                    faults.add(base + position, f"a record of {included:,} bytes is not possible; reading stops.")
                    return
                stop = start + included
                if stop > end:
                    break
                if original > included:
                    faults.say(CUT_SHORT)
                take(base + position, (stamp - YEAR_1970) / 1e6, flags, data, start, stop)
                position = stop
            if not window.more(position):
                if position != end:
                    faults.add(base + min(position, end), "the file ends inside a record.")
                return
            data, position = window.data, 0


def _link(name: str, head: bytes) -> int:
    if len(head) < _FILE_HEADER.size:
        raise FileError(f"{name}: the file ends at byte {len(head)}, inside the btsnoop header of 16 bytes.")
    _, version, datalink = _FILE_HEADER.unpack_from(head)
    if version != 1:
        raise FileError(f"{name}: byte 8: btsnoop version {version} is not known; version 1 is.")
    if datalink not in LINKS:
        known = ", ".join(str(one) for one in LINKS)
        kind = OTHER_DATALINKS.get(datalink, "unknown")
        raise FileError(f"{name}: byte 12: btsnoop datalink {datalink} ({kind}) is not read; {known} are.")
    return LINKS[datalink]
