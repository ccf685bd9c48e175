"""ATT over HCI and over the air: long values, errors, missing pieces, noise."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import pytest

from srpscope.capture.capture import Capture
from srpscope.errors import FileError
from srpscope.report.trace import as_text
from srpscope.session.opening import session_of
from srpscope.tui.facts.moment import shown as moments
from srpscope.tui.facts.wire_table import wire_lines
from tests.capture.packet_files import BLE, Hci, btsnoop_file, messages, pcap_file, read, truth

SESSION = truth(BLE / "good-mtu256.btsnoop")["sessions"][0]
CMD0, RESP0, CMD1, RESP1 = (bytes.fromhex(one[2]) for one in SESSION["messages"][2:6])

PEER = bytes.fromhex("010203040506")
HANDLE = 0x0016
DESCRIPTION = 0x0017


class Link:
    """ATT PDUs on one connection, as HCI packets of the client's host or as air packets."""

    def __init__(self, handle: int = 0x40, fragment: int = 27) -> None:
        self.handle, self.fragment = handle, fragment
        self.time = 1_700_000_000.0
        self.packets: list[Hci] = []

    def hci(self, received: bool, packet: bytes) -> Link:
        self.time += 0.01
        self.packets.append((self.time, received, packet))
        return self

    def connect(self) -> Link:
        parameters = struct.pack("<BBHBB", 1, 0, self.handle, 0, 1) + PEER + bytes(7)
        return self.hci(True, bytes([4, 0x3E, len(parameters)]) + parameters)

    def connect_enhanced(self, interval: int, latency: int, timeout: int) -> Link:
        numbers = struct.pack("<HHHB", interval, latency, timeout, 0)
        parameters = struct.pack("<BBHBB", 0x0A, 0, self.handle, 0, 1) + PEER + bytes(12) + numbers
        return self.hci(True, bytes([4, 0x3E, len(parameters)]) + parameters)

    def update(self, interval: int, latency: int, timeout: int, status: int = 0) -> Link:
        parameters = struct.pack("<BBHHHH", 3, status, self.handle, interval, latency, timeout)
        return self.hci(True, bytes([4, 0x3E, len(parameters)]) + parameters)

    def disconnect(self, reason: int = 0x13) -> Link:
        return self.hci(True, bytes([4, 5, 4, 0]) + struct.pack("<HB", self.handle, reason))

    def encrypt(self) -> Link:
        return self.hci(True, bytes([4, 8, 4, 0]) + struct.pack("<HB", self.handle, 1))

    def pdu(self, opcode: int, rest: bytes = b"") -> Link:
        received = bool(opcode & 1)
        whole = struct.pack("<HHB", len(rest) + 1, 4, opcode) + rest
        for at in range(0, len(whole), self.fragment):
            part = whole[at : at + self.fragment]
            boundary = 1 if at else (2 if received else 0)
            self.hci(received, b"\2" + struct.pack("<HH", self.handle | boundary << 12, len(part)) + part)
        return self

    def discover(self) -> Link:
        uuid = bytes.fromhex("b4df5a1c3f6bf4bfea4a820351ff1a02")  # 021aff51-0382-4aea-bff4-6b3f1c5adfb4, backwards
        self.pdu(8, struct.pack("<HHH", 1, 0xFFFF, 0x2803))
        self.pdu(9, bytes([21]) + struct.pack("<HBH", HANDLE - 1, 10, HANDLE) + uuid)
        self.pdu(4, struct.pack("<HH", DESCRIPTION, DESCRIPTION))
        self.pdu(5, bytes([1]) + struct.pack("<HH", DESCRIPTION, 0x2901))
        return self.pdu(0x0A, struct.pack("<H", DESCRIPTION)).pdu(0x0B, b"prov-session")

    def write(self, value: bytes, handle: int = HANDLE) -> Link:
        return self.pdu(0x12, struct.pack("<H", handle) + value).pdu(0x13)

    def prepare(self, value: bytes, part: int = 180) -> Link:
        for at in range(0, len(value), part):
            piece = struct.pack("<HH", HANDLE, at) + value[at : at + part]
            self.pdu(0x16, piece).pdu(0x17, piece)
        return self

    def read(self, value: bytes, mtu: int = 23, handle: int = HANDLE) -> Link:
        self.pdu(0x0A, struct.pack("<H", handle)).pdu(0x0B, value[: mtu - 1])
        at = mtu - 1
        while at <= len(value):
            self.pdu(0x0C, struct.pack("<HH", handle, at)).pdu(0x0D, value[at : at + mtu - 1])
            at += mtu - 1
        return self

    def error(self, opcode: int, code: int, handle: int = HANDLE) -> Link:
        return self.pdu(0x01, struct.pack("<BHB", opcode, handle, code))

    def captures(self) -> list[Capture]:
        return read(btsnoop_file(self.packets))


def shown(capture: Capture) -> list[tuple[str, str, bytes]]:
    return [(endpoint, sender, bytes.fromhex(text)) for endpoint, sender, text in messages(capture)]


def started() -> Link:
    return Link().connect().discover()


def of_session(*pairs: tuple[str, bytes]) -> list[tuple[str, str, bytes]]:
    return [("prov-session", sender, value) for sender, value in pairs]


@pytest.mark.parametrize("mtu", [23, 185, 500])
def test_reads_of_any_length(mtu: int) -> None:
    for length in (1, mtu - 2, mtu - 1, mtu, 2 * (mtu - 1), 3 * mtu):
        value = (RESP0 * 5)[:length]
        (found,) = started().write(CMD0).read(value, mtu).disconnect().captures()
        assert shown(found) == of_session(("client", CMD0), ("server", value))


def test_a_blob_read_from_the_start_and_one_that_an_error_ends() -> None:
    link = started().write(CMD0)
    for at in range(0, 400, 100):
        link.pdu(0x0C, struct.pack("<HH", HANDLE, at)).pdu(0x0D, RESP0[at : at + 100])
    link.pdu(0x0C, struct.pack("<HH", HANDLE, 400)).error(0x0C, 0x07)
    (found,) = link.write(CMD1).captures()
    assert shown(found) == of_session(("client", CMD0), ("server", RESP0[:400]), ("client", CMD1))
    assert [event["what"] for event in found.events] == ["connect"]


def test_a_value_that_ends_with_the_file_is_kept() -> None:
    (found,) = started().write(CMD0).pdu(0x0A, struct.pack("<H", HANDLE)).pdu(0x0B, RESP0[:22]).captures()
    assert shown(found)[-1] == ("prov-session", "server", RESP0[:22])


def test_prepared_writes() -> None:
    link = started().prepare(CMD0).pdu(0x18, b"\1").pdu(0x19).read(RESP0, 185)
    link.prepare(CMD1[:30]).pdu(0x18, b"\0").pdu(0x19)
    link.prepare(CMD1).pdu(0x18, b"\1").error(0x18, 0x04, 0)
    (found,) = link.captures()
    assert shown(found) == of_session(("client", CMD0), ("server", RESP0), ("client", CMD1))
    events = [(event["what"], event.get("code"), event.get("endpoint")) for event in found.events]
    assert events == [
        ("connect", None, None),
        ("write-cancelled", None, "prov-session"),
        ("error", 4, "prov-session"),
    ]


def test_a_prepared_write_with_a_hole_is_named() -> None:
    piece = struct.pack("<HH", HANDLE, 100) + CMD0[100:200]
    link = started().prepare(CMD0[:60]).pdu(0x16, piece).pdu(0x17, piece).pdu(0x18, b"\1").pdu(0x19)
    (found,) = link.captures()
    assert any("goes on at byte 100 of a value of 60 bytes" in note for note in found.notes)
    assert shown(found)[0][2] == CMD0[:60] + bytes(40) + CMD0[100:200]


@pytest.mark.parametrize(
    ("code", "text"), [(0x05, "Insufficient Authentication"), (0x85, "Application-specific Error 0x85")]
)
def test_errors_have_their_names(code: int, text: str) -> None:
    link = started().pdu(0x12, struct.pack("<H", HANDLE) + CMD0).error(0x12, code)
    (found,) = link.pdu(0x0A, struct.pack("<H", HANDLE)).error(0x0A, 0x02).captures()
    assert [(event.get("code"), event.get("text")) for event in found.events[1:]] == [
        (code, text),
        (0x02, "Read Not Permitted"),
    ]


def test_the_same_handshake_again_and_a_second_proof() -> None:
    link = started().write(CMD0).read(RESP0).write(CMD1).write(CMD1[:-1] + b"x").write(CMD0).read(RESP0).write(CMD1)
    first, second = link.captures()
    assert [len(first.messages), len(second.messages)] == [4, 3]
    assert second.events[0]["what"] == "connect"


def test_broken_first_messages_are_shown() -> None:
    """Hex text instead of bytes, and a message cut off by a small MTU: what went wrong must be seen."""
    for broken in (CMD0.hex().encode()[:500], CMD0[:182], b""):
        (found,) = started().pdu(0x12, struct.pack("<H", HANDLE) + broken).error(0x12, 4).captures()
        assert shown(found) == of_session(("client", broken))
        assert found.events[-1]["code"] == 4


@pytest.mark.parametrize(("first", "words"), [(b"\x10\x01\x5a\x02\x08\x00", "Security 1"), (b"\x52\x00", "Security 0")])
def test_other_security_schemes_are_named(first: bytes, words: str) -> None:
    (found,) = started().write(first).captures()
    assert shown(found) == of_session(("client", first))
    assert any(words in note and "no SRP" in note for note in found.notes)
    assert "dialect" not in found.header


def test_a_write_without_response_is_named() -> None:
    (found,) = started().pdu(0x52, struct.pack("<H", HANDLE) + CMD0).captures()
    assert shown(found) == of_session(("client", CMD0))
    assert found.events[-1]["what"] == "write-without-response"


def test_an_empty_answer_is_an_event() -> None:
    (found,) = started().write(CMD0).read(b"").captures()
    assert shown(found) == of_session(("client", CMD0))
    assert found.events[-1]["what"] == "empty-read"


def test_names_survive_to_a_connection_without_discovery() -> None:
    link = started().write(CMD0).disconnect().connect().write(CMD0).read(RESP0).disconnect()
    second = link.captures()[1]
    assert {line["endpoint"] for line in second.messages} == {"prov-session"}


def test_a_device_whose_table_the_phone_remembers() -> None:
    link = Link().connect().write(CMD0).read(RESP0, 185).write(CMD1).read(RESP1, 185).disconnect()
    (found,) = link.captures()
    assert shown(found) == of_session(("client", CMD0), ("server", RESP0), ("client", CMD1), ("server", RESP1))
    assert found.notes == []


@pytest.mark.parametrize("distance", [1, 2])
def test_names_that_are_read_though_the_table_is_remembered(distance: int) -> None:
    link = Link().connect()
    for handle, text in ((3, b"PROV_C0FFEE"), (HANDLE + distance, b"prov-session"), (0x1C + distance, b"proto-ver")):
        link.pdu(0x0A, struct.pack("<H", handle)).pdu(0x0B, text)
    version = b'{"prov": {"ver": "v1.1", "sec_ver": 2}}'
    link.write(b"---", 0x1C).read(version, handle=0x1C)
    (found,) = link.write(CMD0).read(RESP0, 185).captures()
    assert [line["endpoint"] for line in found.messages] == ["proto-ver"] * 2 + ["prov-session"] * 2
    assert found.messages[1]["bytes"] == version.hex()


def test_an_answer_that_reads_like_a_name_names_nothing() -> None:
    link = started().write(b"ping", 0x30).read(b"pong", handle=0x30).write(b"later", 0x2F)
    (found,) = link.write(CMD0).write(b"once more", 0x2F).captures()
    assert [line["endpoint"] for line in found.messages] == ["prov-session", "handle 0x002f"]


def test_a_recording_that_starts_late_is_named() -> None:
    link = Link().write(CMD0).read(RESP0, 185).write(b"later", 0x1F)
    (found,) = link.captures()
    assert [endpoint for endpoint, _, _ in shown(found)] == ["prov-session", "prov-session", "handle 0x001f"]
    assert any("starts in the middle of the connection" in note for note in found.notes)


def test_without_the_descriptor_the_uuid_names_the_endpoint() -> None:
    link = Link().connect()
    uuid = bytes.fromhex("b4df5a1c3f6bf4bfea4a820351ff1a02")
    link.pdu(8, struct.pack("<HHH", 1, 0xFFFF, 0x2803))
    link.pdu(9, bytes([21]) + struct.pack("<HBH", HANDLE - 1, 10, HANDLE) + uuid)
    (found,) = link.write(b"\x10\x01").captures()
    assert shown(found) == [("prov-session", "client", b"\x10\x01")]
    assert "dialect" not in found.header


def test_descriptions_read_by_type_and_unfit_names() -> None:
    link = Link().connect()
    link.pdu(8, struct.pack("<HHH", 1, 0xFFFF, 0x2803))
    link.pdu(9, bytes([21]) + struct.pack("<HBH", HANDLE - 1, 10, HANDLE) + bytes(16))
    name = b"\x1b[31mx\xff\0\0"
    link.pdu(8, struct.pack("<HHH", 1, 0xFFFF, 0x2901))
    link.pdu(9, bytes([2 + len(name)]) + struct.pack("<H", DESCRIPTION) + name)
    (found,) = link.write(CMD0).captures()
    assert shown(found) == of_session(("client", CMD0))
    assert found.messages[0]["called"] == "\\e[31mx\\xff"


def test_both_sides_may_be_clients() -> None:
    """The phone's own services are read by the device meanwhile: that is another conversation."""
    link = started()
    link.hci(True, b"\2" + struct.pack("<HH", 0x2040, 7) + struct.pack("<HHBH", 3, 4, 0x0A, 3))
    link.write(CMD0)
    link.hci(False, b"\2" + struct.pack("<HH", 0x0040, 9) + struct.pack("<HHB4s", 5, 4, 0x0B, b"mine"))
    (found,) = link.read(RESP0, 185).captures()
    assert shown(found)[0] == ("prov-session", "client", CMD0)
    assert ("prov-session", "server", RESP0) in shown(found)


def test_an_encrypted_link_is_readable_on_the_host() -> None:
    (found,) = started().encrypt().write(CMD0).captures()
    assert [event["what"] for event in found.events] == ["connect", "encrypted"]
    assert shown(found) == of_session(("client", CMD0))


def test_a_recorder_that_cuts_packets_is_named() -> None:
    data = bytearray(btsnoop_file(started().write(CMD0).packets))
    data += struct.pack(">IIIIq", 400, 10, 0, 0, 0x00E3_0000_0000_0000)
    data += b"\2" + struct.pack("<HHHHB", 0x40, 395, 391, 4, 0x12)
    (found,) = read(bytes(data))
    assert any("The recorder cut packets short" in note for note in found.notes)
    assert any("kept 5 of an ACL packet's 395 bytes" in note for note in found.notes)


# On the air


Air = tuple[int, bytes]
"""(0 from the central, 1 from the peripheral; a link layer packet)."""


def air(pdus: Iterable[tuple[int, bytes]], access: int = 0x50655D21, announced: bool = True) -> list[Air]:
    """ATT (opcode, rest) as link layer packets, split into 27 bytes, sequence bits alternating for each side."""
    packets: list[Air] = []
    if announced:
        payload = bytes(6) + PEER + struct.pack("<I", access) + bytes(18)
        packets.append((0, struct.pack("<IBB", 0x8E89BED6, 0x05, len(payload)) + payload + bytes(3)))
    sequence = {0: 0, 1: 0}
    for opcode, rest in pdus:
        side = opcode & 1
        whole = struct.pack("<HHB", len(rest) + 1, 4, opcode) + rest
        for at in range(0, len(whole), 27):
            part = whole[at : at + 27]
            header = (1 if at else 2) | sequence[side] << 3
            sequence[side] ^= 1
            packets.append((side, struct.pack("<IBB", access, header, len(part)) + part + bytes(3)))
    return packets


PDUS = [
    (0x12, struct.pack("<H", HANDLE) + CMD0),
    (0x13, b""),
    (0x0A, struct.pack("<H", HANDLE)),
    (0x0B, RESP0),
    (0x12, struct.pack("<H", HANDLE) + CMD1),
    (0x01, struct.pack("<BHB", 0x12, HANDLE, 4)),
]
IN_THE_AIR = [CMD0, RESP0, CMD1]


def radio(side: int, packet: bytes, link: int, crc: bool = True) -> bytes:
    """An air packet behind the radio header of its link type, which tells the direction if the type can."""
    if link == 256:
        return bytes(8) + struct.pack("<H", 0x0400 | 0x0800 * crc | (2 + side) << 7) + packet
    if link == 272:
        head = bytes([1]) + struct.pack("<HBHB", len(packet) + 10, 3, 0, 6) + bytes([10, crc | (1 - side) << 1])
        return head + bytes(8) + packet
    return packet


def heard(packets: Iterable[Air], link: int = 251) -> list[Capture]:
    return recorded([radio(side, packet, link) for side, packet in packets], link)


def recorded(packets: Iterable[bytes], link: int) -> list[Capture]:
    return read(pcap_file([(1_700_000_000 + number / 100, one) for number, one in enumerate(packets)], link))


def sent(capture: Capture) -> list[bytes]:
    return [bytes.fromhex(line["bytes"]) for line in capture.messages]


def test_repeated_packets_count_once() -> None:
    (found,) = heard([packet for packet in air(PDUS) for _ in range(2)])
    assert sent(found) == IN_THE_AIR
    assert found.notes == []


def test_empty_packets_and_advertising_between() -> None:
    advert = (0, struct.pack("<IBB", 0x8E89BED6, 0x40, 20) + bytes(23))
    empty = (0, struct.pack("<IBB", 0x50655D21, 0x01, 0) + bytes(3))
    (found,) = heard([one for packet in air(PDUS) for one in (packet, advert, empty, advert)])
    assert sent(found) == IN_THE_AIR


def test_a_missing_connect_is_named() -> None:
    (found,) = heard(air(PDUS, announced=False))
    assert sent(found) == IN_THE_AIR
    assert any("starts in the middle of the connection" in note for note in found.notes)


def test_an_encrypted_link_in_the_air_is_named() -> None:
    packets = air(PDUS)
    start = (1, struct.pack("<IBBB", 0x50655D21, 3, 1, 5) + bytes(3))
    whole = heard([*packets[:-5], start, *packets[-5:]])[0]
    assert sent(whole) == IN_THE_AIR[:2]
    assert whole.events[-1]["what"] == "encrypted"
    assert any("shows nothing of it without the key" in note for note in whole.notes)
    with pytest.raises(FileError, match="link is encrypted"):
        heard([packets[0], start, *packets[1:]])


def test_a_terminated_link_ends() -> None:
    packets = [*air(PDUS), (0, struct.pack("<IBBBB", 0x50655D21, 3, 2, 2, 0x13) + bytes(3))]
    (found,) = heard(packets)
    assert (found.events[-1]["what"], found.events[-1]["text"]) == ("disconnect", "Remote User Terminated Connection")


@pytest.mark.parametrize("link", [256, 272])
def test_wrong_checksums_are_left_out(link: int) -> None:
    good = [radio(*packet, link) for packet in air(PDUS)]
    noise = radio(*air([(0x12, struct.pack("<H", HANDLE) + b"noise")], announced=False)[0], link, crc=False)
    (found,) = recorded([one for packet in good for one in (noise, packet)], link)
    assert sent(found) == IN_THE_AIR


@pytest.mark.parametrize("link", [256, 272])
def test_equal_packets_with_an_empty_one_between_are_two(link: int) -> None:
    """The empty packet used up the sequence bit, so the second one is no repetition."""
    asked = (0, struct.pack("<IBB", 0x50655D21, 2, 7) + struct.pack("<HHBH", 3, 4, 0x0A, HANDLE) + bytes(3))
    empty = (0, struct.pack("<IBB", 0x50655D21, 0x09, 0) + bytes(3))
    answer = air([(0x0B, b"")], announced=False)[0]
    second = (1, answer[1][:4] + bytes([answer[1][4] ^ 8]) + answer[1][5:])
    (found,) = heard([*air(PDUS), asked, answer, empty, asked, second], link)
    assert [event["what"] for event in found.events].count("empty-read") == 2
    (found,) = heard([*air(PDUS), asked, answer, asked, second], link)
    assert [event["what"] for event in found.events].count("empty-read") == 1


def test_a_lost_fragment_is_said() -> None:
    packets = air(PDUS)
    (found,) = heard(packets[:4] + packets[5:])
    assert sent(found)[-1] == CMD1
    assert found.notes


def test_noise_of_many_access_addresses_stays_bounded() -> None:
    fragment = b"\x40\0\4\0\x12\0" + bytes(3)
    noise = [(0, struct.pack("<IBB", 0x10000 + number, 2, 6) + fragment) for number in range(3_000)]
    packets = air(PDUS)
    (found,) = heard([*packets[:3], *noise, *packets[3:]])
    assert sent(found)[-1] == CMD1


def timings(capture: Capture) -> list[tuple[float, int, int]]:
    told = [line for line in capture.lines if line.get("what") == "timing"]
    return [(one["interval"], one["latency"], one["timeout"]) for one in told]


def test_how_often_the_link_is_awake_is_told_when_it_begins_and_changes() -> None:
    link = Link().connect_enhanced(24, 0, 72).discover().write(CMD0).update(9, 0, 0, status=0x3B).update(36, 4, 500)
    (capture,) = link.read(RESP0, 256).write(CMD1).read(RESP1, 256).captures()
    assert timings(capture) == [(30.0, 0, 720), (45.0, 4, 5000)]
    session = session_of(capture)
    assert "link: Awake every 45 ms, of which the device may miss 4; lost after 5000 ms of silence." in as_text(session)
    assert "Awake every 30 ms" in str(wire_lines(session, moments.shown(session, []), 120)[0])


def test_an_update_of_a_link_whose_beginning_was_not_seen_makes_no_connection() -> None:
    link = Link().update(24, 0, 72)
    link.packets += Link(0x41).connect().discover().write(CMD0).read(RESP0, 256).packets
    (capture,) = link.captures()
    assert timings(capture) == []


def test_the_air_says_it_too() -> None:
    (capture,) = read((BLE / "good-mtu256.ll251.pcap").read_bytes())
    assert timings(capture) == [(30.0, 0, 720)]
