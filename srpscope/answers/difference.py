"""The first operand in which two ways to compute one value differ: what a failed test has to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from srpscope.session import Session
from srpscope.srp.applying import applied
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import Side
from srpscope.why.finding import Diagnosis, Finding


@dataclass(frozen=True)
class Difference:
    """Where two sides part. value: which one; left, right: who computes it, in words; left_call, right_call: the hash
    calls that are fed other things, None where it is no hash. operand: which of their operands is the first that
    differs; None where one side has more of them."""

    value: str
    left: str
    right: str
    left_call: HashCall | None = None
    right_call: HashCall | None = None
    operand: int | None = None


def difference(session: Session, diagnosis: Diagnosis | None = None) -> Difference | None:
    """Where the sides part: with a proved mistake, the side as it computed beside itself as it should have; else client
    beside server. None where nothing differs."""
    view = session.view
    if diagnosis is not None and diagnosis.findings:
        return _of_finding(session, diagnosis.findings[0])
    name = view.comparison.first_difference
    if name is None:
        return None
    return _of_sheets(name, view.client, view.server, "client", "server")


def _of_finding(session: Session, finding: Finding) -> Difference:
    side: Side = "server" if finding.side == "server" else "client"
    right = session.view.sheet(side)
    wrong = Sheet(reduce(applied, finding.changes, right.knowledge), session.memory)
    name = finding.first_difference
    return _of_sheets(name, wrong, right, f"the {side}", f"by {right.knowledge.dialect.id}")


def _of_sheets(name: str, one: Sheet, other: Sheet, left: str, right: str) -> Difference:
    ours, theirs = one[name].calls, other[name].calls
    if len(ours) != len(theirs):  # the outermost call is the last
        ours, theirs = ours[-1:], theirs[-1:]
    found = next(_parting(ours, theirs), None)
    if found is None:
        return Difference(name, left, right)
    return Difference(name, left, right, *found)


def _parting(ours: Iterable[HashCall], theirs: Iterable[HashCall]) -> Iterator[tuple[HashCall, HashCall, int | None]]:
    """The innermost calls that are fed other things."""
    for mine, other in zip(ours, theirs, strict=False):
        if mine.fed == other.fed and mine.function == other.function:
            continue
        yield from _parting(mine.inner, other.inner)
        yield mine, other, _first(mine.operands, other.operands)


def _first(ours: tuple[Operand, ...], theirs: tuple[Operand, ...]) -> int | None:
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((at for at, (mine, other) in pairs if mine.data != other.data), None)
