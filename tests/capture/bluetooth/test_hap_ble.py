"""HomeKit's pair-setup over Bluetooth LE: messages out of HAP PDUs, whole, in ATT pieces, in pieces of their own."""

from __future__ import annotations

import struct

import pytest

from srpscope.capture.capture import Capture
from srpscope.wire.tlv8 import tlv8
from tests.capture.bluetooth.test_gatt import Link
from tests.capture.packet_files import btsnoop_file, read

PAIR_SETUP = 0x0021
A, B, SALT, PROOF = bytes(range(256)) + bytes(range(128)), b"\xb0" * 384, bytes(range(16)), b"\x0f" * 64
M1 = tlv8([(6, b"\1"), (0, b"\0")])
M2 = tlv8([(6, b"\2"), (2, SALT), (3, B)])
M3 = tlv8([(6, b"\3"), (3, A), (4, PROOF)])
M4 = tlv8([(6, b"\4"), (4, PROOF)])


def request(message: bytes, transaction: int, size: int) -> list[bytes]:
    """A Characteristic-Write of a message, in PDUs of so many bytes."""
    body = tlv8([(1, message), (9, b"\1")])
    whole = struct.pack("<BBBHH", 0, 2, transaction, 0x22, len(body)) + body
    rest = [bytes([0x80, transaction]) + whole[at : at + size - 2] for at in range(size, len(whole), size - 2)]
    return [whole[:size], *rest]


def response(message: bytes, transaction: int, size: int) -> list[bytes]:
    body = tlv8([(1, message)])
    whole = struct.pack("<BBBH", 2, transaction, 0, len(body)) + body
    rest = [bytes([0x82, transaction]) + whole[at : at + size - 2] for at in range(size, len(whole), size - 2)]
    return [whole[:size], *rest]


def paired(size: int) -> Link:
    """The four messages as an accessory and its controller exchange them."""
    link = Link().connect()
    link.write(b"\0\1\x55\x22\0", PAIR_SETUP).read(b"\2\x55\0\2\0\1\0", handle=PAIR_SETUP)  # a signature is asked for
    for number, (asked, answer) in enumerate(((M1, M2), (M3, M4)), 7):
        for one in request(asked, number, size):
            link.write(one, PAIR_SETUP)
        for one in response(answer, number, size):
            link.read(one, handle=PAIR_SETUP)
    return link


def only(link: Link) -> Capture:
    (capture,) = read(btsnoop_file(link.packets))
    return capture


@pytest.mark.parametrize("size", [20, 155, 512])
def test_messages_out_of_PDUs(size: int) -> None:
    capture = only(paired(size))
    assert [bytes.fromhex(line["bytes"]) for line in capture.messages] == [M1, M2, M3, M4]
    assert capture.header["dialect"] == "hap" and {line["via"] for line in capture.messages} == {"ble"}


def test_a_message_in_pieces_of_its_own() -> None:
    link = Link().connect()
    for one in request(M1, 1, 512):
        link.write(one, PAIR_SETUP)
    for number, piece in enumerate((tlv8([(12, M2[:200])]), tlv8([(13, M2[200:])])), 2):
        for one in response(piece, number, 512):
            link.read(one, handle=PAIR_SETUP)
        link.write(request(tlv8([(12, b"")]), number + 1, 512)[0], PAIR_SETUP)
    assert [bytes.fromhex(line["bytes"]) for line in only(link).messages] == [M1, M2]
