"""A mistake to try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from srpscope.srp.sheet import Knowledge
from srpscope.why.suspect import Change
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


def changed_names(before: Knowledge, after: Knowledge) -> set[str]:
    """The values whose formula, or which themselves, are others."""
    return {
        name
        for one, other in ((before.given, after.given), (before.formulas, after.formulas))
        for name in {*one, *other}
        if one.get(name) != other.get(name)
    }
