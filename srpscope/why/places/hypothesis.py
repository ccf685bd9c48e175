"""One hypothesis: a slip at a place, as the change that it is of one side's formulas and values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    Name,
    Node,
    Number,
    Octets,
    Slice,
    Text,
    children,
    of_node,
    walk,
)
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import Value
from srpscope.why.places.place import Path, at, formula_node, put
from srpscope.why.slips import known_slip

SMALL = 6
"""Nodes of a formula that a mistake may change and still be the smallest way to say it."""


class Spot(NamedTuple):
    """What stands at one place instead. old and new as formulas say it; literal: what new comes to on this capture.
    Tuples, as hypotheses are: a search makes tens of thousands of both."""

    value: str
    path: Path
    old: Node
    new: Node
    literal: Node


class Hypothesis(NamedTuple):
    """A slip somewhere. id: SLIP@VALUE:WHERE, whose words words_of (telling) finds again. given: values of the side
    that are others. hash: of the whole side. cost: -log2 of how likely it is, and of how often the time of another one
    it takes. seconds: of what it stretches anew."""

    id: str
    cost: float
    spots: tuple[Spot, ...] = ()
    given: tuple[tuple[str, Value], ...] = ()
    hash: str | None = None
    seconds: float = 0.0

    @property
    def slow(self) -> bool:
        """Whether it stretches a key anew."""
        return self.seconds > 0

    def change(self, known: Knowledge) -> Knowledge | None:
        """The side with this mistake; None where it has nothing to change, another one being there already."""
        nodes = _put(known, self.spots)
        if nodes is None:
            return None
        given = {name: value for name, value in self.given if known.given.get(name) != value}
        if not nodes and not given and (self.hash is None or self.hash == known.settings.hash):
            return None
        changed = known.with_formulas({name: of_node(node) for name, node in nodes.items()}) if nodes else known
        changed = changed.with_given(given) if given else changed
        return changed if self.hash is None else replace(changed, hash=self.hash)

    @property
    def depth(self) -> int:
        """How deep in its formula it is; beside another one the deeper goes first."""
        return max((len(spot.path) for spot in self.spots), default=99)


def _put(known: Knowledge, spots: Iterable[Spot]) -> dict[str, Node] | None:
    by_value: dict[str, dict[Path, Node]] = {}
    for spot in spots:
        formula = known.formula(spot.value)
        if formula is None:
            return None
        try:
            if at(formula.node, spot.path) != spot.old:
                return None
        except IndexError:
            return None
        by_value.setdefault(spot.value, {})[spot.path] = spot.new
    return {name: put(formula_node(known, name), new) for name, new in by_value.items()}


def change_size(before: Node, after: Node) -> int:
    """How many nodes of a formula must be taken out and put in to make it another one."""
    if before == after:
        return 0
    if isinstance(before, Concatenation) and after in before.parts:
        return 1  # one operand of them: less than so many bytes that happen to be that one
    for inner, outer in ((before, after), (after, before)):
        if any(one == inner for one in walk(outer)):  # something round it, or taken off it
            return sum(1 for _ in walk(outer)) - sum(1 for _ in walk(inner))
    old, new = children(before), children(after)
    if old == new and _is_encoding(before) and _is_encoding(after):
        return 2
    if type(before) is type(after) and _head(before) == _head(after):
        if isinstance(before, Concatenation):
            return _list_size(old, new)
        if len(old) == len(new) and old:
            return sum(change_size(one, other) for one, other in zip(old, new, strict=True))
    return sum(1 for _ in walk(before)) + sum(1 for _ in walk(after))


def _is_encoding(node: Node) -> bool:
    return isinstance(node, Call) and node.function in ENCODINGS


def departures(before: Node, after: Node, path: Path = ()) -> frozenset[tuple[Path, Node]]:
    """Where a formula is another one than before: the smallest nodes that were exchanged, and what stands there."""
    if before == after:
        return frozenset()
    old, new = children(before), children(after)
    if type(before) is type(after) and _head(before) == _head(after) and len(old) == len(new) and old:
        pairs = enumerate(zip(old, new, strict=True))
        return frozenset().union(*(departures(one, other, (*path, index)) for index, (one, other) in pairs))
    return frozenset({(path, after)})


def _list_size(old: tuple[Node, ...], new: tuple[Node, ...]) -> int:
    """What is left of two lists where they begin and end alike."""
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if len(old) == len(new):
        return sum(change_size(one, other) for one, other in zip(old, new, strict=True))
    return sum(1 for one in (*old, *new) for _ in walk(one))


def _head(node: Node) -> object:
    match node:
        case Call(function, _, options):
            return function, options
        case Arithmetic(operator):
            return operator
        case Slice(_, start, stop, step):
            return start, stop, step
        case Name() | Text() | Octets() | Number():
            return node
    return None


@lru_cache(8_192)
def reads_nothing_new(name: str) -> bool:
    """Whether a slip is made of its operand alone."""
    one = known_slip(name)
    return one is not None and one.template is not None and not one.reads


def literal_size(node: Node | None) -> int:
    """The bytes of a literal, a number's without zeros in front; 0 of any other node."""
    match node:
        case Octets(value):
            return len(value)
        case Number(value):
            return (value.bit_length() + 7) // 8
    return 0


def literal_bytes(node: Node) -> bytes | Node:
    """What tells two literals apart: the bytes that they are, whatever they are written as. Any other node is told by
    itself."""
    match node:
        case Octets(value):
            return value
        case Text(value):
            return value.encode("utf-8", "surrogateescape")
        case Number(value):
            return b"#%x" % value
    return node
