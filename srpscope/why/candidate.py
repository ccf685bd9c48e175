"""A mistake to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from srpscope.srp.formula import Call, Formula, walk
from srpscope.srp.sheet import Knowledge
from srpscope.why.suspect import Change, Suspect
from srpscope.why.suspects import suspects


@dataclass(frozen=True)
class Candidate:
    """A mistake to try: a suspect, or a whole other dialect."""

    id: str
    change: Change
    cost: float


def named(ids: Iterable[str]) -> list[Candidate]:
    """The suspects of these ids."""
    known = suspects()
    return [Candidate(one, known[one].change, known[one].cost) for one in ids]


def can_be_named(candidates: Iterable[Candidate]) -> bool:
    """Whether another process would know them by their ids."""
    known = suspects()
    return all(one.id in known and known[one.id].change == one.change for one in candidates)


def whole_formula(name: str) -> bool:
    """Whether a mistake is told as a whole other formula."""
    known = suspects().get(name)
    return known is not None and known.fix == "formula"


BIG_ENDIAN = frozenset({"MIN", "PAD", "SIGNED", "LE", "LEMIN", "LEINT", "SINT"})
"""Functions whose words ("without its leading zeros", "little-endian") are those of a big-endian dialect."""


def means_what_it_says(suspect: Suspect, known: Knowledge) -> bool:
    """Whether a suspect's sentence is true of this dialect. They were met in big-endian ones: where numbers are
    little-endian, one that brings an encoding with it would be the other byte order, and the slips of such dialects
    name that."""
    if known.dialect.order != "little":
        return True
    changed = suspect.change(known)
    return changed is None or not any(
        _encodings(formula) - (_encodings(old) if (old := known.formula(name)) is not None else Counter())
        for name, formula in changed.formulas.items()
        if formula != known.formula(name)
    )


def _encodings(formula: Formula) -> Counter[str]:
    return Counter(
        node.function for node in walk(formula.node) if isinstance(node, Call) and node.function in BIG_ENDIAN
    )


def changed_names(before: Knowledge, after: Knowledge) -> set[str]:
    """The values whose formula, or which themselves, are others."""
    return {
        name
        for one, other in ((before.given, after.given), (before.formulas, after.formulas))
        for name in {*one, *other}
        if one.get(name) != other.get(name)
    }
