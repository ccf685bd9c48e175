"""Each byte of a protocomm message: tags, lengths, contents, as protobuf has them (protobuf.dev, encoding)."""

from __future__ import annotations

from srpscope.wire.pieces import WirePiece
from srpscope.wire.protocomm.tree import Node, message_tree


def pieces(data: bytes) -> list[WirePiece]:
    """Of one session message; what is no field of it is left out."""
    tree = message_tree(data)
    if tree.inner is not None:
        return []
    return [piece for node in tree.nodes for piece in _of(node, data, 0)]


def _of(node: Node, data: bytes, depth: int) -> list[WirePiece]:
    if not node.length:
        return []
    tag_length = _varint_length(data, node.offset)
    tag = WirePiece(node.offset, tag_length, node.name, *_tag(node), depth=depth)
    after = node.offset + tag_length
    if node.kind in ("int", "bool", "enum") or node.content == after:
        whole = node.content + len(node.data) - node.offset
        return [WirePiece(node.offset, whole, node.name, node.text, f"field {node.number}, a number", depth=depth)]
    length = WirePiece(
        after, node.content - after, "length", f"{len(node.data):,} bytes follow", _sum(data, after), depth=depth + 1
    )
    found = [tag, length]
    if node.children:
        for child in node.children:
            found += _of(child, data, depth + 1)
    elif node.data:
        found.append(
            WirePiece(node.content, len(node.data), node.value or "content", node.text, "", node.value, depth + 1)
        )
    return found


def _tag(node: Node) -> tuple[str, str]:
    says = f"{node.message} begins" if node.kind == "message" else f"{node.value or node.name} comes"
    return says, f"field {node.number}, with a length: {node.number}*8 + 2"


def _varint_length(data: bytes, at: int) -> int:
    length = 1
    while at + length <= len(data) and data[at + length - 1] & 0x80 and length < 10:
        length += 1
    return length


def _sum(data: bytes, at: int) -> str:
    """How a length of several bytes comes to its number: seven bits each, the low ones first."""
    count = _varint_length(data, at)
    if count == 1:
        return "one byte"
    terms = [str(data[at] & 0x7F), *(f"{data[at + index] & 0x7F}*{128**index}" for index in range(1, count))]
    return f"{' + '.join(terms)}: seven bits a byte, the low ones first"
