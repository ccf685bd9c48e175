"""Walks over packets that are of no use, looking at their first bytes only.

A phone's log has a million packets and a handshake has twenty. These loops are most of the time that a large file
takes, so they call nothing but unpack: a packet is passed over in a third of a microsecond. What they are not sure of
they leave to the layers, which look again.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Final

from srpscope.capture.bluetooth.att import CHANNEL
from srpscope.capture.bluetooth.hci_numbers import ACL, CONNECTIONS, EVENT, LE_META, MATTERS
from srpscope.capture.bluetooth.link_layer import ADVERTISING, CONNECT_IND
from srpscope.capture.links import Look

REACH: Final = 48
"""Bytes behind the header of a record that must be at hand; the packet itself may be shorter."""

ENHANCED_PACKET: Final = 6
"""The kind of pcapng block that is walked over."""

Skip = Callable[[bytes, int, int], int]
"""(buffer, position, last) -> the first record from position on that must be looked at, or one behind last."""


def records(look: Look | None, length: str, header_bytes: int) -> Skip:
    """For files of records: length is the struct format of what stands before the packet, with the length of the packet
    as its only value; header_bytes is its size."""
    if look is None:
        return _stay
    peek = Struct(f"{length}{look.at}x{'4sBB' if look.air else 'BBxB'}").unpack_from
    kind_at, waiting, directed = header_bytes + look.at, look.waiting, look.directed
    low_at, high_at, channel_at = kind_at + 3, kind_at + 4, kind_at + 7

    def skip_h4(data: bytes, position: int, last: int) -> int:
        while position < last:
            size, kind, code, subevent = peek(data, position)
            if kind == EVENT:
                if code == LE_META:
                    if subevent in CONNECTIONS:
                        break
                elif code in MATTERS:
                    break
            elif kind == ACL:
                if waiting or data[position + channel_at] == CHANNEL:
                    break
                if data[position + low_at] < 4 and not data[position + high_at]:
                    break
            position += header_bytes + size
        return position

    def skip_air(data: bytes, position: int, last: int) -> int:
        while position < last:
            size, access, header, length_of_payload = peek(data, position)
            if access == ADVERTISING:
                if header & 0x0F == CONNECT_IND:
                    break
            elif length_of_payload or directed:
                break
            position += header_bytes + size
        return position

    return skip_air if look.air else skip_h4


def blocks(look: Look | None, order: str) -> Skip:
    """For pcapng in a byte order: enhanced packets (28 bytes in front) of a section that has one interface."""
    if look is None:
        return _stay
    peek = Struct(f"{order}II20x{look.at}x{'4sBB' if look.air else 'BBxB'}").unpack_from
    kind_at, waiting, directed = 28 + look.at, look.waiting, look.directed
    low_at, high_at, channel_at = kind_at + 3, kind_at + 4, kind_at + 7

    def skip_h4(data: bytes, position: int, last: int) -> int:
        while position < last:
            block, size, kind, code, subevent = peek(data, position)
            if block != ENHANCED_PACKET or size < 32:
                break
            if kind == EVENT:
                if code == LE_META:
                    if subevent in CONNECTIONS:
                        break
                elif code in MATTERS:
                    break
            elif kind == ACL:
                if waiting or data[position + channel_at] == CHANNEL:
                    break
                if data[position + low_at] < 4 and not data[position + high_at]:
                    break
            position += size
        return position

    def skip_air(data: bytes, position: int, last: int) -> int:
        while position < last:
            block, size, access, header, length_of_payload = peek(data, position)
            if block != ENHANCED_PACKET or size < 32:
                break
            if access == ADVERTISING:
                if header & 0x0F == CONNECT_IND:
                    break
            elif length_of_payload or directed:
                break
            position += size
        return position

    return skip_air if look.air else skip_h4


def _stay(_data: bytes, position: int, _last: int) -> int:
    return position
