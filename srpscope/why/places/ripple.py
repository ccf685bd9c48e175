"""What a change of a few formulas or values makes of one side, computed from the place onwards and from nowhere else.

The base sheet is evaluated once. A change touches the values downstream of it; each of those is looked up by what goes
into it, so that two ways to the same number cost one exponentiation, and everything else is read from the base.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Any

from srpscope.srp.evaluate import Evaluation
from srpscope.srp.formula import Name, Node, Number, Octets, Text, children, walk, with_children
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives.modexp import Powers
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import NUMBERS, SENT, Value
from srpscope.why.places.hypothesis import Spot
from srpscope.why.places.place import Path, formula_node, put

Nodes = Mapping[str, Node]
Given = Mapping[str, Value]


class Ripple:
    """One side, and what changes make of it. powers: base ** exponent mod N, remembered by value."""

    def __init__(self, known: Knowledge, sheet: Sheet, powers: Powers) -> None:
        self.known, self.sheet, self._powers = known, sheet, powers
        self._memory: dict[tuple[object, ...], Value | None] = {}
        self._readers: dict[str, tuple[str, ...]] = {}
        self._reach: dict[frozenset[str], frozenset[str]] = {}
        self._literals: dict[int, tuple[Node, Node | None]] = {}
        self._names: dict[int, tuple[Node, frozenset[str]]] = {}
        self._folds: dict[tuple[str, Path], Node] = {}
        self._folds_beside: dict[tuple[str, tuple[Path, ...], frozenset[str]], Node] = {}
        self._order: dict[str, tuple[tuple[str, bool], ...]] = {}
        for name in sheet.names:
            formula = known.formula(name)
            if formula is not None and name not in known.given:
                needs_N = () if "N" in formula.names else (("N", False),)
                raw = formula.raw_names
                self._order[name] = (*((one, one in raw) for one in formula.ordered_names), *needs_N)
                for one, _raw in self._order[name]:
                    self._readers[one] = (*self._readers.get(one, ()), name)

    def evaluation(self, changed: Mapping[str, Value] | None = None) -> Evaluation:
        """An evaluation over the base's values, some of them others."""
        return _run(self, dict(changed or {}), frozenset(changed or ()), {})

    def nodes(self, spots: Sequence[Spot]) -> dict[str, Node]:
        """The formulas with what stands at some places on this capture. Of a formula that is changed at one place
        everything beside the way to it is put in as what it is, so that nothing of it is hashed again."""
        if len(spots) == 1:
            (spot,) = spots
            return {spot.value: put(self._folded(spot.value, spot.path), {spot.path: spot.literal})}
        # What one of several reads may be changed by another one: there its formula stands, not what it comes to here.
        reached = self.reached(frozenset(spot.value for spot in spots))
        by_value: dict[str, dict[Path, Node]] = {}
        for spot in spots:
            stale = self.names(spot.new) & reached
            by_value.setdefault(spot.value, {})[spot.path] = spot.new if stale else spot.literal
        return {name: put(self._beside(name, tuple(new), reached), new) for name, new in by_value.items()}

    def names(self, node: Node) -> frozenset[str]:
        """The values that a node reads, remembered."""
        known = self._names.get(id(node))
        if known is None:
            found = frozenset([one.name for one in walk(node) if isinstance(one, Name)])
            known = self._names[id(node)] = node, found
        return known[1]

    def literal(self, node: Node) -> Node | None:
        """What a node is on this capture, as a literal; None where it is unknown."""
        if isinstance(node, (Text, Octets, Number)):
            return node
        known = self._literals.get(id(node))
        if known is None:
            try:
                made: Node | None = as_node(self.evaluation().run(node))
            except (Failure, Missing):
                made = None
            known = self._literals[id(node)] = node, made
        return known[1]

    def settled(self, node: Node, keys: frozenset[Node]) -> Node:
        """What is made of stretched keys that stay as they are: they are put in, and nothing is stretched anew."""
        inner = children(node)
        if not keys or not inner:
            return node
        if node in keys:
            return self.literal(node) or node
        new = tuple([self.settled(child, keys) for child in inner])
        return node if all(map(operator.is_, inner, new)) else with_children(node, new)

    def _folded(self, name: str, path: Path) -> Node:
        key = (name, path[:-1])
        found = self._folds.get(key)
        if found is None:
            found = self._folds[key] = self._fold(formula_node(self.known, name), path[:-1])
        return found

    def _beside(self, name: str, paths: tuple[Path, ...], reached: frozenset[str]) -> Node:
        """A formula of which everything beside the ways to some paths is put in as what it is, unless it reads what is
        reached: a key that is stretched there is not stretched again."""
        key = (name, paths, reached)
        found = self._folds_beside.get(key)
        if found is None:
            found = self._folds_beside[key] = self._fold_beside(formula_node(self.known, name), paths, reached)
        return found

    def _fold_beside(self, node: Node, paths: tuple[Path, ...], reached: frozenset[str]) -> Node:
        if not paths:
            return node if self.names(node) & reached else self.literal(node) or node
        if () in paths:
            return node
        new = []
        for index, child in enumerate(children(node)):
            inside = tuple([path[1:] for path in paths if path[0] == index])
            new.append(self._fold_beside(child, inside, reached))
        return with_children(node, tuple(new))

    def _fold(self, node: Node, path: Path) -> Node:
        inner = children(node)
        if not inner:
            return node
        step = path[0] if path else None
        new = tuple(
            self._fold(child, path[1:]) if index == step else (self.literal(child) or child)
            for index, child in enumerate(inner)
        )
        return with_children(node, new)

    def value(self, nodes: Nodes, given: Given, target: str) -> Value | None:
        """The target under other formulas and other given values; None where it cannot be computed."""
        reached = self.reached(frozenset([*nodes, *given]))
        if target not in reached and target not in nodes:
            return self.sheet.value(target)
        try:
            return self._need(target, dict(given), reached, nodes)
        except (Missing, Failure, RecursionError):
            return None

    def _need(self, name: str, local: dict[str, Value], reached: frozenset[str], nodes: Nodes) -> Value:
        if name in local:
            return local[name]
        if name not in reached and name not in nodes:
            return self.sheet.need(name)
        value = self._computed(name, local, reached, nodes)
        if value is None:
            raise Missing(name)
        local[name] = value
        return value

    def _computed(self, name: str, local: dict[str, Value], reached: frozenset[str], nodes: Nodes) -> Value | None:
        node = nodes.get(name)
        if node is None:
            inputs = tuple(
                [
                    self._raw(one, local, reached, nodes) if raw else self._need(one, local, reached, nodes)
                    for one, raw in self._order[name]
                ]
            )
            key = (name, inputs)
            if key in self._memory:
                return self._memory[key]
            value = self._run(name, formula_node(self.known, name), local, reached, nodes)
            self._memory[key] = value
            return value
        return self._run(name, node, local, reached, nodes)

    def _run(
        self, name: str, node: Node, local: dict[str, Value], reached: frozenset[str], nodes: Nodes
    ) -> Value | None:
        try:
            value = _run(self, local, reached, nodes).run(node)
            # Of another formula a value is of the kind that it gives, unless the dialect says which it has.
            free = name in nodes and name not in NUMBERS and name not in self.known.dialect.types
            return value if free else self.sheet._read(name, value)
        except (Failure, ValueError, OverflowError):
            return None

    def _raw(self, name: str, local: dict[str, Value], reached: frozenset[str], nodes: Nodes) -> bytes:
        if name not in local and name not in reached and name not in nodes:
            return self.sheet.raw(name)
        came = self.known.received.get(name)
        if came is not None and name not in self.known.typed and name not in SENT[self.known.side]:
            return came  # as on a sheet: what came stays as it came, however its value was read
        formula = self.known.dialect.wire_formula(name)
        run = _run(self, local, reached, nodes)
        value = self._need(name, local, reached, nodes)
        return run.as_octets(value) if formula is None else run.as_octets(run.run(formula.node))

    def reached(self, names: frozenset[str]) -> frozenset[str]:
        """These values and all that are computed from them."""
        found = self._reach.get(names)
        if found is None:
            everything: set[str] = set()
            ahead = list(names)
            while ahead:
                new = [one for one in self._readers.get(ahead.pop(), ()) if one not in everything]
                everything.update(new)
                ahead += new
            found = self._reach[names] = frozenset(everything | names)
        return found


def as_node(value: Value) -> Node:
    """A value as a literal."""
    return Number(value) if isinstance(value, int) else Text(value) if isinstance(value, str) else Octets(value)


def _run(ripple: Ripple, local: dict[str, Value], reached: frozenset[str], nodes: Nodes) -> Evaluation:
    def need(name: str) -> Value:
        return ripple._need(name, local, reached, nodes)

    def raw(name: str) -> bytes:
        return ripple._raw(name, local, reached, nodes)

    arguments: dict[str, Any] = {"record": False}
    return Evaluation(ripple.sheet.settings, need, raw, ripple._powers, ripple.sheet.allowance, **arguments)
