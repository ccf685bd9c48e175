"""The order of work: what costs least, and what the world does most, before what does not.

First each known suspect alone, then each slip that only changes hashes, then whole dialects, then the likeliest slips
before S, one exponentiation each; then pairs of known suspects that take none, the rest of the table, other pairs of
known suspects, pairs with a slip, larger sets.
The smallest set that explains the value ends it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from srpscope.srp.sheet import Memory
from srpscope.why import other_dialects
from srpscope.why.budget import Budget, Hit, Stopped
from srpscope.why.candidate import Candidate, whole_formula
from srpscope.why.engine.collecting import collector_awake
from srpscope.why.engine.search import Search
from srpscope.why.engine.slip_search import FIRST, SlipSearch
from srpscope.why.engine.whole_product import Product, axes_of
from srpscope.why.proving import State, with_hit

BY_B = 2
"""Mistakes at once where S is the server's and of the client only what follows from it can be tried: larger sets would
take all the time there is for what is least likely."""

Found = list[State]
Step = Callable[[], Iterator[tuple[State, Hit]]]


class Bands:
    """The searches for one value, one for each way in which what came before it is explained.

    tried: hypotheses, without those that the searches count themselves. no_help: single dialects that give another
    value. notes: sentences about how far it came. first: how many slips before S are tried
    before any two mistakes; where they are fewer than FIRST, they are all that is tried.
    """

    def __init__(
        self, searches: list[tuple[State, Search]], language: str | None, budget: Budget, memory: Memory
    ) -> None:
        self._searches, self._budget, self._memory = searches, budget, memory
        self._slips = [
            (state, SlipSearch(search.case, search.target, search.earlier, budget, memory, language))
            for state, search in searches
        ]
        self.largest, self.whole_product, self.first = 3, False, FIRST
        self._counted = 0
        self.at_once = 1
        self.no_help: list[str] = []
        self.notes: list[str] = []
        self._product: Product | None = None

    @property
    def _by_b(self) -> bool:
        return any(search.by_b for _state, search in self._slips)

    @property
    def _of_verifier(self) -> bool:
        return all(search.target == "v" for _state, search in self._searches)

    @property
    def tried(self) -> int:
        """Hypotheses so far."""
        product = self._product.tried if self._product is not None else 0
        return self._counted + product + sum(search.tried for _state, search in self._slips)

    def found(self) -> Found:
        """The states that explain the value with the fewest mistakes. Raises Stopped."""
        try:
            return self._fewest()
        finally:
            collector_awake()

    def _fewest(self) -> Found:
        if self.largest < 1:
            found = [with_hit(state, hit) for state, search in self._searches for hit in search.singles()]
            return self._with_smaller(found)
        singles = self._singles()
        if singles or self.first < FIRST:
            return singles
        if self.whole_product and self._searches and self._searches[0][1].target == "M1":
            return [with_hit(state, hit) for state, search in self._searches for hit in self._whole(search)]
        return self._sets()

    # One mistake

    def _singles(self) -> Found:
        found = [with_hit(state, hit) for state, search in self._searches for hit in search.singles()]
        if found:
            dialects = [] if self._of_verifier else self._and_more(found, lambda: self._dialects(stretched=False))
            return self._with_smaller(found + dialects)
        # Not before: most are found by now, and another process takes a second of work to begin.
        for _state, search in self._slips[:1]:
            search.begin(0, self.first)
        try:
            return self._single_slips()
        finally:
            for _state, search in self._slips:
                search.end()

    def _single_slips(self) -> Found:
        found = [with_hit(state, hit) for state, search in self._slips for hit in search.after_hits()]
        # A verifier is made of x alone: one slip of it is less than another dialect.
        if not self._of_verifier:
            found += self._and_more(found, lambda: self._dialects(stretched=False))
        if found:
            return self._with_smaller(found)
        found = [with_hit(state, hit) for state, search in self._slips for hit in search.order_hits()]
        if found:
            return found
        found = [with_hit(state, hit) for state, search in self._slips for hit in search.before_hits(0, self.first)]
        orders = ((state, hit) for state, search in self._slips for hit in search.order_hits(before=True))
        found = found or [with_hit(state, hit) for state, hit in orders]
        found = found or [with_hit(state, hit) for state, search in self._searches for hit in search.dear_singles()]
        if found:
            return found
        found = self._dialects(stretched=False) if self._of_verifier else []
        found = found or self._dialects(stretched=True)
        return self._with_smaller(found)

    def _and_more(self, found: Found, more: Callable[[], Found]) -> Found:
        """What else explains it, if there is time: what was found stays. Raises Stopped where nothing was."""
        try:
            return more()
        except Stopped:
            if not found:
                raise
            return []

    def _with_smaller(self, found: Found) -> Found:
        return found + self._and_more(found, lambda: self._smaller(found))

    def _dialects(self, stretched: bool) -> Found:
        """Whole other dialects; those that stretch keys are many times dearer."""
        found: Found = []
        for state, search in self._searches:
            candidates = other_dialects.candidates(state.knowledge, stretched)
            found += [with_hit(state, hit) for hit in self._alone(search, candidates)]
        return found

    def _alone(self, search: Search, candidates: list[Candidate]) -> list[Hit]:
        other = Search(
            search.case, search.target, search.earlier, candidates, self._budget, self._memory, search.announce
        )
        hits = other.singles()
        self._counted += other.tried
        self.no_help += other.no_help
        return hits

    def _smaller(self, found: Found) -> Found:
        """Smaller ways to say what was found: a mistake that writes a whole formula anew may be one slip in it."""
        return [
            with_hit(state, hit)
            for state, search in self._slips
            for one in found
            if len(one.ids) == len(state.ids) + 1 and "@" not in one.ids[-1]
            for hit in search.smaller_than(one.knowledge, whole_formula(one.ids[-1]))
        ]

    def _whole(self, search: Search) -> list[Hit]:
        product = Product(
            search.case, axes_of(search.case, search.candidates), self._budget, search.announce, self._memory
        )
        self._product = product
        try:
            hits = product.hits()
            if product.cut_short:
                self.notes.append("The time was up before all combinations were tried: there may be other ones.")
            return hits
        finally:
            kinds = " x ".join(f"{len(axis) + 1} of {stage}" for stage, axis in product.axes.items() if axis)
            self.notes.append(f"The whole product is {product.hypotheses:,} combinations: {kinds}.")

    # Several

    def _sets(self) -> Found:
        sets: list[tuple[int, State]] = []
        largest = self.largest = min(self.largest, BY_B) if self._by_b else self.largest
        try:
            for step in self._steps():
                for state, hit in step():
                    if not sets:
                        self._budget.finish_soon()
                    sets.append((len(hit.ids), with_hit(state, hit)))
                    largest = min(largest, len(hit.ids))
                    for _state, search in self._searches:
                        search.no_larger_than(largest)
                if sets and largest == 1:
                    break
        except Stopped:
            if not sets:
                raise
            if largest > 2 and not all(search.pairs_tried for _state, search in self._searches):
                self.notes.append("Not every pair of mistakes was tried: there may be a shorter explanation.")
        return [one for size, one in sets if size == largest]

    def _steps(self) -> list[Step]:
        """Each round of every state before the next: none of them takes the others' time."""
        rounds = [self._round(each) for each in zip(*(self._rounds(one) for _, one in self._searches), strict=True)]
        alone = [self._slip_step(kind) for kind in ("home-made", "rest")]
        with_slips = [self._slip_step(kind) for kind in ("after", "one-and-one", "dear", "before")]
        if self._by_b:  # what is likelier than two mistakes in what is in sight is out of sight
            return [*rounds[:1], *alone, *rounds[1:3], *with_slips[:2]]
        known = self.largest + 1  # pairs of known suspects, and what takes no new exponentiation beside them
        # Two known ones without a new exponentiation, then the rest of the table alone: one rare mistake is likelier
        # than two.
        return [*rounds[:1], *alone, *rounds[1:known], *with_slips, *rounds[known:]]

    def _rounds(self, search: Search) -> list[Iterator[Hit]]:
        return search.rounds(self.largest)

    def _round(self, each: tuple[Iterator[Hit], ...]) -> Step:
        def step() -> Iterator[tuple[State, Hit]]:
            for (state, _search), hits in zip(self._searches, each, strict=True):
                yield from zip(itertools.repeat(state), hits, strict=False)

        return step

    def _slip_step(self, kind: str) -> Step:
        def step() -> Iterator[tuple[State, Hit]]:
            single = kind in ("home-made", "rest", "dear")
            if self.largest < 2 and not single:
                return
            self.at_once = 1 if single else 2
            for (state, search), (_state, known) in zip(self._slips, self._searches, strict=True):
                match kind:
                    case "after":
                        hits: Iterator[Hit] = search.pairs_after(known.after_candidates)
                    case "one-and-one":
                        hits = search.pairs_with_one_before(known.after_candidates, known.before_alone)
                    case "home-made":
                        hits = search.home_made_hits()
                    case "rest":
                        hits = iter(search.before_hits(FIRST, search.quick))
                    case "dear":
                        hits = iter(search.before_hits(search.quick, None))
                    case _:
                        hits = search.pairs_before()
                yield from zip(itertools.repeat(state), hits, strict=False)

        return step
