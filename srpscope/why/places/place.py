"""Places: every arrow of a dialect's dataflow, found by walking the formula trees of one side.

Nothing is written down per dialect: extra inputs, key stretching and a dialect's own values are places like any other,
and every use of a value is a place of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
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
    is_hash,
    show,
    with_children,
)
from srpscope.srp.functions import ENCODINGS, FUNCTIONS, HASH_FUNCTIONS
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import NUMBERS

Path = tuple[int, ...]
"""Where a node stands in a formula's tree: the number of the child at each step down."""


@dataclass(frozen=True)
class Place:
    """One place of one side.

    value: whose formula it is in. path: where. kind: as slips name kinds of place. node: what stands there, with its
    encoding. bare: the same without it. function: of a hash call, the function. second: the other operand of an xor.
    """

    value: str
    path: Path
    kind: str
    node: Node
    bare: Node
    function: str = "H"
    second: Node | None = None

    @property
    def is_digest(self) -> bool:
        """Whether what a hash gives stands there."""
        return is_hash(self.bare)

    @cached_property
    def operand(self) -> str:
        """What stands there, as the formula writes it without the encoding."""
        return show(self.bare)


def formula_node(known: Knowledge, name: str) -> Node:
    """The formula of a value that has one."""
    formula = known.formula(name)
    assert formula is not None
    return formula.node


def at(node: Node, path: Path) -> Node:
    """The node at a path."""
    for step in path:
        node = children(node)[step]
    return node


def put(node: Node, new: Mapping[Path, Node]) -> Node:
    """The tree with other nodes at some paths, all of them counted in the tree as it was."""
    if () in new:
        return new[()]
    inner = children(node)
    deeper: dict[int, dict[Path, Node]] = {}
    for path, one in new.items():
        deeper.setdefault(path[0], {})[path[1:]] = one
    changed = tuple(put(child, deeper[index]) if index in deeper else child for index, child in enumerate(inner))
    return with_children(node, changed)


def computed_for(known: Knowledge, targets: tuple[str, ...], closed: frozenset[str]) -> tuple[str, ...]:
    """The values with a formula that the targets are computed from, themselves included; what is closed (given and
    right) is never looked behind."""
    found: dict[str, None] = {}
    ahead = list(targets)
    while ahead:
        name = ahead.pop()
        formula = known.formula(name)
        if formula is None or name in found or (name in closed and name not in targets):
            continue
        found[name] = None
        ahead += sorted(formula.names)
    return tuple(found)


def places_of(known: Knowledge, names: tuple[str, ...]) -> tuple[Place, ...]:
    """Every place in the formulas of these values."""
    found: list[Place] = []
    for name in names:
        formula = known.formula(name)
        if formula is not None:
            found += _Walk(known.dialect, name).places(formula.node)
    return tuple(found)


@dataclass(frozen=True)
class _Walk:
    """The places of one formula."""

    dialect: Dialect
    value: str

    def places(self, node: Node) -> Iterator[Place]:
        is_number = self.dialect.kind(self.value) == "number" or self.value in NUMBERS
        if is_number and self._kind(node) == "bytes":
            yield Place(self.value, (), "read", node, node)
        elif is_number and isinstance(node, Call) and node.function in ("INT", "LEINT", "BEINT"):
            yield Place(self.value, (), "read", node.arguments[0], node.arguments[0])
        elif not is_number:
            yield Place(self.value, (), "bytes", node, node)
        yield from self._inside(node, (), "number" if is_number else "bytes")

    def _inside(self, node: Node, path: Path, wanted: str) -> Iterator[Place]:
        match node:
            case Call(function, arguments, _):
                yield from self._call(node, function, arguments, path)
            case Concatenation(parts):
                yield Place(self.value, path, "list", node, node)
                for index, part in enumerate(parts):
                    yield from self._operand(part, (*path, index))
            case Xor(left, right):
                yield Place(self.value, path, "xor", left, left, second=right)
                yield from self._operand(left, (*path, 0))
                yield from self._operand(right, (*path, 1))
            case Arithmetic() | Power() | Negation():
                yield Place(self.value, path, "arithmetic", node, node)
                for index, child in enumerate(children(node)):
                    yield from self._in_arithmetic(child, (*path, index))
            case Slice(operand):
                yield Place(self.value, path, "slice", node, operand)
                yield from self._operand(operand, (*path, 0))
            case Name() if wanted == "bytes":
                pass  # an operand's own place is that of whoever reads it

    def _call(self, node: Call, function: str, arguments: tuple[Node, ...], path: Path) -> Iterator[Place]:
        if function in HASH_FUNCTIONS:
            yield Place(self.value, path, "hash", arguments[0], arguments[0], function)
            if isinstance(arguments[0], Concatenation):
                yield from self._joined(arguments[0], (*path, 0))
            else:
                yield Place(self.value, (*path, 0), "list", arguments[0], arguments[0])
            yield from self._operand(arguments[0], (*path, 0))
            return
        yield Place(self.value, path, "call", node, arguments[0] if arguments else node)
        for index, argument in enumerate(children(node)):
            if index < len(arguments):
                if isinstance(argument, Concatenation):
                    yield from self._joined(argument, (*path, index))
                yield from self._operand(argument, (*path, index))

    def _joined(self, node: Concatenation, path: Path) -> Iterator[Place]:
        """All that a function is fed."""
        yield Place(self.value, path, "bytes", node, node)
        if self._kind(node) == "text":  # texts are joined first, and become bytes then
            yield Place(self.value, path, "text", node, node)

    def _operand(self, node: Node, path: Path) -> Iterator[Place]:
        """Something on its way to bytes."""
        if isinstance(node, Text | Octets | Number):
            return
        if isinstance(node, Call) and (node.function in ENCODINGS or node.function == "RAW"):
            inner = node.arguments[0]
            kind = self._kind(inner)
            yield Place(self.value, path, "text" if kind == "text" else kind, node, inner)
            if not isinstance(inner, Name):
                yield from self._inside(inner, (*path, 0), kind)
            return
        kind = self._kind(node)
        if not isinstance(node, Concatenation):
            yield Place(self.value, path, kind, node, node)
        yield from self._inside(node, path, kind)

    def _in_arithmetic(self, node: Node, path: Path) -> Iterator[Place]:
        if isinstance(node, Name) and self.dialect.kind(node.name) == "number":
            yield Place(self.value, path, "own", node, node)
            if node.name in ("A", "B"):
                raw = Call("RAW", (node,))
                yield Place(self.value, path, "read", raw, raw)
            return
        if self._kind(node) == "bytes":
            yield Place(self.value, path, "read", node, node)
        elif not isinstance(node, Name | Number):
            yield Place(self.value, path, "own", node, node)
        yield from self._inside(node, path, "number")

    def _kind(self, node: Node) -> str:
        if isinstance(node, Call) and node.function not in FUNCTIONS:
            return "bytes"
        return self.dialect.kind_of(node)


def unwritten(node: Node) -> Node:
    """An operand without the encoding that the dialect writes it in."""
    encoded = isinstance(node, Call) and (node.function in ENCODINGS or node.function == "RAW")
    return node.arguments[0] if encoded and isinstance(node, Call) else node


def fed_as_bytes(dialect: Dialect, node: Node) -> Node:
    """What a hash is fed, so that a function of bytes takes it: text in UTF-8, a number as the dialect has it."""
    kind = dialect.kind_of(node)
    if kind == "text":
        return Call("ENCODE", (node,), (("charset", Text("utf-8")),))
    if kind == "number":
        encoding = dialect.encoding if dialect.encoding in ("MIN", "PAD", "SIGNED", "LE", "LEMIN") else None
        return Concatenation((Octets(b""), node)) if encoding is None else Call(encoding, (node,))
    return node


def only_text(node: Node, known: Knowledge) -> bool:
    """Whether a hash is fed typed text alone, as H(I) is."""
    parts = node.parts if isinstance(node, Concatenation) else (node,)
    return all(known.dialect.kind_of(part) == "text" for part in parts)
