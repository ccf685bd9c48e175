"""Nimbus' JSON messages, the samples of its usage page, and hostile ones."""

import json

import pytest
from hypothesis import given, strategies as st

from srpscope.answers.explain import explain
from srpscope.live.users import LiveParty, terms
from srpscope.srp.dialect import dialect
from srpscope.wire.exchange import RefusedError, Send
from srpscope.wire.json_text import minimal, number_of, read_object
from srpscope.wire.nimbus.messages import NimbusSettings, Registration, read_registration, read_salt
from srpscope.wire.nimbus.server import NimbusServer
from srpscope.wire.nimbus.wire import WIRE

# From the usage page of Nimbus SRP: its 256-bit prime, an odd count of hex digits.
SAMPLE_N = "115b8b692e0e045692cf280b436735c77a5a9e8a9e7ed56c965f87db5b2a2ece3"
# A B with 127 hex digits, as a number below 2**508 prints; made from the 512-bit group's size.
SAMPLE_B = "5" + "0f" * 63


def test_numbers_have_any_count_of_digits() -> None:
    assert len(SAMPLE_N) == 65
    assert len(SAMPLE_B) == 127
    message = read_object(json.dumps({"N": SAMPLE_N, "B": SAMPLE_B, "salt": "0F"}).encode(), "x")
    assert number_of(message, "N", "x") == int(SAMPLE_N, 16)
    assert number_of(message, "N", "x").bit_length() == 257
    assert minimal(number_of(message, "B", "x")).hex() == "0" + SAMPLE_B
    decoded = WIRE.decode("server", json.dumps({"salt": "c0ffee", "B": SAMPLE_B}).encode(), None)
    assert decoded is not None
    assert decoded.values["B"].hex() == "0" + SAMPLE_B


def test_members_beside_them_make_no_message_unread() -> None:
    more = {"extra": {"A": 1}, "username": "bob", "n": 3}
    for sender, values, name in (
        ("client", {"username": "bob"}, "step 1"),
        ("server", {"salt": "0a", "B": "0b"}, "salt and B"),
        ("client", {"A": "0a", "M1": "0b"}, "step 2"),
        ("server", {"M2": "0c"}, "M2"),
        ("server", {"error": "BAD_CREDENTIALS"}, "error"),
    ):
        bare, decoded = (WIRE.decode(sender, json.dumps(one).encode()) for one in (values, {**values, **more}))
        assert bare is not None and decoded is not None
        assert (decoded.name, decoded.values) == (name, bare.values)
        assert decoded.notes == bare.notes
    assert WIRE.spoken_by(b'{"A":"0a","M1":"0b","username":"bob"}') == "client"
    assert WIRE.spoken_by(b'{"username":"bob","password":"x"}') is None  # any log-in


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([{}], 'request, username as text: "username" is missing, as all members are'),
        ([{"I": "alice"}], 'username as text: "username" is missing; it has "I"'),
        ([{"username": "alice"}, {"A": "0a", "M1": "AAECAw=="}], '"M1" is no hex number; it may be base64, of 4 bytes'),
    ],
)
def test_a_malformed_request_is_told_what_is_wanted(sent: list[dict[str, str]], said: str) -> None:
    server = NimbusServer(
        lambda name: LiveParty(
            "server", terms(dialect("nimbus"), "nimbus-512", "sha1"), {"I": name, "s": b"1" * 16, "v": 77}
        )
    )
    for one in sent:
        if isinstance(server.step, Send):
            server.sent(server.step.build())
        server.received(json.dumps(one).encode())
    assert isinstance(server.step, Send)
    answer = server.step.build()
    assert said in json.loads(answer)["message"]
    assert explain(json.loads(answer)["message"]).matches


def test_a_short_salt_is_a_note_and_refused_only_when_strict() -> None:
    notes: list[str] = []
    ten = {"salt": "11" * 10}
    assert read_salt(ten, "x", NimbusSettings(), notes) == b"\x11" * 10
    assert notes == ["The salt has 10 bytes, not the agreed 16."]
    with pytest.raises(RefusedError, match="10 bytes"):
        read_salt(ten, "x", NimbusSettings(strict=True), [])


def test_one_byte_less_may_be_a_lost_zero_and_passes_strict() -> None:
    notes: list[str] = []
    assert len(read_salt({"salt": "11" * 15}, "x", NimbusSettings(strict=True), notes)) == 15
    assert "leading zero" in notes[0]


def test_a_negative_salt_is_read_as_java_hashes_it() -> None:
    original = bytes.fromhex("e1020304050607080910111213141516")
    printed = format(int.from_bytes(original, "big", signed=True), "x")
    assert printed.startswith("-1e")
    notes: list[str] = []
    assert read_salt({"salt": printed}, "x", NimbusSettings(), notes) == original
    assert "BigInteger(1, bytes)" in notes[0]


def test_registration_checks_the_length_of_the_salt() -> None:
    good = Registration("alice", bytes(1) + b"\x11" * 15, 77)
    assert read_registration(good.write(), NimbusSettings(strict=True), 1_000, []) == good
    notes: list[str] = []
    read_registration(Registration("alice", b"\x11" * 10, 77).write(), NimbusSettings(), 1_000, notes)
    assert notes
    with pytest.raises(RefusedError):
        read_registration(Registration("alice", b"\x11" * 10, 77).write(), NimbusSettings(strict=True), 1_000, [])


@pytest.mark.parametrize(
    "request_text",
    [
        "",
        "[]",
        "{}",
        '{"username":"","salt":"11","verifier":"2"}',
        '{"username":"a","salt":"zz","verifier":"2"}',
        '{"username":"a","salt":"11","verifier":"0"}',
        '{"username":"a","salt":"11","verifier":"ffffffff"}',
        '{"username":7,"salt":"11","verifier":"2"}',
        '{"username":"\\ud800","salt":"11","verifier":"2"}',
        '{"username":"a","salt":"' + "1" * 9_000 + '","verifier":"2"}',
        "[" * 100_000,
        '{"a":' * 20_000,
    ],
)
def test_a_bad_registration_is_refused(request_text: str) -> None:
    with pytest.raises(RefusedError):
        read_registration(request_text.encode(), NimbusSettings(), 1_000, [])


def test_a_field_stands_where_the_message_says() -> None:
    data = b'{"salt":"c0ffee","B":"1"}'
    decoded = WIRE.decode("server", data, None)
    assert decoded is not None
    assert [(name, data[at : at + count]) for name, ((at, count),) in decoded.fields] == [("s", b"c0ffee"), ("B", b"1")]


@given(st.binary(max_size=200))
def test_any_bytes_decode_to_nothing_or_notes(data: bytes) -> None:
    for sender, text in (("client", data), ("server", b'{"salt":"' + data + b'","B":"1"}')):
        decoded = WIRE.decode(sender, text, None if sender == "client" else "/x")
        assert decoded is None or (decoded.name and all(decoded.notes))


@given(st.integers(min_value=-(2**200), max_value=2**200))
def test_minimal_is_javas_to_byte_array_without_its_sign_byte(number: int) -> None:
    data = minimal(number)
    if number < 0:
        assert int.from_bytes(data, "big", signed=True) == number
        assert len(data) == 1 or int.from_bytes(data[1:], "big", signed=True) != number
    else:
        assert int.from_bytes(data) == number
        assert len(data) == 1 or data[0]
