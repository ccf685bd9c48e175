"""Formulas as people write them: encodings left out (the table names them), proper signs for xor, minus and times."""

from __future__ import annotations

from srpscope.printable import printable
from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    Formula,
    Name,
    Negation,
    Node,
    Number,
    Octets,
    Power,
    Slice,
    Text,
    Xor,
    children,
    walk,
)
from srpscope.srp.functions import ENCODINGS, HASH_FUNCTIONS, NAMING, RECORDED

_HIDDEN = frozenset([*ENCODINGS, "RAW"])
_LOOSE, _XOR, _SUM, _PRODUCT, _POWER, _ATOM = range(6)


def bare(node: Node) -> Node:
    """The node without the encodings around it."""
    while isinstance(node, Call) and node.function in _HIDDEN and node.arguments:
        node = node.arguments[0]
    return node


def sign(node: Node) -> str:
    """The formula of a node with proper signs, encodings left out; safe to show."""
    return _sign(node)[0]


def _sign(node: Node) -> tuple[str, int]:
    node = bare(node)
    match node:
        case Name(name):
            return printable(name, 40), _ATOM
        case Number(value):
            return str(value)[:40], _ATOM
        case Text(value):
            return f"'{printable(value, 40)}'", _ATOM
        case Octets(value):
            return (value[:8].hex() or "''"), _ATOM
        case Concatenation(parts):
            return " | ".join(_within(part, _XOR) for part in parts), _LOOSE
        case Xor(left, right):
            return f"{_within(left, _XOR)}⊕{_within(right, _SUM)}", _XOR
        case Arithmetic("*", left, right):
            return f"{_within(left, _PRODUCT)}×{_within(right, _POWER)}", _PRODUCT
        case Arithmetic(operator, left, right):
            shown = {"-": "−", "%": "mod"}.get(operator, operator)
            own = _SUM if operator in "+-" else _PRODUCT
            return f"{_within(left, own)} {shown} {_within(right, own + 1)}", own
        case Power(base, exponent):
            return f"{_within(base, _ATOM)}^{_within(exponent, _ATOM)}", _POWER
        case Negation(operand):
            return f"−{_within(operand, _POWER)}", _PRODUCT
        case Slice(operand, start, stop, step):
            shown = ":".join("" if part is None else str(part) for part in (start, stop))
            return f"{_within(operand, _ATOM)}[{shown}{'' if step is None else f':{step}'}]", _ATOM
        case Call(function, arguments, options):
            given = [sign(argument) for argument in arguments]
            given += [f"{name}={sign(value)}" for name, value in options if name not in NAMING]
            return f"{function}({', '.join(given)})", _ATOM
    return "?", _ATOM


def _within(node: Node, at_least: int) -> str:
    text, binding = _sign(node)
    return text if binding >= at_least else f"({text})"


def names_in_order(formula: Formula) -> tuple[str, ...]:
    """The values that a formula reads, as they stand in it."""
    return tuple(dict.fromkeys(node.name for node in walk(formula.node) if isinstance(node, Name)))


def recorded_calls(node: Node) -> list[Call]:
    """The hash calls inside a node in the order of evaluation: innermost first."""
    found: list[Call] = []
    for child in children(node):
        found.extend(recorded_calls(child))
    if isinstance(node, Call) and node.function in RECORDED:
        found.append(node)
    return found


def parts_of(call: Call) -> tuple[Node, ...]:
    """What a hash call joins: the parts of its argument, or its arguments."""
    if call.function in HASH_FUNCTIONS and call.arguments:
        argument = call.arguments[0]
        return argument.parts if isinstance(argument, Concatenation) else (argument,)
    return call.arguments


HASH_TITLES = {
    "sha1": "SHA-1",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}


def function_title(name: str) -> str:
    """SHA512 as SHA-512."""
    return HASH_TITLES.get(name.lower().replace("-", ""), name.replace("_", "-"))
