"""A dialect's formulas with every default written out, so that two of them can be compared as texts."""

from __future__ import annotations

from collections.abc import Container, Set

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Arithmetic, Call, Name, Negation, Node, Power, children, show, with_children
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import COMPUTED, Side


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


def parting(client: Sheet, server: Sheet, wire: Container[str]) -> dict[str, tuple[str, str]]:
    """Where the dialects of two sides part: value -> the client's formula and the server's, in order. Of values that
    show in what came out of both sides, all; where there are none, the first that shows in one: of others nothing is on
    record. wire: the values that stood there."""
    own, other = client.knowledge.dialect, server.knowledge.dialect
    spelled = {
        name: (spelled_out(own, "client", name), spelled_out(other, "server", name))
        for name in COMPUTED
        if spelled_out(own, "client", name) != spelled_out(other, "client", name)
        or spelled_out(own, "server", name) != spelled_out(other, "server", name)
    }
    found = {name: (mine, theirs) for name, (mine, theirs) in spelled.items() if mine and theirs and mine != theirs}
    shown = [_shown(client, {"A", "M1"}, wire), _shown(server, {"B", "M2"}, wire)]
    both = {name: formulas for name, formulas in found.items() if name in shown[0] & shown[1]}
    first = next((name for names in shown for name in found if name in names), next(iter(found), None))
    return both or ({} if first is None else {first: found[first]})


def _shown(sheet: Sheet, sends: Set[str], wire: Container[str]) -> set[str]:
    """The values that go into what a side logged or sent and its formulas give, back to those that it was given."""
    seen: set[str] = set()
    ahead = [
        one
        for one in sheet.names
        if ((one in sends and one in wire) or sheet[one].source == "given") and sheet[one].by_formula is not None
    ]
    while ahead:
        name = ahead.pop()
        formula = sheet[name].formula
        if name not in seen and formula is not None:
            seen.add(name)
            ahead += [one for one in formula.names if sheet[one].source == "computed"]
    return seen
