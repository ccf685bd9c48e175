"""Lists that a program's own loops join wrongly: a chain of hashes, a byte for each operand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from srpscope.srp.formula import Call, Concatenation, Node, Octets, concatenation, show
from srpscope.why.places.structural import Made

FEWEST, MOST = 2, 12


def joined_wrongly(node: Node) -> Iterator[Made]:
    """What a hash is fed instead of its operands, where a loop or a reduce joins them."""
    parts = node.parts if isinstance(node, Concatenation) else (node,)
    if not FEWEST <= len(parts) <= MOST:
        return

    def hashed(*fed: Node) -> Node:
        return Call("H", (concatenation(fed),))

    if len(parts) > FEWEST:
        first, *between, last = parts
        chain = reduce(hashed, between, first)
        yield "list-chained", (show(first),), concatenation([chain, last])
    chain = reduce(hashed, parts[1:-1], hashed(parts[0]))
    yield "list-chained", (f"the hash of {show(parts[0])}",), concatenation([chain, parts[-1]])
    yield "list-counted", (str(len(parts)),), Octets(bytes(len(parts)))
