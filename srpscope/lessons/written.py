"""A whole lesson as linear text, for screen readers and for printing, and as Markdown for a handout."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Sequence

from srpscope.lessons import attacks, pictures
from srpscope.lessons.cost import COSTS
from srpscope.lessons.form import Lesson, Step
from srpscope.lessons.fought import fought
from srpscope.lessons.pictures import plain
from srpscope.lessons.seen import seen
from srpscope.lessons.small import SAID
from srpscope.lessons.walk import Walk
from srpscope.printable import printable
from srpscope.srp.edit import Edit
from srpscope.srp.glossary import about

MOST_CHARACTERS = 4_000
"""Of a line; a teacher's file is a file from outside."""

_SIGNS = re.compile(r"[\\`*_\[\]<>#|~]")
"""What Markdown takes for markup."""


def as_text(
    lesson: Lesson,
    reveal: bool = False,
    markdown: bool = False,
    with_attacks: bool = True,
    with_answers: bool = True,
) -> str:
    """Every step with its values, the answers with their reasons last. reveal: a secret that is somebody's is shown
    too. with_attacks: run them too. Without answers a step that shows what the one before it asked for is left out.
    Options stand in an order that the lesson's name draws: no answer has a place of its own."""
    written = _Written(lesson, reveal or lesson.made_up or lesson.small, markdown, with_attacks)
    written.begin()
    for index in range(len(lesson.steps)):
        if not with_answers and index and lesson.steps[index - 1].hints:
            break
        written.step(index)
    written.end(with_answers)
    lines = "\n".join(written.out).rstrip().split("\n")
    return "\n".join(printable(line, MOST_CHARACTERS) for line in lines) + "\n"


class _Written:
    """A lesson on its way to a page: lines in `out`, and the answers that go behind them."""

    def __init__(self, lesson: Lesson, reveal: bool, markdown: bool, with_attacks: bool) -> None:
        self.out: list[str] = []
        self._answers: list[str] = []
        self._lesson, self._reveal, self._markdown, self._attacks = lesson, reveal, markdown, with_attacks
        self._walk = Walk(lesson, draw=random.Random(lesson.name))

    def begin(self) -> None:
        """Title, what it is about, and how its pictures are read."""
        lesson = self._lesson
        title = f"# {self._text(lesson.title)}" if self._markdown else lesson.title
        self.out += [title, "", self._text(lesson.about), "", pictures.LEGEND, ""]
        self.out += [f"Small numbers, made up. {SAID}", ""] if lesson.small else []

    def step(self, index: int) -> None:
        """One step, with what it asks for; what answers it is kept for the end."""
        walk, number = self._walk, index + 1
        step = walk.lesson.steps[index]
        walk.go_to(index)
        self.out += [self._heading(f"Step {number}", f" of {len(self._lesson.steps)}"), "", self._text(step.tell), ""]
        self.out += self._picture()
        if step.kind == "predict":
            self._predict(number, step)
        elif step.kind == "do":
            self._do(number, step)
        if step.attack:
            own = " --formula NAME=FORMULA .." if step.kind == "do" else ""
            command = f"srpscope attack {step.attack}{own}"
            self.out += ["", f"Command: `{command}`"] if self._markdown else [f"Command: {command}"]
            if self._attacks:
                self._answers += ["", *self._drawn([((line, ""),) for line in _attack(step.attack)])]
        self.out.append("")
        if self._answers and self._answers[-1]:
            self._answers.append("")

    def end(self, with_answers: bool) -> None:
        """The answers, the words that are explained, and the sources."""
        lesson = self._lesson
        if self._answers and with_answers:
            self.out += [self._heading("Answers"), "", *self._answers]
        if lesson.words:
            self.out += [self._heading("Words"), ""]
            named = (f"- **{word}**" if self._markdown else word for word in lesson.words)
            self.out += [f"{name}: {self._text(about(word))}" for name, word in zip(named, lesson.words, strict=True)]
        if lesson.sources:
            self.out += ["", self._heading("Sources"), ""]
            self.out += [f"- {self._text(source)}" if self._markdown else source for source in lesson.sources]

    def _predict(self, number: int, step: Step) -> None:
        walk = self._walk
        self.out += [f"**{self._text(step.ask)}**" if self._markdown else f"Predict: {step.ask}", ""]
        self.out += [f"{place}. {self._text(option.say)}" for place, option in enumerate(step.options, 1)]
        self.out += ["", *[self._text(f"Then: {said(edit)}.") for edit in step.edits]]
        walk.lock(step.right)
        mark = "- " if self._markdown else "  "
        wrong = [(place, option) for place, option in enumerate(step.options, 1) if not option.right]
        self._answers += [f"Step {number}: answer {step.right + 1}. {self._text(step.options[step.right].because)}"]
        self._answers += [f"{mark}Not {place}: {self._text(option.because)}" for place, option in wrong]
        if step.edits:
            self._answers += ["", *self._picture()]

    def _do(self, number: int, step: Step) -> None:
        walk = self._walk
        self.out += [f"**Do:** {self._text(step.do)}" if self._markdown else f"Do: {step.do}"]
        self.out += ["", COSTS] if walk.scored else []
        made = self._text(". On ".join(said(edit) for edit in step.solution))
        self._answers += [f"Step {number}. On {made}."]
        walk.session.replace_edits([*walk.session.edits, *step.solution])
        self._answers += ["", *self._picture()]

    def _text(self, text: str) -> str:
        """A text of the lesson. In Markdown its signs are signs: k*v and 3*64 are no emphasis."""
        return _SIGNS.sub(r"\\\g<0>", text) if self._markdown else text

    def _heading(self, text: str, rest: str = "") -> str:
        """rest: what only plain text says, which has no outline that shows how many there are."""
        return f"## {text}" if self._markdown else f"{text}{rest}"

    def _picture(self) -> list[str]:
        return self._drawn(seen(self._walk, self._walk.session.view, self._reveal))

    def _drawn(self, drawing: Sequence[pictures.Line]) -> list[str]:
        lines = [plain(line) for line in drawing]
        if not lines:
            return []
        return ["```", *lines, "```", ""] if self._markdown else [*(f"  {line}".rstrip() for line in lines), ""]


def said(edit: Edit) -> str:
    """An edit in words."""
    side = "both sides" if edit.side == "both" else f"the {edit.side}"
    return f"{side}: {edit.value} = {edit.content if len(edit.content) <= 80 else edit.content[:70] + '..'}"


def _attack(name: str) -> list[str]:
    found = []
    for guarded in (False, True):
        found += fought(name, guarded, asyncio.run(attacks.run(name, guarded)))
    return found
