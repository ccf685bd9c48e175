"""Formulas: Python expression syntax, parsed with ast, checked against a whitelist, never evaluated as Python.

`parse` gives a tree of the small nodes below; `Formula` holds one with its names; `str` prints it back.
The language is described in dialects/README.md; its limits are in limits.py.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

from srpscope.errors import UserError
from srpscope.srp import limits
from srpscope.srp.signatures import HASH_FUNCTIONS, SIGNATURES, Signature


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
    """A function with its arguments, and its options as (name, value) in the order of its signature."""

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

Macros = Mapping[str, tuple[tuple[str, ...], str]]
"""Name -> (parameters, formula text): a dialect's [define]."""

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Mod: "%"}


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

    def __str__(self) -> str:
        return self.text


def parse(text: str, macros: Macros | None = None) -> Formula:
    """The formula of a text. Raises FormulaError with the reason in one sentence."""
    node = _parse_node(text, macros or {})
    return of_node(node)


def of_node(node: Node) -> Formula:
    """A formula from a tree that was built or changed."""
    return Formula(node, show(node))


def _parse_node(text: str, macros: Macros) -> Node:
    if len(text) > limits.FORMULA_CHARACTERS:
        raise FormulaError(f"a formula has at most {limits.FORMULA_CHARACTERS:,} characters, this one {len(text):,}.")
    line = " ".join(text.split("\n")).strip()
    if not line:
        raise FormulaError("the formula is empty.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's opinion on '\d' is not ours to print
            tree = ast.parse(line, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = f" at character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
        raise FormulaError(f"not a formula{place}: {_short(line)}") from None
    try:
        return _Builder(macros).build(tree.body, 0, {})
    except RecursionError:
        raise FormulaError("the formula is nested too deeply.") from None


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


class _Builder:
    """From Python's tree to ours, refusing whatever the language does not have."""

    def __init__(self, macros: Macros) -> None:
        self._macros = macros
        self._nodes = 0
        self._open: list[str] = []

    def build(self, node: ast.expr, depth: int, bound: Mapping[str, Node]) -> Node:
        self._nodes += 1
        if self._nodes > limits.FORMULA_NODES:
            raise FormulaError(
                f"the formula has more than {limits.FORMULA_NODES:,} parts once its macros are expanded."
            )
        if depth > limits.FORMULA_DEPTH:
            raise FormulaError(f"the formula is nested deeper than {limits.FORMULA_DEPTH} levels.")
        match node:
            case ast.Name(id=name):
                return bound[name] if name in bound else Name(name)
            case ast.Constant(value=value):
                return self._constant(value)
            case ast.BinOp(op=ast.BitOr()):
                return concatenation([self.build(part, depth + 1, bound) for part in _chain(node)])
            case ast.BinOp(left=left, op=operator, right=right):
                return self._binary(operator, self.build(left, depth + 1, bound), self.build(right, depth + 1, bound))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negation(self.build(operand, depth + 1, bound))
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=keywords):
                return self._call(function, arguments, keywords, depth, bound)
            case ast.Subscript(value=operand, slice=ast.Slice(lower=lower, upper=upper, step=step)):
                limits_ = [self._slice_number(part) for part in (lower, upper, step)]
                if limits_[2] == 0:
                    raise FormulaError("the step of a slice is never 0.")
                return Slice(self.build(operand, depth + 1, bound), *limits_)
            case ast.Subscript():
                raise FormulaError("a slice has a colon: K[:32], S[0::2].")
        raise FormulaError(f"a formula has no {_python_word(node)}.")

    def _constant(self, value: object) -> Node:
        match value:
            case bool():
                raise FormulaError("a formula has no True or False.")
            case int():
                if value.bit_length() > limits.NUMBER_BITS:
                    raise FormulaError(f"a number has at most {limits.NUMBER_BITS:,} bits.")
                return Number(value)
            case str():
                return Text(value)
            case bytes():
                return Octets(value)
        raise FormulaError(f"a formula has only whole numbers, text and bytes, not {_short(str(value))}.")

    def _binary(self, operator: ast.operator, left: Node, right: Node) -> Node:
        match operator:
            case ast.BitXor():
                return Xor(left, right)
            case ast.Pow():
                return Power(left, right)
        sign = _ARITHMETIC.get(type(operator))
        if sign is None:
            raise FormulaError(f"a formula has the operators | ^ ** + - * %, not {_python_word(operator)}.")
        return Arithmetic(sign, left, right)

    def _slice_number(self, part: ast.expr | None) -> int | None:
        match part:
            case None:
                return None
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if not isinstance(value, bool):
                return -value
        raise FormulaError("a slice has literal numbers only.")

    def _call(
        self,
        function: str,
        arguments: list[ast.expr],
        keywords: list[ast.keyword],
        depth: int,
        bound: Mapping[str, Node],
    ) -> Node:
        built = [self.build(argument, depth + 1, bound) for argument in arguments]
        if function in self._macros:
            return self._expand(function, built, keywords, depth)
        signature = SIGNATURES.get(function)
        if signature is None:
            raise FormulaError(f"there is no function {function}; see `srpscope dialects` for the language.")
        named = {}
        for keyword in keywords:
            if keyword.arg is None:
                raise FormulaError("a formula has no **.")
            if keyword.arg in named:
                raise FormulaError(f"{function} is given {keyword.arg} twice.")
            named[keyword.arg] = self.build(keyword.value, depth + 1, bound)
        return _checked_call(function, signature, built, named)

    def _expand(self, name: str, arguments: list[Node], keywords: list[ast.keyword], depth: int) -> Node:
        parameters, text = self._macros[name]
        if keywords or len(arguments) != len(parameters):
            raise FormulaError(f"{name} takes {len(parameters)} arguments, not {len(arguments) + len(keywords)}.")
        if name in self._open:
            raise FormulaError(f"the macro {name} is made of itself.")
        if len(text) > limits.FORMULA_CHARACTERS:
            raise FormulaError(f"the macro {name} is longer than {limits.FORMULA_CHARACTERS:,} characters.")
        self._open.append(name)
        try:
            body = ast.parse(" ".join(text.split("\n")).strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise FormulaError(f"the macro {name} is not a formula: {_short(text)}") from None
        result = self.build(body, depth + 1, dict(zip(parameters, arguments, strict=True)))
        self._nodes += sum(1 for argument in arguments for _ in walk(argument)) * _uses(body)
        if self._nodes > limits.FORMULA_NODES:
            raise FormulaError(
                f"the formula has more than {limits.FORMULA_NODES:,} parts once its macros are expanded."
            )
        self._open.pop()
        return result


def _uses(body: ast.expr) -> int:
    return sum(isinstance(node, ast.Name) for node in ast.walk(body))


def _checked_call(function: str, signature: Signature, arguments: list[Node], named: dict[str, Node]) -> Node:
    if function in HASH_FUNCTIONS and arguments:
        arguments = [concatenation(arguments)]  # a comma in a hash means |
    names = signature.arguments + signature.options
    if len(arguments) > len(names):
        raise FormulaError(f"{function} takes at most {len(names)} arguments.")
    # An option may be given in its place or by its name; either way it is kept by its name.
    positional = arguments[: len(signature.arguments)]
    options = dict(zip(names[len(signature.arguments) :], arguments[len(signature.arguments) :], strict=False))
    for name, value in named.items():
        if name in options or name in names[: len(positional)]:
            raise FormulaError(f"{function} is given {name} twice.")
        if name in signature.arguments and name == names[len(positional)]:
            positional.append(value)
        elif name in signature.options:
            options[name] = value
        else:
            raise FormulaError(f"{function} has no option {name}.")
    if len(positional) < len(signature.arguments) - signature.optional:
        raise FormulaError(f"{function} needs {', '.join(signature.arguments)}.")
    for required in signature.required:
        if required not in options:
            raise FormulaError(f"{function} needs {required}=.")
    if function == "RAW" and not isinstance(positional[0], Name):
        raise FormulaError("RAW takes the name of a value: RAW(A).")
    hash_option = options.get("hash")
    if hash_option is not None and not (isinstance(hash_option, Name) and hash_option.name in HASH_FUNCTIONS):
        raise FormulaError(f"hash= is one of {', '.join(sorted(HASH_FUNCTIONS))}.")
    ordered = tuple((name, options[name]) for name in signature.options if name in options)
    return Call(function, tuple(positional), ordered)


def _chain(node: ast.expr) -> list[ast.expr]:
    """The parts of a | b | c, found without recursion: a long chain is not a deep formula."""
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.append(node.right)
        node = node.left
    parts.append(node)
    return parts[::-1]


def _python_word(node: ast.AST) -> str:
    return type(node).__name__


def concatenation(parts: list[Node] | tuple[Node, ...]) -> Node:
    """Parts joined by |, nested joins flattened; a single part stays itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Concatenation) else (part,))
    return flat[0] if len(flat) == 1 else Concatenation(tuple(flat))


_NAMING = frozenset({"hash", "drop"})
"""Options that are names, no values."""


def _inside_call(node: Call) -> tuple[Node, ...]:
    if not node.options:
        return node.arguments
    return node.arguments + tuple(value for name, value in node.options if name not in _NAMING)


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
            kept = tuple((name, value if name in _NAMING else next(rest)) for name, value in options)
            positional = new[: len(arguments)]
            if function in HASH_FUNCTIONS:
                positional = (concatenation(positional),)
            return Call(function, positional, kept)
    return node


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
            return str(value)
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
