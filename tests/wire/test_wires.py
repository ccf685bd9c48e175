"""What holds of every wire in the registry: any bytes are fit for it, fields stand where they say, a field can be put
back, a bare stream is cut into its messages. And the two readers of protobuf, ours and google's, agree."""

from __future__ import annotations

import json
import plistlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from srpscope.capture.handshakes import Found, Splitter
from srpscope.errors import UserError
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.wire.decoders import Decoded, SeenBefore, spans_of, splice
from srpscope.wire.devolutions.messages import ACCEPT, FLAG_MAC, INITIATE, SrpProtoMessage
from srpscope.wire.exchange import RefusedError
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, Resp0, Resp1, encode
from srpscope.wire.tlv8 import tlv8
from srpscope.wire.wires import WIRES, declared, decode, wire, wires_over
from tests.wire.facts import ANY_SPEED

NAMES = tuple(WIRES)
ENDPOINTS = st.sampled_from([None, "", "prov-session", "/api/auth", "/api/users/security/x", "/srp/step1"])


def wow_challenge(name: bytes) -> bytes:
    """A client's first message of World of Warcraft's logon."""
    rest = b"WoW\0\1\x0c\1\xf3\x1668x\0niW\0BGne" + bytes(4) + b"\x7f\0\0\1" + bytes([len(name)]) + name
    return b"\0\3" + len(rest).to_bytes(2, "little") + rest


def wow_answer(B: bytes) -> bytes:
    """The server's answer to it."""
    return bytes(3) + B + b"\1\7\x20" + b"\xb7" * 32 + b"\x0a" * 32 + bytes(17)


def _json(**members: object) -> bytes:
    return json.dumps(members).encode()


SAMPLES: dict[str, list[tuple[str, bytes, str | None, dict[str, bytes]]]] = {
    "protocomm": [
        ("client", encode(Cmd0(b"wifi", b"\5" * 384)), "prov-session", {"I": b"pr\xc3\xb6v", "A": b"\6" * 383}),
        ("server", encode(Resp0(b"\7" * 384, b"\1" * 16)), "prov-session", {"B": b"\x09" * 380, "s": b"\2" * 17}),
        ("client", encode(Cmd1(b"\x0b" * 64)), "prov-session", {"M1": b"\x0c" * 63}),
        ("server", encode(Resp1(b"\x0b" * 64, bytes(12))), "prov-session", {"M2": b"\1" * 64, "nonce": b"\3" * 16}),
    ],
    "nimbus": [
        ("client", _json(username='al"ice'), None, {"I": b'bo"b'}),
        ("server", _json(salt="c0ffee", B="1234"), None, {"s": b"\x0b\xad", "B": b"\x99"}),
        ("client", _json(A="ab12", M1="77"), None, {"A": b"\1\2", "M1": b"\x88"}),
    ],
    "devolutions": [
        ("client", SrpProtoMessage(INITIATE, {"I": b"ann", "A": b"\5" * 256}).write(), None, {"I": b"x", "A": b"\1"}),
        (
            "client",
            SrpProtoMessage(ACCEPT, {"M1": b"\1" * 32}, flags=FLAG_MAC, mac=b"\2" * 32).write(),
            None,
            {"M1": b"\4" * 31, "mac": b"\5" * 32},
        ),
    ],
    "excalibur": [
        ("client", _json(status=None, binary=False, data="alice"), "/api/auth", {"I": b"bob"}),
        ("client", _json(status="OK", binary=True, data="AQID"), "/api/auth", {"M1": b"\7\7\7\7"}),
        ("server", _json(auk_salt="", srp_salt="AQID"), "/api/users/security/x", {"s": b"\0\1"}),
    ],
    "textbook": [
        ("client", _json(I="alice", A="0102"), None, {"I": b"bob", "A": b"\0\0\1"}),
        ("server", _json(s="01", B="02", M2="03"), None, {"s": b"\4\4", "B": b"\5", "M2": b"\6"}),
    ],
    "homekit": [
        (
            "server",
            tlv8([(6, b"\2"), (2, b"\1" * 16), (3, b"\5" * 384)]),
            "/pair-setup",
            {"s": b"\0" * 16, "B": b"\7" * 383},
        ),
        ("client", tlv8([(6, b"\3"), (3, b"\5" * 384), (4, b"\6" * 64)]), None, {"A": b"\1" * 384, "M1": b"\2" * 64}),
        ("server", tlv8([(6, b"\4"), (4, b"\6" * 64)]), None, {"M2": b"\2" * 64}),
    ],
    "cognito": [
        (
            "client",
            _json(AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": "ann", "SRP_A": "0f"}),
            None,
            {"A": b"\2"},
        ),
        (
            "server",
            _json(
                ChallengeName="PASSWORD_VERIFIER",
                ChallengeParameters={"SALT": "0a", "SRP_B": "0b", "SECRET_BLOCK": "AQID", "USER_ID_FOR_SRP": "u-1"},
            ),
            None,
            {"s": b"\0\1", "B": b"\x05", "secret_block": b"\4\5", "I": "ö".encode()},
        ),
        (
            "client",
            _json(
                ChallengeName="PASSWORD_VERIFIER",
                ChallengeResponses={"PASSWORD_CLAIM_SIGNATURE": "AQID", "TIMESTAMP": "Mon Jan 2 15:04:05 UTC 2006"},
            ),
            None,
            {"M1": b"\7" * 32, "timestamp": b"Mon Jan 02 15:04:05 UTC 2006"},
        ),
    ],
    "wow": [
        ("client", wow_challenge(b"ALICE"), None, {"I": b"BO"}),
        ("server", wow_answer(b"\5" * 32), None, {"B": b"\6" * 32, "s": b"\1" * 32}),
        ("client", b"\1" + b"\6" * 32 + b"\7" * 20 + bytes(20) + b"\0\0", None, {"A": b"\1" * 32, "M1": b"\2" * 20}),
    ],
    "apple": [
        (
            "client",
            plistlib.dumps({"Request": {"o": "init", "u": "ann", "A2k": b"\5" * 256}}),
            None,
            {"A": b"\6", "I": b"bob"},
        ),
        (
            "server",
            plistlib.dumps({"Response": {"sp": "s2k", "i": 1000, "s": b"\1" * 16, "B": b"\2" * 256, "c": "x"}}),
            None,
            {"s": b"\0\1", "B": b"\3", "iterations": (2000).to_bytes(4)},
        ),
        ("client", _json(accountName="ann", m1="AQID", m2="BAUG", c="x"), None, {"M1": b"\7" * 32}),
    ],
    "proton": [
        (
            "server",
            _json(Code=1000, Modulus="AQID", ServerEphemeral="AQID", Salt="AQID", Version=4),
            None,
            {"B": b"\5", "s": b"\0"},
        ),
        ("client", _json(Username="ann", ClientEphemeral="AQID", ClientProof="AQID"), None, {"A": b"\1", "M1": b"\2"}),
        ("server", _json(ServerProof="AQID", Code=1000), None, {"M2": b"\7"}),
    ],
}


def test_every_wire_has_a_sample_here() -> None:
    assert tuple(SAMPLES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_wire_says_of_itself_what_others_need(name: str) -> None:
    spoken = wire(name)
    assert spoken.name == name and len(spoken.labels) == 4
    assert spoken.client_proof and spoken.server_proof
    assert declared(name).labels == spoken.labels and declared(None).labels == ("client", "server", "client", "server")
    assert WIRES[name] and all(name in wires_over(one) for one in WIRES[name])


@ANY_SPEED
@pytest.mark.parametrize("name", NAMES)
@given(st.sampled_from(["client", "server"]), st.binary(max_size=600), ENDPOINTS)
def test_any_bytes_are_fit_for_a_wire(name: str, sender: str, data: bytes, endpoint: str | None) -> None:
    decoded = decode(name, sender, data, endpoint)
    for _, spans in decoded.fields if decoded is not None else []:
        assert all(offset >= 0 and length >= 0 and offset + length <= len(data) for offset, length in spans)
    wire(name).recognise(sender, data, endpoint)
    assert wire(name).begins(data) in (True, False)
    assert wire(name).spoken_by(data) in ("client", "server", "either", None)
    assert wire(name).in_headers(sender, {"authorization": data.decode("latin-1")}) is not None
    if wire(name).starts(data):
        try:
            size = wire(name).frame(data)
        except RefusedError:
            size = None
        assert size is None or size > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_field_is_put_back(name: str) -> None:
    for sender, data, endpoint, changes in SAMPLES[name]:
        for value, content in changes.items():
            changed = wire(name).encode(data, value, content)
            read = decode(name, sender, changed, endpoint)
            assert read is not None and read.values[value] == content
            before = decode(name, sender, data, endpoint)
            assert before is not None
            assert {one: read.values[one] for one in read.values if one != value} == {
                one: before.values[one] for one in before.values if one != value
            }
        with pytest.raises(UserError, match="no field q"):
            wire(name).encode(data, "q", b"\1")


@pytest.mark.parametrize("name", wires_over("tcp"))
def test_a_bare_stream_is_cut_into_messages(name: str) -> None:
    spoken = wire(name)
    messages = [data if spoken.frame(data, side) else data + b"\n" for side, data, _, _ in SAMPLES[name]]
    stream = b"".join(messages)
    assert spoken.starts(stream)
    found = []
    while stream:
        sender = SAMPLES[name][len(found)][0]
        heads = (stream[:end] for end in range(1, len(stream) + 1))
        size = next(size for head in heads if (size := spoken.frame(head, sender)) is not None)
        found.append(stream[:size])
        stream = stream[size:]
    assert found == messages


def test_no_wire_takes_the_stream_of_a_later_one() -> None:
    """A connection goes to the first wire whose `starts` says yes: one that takes anything of a kind stands last."""
    streams = wires_over("tcp")
    for place, name in enumerate(streams):
        head = SAMPLES[name][0][1]
        assert [one for one in streams[:place] if wire(one).starts(head)] == [], name


def test_a_dialect_and_its_wire_name_each_other() -> None:
    for one in dialect_ids():
        messages = dialect(one).messages
        assert messages is None or messages in WIRES, one
    for name in WIRES:
        spoken = wire(name).dialect
        assert not spoken or dialect(spoken).messages == name, name


def test_who_asks_for_one_carrier_imports_no_wire() -> None:
    code = "import sys; from srpscope.wire.wires import WIRES, wires_over; print(wires_over('ble'), *sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "protocomm" in found and not any(f"srpscope.wire.{name}" in found for name in WIRES)


def test_the_contracts_hold_every_wire() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    packages = {f"srpscope.wire.{name}" for name in WIRES}
    for title, key in (("No protocol knows another", "modules"), ("A protocol is named", "protected_modules")):
        (found,) = [one for one in contracts if one["name"].startswith(title)]
        assert set(found[key]) == packages, title


def test_message_names_and_value_names_are_kept_apart() -> None:
    seen = SeenBefore()
    seen.add("server", Decoded("M2", {"B": b"\1", "s": b"\2"}))
    assert ("server", "M2") in seen.messages and ("server", "M2") not in seen.values
    assert not wire("textbook").opens("client", Decoded("M3", {"A": b"\1", "M1": b"\2"}), seen)
    seen.add("server", Decoded("M4", {"M2": b"\3"}))
    assert wire("textbook").opens("client", Decoded("M1", {"A": b"\1"}), seen)


def test_another_user_name_begins_another_handshake() -> None:
    found = Found()
    splitter = Splitter(found, "tcp")
    for line in (_json(I="a", A="01"), _json(I="b", A="02")):
        splitter.message(0.0, "client", None, line)
    assert [one.header["wire"] for one in found.handshakes] == ["textbook", "textbook"]


def test_a_field_in_several_pieces_has_all_of_them() -> None:
    decoded = Decoded("M3", {"A": b"abcd"}, [("A", ((2, 2), (6, 2)))])
    assert spans_of(decoded, "A") == ((2, 2), (6, 2)) and spans_of(decoded, "B") == ()
    with pytest.raises(UserError, match="several pieces"):
        splice(b"xxabxxcd", spans_of(decoded, "A"), b"z")
