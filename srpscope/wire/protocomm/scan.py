"""The decoder of the wire "protocomm": ESP-IDF Security 2 messages to I, A, B, s, M1, M2 and nonce.

Without google.protobuf, so that a capture can be traced where that is not wanted.
"""

from __future__ import annotations

from srpscope.wire.decoders import Decoded, Span
from srpscope.wire.protocomm.fields import BYTES, scan
from srpscope.wire.protocomm.schema import MESSAGE_OF_ENDPOINT, SHORT_NAMES
from srpscope.wire.protocomm.tree import Node, message_tree

_CLIENT_MESSAGES = ("Cmd0", "Cmd1")


def decode(sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
    """The values of a handshake message; None for messages of other endpoints and, where no endpoint is given, for
    bytes that are plainly no SessionData. A value cut off, or inside text or a bare payload, is left out: the device
    does not read it either. Never raises."""
    if endpoint is not None and MESSAGE_OF_ENDPOINT.get(endpoint.lower()) != "SessionData":
        return None
    tree = message_tree(data)
    notes = tree.all_notes
    readable = [node for node in tree.walk() if node.length]
    if endpoint is None and not _is_session(readable, tree.inner is not None):
        return None
    payload = next((node for node in reversed(readable) if node.message in SHORT_NAMES), None)
    name = SHORT_NAMES[payload.message] if payload is not None else _other_name(readable)
    values = {}
    if payload is not None:
        values = {node.value: node.data for node in payload.children if node.value and node.length and not node.cut}
        if (name in _CLIENT_MESSAGES) != (sender == "client"):
            notes.append(f"{name} comes from the {sender}, but it is the other side's message.")
    leaves: list[tuple[str, tuple[Span, ...]]] = [
        (node.value or node.name, ((node.content, len(node.data)),))
        for node in readable
        if node.kind not in ("message", "")
    ]
    return Decoded(name, values, leaves, notes)


_CARRIES = {"Cmd0": {"I", "A"}, "Resp0": {"B", "s"}, "Cmd1": {"M1"}, "Resp1": {"M2", "nonce"}}


LENGTH_KNOWN = 8
"""Bytes from which a message of Security 2 says how long it is."""


def total_length(head: bytes) -> int:
    """How many bytes a message has whose first LENGTH_KNOWN bytes are sec_ver 2 and the tag of the payload; 0 where its
    length is no number."""
    found, _ = scan(head)
    payload = next((one for one in found if one.wire_type == BYTES), None)
    return 0 if payload is None else payload.end + payload.missing


def whole(data: bytes) -> str | None:
    """What a message of Security 2 is ("Cmd0") that is complete in all its parts and carries all it must; else None."""
    inner = data
    for _ in range(3):  # SessionData, Sec2Payload, the message in it
        found, fault = scan(inner)
        if fault is not None or not found:
            return None
        last = found[-1]
        inner = inner[last.start : last.end] if last.wire_type == BYTES else b""
    decoded = decode("client", data)
    if decoded is None or decoded.name not in _CARRIES:
        return None
    return decoded.name if _CARRIES[decoded.name] <= decoded.values.keys() else None


def _is_session(nodes: list[Node], inner: bool) -> bool:
    return inner or any(node.message.startswith(("Sec", "S2", "Session")) for node in nodes)


def _other_name(nodes: list[Node]) -> str:
    return next((node.message for node in reversed(nodes) if node.message.startswith(("S0", "Session"))), "SessionData")
