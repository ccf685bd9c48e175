"""A learner's way through a lesson: the session, the step, the answer given, and what is still to be done."""

from __future__ import annotations

from dataclasses import replace

from srpscope.lessons.form import Check, Lesson, Step
from srpscope.session import Session, View
from srpscope.srp.encodings import byte_length


class Walk:
    """One lesson being taken. chosen: the option under the cursor; answered: the one that was locked, else None."""

    def __init__(self, lesson: Lesson, at: int = 0) -> None:
        self.lesson = lesson
        self.session = Session(replace(lesson.capture, lines=list(lesson.capture.lines)))
        self._own_edits = list(self.session.edits)
        self.at = 0
        self.chosen = 0
        self.answered: int | None = None
        self.attacked = False
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
        self.chosen, self.answered, self.attacked = 0, None, False
        self.session.replace_edits([*self._own_edits, *self.step.before])

    def lock(self, option: int) -> bool:
        """Answer the question; then its edits are made. Whether it is right. A second answer changes nothing."""
        if self.answered is None and 0 <= option < len(self.step.options):
            self.chosen = self.answered = option
            if self.step.edits:
                self.session.replace_edits([*self.session.edits, *self.step.edits])
        return self.answered == self.step.right

    def reason(self) -> str:
        """Why the locked answer is right or wrong, and then what is right."""
        if self.answered is None:
            return ""
        options, right = self.step.options, self.step.right
        because = options[self.answered].because
        return because if self.answered == right else f"{because} {right + 1} is right: {options[right].plainly}"

    def done(self, view: View | None = None) -> bool:
        """Whether the step is finished: answered, done as asked, or read. view: the session's, where it is known."""
        match self.step.kind:
            case "predict":
                return self.answered is not None and (not self.step.attack or self.attacked)
            case "do":
                return not unmet(self.step.check, view or self.session.view)
            case "attack":
                return self.attacked
        return True


def unmet(check: Check, view: View) -> list[str]:
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
    for place, length in check.lengths:
        side, _, name = place.partition(".")
        value = view.sheet(side).value(name)
        size = None
        if value is not None:
            size = byte_length(value) if isinstance(value, int) else len(value)
        if size != length:
            found.append(
                f"{name} of the {side} has {'no bytes yet' if size is None else f'{size} bytes'}, not {length}."
            )
    for place, length in check.fed:
        side, _, name = place.partition(".")
        calls = view.sheet(side)[name].calls
        size = len(calls[-1].fed) if calls else 0
        if size != length:
            found.append(f"The hash for {name} of the {side} is fed {size} bytes, not {length}.")
    return found


def _wanted(agreement: str) -> str:
    return {"agree": "agree", "disagree": "differ", "unknown": "be unknown"}[agreement]
