"""The whole product on request: every choice of credentials, salt, x, u, K and proof with every other one.

A search takes the fewest mistakes first and stops at three; the product takes one alternative of every kind at once.
It is split where values are: distinct x, distinct u, distinct S, and one row of hashes for each S (proofs.py). Where b
is known and the formulas are v = g ** x and S = (A * v ** u) ** b, S = A^b * (g^(b*u))^x mod N, and a fixed-base
table for each u makes a further S a row of multiplications; k does not enter and stays free. Any other form of S is
evaluated as it is.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from srpscope.srp.formula import Formula
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.modexp import power
from srpscope.srp.sheet import CLIENT_S_FROM_B, Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why.budget import Budget, Hit, Stopped
from srpscope.why.candidate import Candidate, can_be_named, changed_names, named
from srpscope.why.engine.batch import Proofs
from srpscope.why.engine.compiled import LATE, Early, Residue, Values, residue_of
from srpscope.why.engine.early import FixedBase, best_window
from srpscope.why.engine.search import search_memory
from srpscope.why.engine.shares import Shares
from srpscope.why.question import Case
from srpscope.why.workers import ALONE

STAGES: dict[str, tuple[str, ...]] = {
    "credentials": ("I", "P"),
    "salt": ("s",),
    "k": ("k",),
    "x": ("x",),
    "u": ("u",),
    "K": ("K",),
    "proof": ("M1",),
}
"""The kinds of choice, and the values that one of that kind may change."""

BEFORE_U = ("credentials", "salt", "k", "x")

PLAIN_V = parse("g ** x")

BEFORE_OTHERS = 2
"""Choices before u that are tried before others are started to help."""

_MOST_BITS = 2_048
"""Exponents beyond this get no table: they are no product of two hashes."""


@dataclass(frozen=True)
class _Choice:
    """One alternative of each of some stages, applied: what they are, and what the side is then."""

    knowledge: Knowledge
    chosen: tuple[Candidate, ...] = ()

    @property
    def rank(self) -> tuple[int, float]:
        """The fewest mistakes first, then the likeliest."""
        return len(self.chosen), sum(one.cost for one in self.chosen)

    def then(self, candidate: Candidate) -> _Choice | None:
        """With one more; None where it cannot be made there."""
        knowledge = candidate.change(self.knowledge)
        return None if knowledge is None else _Choice(knowledge, (*self.chosen, candidate))


Axes = dict[str, list[Candidate]]

_Secret = Callable[["_Choice", Sheet, int, "_Choice"], "Value | None"]
"""S of a choice before u, its sheet, a u, and the choice that gave that u."""


def axes_of(case: Case, candidates: Sequence[Candidate]) -> Axes:
    """The candidates by stage: each that changes values of one stage only; the others are left to the search."""
    found: Axes = {stage: [] for stage in STAGES}
    for candidate in candidates:
        knowledge = candidate.change(case.base)
        if knowledge is None or knowledge.settings != case.base.settings:
            continue
        changed = changed_names(case.base, knowledge)
        stage = next((stage for stage, names in STAGES.items() if changed and changed <= set(names)), None)
        if stage is not None:
            found[stage].append(candidate)
    return found


@dataclass(frozen=True)
class _Share:
    """Share `index` of `of` of a product, its alternatives named by their ids."""

    case: Case
    axes: dict[str, tuple[str, ...]]
    index: int
    of: int
    seconds: float

    def run(self) -> Generator[tuple[str, ...], None, int]:
        """The ids of every combination that hits; at the end, how many were tried. Raises Stopped."""
        axes = {stage: named(ids) for stage, ids in self.axes.items()}
        product = Product(self.case, axes, Budget(self.seconds, workers=ALONE))
        for hit in product.share(self.index, self.of):
            yield hit.ids
        return product.tried


class Product:
    """One observed M1 of one side, and every combination of one alternative a stage.

    Counts, for whoever measures: `hypotheses` in all, `secrets` distinct S, `proofs` digests of M1, `keys` of K.
    """

    def __init__(
        self,
        case: Case,
        axes: Axes,
        budget: Budget,
        on_hit: Callable[[Hit], None] = lambda hit: None,
        memory: Memory | None = None,
    ) -> None:
        self._case, self._budget, self._on_hit = case, budget, on_hit
        self._memory = memory or search_memory(budget)
        self._base = with_b(case.base)
        self._from_b = self._base is not case.base
        self.axes = {**axes, "k": []} if self._from_b else axes
        self._late: dict[tuple[object, ...], _Late] = {}
        self._scramblings: dict[tuple[object, ...], list[tuple[int, _Choice]]] = {}
        self._u_choices = self._combined(("u",))
        self._u_reads = _names_read(choice.knowledge.formula("u") for choice in self._u_choices)
        self._keys, self._proofs = self._combined(("K",)), self._combined(("proof",))
        self._late_reads = _names_read(
            choice.knowledge.formula(name) for name, of in (("K", self._keys), ("M1", self._proofs)) for choice in of
        )
        self.hypotheses = 1
        for stage in STAGES:
            self.hypotheses *= len(self.axes.get(stage, ())) + 1
        self.secrets = self.keys = self.proofs = 0
        self._seen: set[tuple[object, ...]] = set()
        self._tried_elsewhere = 0
        self.cut_short = False

    @property
    def tried(self) -> int:
        """Combinations told apart so far by their S, each with every K and proof."""
        return self.secrets * len(self._keys) * len(self._proofs) + self._tried_elsewhere

    @property
    def at_once(self) -> int:
        """How many mistakes a combination has at the most."""
        return sum(bool(axis) for axis in self.axes.values())

    def hits(self) -> list[Hit]:
        """Every combination that gives the observed M1, the fewest mistakes first, without those that only add to
        another. What the time did not allow is left out, and then `Stopped` is raised where nothing was found."""
        found: list[Hit] = []
        try:
            for hit in self._hits():
                self._on_hit(hit)
                found.append(hit)
        except Stopped:
            self.cut_short = True
            if not found:
                raise
        return _least(sorted(found, key=lambda hit: (len(hit.ids), hit.cost)))

    def _hits(self) -> Iterator[Hit]:
        earlies = self._earlies()
        secret = self._secret(earlies)
        seconds = 0.0
        # With the first the tables are made; the second tells how long each of the others will take.
        for early in earlies[:BEFORE_OTHERS]:
            started = time.perf_counter()
            yield from self._with(early, secret)
            seconds = (time.perf_counter() - started) * (len(earlies) - BEFORE_OTHERS)
        with self._others(seconds) as others:

            def again(index: int, of: int) -> Iterator[Hit]:
                return itertools.chain.from_iterable(
                    self._with(early, secret) for early in earlies[BEFORE_OTHERS + index :: of]
                )

            try:
                own = (self._with(early, secret) for early in earlies[BEFORE_OTHERS :: len(others) + 1])
                yield from others.beside(own, self._made_anew, again, self._budget)
            finally:
                self._tried_elsewhere += others.tried
        self._count()

    def share(self, index: int, of: int) -> Iterator[Hit]:
        """What hits with every `of`-th of those choices before u that are not tried by one process alone. Raises
        Stopped."""
        earlies = self._earlies()
        secret = self._secret(earlies)
        for early in earlies[BEFORE_OTHERS + index :: of]:
            yield from self._with(early, secret)

    def _with(self, early: _Choice, secret: _Secret) -> Iterator[Hit]:
        self._budget.check()
        sheet = Sheet(early.knowledge, self._memory, record=False)
        late = self._late_of(sheet)
        for u, scrambling in self._scramblings_of(early, sheet):
            S = secret(early, sheet, u, scrambling)
            if S is None or (S, id(late)) in self._seen:
                continue
            self._seen.add((S, id(late)))
            self.secrets += 1
            for key, proof in late.giving({"S": S}):
                hit = self._hit((*early.chosen, *scrambling.chosen, *key.chosen, *proof.chosen))
                if hit is not None:
                    yield hit

    def _others(self, seconds: float) -> Shares:
        """The processes that do a part of it: none where one alone is soon done."""
        can_be_shared = can_be_named(one for axis in self.axes.values() for one in axis)
        count = self._budget.workers.processes_for(seconds) if can_be_shared else 1
        axes = {stage: tuple(one.id for one in axis) for stage, axis in self.axes.items()}
        left = self._budget.seconds - self._budget.spent
        return Shares(
            [_Share(self._case, axes, index, count, left) for index in range(1, count)], self._budget.workers.crew
        )

    def _made_anew(self, ids: tuple[str, ...]) -> Hit | None:
        """What another process found, from the names of its mistakes."""
        known = {one.id: one for axis in self.axes.values() for one in axis}
        return self._hit(tuple(known[one] for one in ids))

    def _count(self) -> None:
        self.keys = sum(late.keys for late in self._late.values())
        self.proofs = sum(late.proofs for late in self._late.values())

    def _hit(self, chosen: tuple[Candidate, ...]) -> Hit | None:
        """The combination, proved by evaluating it whole: on the side as it was asked about, where that gives M1 too,
        else with S from b."""
        for base in (self._case.base, self._base):
            choice: _Choice | None = _Choice(base)
            for candidate in chosen:
                choice = None if choice is None else choice.then(candidate)
            if choice is not None and self._case.matches("M1", Sheet(choice.knowledge, self._memory, record=False)):
                return Hit(tuple(one.id for one in chosen), choice.knowledge, choice.rank[1])
        return None

    # Before u

    def _combined(self, stages: tuple[str, ...]) -> list[_Choice]:
        found = [_Choice(self._base)]
        for stage in stages:
            axis = self.axes.get(stage, [])
            more = [choice.then(candidate) for choice in found for candidate in axis]
            found += [choice for choice in more if choice is not None]
        return sorted(found, key=lambda choice: choice.rank)

    def _earlies(self) -> list[_Choice]:
        """Distinct by what they make of x (and k), and of what a proof hashes beside S; the likeliest of each."""
        distinct: dict[tuple[object, ...], _Choice] = {}
        names = ("x", "v", "I", "s") if self._from_b else ("x", "k", "v", "I", "s")
        base = Sheet(self._base, self._memory, record=False)
        for number, choice in enumerate(self._combined(BEFORE_U)):
            if number % 64 == 0:
                self._budget.check()
            sheet = base.derive(choice.knowledge)
            # Without v itself where x gives it: that would be the exponentiation that is to be saved.
            key = tuple(sheet.value(name) for name in names if name != "v" or sheet.value("x") is None)
            distinct.setdefault(key, choice)
        return list(distinct.values())

    # u and S

    def _scramblings_of(self, early: _Choice, sheet: Sheet) -> list[tuple[int, _Choice]]:
        """The distinct u; made once for all that agree in what its formulas read."""
        key = tuple(sheet.value(name) for name in self._u_reads)
        known = self._scramblings.get(key)
        if known is None:
            distinct: dict[int, _Choice] = {}
            for choice in self._u_choices:
                formula = choice.knowledge.formula("u")
                formulas = {} if formula is None else {"u": formula}
                u = sheet.derive(early.knowledge.with_formulas(formulas)).value("u")
                if isinstance(u, int):
                    distinct.setdefault(u, choice)
            known = self._scramblings[key] = list(distinct.items())
        return known

    def _secret(self, earlies: list[_Choice]) -> _Secret:
        """How S is computed: by tables where the formulas allow it, else as they say."""
        return self._table(earlies) or self._as_evaluated

    def _x(self, early: _Choice) -> Value | None:
        return Sheet(early.knowledge, self._memory, record=False).value("x")

    def _as_evaluated(self, early: _Choice, sheet: Sheet, _u: int, scrambling: _Choice) -> Value | None:
        formula = scrambling.knowledge.formula("u")
        if not scrambling.chosen or formula is None:
            return sheet.value("S")
        return sheet.derive(early.knowledge.with_formulas({"u": formula})).value("S")

    def _table(self, earlies: list[_Choice]) -> _Secret | None:
        if not self._from_b or self._base.formula("v") != PLAIN_V or "v" in self._base.given:
            return None
        base = Sheet(self._base, self._memory, record=False)
        N, g, A, b, x, u = (base.value(name) for name in ("N", "g", "A", "b", "x", "u"))
        if not (isinstance(N, int) and isinstance(g, int) and isinstance(A, int) and isinstance(b, int)) or N < 3:
            return None
        if not isinstance(x, int) or not isinstance(u, int):
            return None
        xs = [value for early in earlies if isinstance(value := self._x(early), int)]
        bits = min(max([512, *(one.bit_length() for one in xs)]), _MOST_BITS)
        g_b, A_b = power(g, b, N), power(A, b, N)
        tables: dict[int, FixedBase] = {}

        def secret(early: _Choice, sheet: Sheet, u: int, scrambling: _Choice) -> Value | None:
            x = sheet.value("x")
            if not isinstance(x, int) or not 0 <= x < 1 << bits or u < 0:
                return self._as_evaluated(early, sheet, u, scrambling)
            table = tables.get(u)
            if table is None:
                table = tables[u] = FixedBase(power(g_b, u, N), N, bits, best_window(bits, len(xs)))
            return table(x, A_b)

        # The formulas have the form that the algebra is for; that it gives what they give is tried, not assumed.
        plain = _Choice(self._base)
        return secret if secret(plain, base, u, plain) == base.value("S") else None

    # After S

    def _late_of(self, sheet: Sheet) -> _Late:
        key = tuple(sheet.value(name) for name in self._late_reads)
        known = self._late.get(key)
        if known is None:
            observed = self._case.observed["M1"]
            data = observed if isinstance(observed, bytes) else b""
            known = self._late[key] = _Late(sheet, self._keys, self._proofs, data)
        return known


def _names_read(formulas: Iterable[Formula | None]) -> list[str]:
    """The early values that go into any of them; N stands for the width of PAD."""
    return sorted({name for one in formulas if one is not None for name in one.names | {"N"}} - LATE)


class _Late:
    """K and the proof, in every way, for one set of what is hashed beside S."""

    def __init__(self, sheet: Sheet, keys: list[_Choice], proofs: list[_Choice], observed: bytes) -> None:
        early = Early(sheet)
        self.keys = 0
        self._K: list[tuple[_Choice, Residue]] = []
        for choice in keys:
            residue = _residue(choice, early, "K")
            if residue is not None:
                self._K.append((choice, residue))
        self._without = _Choice(sheet.knowledge)
        self._choices = proofs
        found = [(index, _residue(choice, early, "M1")) for index, choice in enumerate(proofs)]
        of_K = [(index, one) for index, one in found if one is not None and "K" in one.names]
        without_K = [(index, one) for index, one in found if one is not None and "K" not in one.names]
        self._observed = observed
        self._of_K, self._without_K = Proofs(of_K, observed), Proofs(without_K, observed)

    def giving(self, late: Values) -> Iterator[tuple[_Choice, _Choice]]:
        """The choices of K and of the proof that give what was observed."""
        seen: dict[Value, _Choice] = {}
        forms: dict[str, bytes] = {}
        for choice, residue in self._K:
            K = residue.run(late, forms)
            if K is not None:
                seen.setdefault(K, choice)
        self.keys += len(self._K)
        for K, choice in seen.items():
            for index in self._of_K.giving({**late, "K": K}, self._equal):
                yield choice, self._choices[index]
        for index in self._without_K.giving(late, self._equal):
            yield self._without, self._choices[index]

    def _equal(self, value: Value) -> bool:
        return value == self._observed

    @property
    def proofs(self) -> int:
        """Digests of M1 taken."""
        return self._of_K.hashed + self._without_K.hashed


def _residue(choice: _Choice, early: Early, name: str) -> Residue | None:
    formula = choice.knowledge.formula(name)
    return None if formula is None else residue_of(formula, early, name)


def with_b(known: Knowledge) -> Knowledge:
    """The side with S from the server's private key, where that is how S is known; v is then made of x again."""
    sheet = Sheet(known, record=False)
    b = known.lent.get("b", known.given.get("b"))
    if b is None or sheet.value("a") is not None or "S" in known.given or sheet.value("x") is None:
        return known
    given = {name: value for name, value in known.given.items() if name != "v"}
    return replace(known, given={**given, "b": b}, lent={}).with_formulas({"S": CLIENT_S_FROM_B})


def _least(hits: list[Hit]) -> list[Hit]:
    """The hits that hold no other one: what those add to it changes nothing."""
    found: list[Hit] = []
    for hit in hits:
        if not any(set(one.ids) <= set(hit.ids) for one in found):
            found.append(hit)
    return found
