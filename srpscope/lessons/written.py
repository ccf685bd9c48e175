"""A whole lesson as linear text, for screen readers and for printing, and as Markdown for a handout."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from srpscope.lessons import attacks, pictures
from srpscope.lessons.cost import COSTS
from srpscope.lessons.form import Lesson, Step
from srpscope.lessons.fought import fought
from srpscope.lessons.pictures import plain
from srpscope.lessons.seen import seen
from srpscope.lessons.walk import Walk
from srpscope.printable import printable
from srpscope.srp.edit import Edit
from srpscope.srp.glossary import about

MOST_CHARACTERS = 4_000
"""Of a line; a teacher's file is a file from outside."""


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
    out = [f"# {lesson.title}" if markdown else lesson.title, "", lesson.about, "", pictures.LEGEND, ""]
    reveal = reveal or lesson.made_up or lesson.small
    walk = Walk(lesson, draw=random.Random(lesson.name))
    answers: list[str] = []
    for index, step in enumerate(walk.lesson.steps, 1):
        if not with_answers and index > 1 and lesson.steps[index - 2].hints:
            break
        walk.go_to(index - 1)
        out += [f"## Step {index}" if markdown else f"Step {index} of {len(lesson.steps)}", "", step.tell, ""]
        out += _picture(walk, reveal, markdown)
        if step.kind == "predict":
            out += [f"**{step.ask}**" if markdown else f"Predict: {step.ask}", ""]
            out += [f"{number}. {option.say}" for number, option in enumerate(step.options, 1)]
            out += ["", *[f"Then: {said(edit)}." for edit in step.edits]]
            walk.lock(step.right)
            answers += _answer(index, step, markdown)
            if step.edits:
                answers += ["", *_picture(walk, reveal, markdown)]
        elif step.kind == "do":
            out += [f"**Do:** {step.do}" if markdown else f"Do: {step.do}"]
            out += ["", COSTS] if walk.scored else []
            answers += [f"Step {index}. On {'. On '.join(said(edit) for edit in step.solution)}."]
            walk.session.replace_edits([*walk.session.edits, *step.solution])
            answers += ["", *_picture(walk, reveal, markdown)]
        if step.attack:
            own = " --formula NAME=FORMULA .." if step.kind == "do" else ""
            out += [f"Command: srpscope attack {step.attack}{own}"]
            if with_attacks:
                answers += ["", *_drawn([((line, ""),) for line in _attack(step.attack)], markdown)]
        out.append("")
        if answers and answers[-1]:
            answers.append("")
    if answers and with_answers:
        out += ["## Answers" if markdown else "Answers", "", *answers]
    if lesson.words:
        out += ["## Words" if markdown else "Words", ""]
        out += [f"- **{word}**: {about(word)}" if markdown else f"{word}: {about(word)}" for word in lesson.words]
    if lesson.sources:
        out += ["", "## Sources" if markdown else "Sources", ""]
        out += [f"- {source}" if markdown else source for source in lesson.sources]
    lines = "\n".join(out).rstrip().split("\n")
    return "\n".join(printable(line, MOST_CHARACTERS) for line in lines) + "\n"


def said(edit: Edit) -> str:
    """An edit in words."""
    side = "both sides" if edit.side == "both" else f"the {edit.side}"
    return f"{side}: {edit.value} = {edit.content if len(edit.content) <= 80 else edit.content[:70] + '..'}"


def _picture(walk: Walk, reveal: bool, markdown: bool) -> list[str]:
    return _drawn(seen(walk, walk.session.view, reveal), markdown)


def _drawn(drawing: Sequence[pictures.Line], markdown: bool) -> list[str]:
    lines = [plain(line) for line in drawing]
    if not lines:
        return []
    return ["```", *lines, "```", ""] if markdown else [*(f"  {line}".rstrip() for line in lines), ""]


def _answer(index: int, step: Step, markdown: bool) -> list[str]:
    found = [f"Step {index}: answer {step.right + 1}. {step.options[step.right].because}"]
    wrong = [(number, option) for number, option in enumerate(step.options, 1) if not option.right]
    return [*found, *(f"{'- ' if markdown else '  '}Not {number}: {option.because}" for number, option in wrong)]


def _attack(name: str) -> list[str]:
    found = []
    for guarded in (False, True):
        found += fought(name, guarded, asyncio.run(attacks.run(name, guarded)))
    return found
