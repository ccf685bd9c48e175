"""Nothing that comes in can crash a reader, hang it or fill memory; what was read before a fault is kept."""

from __future__ import annotations

import json
import struct
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from srpscope.capture import formats, handshakes
from srpscope.capture.bluetooth.gatt import GattReader
from srpscope.capture.capture import Capture
from srpscope.capture.faults import Faults
from srpscope.capture.handshakes import Found, RecordedHandshake
from srpscope.capture.links import MOST_BYTES
from srpscope.capture.logs import mobile_log
from srpscope.capture.network import har, tls_key_log
from srpscope.capture.network.http1 import HttpStream, NotHttpError, decoded_body
from srpscope.capture.network.ip import IP_LINKS, segment
from srpscope.capture.network.tls_srp import TlsConversation
from srpscope.capture.network.websocket import NotWebSocketError, WebSocketStream
from srpscope.capture.packets import btsnoop, packetlogger, pcap, pcapng
from srpscope.capture.pages.places.whole_forms import _DART, _SIGILS
from srpscope.capture.source import Source
from srpscope.errors import FileError
from tests.capture.packet_files import (
    BLE,
    FORMATS,
    TLS,
    block,
    btsnoop_file,
    enhanced,
    hci_packets,
    interface,
    packetlogger_file,
    pcap_file,
    pcapng_file,
    read_with,
    section,
)
from tests.capture.tcp_files import RAW_IP

SLIM = [
    one for one in hci_packets(BLE / "good-mtu256.btsnoop") if one[2][0] == 2 or one[2][:2] in (b"\4\x05", b"\4\x3e")
]
"""A session without what the host and its controller talk about."""

SAMPLES: dict[str, tuple[str, bytes]] = {
    "btsnoop": ("btsnoop", (BLE / "failed-mtu185.btsnoop").read_bytes()),
    "monitor": ("btsnoop", btsnoop_file(SLIM, 2001)),
    "pcapng": ("pcapng", (BLE / "good-mtu256.pcapng").read_bytes()),
    "ll251": ("pcap", (BLE / "good-mtu256.ll251.pcap").read_bytes()),
    "ll256": ("pcap", (BLE / "failed-mtu185.ll256.pcap").read_bytes()),
    "ll272": ("pcap", (BLE / "failed-then-good-mtu500.ll272.pcap").read_bytes()),
    "packetlogger": ("packetlogger", packetlogger_file(SLIM)),
    "tls": ("pcap", (TLS / "tlssrp_43_openssl_to_openssl.pcap").read_bytes()),
}


def outcome(name: str, data: bytes) -> list[Capture]:
    """What a reader says of bytes: captures, or nothing with a sentence."""
    format_name, _ = SAMPLES[name]
    try:
        found = read_with(FORMATS[format_name], data, "x")
    except FileError as error:
        assert str(error).startswith("x: ") and str(error).endswith((".", "is.")), error
        return []
    for capture in found:
        assert all(note.isprintable() for note in capture.notes)
        assert len(capture.notes) <= 20
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_cut_off_at_every_byte(name: str) -> None:
    """A shorter file never gives more, and a cut inside a record is said."""
    _, data = SAMPLES[name]
    known = 0
    step = 1 if name in ("tls", "monitor") else 31
    for end in range(0, len(data), step):
        found = outcome(name, data[:end])
        lines = sum(len(capture.lines) for capture in found)
        assert lines >= known - 1  # what is pending at the end may be shown one way or the other
        known = max(known, lines)
    whole = sum(len(capture.lines) for capture in outcome(name, data))
    assert known in (whole, whole - 1)


@pytest.mark.parametrize("name", ["btsnoop", "pcapng", "ll251", "packetlogger"])
def test_a_cut_record_is_named_with_its_offset(name: str) -> None:
    _, data = SAMPLES[name]
    found = outcome(name, data[:-3])
    assert found
    assert any(note.startswith("Byte ") and "the file ends inside" in note for note in found[0].notes)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_byte_changed(name: str) -> None:
    _, data = SAMPLES[name]
    for at in range(0, len(data), 29):
        outcome(name, data[:at] + bytes([data[at] ^ (0xFF, 0x01, 0x80)[at % 3]]) + data[at + 1 :])


EDITS = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 12)), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(SAMPLES)), EDITS)
def test_bytes_put_in_and_taken_out(name: str, edits: list[tuple[float, bytes, int]]) -> None:
    _, data = SAMPLES[name]
    for place, inserted, removed in edits:
        at = int(place * len(data))
        data = data[:at] + inserted + data[at + removed :]
    outcome(name, data)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_behind_a_header(data: bytes) -> None:
    for name, head in {
        "btsnoop": btsnoop_file([]),
        "monitor": btsnoop_file([], 2001),
        "ll251": pcap_file([], 251),
        "ll256": pcap_file([], 256),
        "ll272": pcap_file([], 272),
        "tls": pcap_file([], RAW_IP),
        "pcapng": section("<") + interface("<", 201),
        "packetlogger": b"",
    }.items():
        outcome(name, head + data)
    for one in formats.formats():
        assert 0 <= one.sureness(data, "x") <= 1


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.binary(min_size=1, max_size=60), max_size=30),
    st.sampled_from([1, 12, 113, 187, 201, 251, 254, 256, 272]),
)
def test_any_packets(packets: list[bytes], link: int) -> None:
    data = [(1.0 + number, packet) for number, packet in enumerate(packets)]
    outcome("tls", pcap_file(data, link))
    outcome("pcapng", pcapng_file(data, link))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.binary(min_size=1, max_size=40)), max_size=40))
def test_any_att(pdus: list[tuple[int, bytes]]) -> None:
    faults = Faults()
    reader = GattReader(Found(), faults)
    for number, (direction, pdu) in enumerate(pdus):
        reader.att(number, float(number), 1, direction, pdu)
    reader.finish()
    assert reader.pdus <= len(pdus) and all(faults.sentences())


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.binary(max_size=200)), max_size=12),
    st.sampled_from([b"", b"\x16\3\1\0\x50\1\0\0\x4c\3\3"]),
)
def test_any_tls(parts: list[tuple[bool, bytes]], head: bytes) -> None:
    found = Found()
    conversation = TlsConversation(found)
    conversation.feed(0.0, "client", head)
    for from_client, data in parts:
        if conversation.wanted:
            conversation.feed(1.0, "client" if from_client else "server", data)
    assert len(found.handshakes) <= 1


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_http_and_websocket(data: bytes, size: int) -> None:
    http = HttpStream(lambda _time, _message: False, lambda _message: True, True, lambda _pieces: None)
    socket = WebSocketStream(lambda _time, _data: None, lambda _time, _code: None, lambda _pieces: None)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    try:
        for at in range(0, len(head + data), size):
            http.feed(0.0, (head + data)[at : at + size])
        http.close(0.0)
    except NotHttpError as error:
        assert str(error)
    try:
        for at in range(0, len(data), size):
            socket.feed(0.0, data[at : at + size])
    except NotWebSocketError as error:
        assert str(error)
    for coding in ("gzip", "deflate", "br"):
        decoded_body(data, coding)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=120))
def test_any_ip(data: bytes) -> None:
    for link in IP_LINKS:
        read = segment(link, data, 0, len(data))
        assert read is None or len(read.payload) <= len(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["log", "entries", "request", "response", "url", "headers", "postData", "text", "name", "value"]
            )
            | st.sampled_from(
                ["content", "encoding", "_webSocketMessages", "type", "data", "status", "time", "opcode"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(JSON, max_size=4))
def test_any_har(entries: list[object]) -> None:
    with pytest.raises(FileError):
        har.read(Source.of_bytes(json.dumps({"log": {"entries": entries}}).encode(), "x.har"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_key_log(data: bytes) -> None:
    with pytest.raises(FileError):
        tls_key_log.read(Source.of_bytes(b"CLIENT_RANDOM " + data, "x"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (
            "btsnoop",
            btsnoop_file([]) + struct.pack(">IIIIq", 9, 0xFFFF_FFFF, 0, 0, 0),
            "4,294,967,295 bytes is not possible",
        ),
        ("btsnoop", btsnoop_file([]) + struct.pack(">IIIIq", 9, MOST_BYTES, 0, 0, 0), "the file ends inside a record"),
        ("ll251", pcap_file([], 251) + struct.pack("<IIII", 0, 0, 0xFFFF_FFF0, 0), "not possible"),
        ("pcapng", section("<") + struct.pack("<II", 6, 0xFFFF_FFFC) + bytes(8), "not possible"),
        ("pcapng", section("<") + struct.pack("<II", 6, 13) + bytes(8), "a block of 13 bytes is not possible"),
        ("pcapng", section("<") + struct.pack("<II", 6, 0) + bytes(8), "a block of 0 bytes is not possible"),
        ("pcapng", section("<") + enhanced("<", 7, 0, b"x"), "interface or length is not possible"),
        ("pcapng", section("<") + block("<", pcapng.SECTION, b"nope" * 4), "no byte order mark"),
        ("pcapng", section("<") + interface("<", 1) * 4_097, "more than 4,096 interfaces"),
    ],
)
def test_absurd_lengths(name: str, data: bytes, words: str) -> None:
    with pytest.raises(FileError) as raised:
        read_with(FORMATS[SAMPLES[name][0]], data, "x")
    assert words in str(raised.value)


def test_a_message_that_never_ends_is_bounded() -> None:
    """Fragments of ever new messages on many connections, prepared writes and blob reads without an end."""
    opening = struct.pack("<HHB", 0xFFFF, 4, 0x12)
    packets = [
        (1.0, False, b"\2" + struct.pack("<HH", handle & 0xFFF, len(opening)) + opening) for handle in range(4_096)
    ]
    piece = struct.pack("<HHBHH", 245, 4, 0x16, 5, 0) + bytes(240)
    packets += [(2.0, False, b"\2" + struct.pack("<HH", 1, len(piece)) + piece)] * 2_000
    blob = struct.pack("<HHB", 250, 4, 0x0D) + bytes(249)
    asked = struct.pack("<HHBHH", 5, 4, 0x0C, 5, 0)
    packets.append((3.0, False, b"\2" + struct.pack("<HH", 1, len(asked)) + asked))
    packets += [(3.0, True, b"\2" + struct.pack("<HH", 0x2001, len(blob)) + blob)] * 2_000
    with pytest.raises(FileError) as raised:
        read_with(btsnoop, btsnoop_file(packets), "x")
    for words in (
        "unfinished messages; the oldest is dropped",
        "prepared writes of more than",
        "a long read does not end",
    ):
        assert words in str(raised.value)


def test_many_handshakes_and_endless_sessions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshakes, "MOST_HANDSHAKES", 20)
    monkeypatch.setattr(handshakes, "MOST_LINES", 100)
    session = list(hci_packets(BLE / "failed-mtu185.btsnoop"))
    found = read_with(btsnoop, btsnoop_file(session * 30), "x")
    assert len(found) == 20
    assert "10 further handshakes are left out." in found[0].notes
    written = struct.pack("<HHBH", 13, 4, 0x12, 0x16) + b"\x10\x02\x62" + bytes(7)
    endless = [*session[:-2], *[(1.0, False, b"\2" + struct.pack("<HH", 0x0040, len(written)) + written)] * 300]
    found = read_with(btsnoop, btsnoop_file(endless), "x")
    assert len(found[0].lines) == 100
    assert any("later lines of this session are left out" in note for note in found[0].notes)


def test_what_is_kept_of_one_file_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies may unpack to a thousand times what the file has."""
    monkeypatch.setattr(handshakes, "MOST_FILE_BYTES", 3_000)
    session = list(hci_packets(BLE / "failed-mtu185.btsnoop"))
    found = read_with(btsnoop, btsnoop_file(session * 10), "x")
    kept = sum(len(line.get("bytes", "")) // 2 for one in found for line in one.lines)
    assert 0 < kept <= 3_000
    assert any("left out" in note for one in found for note in one.notes)


def test_what_is_kept_of_many_handshakes_is_bounded() -> None:
    found = Found()
    line = {"type": "message", "t": 1.0, "from": "server", "endpoint": None, "bytes": "00" * 1_000_000}
    for _ in range(100):
        handshake = RecordedHandshake("excalibur", 1.0)
        found.add(handshake)
        for _ in range(4):
            found.keep(dict(line), handshake)
    kept = sum(len(one["bytes"]) for handshake in found.handshakes for one in handshake.lines)
    assert 60_000_000 < kept <= 2 * 32 * 1024 * 1024


def test_a_text_of_line_ends_is_looked_at_once() -> None:
    """An expression that may begin at every line and goes over line ends reads the rest once a line: 20 KB took 6 s."""
    blank = "\n" * 20_000
    for look in (mobile_log.sureness, lambda head, name: _SIGILS.search(head.decode()) or _DART.search(head.decode())):
        started = time.thread_time()
        assert not look(blank.encode(), "x.txt")
        assert time.thread_time() - started < 0.5


def test_sureness_never_takes_another_format() -> None:
    known = {"btsnoop": btsnoop, "pcap": pcap, "pcapng": pcapng, "packetlogger": packetlogger}
    for format_name, data in SAMPLES.values():
        for other, module in known.items():
            assert (module.sureness(data, "x") > 0) == (other == format_name)
    text = Path(__file__).read_bytes()
    assert all(module.sureness(text, "x.pklg") == 0 for module in known.values())
