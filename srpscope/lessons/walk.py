"""A learner's way through a lesson: the session, the step, the answer given, and what is still to be done."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from srpscope.lessons import attacks
from srpscope.lessons.cost import WHOLE, Cost
from srpscope.lessons.counts import fed_to, size_of
from srpscope.lessons.form import Lesson, Step, TaskCheck
from srpscope.session import View
from srpscope.session.opening import session_of
from srpscope.srp.edit import Edit
from srpscope.srp.values import Value

ONE_LOGIN = (
    "This login's M1 is the one sent, but in a login of another user, which is not shown, this client sent something "
    "else: write how it computes, not what came out."
)
"""To a value that was copied in the place of a formula."""

BEATEN = "Run against srpscope's own parties it fails: it fits this session alone. Write how it is computed."
"""To an attack whose formulas hold where they were written, and nowhere else."""


class Walk:
    """One lesson being taken. draw: options stand in an order of their own. chosen: the option under the cursor;
    refuted: those that were answered and are wrong; answered: the right one, once it was given. costs: step -> the help
    that was had in it before; result: the points of the first time, which stay."""

    def __init__(
        self,
        lesson: Lesson,
        at: int = 0,
        draw: random.Random | None = None,
        costs: Mapping[int, Cost] | None = None,
        result: int | None = None,
    ) -> None:
        self.lesson = lesson if draw is None else replace(lesson, steps=tuple(_shuffled(s, draw) for s in lesson.steps))
        self.session = session_of(replace(lesson.capture, lines=list(lesson.capture.lines)))
        self.others = [session_of(replace(one, lines=list(one.lines))) for one in self.lesson.series]
        self._unshown = [session_of(replace(one, lines=list(one.lines))) for one in self.lesson.unshown]
        self._explained: tuple[list[Edit], list[bool]] = ([], [])
        self._own_edits = list(self.session.edits)
        self.result = result
        self._solved_before = result is not None
        self._costs = dict(costs or {})
        self.at = 0
        self.chosen = 0
        self.answered: int | None = None
        self.attacked = self._beaten = False
        self.go_to(at)

    @property
    def step(self) -> Step:
        """The step that is open."""
        return self.lesson.steps[self.at]

    @property
    def last(self) -> bool:
        """Whether no step comes after this one."""
        return self.at == len(self.lesson.steps) - 1

    def go_to(self, at: int) -> None:
        """Open a step from its beginning, whatever was edited before."""
        self.at = max(0, min(at, len(self.lesson.steps) - 1))
        self.chosen, self.answered, self.attacked, self._beaten = 0, None, False, False
        self.refuted: list[int] = []
        self._seen: list[Edit] = []
        self.put_back()

    def put_back(self) -> None:
        """Take the learner's own edits back: the step as it was, with what its answer changed."""
        self.session.replace_edits(self.given)
        self._seen = list(self.given)

    @property
    def given(self) -> list[Edit]:
        """The edits that are the step's own."""
        made = self.step.edits if self.answered is not None else ()
        return [*self._own_edits, *self.step.before, *made]

    def meant(self, edit: Edit) -> Edit:
        """An edit as the lesson takes it: in small numbers a hash becomes a small one in the learner's formula too."""
        from srpscope.lessons.small import touched

        return touched(edit) if self.lesson.small else edit

    def notice(self) -> bool:
        """Count what the learner changed since it was last looked at. Whether it is anything: an attack that was run
        with it was another one then."""
        edits = list(self.session.edits)
        if edits == self._seen:
            return False
        if edits != self.given:
            self._costs[self.at] = replace(self.cost, tries=self.cost.tries + 1)
        self._seen = edits
        if self.step.kind == "do":
            self.attacked = self._beaten = False
        return True

    def ran(self, succeeded: bool) -> None:
        """The attack was run. succeeded: without its safeguard; one that the learner wrote has to."""
        self.attacked, self._beaten = True, self.step.kind == "do" and not succeeded

    @property
    def attack_due(self) -> bool:
        """Whether an attack is still to be run: the step's own, or the one that the learner writes."""
        return bool(self.step.attack) and not self.attacked and self.step.kind in ("attack", "do")

    @property
    def written(self) -> dict[str, str] | None:
        """What the learner wrote for the attacker in a step where an attack is to be written; None in any other."""
        if self.step.kind != "do" or not self.step.attack:
            return None
        side = attacks.ATTACKS[self.step.attack]
        own = [edit for edit in self.session.edits if edit not in self.given and edit.side in (side, "both")]
        return {edit.value: _formula(edit) for edit in own if edit.form in ("formula", "hex", "dec")}

    @property
    def hints(self) -> tuple[str, ...]:
        """Those that were told."""
        return self.step.hints[: self.cost.hints]

    def hint(self) -> str:
        """The next hint; "" where all are told."""
        told = len(self.hints)
        if told == len(self.step.hints):
            return ""
        self._costs[self.at] = replace(self.cost, hints=told + 1)
        return self.step.hints[told]

    def show(self) -> None:
        """Make the edit that is asked for; it is the learner's no more."""
        self._costs[self.at] = replace(self.cost, shown=True)
        self.session.replace_edits([*self.session.edits, *self.step.solution])

    @property
    def scored(self) -> bool:
        """Whether the step is: one whose hints cost."""
        return bool(self.step.hints)

    @property
    def cost(self) -> Cost:
        """The help that was had in the step."""
        return self._costs.get(self.at, Cost())

    @property
    def score(self) -> int:
        """The points of a step that is scored: those of the first time, else what is left."""
        return self.cost.points if self.result is None else self.result

    @property
    def said_score(self) -> str:
        """The same in words."""
        return f"{self.score} of {WHOLE} points{': the first result stays.' if self._solved_before else '.'}"

    def gives_away(self, view: View | None = None) -> bool:
        """Whether the next step tells what is still to be found in this one."""
        return self.scored and self.result is None and not self.cost.shown and not self.done(view)

    def lock(self, option: int) -> bool:
        """Answer the question. Whether it is right: then its edits are made. A wrong answer may be followed by another;
        after the right one none changes anything."""
        if self.answered is None and 0 <= option < len(self.step.options):
            self.chosen = option
            if option == self.step.right:
                self.answered = option
                self.put_back()
            elif option not in self.refuted:
                self.refuted.append(option)
        return option == self.step.right

    def reason(self) -> str:
        """Why the last answer is right or wrong."""
        if self.answered is not None:
            return self.step.options[self.answered].because
        return self.step.options[self.refuted[-1]].because if self.refuted else ""

    def missing(self, view: View | None = None) -> list[str]:
        """What the step's check still misses, a sentence each, in every session that there is."""
        sent = self.step.check.sent
        own = [edit for edit in self.session.edits if edit not in self.given]
        changed = [
            f"What was sent stays as it is: {edit.value} of the wire is no answer."
            for edit in own
            if _is_sent(edit, sent)
        ]
        found = changed or unmet(self.step.check, view or self.session.view)
        if sent and not found:
            left = sum(not one for one in self.explained())
            if left:
                count = "another session" if left == 1 else f"{left} other sessions"
                found = [f"In {count} this client would have sent something else than it did."]
            elif not self._explains_unshown():
                found = [ONE_LOGIN]
        return found or ([BEATEN] if self._beaten else [])

    def sends(self, view: View) -> bool:
        """Whether the client of the open session sends what was sent."""
        return not unmet(self.step.check, view)

    def explained(self) -> list[bool]:
        """Of each further session: whether the client, as it is edited here, sends there what was sent."""
        edits = list(self.session.edits)
        if self._explained[0] != edits or not self._explained[1]:
            found = []
            for one in self.others:
                one.replace_edits(edits)
                found.append(not unmet(self.step.check, one.view))
            self._explained = edits, found
        return self._explained[1]

    def _explains_unshown(self) -> bool:
        """Whether the client, as it is edited here, sends in each session that is not shown what was sent there."""
        for one in self._unshown:
            one.replace_edits(list(self.session.edits))
            if unmet(self.step.check, one.view):
                return False
        return True

    def done(self, view: View | None = None) -> bool:
        """Whether the step is finished: answered, done as asked, or read. view: the session's, where it is known."""
        match self.step.kind:
            case "predict":
                return self.answered is not None and (not self.step.attack or self.attacked)
            case "do":
                return not self.missing(view)
            case "attack":
                return self.attacked
        return True


def _is_sent(edit: Edit, sent: tuple[str, ...]) -> bool:
    return edit.side == "wire" and edit.value in sent


def _formula(edit: Edit) -> str:
    return edit.content if edit.form == "formula" else str(int(edit.content, 16 if edit.form == "hex" else 10))


def _shuffled(step: Step, draw: random.Random) -> Step:
    return replace(step, options=tuple(draw.sample(step.options, len(step.options))))


def unmet(check: TaskCheck, view: View) -> list[str]:
    """What a check still misses, a sentence each; empty where it holds."""
    found: list[str] = []
    comparison = view.comparison
    if check.agreement and comparison.agreement != check.agreement:
        state = {"agree": "agree", "disagree": "do not agree", "unknown": "cannot be compared"}
        found.append(f"The proofs {state[comparison.agreement]}; they should {_wanted(check.agreement)}.")
    if check.first and comparison.first_difference != check.first:
        first = comparison.first_difference
        found.append(f"{f'{first} differs first' if first else 'Nothing differs'}; {check.first} should be the first.")
    for name in check.differs:
        if name not in comparison.rows or comparison[name].state not in ("differ", "follows"):
            found.append(f"{name} does not differ yet.")
    for name in check.agrees:
        if name not in comparison.rows or comparison[name].state != "agree":
            found.append(f"{name} does not agree.")
    for name in check.sent:
        if view.client.value(name) is None:
            cell = view.client[name]
            why = cell.problem or f"it needs {' and '.join(sorted(cell.needs[0])) if cell.needs else 'what is unknown'}"
            found.append(f"The client's {name} has no value now: {why}.")
        elif not _same(view.client.value(name), view.wire.get(name)):
            found.append(f"The client's {name} is not the one on the wire.")
    for place, length in check.lengths:
        side, _, name = place.partition(".")
        size = size_of(view, place)
        if size != length:
            found.append(
                f"{name} of the {side} has {'no bytes yet' if size is None else f'{size} bytes'}, not {length}."
            )
    for place, length in check.fed:
        side, _, name = place.partition(".")
        size = fed_to(view, place)
        if size != length:
            found.append(f"The hash for {name} of the {side} is fed {size} bytes, not {length}.")
    return found


def _same(value: Value | None, sent: bytes | None) -> bool:
    if value is None or sent is None:
        return False
    if isinstance(value, int):
        return value == int.from_bytes(sent)
    return (value.encode() if isinstance(value, str) else value) == sent


def _wanted(agreement: str) -> str:
    return {"agree": "agree", "disagree": "differ", "unknown": "be unknown"}[agreement]
