"""Formulas as trees of the small nodes below; `Formula` holds one with its names; `show` prints it back.

parsing.py makes them of text. The language is described in dialects/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeGuard

from srpscope.errors import UserError
from srpscope.srp.functions import FUNCTIONS, HASH_FUNCTIONS, NAMING, STRETCHING


class FormulaError(UserError):
    """The text is no formula; says why, and where it can."""


@dataclass(frozen=True, slots=True)
class Name:
    """A value of this side: N, g, A, K, or one that the dialect declares."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A literal text, as ':'."""

    value: str


@dataclass(frozen=True, slots=True)
class Octets:
    """A literal byte string, as b'\\0'."""

    value: bytes


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number, as 3."""

    value: int


@dataclass(frozen=True, slots=True)
class Concatenation:
    """a | b | c: bytes or text one after the other, never nested directly."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Xor:
    """a ^ b of equally long bytes."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Power:
    """base ** exponent mod N, the exponent not reduced."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Plain integer + - * %."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negation:
    """-a."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments, and its options as (name, value) in the order of its entry."""

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """b[start:stop:step] with literal numbers, as in Python."""

    operand: Node
    start: int | None
    stop: int | None
    step: int | None


Node = Name | Text | Octets | Number | Concatenation | Xor | Power | Arithmetic | Negation | Call | Slice


@dataclass(frozen=True)
class Formula:
    """A parsed formula and its canonical text; two formulas are equal when they print the same."""

    node: Node = field(compare=False)
    text: str

    @cached_property
    def names(self) -> frozenset[str]:
        """The values it reads by name, RAW(..) included."""
        return frozenset(node.name for node in walk(self.node) if isinstance(node, Name))

    @cached_property
    def ordered_names(self) -> tuple[str, ...]:
        """The same in one order, for keys."""
        return tuple(sorted(self.names))

    @cached_property
    def raw_names(self) -> frozenset[str]:
        """The values it reads as received."""
        return frozenset(
            node.arguments[0].name
            for node in walk(self.node)
            if isinstance(node, Call) and node.function == "RAW" and isinstance(node.arguments[0], Name)
        )

    @cached_property
    def stretches(self) -> bool:
        """Whether a key is stretched in it, so that it takes seconds to compute once."""
        return any(map(stretches, walk(self.node)))

    def __str__(self) -> str:
        return self.text


def of_node(node: Node) -> Formula:
    """A formula from a tree that was built or changed."""
    return Formula(node, show(node))


def concatenation(parts: list[Node] | tuple[Node, ...]) -> Node:
    """Parts joined by |, nested joins flattened; a single part stays itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Concatenation) else (part,))
    return flat[0] if len(flat) == 1 else Concatenation(tuple(flat))


def _inside_call(node: Call) -> tuple[Node, ...]:
    if not node.options:
        return node.arguments
    return node.arguments + tuple(value for name, value in node.options if name not in NAMING)


# Asked by type: a search walks through millions of nodes, most of them leaves.
_CHILDREN: dict[type, Callable[[Any], tuple[Node, ...]]] = {
    Concatenation: attrgetter("parts"),
    Xor: attrgetter("left", "right"),
    Arithmetic: attrgetter("left", "right"),
    Power: attrgetter("base", "exponent"),
    Negation: lambda node: (node.operand,),
    Slice: lambda node: (node.operand,),
    Call: _inside_call,
}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside, options' values last; the name of a hash function is no value and left out."""
    inside = _CHILDREN.get(type(node))
    return () if inside is None else inside(node)


def with_children(node: Node, new: tuple[Node, ...]) -> Node:
    """The same node with other children, in the order of `children`."""
    match node:
        case Concatenation():
            return concatenation(new)
        case Xor():
            return Xor(*new)
        case Arithmetic(operator):
            return Arithmetic(operator, *new)
        case Power():
            return Power(*new)
        case Negation():
            return Negation(*new)
        case Slice(_, start, stop, step):
            return Slice(new[0], start, stop, step)
        case Call(function, arguments, options):
            rest = iter(new[len(arguments) :])
            kept = tuple((name, value if name in NAMING else next(rest)) for name, value in options)
            positional = new[: len(arguments)]
            if function in HASH_FUNCTIONS:
                positional = (concatenation(positional),)
            return Call(function, positional, kept)
    return node


def is_hash(node: Node | None) -> TypeGuard[Call]:
    """Whether it is the call of a hash function."""
    return isinstance(node, Call) and node.function in HASH_FUNCTIONS


def stretches(node: Node | None) -> TypeGuard[Call]:
    """Whether it is the call of a function that stretches a key."""
    return isinstance(node, Call) and node.function in STRETCHING


def asks_hash(node: Node) -> bool:
    """Whether a call uses H, by being it, by naming it or by naming no other."""
    if not isinstance(node, Call):
        return False
    chosen = next((value for name, value in node.options if name == "hash"), None)
    if isinstance(chosen, Name):
        return HASH_FUNCTIONS[chosen.name] is None
    return FUNCTIONS[node.function].needs_hash


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside, outermost first, in reading order."""
    ahead = [node]
    while ahead:
        node = ahead.pop()
        yield node
        ahead.extend(reversed(children(node)))


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, innermost first."""
    inner = children(node)
    if inner:
        new = tuple(rewrite(child, change) for child in inner)
        if new != inner:
            node = with_children(node, new)
    return change(node)


# How tightly each kind binds, as in Python.
_LOOSE, _XOR, _SUM, _PRODUCT, _UNARY, _POWER, _ATOM = range(7)


_BINDING: dict[type, int] = {
    Concatenation: _LOOSE,
    Xor: _XOR,
    Negation: _UNARY,
    Power: _POWER,
}


def _binding(node: Node) -> int:
    if isinstance(node, Arithmetic):
        return _SUM if node.operator in "+-" else _PRODUCT
    if isinstance(node, Number) and node.value < 0:
        return _UNARY
    return _BINDING.get(type(node), _ATOM)


def _inside(child: Node, at_least: int) -> str:
    text = show(child)
    return text if _binding(child) >= at_least else f"({text})"


_DECIMAL_BITS = 14_000
"""Of a number that is shown in decimal: str() refuses more than 4,300 digits, and a search makes longer numbers."""


def show(node: Node) -> str:
    """The formula as text, with as few brackets as Python needs; parsing it again gives the same tree."""

    match node:
        case Name(name):
            return name
        case Call(function, arguments, options):
            given = [show(argument) for argument in arguments]
            given += [f"{name}={show(value)}" for name, value in options]
            return f"{function}({', '.join(given)})"
        case Number(value):
            return str(value) if value.bit_length() <= _DECIMAL_BITS else hex(value)
        case Text(value):
            return repr(value)
        case Octets(value):
            return repr(value)
        case Concatenation(parts):
            return " | ".join(_inside(part, _XOR) for part in parts)
        case Xor(left, right):
            return f"{_inside(left, _XOR)} ^ {_inside(right, _SUM)}"
        case Arithmetic(operator, left, right):
            own = _binding(node)
            return f"{_inside(left, own)} {operator} {_inside(right, own + 1)}"
        case Power(base, exponent):
            return f"{_inside(base, _ATOM)} ** {_inside(exponent, _UNARY)}"
        case Negation(operand):
            return f"-{_inside(operand, _UNARY)}"
        case Slice(operand, start, stop, step):
            shown = [("" if part is None else str(part)) for part in (start, stop)]
            tail = "" if step is None else f":{step}"
            return f"{_inside(operand, _ATOM)}[{':'.join(shown)}{tail}]"
