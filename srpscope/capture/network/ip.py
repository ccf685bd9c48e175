"""From a frame to a TCP segment: the link headers of pcap, IPv4 and IPv6, TCP (RFC 791, 8200, 9293)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final, NamedTuple

from srpscope.capture.links import (
    ETHERNET,
    IPV4,
    IPV6,
    LINUX_SLL,
    LINUX_SLL2,
    LOOP,
    NULL,
    RAW_ALIASES,
)

TCP: Final = 6

FIN: Final = 0x01
SYN: Final = 0x02
RST: Final = 0x04

IP_LINKS: Final = (NULL, ETHERNET, *RAW_ALIASES, LOOP, LINUX_SLL, IPV4, IPV6, LINUX_SLL2)

_ETHERTYPE_AT: Final = {ETHERNET: (12, 14), LINUX_SLL: (14, 16), LINUX_SLL2: (0, 20)}
"""Link type -> where its EtherType stands, and where the packet starts."""

_VLAN_TAGS: Final = (0x8100, 0x88A8, 0x9100)
_IP_ETHERTYPES: Final = (0x0800, 0x86DD)
_IPV6_EXTENSIONS: Final = (0, 43, 60)
"""Hop-by-hop, routing, destination options."""

Endpoint = tuple[bytes, int]
"""(address as its 4 or 16 bytes, port)."""


class Segment(NamedTuple):
    """One TCP segment. payload is None where the packet is a later IP fragment or cut in its header."""

    source: Endpoint
    destination: Endpoint
    sequence: int
    flags: int
    payload: bytes
    missing: int
    """Bytes of the payload that the recorder did not keep."""


def ip_start(link: int, data: bytes, start: int, stop: int) -> int | None:
    """Where the IP header starts in a frame of a link type of IP_LINKS; None where there is none."""
    if link in (NULL, LOOP):
        return start + 4
    place = _ETHERTYPE_AT.get(link)
    if place is None:
        return start
    type_at, at = start + place[0], start + place[1]
    for _ in range(4):
        if at > stop:
            return None
        ethertype = data[type_at] << 8 | data[type_at + 1]
        if ethertype in _IP_ETHERTYPES:
            return at
        if ethertype not in _VLAN_TAGS:
            return None
        type_at, at = at + 2, at + 4
    return None


def segment(link: int, data: bytes, start: int, stop: int) -> Segment | None:
    """The TCP segment in a frame, or None where it carries none that can be read."""
    at = ip_start(link, data, start, stop)
    if at is None or at + 20 > stop:
        return None
    version = data[at] >> 4
    if version == 4:
        header = (data[at] & 0x0F) * 4
        length = data[at + 2] << 8 | data[at + 3] or stop - at  # 0: the network card cut the segment, not the sender
        fragment = (data[at + 6] & 0x3F) << 8 | data[at + 7]
        if header < 20 or data[at + 9] != TCP or fragment:
            return None
        source, destination = data[at + 12 : at + 16], data[at + 16 : at + 20]
        end, at = at + length, at + header
    elif version == 6 and at + 40 <= stop:
        length = data[at + 4] << 8 | data[at + 5]
        following = data[at + 6]
        source, destination = data[at + 8 : at + 24], data[at + 24 : at + 40]
        end, at = at + 40 + length if length else stop, at + 40
        for _ in range(8):
            if following not in _IPV6_EXTENSIONS or at + 2 > stop:
                break
            following, at = data[at], at + 8 + data[at + 1] * 8
        if following != TCP:
            return None
    else:
        return None
    if at + 20 > min(stop, end):
        return None
    offset = (data[at + 12] >> 4) * 4
    if offset < 20 or at + offset > end:
        return None
    payload = data[at + offset : min(end, stop)]
    return Segment(
        (source, data[at] << 8 | data[at + 1]),
        (destination, data[at + 2] << 8 | data[at + 3]),
        int.from_bytes(data[at + 4 : at + 8], "big"),
        data[at + 13],
        payload,
        max(0, end - stop),
    )


def endpoint_name(endpoint: Endpoint) -> str:
    """address:port as people write it."""
    address = str(ip_address(endpoint[0]))
    return f"[{address}]:{endpoint[1]}" if ":" in address else f"{address}:{endpoint[1]}"
