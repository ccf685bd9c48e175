"""The same packets in every container, byte order and link type read the same."""

from __future__ import annotations

import struct
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from srpscope.capture import formats
from srpscope.capture.packets import btsnoop, packetlogger, pcap, pcapng
from srpscope.capture.source import CancelledError, Source
from srpscope.errors import FileError
from tests.capture.packet_files import (
    BLE,
    Hci,
    block,
    btsnoop_file,
    enhanced,
    hci_packets,
    interface,
    messages,
    packetlogger_file,
    pcap_file,
    pcapng_file,
    read,
    section,
    wrapped,
)

PACKETS: list[Hci] = list(hci_packets(BLE / "failed-mtu185.btsnoop"))
EXPECTED = read(btsnoop_file(PACKETS))[0]

VARIANTS: dict[str, tuple[ModuleType, Callable[[], bytes]]] = {
    "btsnoop 1001": (btsnoop, lambda: btsnoop_file(PACKETS, 1001)),
    "btsnoop 1002": (btsnoop, lambda: btsnoop_file(PACKETS)),
    "btsnoop 2001": (btsnoop, lambda: btsnoop_file(PACKETS, 2001)),
    **{
        f"pcap {link} {order}{'ns' * nano}": (
            pcap,
            lambda link=link, order=order, nano=nano: pcap_file(wrapped(PACKETS, link), link, order, nano),
        )
        for link in (187, 201, 254)
        for order in "<>"
        for nano in (False, True)
    },
    **{
        f"pcapng {link} {order}": (
            pcapng,
            lambda link=link, order=order: pcapng_file(wrapped(PACKETS, link), link, order),
        )
        for link in (187, 201, 254)
        for order in "<>"
    },
    "packetlogger >": (packetlogger, lambda: packetlogger_file(PACKETS, ">")),
    "packetlogger <": (packetlogger, lambda: packetlogger_file(PACKETS, "<")),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_gives_the_same_lines(name: str) -> None:
    module, write = VARIANTS[name]
    data = write()
    source = Source.of_bytes(data, "capture.pklg" if module is packetlogger else "capture")
    assert formats.recognise(source) is module
    (found,) = module.read(source)
    assert messages(found) == messages(EXPECTED)
    assert [event["what"] for event in found.events] == [event["what"] for event in EXPECTED.events]
    for line, expected in zip(found.lines, EXPECTED.lines, strict=True):
        assert line["t"] == pytest.approx(expected["t"], abs=2e-6)
    assert found.header["created"] == EXPECTED.header["created"]


def test_pcapng_with_two_sections_and_interfaces() -> None:
    half = len(PACKETS) // 2
    started = int(PACKETS[0][0])
    out = section("<") + interface("<", 1) + interface("<", 201, 9)
    for time, packet in wrapped(PACKETS[:half], 201):
        out += enhanced("<", 1, round(time * 1e9), packet)
        out += enhanced("<", 0, started * 1_000_000, b"\xff" * 60)
    out += section(">") + interface(">", 187, 0x80 | 20)
    for time, _, packet in PACKETS[half:]:
        out += enhanced(">", 0, round(time * 2**20), packet)
    (found,) = read(out)
    assert messages(found) == messages(EXPECTED)
    assert found.lines[-1]["t"] == pytest.approx(EXPECTED.lines[-1]["t"], abs=1e-5)


def test_pcapng_simple_and_old_packets() -> None:
    out = section("<") + interface("<", 201)
    for number, (_, packet) in enumerate(wrapped(PACKETS, 201)):
        if number % 2:
            out += block("<", pcapng.SIMPLE_PACKET, struct.pack("<I", len(packet)) + packet)
        else:
            head = struct.pack("<HHIIII", 0, 0xFFFF, 0, 0, len(packet), len(packet))
            out += block("<", pcapng.OLD_PACKET, head + packet)
    (found,) = read(out)
    assert messages(found) == messages(EXPECTED)


def test_packets_between_do_not_disturb() -> None:
    """Other traffic of the same adapter, and long dull stretches, in which whole chunks hold nothing of use."""
    report = bytes([4, 0x3E, 0x2B, 2, 1, 0, 0]) + bytes(39)
    music = bytes([2, 0x0B, 0x20]) + struct.pack("<HHH", 904, 900, 0x41) + bytes(900)
    more = bytes([2, 0x0B, 0x10]) + struct.pack("<H", 900) + bytes(900)
    credit = bytes([4, 0x13, 5, 1, 0x0B, 0, 1, 0])
    mixed: list[Hci] = []
    for number, packet in enumerate(PACKETS):
        mixed += [(packet[0], True, report), (packet[0], False, music), (packet[0], False, more), packet]
        mixed += [(packet[0], True, credit)] * (3_000 if number % 40 == 0 else 1)
    for data in (btsnoop_file(mixed), pcapng_file(wrapped(mixed, 201), 201), pcap_file(wrapped(mixed, 187), 187)):
        (found,) = read(data)
        assert messages(found) == messages(EXPECTED)
        assert found.notes == []


def test_two_connections_at_once_stay_apart() -> None:
    """The same session on another handle, its packets between the first one's."""

    def moved(packet: Hci) -> Hci:
        time, received, data = packet
        body = bytearray(data)
        if data[0] == 2:
            body[1] += 1
        elif (data[0] == 4 and data[1] == 5) or (data[0] == 4 and data[1] == 0x3E and data[3] == 1):
            body[4 if data[1] == 5 else 5] += 1
        return time + 0.01, received, bytes(body)

    other = [moved(packet) for packet in hci_packets(BLE / "good-mtu256.btsnoop")]
    both = [one for pair in zip(PACKETS, other, strict=False) for one in pair]
    both += PACKETS[len(other) :] + other[len(PACKETS) :]
    found = read(btsnoop_file(both))
    assert sorted(len(capture.messages) for capture in found) == [5, 8]
    assert messages(found[0]) == messages(EXPECTED) or messages(found[1]) == messages(EXPECTED)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (btsnoop.MAGIC + struct.pack(">II", 1, 1004), "datalink 1004 (HCI three-wire (H5)) is not read"),
        (btsnoop.MAGIC + struct.pack(">II", 7, 1002), "btsnoop version 7"),
        (btsnoop.MAGIC + b"\0\0", "ends at byte 10"),
        (btsnoop_file([]), "no SRP handshake"),
        (btsnoop_file(PACKETS[:60]), "1 Bluetooth connections with"),
        (pcap_file([], 201)[:20], "ends at byte 20"),
        (pcap_file([(1.0, b"x")], 105), "1 packets of link type 105 (Wi-Fi) are not read"),
        (pcap_file([(1.0, b"x")], 9999), "link type 9999 (unknown)"),
        (section("<"), "no SRP handshake"),
    ],
)
def test_files_without_a_handshake_say_what_they_hold(data: bytes, words: str) -> None:
    with pytest.raises(FileError) as raised:
        read(data, "x.bin")
    assert words in str(raised.value)
    assert str(raised.value).startswith("x.bin: ")


def test_progress_is_told_and_can_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("srpscope.capture.packets.window.SECONDS_BETWEEN_PROGRESS", 0)
    data = btsnoop_file(PACKETS * 200)
    told: list[tuple[int, int]] = []
    btsnoop.read(Source.of_bytes(data, "x", lambda *progress: told.append(progress)))
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == (len(data), len(data))

    def stop(*_progress: Any) -> None:
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        btsnoop.read(Source.of_bytes(data, "x", stop))
