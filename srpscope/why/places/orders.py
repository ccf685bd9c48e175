"""The operands of a hash in every other order: behind S a hash each, and so all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from srpscope.srp.formula import Call, Concatenation, Node, Xor, concatenation, show
from srpscope.srp.functions import HASH_FUNCTIONS
from srpscope.why.places.place import Place
from srpscope.why.places.structural import Made

MOST = 6
"""Operands of which every order is tried: 720."""


def orders(place: Place) -> Iterator[tuple[Made, tuple[int, ...]]]:
    """Every order of a list of four to MOST operands but its own, those sorted by a name first; and where each operand
    came from. Of three the usual slips are all there are."""
    if place.kind != "list" or not isinstance(place.node, Concatenation) or not 3 < len(place.node.parts) <= MOST:
        return
    parts = place.node.parts
    own = tuple(range(len(parts)))
    by_name = dict.fromkeys(tuple(sorted(own, key=lambda at: key(parts[at]))) for key in (_shown, _short, _small))
    for one in dict.fromkeys((*by_name, *permutations(own))):
        if one != own:
            said = ", ".join(_shown(parts[at]) for at in one)
            slip = "list-sorted" if one in by_name else "list-permuted"
            yield (slip, (said,), concatenation([parts[at] for at in one])), one


def _shown(node: Node) -> str:
    return re.sub(r"\b(?:RAW|PAD|MIN|SIGNED|LE)\((\w+)\)", r"\1", show(node))


def _short(node: Node) -> str:
    """As a program names it: hI and hN for digests."""
    shown, digest = _shown(node), isinstance(node, Xor) or (isinstance(node, Call) and node.function in HASH_FUNCTIONS)
    return f"h{shown[1:]}" if digest else shown


def _small(node: Node) -> str:
    return _shown(node).lower()
