"""From a question to a diagnosis: which sides are cleared, what explains the others, and what has to be known."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from srpscope.srp.rights import taken_as_given
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Side
from srpscope.why import logged, other_dialects, sent
from srpscope.why.budget import Budget, Hit, Stopped, work_clock
from srpscope.why.candidate import Candidate, means_what_it_says
from srpscope.why.checking import stands
from srpscope.why.engine.bands import Bands
from srpscope.why.engine.search import Search, search_memory
from srpscope.why.engine.slip_search import FIRST
from srpscope.why.finding import Diagnosis, Finding, Progress, Verdict
from srpscope.why.made_from import MadeFrom, made_from
from srpscope.why.next_step import left_open, next_step, what_would_tell
from srpscope.why.observations import observations
from srpscope.why.other_group import in_the_other_group
from srpscope.why.placed import dialect_spoken, speaks
from srpscope.why.proving import Proving, State, strongest, with_hit
from srpscope.why.question import (
    Case,
    Question,
    case_of,
    clients_own,
    closed_by_proof,
    enrolment,
    secret_from_b,
    with_stand_ins,
)
from srpscope.why.suspects import suspects
from srpscope.why.workers import HERE, Workers

LIMIT_SECONDS = 30.0
"""How long a search goes on where nobody says otherwise."""

LARGEST_SET = 3

FEW = 400
"""Slips of one value that are tried before what explains it for certain is said: nearly all that A = g^a has, but for
the digits of N."""

ALONE = 1
"""The same where nothing that the value is made of can be wrong."""

OnHit = Callable[[Finding], None]
OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Reach:
    """How far a search goes. largest: the most mistakes of one side at once. whole_product: where no mistake alone
    explains M1, every combination of one of each kind is tried (whole_product.py) instead of sets of up to `largest`.
    workers: who may do a part of it. clock: what its seconds are counted by, if not by this thread's work."""

    largest: int = LARGEST_SET
    whole_product: bool = False
    workers: Workers = HERE
    clock: Callable[[], float] | None = None


USUAL = Reach()


def diagnose(
    question: Question,
    seconds: float = LIMIT_SECONDS,
    stop: Callable[[], bool] = lambda: False,
    on_hit: OnHit = lambda finding: None,
    on_progress: OnProgress = lambda progress: None,
    reach: Reach = USUAL,
) -> Diagnosis:
    """Find the fewest mistakes that explain everything observed, and prove them. Never raises for odd values.

    on_hit and on_progress are called in the thread that searches.
    """
    budget = Budget(seconds, stop, clock=reach.clock or work_clock(), workers=reach.workers)
    diagnosing = _Diagnosing(question, budget, on_hit, reach)
    diagnosing.tell(on_progress)
    try:
        return diagnosing.run()
    finally:
        budget.tick = Budget.tick  # or it holds what it tells of, with tens of MB of powers, until a collection


class _Diagnosing:
    def __init__(self, question: Question, budget: Budget, on_hit: OnHit, reach: Reach) -> None:
        self._question, self._budget, self._on_hit = question, budget, on_hit
        self._largest, self._whole_product = reach.largest, reach.whole_product
        self._memory = search_memory(budget)
        self._proving = Proving(self._memory)
        self._tried, self._stopped = 0, False
        self._inert: list[str] = []
        self._no_help: list[str] = []
        self._notes: list[str] = []
        self._cleared: list[str] = []
        self._unexplained: list[str] = []
        self._made_from: list[MadeFrom] = []
        self._blind: list[str] = []
        self._searches: list[Search | Bands] = []

    def tell(self, on_progress: OnProgress) -> None:
        """Say now and then how far the search is."""
        budget = self._budget

        def tick(limit: float = budget.seconds) -> None:
            at_once = max((one.at_once for one in self._searches), default=1)
            tried = self._tried + sum(one.tried for one in self._searches)
            on_progress(Progress(at_once, tried, budget.spent, limit))

        budget.tick = tick

    def run(self) -> Diagnosis:
        started = time.monotonic()
        findings: list[Finding] = []
        sides: tuple[Side, ...] = ("client", "server")
        for side in sides:
            findings += self._side(side) or self._from_logged_hashes(side) or self._sent(side)
        if not findings and "server" not in self._unexplained:
            findings += self._enrolment()
        if not findings:
            findings += self._between_dialects()
        findings = [finding for finding in findings if stands(self._question, finding)]
        verdict = self._verdict(findings)
        needs, why_so = ((), []) if verdict in ("agree", "proved") else what_would_tell(self._question, self._cleared)
        self._notes += why_so
        if verdict in ("not-found", "cannot-tell"):
            self._notes = [*self._logged_inputs(), *observations(self._question), *self._notes]
        if findings and len({finding.side for finding in findings}) == 2 and not self._cleared:
            self._notes.append(f"The {'declared' if self._question.declared else 'nearest'} dialect fits neither side.")
        ranked = sorted(findings, key=lambda one: (len(one.suspects), any(map(dialect_spoken, one.suspects))))
        return Diagnosis(
            verdict,
            self._question.declared,
            tuple(ranked),
            tuple(self._cleared),
            needs,
            self._tried,
            time.monotonic() - started,
            tuple(dict.fromkeys(self._no_help)),
            tuple(one for one in dict.fromkeys(self._inert) if one not in self._no_help),
            tuple(dict.fromkeys(self._notes)),
            stopped=self._stopped,
        )

    def _verdict(self, findings: list[Finding]) -> Verdict:
        comparison = self._question.comparison
        if findings:
            return "proved"
        if comparison.agreement == "agree" and comparison.first_difference is None and not self._unexplained:
            if self._question.refused and "server" not in self._cleared and "M2" not in self._question.wire:
                return "cannot-tell"  # the client's word agrees with itself, and the server said no
            return "agree"
        if self._unexplained:
            return "not-found"
        return "cannot-tell"

    # One side

    def _side(self, side: Side) -> list[Finding]:
        case = with_stand_ins(self._question, case_of(self._question, side))
        if not case.observed:
            return []
        sheet = Sheet(case.base, self._memory, record=False)
        known = [name for name in case.observed if sheet[name].by_formula is not None]
        if not known:
            self._blind.append(side)
            return []
        edited = side in self._question.edited  # what the person sent of it is no doing of the side's
        got = [] if edited else [*filter(None, [sent.received_otherwise(case)])] or self._secret_of_b(case)
        if got:
            return got
        case, notes = sent.as_it_came(case)
        self._notes += notes
        sheet = Sheet(case.base, self._memory, record=False)
        if all(case.matches(name, sheet) for name in known) and not self._other_group(case)[2]:
            # A side is cleared by a value that the password went into; A, k, u or a B that v was taken from prove the
            # group only, and what was made of a logged K or S nothing of what went before.
            by_B = side == "server" and "b" not in sheet["v"].through
            telling = [one for one in known if one not in ("A", "k", "u", "B") or (one == "B" and by_B)]
            # Sent or logged, and not made again: what is made of it tells nothing of what lies before it.
            unmade = any(one in case.observed and one not in known for one in ("S", "K", "M1", "M2"))
            if not unmade and any(not taken_as_given(sheet, one) for one in telling):
                self._cleared.append(side)
            return []
        written = None if edited else sent.public_written_otherwise(case, sheet)
        if written is not None:
            # What the side computed with is told by its proofs: by its own A, and not by the writing of it.
            left = {name: value for name, value in case.observed.items() if name != written.proof.value}
            case = replace(case, observed=left)
            known = [name for name in known if name in left]
            return [written, *([] if all(case.matches(one, sheet) for one in known) else self._explain(case, known))]
        apart = None if edited else sent.computed_apart(case, sheet) or self._of_another(case, sheet)
        case = closed_by_proof(self._question, case, sheet)
        return self._explain(case, known) if apart is None else [apart]

    def _secret_of_b(self, case: Case) -> list[Finding]:
        """The u that makes a logged S of the server's b: its own formula is no client's, and nothing is said of it."""
        of_b = secret_from_b(self._question, case)
        if of_b is None or of_b.matches("S", Sheet(of_b.base, self._memory, record=False)):
            return []
        states = self._extend(of_b, [State(of_b.base)], "S", (), FEW)
        found = self._proving.findings(of_b, states, "S") if states else []
        return [one for one in found if all(edit.value == "u" for edit in one.changes)]

    def _of_another(self, case: Case, sheet: Sheet) -> Finding | None:
        """A public value that was sent of another private number, where no likely mistake makes it of this one."""
        finding = sent.sent_of_another(case, sheet)
        few = FEW if case.side == "client" else FIRST - 1  # a server's B has many ways to be another one
        if finding is None or self._extend(case, [State(case.base)], finding.first_difference, (), few):
            return None
        return finding

    def _sent(self, side: Side) -> list[Finding]:
        """A value that was sent otherwise than it is computed with."""
        case = case_of(self._question, side)
        return list(sent.written_otherwise(case, Sheet(case.base, self._memory, record=False)))

    def _explain(self, case: Case, targets: list[str]) -> list[Finding]:
        case, states, explained = self._other_group(case)
        done: list[str] = []
        for target in targets:
            fitting = [state for state in states if self._fits(case, state, target)]
            if fitting:
                states = fitting
                done.append(target)
                continue
            closed = self._closed_by_call(case, states[0], target)
            found = self._extend(closed or case, states, target, tuple(done), ALONE if closed else None)
            if not found:
                self._unexplained.append(case.side)
                self._notes += next_step(self._question, case, target)
                continue
            later = targets[targets.index(target) + 1 :]
            states = found if closed else self._with_what_follows(case, states, found, target, done, later)
            done.append(target)
            explained.append(target)
        states = [state for state in states if state.ids]
        if not states or not explained:
            return []
        if any(name in targets and name not in done for name in ("M1", "M2", "K", "S")):
            # The last word of this side did not come out: what explains less is still shown, and said to be so.
            self._notes.append(f"Not everything that the {case.side} sent is explained.")
        proof_of = explained[-1] if explained[-1] in ("M1", "M2") else strongest(done, explained)
        proved = self._proving.findings(case, states, proof_of)
        if any(stands(self._question, one) for one in proved):
            return proved
        # What comes out of a logged S proves nothing of what lies before it: then the value itself is the proof.
        return self._proving.findings(case, states, explained[-1])

    def _with_what_follows(
        self, case: Case, states: list[State], found: list[State], target: str, done: list[str], later: list[str]
    ) -> list[State]:
        """Of what explains a value, that which explains what follows as well, even if it is less likely: a salt that is
        another one in x alone is the right one in M1. It is sought in the value's own formula; else all is kept."""

        def whole(those: list[State]) -> list[State]:
            return [state for state in those if all(self._fits(case, state, name) for name in later)]

        formula = case.base.formula(target)
        if not later or formula is None or whole(found):
            return whole(found) or found
        own = replace(case, right=case.right | formula.names)
        return whole(self._extend(own, states, target, tuple(done), FEW)) or found

    def _other_group(self, case: Case) -> tuple[Case, list[State], list[str]]:
        """A side that was given another group than the other one: the group is the first mistake, A = g^a its proof."""
        proof = sent.PUBLIC[case.side]
        other = in_the_other_group(self._question, case) if proof in case.observed else None
        if other is None or not self._fits(case, State(case.base), proof):
            return case, [State(case.base)], []
        base, name = other
        return replace(case, base=base), [State(case.base, (name,))], [proof]

    def _fits(self, case: Case, state: State, target: str) -> bool:
        sheet = Sheet(state.knowledge, self._memory, record=False)
        return case.matches(target, sheet)

    def _extend(
        self, case: Case, states: list[State], target: str, done: tuple[str, ...], few: int | None = None
    ) -> list[State]:
        searches = []
        for state in states[:3]:
            search = Search(
                replace(case, base=state.knowledge),
                target,
                done,
                self._candidates(case.side, state, case.right),
                self._budget,
                self._memory,
                lambda hit, state=state: self._announce(case, state, hit, target),  # type: ignore[misc]
            )
            searches.append((state, search))
        self._searches += [search for _state, search in searches]
        bands = Bands(searches, self._question.language, self._budget, self._memory)
        bands.largest, bands.whole_product = self._largest, self._whole_product
        bands.first = few or bands.first
        self._searches.append(bands)
        try:
            found = bands.found()
        except Stopped:
            found = []
            self._stopped = True
            # Where its hash calls are logged, what they are made of and go into is logged as well.
            logs_calls = any(one.side == case.side for one in self._question.hashes)
            more = "" if logs_calls else left_open(case, target, done)
            self._notes.append(f"The search was stopped after {self._budget.spent:.0f} s of work. {more}".rstrip())
        self._searches = []
        self._notes += bands.notes
        self._tried += bands.tried
        for _state, search in searches:
            self._tried += search.tried
            self._inert += search.inert
            self._no_help += search.no_help
        self._no_help += bands.no_help
        return found

    def _candidates(self, side: Side, state: State, right: frozenset[str] = frozenset()) -> list[Candidate]:
        return [
            Candidate(one.id, one.change, one.cost)
            for one in suspects().values()
            if side in one.sides
            and one.id not in state.ids
            and one.value not in right
            and means_what_it_says(one, state.knowledge)
        ]

    def _announce(self, case: Case, state: State, hit: Hit, target: str) -> None:
        finding = self._proving.finding(case, with_hit(state, hit), target, ())
        if stands(self._question, finding):
            self._on_hit(finding)

    # Logged hash calls

    def _closed_by_call(self, case: Case, state: State, target: str) -> Case | None:
        """Where a logged call gave the value: with all of the dialect's operands in its input, each is right, and the
        value's own formula is all that is left to try."""
        calls = tuple(one for one in self._question.hashes if one.side == case.side)
        made = made_from(calls, state.knowledge, target, case.observed[target], self._memory) if calls else None
        formula = case.base.formula(target)
        if made is None or formula is None:
            return None
        self._made_from.append(made)
        return None if made.missing else replace(case, right=case.right | formula.names)

    def _from_logged_hashes(self, side: Side) -> list[Finding]:
        """What a side's program fed its hashes, where nothing else that it made is known."""
        logged_calls = tuple(one for one in self._question.hashes if one.side == side)
        if not logged_calls:
            return []
        known = self._question.client if side == "client" else self._question.server
        state, proof = State(known), None
        candidates = self._candidates(side, state) + other_dialects.candidates(known)
        for call in logged.unexplained(logged_calls, known, self._memory):
            self._tried += len(candidates)
            if any(map(dialect_spoken, state.ids)):  # nobody speaks two
                candidates = [one for one in candidates if not dialect_spoken(one.id)]
            found = next(logged.explaining(call, state.knowledge, candidates, self._memory), None)
            if logged.value_fed(state.knowledge, self._memory, call.fed) is None and found is not None:
                candidate, knowledge, name = found
                state = State(knowledge, (*state.ids, candidate.id), state.cost + candidate.cost)
                proof = name, call.out
        if proof is None:
            return []
        if len(state.ids) > LARGEST_SET and (self._question.declared is None or any(map(dialect_spoken, state.ids))):
            self._notes.append(
                f"{len(state.ids)} mistakes of the {side} at once would make its logged hash calls of "
                f"{known.dialect.id}: rather, it speaks another dialect. Name it: --dialect ID."
            )
            self._unexplained.append(side)
            return []
        case = Case(side, known, {proof[0]: proof[1]}, logged=frozenset({proof[0]}))
        return [self._proving.finding(case, state, proof[0], ())]

    def _logged_inputs(self) -> list[str]:
        """Where logged inputs leave the dialect's; all of one that gave a value, if nothing of it is said."""
        parted = logged.parted_of(self._question, self._memory)
        said = "".join(parted)
        whole = [one for one in self._made_from if f"input for {one.name} ({len(one.call.fed)} bytes)" not in said]
        return [*(one.sentence for one in whole if not one.missing), *parted, *(o.sentence for o in whole if o.missing)]

    # Enrolment, and two dialects

    def _enrolment(self) -> list[Finding]:
        """Is the server's verifier g^x for this user name, password and salt? If not, which mistake makes it so?"""
        case = enrolment(self._question)
        if case is None:
            return []
        start = Sheet(case.base, self._memory, record=False)
        if start["v"].by_formula is None or case.matches("v", start) or clients_own(self._question, case, self._memory):
            return []
        found = self._extend(case, [State(case.base)], "v", ())
        if not found:
            if self._question.comparison.first_difference != "v":  # which the headline says
                self._notes.append("The server's verifier does not belong to this user name, password and salt.")
            self._unexplained.append("server")
            return []
        return [
            replace(
                finding,
                side="server",
                first_difference="x" if finding.first_difference == "v" else finding.first_difference,
            )
            for finding in self._proving.findings(case, found, "v")
        ]

    def _between_dialects(self) -> list[Finding]:
        """Both sides keep to what they declare, and declare different things: both readings, one per side."""
        comparison = self._question.comparison
        if comparison.agreement != "disagree" and comparison.first_difference is None:
            return []
        client, server = self._question.client, self._question.server
        findings: list[Finding] = []
        readings: tuple[tuple[Side, Knowledge, Knowledge], ...] = (
            ("client", client, server),
            ("server", server, client),
        )
        for side, own, other in readings:
            finding = self._as_seen_from(side, own, other)
            if finding is not None:
                findings.append(finding)
        return findings

    def _as_seen_from(self, side: Side, own: Knowledge, other: Knowledge) -> Finding | None:
        """What this side does otherwise than the other one's dialect says, proved by its own value coming out."""
        if own.dialect.id == other.dialect.id and own.settings == other.settings:
            return None
        mine = Sheet(own, self._memory, record=False)
        as_other = replace(own, dialect=other.dialect, hash=other.hash)
        proof_of = next((name for name in ("M1", "M2", "K", "S") if mine.value(name) is not None), None)
        if proof_of is None:
            return None
        value = mine.value(proof_of)
        assert value is not None
        case = Case(side, as_other, {proof_of: value}, logged=frozenset({proof_of}))
        start = Sheet(as_other, self._memory, record=False)
        if start[proof_of].by_formula is None or case.matches(proof_of, start):
            return None
        spoken = other_dialects.speak(as_other, own.dialect)
        states = self._extend(case, [State(as_other)], proof_of, ())
        if spoken is not None and not states:
            states = [
                State(replace(spoken, hash=own.hash or own.dialect.hash or spoken.hash), (speaks(own.dialect.id),))
            ]
        return self._proving.findings(case, states, proof_of)[0] if states else None
