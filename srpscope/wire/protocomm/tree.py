"""Any bytes as a tree of protocomm fields with offsets; what is wrong with them is said in sentences, never raised."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from srpscope.wire.protocomm.fields import BYTES, VARINT, RawField, ScanFault, scan
from srpscope.wire.protocomm.schema import (
    ENUMS,
    LENGTHS,
    MESSAGE_OF_ENDPOINT,
    MESSAGES,
    PAYLOAD_OF_MSG,
    SHORT_NAMES,
    FieldType,
)

MOST_NODES = 4_000
"""Nodes of one tree; the rest of a larger message is only counted."""


@dataclass
class Node:
    """One field. offset, length: the whole field with its tag, in bytes of the message (length 0: not on the wire).

    content: offset of the content; data: the content of a byte string; kind: as in FieldType, or "default" (absent,
    so it has its default) or "unknown". text: its value for people. value: its name in a sheet, or "".
    """

    name: str
    kind: str
    offset: int
    length: int
    content: int = 0
    data: bytes = b""
    number: int = 0
    text: str = ""
    value: str = ""
    message: str = ""
    cut: bool = False
    children: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class MessageTree:
    """A message: its type, its nodes, and sentences about what is odd.

    inner: where the bytes are another thing than they should be (hex text, a bare payload), that thing's tree.
    """

    title: str
    nodes: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    inner: MessageTree | None = None

    def walk(self) -> Iterator[Node]:
        """All nodes in order, without those of the inner tree."""
        for node in self.nodes:
            yield from node.walk()

    @property
    def all_notes(self) -> list[str]:
        """The notes of the message and of all its nodes, each once, in order."""
        return list(dict.fromkeys([*self.notes, *(note for node in self.walk() for note in node.notes)]))


def message_tree(data: bytes, message: str = "SessionData") -> MessageTree:
    """The tree of one message of a type in MESSAGES. Any bytes give one."""
    if not data:
        return MessageTree(
            message,
            notes=["The message is empty. NimBLE ignores an empty write, so it gets no reply; send at least one byte."],
        )
    return _as_text(data, message) or _as_bare(data, message) or _as_message(data, message)


def fault_of(data: bytes, message: str = "SessionData") -> ScanFault | None:
    """What keeps the bytes from being a message of a type in MESSAGES; None where nothing does."""
    return _Builder(data).fields(message, 0, len(data))[1]


def endpoint_tree(data: bytes, endpoint: str) -> MessageTree:
    """The tree of a plain message at an endpoint; one without a known message type gives its text or its bytes."""
    message = MESSAGE_OF_ENDPOINT.get(endpoint)
    if message is not None:
        return message_tree(data, message)
    return MessageTree(endpoint, [Node(endpoint, "bytes", 0, len(data), 0, data, text=readable(data))])


def readable(data: bytes, most: int = 200) -> str:
    """Bytes for people: as text where all of it is plain text, else as hex; cut at most characters."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = ""
    if text and all(character.isprintable() or character in "\t\n" for character in text.rstrip("\0")):
        shown = json.dumps(text.rstrip("\0"), ensure_ascii=False) + (" and a NUL" if text.endswith("\0") else "")
    else:
        shown = data.hex(" ")
    return shown if len(shown) <= most else f"{shown[:most]} … ({len(data):,} bytes)"


def text_form(data: bytes) -> tuple[str, bytes] | None:
    """("hex text" | "base64 text", what it stands for) where the bytes are plainly such a text of 8 bytes or more."""
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError:
        return None
    digits = re.sub(r"[\s:,]|0x", "", text)
    if len(digits) >= 16 and len(digits) % 2 == 0 and re.fullmatch(r"[0-9a-fA-F]+", digits):
        return "hex text", bytes.fromhex(digits)
    joined = re.sub(r"\s", "", text)
    if len(joined) >= 12 and len(joined) % 4 == 0 and re.fullmatch(r"[A-Za-z0-9+/_-]+={0,2}", joined):
        try:
            return "base64 text", base64.b64decode(joined, altchars=b"-_" if re.search("[-_]", joined) else None)
        except (binascii.Error, ValueError):
            return None
    return None


def _as_text(data: bytes, message: str) -> MessageTree | None:
    form = text_form(data)
    if form is not None:
        kind, meant = form
        _, fault = scan(meant)
        if meant and (fault is None or fault.truncated):
            return MessageTree(
                message,
                [Node(kind, "unknown", 0, len(data), 0, data, text=readable(data))],
                [f"These bytes are {kind}, not the message itself. Decode the text and send its {len(meant):,} bytes."],
                inner=message_tree(meant, message) if text_form(meant) is None else None,
            )
    if data[:1] in (b"{", b"["):
        try:
            json.loads(data)
        except (ValueError, RecursionError):
            return None
        return MessageTree(
            message,
            [Node("JSON", "unknown", 0, len(data), 0, data, text=readable(data))],
            ["This is JSON text: proto-ver speaks it, every other endpoint speaks protobuf."],
        )
    return None


_BARE = {10: ("Sec0Payload", "sec0"), 11: ("Sec1Payload", "sec1"), 12: ("Sec2Payload", "sec2")}


def _as_bare(data: bytes, message: str) -> MessageTree | None:
    if message != "SessionData":
        return None
    fields, fault = scan(data)
    if fault is not None and not fault.truncated:
        return None
    types = {one.number: one.wire_type for one in fields}
    if types.get(2) == VARINT or {10, 11, 12} & types.keys():
        return None
    outer = _as_message(data, message)
    if {20, 21, 22, 23} & types.keys() and set(types) <= {1, 20, 21, 22, 23}:
        outer.notes.insert(
            0,
            "This is a bare Sec2Payload: SessionData around it is missing (10 02 62 and the length come first). "
            "The device answers 'Security version mismatch'.",
        )
        outer.inner = _as_message(data, "Sec2Payload")
        return outer
    if types in ({1: BYTES, 2: BYTES}, {1: BYTES}) and fields[-1].end - fields[-1].start in (384, 64):
        name = "S2SessionCmd0" if 2 in types else "S2SessionCmd1"
        outer.notes.append(
            f"This is a bare {SHORT_NAMES[name]}: Sec2Payload and SessionData around it are missing. "
            "The device cannot unpack it or answers 'Security version mismatch'."
        )
        outer.inner = _as_message(data, name)
        return outer
    return None


def _as_message(data: bytes, message: str) -> MessageTree:
    tree = MessageTree(message)
    builder = _Builder(data)
    tree.nodes, fault = builder.fields(message, 0, len(data))
    if fault is not None and fault.truncated:
        whole = len(data) + builder.missing
        tree.notes.append(
            f"Cut off: {len(data):,} bytes are here"
            + (f", the message says {whole:,}" if builder.missing else "")
            + ". Over BLE a value longer than MTU - 3 needs a long write."
        )
    elif fault is not None:
        tree.notes.append(
            f"Not protobuf from byte {fault.offset} on: {fault.text}. "
            "Garbage, or an encrypted message read as a plain one."
        )
    if message == "SessionData":
        tree.notes += _session_notes(tree)
    return tree


class _Builder:
    """Builds nodes from one message, within MOST_NODES."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.count = 0
        self.missing = 0

    def fields(self, message: str, start: int, end: int) -> tuple[list[Node], ScanFault | None]:
        schema = MESSAGES[message]
        raws, fault = scan(self.data, start, end)
        if raws and raws[-1].missing:
            self.missing = max(self.missing, raws[-1].missing)
        nodes = []
        for raw in raws:
            self.count += 1
            if self.count > MOST_NODES:
                break
            node, inner = self.node(schema.get(raw.number), raw)
            nodes.append(node)
            fault = fault or inner
        seen = {raw.number for raw in raws}
        whole = fault is None
        nodes += [
            _default(name, number) for number, name in schema.items() if whole and _shows_default(name, number, seen)
        ]
        if whole:
            _mark(message, nodes)
            _mark_strays(nodes)
        return nodes, fault

    def node(self, known: FieldType | None, raw: RawField) -> tuple[Node, ScanFault | None]:
        content = self.data[raw.start : raw.end]
        node = Node(
            f"field {raw.number}" if known is None else known.name,
            "unknown",
            raw.offset,
            raw.end - raw.offset,
            raw.start,
            content,
            raw.number,
            cut=raw.missing > 0,
        )
        expected = BYTES if known and known.kind in ("bytes", "string", "message") else VARINT
        if known is None:
            node.text = readable(content) if raw.wire_type == BYTES else str(raw.value)
            node.notes.append(f"Field {raw.number} is not part of this message; the device skips it.")
            return node, None
        if raw.wire_type != expected:
            node.text = readable(content) if raw.wire_type == BYTES else str(raw.value)
            node.notes.append(f"{known.name} should be {'bytes' if expected == BYTES else 'a number'}, but is not.")
            return node, None
        node.kind, node.value, node.message = known.kind, known.value, known.message
        if known.kind == "message":
            node.children, fault = self.fields(known.message, raw.start, raw.end)
            node.text = known.message
            if fault is not None and not fault.truncated:
                node.notes.append(f"Not readable from byte {fault.offset} on: {fault.text}.")
            elif fault is not None and not raw.missing:
                node.notes.append(f"{known.name} ends inside a field (byte {fault.offset}): a length in it is wrong.")
                fault = ScanFault(fault.offset, "a length inside is larger than what encloses it")
            return node, fault
        node.text = _scalar(known, raw, content)
        if known.value and not node.cut:
            node.notes += _value_notes(known.value, content)
        return node, None


def _scalar(known: FieldType, raw: RawField, content: bytes) -> str:
    if known.kind in ("bytes", "string"):
        short = readable(content, 60) if len(content) <= 32 else content[:8].hex(" ") + " …"
        return f"{len(content):,} bytes: {short}" if content else "0 bytes"
    if known.kind == "enum":
        return f"{ENUMS[known.enum].get(raw.value, 'no such value')} ({raw.value})"
    if known.kind == "bool":
        return "true" if raw.value else "false"
    return str(raw.value - (1 << 64) if raw.value >= 1 << 63 else raw.value)


def _shows_default(known: FieldType, number: int, seen: set[int]) -> bool:
    return number < 10 and number not in seen and not known.repeated and known.kind != "message"


def _default(known: FieldType, number: int) -> Node:
    text = {"enum": f"{ENUMS[known.enum][0]} (0)" if known.enum else "", "bool": "false", "int": "0"}.get(
        known.kind, "0 bytes"
    )
    text += ", not on the wire: the default"
    notes = _value_notes(known.value, b"") if known.value else []
    return Node(known.name, "default", 0, 0, number=number, text=text, value=known.value, notes=notes)


def _mark(message: str, nodes: list[Node]) -> None:
    pairs = PAYLOAD_OF_MSG.get(message)
    if pairs is None:
        return
    msg = next((node for node in reversed(nodes) if node.number == 1), None)
    payloads = [node for node in nodes if node.number >= 10 and node.kind == "message"]
    if msg is None:
        return
    enum = MESSAGES[message][1].enum
    number = next((n for n, name in ENUMS[enum].items() if msg.text.startswith(f"{name} (")), -1)
    if not payloads:
        if message != "WiFiCtrlPayload" or number:
            msg.notes.append(f"{message} has no payload beside msg.")
        return
    expected, found = pairs.get(number), payloads[-1]
    if expected != found.number:
        wanted = next((n for n, field_number in pairs.items() if field_number == found.number), None)
        set_it = f". Set msg = {wanted}" if wanted is not None else ""
        said = "is not on the wire, so it is" if msg.kind == "default" else "says"
        msg.notes.append(f"msg {said} {msg.text.split(',')[0]}, the payload is {found.name}{set_it}.")


def _mark_strays(nodes: list[Node]) -> None:
    """A value that is missing, and a field nobody reads that has its length: it stands in the wrong field."""
    for node in nodes:
        lengths = LENGTHS.get(node.value) if node.kind == "default" else None
        stray = next((one for one in nodes if one.kind == "unknown" and len(one.data) in (lengths or ())), None)
        if stray is not None:
            node.notes = [f"{node.value} stands in field {stray.number}, not in {node.number} ({node.name})."]


def _value_notes(value: str, content: bytes) -> list[str]:
    notes = []
    lengths = LENGTHS.get(value)
    form = text_form(content) if value != "I" else None
    if form is not None and (lengths is None or len(content) not in lengths):
        notes.append(f"{value} is {form[0]} of {len(form[1]):,} bytes; send the bytes themselves.")
    elif lengths is not None and len(content) not in lengths:
        notes.append(
            f"{value} has {len(content):,} bytes, not {' or '.join(map(str, lengths))}.{_why(value, len(content))}"
        )
    elif value == "B" and not 1 <= len(content) <= 384:
        notes.append(f"B has {len(content):,} bytes; a number below N has 384 at the most.")
    elif value == "I" and not content:
        notes.append("The user name is empty; the device refuses it ('Invalid username').")
    if (
        content[:1] == b"\0"
        and value in ("A", "B", "M1", "s")
        and len(content) in (LENGTHS.get(value) or (len(content),))
    ):
        notes.append(f"{value} starts with 00: a client that keeps it as a number loses that byte.")
    return notes


_WHY = {
    ("A", 383): " A leading 00 byte was dropped: pad A to 384.",
    ("A", 385): " Java's sign byte was kept: drop the first 00.",
    ("A", 768): " Hex text, perhaps.",
    ("A", 256): " That is a 2048-bit group; the device uses 3072 bits.",
    ("A", 512): " That is a 4096-bit group; the device uses 3072 bits.",
    ("M1", 63): " A leading 00 byte was dropped.",
    ("M1", 32): " A SHA-256 proof is as long, and so is half of one of SHA-512, which the device uses.",
    ("M1", 20): " A SHA-1 proof is as long, and so is one of SHA-512, which the device uses, cut to 20 bytes.",
    ("M1", 48): " A SHA-384 proof is as long, and so is one of SHA-512, which the device uses, cut to 48 bytes.",
    ("M1", 128): " Hex text, perhaps.",
}


def _why(value: str, length: int) -> str:
    return _WHY.get((value, length), "")


def _session_notes(tree: MessageTree) -> list[str]:
    top = {node.number: node for node in tree.nodes}
    version, schemes = top.get(2), [node for node in tree.nodes if node.number in _BARE]
    notes = []
    if version is not None and version.kind == "default":
        first = top.get(1)
        astray = " (what field 1 holds means nothing; it is field 2)" if first and first.kind == "unknown" else ""
        notes.append(f"sec_ver is missing{astray}, so it is 0. Set sec_ver = 2 in SessionData, in every message.")
    elif version is not None and schemes and not version.text.endswith(f"({schemes[-1].number - 10})"):
        notes.append(f"sec_ver is {version.text}, but the payload is {schemes[-1].name}. The device refuses that.")
    if version is not None and version.kind == "enum" and not schemes and not tree.notes:
        notes.append("There is no payload after sec_ver.")
    return notes
