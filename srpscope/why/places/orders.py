"""The operands of a hash in every other order: behind S a hash each, before it an exponentiation each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from srpscope.srp.formula import Concatenation, Node, Xor, children, concatenation, is_hash, show
from srpscope.why.places.place import Place
from srpscope.why.places.structural import Made

MOST = 6
"""Operands of which every order is tried: 720."""

MOST_BEFORE = 4
"""The same, where each takes an exponentiation: 24."""


def orders(place: Place) -> Iterator[tuple[int, ...]]:
    """Every order of a list of four to MOST operands but its own, those sorted by a name first: which operand stands
    where. Of three the usual slips are all there are."""
    if place.kind == "list" and isinstance(place.node, Concatenation) and 3 < len(place.node.parts) <= MOST:
        own = tuple(range(len(place.node.parts)))
        yield from (one for one in dict.fromkeys((*_by_name(place), *permutations(own))) if one != own)


def ordered(place: Place, order: tuple[int, ...]) -> Made:
    """The list in one of these orders."""
    parts = children(place.node)
    slip = "list-sorted" if order in _by_name(place) else "list-permuted"
    return slip, (", ".join(_shown(parts[at]) for at in order),), concatenation([parts[at] for at in order])


def _by_name(place: Place) -> list[tuple[int, ...]]:
    parts = children(place.node)
    return [tuple(sorted(range(len(parts)), key=lambda at: key(parts[at]))) for key in (_shown, _short, _small)]


def _shown(node: Node) -> str:
    return re.sub(r"\b(?:RAW|PAD|MIN|SIGNED|LE)\((\w+)\)", r"\1", show(node))


def _short(node: Node) -> str:
    """As a program names it: hI and hN for digests."""
    shown, digest = _shown(node), isinstance(node, Xor) or (is_hash(node))
    return f"h{shown[1:]}" if digest else shown


def _small(node: Node) -> str:
    return _shown(node).lower()
