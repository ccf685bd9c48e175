"""The four messages both ways, proto-ver, and the wire's decoder, on the device's own bytes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from srpscope.wire.protocomm.messages import (
    Cmd0,
    Cmd1,
    MalformedError,
    Resp0,
    Resp1,
    config_status,
    encode,
    parse,
    read_version,
    scan_result,
    scan_start,
    scan_status,
    unpack,
)
from srpscope.wire.protocomm.tree import endpoint_tree
from srpscope.wire.wires import decode
from tests.wire.facts import ANY_SPEED, ble_sessions, golden, sessions, wire_values

GOLDEN = golden()
H = {name: bytes.fromhex(text) for name, text in GOLDEN.items() if name not in ("note", "username", "password")}
MESSAGES = {
    "cmd0": Cmd0(b"wifiprov", H["A"]),
    "resp0": Resp0(H["B"], H["salt"]),
    "cmd1": Cmd1(H["M1"]),
    "resp1": Resp1(H["M2"], H["device_nonce"]),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_golden_messages_both_ways(name: str) -> None:
    assert encode(MESSAGES[name]) == H[name]
    assert parse(H[name]) == MESSAGES[name]


def test_recorded_messages_encode_to_the_same_bytes() -> None:
    recorded = [bytes.fromhex(one) for session in sessions() for one in session["messages"] if one]
    recorded += [
        bytes.fromhex(m[2]) for session in ble_sessions() for m in session["messages"] if m[0] == "prov-session"
    ]
    assert len(recorded) >= 20
    for data in recorded:
        assert encode(parse(data)) == data


@ANY_SPEED
@given(st.binary(max_size=600), st.binary(max_size=600))
def test_any_values_survive(first: bytes, second: bytes) -> None:
    for message in (Cmd0(first, second), Resp0(first, second), Cmd1(first), Resp1(first, second)):
        assert parse(encode(message)) == message


@ANY_SPEED
@given(st.binary(max_size=200))
def test_parse_takes_any_bytes(data: bytes) -> None:
    try:
        message = parse(data)
    except MalformedError as error:
        assert "message" in str(error)
    else:
        assert unpack(encode(message)) is not None


def test_wire_values_of_each_message() -> None:
    assert wire_values(H["cmd0"], "client") == {"I": b"wifiprov", "A": H["A"]}
    assert wire_values(H["resp0"], "server") == {"B": H["B"], "s": H["salt"]}
    assert wire_values(H["cmd1"], "client") == {"M1": H["M1"]}
    assert wire_values(H["resp1"], "server") == {"M2": H["M2"], "nonce": H["device_nonce"]}


def test_decoded_fields_point_at_the_bytes() -> None:
    for name in MESSAGES:
        found = decode("protocomm", "client" if name.startswith("cmd") else "server", H[name], "prov-session")
        assert found is not None and found.name.lower() == name and not found.notes
        places = {field: spans[0] for field, spans in found.fields}
        for value, data in found.values.items():
            offset, length = places[value]
            assert H[name][offset : offset + length] == data


def test_decoder_leaves_other_endpoints_and_other_bytes_alone() -> None:
    assert decode("protocomm", "client", b"---", "proto-ver") is None
    assert decode("protocomm", "client", H["cmd0"], "prov-config") is None
    assert decode("protocomm", "client", b"hello", None) is None
    assert decode("no such wire", "client", H["cmd0"], None) is None
    found = decode("protocomm", "client", H["cmd0"], None)
    assert found is not None and found.name == "Cmd0"


def test_a_value_cut_off_is_no_value() -> None:
    found = decode("protocomm", "client", H["cmd0"][:244], "prov-session")
    assert found is not None and found.values == {"I": b"wifiprov"}
    assert any("Cut off: 244 bytes are here, the message says 406" in note for note in found.notes)


def test_a_message_of_the_wrong_side_is_noted() -> None:
    found = decode("protocomm", "server", H["cmd1"], "prov-session")
    assert found is not None and any("comes from the server" in note for note in found.notes)


def test_decoding_does_not_import_protobuf() -> None:
    code = (
        "import sys\nfrom srpscope.wire.wires import decode\n"
        f"found = decode('protocomm', 'client', bytes.fromhex('{GOLDEN['cmd0']}'), 'prov-session')\n"
        "assert found.name == 'Cmd0', found\n"
        "assert not [name for name in sys.modules if name.startswith(('google', 'cryptography', 'aiohttp'))]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_version_of_a_device() -> None:
    answer = next(bytes.fromhex(m[2]) for m in ble_sessions()[0]["messages"] if m[:2] == ["proto-ver", "server"])
    version = read_version(answer)
    assert (version.version, version.security, version.patch, version.capabilities) == ("v1.1", 2, 1, ("wifi_scan",))
    assert any("count up" in note for note in version.notes)


@pytest.mark.parametrize(
    ("text", "security", "patch", "says"),
    [
        (b'{"prov":{"ver":"v1.0","cap":["no_pop"]}}', None, 0, "older than v5.0"),
        (b'{"prov":{"ver":"v1.1","sec_ver":2}}', 2, 0, "fixed 16-byte nonce"),
        (b'{"prov":{"ver":"v1.1","sec_ver":1,"cap":["no_pop"]}}', 1, 0, "Security 1, not 2 (no_pop)"),
        (b'{"prov":{"sec_ver":2,"sec_patch_ver":"x"}}', 2, 0, "no number"),
        (b"V0.1\0", None, 0, "plain text"),
        (b'{"prov":[]}', None, 0, "plain text"),
        (b"[" * 100_000, None, 0, "plain text"),
        (b"\xff\x1b[31m", None, 0, "plain text"),
    ],
)
def test_odd_versions(text: bytes, security: int | None, patch: int, says: str) -> None:
    version = read_version(text)
    assert (version.security, version.patch) == (security, patch)
    assert any(says in note for note in version.notes)


@pytest.mark.parametrize(
    ("endpoint", "build"),
    [("prov-scan", scan_start), ("prov-scan", scan_status), ("prov-scan", scan_result), ("prov-config", config_status)],
)
def test_requests_read_back_without_a_fault(endpoint: str, build: Callable[[], bytes]) -> None:
    assert not endpoint_tree(build(), endpoint).all_notes
