"""The mistakes after S: what sets of them make of K and of the proof, and which give what was observed.

On one S they cost next to nothing: the formulas are compiled (late.py) once for everything that agrees in what they
read before S, and what hashes the same bytes is hashed once (proofs.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from srpscope.srp.formula import Formula
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why.candidate import Candidate
from srpscope.why.engine.batch import Proofs
from srpscope.why.engine.compiled import LATE, Early, Residue, Values, residue_of
from srpscope.why.question import Case

AFTER_S = frozenset({"K", "M1", "M2"})


@dataclass(frozen=True)
class After:
    """Mistakes after S, and what they make of the formulas of K and of the target."""

    chosen: tuple[Candidate, ...]
    K: Formula | None
    target: Formula

    def on(self, knowledge: Knowledge) -> Knowledge | None:
        """A side with these mistakes too; None where one has nothing to change there."""
        return applied(self.chosen, knowledge)


def applied(chosen: Sequence[Candidate], knowledge: Knowledge) -> Knowledge | None:
    """A side with these mistakes, one after the other; None where one has nothing to change."""
    for candidate in chosen:
        changed = candidate.change(knowledge)
        if changed is None:
            return None
        knowledge = changed
    return knowledge


@dataclass(frozen=True)
class _Stage:
    """Sets of mistakes after S. reads: what their formulas read that is known before S."""

    sets: tuple[After, ...]
    reads: tuple[str, ...]


_Group = tuple["Residue | None", Proofs]
"""A formula of K, and the formulas of the target that go with it."""


@dataclass
class _Compiled:
    """What the formulas are for one set of early values."""

    early: Early
    residues: dict[tuple[str, str], Residue | None] = field(default_factory=dict)
    groups: dict[tuple[int, bool], list[_Group]] = field(default_factory=dict)


class AfterS:
    """The sets of mistakes after S of one search for K, M1 or M2.

    check is called in long loops; it raises to end them.
    """

    def __init__(self, case: Case, target: str, check: Callable[[], None]) -> None:
        self.candidates: list[Candidate] = []
        self._case, self._target, self._check = case, target, check
        self._stages: dict[tuple[object, ...], _Stage] = {}
        self._compiled: dict[tuple[object, ...], _Compiled] = {}
        observed = case.observed[target]
        # Bytes that lost their length when they were printed may equal what is not the same bytes.
        self._observed = observed if isinstance(observed, bytes) and target not in case.widthless else None

    def count(self, sizes: range) -> int:
        """How many sets there are of these sizes, the empty one included."""
        return len(self._stage(self._case.base, sizes).sets)

    def giving(self, sheet: Sheet, sizes: range) -> tuple[int, Iterator[After]]:
        """How many sets of these sizes are tried on a sheet's S, and those that give what was observed."""
        stage = self._stage(sheet.knowledge, sizes)
        late, own_K = self._late(sheet)
        groups = self._groups(sheet, stage, own_K)
        tried = sum(len(proofs) for _residue, proofs in groups)
        return tried, self._hits(sheet, stage, late, groups)

    def _hits(self, sheet: Sheet, stage: _Stage, late: Values, groups: list[_Group]) -> Iterator[After]:
        forms: dict[str, bytes] = {}
        for residue, proofs in groups:
            K = residue.run(late, forms) if residue is not None else None
            values = late if K is None else {**late, "K": K}
            for index in proofs.giving(values, lambda value: self._case.equal(self._target, value, sheet)):
                yield stage.sets[index]

    # Sets

    def _stage(self, knowledge: Knowledge, sizes: range) -> _Stage:
        """The sets on a side: beside a mistake that changes K or the proof too they make other formulas of them."""
        formulas = {name: formula for name in AFTER_S if (formula := knowledge.formula(name)) is not None}
        key = (sizes, *sorted((name, formula.text) for name, formula in formulas.items()))
        known = self._stages.get(key)
        if known is None:
            base = self._case.base
            if any(formulas[name] != base.formula(name) for name in formulas):
                base = base.with_formulas(formulas)
            sets = tuple(one for size in sizes for one in self._sets(base, size))
            read = {name for one in sets for formula in (one.K, one.target) if formula for name in formula.names}
            # N stands for the width of PAD.
            known = self._stages[key] = _Stage(sets, tuple(sorted((read | {"N"}) - LATE)))
        return known

    def _sets(self, base: Knowledge, size: int) -> list[After]:
        found: dict[tuple[str | None, str], After] = {}
        unchanged = self._after((), base)
        if size == 0 or unchanged is None:
            return [] if unchanged is None else [unchanged]
        begun: dict[tuple[int, ...], Knowledge | None] = {(): base}
        costs = [candidate.cost for candidate in self.candidates]
        order = sorted(
            itertools.combinations(range(len(costs)), size), key=lambda ones: sum(costs[one] for one in ones)
        )
        for ones in order:
            self._check()
            knowledge = self._with(ones, begun)
            one = self._after(tuple(self.candidates[index] for index in ones), knowledge)
            if one is None or (size > 1 and one.target == unchanged.target and one.K == unchanged.K):
                continue
            found.setdefault((one.K.text if one.K else None, one.target.text), one)
        return list(found.values())

    def _with(self, ones: tuple[int, ...], begun: dict[tuple[int, ...], Knowledge | None]) -> Knowledge | None:
        """A side with these mistakes; what sets begin with alike is made once."""
        start = ones[:-1]
        if start not in begun:
            begun[start] = self._with(start, begun)
        knowledge = begun[start]
        return None if knowledge is None else self.candidates[ones[-1]].change(knowledge)

    def _after(self, chosen: tuple[Candidate, ...], knowledge: Knowledge | None) -> After | None:
        target = knowledge.formula(self._target) if knowledge is not None else None
        return None if knowledge is None or target is None else After(chosen, knowledge.formula("K"), target)

    # Formulas

    def _late(self, sheet: Sheet) -> tuple[Values, bool]:
        """What is known from S on, by the side's own formulas or given; and whether K is."""
        late: Values = {}
        secret = sheet.value("S")
        if secret is not None:
            late["S"] = secret
        for name in ("K", "M1"):
            given = name != self._target and name in sheet.knowledge.given
            if given or (name == "M1" and self._target == "M2"):
                value = sheet.value(name)
                if value is not None:
                    late[name] = value
        return late, "K" in late

    def _groups(self, sheet: Sheet, stage: _Stage, own_K: bool) -> list[_Group]:
        """The formulas of the target, by the formula of K that goes with them; own_K: K is known without one."""
        key = (sheet.settings, sheet.knowledge.dialect.id, stage.reads, *(sheet.value(name) for name in stage.reads))
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _Compiled(Early(sheet))
        groups = compiled.groups.get((id(stage), own_K))
        if groups is None:
            found: dict[Residue | None, list[tuple[int, Residue]]] = {}
            for index, one in enumerate(stage.sets):
                residue = _residue(compiled, one.target, self._target)
                if residue is not None:
                    K = None if own_K or one.K is None else _residue(compiled, one.K, "K")
                    found.setdefault(K, []).append((index, residue))
            groups = [(K, Proofs(residues, self._observed)) for K, residues in found.items()]
            compiled.groups[id(stage), own_K] = groups
        return groups


def _residue(compiled: _Compiled, formula: Formula, name: str) -> Residue | None:
    key = (name, formula.text)
    if key not in compiled.residues:
        compiled.residues[key] = residue_of(formula, compiled.early, name)
    return compiled.residues[key]
