"""Slips of a whole formula in which something is used that belongs elsewhere: a hash object that still holds what it
was fed, and two byte strings taken for one another."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

from srpscope.srp.formula import Call, Name, Node, concatenation, is_hash, rewrite, walk
from srpscope.why.places.structural import Made


def exchanged(node: Node, kind: Callable[[str], str]) -> Iterator[Made]:
    """Two byte strings taken for one another in this formula alone: arguments in the wrong order. kind: of a value."""
    names = dict.fromkeys(one.name for one in walk(node) if isinstance(one, Name))
    for first, second in itertools.combinations([one for one in names if kind(one) == "bytes"], 2):
        other = {first: Name(second), second: Name(first)}

        def swapped(one: Node, other: dict[str, Name] = other) -> Node:
            return other.get(one.name, one) if isinstance(one, Name) else one

        yield "which-swapped", (first, second), rewrite(node, swapped)


def kept_states(name: str, node: Node, formulas: Iterable[tuple[str, Node]]) -> Iterator[Made]:
    """A hash object that still holds what it was fed for another value. formulas: the values' names and formulas."""
    if not is_hash(node):
        return
    for other, theirs in formulas:
        if other != name and isinstance(theirs, Call) and theirs.function == node.function:
            fed = Call(node.function, (concatenation([theirs.arguments[0], node.arguments[0]]),))
            yield "hash-state-kept", (other,), fed
