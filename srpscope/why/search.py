"""The search for the fewest mistakes that make an observed value come out again.

Sets of one mistake first, then two, then three, the likeliest first. A set is split where S is: mistakes before S
change the exponentiation, mistakes after it only how K and the proof are hashed. Each set before S is evaluated once
(remembered by value, so that two ways to the same S cost one power), and every set after S that the size still allows
is tried on it through compiled formulas (late.py).
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace

from srpscope.srp.formula import Call, Formula, Name, Power, walk
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why.late import LATE, Compiled, Values, compile_late
from srpscope.why.powers import SearchPowers
from srpscope.why.question import Case, computed_value
from srpscope.why.shares import Shares, processes_for
from srpscope.why.suspect import Change
from srpscope.why.suspects import suspects

STRETCHING = frozenset({"PBKDF2", "BCRYPT"})
"""Functions made to be slow: what needs them is tried last."""

AFTER_S = frozenset({"K", "M1", "M2"})

BY_TABLE = 0.3
"""What a power takes by the table of its base, the table's making shared out, of what it takes alone."""


class Stopped(Exception):  # noqa: N818
    """The time is up, or the person stopped the search."""


@dataclass(frozen=True)
class Candidate:
    """A mistake to try: a suspect, or a whole other dialect."""

    id: str
    change: Change
    cost: float


@dataclass(frozen=True)
class Hit:
    """A set of mistakes after which the observed value came out."""

    ids: tuple[str, ...]
    knowledge: Knowledge
    cost: float


@dataclass
class Budget:
    """How long a search may go on, and who may stop it."""

    seconds: float
    stop: Callable[[], bool] = lambda: False
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raises Stopped when the time is up or somebody stops the search."""
        if time.monotonic() - self.started > self.seconds or self.stop():
            raise Stopped

    def finish_soon(self) -> None:
        """Something was found: what is left of its size gets half as long again, and a second."""
        self.seconds = min(self.seconds, self.spent * 1.5 + 1.0)

    @property
    def spent(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self.started


@dataclass(frozen=True)
class _Set:
    """Mistakes before S, applied."""

    ids: tuple[str, ...]
    indices: tuple[int, ...]
    cost: float
    knowledge: Knowledge
    sheet: Sheet


@dataclass(frozen=True)
class _After:
    """Mistakes after S, applied to the base: the formulas of K and of the target."""

    ids: tuple[str, ...]
    cost: float
    K: Formula | None
    target: Formula
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class _Round:
    """The sets of `before` mistakes before S, and on each of them as many after it as the range says. by_table: only
    those with a mistake that leaves S a power of the same base, or only those with none; None is all."""

    before: int
    after: range
    by_table: bool | None = None


@dataclass(frozen=True)
class _Share:
    """Share `index` of `of` of a round, the mistakes before S and after it named by their ids."""

    case: Case
    target: str
    earlier: tuple[str, ...]
    before_ids: tuple[str, ...]
    after_ids: tuple[str, ...]
    round: _Round
    index: int
    of: int
    seconds: float

    def run(self) -> Generator[tuple[str, ...], None, int]:
        """The ids of every set that hits; at the end, how many were tried. Raises Stopped."""
        search = Search(self.case, self.target, self.earlier, [], Budget(self.seconds))
        search.take(named(self.before_ids), named(self.after_ids), self.round.before + self.round.after.stop - 1)
        for hit in search.share(self.round, self.index, self.of):
            yield hit.ids
            search.no_larger_than(len(hit.ids))
        return search.tried


def named(ids: Iterable[str]) -> list[Candidate]:
    """The suspects of these ids."""
    known = suspects()
    return [Candidate(one, known[one].change, known[one].cost) for one in ids]


def can_be_named(candidates: Iterable[Candidate]) -> bool:
    """Whether another process would know them by their ids."""
    known = suspects()
    return all(one.id in known and known[one.id].change == one.change for one in candidates)


class Search:
    """One observed value of one side, and the mistakes that could explain it."""

    def __init__(
        self,
        case: Case,
        target: str,
        earlier: tuple[str, ...],
        candidates: list[Candidate],
        budget: Budget,
        memory: Memory | None = None,
        on_hit: Callable[[Hit], None] = lambda hit: None,
    ) -> None:
        self.case, self.target, self._earlier = case, target, earlier
        self._budget, self.announce = budget, on_hit
        self.memory = memory or Memory(powers=SearchPowers(), most=100_000)
        self.tried = 0
        self._base = Sheet(case.base, self.memory, record=False)
        self.base_value = computed_value(self._base, target)
        self.inert: list[str] = []
        self.no_help: list[str] = []
        self._before: list[Candidate] = []
        self._after: list[Candidate] = []
        self._singles: dict[str, _Set] = {}
        self._same_base: set[str] = set()
        self._seconds_each = 0.0
        self._limit = 1
        self.candidates = candidates
        self._compiled: dict[tuple[object, ...], tuple[dict[str, Compiled | None], dict[str, Compiled | None]]] = {}
        self._seen: set[tuple[object, ...]] = {self._key(case.base)}

    # Sizes

    def singles(self) -> list[Hit]:
        """Every mistake alone; what it changes is noted for the larger sets."""
        hits: list[Hit] = []
        dear = self._stretches()
        started = time.perf_counter()
        for candidate in sorted(self.candidates, key=lambda one: dear and self._touches_x(one)):
            if hits and dear and self._touches_x(candidate):
                break  # each would stretch another password, a quarter of a second, and an explanation is found
            self._budget.check()
            knowledge = candidate.change(self.case.base)
            if knowledge is None:
                continue
            sheet = self._base.derive(knowledge)
            touched = self._base._touched(knowledge)
            if touched is not None and self.target not in touched:
                self.inert.append(candidate.id)
                continue
            self.tried += 1
            if not self._consistent(sheet, touched):
                self.no_help.append(candidate.id)
                continue
            value = computed_value(sheet, self.target)
            if touched is not None and touched <= AFTER_S:
                self._after.append(candidate)
            elif value is not None and value != self.base_value:
                # What changes nothing before S, or hides S altogether, does so beside another mistake too.
                self._note(candidate, knowledge, sheet)
            if value is not None and self.case.equal(self.target, value, sheet):
                hits.append(self._hit((candidate.id,), knowledge, candidate.cost))
            elif value is None or value == self.base_value:
                self.inert.append(candidate.id)
            else:
                self.no_help.append(candidate.id)
        self._seconds_each = (time.perf_counter() - started) / max(len(self._before), 1)
        return hits

    def take(self, before: list[Candidate], after: list[Candidate], largest: int) -> None:
        """The mistakes before and after S that another search's `singles` has told apart, and the largest set of
        interest."""
        self._after, self._limit = after, largest
        for one in before:
            knowledge = one.change(self.case.base)
            assert knowledge is not None, one.id
            self._note(one, knowledge, self._base.derive(knowledge))

    def _note(self, candidate: Candidate, knowledge: Knowledge, sheet: Sheet) -> None:
        self._before.append(candidate)
        self._singles[candidate.id] = _Set((candidate.id,), (), candidate.cost, knowledge, sheet)
        if self._keeps_base(knowledge):
            self._same_base.add(candidate.id)

    def _keeps_base(self, knowledge: Knowledge) -> bool:
        """Whether S stays a power of the same base, so that a table of the base serves it too."""
        touched = self._base._touched(knowledge)
        before, after = (known.formula("S") for known in (self.case.base, knowledge))
        if touched is None or before is None or after is None:
            return False
        if not isinstance(before.node, Power) or not isinstance(after.node, Power):
            return False
        read = {node.name for node in walk(before.node.base) if isinstance(node, Name)}
        return before.node.base == after.node.base and not touched & read

    def _stretches(self) -> bool:
        """Whether x takes a key stretching function."""
        formula = self.case.base.formula("x")
        return formula is not None and any(
            isinstance(node, Call) and node.function in STRETCHING for node in walk(formula.node)
        )

    def _touches_x(self, candidate: Candidate) -> bool:
        knowledge = candidate.change(self.case.base)
        touched = self._base._touched(knowledge) if knowledge is not None else set()
        return touched is None or "x" in touched

    def sets(self, largest: int) -> Iterator[Hit]:
        """Every set of two mistakes or more, up to that many, a round after the other."""
        for hits in self.rounds(largest):
            yield from hits

    def rounds(self, largest: int) -> list[Iterator[Hit]]:
        """What takes no new exponentiation first, also where it is larger; then by the mistakes before S, those first
        whose powers come from a table. In each, `no_larger_than` leaves out what is larger than something found."""
        self._limit = largest
        late = self.target in AFTER_S
        # On each S, whatever else is still allowed after it: that costs next to nothing.
        dear = [
            _Round(before, range(largest - before + 1 if late else 1), by_table)
            for before in range(2, largest + 1)
            for by_table in (True, False)
        ]
        return [self._on_known_secrets(largest) if late else iter(()), *map(self._split, dear)]

    def _on_known_secrets(self, largest: int) -> Iterator[Hit]:
        for size in range(2, largest + 1):
            for before in (1, 0):
                yield from self._split(_Round(before, range(size - before, size - before + 1)))

    def no_larger_than(self, size: int) -> None:
        """Leave out what is larger from here on."""
        self._limit = min(self._limit, size)

    def _split(self, whole: _Round) -> Iterator[Hit]:
        after = range(whole.after.start, min(whole.after.stop, self._limit - whole.before + 1))
        whole = replace(whole, after=after)
        if not self._after_stages(after):
            return
        seen = set(self._seen)

        def again(index: int, of: int) -> Iterator[Hit]:
            self._seen = set(seen)
            return self.share(whole, index, of)

        with self._others(whole) as others:
            try:
                own = self._share(whole, 0, len(others) + 1)
                yield from others.beside(own, self._made_anew, again, self._budget.check)
            finally:
                self.tried += others.tried

    def share(self, whole: _Round, index: int, of: int) -> Iterator[Hit]:
        """Every `of`-th of a round's sets, beginning with the one of that index. Raises Stopped."""
        return itertools.chain.from_iterable(self._share(whole, index, of))

    def _share(self, whole: _Round, index: int, of: int) -> Iterator[Iterator[Hit]]:
        stage = self._after_stages(whole.after)
        reads = _early_names(stage)
        for one in self._before_sets(whole, index, of):
            if whole.before + whole.after.start > self._limit:
                return
            self._budget.check()
            yield self._after_hits(one, stage, reads)

    def _others(self, whole: _Round) -> Shares:
        """The processes that do a part of it: none where one alone is soon done, or a mistake has no name to tell."""
        worth = whole.before > 1 and can_be_named((*self._before, *self._after))
        count = processes_for(self._seconds(whole)) if worth else 1
        ids = tuple(one.id for one in self._before), tuple(one.id for one in self._after)
        left = self._budget.seconds - self._budget.spent
        return Shares(
            [
                _Share(self.case, self.target, self._earlier, *ids, whole, index, count, left)
                for index in range(1, count)
            ]
        )

    def _made_anew(self, ids: tuple[str, ...]) -> Hit | None:
        """What another process found, from the names of its mistakes."""
        if len(ids) > self._limit:
            return None
        known = {one.id: one for one in (*self._before, *self._after)}
        knowledge: Knowledge | None = self.case.base
        for one in ids:
            knowledge = None if knowledge is None else known[one].change(knowledge)
        return None if knowledge is None else self._hit(ids, knowledge, sum(known[one].cost for one in ids))

    def _seconds(self, whole: _Round) -> float:
        """About how long a round takes."""
        count = math.comb(len(self._before), whole.before)
        without = math.comb(len(self._before) - len(self._same_base), whole.before)
        if whole.by_table is None:
            return self._seconds_each * count
        return self._seconds_each * ((count - without) * BY_TABLE if whole.by_table else without)

    def _chosen(self, whole: _Round) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The likeliest first, numbered. Those that one table serves follow each other and have one number: only one
        process has to make it."""
        cost = [one.cost for one in self._before]
        by_table = [one.id in self._same_base for one in self._before]

        def likely(ones: tuple[int, ...]) -> float:
            return sum(cost[one] for one in ones)

        def base(ones: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(one for one in ones if not by_table[one])

        chosen: Iterable[tuple[int, ...]] = itertools.combinations(range(len(cost)), whole.before)
        if whole.by_table is not None:
            chosen = (ones for ones in chosen if (len(base(ones)) < whole.before) is whole.by_table)
        if not whole.by_table:
            yield from enumerate(sorted(chosen, key=likely))
            return
        ranked = sorted(chosen, key=lambda ones: (likely(base(ones)), base(ones), likely(ones)))
        for number, (_base, group) in enumerate(itertools.groupby(ranked, base)):
            yield from ((number, ones) for ones in group)

    def _before_sets(self, whole: _Round, share: int, of: int) -> Iterator[_Set]:
        if whole.before == 0:
            yield _Set((), (), 0.0, self.case.base, self._base)
            return
        for number, indices in self._chosen(whole):
            changed = self._new(indices)
            if changed is not None and number % of == share:
                built = self._build(indices, changed)
                if built is not None:
                    yield built

    def _new(self, indices: tuple[int, ...]) -> list[Knowledge] | None:
        """What each mistake of a set after the first makes of the ones before it; None where a mistake has nothing to
        change, or an earlier set changes the same. Asked of every set, so that all processes leave out the same."""
        known = self._singles[self._before[indices[0]].id].knowledge
        changed: list[Knowledge] = []
        for index in indices[1:]:
            found = self._before[index].change(known)
            if found is None:
                return None
            known = found
            changed.append(known)
        if changed:
            key = self._key(known)
            if key in self._seen:
                return None
            self._seen.add(key)
        return changed

    def _build(self, indices: tuple[int, ...], changed: list[Knowledge]) -> _Set | None:
        one = self._singles[self._before[indices[0]].id]
        for index, knowledge in zip(indices[1:], changed, strict=True):
            candidate = self._before[index]
            sheet = one.sheet.derive(knowledge)
            one = _Set((*one.ids, candidate.id), indices, one.cost + candidate.cost, knowledge, sheet)
        return one if not changed or self._consistent(one.sheet, None) else None

    def _consistent(self, sheet: Sheet, touched: set[str] | None) -> bool:
        """Whether everything that was observed before the target still comes out."""
        for name in self._earlier:
            if (touched is None or name in touched) and not self.case.matches(name, sheet):
                return False
        return True

    # After S

    def _after_stages(self, sizes: range) -> list[_After]:
        return [one for size in sizes for one in self._after_stage(size)]

    def _after_stage(self, size: int) -> list[_After]:
        found: dict[tuple[str | None, str], _After] = {}
        base = self._variant((), ())
        if size == 0:
            return [base] if base is not None else []
        order = sorted(itertools.combinations(self._after, size), key=lambda s: sum(c.cost for c in s))
        for chosen in order:
            self._budget.check()
            variant = self._variant(tuple(c.id for c in chosen), chosen)
            if variant is None or (size > 1 and base is not None and _same_formulas(variant, base)):
                continue
            found.setdefault((variant.K.text if variant.K else None, variant.target.text), variant)
        return list(found.values())

    def _variant(self, ids: tuple[str, ...], chosen: tuple[Candidate, ...]) -> _After | None:
        knowledge = self.case.base
        for candidate in chosen:
            changed = candidate.change(knowledge)
            if changed is None:
                return None
            knowledge = changed
        target = knowledge.formula(self.target)
        if target is None:
            return None
        cost = sum(candidate.cost for candidate in chosen)
        return _After(ids, cost, knowledge.formula("K"), target, chosen)

    def _after_hits(self, one: _Set, stage: list[_After], reads: list[str]) -> Iterator[Hit]:
        if self.target not in AFTER_S:
            self.tried += 1
            value = computed_value(one.sheet, self.target)
            if value is not None and self.case.equal(self.target, value, one.sheet):
                yield self._hit(one.ids, one.knowledge, one.cost)
            return
        sheet = one.sheet
        late: Values = {}
        secret = sheet.value("S")
        if secret is not None:
            late["S"] = secret
        own_K = self._given_late(sheet, late)
        K_compiled, target_compiled = self._compiled_for(sheet, stage, reads)
        observed = self.case.observed[self.target]
        K_values: dict[str | None, tuple[Values, dict[str, bytes]]] = {}
        for variant in stage:
            K_text = variant.K.text if variant.K is not None and not own_K else None
            at_K = K_values.get(K_text)
            if at_K is None:
                at_K = K_values[K_text] = self._with_K(late, K_text, K_compiled)
            run = target_compiled[variant.target.text]
            if run is None or len(one.ids) + len(variant.ids) > self._limit:
                continue
            self.tried += 1
            value = run(at_K[0], at_K[1])
            if value is None or (type(value) is type(observed) and value != observed):
                continue
            if self.case.equal(self.target, value, sheet):
                knowledge = self._together(one.knowledge, variant)
                if knowledge is not None:
                    yield self._hit((*one.ids, *variant.ids), knowledge, one.cost + variant.cost)

    def _given_late(self, sheet: Sheet, late: Values) -> bool:
        """K and M1 that this side was given are used as they are; True where K is."""
        for name in ("K", "M1"):
            if name != self.target and name in sheet.knowledge.given:
                value = sheet.value(name)
                if value is not None:
                    late[name] = value
        if self.target == "M2" and "M1" not in late:
            value = sheet.value("M1")
            if value is not None:
                late["M1"] = value
        return "K" in late

    def _with_K(
        self, late: Values, text: str | None, compiled: dict[str, Compiled | None]
    ) -> tuple[Values, dict[str, bytes]]:
        forms: dict[str, bytes] = {}
        if text is None:
            return late, forms
        run = compiled.get(text)
        value = run(late, forms) if run is not None else None
        return (late if value is None else {**late, "K": value}), {}

    def _compiled_for(
        self, sheet: Sheet, stage: list[_After], reads: list[str]
    ) -> tuple[dict[str, Compiled | None], dict[str, Compiled | None]]:
        key = (sheet.settings, sheet.knowledge.dialect.id, *((name, sheet.value(name)) for name in reads))
        known = self._compiled.setdefault(key, ({}, {}))
        K_compiled, target_compiled = known
        for variant in stage:
            if variant.K is not None and variant.K.text not in K_compiled:
                K_compiled[variant.K.text] = compile_late(variant.K, sheet, "K")
            if variant.target.text not in target_compiled:
                target_compiled[variant.target.text] = compile_late(variant.target, sheet, self.target)
        return known

    def _together(self, knowledge: Knowledge, variant: _After) -> Knowledge | None:
        for candidate in variant.candidates:
            changed = candidate.change(knowledge)
            if changed is None:
                return None
            knowledge = changed
        return knowledge

    def _hit(self, ids: tuple[str, ...], knowledge: Knowledge, cost: float) -> Hit:
        hit = Hit(ids, knowledge, cost)
        self.announce(hit)
        return hit

    def _key(self, known: Knowledge) -> tuple[object, ...]:
        formulas = tuple(sorted((name, formula.text) for name, formula in known.formulas.items()))
        given: tuple[tuple[str, Value], ...] = tuple(
            sorted(
                ((name, value) for name, value in known.given.items() if self.case.base.given.get(name) != value),
                key=lambda item: item[0],
            )
        )
        return (known.dialect.id, known.hash, formulas, given)


def _early_names(stage: list[_After]) -> list[str]:
    """What K and the target read that is known before S; N stands for the width of PAD."""
    read = {name for one in stage for formula in (one.K, one.target) if formula is not None for name in formula.names}
    return sorted((read | {"N"}) - LATE)


def _same_formulas(one: _After, other: _After) -> bool:
    return one.target == other.target and one.K == other.K
