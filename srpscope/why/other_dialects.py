"""Whole other dialects as single suspects: "this side speaks ID", with the changes that make the declared one so."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from srpscope.errors import SrpscopeError
from srpscope.srp.dialect import Dialect, dialect, dialect_ids
from srpscope.srp.formula import (
    Call,
    Concatenation,
    Formula,
    Name,
    Node,
    Octets,
    Power,
    Text,
    Xor,
    children,
    of_node,
    with_children,
)
from srpscope.srp.functions import ENCODINGS, FUNCTIONS
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import COMPUTED, NUMBERS, Side
from srpscope.why.candidate import Candidate
from srpscope.why.placed import speaks
from srpscope.why.suspect import Change


def candidates(known: Knowledge, stretched: bool = False) -> list[Candidate]:
    """Every other dialect that needs no input this side lacks; those that stretch keys only when asked for."""
    found = []
    for name in dialect_ids():
        if name == known.dialect.id:
            continue
        try:
            other = dialect(name)
            if _needs_more(other, known) or other.stretches != stretched:
                continue
            speaking = speak(known, other)
        except SrpscopeError:
            continue  # a user's own dialect file that is broken is no candidate
        if speaking is not None:
            found.append(Candidate(speaks(name), _as_change(other), 6.0))
    return found


def _as_change(other: Dialect) -> Change:
    return lambda known: speak(known, other)


def _needs_more(other: Dialect, known: Knowledge) -> bool:
    return any(name not in known.given and name not in known.received for name in other.inputs)


def speak(known: Knowledge, other: Dialect) -> Knowledge | None:
    """The same side computing as the other dialect says, written as formulas of its declared dialect."""
    side = "client" if known.side == "client" else "server"
    formulas = dict(_differing(other.id, known.dialect.id, side))
    if known.formulas:  # edits of its own: what both dialects share is put back
        formulas |= {
            name: written for name, written in _written(other.id, known.dialect.id, side) if name in known.formulas
        }
    hash_name = known.hash
    if other.hash is not None and other.hash != known.settings.hash:
        hash_name = other.hash
    if not formulas and hash_name == known.hash:
        return None
    return replace(known, formulas={**known.formulas, **formulas}, hash=hash_name)


@lru_cache(2_048)
def _written(other: str, into: str, side: Side) -> tuple[tuple[str, Formula], ...]:
    """Every formula of one dialect, written for another."""
    theirs, ours = dialect(other), dialect(into)
    found = ((name, theirs.formula(side, name)) for name in COMPUTED)
    return tuple((name, explicit(formula, name, theirs, ours)) for name, formula in found if formula is not None)


@lru_cache(2_048)
def _differing(other: str, into: str, side: Side) -> tuple[tuple[str, Formula], ...]:
    """Those that say something else than the other's own."""
    ours = dict(_written(into, into, side))
    return tuple((name, written) for name, written in _written(other, into, side) if ours.get(name) != written)


def explicit(formula: Formula, name: str, spoken: Dialect, into: Dialect) -> Formula:
    """A formula of one dialect written so that it means the same under another one's defaults."""
    node = formula.node
    node = _with_values_inlined(node, spoken)
    node = _encoded(node, spoken, into, hashed=False)
    if spoken.order != into.order and name in NUMBERS and _gives_bytes(node):
        node = Call("LEINT" if spoken.order == "little" else "BEINT", (node,))
    return of_node(node)


def _with_values_inlined(node: Node, spoken: Dialect, depth: int = 0) -> Node:
    """A dialect's own values (a stretched password) put in where they are named."""
    if isinstance(node, Name) and node.name in spoken.own_values and depth < 8:
        formula = spoken.formula("client", node.name)
        if formula is not None:
            return _with_values_inlined(formula.node, spoken, depth + 1)
    inner = children(node)
    if not inner:
        return node
    return with_children(node, tuple(_with_values_inlined(child, spoken, depth) for child in inner))


def _encoded(node: Node, spoken: Dialect, into: Dialect, hashed: bool) -> Node:
    """Bare numbers that enter bytes get the encoding that they have by default."""
    if hashed and _is_number(node, spoken):
        return node if spoken.encoding == into.encoding else Call(spoken.encoding, (node,))
    if isinstance(node, Call) and (node.function in ENCODINGS or node.function == "RAW"):
        return node if node.function == "RAW" else _argument_encoded(node, spoken, into)
    if isinstance(node, Concatenation):
        return Concatenation(tuple(_encoded(part, spoken, into, True) for part in node.parts))
    if isinstance(node, Call):
        feeds_bytes = FUNCTIONS[node.function].feeds
        new = tuple(_encoded(argument, spoken, into, feeds_bytes) for argument in node.arguments)
        return Call(node.function, new, node.options)
    inner = children(node)
    return with_children(node, tuple(_encoded(child, spoken, into, False) for child in inner)) if inner else node


def _argument_encoded(node: Call, spoken: Dialect, into: Dialect) -> Node:
    first = _encoded(node.arguments[0], spoken, into, False)
    return Call(node.function, (first, *node.arguments[1:]), node.options)


def _is_number(node: Node, spoken: Dialect) -> bool:
    if isinstance(node, Text | Octets):
        return False
    return spoken.kind_of(node) == "number"


def _gives_bytes(node: Node) -> bool:
    if isinstance(node, Call):
        return FUNCTIONS[node.function].kind != "number"
    return isinstance(node, Concatenation | Xor) and not isinstance(node, Power)
