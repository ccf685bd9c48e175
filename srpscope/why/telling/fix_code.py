"""What a hash is fed by two formulas, as code would call its operands."""

from __future__ import annotations

from srpscope.srp.formula import Call, Concatenation, Name, Node, Text, Xor, is_hash, show, walk
from srpscope.srp.functions import ENCODINGS


def operand_lists(wrong: Node, right: Node) -> tuple[list[str], list[str]] | None:
    """The operands of the first hash that is fed others; None where every hash has the same ones."""
    for one, other in zip(_hashes(wrong), _hashes(right), strict=False):
        lists = operands_of(one.arguments[0]), operands_of(other.arguments[0])
        if lists[0] != lists[1]:
            return lists
    return None


def _hashes(node: Node) -> list[Call]:
    return [one for one in walk(node) if is_hash(one)]


def operands_of(node: Node) -> list[str]:
    """What is joined, or the one operand, as code calls it: "inner" for a digest without a name of its own."""
    parts = node.parts if isinstance(node, Concatenation) else (node,)
    return [_name(part) for part in parts]


def _name(part: Node) -> str:
    """An operand as a variable would be called; the formula beside it says how it is encoded."""
    if isinstance(part, Name):
        return part.name
    if isinstance(part, Text):
        return "colon" if part.value == ":" else repr(part.value)
    if isinstance(part, Xor):
        return "xor"
    if is_hash(part):
        inside = operands_of(part.arguments[0])
        return f"h{inside[0]}" if inside[0] in ("N", "g", "I") and len(inside) == 1 else "inner"
    if isinstance(part, Call) and (part.function in ENCODINGS or part.function == "RAW"):
        return _name(part.arguments[0])
    return show(part)
