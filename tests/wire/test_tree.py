"""Any bytes give a tree or a sentence; the usual mistakes are named."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, strategies as st

from srpscope.wire.protocomm.fields import MOST_FIELDS, scan
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, encode
from srpscope.wire.protocomm.schema import MESSAGES
from srpscope.wire.protocomm.tree import MessageTree, endpoint_tree, message_tree, readable
from tests.wire.facts import ANY_SPEED, golden

GOLDEN = golden()
CMD0, CMD1 = bytes.fromhex(GOLDEN["cmd0"]), bytes.fromhex(GOLDEN["cmd1"])


def _sound(tree: MessageTree, data: bytes) -> None:
    for node in tree.walk():
        assert 0 <= node.offset <= node.offset + node.length <= len(data)
        assert node.kind == "default" or data[node.content : node.content + len(node.data)] == node.data
        assert all(note.strip() for note in node.notes)
    if not tree.nodes:
        assert tree.all_notes


@ANY_SPEED
@given(st.binary(max_size=300), st.sampled_from(sorted(MESSAGES)))
def test_any_bytes_give_a_tree_or_a_sentence(data: bytes, message: str) -> None:
    tree = message_tree(data, message)
    empty_message = not data or (not tree.nodes and not MESSAGES[message])
    if not empty_message:
        _sound(tree, data)


@ANY_SPEED
@given(st.integers(0, len(CMD0) - 1), st.integers(0, 255), st.integers(0, len(CMD0)))
def test_broken_messages_give_a_tree_or_a_sentence(at: int, byte: int, length: int) -> None:
    data = bytearray(CMD0)
    data[at] = byte
    _sound(message_tree(bytes(data[:length])), bytes(data[:length]))


def test_tree_has_offsets_and_defaults() -> None:
    nodes = {node.name: node for node in message_tree(CMD0).walk()}
    assert (nodes["sec_ver"].offset, nodes["client_username"].content, nodes["client_pubkey"].content) == (0, 11, 22)
    assert nodes["msg"].kind == "default" and "not on the wire" in nodes["msg"].text
    explicit = {node.name: node for node in message_tree(b"\x10\x02\x62\x93\x03\x08\x00" + CMD0[5:]).walk()}
    assert explicit["msg"].kind == "enum" and "S2Session_Command0 (0)" in explicit["msg"].text


def _notes(data: bytes) -> str:
    return " ".join(message_tree(data).all_notes)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty write"),
        (CMD0.hex().encode(), "hex text"),
        (CMD0.hex(" ").upper().encode(), "hex text"),
        (base64.b64encode(CMD0), "base64 text"),
        (base64.urlsafe_b64encode(CMD0), "base64 text"),
        (CMD0[5:], "bare Sec2Payload"),
        (CMD1[4:], "bare Sec2Payload"),
        (CMD0[9:], "bare Cmd0"),
        (CMD0[:20], "Cut off: 20 bytes are here, the message says 406"),
        (CMD0[2:], "sec_ver is missing, so it is 0"),
        (b"\x08" + CMD0[1:], "sec_ver is missing (what field 1 holds means nothing; it is field 2)"),
        (b"\x10\x01" + CMD0[2:], "sec_ver is SecScheme1 (1), but the payload is sec2"),
        (b"\x10\x02", "no payload after sec_ver"),
        (b"\x10\x02\x62\x45" + CMD1[6:], "Set msg = 2"),
        (b"\x10\x02\x62\x02\x08\x02", "has no payload beside msg"),
        (b'{"prov":{}}', "JSON text"),
        (b"\xff" * 40, "Not protobuf from byte 0"),
        (encode(Cmd0(b"", bytes(range(1, 3)) * 192)), "user name is empty"),
        (encode(Cmd0(b"i", b"\1" * 383)), "A leading 00 byte was dropped"),
        (encode(Cmd0(b"i", b"\0" + b"\1" * 384)), "Java's sign byte"),
        (encode(Cmd0(b"i", b"\0" + b"\1" * 383)), "A starts with 00"),
        (encode(Cmd0(b"i", b"ab" * 384)), "A is hex text of 384 bytes"),
        (encode(Cmd1(b"\1" * 32)), "A SHA-256 proof is as long, and so is half of one of SHA-512"),
        (encode(Cmd1(b"\1" * 20)), "SHA-1 proof"),
        (encode(Cmd1(b"\1" * 63)), "M1 has 63 bytes, not 64"),
        (encode(Cmd1(b"ab" * 64)), "M1 is hex text of 64 bytes"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_usual_mistakes_are_named(data: bytes, says: str) -> None:
    assert says in _notes(data)


def test_right_messages_have_no_notes() -> None:
    for name in ("cmd0", "resp0", "cmd1", "resp1"):
        assert message_tree(bytes.fromhex(GOLDEN[name])).all_notes == []


def test_text_and_bare_payloads_show_what_is_inside() -> None:
    for data in (CMD0.hex().encode(), base64.b64encode(CMD0), CMD0[5:], CMD0[9:]):
        inner = message_tree(data).inner
        assert inner is not None and "client_pubkey" in {node.name for node in inner.walk()}


def test_a_flood_of_fields_is_bounded() -> None:
    fields, fault = scan(b"\x08\x01" * 100_000)
    assert len(fields) == MOST_FIELDS and fault is not None
    assert len(list(message_tree(b"\x08\x01" * 100_000).walk())) <= 4_001


def test_other_endpoints() -> None:
    assert endpoint_tree(b"SUCCESS\0", "custom-data").nodes[0].text == '"SUCCESS" and a NUL'
    nodes = {node.name: node.text for node in endpoint_tree(bytes.fromhex("08015a00"), "prov-config").walk()}
    assert nodes["msg"] == "TypeRespGetStatus (1)"
    assert nodes["sta_state"].startswith("Connected (0), not on the wire")


@ANY_SPEED
@given(st.binary(max_size=100))
def test_printable_never_holds_a_control_character(data: bytes) -> None:
    assert readable(data).isprintable() or not readable(data)
