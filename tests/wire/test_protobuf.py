"""protobuf and our scanner check each other: one schema, the same content of any message, one refusal of any bytes."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError, Message
from hypothesis import assume, given, strategies as st

from srpscope.wire.protocomm.messages import unpack
from srpscope.wire.protocomm.pb import session_pb2, wifi_config_pb2, wifi_ctrl_pb2, wifi_scan_pb2
from srpscope.wire.protocomm.schema import ENUMS, MESSAGES
from srpscope.wire.protocomm.tree import Node, fault_of, message_tree, text_form
from tests.wire.facts import ANY_SPEED

ROOTS: dict[str, type[Message]] = {
    "SessionData": session_pb2.SessionData,
    "WiFiConfigPayload": wifi_config_pb2.WiFiConfigPayload,
    "WiFiScanPayload": wifi_scan_pb2.WiFiScanPayload,
    "WiFiCtrlPayload": wifi_ctrl_pb2.WiFiCtrlPayload,
}
KINDS = {
    FieldDescriptor.TYPE_BYTES: "bytes",
    FieldDescriptor.TYPE_STRING: "string",
    FieldDescriptor.TYPE_BOOL: "bool",
    FieldDescriptor.TYPE_ENUM: "enum",
    FieldDescriptor.TYPE_MESSAGE: "message",
}
each_root = pytest.mark.parametrize("name", ROOTS)


def descriptors(root: Descriptor, found: dict[str, Descriptor] | None = None) -> dict[str, Descriptor]:
    """A message's type and all those inside, by name."""
    found = {} if found is None else found
    if root.name not in found:
        found[root.name] = root
        for field in root.fields:
            if field.message_type is not None:
                descriptors(field.message_type, found)
    return found


ALL = {name: one for root in ROOTS.values() for name, one in descriptors(root.DESCRIPTOR).items()}


def test_our_table_and_the_generated_code_say_the_same() -> None:
    assert set(MESSAGES) == set(ALL)
    for name, descriptor in ALL.items():
        ours = {number: (one.name, one.kind, one.repeated) for number, one in MESSAGES[name].items()}
        theirs = {one.number: (one.name, KINDS.get(one.type, "int"), one.is_repeated) for one in descriptor.fields}
        assert ours == theirs, name
        for one in descriptor.fields:
            if one.enum_type is not None:
                enum = ENUMS[MESSAGES[name][one.number].enum]
                assert enum == {value.number: value.name for value in one.enum_type.values}, one.name
            if one.message_type is not None:
                assert MESSAGES[name][one.number].message == one.message_type.name


@st.composite
def filled(draw: Any, kind: type[Message]) -> Message:
    """A message with any fields and any values."""
    message = kind()
    for field in kind.DESCRIPTOR.fields:
        if not draw(st.booleans()):
            continue
        if field.message_type is not None:
            place = getattr(message, field.name)
            to = place.add() if field.is_repeated else place
            to.SetInParent()
            to.CopyFrom(draw(filled(type(to))))
        else:
            setattr(message, field.name, draw(_scalar(field)))
    return message


def _scalar(field: FieldDescriptor) -> st.SearchStrategy[Any]:
    if field.enum_type is not None:
        return st.integers(0, 9)
    match KINDS.get(field.type, "int"):
        case "bytes":
            return st.binary(max_size=12)
        case "string":
            return st.text(max_size=12)
        case "bool":
            return st.booleans()
    low = -(2**31) if field.type in (FieldDescriptor.TYPE_INT32, FieldDescriptor.TYPE_SINT32) else 0
    return st.integers(low, 2**31 - 1)


def theirs(message: Message) -> list[tuple[str, object]]:
    """Every field that is on the wire, as (name, content), in the order of their numbers."""
    found: list[tuple[str, object]] = []
    for field, value in message.ListFields():
        if field.message_type is not None:
            for inner in value if field.is_repeated else (value,):
                found += [(field.name, None), *theirs(inner)]
        else:
            found.append((field.name, value.encode() if isinstance(value, str) else value))
    return found


def ours(nodes: list[Node]) -> list[tuple[str, object]]:
    """The same of our tree."""
    found: list[tuple[str, object]] = []
    for node in nodes:
        if not node.length:
            continue
        if node.kind == "message":
            found += [(node.name, None), *ours(node.children)]
        elif node.kind in ("bytes", "string"):
            found.append((node.name, node.data))
        else:
            found.append((node.name, number_of(node)))
    return found


def number_of(node: Node) -> int | bool:
    """The number that a node shows: "Success (0)", "true", "-3"."""
    if node.kind == "bool":
        return node.text == "true"
    return int(node.text.rpartition("(")[2].rstrip(")") if node.kind == "enum" else node.text)


@each_root
@ANY_SPEED
@given(st.data())
def test_any_message_has_the_same_content(name: str, data: st.DataObject) -> None:
    message = data.draw(filled(ROOTS[name]))
    raw = message.SerializeToString()
    assume(text_form(raw) is None and raw[:1] not in (b"{", b"["))  # what reads as text is shown as text
    assert fault_of(raw, name) is None
    assert ours(message_tree(raw, name).nodes) == theirs(message)


def refused(kind: type[Message], data: bytes) -> bool:
    try:
        kind().ParseFromString(data)
    except DecodeError:
        return True
    return False


def agree(name: str, data: bytes) -> None:
    fault = fault_of(data, name)
    if fault is not None and fault.grouped:
        return  # google.protobuf skips groups, the device's protobuf-c refuses them, and so do we
    assert (fault is not None) == refused(ROOTS[name], data), (fault, data.hex())


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


NUMBERS = st.one_of(st.sampled_from([1, 2, 3, 10, 11, 12, 20, 21, 22, 23]), st.integers(0, 2**29))


def _field(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    def of(kind: int, content: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
        return st.builds(lambda number, data: _varint(number << 3 | kind) + data, NUMBERS, content)

    varints = st.integers(0, 2**64 - 1).map(_varint)
    overlong = st.builds(lambda count: b"\x90" + b"\x80" * count + b"\0\1", st.integers(0, 9))
    return st.one_of(
        of(0, varints),
        of(2, inner.map(lambda data: _varint(len(data)) + data)),
        of(1, st.binary(min_size=8, max_size=8)),
        of(5, st.binary(min_size=4, max_size=4)),
        st.builds(lambda data: b"\x63" + data + b"\x64", inner),
        st.binary(max_size=3),
        overlong,
    )


BYTES = st.recursive(
    st.binary(max_size=12), lambda deeper: st.lists(_field(deeper), max_size=4).map(b"".join), max_leaves=16
)


@each_root
@ANY_SPEED
@given(BYTES)
def test_any_bytes_get_the_same_refusal(name: str, data: bytes) -> None:
    agree(name, data)


@each_root
@ANY_SPEED
@given(st.data())
def test_broken_messages_get_the_same_refusal(name: str, data: st.DataObject) -> None:
    raw = bytearray(data.draw(filled(ROOTS[name])).SerializeToString())
    for _ in range(data.draw(st.integers(1, 3))):
        if raw:
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at] = data.draw(st.integers(0, 255))
    agree(name, bytes(raw[: data.draw(st.integers(0, len(raw)))]))


@ANY_SPEED
@given(BYTES)
def test_what_the_device_refuses_is_what_the_scanner_refuses(data: bytes) -> None:
    """Groups, which protobuf-c refuses, among it."""
    assert (unpack(data) is None) == (fault_of(data) is not None)
