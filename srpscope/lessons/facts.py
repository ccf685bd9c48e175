"""Every sentence of lessons, attacks, glossary and dialects, with where it can be looked up: for the next check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from srpscope.lessons.attacks import ATTACKS, attack
from srpscope.lessons.course import course
from srpscope.lessons.form import Step
from srpscope.srp.dialect import readable_dialects
from srpscope.srp.glossary import glossary, sources


def facts() -> tuple[list[str], list[str]]:
    """The list, a line each, and what of the dialects cannot be read."""
    known, faults = readable_dialects()
    lines: list[str] = []
    for lesson in course():
        lines += _of(f"lesson {lesson.name}: {lesson.title}", lesson.sources, [lesson.about])
        for number, step in enumerate(lesson.steps, 1):
            lines += [f"  {number}. {said}" for said in _said(step)]
    for name in ATTACKS:
        one = attack(name)
        runs = f"runs on srpscope's own parties: srpscope attack {name}"
        lines += _of(f"attack {name}: {one.TITLE}", [runs], [one.ABOUT, f"The safeguard: {one.SAFEGUARD}."])
    for term, line in glossary().items():
        lines += _of(f"word {term}", sources(term) or ["srpscope's own word"], [line])
    for spoken in known:
        lines += _of(f"dialect {spoken.id}: {spoken.title}", spoken.sources, [spoken.about, *spoken.pitfalls])
    return lines, faults


def _of(head: str, where: Iterable[str], said: Iterable[str]) -> list[str]:
    return [head, *(f"  [{source}]" for source in where), *(f"  {sentence}" for sentence in said if sentence)]


def _said(step: Step) -> Iterator[str]:
    """What a step tells, asks and answers, each on one line."""
    for text in (step.tell, step.small):
        if text:
            yield " ".join(text.split())
    if step.do:
        yield " ".join(f"{step.do} {step.hint}".split())
    for option in step.options:
        yield f"{step.ask} {option.say}: {option.because}"
