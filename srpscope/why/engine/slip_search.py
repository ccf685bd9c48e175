"""Slips at places, one at a time: which of them makes the observed value come out.

The likeliest first. Each is evaluated from its place onwards (ripple.py); what it makes of S is kept for the pairs.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from srpscope.srp.formula import Number, Octets, children, stretches, walk
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives.modexp import power
from srpscope.srp.sheet import CLIENT_S_FROM_B, Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why.budget import Budget, Hit
from srpscope.why.candidate import Candidate
from srpscope.why.engine.after_s import AFTER_S, AfterS, applied
from srpscope.why.engine.collecting import collector_resting
from srpscope.why.engine.ranking import by_time, in_time
from srpscope.why.engine.search import search_memory
from srpscope.why.engine.shares import Shares
from srpscope.why.placed import EVERYWHERE
from srpscope.why.places.generate import Generated, generate
from srpscope.why.places.home_made import home_made
from srpscope.why.places.hypothesis import SMALL, Hypothesis, Spot, change_size
from srpscope.why.places.likelihood import cost
from srpscope.why.places.orders import MOST_BEFORE, ordered, orders
from srpscope.why.places.place import Place, at, computed_for, formula_node
from srpscope.why.places.ripple import Ripple
from srpscope.why.question import Case
from srpscope.why.workers import ALONE


@dataclass(frozen=True)
class _Share:
    """Share `index` of `of` of the slips before S, as it is told to another process. head: as `_share` has it."""

    case: Case
    target: str
    done: tuple[str, ...]
    language: str | None
    piece: tuple[int, int | None]
    index: int
    of: int
    head: int
    seconds: float

    def run(self) -> Generator[tuple[str, ...], None, int]:
        """The id of every slip that hits; at the end, how many were tried. Raises Stopped."""
        budget = Budget(self.seconds, workers=ALONE)
        search = SlipSearch(self.case, self.target, self.done, budget, search_memory(budget), self.language)
        for hit in search.share(self.piece, self.index, self.of, self.head):
            yield hit.ids
        return search.tried


HYPOTHESES = 10_000
"""About how many slips before S there are."""

FIRST = 4_200
"""Slips before S that are tried before any two mistakes: about 7,000 with those after it."""

PAIRED = 300
"""Slips after S of which two are tried at once: each pair is a formula to compile."""

WITH_ONE = 1_000
"""Slips after S that are tried on each S that a slip before it gives."""

BEFORE_PAIRED = 2_400
"""Slips before S that are tried with one after it."""

STARTING = 1.0
"""Seconds until another process is at work: its start, and the table of hypotheses that it makes anew."""

MOST_PAIRED = 250
"""Slips before S of which two are tried at once, an exponentiation each pair."""


class SlipSearch:
    """One observed value of one side, and every slip at every place that could explain it."""

    def __init__(
        self,
        case: Case,
        target: str,
        done: Sequence[str],
        budget: Budget,
        memory: Memory,
        language: str | None = None,
    ) -> None:
        self.case, self.target, self._done = case, target, tuple(done)
        self._budget, self._memory, self._language = budget, memory, language
        self._known = computing(case.base, target)
        self._sheet = Sheet(self._known, memory, record=False)
        self.ripple = Ripple(self._known, self._sheet, memory.powers)
        self.tried = 0
        self._generated: Generated | None = None
        self._ranked: list[Hypothesis] | None = None
        self._dear = 0
        self._begun: Shares | None = None
        self._head = 0

    @property
    def generated(self) -> Generated:
        """Every hypothesis, made when it is first asked for."""
        if self._generated is None:
            # S of the server's b is no formula of this side, but it holds the u that this side computed.
            targets = (self.target, "u") if self.by_b else (self.target,)
            with collector_resting():
                self._generated = generate(self.ripple, targets, self._closed, self._language, self._budget.check)
        return self._generated

    def after(self) -> list[Hypothesis]:
        """Those that leave S as it is."""
        return [one for one in self.generated.hypotheses if self._only_after(one)]

    def _only_after(self, one: Hypothesis) -> bool:
        return not self._touches(one, "S")

    def _touches(self, one: Hypothesis, name: str) -> bool:
        """Whether a value may be another one by this slip."""
        names = frozenset([*(spot.value for spot in one.spots), *(given for given, _value in one.given)])
        return one.hash is not None or name in self.ripple.reached(names)

    def after_hits(self) -> list[Hit]:
        """Every slip after S that gives what was observed: hashes only."""
        return [hit for one in self.after() if not one.slow for hit in self._tried_hits(one)]

    def order_hits(self, before: bool = False) -> list[Hit]:
        """Every other order of the operands of a hash. before: of those that take an exponentiation each, or none."""
        powers = {place.value for place in self.generated.places} & {"S", "A", "B", "v"}
        places = [
            one
            for one in self.generated.places
            if bool(powers & self.ripple.reached(frozenset([one.value]))) is before
            and not (before and (len(children(one.node)) > MOST_BEFORE or (one.value == "x" and self._x_is_slow())))
        ]
        return [hit for place in places for hit in self._orders_of(place)]

    def _orders_of(self, place: Place) -> Iterator[Hit]:
        whole, run = at(formula_node(self._known, place.value), place.path), self.ripple.evaluation()
        pieces: list[bytes] | None = None
        for order in orders(place):
            self._budget.check()
            try:
                pieces = pieces or [run.as_octets(run.run(one)) for one in children(place.node)]
            except (Failure, Missing):
                return
            fed = Octets(b"".join([pieces[at] for at in order]))
            if self.fits(Hypothesis("", 0.0, (Spot(place.value, place.path, whole, fed, fed),))):
                slip, (said,), node = ordered(place, order)
                spot = Spot(place.value, place.path, whole, node, fed)
                weight = cost("list", slip, "place", self._language)
                yield from self._named(Hypothesis(f"{slip}@{place.value}:{said}", weight, (spot,)))

    def begin(self, start: int, stop: int | None, beside: bool = True) -> None:
        """Start the other processes on the slips before S from `start` to `stop`, if that is worth it, while this one
        is at what costs less. `before_hits` takes their part. beside: there is something that costs less; else this
        process begins at once, with what is due until the others are at work."""
        most = HYPOTHESES if stop is None else stop
        left, each = self._budget.seconds - self._budget.spent, self._power_seconds()
        work = min((most - start) * each, left)
        count = self._budget.workers.processes_for(work)
        if count == 1:
            self._budget.make_up(work)
        self._head = 0 if beside or count == 1 else self._until_started(start, each)
        told = self.case, self.target, self._done, self._language, (start, stop)
        tasks = [_Share(*told, index, count, self._head, left) for index in range(1, count)]
        self._begun = Shares(tasks, self._budget.workers.crew)

    def _until_started(self, start: int, each: float) -> int:
        """How many of those from `start` on this process tries before another one has begun."""
        seconds = itertools.accumulate(each + one.seconds for one in self._before()[start:])
        return sum(1 for _ in itertools.takewhile(lambda spent: spent < STARTING, seconds))

    def end(self) -> None:
        """End what was begun and is not wanted."""
        if self._begun is not None:
            self._begun.__exit__()
            self._begun = None

    def before_hits(self, start: int, stop: int | None) -> list[Hit]:
        """The likeliest slip before S, of those from `start` to `stop`, that gives what was observed, and what comes
        to the same. Raises Stopped."""
        ranked = self._before()[start:stop]
        if self._begun is None:
            self.begin(start, stop, beside=False)
        begun, self._begun = self._begun, None
        assert begun is not None
        count, head = len(begun) + 1, self._head

        def again(index: int, of: int) -> Iterator[Hit]:
            return itertools.chain.from_iterable(map(self._tried_hits, _share(ranked, index, of, head)))

        with begun as others:
            own = map(self._tried_hits, _share(ranked, 0, count, head))
            first = next(iter(others.beside(own, self._made_anew, again, self._budget)), None)
        self.tried += others.tried
        return [] if first is None else self._all_of(first)

    def home_made_hits(self) -> Iterator[Hit]:
        """Hash helpers of a program's own, with the dialect's formulas or a textbook's. Raises Stopped."""
        known, values = self._known, computed_for(self._known, (self.target,), self._closed)
        if self.target != "M1" or not {"x", "u"} <= set(values) or self._x_is_slow():
            return
        for made in home_made(known, values):
            spots = tuple(
                Spot(name, (), formula.node, node, node)
                for name, node in made.formulas.items()
                if (formula := known.formula(name)) is not None and formula.node != node
            )
            one = Hypothesis(f"home-made@{EVERYWHERE}:{made.said}", cost("hash", "home-made", "kind"), spots)
            yield from self._tried_hits(one)

    def _x_is_slow(self) -> bool:
        formula = self._known.formula("x")
        return formula is not None and any(map(stretches, walk(formula.node)))

    @property
    def _closed(self) -> frozenset[str]:
        """What is given or right, and so never looked behind."""
        known = self._known
        closed = frozenset(name for name in known.given if known.formula(name) is not None)
        if self.target == "M2":
            closed |= self.case.right
        return closed | {"S"} if self.by_b else closed

    @property
    def by_b(self) -> bool:
        """Whether S is computed by the server's b."""
        return "S" in self._known.formulas and "S" not in self.case.base.formulas

    def smaller_than(self, changed: Knowledge, anew: bool) -> list[Hit]:
        """Slips in one value that make the same of it as a mistake that writes its formula anew. anew: what it is said
        to be is a whole formula, however little of it is another one."""
        base = self._known
        sheet = Sheet(changed, self._memory, record=False)
        names = [name for name in changed.formulas if changed.formulas[name] != base.formula(name)]
        biting = [name for name in names if sheet.value(name) != self._sheet.value(name)]
        if changed.settings != base.settings or len(biting) > 1 or not biting or biting == ["S"]:
            return []
        (name,) = biting
        formula = base.formula(name)
        if isinstance(changed.formulas[name].node, Number):
            return []  # a constant: k * v is left out, and no k was cut to a byte that happens to be 0
        if formula is None or (change_size(formula.node, changed.formulas[name].node) <= SMALL and not anew):
            return []
        due = self.ripple.value({name: changed.formulas[name].node}, {}, name)
        everything = frozenset(one for one in self._sheet.names if one != name)
        with collector_resting():
            generated = generate(self.ripple, (name,), everything, self._language, self._budget.check)
        same = (one for one in generated.hypotheses if {spot.value for spot in one.spots} == {name} and not one.slow)
        return [hit for one in same if self._value(one, name) == due for hit in self._named(one)]

    def share(self, piece: tuple[int, int | None], index: int, of: int, head: int = 0) -> Iterator[Hit]:
        """A share of a piece of those before S, the likeliest first. Raises Stopped."""
        for one in _share(self._before()[slice(*piece)], index, of, head):
            yield from self._tried_hits(one)[:1]

    def _before(self) -> list[Hypothesis]:
        """Those before S: the likeliest, then the others, and last those of the others that stretch a key and for which
        there is no time yet. Likely for the time that each takes: a key of a hundred thousand rounds waits for some
        hundred exponentiations, and no longer."""
        if self._ranked is None:
            before = [one for one in self.generated.hypotheses if one.slow or not self._only_after(one)]
            ranked = by_time(before, self._keeps_base)
            rest, dear = in_time(ranked[FIRST:], self.generated.try_seconds)
            self._ranked, self._dear = ranked[:FIRST] + rest + dear, len(dear)
        return self._ranked

    def _keeps_base(self, one: Hypothesis) -> bool:
        """Whether a client raises the number to another power that it raises without this slip."""
        if self.case.side != "client" or self.by_b or any(spot.value == "S" for spot in one.spots):
            return False
        return not any(self._touches(one, name) for name in ("k", "x", "v", "B", "N", "g"))

    @property
    def quick(self) -> int:
        """How many of those before S come before the last, which stretch a key each."""
        return len(self._before()) - self._dear

    def _power_seconds(self) -> float:
        """About what an exponentiation takes here; four fifths of the slips need one."""
        N = self._sheet.value("N")
        if not isinstance(N, int) or N < 3:
            return 0.0
        started = time.perf_counter()
        power(N // 3, (1 << 768) - 1, N)
        return (time.perf_counter() - started) * 0.8

    def _made_anew(self, ids: tuple[str, ...]) -> Hit | None:
        one = self._called(ids[0])
        hits = [] if one is None else self._named(one)
        return hits[0] if hits else None

    def _called(self, name: str) -> Hypothesis | None:
        """The slip of that name that gives what was observed: at places inside each other two go by one name."""
        return next((one for one in self.generated.hypotheses if one.id == name and self.fits(one)), None)

    def _all_of(self, first: Hit) -> list[Hit]:
        """A hit under all its names, and what comes to the same."""
        one = self._called(first.ids[0])
        return [first] if one is None else [*self._named(one), *self._same_as(one)]

    def _tried_hits(self, one: Hypothesis) -> list[Hit]:
        self._budget.check()
        return self._named(one) if self.fits(one) else []

    def _named(self, one: Hypothesis) -> list[Hit]:
        """A hit under each of its names."""
        knowledge = one.change(self.case.base)
        if knowledge is None:
            return []
        names = (one.id, *(self._generated.equal.get(one.id, ()) if self._generated else ()))
        return [Hit((name,), knowledge, one.cost + place) for place, name in enumerate(names)]

    def _same_as(self, found: Hypothesis) -> list[Hit]:
        """Other slips in the same value that make the same of it."""
        values = {spot.value for spot in found.spots}
        if len(values) != 1 or values == {"S"}:
            return []
        (name,) = values
        due = self._value(found, name)
        same = (
            one
            for one in self.generated.hypotheses
            if one is not found and not one.slow and {spot.value for spot in one.spots} == values and not one.given
        )
        return [hit for one in same if self._value(one, name) == due for hit in self._named(one)]

    # Two

    def pairs_after(self, known: list[Candidate]) -> Iterator[Hit]:
        """Two after S, one of them a slip: hashes only. known: suspects after S."""
        if self.target not in AFTER_S:
            return
        after = self._after_s(known, PAIRED)
        _tried, found = after.giving(self._sheet, range(2, 3))
        self.tried += _tried
        for both in found:
            yield from self._pair(both.chosen)

    def pairs_with_one_before(self, known: list[Candidate], before: list[tuple[Candidate, Knowledge]]) -> Iterator[Hit]:
        """One before S, whose exponentiation is done, with one after it."""
        if self.target not in AFTER_S:
            return
        after = self._after_s(known, WITH_ONE)
        most = PAIRED if self.by_b else BEFORE_PAIRED
        slips = ((_candidate(one), one.change(self._known)) for one in self._before()[:most] if not one.slow)
        for candidate, changed in itertools.chain(((one, one.change(self._known)) for one, _ in before), slips):
            self._budget.check()
            if changed is None:
                continue
            sheet = self._sheet.derive(changed)
            if sheet.value("S") is None or not all(self.case.matches(name, sheet) for name in self._done):
                continue
            tried, found = after.giving(sheet, range(1, 2))
            self.tried += tried
            for one in found:
                yield from self._pair((candidate, *one.chosen))

    def pairs_before(self) -> Iterator[Hit]:
        """Two slips before S, the likeliest first, while the time lasts."""
        ones = [one for one in self._before()[:BEFORE_PAIRED] if not one.slow]
        pairs = itertools.combinations(range(min(len(ones), MOST_PAIRED)), 2)
        for first, second in sorted(pairs, key=lambda both: ones[both[0]].cost + ones[both[1]].cost):
            self._budget.check()
            chosen = sorted((ones[first], ones[second]), key=lambda one: -one.depth)
            changed = chosen[0].change(self._known)
            changed = None if changed is None else chosen[1].change(changed)
            if changed is None:
                continue
            self.tried += 1
            sheet = self._sheet.derive(changed)
            if self.case.matches(self.target, sheet) and all(self.case.matches(name, sheet) for name in self._done):
                yield from self._pair([_candidate(one) for one in chosen])

    def _after_s(self, known: list[Candidate], most: int) -> AfterS:
        after = AfterS(self.case, self.target, self._budget.check)
        slips = [one for one in self.after() if not one.slow][:most]
        after.candidates = [*known, *map(_candidate, sorted(slips, key=lambda one: -one.depth))]
        return after

    def _pair(self, chosen: Sequence[Candidate]) -> Iterator[Hit]:
        knowledge = applied(chosen, self.case.base)
        if knowledge is not None:
            yield Hit(tuple(one.id for one in chosen), knowledge, sum(one.cost for one in chosen))

    def fits(self, one: Hypothesis) -> bool:
        """Whether this slip gives what was observed, and leaves what was explained before as it is."""
        self.tried += 1
        # What was explained before goes first: A takes one exponentiation, M1 three.
        names = [*(name for name in self._done if self._touches(one, name)), self.target]
        return all(self._comes_out(one, name) for name in names)

    def _comes_out(self, one: Hypothesis, name: str) -> bool:
        value = self._value(one, name)
        return value is not None and self.equal(one, name, value)

    def _value(self, one: Hypothesis, name: str) -> Value | None:
        if one.hash is not None:
            known = one.change(self._known)
            return None if known is None else Sheet(known, self._memory, record=False).value(name)
        return self.ripple.value(self.ripple.nodes(one.spots), dict(one.given), name)

    def equal(self, one: Hypothesis, name: str, value: Value) -> bool:
        """Whether a value that a slip gives is the observed one."""
        observed = self.case.observed[name]
        if value == observed and type(value) is type(observed):
            return True
        if type(value) is type(observed) and name not in self.case.widthless and self._sent_as_it_is(name):
            return False
        known = one.change(self._known)
        return known is not None and self.case.equal(name, value, Sheet(known, self._memory, record=False))

    def _sent_as_it_is(self, name: str) -> bool:
        return name in self.case.logged or self._known.dialect.wire_formula(name) is None


def _share(ranked: list[Hypothesis], index: int, of: int, head: int) -> list[Hypothesis]:
    """Share `index` of `of`, each from the likeliest to the least likely. The asking process (0) has half of what
    another one has: it has tried what costs less beside it. head: the first so many are the asking process' alone, and
    then all have as much."""
    if head:
        return [*(ranked[:head] if index == 0 else ()), *ranked[head + index :: of]]
    every = 2 * of - 1
    own = (0,) if index == 0 else (2 * index - 1, 2 * index)
    return [one for place, one in enumerate(ranked) if place % every in own]


def _candidate(one: Hypothesis) -> Candidate:
    return Candidate(one.id, one.change, one.cost)


def computing(base: Knowledge, target: str) -> Knowledge:
    """The side without the target as a given value; S by the server's b where that is the only way to it."""
    given = {name: value for name, value in base.given.items() if name != target or base.formula(name) is None}
    known = replace(base, given=given)
    b = known.lent.get("b")
    if b is None or "a" in given or "S" in given or known.side != "client":
        return replace(known, lent={}) if "a" in given else known
    return replace(known, given={**given, "b": b}, lent={}).with_formulas({"S": CLIENT_S_FROM_B})
