"""A wrong and a right line of code from the two formulas: what a hash is fed, as each language writes it."""

from __future__ import annotations

from srpscope.srp.formula import Call, Concatenation, Name, Node, Text, Xor, show, walk
from srpscope.srp.signatures import ENCODINGS, HASH_FUNCTIONS

_JOINED = {
    "dart": ("...{}", ", "),
    "kotlin": ("{}", " + "),
    "java": ("{}", ", "),
    "swift": ("{}", " + "),
    "javascript": ("{}", ", "),
    "python": ("{}", " + "),
    "c": ("hash_update({});", " "),
}
"""How each language writes one operand of a hash, and what stands between two."""


def operand_lists(wrong: Node, right: Node) -> tuple[list[str], list[str]] | None:
    """The operands of the first hash that is fed others; None where every hash has the same ones."""
    for one, other in zip(_hashes(wrong), _hashes(right), strict=False):
        lists = _operands(one), _operands(other)
        if lists[0] != lists[1]:
            return lists
    return None


def joined(operands: list[str], language: str) -> str:
    """A list of operands as a language writes it."""
    one, between = _JOINED[language]
    return between.join(one.format(operand) for operand in operands)


def comment(text: str, language: str) -> str:
    """A line that is no code."""
    if language == "c":
        return f"/* {text} */"
    return f"{'#' if language == 'python' else '//'} {text}"


def hash_name(name: str, language: str) -> str:
    """A hash as a language's library calls it."""
    if language in ("kotlin", "java"):
        return name.upper() if "-" in name else name.upper().replace("SHA", "SHA-")
    if language == "swift":
        return "Insecure.SHA1" if name == "sha1" else name.upper().replace("-", "_")
    return name if language == "javascript" else name.replace("-", "_")


def _hashes(node: Node) -> list[Call]:
    return [one for one in walk(node) if isinstance(one, Call) and one.function in HASH_FUNCTIONS]


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
    if isinstance(part, Call) and part.function in HASH_FUNCTIONS:
        inside = _operands(part)
        return f"h{inside[0]}" if inside[0] in ("N", "g", "I") and len(inside) == 1 else "inner"
    if isinstance(part, Call) and (part.function in ENCODINGS or part.function == "RAW"):
        return _name(part.arguments[0])
    return show(part)
