"""The decoder of the wire "protocomm": ESP-IDF Security 2 messages to I, A, B, s, M1, M2 and nonce.

Without google.protobuf, so that a capture can be traced where that is not wanted.
"""

from __future__ import annotations

from srpscope.wire.decoders import Decoded
from srpscope.wire.protocomm_schema import MESSAGE_OF_ENDPOINT, SHORT_NAMES
from srpscope.wire.protocomm_tree import Node, message_tree

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
    leaves = [
        (node.value or node.name, node.content, len(node.data)) for node in readable if node.kind not in ("message", "")
    ]
    return Decoded(name, values, leaves, notes)


def wire_values(data: bytes, sender: str) -> dict[str, bytes]:
    """The values alone: Cmd0 -> I, A; Resp0 -> B, s; Cmd1 -> M1; Resp1 -> M2, nonce."""
    found = decode(sender, data, "prov-session")
    return found.values if found is not None else {}


def _is_session(nodes: list[Node], inner: bool) -> bool:
    return inner or any(node.message.startswith(("Sec", "S2", "Session")) for node in nodes)


def _other_name(nodes: list[Node]) -> str:
    return next((node.message for node in reversed(nodes) if node.message.startswith(("S0", "Session"))), "SessionData")
