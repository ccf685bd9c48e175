"""Very many sessions in one file: what is kept is whole, what is left out is counted, and memory stays bounded."""

from __future__ import annotations

import json

from srpscope.capture import formats
from srpscope.capture.handshakes import MOST_HANDSHAKES
from srpscope.capture.source import Source
from tests.capture.packet_files import pcap_file
from tests.capture.tcp_files import RAW_IP, Tcp
from tests.reliability.sessions import resident

MEMORY = 400 * 1024 * 1024


def recorded(count: int) -> bytes:
    """A pcap with that many textbook sessions, each on a connection of its own."""
    packets = []
    for number in range(count):
        tcp = Tcp(client=(bytes([10, number >> 16, number >> 8 & 255, number & 255]), 50_000), time=1.7e9 + number)
        tcp.open()
        tcp.send("client", json.dumps({"I": "alice", "A": f"{number + 2:0256x}"}).encode() + b"\n")
        tcp.send("server", json.dumps({"s": "0a" * 16, "B": "0b" * 128}).encode() + b"\n")
        tcp.send("client", json.dumps({"M1": f"{number:040x}"}).encode() + b"\n")
        packets += tcp.close().packets
    return pcap_file(packets, RAW_IP)


def run(count: int) -> str:
    """What came out, as a sentence. Raises AssertionError."""
    data = recorded(count)
    before = resident()
    captures = formats.read(Source.of_bytes(data, "many.pcap"))
    grown = resident() - before
    assert len(captures) == min(count, MOST_HANDSHAKES)
    sent = [json.loads(bytes.fromhex(capture.messages[0]["bytes"]))["A"] for capture in captures]
    assert [int(one, 16) - 2 for one in sent] == list(range(len(captures)))
    left_out = count - len(captures)
    if left_out:
        assert f"{left_out:,} further handshakes are left out." in captures[0].notes
    assert grown < MEMORY
    return f"{len(captures):,} read in their order, {left_out:,} counted as left out; {grown // 2**20} MB of memory"
