"""Writes TCP connections as packets, for tests."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from tests.capture.packet_files import pcap_file

FIN, SYN, RST, ACK = 1, 2, 4, 16

RAW_IP = 101


def ipv4(source: bytes, destination: bytes, payload: bytes) -> bytes:
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, 6, 0) + source + destination + payload


def ipv6(source: bytes, destination: bytes, payload: bytes, extension: bytes = b"") -> bytes:
    length = len(extension) + len(payload)
    head = struct.pack(">IHBB", 6 << 28, length, 60 if extension else 6, 64)
    return head + source + destination + extension + payload


@dataclass
class Tcp:
    """One connection; its packets are (time, raw IP packet)."""

    client: tuple[bytes, int] = (b"\xc0\xa8\x04\x02", 50_000)
    server: tuple[bytes, int] = (b"\xc0\xa8\x04\x01", 80)
    time: float = 1_700_000_000.0
    packets: list[tuple[float, bytes]] = field(default_factory=list)
    sequence: dict[str, int] = field(default_factory=lambda: {"client": 0xFFFF_FFF0, "server": 5})

    def segment(self, sender: str, flags: int, data: bytes = b"", sequence: int | None = None) -> tuple[float, bytes]:
        source, destination = (self.client, self.server) if sender == "client" else (self.server, self.client)
        number = self.sequence[sender] if sequence is None else sequence
        head = struct.pack(">HHIIBBHHH", source[1], destination[1], number % 2**32, 0, 5 << 4, flags, 0, 0, 0)
        self.time += 0.001
        packet = ipv4(source[0], destination[0], head + data)
        if len(source[0]) == 16:
            packet = ipv6(source[0], destination[0], head + data)
        return self.time, packet

    def open(self) -> Tcp:
        self.packets.append(self.segment("client", SYN))
        self.packets.append(self.segment("server", SYN | ACK))
        for sender in self.sequence:
            self.sequence[sender] += 1
        return self

    def send(self, sender: str, data: bytes, size: int = 1460) -> Tcp:
        for at in range(0, len(data), size):
            self.packets.append(self.segment(sender, ACK, data[at : at + size]))
            self.sequence[sender] += len(data[at : at + size])
        return self

    def close(self, sender: str = "client", flags: int = FIN | ACK) -> Tcp:
        self.packets.append(self.segment(sender, flags))
        return self

    def file(self) -> bytes:
        """All packets as a pcap of raw IP."""
        return pcap_file(self.packets, RAW_IP)
