"""A suspect: a known mistake, as a change of what one side has or does, with its name, its sentence and its fix.

The changes below are the vocabulary in which the entries of suspects/ are written. Each takes a side's Knowledge and
gives another one, or None where the mistake cannot be made there (or would change nothing). They compose: two
mistakes inside one formula are one change applied after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from srpscope.srp.encodings import bytes_text, text_bytes
from srpscope.srp.formula import (
    Call,
    Concatenation,
    Formula,
    FormulaError,
    Name,
    Node,
    Text,
    children,
    concatenation,
    is_hash,
    of_node,
    rewrite,
    with_children,
)
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.outcome import Failure
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value

Change = Callable[[Knowledge], Knowledge | None]

Strikes = Literal["always", "zero", "high-bit", "odd-exponent", "exponent-over-n", "one-user", "some-text"]
"""When a mistake shows: in every handshake; only when the value starts with 00 (about 1 in 256); only when its top
bit is set (1 in 2); only when the exponent of S is odd (1 in 2), or N and more; for one user, salt or password
forever; only for some texts (capitals, umlauts, spaces)."""


@dataclass(frozen=True)
class Suspect:
    """A known mistake.

    id: its name in answers. sentence: what the side did, in one sentence without the side. value: the value it
    breaks. change: the mistake itself. strikes: when it shows. cost: how unlikely it is (0 the likeliest); the
    search looks at the cheapest first. fix: its kind of fix (telling/fixes.toml). seen: where it was met, as
    owner/repo#issue or a package's name. sides: who can make it. operand: what the fix's line of code is about, where
    it is not what the value usually has. wrong: the other hash, group or generator. slip: the slip of the table that
    it is, where it is one.
    """

    id: str
    sentence: str
    value: str
    change: Change
    strikes: Strikes = "always"
    cost: float = 3.0
    fix: str = ""
    seen: tuple[str, ...] = ()
    sides: tuple[str, ...] = ("client", "server")
    operand: str = ""
    wrong: str = ""
    slip: str = ""


# Formulas


def set_formula(name: str, text: str) -> Change:
    """The whole formula is another one."""

    def change(known: Knowledge) -> Knowledge | None:
        try:
            new = known.dialect.parse(text)
        except FormulaError:
            return None
        return _with_formula(known, name, new)

    return change


def where_not_read(name: str, value: str, change: Change) -> Change:
    """Only where the formula does not read that value: else what is said to be in it is in the right one too."""

    def changed(known: Knowledge) -> Knowledge | None:
        formula = known.formula(name)
        return None if formula is None or value in formula.names else change(known)

    return changed


_REMEMBERED = 2_048
"""Formulas that one mistake is remembered of: those that the mistakes of a search make."""


def in_formula(name: str, transform: Callable[[Node], Node | None]) -> Change:
    """The formula's tree is changed; None means that the mistake cannot be made in it."""
    memory: dict[str, Formula | None] = {}

    def change(known: Knowledge) -> Knowledge | None:
        formula = known.formula(name)
        if formula is None:
            return None
        if formula.text not in memory:
            if len(memory) >= _REMEMBERED:
                memory.clear()
            node = transform(formula.node)
            memory[formula.text] = None if node is None or node == formula.node else of_node(node)
        new = memory[formula.text]
        return None if new is None else _with_formula(known, name, new)

    return change


def _with_formula(known: Knowledge, name: str, new: Formula) -> Knowledge | None:
    old = known.formula(name)
    if old is None or old == new:
        return None
    return known.with_formulas({name: new})


def every(*changes: Change) -> Change:
    """All of them, those that do not apply left out; None where none does."""

    def change(known: Knowledge) -> Knowledge | None:
        result: Knowledge | None = None
        for one in changes:
            after = one(result or known)
            result = after or result
        return result

    return change


def is_operand(node: Node, name: str) -> bool:
    """The value itself, or the value in an encoding."""
    if isinstance(node, Name):
        return node.name == name
    return (
        isinstance(node, Call)
        and (node.function in ENCODINGS or node.function == "RAW")
        and isinstance(node.arguments[0], Name)
        and node.arguments[0].name == name
    )


def is_user_hash(node: Node) -> bool:
    """H(I), whatever the hash."""
    return is_hash(node) and node.arguments[0] == Name("I")


def stripped(node: Node) -> Node:
    """Without its leading zeros."""
    return Call("MIN", (node,))


def hexed(node: Node) -> Node:
    """As hex text."""
    return Call("HEX", (node,))


def change_operands(node: Node, matches: Callable[[Node], bool], new: Callable[[Node], Node]) -> Node:
    """The tree with every outermost matching node replaced."""
    if matches(node):
        return new(node)
    inner = children(node)
    if not inner:
        return node
    changed = tuple(change_operands(child, matches, new) for child in inner)
    return node if changed == inner else with_children(node, changed)


def encode(value: str, operands: str, encoding: str) -> Change:
    """In the formula of a value, operands (names separated by blanks) are encoded otherwise."""
    names = operands.split()

    def transform(node: Node) -> Node | None:
        for name in names:
            new: Node = Name(name) if encoding == "" else Call(encoding, (Name(name),))
            node = change_operands(node, lambda one, name=name: is_operand(one, name), lambda _old, new=new: new)  # type: ignore[misc]
        return node

    return in_formula(value, transform)


def encode_in_hash(value: str, operand: str, encoding: str) -> Change:
    """Only where the operand stands alone in a hash, as g does in H(g)."""

    def matches(node: Node) -> bool:
        return is_hash(node) and is_operand(node.arguments[0], operand)

    def new(node: Node) -> Node:
        assert isinstance(node, Call)
        return Call(node.function, (Call(encoding, (Name(operand),)),))

    return in_formula(value, lambda node: change_operands(node, matches, new))


def wrap_operands(value: str, operands: str, wrap: Callable[[Node], Node]) -> Change:
    """In the formula of a value, operands are wrapped as they stand."""
    names = operands.split()

    def transform(node: Node) -> Node | None:
        for name in names:
            node = change_operands(node, lambda one, name=name: is_operand(one, name), wrap)  # type: ignore[misc]
        return node

    return in_formula(value, transform)


def drop_operand(value: str, matches: Callable[[Node], bool]) -> Change:
    """An operand of the outermost hash is left out."""

    def transform(node: Node) -> Node | None:
        return _outermost_parts(node, lambda parts: [part for part in parts if not matches(part)])

    return in_formula(value, transform)


def change_parts(value: str, change: Callable[[list[Node]], list[Node] | None]) -> Change:
    """The operands of the outermost hash are changed as a list."""
    return in_formula(value, lambda node: _outermost_parts(node, change))


def _outermost_parts(node: Node, change: Callable[[list[Node]], list[Node] | None]) -> Node | None:
    if is_hash(node):
        argument = node.arguments[0]
        parts: list[Node] = list(argument.parts) if isinstance(argument, Concatenation) else [argument]
        new = change(parts)
        return None if not new else Call(node.function, (concatenation(new),))
    if isinstance(node, Call) and node.function in ("INT", "LEINT", "MIN") and len(node.arguments) == 1:
        inner = _outermost_parts(node.arguments[0], change)
        return None if inner is None else Call(node.function, (inner,))
    return None


def hash_function(value: str, function: str) -> Change:
    """In the formula of one value, H is another hash."""

    def transform(node: Node) -> Node | None:
        return rewrite(
            node, lambda one: Call(function, one.arguments) if isinstance(one, Call) and one.function == "H" else one
        )

    return in_formula(value, transform)


def wrap(value: str, function: str) -> Change:
    """The whole formula goes through one more function."""
    return in_formula(value, lambda node: Call(function, (node,)))


# Inputs


def given_text(name: str, transform: Callable[[str], str | bytes | None]) -> Change:
    """I or P is another text (or other bytes) than the person meant."""

    def change(known: Knowledge) -> Knowledge | None:
        value = _current(known, name)
        if not isinstance(value, str):
            return None
        try:
            new = transform(value)
        except (UnicodeError, ValueError):
            return None
        if new is None:
            return None
        text = bytes_text(new) if isinstance(new, bytes) else new
        return None if text_bytes(text) == text_bytes(value) else known.with_given({name: text})

    return change


def given_bytes(name: str, transform: Callable[[bytes], bytes | None]) -> Change:
    """s is read as other bytes than were sent."""

    def change(known: Knowledge) -> Knowledge | None:
        value = _current(known, name)
        if not isinstance(value, bytes):
            return None
        new = transform(value)
        return None if new is None or new == value else known.with_given({name: new})

    return change


def given_number(name: str, new: int) -> Change:
    """N or g is another number."""

    def change(known: Knowledge) -> Knowledge | None:
        return None if known.given.get(name, new) == new else known.with_given({name: new})

    return change


def set_hash(name: str) -> Change:
    """H is another hash throughout."""

    def change(known: Knowledge) -> Knowledge | None:
        return None if known.settings.hash == name else replace(known, hash=name)

    return change


def _current(known: Knowledge, name: str) -> Value | None:
    if name in known.given:
        return known.given[name]
    try:
        return Sheet(known, record=False).value(name)
    except Failure:
        return None


def literal(text: str) -> Node:
    """A text literal."""
    return Text(text)
