"""What the bytes of a network may cost is bounded: chunks, frames, what bodies unpack to, segments that wait."""

from __future__ import annotations

import gzip
import zlib

import pytest

from srpscope.capture.faults import Faults
from srpscope.capture.network import conversations, tcp as tcp_reader
from srpscope.capture.network.http1 import HttpMessage, HttpStream
from srpscope.capture.packets import pcap
from srpscope.errors import FileError
from tests.capture.packet_files import (
    read_with,
)
from tests.capture.tcp_files import RAW_IP, Tcp


def test_chunks_and_frames_without_an_end_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one connection, and on one after the other."""
    monkeypatch.setattr(conversations, "MOST_PIECES", 2_000)
    chunked = b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 300
    upgrade = b"GET /x HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", b"HTTP/1.1 101 ok\r\nUpgrade: websocket\r\n\r\n"
    whole = Tcp()
    for number in range(3):
        whole.client = (whole.client[0], number)
        whole.open().send("client", chunked)
    whole.client = (whole.client[0], 9)
    whole.open().send("client", upgrade[0]).send("server", upgrade[1]).send("client", b"\x81\x00" * 3_000)
    with pytest.raises(FileError, match=r"more than is read of one file; the rest is not read"):
        read_with(pcap, whole.file(), "x")


def test_what_many_bodies_unpack_to_is_bounded_for_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte out of a kilobyte is allowed; ten thousand of them in one file took minutes."""
    unpacked: list[int] = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self, width: int) -> None:
            self._real = real(width)

        def decompress(self, data: bytes, most: int) -> bytes:
            whole = self._real.decompress(data, most)
            unpacked.append(len(whole))
            return whole

    monkeypatch.setattr(zlib, "decompressobj", Counting)
    monkeypatch.setattr(conversations, "MOST_PIECES", 40_000)
    body = gzip.compress(b"n" * 900_000)
    request = b"PUT /n HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    tcp = Tcp()
    for number in range(4):
        tcp.client = (tcp.client[0], 700 + number)
        tcp.open().send("client", request * 6)
    with pytest.raises(FileError, match=r"more than is read of one file; the rest is not read"):
        read_with(pcap, tcp.file(), "x")
    assert 3 <= len(unpacked) <= 10


def test_segments_that_wait_are_not_looked_at_for_each_that_comes() -> None:
    """A thousand of them ahead, and three hundred thousand bytes one by one: it lasted a minute."""
    read, looks = [], 0

    class Place(int):
        def __le__(self, other: int) -> bool:
            nonlocal looks
            looks += 1
            return int(self) <= other

    class Conversation:
        wanted = True

        def data(self, time: float, from_opener: bool, data: bytes) -> None:
            read.append(data)

        def gap(self, time: float, from_opener: bool, count: int) -> None:
            read.append(b"<%d>" % count)

        def closed(self, time: float, from_opener: bool) -> None: ...

    direction = tcp_reader._Direction(expected=0)
    for number in range(900):
        direction.wait(Place(5_000 + 2 * number), b"w")
    reader = tcp_reader.TcpReader(lambda *_: Conversation(), Faults())
    connection = tcp_reader._Connection((b"", 1), Conversation(), direction)
    for number in range(3_000):
        reader._payload(0.0, connection, direction, True, number, b"n")
    assert b"".join(read) == b"n" * 3_000 and looks <= 3_100
    reader._skip(0.0, connection, direction, True)
    assert read[-2:] == [b"<2000>", b"w"] and direction.expected == 5_001


def test_sequence_numbers_wrap_while_segments_wait() -> None:
    tcp = Tcp()
    tcp.sequence["client"] = (1 << 32) - 20
    tcp.open()
    body = bytes(range(65, 85)) * 3
    head = b"POST /x HTTP/1.1\r\nContent-Length: 60\r\n\r\n"
    start, whole = tcp.sequence["client"], head + body
    pieces = [(at, whole[at : at + 9]) for at in range(0, len(whole), 9)]
    for at, data in [*pieces[1::2], *pieces[::2]]:
        tcp.packets.append(tcp.segment("client", 16, data, (start + at) % (1 << 32)))
    seen: list[bytes] = []

    class Conversation:
        wanted = True

        def data(self, time: float, from_opener: bool, data: bytes) -> None:
            seen.append(data)

        def gap(self, time: float, from_opener: bool, count: int) -> None:
            raise AssertionError("nothing is missing")

        def closed(self, time: float, from_opener: bool) -> None: ...

    reader = tcp_reader.TcpReader(lambda *_: Conversation(), Faults())
    layer = reader.layers()[RAW_IP]
    for at_time, packet in tcp.packets:
        layer.take(0, at_time, 0, packet, 0, len(packet))
    assert b"".join(seen) == whole


def test_a_head_that_comes_byte_by_byte_is_searched_once() -> None:
    heads: list[HttpMessage] = []

    def head_of(_time: float, message: HttpMessage) -> bool:
        heads.append(message)
        return False

    stream = HttpStream(head_of, lambda _message: True, False, lambda _pieces: None)
    head = b"\r\nGET /n HTTP/1.1\r\nLong: " + b"n" * 3_000 + b"\r\n\r\n"
    for byte in head:
        stream.feed(0.0, bytes([byte]))
        assert len(stream._buffer) - stream._searched <= 3
    assert [(one.words[1], len(one.headers["long"])) for one in heads] == [("/n", 3_000)]


def test_tcp_that_never_comes_together_is_bounded() -> None:
    tcp = Tcp().open().send("client", b"POST /x HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
    for number in range(3_000):
        tcp.packets.append(tcp.segment("client", 16, b"x" * 1_000, tcp.sequence["client"] + 10 + 2_000 * number))
    for number in range(6_000):
        tcp.client = (tcp.client[0], number)
        tcp.packets.append(tcp.segment("client", 2))
    with pytest.raises(FileError, match="6,001 TCP connections, 1 of them HTTP"):
        read_with(pcap, tcp.file(), "x")
