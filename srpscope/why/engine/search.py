"""The search for the fewest mistakes that make an observed value come out again.

Sets of one mistake first, then two, then three, the likeliest first. A set is split where S is: mistakes before S
change the exponentiation, mistakes after it only how K and the proof are hashed. Each set before S is evaluated once
(remembered by value, so that two ways to the same S cost one power), and every set after S that the size still allows
is tried on it through compiled formulas (late.py).
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace

from srpscope.srp.allowance import TimeLeft
from srpscope.srp.formula import Name, Power, walk
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why.budget import Budget, Hit
from srpscope.why.candidate import Candidate, can_be_named, changed_names, named
from srpscope.why.engine.after_s import AFTER_S, AfterS, applied
from srpscope.why.engine.early import SearchPowers
from srpscope.why.engine.rounds import EarlyMistake, EarlyMistakes, Kind, Round
from srpscope.why.engine.shares import Shares
from srpscope.why.question import Case
from srpscope.why.workers import ALONE

AFTER_SECONDS = 20e-6
"""About what a set of mistakes after S takes on an S that is known: most of it to compile its formulas."""


DEAR_FIRST = 8
"""Mistakes that stretch another password, tried before the slips."""


def search_memory(budget: Budget) -> Memory:
    """Results of a search, whose work has to fit into the time that is left of it."""
    return Memory(powers=SearchPowers(), allowance=TimeLeft(lambda: budget.seconds - budget.spent), most=100_000)


@dataclass(frozen=True)
class _Set:
    """Mistakes before S, applied."""

    chosen: tuple[Candidate, ...]
    knowledge: Knowledge
    sheet: Sheet


@dataclass(frozen=True)
class _Share:
    """Share `index` of `of` of a round, the mistakes after S named by their ids as those before it are."""

    case: Case
    target: str
    earlier: tuple[str, ...]
    before: EarlyMistakes
    after_ids: tuple[str, ...]
    round: Round
    index: int
    of: int
    seconds: float

    def run(self) -> Generator[tuple[str, ...], None, int]:
        """The ids of every set that hits; at the end, how many were tried. Raises Stopped."""
        search = Search(self.case, self.target, self.earlier, [], Budget(self.seconds, workers=ALONE))
        search.take(self.before, named(self.after_ids), self.round.before + self.round.after.stop - 1)
        for hit in search.share(self.round, self.index, self.of):
            yield hit.ids
            search.no_larger_than(len(hit.ids))
        return search.tried


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
        self.case, self.target, self.earlier = case, target, earlier
        self._budget, self.announce = budget, on_hit
        self.memory = memory or search_memory(budget)
        self.tried = 0
        self.pairs_tried = False
        self.at_once = 1
        self._base = Sheet(case.base, self.memory, record=False)
        self.base_value = self._base[target].by_formula
        self.inert: list[str] = []
        self.no_help: list[str] = []
        self._before = EarlyMistakes()
        self._after = AfterS(case, target, budget.check) if target in AFTER_S else None
        self._alone: list[_Set] = []
        self._seconds_each = 0.0
        self._limit = 1
        self._dear: list[Candidate] = []
        self.candidates = candidates
        self._seen: set[tuple[object, ...]] = {self._key(case.base)}

    @property
    def after_candidates(self) -> list[Candidate]:
        """The mistakes after S, once `singles` has told them apart."""
        return [] if self._after is None else self._after.candidates

    @property
    def before_alone(self) -> list[tuple[Candidate, Knowledge]]:
        """The mistakes before S that change something, each with the side that has it."""
        idle = {one.id for one in self._before.all if one.idle}
        return [(one.chosen[0], one.knowledge) for one in self._alone if one.chosen[0].id not in idle]

    # Sizes

    def singles(self) -> list[Hit]:
        """Every mistake alone; what it changes is noted for the larger sets. Of those that stretch another password, a
        quarter of a second each, the likeliest: `dear_singles` has the others."""
        dear = [one for one in self.candidates if self._touches_x(one)] if self._stretches() else []
        dear.sort(key=lambda one: one.cost)
        started = time.perf_counter()
        hits = [hit for one in self.candidates if one not in dear for hit in self._single(one)]
        self._dear = dear[DEAR_FIRST:]
        hits += [] if hits else self._until_one_hits(dear[:DEAR_FIRST])
        self._seconds_each = (time.perf_counter() - started) / max(self._before.powers(Round(1, range(1))), 1)
        return hits

    def dear_singles(self) -> list[Hit]:
        """The mistakes that stretch another password and were left out by `singles`."""
        left, self._dear = self._dear, []
        return self._until_one_hits(left)

    def _until_one_hits(self, candidates: list[Candidate]) -> list[Hit]:
        return next((hits for one in candidates if (hits := self._single(one))), [])

    def _single(self, candidate: Candidate) -> list[Hit]:
        """A mistake alone: a hit, or nothing."""
        self._budget.check()
        knowledge = candidate.change(self.case.base)
        if knowledge is None:
            return []
        sheet = self._base.derive(knowledge)
        touched = self._base.touched(knowledge)
        if touched is not None and self.target not in touched:
            self.inert.append(candidate.id)
            return []
        self.tried += 1
        if not self._consistent(sheet, touched):
            self.no_help.append(candidate.id)
            return []
        value = sheet[self.target].by_formula
        if self._after is not None and touched is not None and touched <= AFTER_S:
            self._after.candidates.append(candidate)
        elif value is not None:  # what hides S altogether does so beside another mistake too
            self._note(candidate, knowledge, sheet, idle=value == self.base_value)
        if value is not None and self.case.equal(self.target, value, sheet):
            return [self._hit((candidate,), knowledge)]
        (self.inert if value is None or value == self.base_value else self.no_help).append(candidate.id)
        return []

    def take(self, before: EarlyMistakes, after: list[Candidate], largest: int) -> None:
        """The mistakes before and after S that another search's `singles` has told apart, and the largest set of
        interest."""
        self._before, self._limit = before, largest
        if self._after is not None:
            self._after.candidates = after
        for one in named(one.id for one in before.all):
            knowledge = one.change(self.case.base)
            assert knowledge is not None, one.id
            self._alone.append(_Set((one,), knowledge, self._base.derive(knowledge)))

    def _note(self, candidate: Candidate, knowledge: Knowledge, sheet: Sheet, idle: bool) -> None:
        """A mistake before S, and what is seen of it alone."""
        changed = changed_names(self.case.base, knowledge)
        formulas = [formula.text for name in changed if (formula := knowledge.formula(name)) is not None]
        self._before.all.append(
            EarlyMistake(
                candidate.id,
                candidate.cost,
                by_table=self._keeps_base(knowledge),
                idle=idle,
                by_chance=idle and any("SIGNED(" in text for text in formulas),
                sweeping=not idle and (sheet.settings != self._base.settings or len(changed) > 1),
            )
        )
        self._alone.append(_Set((candidate,), knowledge, sheet))

    def _keeps_base(self, knowledge: Knowledge) -> bool:
        """Whether S stays a power of the same base, so that a table of the base serves it too."""
        touched = self._base.touched(knowledge)
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
        return formula is not None and formula.stretches

    def _touches_x(self, candidate: Candidate) -> bool:
        knowledge = candidate.change(self.case.base)
        touched = self._base.touched(knowledge) if knowledge is not None else set()
        return touched is None or "x" in touched

    def sets(self, largest: int) -> Iterator[Hit]:
        """Every set of two mistakes or more, up to that many, a round after the other."""
        for hits in self.rounds(largest):
            yield from hits

    def rounds(self, largest: int) -> list[Iterator[Hit]]:
        """The cheapest first: what takes no new exponentiation, also where it is larger; then what takes one of a base
        that has a table; then what takes one of its own. `no_larger_than` leaves out, also of a round that is under
        way, what is larger than something found."""
        self._limit = largest

        def after(before: int) -> range:
            # On each S, whatever else is still allowed after it: that costs next to nothing.
            return range(largest - before + 1 if self._after is not None else 1)

        rounds = [
            self._on_known_secrets(2),
            [Round(2, after(2), "by-table")],
            *(self._on_known_secrets(size, "plain") for size in range(3, largest + 1)),
            [Round(2, after(2), "by-power")],
            *(self._on_known_secrets(size, "sweeping") for size in range(3, largest + 1)),
            *([Round(before, after(before))] for before in range(3, largest + 1)),
        ]
        return [itertools.chain.from_iterable(map(self._split, one)) for one in rounds]

    def _on_known_secrets(self, size: int, kind: Kind = "all") -> list[Round]:
        if self._after is None:
            return []
        one = Round(1, range(size - 1, size), kind)
        return [one] if kind == "sweeping" else [one, Round(0, range(size, size + 1))]

    def no_larger_than(self, size: int) -> None:
        """Leave out what is larger from here on."""
        self._limit = min(self._limit, size)

    def _split(self, whole: Round) -> Iterator[Hit]:
        after = range(whole.after.start, min(whole.after.stop, self._limit - whole.before + 1))
        whole = replace(whole, after=after)
        if not after or (self._after is not None and not self._after.count(after)):
            return
        self.at_once = whole.before + after.stop - 1
        seen = set(self._seen)

        def again(index: int, of: int) -> Iterator[Hit]:
            self._seen = set(seen)
            return self.share(whole, index, of)

        with self._others(whole) as others:
            try:
                own = self._share(whole, 0, len(others) + 1)
                yield from others.beside(own, self._made_anew, again, self._budget)
            finally:
                self.tried += others.tried
        if whole.before == 2 and whole.kind != "by-table":
            self.pairs_tried = True

    def share(self, whole: Round, index: int, of: int) -> Iterator[Hit]:
        """Every `of`-th of a round's sets, beginning with the one of that index. Raises Stopped."""
        return itertools.chain.from_iterable(self._share(whole, index, of))

    def _share(self, whole: Round, index: int, of: int) -> Iterator[Iterator[Hit]]:
        for one in self._before_sets(whole, index, of):
            if whole.before + whole.after.start > self._limit:
                return
            self._budget.check()
            yield self._hits_on(one, whole.after)

    def _others(self, whole: Round) -> Shares:
        """The processes that do a part of it: none where one alone is soon done, or a mistake has no name to tell."""
        after = [] if self._after is None else self._after.candidates
        can_be_shared = whole.before > 0 and can_be_named((*map(self._mistake, range(len(self._alone))), *after))
        count = self._budget.workers.processes_for(self._seconds(whole)) if can_be_shared else 1
        ids = tuple(one.id for one in after)
        left = self._budget.seconds - self._budget.spent
        return Shares(
            [
                _Share(self.case, self.target, self.earlier, self._before, ids, whole, index, count, left)
                for index in range(1, count)
            ],
            self._budget.workers.crew,
        )

    def _seconds(self, whole: Round) -> float:
        """About how long a round takes."""
        if whole.before > 1 or self._after is None:
            return self._seconds_each * self._before.powers(whole)
        return self._before.powers(whole) * self._after.count(whole.after) * AFTER_SECONDS

    def _made_anew(self, ids: tuple[str, ...]) -> Hit | None:
        """What another process found, from the names of its mistakes."""
        if len(ids) > self._limit:
            return None
        chosen = tuple(named(ids))
        knowledge = applied(chosen, self.case.base)
        return None if knowledge is None else self._hit(chosen, knowledge)

    def _before_sets(self, whole: Round, share: int, of: int) -> Iterator[_Set]:
        if whole.before == 0:
            yield _Set((), self.case.base, self._base)
            return
        for number, places in self._before.sets(whole):
            changed = self._new(places)
            if changed is not None and number % of == share:
                built = self._build(places, changed)
                if built is not None:
                    yield built

    def _new(self, places: tuple[int, ...]) -> list[Knowledge] | None:
        """What each mistake of a set after the first makes of the ones before it; None where a mistake has nothing to
        change, or an earlier set changes the same. Asked of every set, so that all processes leave out the same."""
        known = self._alone[places[0]].knowledge
        changed: list[Knowledge] = []
        for place in places[1:]:
            found = self._mistake(place).change(known)
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

    def _build(self, places: tuple[int, ...], changed: list[Knowledge]) -> _Set | None:
        one = self._alone[places[0]]
        for place, knowledge in zip(places[1:], changed, strict=True):
            one = _Set((*one.chosen, self._mistake(place)), knowledge, one.sheet.derive(knowledge))
        return one if not changed or self._consistent(one.sheet, None) else None

    def _mistake(self, place: int) -> Candidate:
        return self._alone[place].chosen[0]

    def _consistent(self, sheet: Sheet, touched: set[str] | None) -> bool:
        """Whether everything that was observed before the target still comes out."""
        for name in self.earlier:
            if (touched is None or name in touched) and not self.case.matches(name, sheet):
                return False
        return True

    def _hits_on(self, one: _Set, after: range) -> Iterator[Hit]:
        """The sets of mistakes after S that hit together with one before it."""
        if self._after is None:
            self.tried += 1
            value = one.sheet[self.target].by_formula
            if value is not None and self.case.equal(self.target, value, one.sheet):
                yield self._hit(one.chosen, one.knowledge)
            return
        tried, found = self._after.giving(one.sheet, after)
        self.tried += tried
        for mistakes in found:
            knowledge = mistakes.on(one.knowledge)
            chosen = (*one.chosen, *mistakes.chosen)
            if knowledge is not None and len(chosen) <= self._limit:
                yield self._hit(chosen, knowledge)

    def _hit(self, chosen: tuple[Candidate, ...], knowledge: Knowledge) -> Hit:
        hit = Hit(tuple(one.id for one in chosen), knowledge, sum(one.cost for one in chosen))
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
