"""Writes packet files for tests: the same packets in every container and link type that is read."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from srpscope.capture import formats
from srpscope.capture.capture import Capture
from srpscope.capture.packets import btsnoop, packetlogger, pcap, pcapng
from srpscope.capture.source import Source

DATA = Path(__file__).parent.parent / "data"
BLE = DATA / "ble"
TLS = DATA / "tls-srp"

SESSION_FILES = sorted(path for path in BLE.iterdir() if path.suffix in (".btsnoop", ".pcap", ".pcapng"))

BTMON_FILES = sorted((DATA / "btmon").glob("*.btsnoop"))

DEVICE_LOGS = {
    "good-mtu256": BLE / "good-mtu256.device.log",
    "failed-mtu185": DATA / "logs" / "g-unpadded.device.log",
    "failed-then-good-mtu500": DATA / "logs" / "two-sessions.device.log",
}
"""What the device logged of each recorded run of tests/data/ble."""

Hci = tuple[float, bool, bytes]
"""(seconds, received, H4 packet)."""


def truth(path: Path) -> dict[str, Any]:
    """What is known of a file of tests/data/ble."""
    return json.loads((BLE / (path.name.split(".")[0] + ".json")).read_text())


def read(data: bytes, name: str = "file") -> list[Capture]:
    """Every handshake in bytes, through the registry of formats."""
    return formats.read(Source.of_bytes(data, name))


def read_with(module: ModuleType, data: bytes, name: str = "file") -> list[Capture]:
    """Every handshake in bytes, by one format."""
    return module.read(Source.of_bytes(data, name))


def messages(capture: Capture) -> list[list[str]]:
    """[endpoint, sender, hex] as the truth has them."""
    return [[line["endpoint"], line["from"], line["bytes"]] for line in capture.messages]


def hci_packets(path: Path) -> Iterator[Hci]:
    """The records of one of our btsnoop files."""
    data = path.read_bytes()
    at = 16
    while at < len(data):
        _, included, flags, _, stamp = struct.unpack_from(">IIIIq", data, at)
        yield (stamp - btsnoop.YEAR_1970) / 1e6, bool(flags & 1), data[at + 24 : at + 24 + included]
        at += 24 + included


def btsnoop_file(packets: Iterable[Hci], datalink: int = 1002) -> bytes:
    """btsnoop with H4 (1002), without it (1001), or as the Linux monitor (2001)."""
    out = bytearray(struct.pack(">8sII", btsnoop.MAGIC, 1, datalink))
    if datalink == 2001:  # the monitor's files begin with the adapter: kind, bus, address, name
        adapter = bytes(2) + bytes.fromhex("f0f0f0f0f0f0") + b"hci0".ljust(8, b"\0")
        out += struct.pack(">IIIIq", len(adapter), len(adapter), 0, 0, btsnoop.YEAR_1970) + adapter
    for time, received, packet in packets:
        stamp = round(time * 1e6) + btsnoop.YEAR_1970
        flags = int(received) | (2 if packet[0] in (1, 4) else 0)
        if datalink == 1001:
            packet = packet[1:]
        elif datalink == 2001:
            flags, packet = monitor_opcode(received, packet), packet[1:]
        out += struct.pack(">IIIIq", len(packet), len(packet), flags, 0, stamp) + packet
    return bytes(out)


def monitor_opcode(received: bool, packet: bytes) -> int:
    """The Linux monitor's opcode of an H4 packet, for adapter 0."""
    return {1: 2, 4: 3, 2: 5 if received else 4, 3: 7 if received else 6}[packet[0]]


def wrapped(packets: Iterable[Hci], link: int) -> Iterator[tuple[float, bytes]]:
    """H4 packets as link type 187, 201 or 254 has them."""
    for time, received, packet in packets:
        if link == 201:
            packet = struct.pack(">I", received) + packet
        elif link == 254:
            packet = struct.pack(">HH", 0, monitor_opcode(received, packet)) + packet[1:]
        yield time, packet


def pcap_file(packets: Iterable[tuple[float, bytes]], link: int, order: str = "<", nano: bool = False) -> bytes:
    """pcap in either byte order, with microseconds or nanoseconds."""
    out = bytearray(struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 65535, link))
    for time, packet in packets:
        seconds = int(time)
        fraction = round((time - seconds) * (1e9 if nano else 1e6))
        out += struct.pack(order + "IIII", seconds, fraction, len(packet), len(packet)) + packet
    return bytes(out)


def block(order: str, kind: int, body: bytes) -> bytes:
    """A pcapng block."""
    body += bytes(-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + length + body + length


def section(order: str) -> bytes:
    """A pcapng section header."""
    return block(order, pcapng.SECTION, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(order: str, link: int, resolution: int | None = None) -> bytes:
    """A pcapng interface description, with if_tsresol where it is given."""
    options = b"" if resolution is None else struct.pack(order + "HHB3x", 9, 1, resolution) + bytes(4)
    return block(order, pcapng.INTERFACE, struct.pack(order + "HHI", link, 0, 0) + options)


def enhanced(order: str, number: int, ticks: int, packet: bytes) -> bytes:
    """A pcapng enhanced packet."""
    head = struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xFFFF_FFFF, len(packet), len(packet))
    return block(order, pcapng.ENHANCED_PACKET, head + packet)


def pcapng_file(packets: Iterable[tuple[float, bytes]], link: int, order: str = "<") -> bytes:
    """pcapng with one interface and microseconds."""
    out = section(order) + interface(order, link)
    return out + b"".join(enhanced(order, 0, round(time * 1e6), packet) for time, packet in packets)


def packetlogger_file(packets: Iterable[Hci], order: str = ">") -> bytes:
    """PacketLogger in either byte order."""
    kinds = {(1, False): 0, (4, True): 1, (2, False): 2, (2, True): 3}
    out = bytearray()
    for time, received, packet in packets:
        seconds = int(time)
        head = struct.pack(order + "III", 8 + len(packet), seconds, round((time - seconds) * 1e6))
        out += head + bytes([kinds[packet[0], received]]) + packet[1:]
    return bytes(out)


FORMATS = {"btsnoop": btsnoop, "pcap": pcap, "pcapng": pcapng, "packetlogger": packetlogger}
