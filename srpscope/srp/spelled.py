"""A dialect's formulas with every default written out, so that two of them can be compared as texts."""

from __future__ import annotations

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Arithmetic, Call, Name, Negation, Node, Power, children, show, with_children
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.values import Side


def spelled_out(spoken: Dialect, side: Side, name: str) -> str | None:
    """A formula with the dialect's default encoding written around every number that becomes bytes."""
    formula = spoken.formula(side, name)
    return None if formula is None else show(explicit(formula.node, spoken))


def explicit(node: Node, spoken: Dialect) -> Node:
    """The same node so written. MIN is what a bare number is; N is as long as PAD makes things."""
    if spoken.encoding == "MIN" or (isinstance(node, Call) and node.function in (*ENCODINGS, "RAW")):
        return node
    if isinstance(node, Name) and spoken.kind(node.name) == "number":
        return node if node.name == "N" and spoken.encoding == "PAD" else Call(spoken.encoding, (node,))
    inner = children(node)
    if isinstance(node, Arithmetic | Power | Negation):
        # What is calculated with stays a number; only what is inside it may be bytes.
        return with_children(node, tuple(one if isinstance(one, Name) else explicit(one, spoken) for one in inner))
    return with_children(node, tuple(explicit(one, spoken) for one in inner)) if inner else node


_WIDTHS = ("MIN", "PAD", "SIGNED")


def plainest(node: Node, spoken: Dialect) -> Node:
    """The same node in one spelling of those that always mean the same: MIN(g) is g where a bare number is MIN, and of
    two widths around a number the outer one is what counts."""
    inner = children(node)
    made = with_children(node, tuple(plainest(one, spoken) for one in inner)) if inner else node
    if not isinstance(made, Call) or made.function not in _WIDTHS or len(made.arguments) != 1:
        return made
    (within,) = made.arguments
    if isinstance(within, Call) and within.function in _WIDTHS and len(within.arguments) == 1:
        return plainest(Call(made.function, within.arguments), spoken)
    is_bare = isinstance(within, Name) and spoken.kind(within.name) == "number" and spoken.encoding == made.function
    return within if is_bare and made.function == "MIN" else made
