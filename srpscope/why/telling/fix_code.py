"""What a hash is fed by two formulas, as code would call its operands."""

from __future__ import annotations

from srpscope.srp.formula import Call, Concatenation, Name, Node, Text, Xor, is_hash, show, walk
from srpscope.srp.functions import ENCODINGS


def operand_lists(wrong: Node, right: Node) -> tuple[list[str], list[str]] | None:
    """The operands of the first hash that is fed others; None where every hash has the same ones."""
    for one, other in zip(_hashes(wrong), _hashes(right), strict=False):
        lists = _operands(one), _operands(other)
        if lists[0] != lists[1]:
            return lists
    return None


def _hashes(node: Node) -> list[Call]:
    return [one for one in walk(node) if is_hash(one)]


def _operands(call: Call) -> list[str]:
    argument = call.arguments[0]
    parts = argument.parts if isinstance(argument, Concatenation) else (argument,)
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
        inside = _operands(part)
        return f"h{inside[0]}" if inside[0] in ("N", "g", "I") and len(inside) == 1 else "inner"
    if isinstance(part, Call) and (part.function in ENCODINGS or part.function == "RAW"):
        return _name(part.arguments[0])
    return show(part)
