"""SRP-PROTO's four messages: layout, faults by name, stream lengths, headers."""

import hashlib

import pytest
from hypothesis import given, strategies as st

from srpscope.wire.devolutions import messages as devolutions
from srpscope.wire.devolutions.messages import (
    ACCEPT,
    CONFIRM,
    FLAG_MAC,
    INITIATE,
    OFFER,
    SrpProtoMessage,
    check,
    from_header,
    header_of,
    length,
    read,
)
from srpscope.wire.devolutions.wire import WIRE
from srpscope.wire.exchange import RefusedError

MAC = hashlib.sha256(b"mac").digest()
MESSAGES = [
    SrpProtoMessage(INITIATE, {"I": b"wayk", "A": b"\x05" * 256}),
    SrpProtoMessage(OFFER, {"s": b"\x07" * 64, "B": b"\x09" * 256}),
    SrpProtoMessage(ACCEPT, {"M1": b"\x01" * 32}, flags=FLAG_MAC, mac=MAC),
    SrpProtoMessage(CONFIRM, {"M2": b"\x02" * 32}, flags=FLAG_MAC, mac=MAC),
]


def test_the_layout_is_that_of_the_document() -> None:
    data = SrpProtoMessage(INITIATE, {"I": b"wayk", "A": b"\x05\x06"}).write()
    assert data.hex(" ", 1) == (
        "53 52 50 00 01 06 00 00 "  # signature, type, version, flags
        "00 01 12 00 00 00 00 00 "  # primeSize 256, hashType 0x12, reserved
        "04 00 77 61 79 6b 00 "  # SRP_STRING: its length leaves the NUL out
        "02 00 05 06"  # SRP_BUFFER
    )
    accept = MESSAGES[2].write()
    assert accept[:8].hex() == "5352500003060100"
    assert accept[8:10] == b"\x20\0"
    assert accept[-32:] == MAC


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_what_is_written_is_read_again(message: SrpProtoMessage) -> None:
    data = message.write()
    assert read(data) == message
    check(read(data))
    assert from_header(header_of(data)) == data
    assert length(data) == len(data)
    for cut in range(len(data)):
        assert length(data[:cut]) in (None, len(data))
        with pytest.raises(RefusedError, match="runs past the end"):
            read(data[:cut])


@pytest.mark.parametrize(
    ("cause", "message"),
    [
        ("version", SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1"}, version=5)),
        ("reserved", SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1"}, reserved=1)),
        ("prime-size", SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1"}, prime_bytes=128)),
        ("prime-size", SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1"}, prime_bytes=384)),
        ("hash", SrpProtoMessage(OFFER, {"s": b"x", "B": b"\1"}, hash_code=0x13)),
        ("hash", SrpProtoMessage(OFFER, {"s": b"x", "B": b"\1"}, hash_code=0x99)),
        ("mac-flag", SrpProtoMessage(ACCEPT, {"M1": b"\1" * 32})),
        ("mac-flag", SrpProtoMessage(CONFIRM, {"M2": b"\1" * 32})),
        ("mac-flag", SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1"}, flags=FLAG_MAC, mac=MAC)),
        ("flags", SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1"}, flags=0x8000)),
        ("length", SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1" * 257})),
    ],
)
def test_each_fault_is_refused_by_its_name(cause: str, message: SrpProtoMessage) -> None:
    with pytest.raises(RefusedError) as caught:
        check(read(message.write()))
    assert caught.value.cause == cause


def test_a_hash_is_named_from_the_multihash_table() -> None:
    with pytest.raises(RefusedError, match=r"hashType is SHA-512 \(0x13\)"):
        check(SrpProtoMessage(OFFER, {"s": b"", "B": b""}, hash_code=0x13))
    with pytest.raises(RefusedError, match=r"unknown \(0x99\)"):
        check(SrpProtoMessage(OFFER, {"s": b"", "B": b""}, hash_code=0x99))


def test_a_weak_prime_is_called_weak() -> None:
    with pytest.raises(RefusedError, match="below 2048 bits"):
        check(SrpProtoMessage(INITIATE, {"I": b"x", "A": b"\1"}, prime_bytes=128))


@pytest.mark.parametrize(
    ("cause", "data"),
    [
        ("signature", b"SRQ\0" + bytes(20)),
        ("type", b"SRP\0\x09\x06\0\0"),
        ("nul", SrpProtoMessage(INITIATE, {"I": b"ab", "A": b"\1"}).write().replace(b"ab\0", b"abc")),
        ("trailing", MESSAGES[0].write() + b"\0"),
    ],
)
def test_broken_bytes_are_refused_by_name(cause: str, data: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        read(data)
    assert caught.value.cause == cause


@pytest.mark.parametrize(
    ("cause", "value"),
    [("scheme", "Basic abc"), ("base64", "SRP ???"), ("length", "SRP " + "A" * 400_000)],
)
def test_a_header_that_is_none_is_refused(cause: str, value: str) -> None:
    with pytest.raises(RefusedError) as caught:
        from_header(value)
    assert caught.value.cause == cause


def test_the_scheme_alone_carries_no_message() -> None:
    assert from_header("SRP") == b""
    assert header_of(b"") == "SRP"


@given(st.binary(max_size=400), st.sampled_from(["client", "server"]))
def test_any_bytes_give_values_or_a_note(data: bytes, sender: str) -> None:
    WIRE.decode(sender, data, None)
    for attempt in (data, b"SRP\0" + data, b"SRP\0\x01\x06\0\0" + data, b"SRP\0\x03\x06\x01\0" + data):
        decoded = WIRE.decode(sender, attempt, None)
        if decoded is not None:
            for name, ((at, count),) in decoded.fields:
                assert decoded.values[name] == attempt[at : at + count]
        try:
            told = length(attempt)
        except RefusedError:
            continue
        assert told is None or told <= devolutions.MESSAGE_BYTES + devolutions.MAC_BYTES
