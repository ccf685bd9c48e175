"""How long a hypothesis takes to try that stretches a key anew, or hashes by what no library has."""

from __future__ import annotations

from collections.abc import Iterable

from srpscope.srp import allowance
from srpscope.srp.evaluate import Evaluation
from srpscope.srp.formula import Call, Name, Node, Number, Octets, Text, children, stretches, walk
from srpscope.srp.functions import FUNCTIONS
from srpscope.srp.functions.hashing import pbkdf2_rounds
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives import hashes
from srpscope.srp.primitives.modexp import power_seconds
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why.places.hypothesis import Spot
from srpscope.why.places.place import Path, formula_node, put

SLOW_HASH = 4_000
"""Rounds that a hash which no library has takes as long as."""

OTHERWISE = 100_000
"""Rounds that a function is reckoned with which stretches keys and counts no iterations."""

FORMULAS = 1e-3
"""Seconds that a hypothesis takes beside its exponentiation, on the slow machine of all such figures."""


def try_seconds(sheet: Sheet) -> float:
    """Seconds of one hypothesis that takes one exponentiation, as S does on this sheet."""
    numbers = {name: value for name in ("N", "a", "b", "u", "x") if isinstance(value := sheet.value(name), int)}
    bits = {name: value.bit_length() for name, value in numbers.items()}
    exponent = max(bits.get("a", 256), bits.get("b", 256), bits.get("u", 256) + bits.get("x", 256))
    return FORMULAS + power_seconds(exponent, bits.get("N", 2048))


def stretching_seconds(node: Node, run: Evaluation) -> float:
    """Seconds of what stretches keys in a formula, by the same figures."""
    return allowance.ROUND * sum(_rounds(one, run) for one in walk(node) if isinstance(one, Call))


def _rounds(call: Call, run: Evaluation) -> int:
    options = dict(call.options)
    if "iterations" in options:
        chosen = options.get("hash")
        name = (FUNCTIONS[chosen.name].hash if isinstance(chosen, Name) else None) or run.settings.hash
        try:
            count = run.number(options["iterations"])
            length = run.number(options["length"]) if "length" in options else 32
        except (Failure, Missing):
            return 0
        return count if name is None or name not in hashes.HASHES else pbkdf2_rounds(name, count, length)
    if stretches(call):
        return OTHERWISE
    return SLOW_HASH if call.function.startswith("KECCAK") else 0


def is_dear(node: Node) -> bool:
    """A key stretched, or a hash that no library has: to try it takes as long as hundreds of others."""
    if isinstance(node, (Octets, Number, Text)):
        return False
    return any(stretches(one) or (isinstance(one, Call) and one.function.startswith("KECCAK")) for one in walk(node))


class Stretching:
    """What hypotheses about some values of one side stretch anew, in seconds."""

    def __init__(self, known: Knowledge, values: tuple[str, ...], run: Evaluation) -> None:
        self._known, self._values, self._run = known, values, run
        self._inside: dict[tuple[str, Path], bool] = {}
        self._of_values: dict[str, float] = {}
        self._of_spots: dict[int, tuple[Spot, float]] = {}
        self._inputs: set[str] | None = None

    def seconds(self, spot: Spot) -> float:
        """With something else at one place."""
        known = self._of_spots.get(id(spot))
        if known is None:
            seconds = 0.0
            if self._is_inside(spot.value, spot.path):
                seconds = self._inside_seconds(spot)
            elif is_dear(spot.literal):
                seconds = stretching_seconds(spot.literal, self._run)
            known = self._of_spots[id(spot)] = spot, seconds
        return known[1]

    def seconds_of(self, given: Iterable[str]) -> float:
        """With other values given."""
        if self._inputs is None:
            stretched = [
                node for value in self._values for node in walk(formula_node(self._known, value)) if stretches(node)
            ]
            self._inputs = {one.name for node in stretched for one in walk(node) if isinstance(one, Name)}
        return sum(map(self._value_seconds, self._values)) if self._inputs.intersection(given) else 0.0

    def _inside_seconds(self, spot: Spot) -> float:
        if any(map(stretches, (spot.old, *walk(spot.new)))):
            return stretching_seconds(put(formula_node(self._known, spot.value), {spot.path: spot.new}), self._run)
        return self._value_seconds(spot.value)

    def _value_seconds(self, name: str) -> float:
        if name not in self._of_values:
            self._of_values[name] = stretching_seconds(formula_node(self._known, name), self._run)
        return self._of_values[name]

    def _is_inside(self, value: str, path: Path) -> bool:
        """Whether a place lies inside what stretches a key. The stretched key itself does not: what is made of it there
        is made of the one that is known."""
        known = self._inside.get((value, path))
        if known is None:
            node, known = formula_node(self._known, value), False
            for step in path:
                known = known or stretches(node)
                node = children(node)[step]
            self._inside[value, path] = known
        return known
