"""HomeKit's pair-setup: values over several fragments, its names apart from SRP's, its errors in words."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from srpscope.capture.handshakes import Found, Splitter
from srpscope.wire.decoders import spans_of
from srpscope.wire.homekit.messages import ERRORS, decode, whole
from srpscope.wire.tlv8 import MOST_ITEMS, items, tlv8
from srpscope.wire.wires import wire

A, B, SALT, PROOF = bytes(range(256)) + bytes(range(128)), b"\xb0" * 384, bytes(range(16)), b"\x0f" * 64

M1 = tlv8([(6, b"\1"), (0, b"\0")])
M2 = tlv8([(6, b"\2"), (2, SALT), (3, B)])
M3 = tlv8([(6, b"\3"), (3, A), (4, PROOF)])
M4 = tlv8([(6, b"\4"), (4, PROOF)])
REFUSED = tlv8([(6, b"\4"), (7, b"\2")])


@given(st.lists(st.tuples(st.integers(0, 254), st.binary(max_size=700)), max_size=6))
def test_what_is_written_is_read(content: list[tuple[int, bytes]]) -> None:
    joined = [pair for at, pair in enumerate(content) if at == 0 or content[at - 1][0] != pair[0]]
    found, fault = items(tlv8(joined))
    assert fault == "" and [(one.kind, one.data) for one in found] == joined


def test_a_value_in_fragments_has_a_span_for_each() -> None:
    decoded = decode("client", M3, "/pair-setup")
    assert decoded is not None and decoded.name == "M3" and decoded.values == {"A": A, "M1": PROOF}
    spans = spans_of(decoded, "A")
    assert [length for _, length in spans] == [255, 129]
    assert b"".join(M3[at : at + length] for at, length in spans) == A


def test_one_handshake_though_its_messages_are_called_M1_to_M4() -> None:
    found = Found()
    splitter = Splitter(found, "http")
    for sender, data in (("client", M1), ("server", M2), ("client", M3), ("server", M4)):
        splitter.message(0.0, sender, "/pair-setup", data)
    [one] = found.handshakes
    assert len(one.lines) == 4 and one.header["dialect"] == "hap"
    splitter.message(1.0, "client", "/pair-setup", M1)
    splitter.message(1.0, "server", "/pair-setup", M2)
    assert len(found.handshakes) == 2


def test_a_request_without_body_to_where_the_handshake_went_is_its_own() -> None:
    found = Found()
    splitter = Splitter(found, "http")
    for sender, data in (("client", M1), ("server", M2), ("client", M3), ("server", M4)):
        splitter.message(0.0, sender, "/api/setup", data)
    for endpoint in ("/api/setup", "/favicon.ico"):
        splitter.asked(endpoint, b"")
        splitter.event(1.0, "http-status", text=endpoint)
    [one] = found.handshakes
    assert [line["text"] for line in one.lines if line["type"] == "event"] == ["/api/setup"]
    splitter.reconnected()
    splitter.message(2.0, "client", "/api/setup", M1)
    splitter.message(2.0, "server", "/api/setup", M2)
    assert len(found.handshakes) == 2


@pytest.mark.parametrize("code", ERRORS)
def test_errors_in_words(code: int) -> None:
    decoded = decode("server", tlv8([(6, b"\4"), (7, bytes([code]))]))
    assert decoded is not None and decoded.refusal is not None
    assert decoded.refusal.startswith(f"{ERRORS[code][0]} ({code}): ")


@pytest.mark.parametrize("data, state", [(M1, 1), (M2, 2), (M3, 3), (M4, 4), (REFUSED, 4)])
def test_whole_messages(data: bytes, state: int) -> None:
    assert whole(data) == state
    assert all(whole(data[:end]) is None for end in range(len(data)) if data[:end] != M1[:3])


def test_pair_verify_is_no_pair_setup() -> None:
    verify = tlv8([(6, b"\1"), (3, b"\1" * 32)])
    assert whole(verify) is None and decode("client", verify) is None
    assert decode("client", M1, "/pair-verify") is None


def test_a_cut_off_value_is_said_and_not_taken() -> None:
    decoded = decode("server", M2[:-4], "/pair-setup")
    assert decoded is not None and "B" not in decoded.values and decoded.values["s"] == SALT
    assert any("missing" in note for note in decoded.notes)


def test_a_message_of_very_many_items_is_not_read_to_its_end() -> None:
    found, stopped = items(bytes(250_000))
    assert len(found) == MOST_ITEMS and "more than 256 items" in stopped
    assert wire("homekit").recognise("client", bytes(250_000), "prov-config") is None
