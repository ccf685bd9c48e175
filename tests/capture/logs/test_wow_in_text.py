"""The logon of World of Warcraft in logs: packets with their opcode before them, dumps, hex in a line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.wire.wires import wire


def drawn(name: str, size: int) -> bytes:
    return hashlib.sha512(name.encode()).digest()[:size]


A, B, SALT, M1, M2 = (drawn(name, size) for name, size in (("A", 32), ("B", 32), ("s", 32), ("M1", 20), ("M2", 20)))
N = bytes.fromhex("894b645e89e1535bbdad5b8b290650530801b18ebfbf5e8fab3c82872a3e9bb7")[::-1]
_BODY = b"WoW\0" + bytes([3, 3, 5]) + b"\x34\x30" + b"68x\0niW\0SUne" + bytes(8) + b"\x04NORA"
MESSAGES = (
    b"\x00\x08" + len(_BODY).to_bytes(2, "little") + _BODY,
    b"\x00\x00\x00" + B + b"\x01\x07\x20" + N + SALT + drawn("crc", 16) + b"\x00",
    b"\x01" + A + M1 + drawn("files", 20) + b"\x00\x00",
    b"\x01\x00" + M2 + b"\x00\x00\x80\x00" + bytes(6),
)
SENDERS = ("client", "server", "client", "server")


def dump(data: bytes) -> str:
    return "".join(f"{at:04x}   {data[at : at + 16].hex(' ')}\n" for at in range(0, len(data), 16))


RULE = f"|{'-' * 49}|{'-' * 33}|\n"


def framed(data: bytes) -> str:
    """A packet as the parsers of private servers print it, with a ruler of columns and the text beside it."""
    rows = "".join(
        f"| {data[at : at + 16].hex(' ').upper():<47} | {' '.join('.' * len(data[at : at + 16])):<31} |\n"
        for at in range(0, len(data), 16)
    )
    ruler = f"| {bytes(range(16)).hex(' ').upper()} | {' '.join('0123456789ABCDEF')} |\n"
    return f"{RULE}{ruler}{RULE}{rows}{RULE}\n"


def with_opcode(index: int, data: bytes) -> str:
    said = ("SEND", "RECV")[index % 2]
    return (
        f"10:00:0{index}.155 INFO  w.r.RealmPacket - {said} REALM PACKET: {data[0]:04X} - {data[1:].hex(' ').upper()}\n"
    )


PRINTS: dict[str, Callable[[int, bytes], str]] = {
    "opcode apart": with_opcode,
    "dumps": lambda index, data: f"[{('C->S', 'S->C')[index % 2]}] CMD_AUTH_LOGON, {len(data)} bytes\n{dump(data)}\n",
    "frames": lambda index, data: (
        f"{('Client', 'Server')[index % 2]}: CMD_AUTH_LOGON Length: {len(data)}\n{framed(data)}"
    ),
    "hex in a line": lambda index, data: f"packet {index}: {data.hex()}\n",
}


@pytest.mark.parametrize("print_", PRINTS)
def test_a_logon_is_read_from_a_log(print_: str) -> None:
    text = "".join(PRINTS[print_](index, data) for index, data in enumerate(MESSAGES))
    (capture,) = read(Source.of_bytes(text.encode(), "logon.log"))
    assert capture.header["dialect"] == "wow"
    assert [(line["from"], line["bytes"]) for line in capture.of_type("message")] == [
        (sender, data.hex()) for sender, data in zip(SENDERS, MESSAGES, strict=True)
    ]


def test_a_log_that_begins_behind_the_first_message() -> None:
    text = "".join(framed(data) for data in MESSAGES[1:3])
    (capture,) = read(Source.of_bytes(text.encode(), "logon.log"))
    assert [line["bytes"] for line in capture.of_type("message")] == [data.hex() for data in MESSAGES[1:3]]


@pytest.mark.parametrize("answer", ["0001 - 04", "0001 - 04 03 00", "0x01: 04"])
def test_a_refusal_behind_its_opcode(answer: str) -> None:
    text = "".join(with_opcode(index, data) for index, data in enumerate(MESSAGES[:3]))
    (capture,) = read(Source.of_bytes(f"{text}10:00:04.155 RECV REALM PACKET: {answer}\n".encode(), "logon.log"))
    last = list(capture.of_type("message"))[-1]
    assert (last["from"], last["bytes"][:4]) == ("server", "0104")


@pytest.mark.parametrize("cut", range(8, 119, 10))
def test_the_beginning_of_a_message_may_go_on(cut: int) -> None:
    assert all(wire("wow").begins(data[:cut]) for data in MESSAGES)


@pytest.mark.parametrize(
    "data",
    [bytes(119), b"\x01" * 75, b"\x00\x00\x00" + bytes(range(116)), b"\x01\x00" + bytes(range(30)), drawn("x", 64)],
)
def test_other_bytes_are_no_message(data: bytes) -> None:
    assert wire("wow").spoken_by(data) is None


NO = {"two bytes": b"\x01\x04", "four bytes": b"\x01\x04\x03\x00"}


@pytest.mark.parametrize("print_", [with_opcode, lambda index, data: f"{('TX', 'RX')[index % 2]}: {data.hex(' ')}\n"])
@pytest.mark.parametrize("no", NO)
def test_a_refusal_of_a_few_bytes_is_read(no: str, print_: Callable[[int, bytes], str]) -> None:
    sent = MESSAGES[:3]
    if no == "two bytes" and print_ is with_opcode:
        pytest.skip("one byte behind an opcode is no run of bytes")
    text = "".join(print_(index, data) for index, data in enumerate((*sent, NO[no])))
    (capture,) = read(Source.of_bytes(text.encode(), "logon.log"))
    assert [line["bytes"] for line in capture.of_type("message")] == [data.hex() for data in (*sent, NO[no])]
    decoded = wire("wow").decode("server", NO[no])
    assert decoded is not None
    assert decoded.refusal


def test_an_answer_to_the_challenge_may_be_a_refusal_too() -> None:
    assert wire("wow").refuses(b"\x00\x00\x04")
    assert not any(map(wire("wow").refuses, (b"\x00\x00\x00", b"\x01\x00", b"\x01\x04\x03", b"\x00\x01\x04", b"")))


def test_a_few_bytes_are_no_refusal_where_nothing_was_asked() -> None:
    told = with_opcode(0, MESSAGES[0]) + with_opcode(1, MESSAGES[1]) + "RX: 01 04\nstatus 01 04\n"
    (capture,) = read(Source.of_bytes(told.encode(), "logon.log"))
    assert len(list(capture.of_type("message"))) == 2
    told = "".join(with_opcode(index, data) for index, data in enumerate(MESSAGES[:3])) + "RX: 01 42\ntime 01 04\n"
    (capture,) = read(Source.of_bytes(told.encode(), "logon.log"))
    assert len(list(capture.of_type("message"))) == 3
