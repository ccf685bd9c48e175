"""From sets of mistakes that explain a side to its findings: what they change, what differs first, what is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from srpscope.srp.calls import HashCall
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import even_hex, text_bytes
from srpscope.srp.formula import Node
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.spelled import plainest
from srpscope.srp.values import ORDER, Value, same
from srpscope.why.budget import Hit
from srpscope.why.candidate import whole_formula
from srpscope.why.finding import Finding, Proof
from srpscope.why.placed import dialect_spoken
from srpscope.why.places.hypothesis import SMALL, change_size, departures
from srpscope.why.question import Case
from srpscope.why.suspects import suspects

FIRST_DIFFERENCE = ("N", "g", "k", "x", "v", "A", "B", "u", "S", "K", "M1", "M2")
"""The values among which a finding's first difference is named: an input read wrongly shows in the first of these."""


SEVERAL = 2
"""Formulas that are written anew one by one; more of them are a habit."""


@dataclass
class State:
    """How far one side is explained: what it is taken to compute with, and the mistakes that took."""

    knowledge: Knowledge
    ids: tuple[str, ...] = ()
    cost: float = 0.0


class Proving:
    """The findings of one question; its sheets share what they compute."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def findings(self, case: Case, states: list[State], proof_of: str) -> list[Finding]:
        """The states that feed every hash the same bytes are one finding; the likeliest set gives it its name."""
        groups: dict[object, list[State]] = {}
        # Where a known mistake alone says it, no dialect goes before it: a short search tries none, and says the same.
        alone = any(len(one.ids) == 1 and one.ids[0] in suspects() for one in states)
        for state in sorted(states, key=lambda one: (alone and _speaks(one), *_plausibility(one, case.base))):
            groups.setdefault(self._fingerprint(state.knowledge, case.observed), []).append(state)
        groups = self._by_what_comes_out(case, groups)
        groups = {key: _least_first(group, case.base) for key, group in groups.items()}
        smallest = min(len(group[0].ids) for group in groups.values())
        return [
            replace(
                self.finding(case, group[0], proof_of, tuple(dict.fromkeys(other.ids for other in group[1:]))),
                reworded=frozenset(other.ids for other in group[1:] if _means_the_same(other, group[0])),
            )
            for group in groups.values()
            if len(group[0].ids) == smallest
        ]

    def _by_what_comes_out(self, case: Case, groups: dict[object, list[State]]) -> dict[object, list[State]]:
        """Two formulas of one value that come to the same number are one finding, whatever they read for it."""
        found: dict[object, list[State]] = {}
        for fingerprint, states in groups.items():
            changed = self._only_biting(case, states[0].knowledge) if len(groups) > 1 else states[0].knowledge
            names = [name for name, formula in changed.formulas.items() if case.base.formula(name) != formula]
            key: object = fingerprint
            if len(names) == 1 and changed.given == case.base.given and changed.settings == case.base.settings:
                key = names[0], Sheet(changed, self._memory, record=False)[names[0]].by_formula
            found.setdefault(key, []).extend(states)
        return found

    def finding(self, case: Case, state: State, proof_of: str, equal: tuple[tuple[str, ...], ...]) -> Finding:
        """What a state's mistakes change, without those changes that alter no byte here."""
        knowledge = self._only_biting(case, state.knowledge)
        changes = tuple(changes_between(case.base, knowledge))
        observed = case.observed[proof_of]
        return Finding(
            case.side,
            tuple(sorted(state.ids, key=_place_of)),
            changes,
            self._first_difference(case, knowledge),
            Proof(proof_of, _octets(observed)),
            equal,
        )

    def _only_biting(self, case: Case, changed: Knowledge) -> Knowledge:
        """Without the changes that alter no byte on this capture."""
        base = case.base
        whole = self._everything(changed, case.observed)
        for name in list(changed.formulas):
            if changed.formulas[name] == base.formulas.get(name):
                continue
            fewer = dict(changed.formulas)
            if name in base.formulas:
                fewer[name] = base.formulas[name]
            else:
                del fewer[name]
            without = replace(changed, formulas=fewer)
            if self._everything(without, case.observed) == whole:
                changed = without
        for name, value in changed.given.items():
            if base.given.get(name) != value:
                given = {key: one for key, one in changed.given.items() if key != name}
                if name in base.given:
                    given[name] = base.given[name]
                without = replace(changed, given=given)
                if self._everything(without, case.observed) == whole:
                    changed = without
        return changed

    def _fingerprint(self, knowledge: Knowledge, observed: Collection[str]) -> object:
        """Everything that this side hashes and computes on the way to what was observed of it."""
        sheet = Sheet(knowledge, self._memory, record=True)
        fed = {(call.function, _fed(call)) for name in _feeding(sheet, observed) for call in sheet[name].calls}
        # Beside the hashes, the numbers that stand for themselves: the group, and the power that the rest is made of.
        return frozenset(fed), sheet.value("N"), sheet.value("g"), computed_or_given(sheet, "S")

    def _everything(self, knowledge: Knowledge, observed: Collection[str]) -> object:
        """The same, and what comes of it: a change of the proof's own form feeds the hashes nothing else."""
        sheet = Sheet(knowledge, self._memory, record=False)
        came_out = tuple(sheet[name].by_formula for name in sorted(observed))
        return self._fingerprint(knowledge, observed), came_out

    def _first_difference(self, case: Case, changed: Knowledge) -> str:
        before = Sheet(_pure(case.base, case.logged), self._memory, record=False)
        after = Sheet(_pure(changed, case.logged), self._memory, record=False)
        for name in FIRST_DIFFERENCE:
            if not _same_value(computed_or_given(before, name), computed_or_given(after, name)):
                return name
        changed_names = [edit.value for edit in changes_between(case.base, changed)]
        return changed_names[0] if changed_names else FIRST_DIFFERENCE[-1]


def _fed(call: HashCall) -> bytes:
    """The bytes that decide a call's result: HMAC pads a short key with zeros, so zeros at its end say nothing."""
    if call.function in ("PBKDF2", "HMAC") and len(call.operands[0].data) <= 64:
        key = call.operands[0].data.rstrip(b"\0")
        return key + b"|" + b"".join(operand.data for operand in call.operands[1:])
    return call.fed


def _feeding(sheet: Sheet, observed: Iterable[str]) -> list[str]:
    """The values that the observed ones are made of, themselves included, in order."""
    names = set(observed)
    grown = True
    while grown:
        more = {
            one for name in names if (formula := sheet.knowledge.formula(name)) is not None for one in formula.names
        }
        grown = not more <= names
        names |= more
    return sorted(names)


def with_hit(state: State, hit: Hit) -> State:
    """The state with one more mistake taken for true, and its cost."""
    return State(hit.knowledge, (*state.ids, *hit.ids), state.cost + hit.cost)


def _speaks(state: State) -> bool:
    """Whether a part of it is a whole other dialect."""
    return any(map(dialect_spoken, state.ids))


def _plausibility(state: State, base: Knowledge) -> tuple[int, int, bool, float]:
    """The fewest mistakes first, then the smallest change of the side's own formulas, then what is likeliest."""
    dialect = _speaks(state)
    whole = dialect or any(map(whole_formula, state.ids))
    return len(state.ids), _size(state.knowledge, base, not dialect), whole, state.cost


def _means_the_same(one: State, other: State) -> bool:
    """Whether two are the same formulas under other names, so that no session tells them apart."""
    mine, theirs = one.knowledge, other.knowledge
    if (mine.dialect.id, mine.given, mine.settings) != (theirs.dialect.id, theirs.given, theirs.settings):
        return False
    return _written(mine) == _written(theirs)


def _written(knowledge: Knowledge) -> dict[str, Node]:
    spoken = knowledge.dialect
    return {name: plainest(formula.node, spoken) for name, formula in knowledge.formulas.items()}


def _least_first(group: list[State], base: Knowledge) -> list[State]:
    """Of states that come to the same, the one that is a part of the likeliest: of two operands that are said to be
    written wrongly, one may show nothing of it here, and then only the other is told."""
    first = _departures(group[0].knowledge, base)
    parts = [one for one in group[1:] if len(one.ids) == 1 and frozenset() < _departures(one.knowledge, base) < first]
    if not parts or len(group[0].ids) > 1:
        return group
    least = min(parts, key=lambda one: len(_departures(one.knowledge, base)))
    return [least, *(one for one in group if one is not least)]


def _departures(changed: Knowledge, base: Knowledge) -> frozenset[object]:
    """Every place where a side's formulas are others, and what stands there; nothing where more than formulas is."""
    if changed.given != base.given or changed.settings != base.settings:
        return frozenset()
    pairs = [(name, base.formula(name), new) for name, new in changed.formulas.items()]
    return frozenset(
        (name, *one) for name, old, new in pairs if old is not None for one in departures(old.node, new.node)
    )


def _size(changed: Knowledge, base: Knowledge, habit: bool) -> int:
    """How much of the formulas is another; what is small is as good as any other small change. habit: what shows in
    several formulas is one habit throughout; another dialect is none, and is not told where one small slip does."""
    if habit and (len(changed.formulas) > len(base.formulas) + SEVERAL or changed.settings != base.settings):
        return 0
    sizes = [
        change_size(old.node, new.node)
        for name, new in changed.formulas.items()
        if (old := base.formula(name)) is not None and new != old
    ]
    # A hash that is another one everywhere is no small part of another dialect.
    return max(sum(sizes) - SMALL, 1 if changed.settings != base.settings else 0)


def _place_of(name: str) -> tuple[int, float]:
    """By the value that a mistake breaks, in the order in which values are made; a whole dialect last."""
    known = suspects().get(name)
    return (ORDER.index(known.value), known.cost) if known is not None else (len(ORDER), 0.0)


def _pure(known: Knowledge, logged: Iterable[str]) -> Knowledge:
    """Without the intermediate values that its program logged: what its formulas give from the inputs alone."""
    names = set(logged) - {"A", "B"}
    return replace(
        known,
        given={name: value for name, value in known.given.items() if name not in names or known.formula(name) is None},
    )


def computed_or_given(sheet: Sheet, name: str) -> Value | None:
    """What the formula gives, else what the side was given."""
    value = sheet[name].by_formula
    return sheet.value(name) if value is None else value


def _same_value(left: Value | None, right: Value | None) -> bool:
    if left is None or right is None:
        return left is right
    return same(left, right)


def changes_between(base: Knowledge, changed: Knowledge) -> list[Edit]:
    """The edits that lead from one knowledge of a side to another."""
    edits = []
    side = "client" if base.side == "client" else "server"
    if base.settings.hash != changed.settings.hash and changed.settings.hash is not None:
        edits.append(Edit(side, "H", "formula", changed.settings.hash))
    for name, value in changed.given.items():
        if base.given.get(name) != value and base.lent.get(name) != value:
            edits.append(Edit(side, name, "hex", _octets(value).hex()))
    for name, formula in changed.formulas.items():
        if base.formula(name) != formula:
            edits.append(Edit(side, name, "formula", formula.text))
    return edits


def _octets(value: Value) -> bytes:
    if isinstance(value, int):
        return bytes.fromhex(even_hex(value)) if value >= 0 else b""
    return text_bytes(value) if isinstance(value, str) else value


def strongest(done: list[str], explained: list[str]) -> str:
    """The value that proves most of what was explained: the last that came out behind it."""
    for name in ("M2", "M1", "K", "S"):
        if (
            name in done
            and name not in explained
            and FIRST_DIFFERENCE.index(name)
            > FIRST_DIFFERENCE.index(explained[-1] if explained[-1] in FIRST_DIFFERENCE else "N")
        ):
            return name
    return explained[-1]
