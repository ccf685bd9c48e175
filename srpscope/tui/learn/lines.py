"""The lines of the learn screen, from a walk through a lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from srpscope.lessons import pictures
from srpscope.lessons.attacks.outcome import Attacked
from srpscope.lessons.cost import HINT
from srpscope.lessons.course import course, number
from srpscope.lessons.form import Lesson
from srpscope.lessons.progress import Taken
from srpscope.lessons.walk import Walk
from srpscope.printable import printable
from srpscope.tui.facts.spans import Line, place, shorten, wrapped

NOTHING = Taken()
PREDICT_HINT = "1-{} or j/k choose, enter locks your answer."
NOTHING_BEFORE = " Nothing changes before."
"""Left out where it would take a row of the text's."""


def headline(walk: Walk | None, narrow: bool = False) -> tuple[str, list[tuple[str, str]]]:
    """Which lesson, of how many."""
    if walk is None:
        return "Lessons", [("SRP by breaking it", "dim")]
    at = number(walk.lesson)
    title = f"Lesson {at} of {len(course())}" if at is not None else "Your lesson" if walk.lesson.own else "SRP"
    said = [(printable(walk.lesson.title, 60), "text")]
    if walk.lesson.small:
        said.append(("small numbers" if narrow else "small numbers, made up: nothing is hidden", "warn"))
    return title, said


def badge(walk: Walk | None) -> tuple[str, str]:
    """Which step, of how many, as a number and as a bar."""
    if walk is None:
        return "dim", ""
    steps = len(walk.lesson.steps)
    done = walk.at + 1
    return "dim", f"step {done} of {steps}  {'━' * (2 * done)}{'─' * (2 * (steps - done))}"


def lesson_list(lessons: Sequence[Lesson], taken: Mapping[str, Taken], chosen: int, cells: int) -> list[Line]:
    """The lessons, a row each: number, title, what it is about, how far one is."""
    lines: list[Line] = []
    for index, lesson in enumerate(lessons):
        steps = len(lesson.steps)
        count = min(len(taken.get(lesson.key, NOTHING).done), steps)
        here = index == chosen
        state, role = ("done", "agree") if count == steps else (f"{count}/{steps}", "dim")
        spans = [
            (0, "►" if here else " ", "accent bold"),
            (2, f"{index + 1:>2}", "accent bold"),
            (6, shorten(printable(lesson.title, 60), 39), "text bold" if here else "text"),
        ]
        if cells >= 110:
            spans.append((47, shorten(printable(lesson.about, 90), cells - 56), "dim"))
        spans.append((cells - 6, state, role))
        lines.append(place(spans))
    return lines


def text_lines(text: str, cells: int, role: str = "text") -> list[Line]:
    """A text of several lines, each wrapped where it is too long. Line ends of the file count as blanks."""
    lines: list[Line] = []
    for paragraph in text.split("\n\n"):
        if lines:
            lines.append(())
        lines += wrapped(printable(" ".join(paragraph.split()), 4_000), cells, role)
    return lines


def task_title(walk: Walk) -> str:
    """The title of the middle pane, "" where the step only tells."""
    return {"predict": "Predict", "do": "Do", "attack": "Attack", "tell": ""}[walk.step.kind]


def task(walk: Walk, done: bool, cells: int, hinted: bool = False) -> tuple[list[Line], dict[int, int]]:
    """What the learner is asked, and which row stands for which option. hinted: the hint was asked for."""
    step = walk.step
    if step.kind == "do":
        lines = text_lines(step.do, cells, "text bold")
        for told in () if done else (*walk.hints, *([step.hint] if hinted else ())):
            lines += text_lines(told, cells)
        if done:
            goes_on = " enter goes on." if not walk.attack_due else " enter runs it on a server of srpscope's."
            lines.append((("= ", "agree bold"), ("Done.", "agree bold"), (goes_on, "dim")))
        return lines, {}
    if step.kind != "predict":
        return [], {}
    lines = text_lines(step.ask, cells, "text bold")
    rows: dict[int, int] = {}
    for index, option in enumerate(step.options):
        here = index == walk.chosen
        if walk.answered is not None and index not in (walk.answered, *walk.refuted):
            continue
        mark, role = "►" if here else " ", "accent bold"
        if index == walk.answered:
            mark, role = "=", "agree bold"
        elif index in walk.refuted:
            mark, role = "≠", "differ bold"
        rows[len(lines)] = index
        look = "text bold" if here else "text"
        lines.append(
            place([(0, mark, role), (2, str(index + 1), "accent bold"), (4, printable(option.say, cells - 5), look)])
        )
    if walk.answered is None and not walk.refuted:
        told = PREDICT_HINT.format(len(step.options))
        lines += text_lines(told + NOTHING_BEFORE * (cells >= len(told + NOTHING_BEFORE)), cells, "dim")
    else:
        lines += text_lines(walk.reason(), cells)
    return lines, rows


def said_of_step(walk: Walk, done: bool, attack: Line) -> tuple[Line, str]:
    """What the lesson says to the answer, and its role. attack: what is said of one that was run."""
    step = walk.step
    if step.kind == "predict" and walk.answered is not None:
        return (("= Right.", "agree bold"), *attack), "agree"
    if step.kind == "predict" and walk.refuted:
        return (("≠ Not this one.", "warn bold"), (" The reason stands above; try again.", "text")), "warn"
    if step.kind == "do" and done:
        score: Line = ((f" {walk.said_score}", "text bold"),) if walk.scored else ()
        return (("= Done.", "agree bold"), *(attack or ((" The session says so.", "text"),)), *score), "agree"
    if walk.scored:
        more = f"! gives a hint: {HINT} points less." if len(walk.hints) < len(step.hints) else "! shows the answer."
        return (("?", "accent bold"), (f" {walk.said_score} {more} j/k choose, e edits.", "text")), "accent"
    if step.kind == "do":
        keys = " j/k choose a value, h/l the side; e edits, u undoes."
        return (("?", "accent bold"), (keys, "text")), "accent"
    if step.kind == "predict":
        said: Line = ((" Say it before you see it. ", "text bold"), ("It is not scored.", "dim"))
        return (("?", "accent bold"), *said), "accent"
    return (("?", "accent bold"), (" Read, look, and try: e edits, U puts it back.", "text")), "accent"


def fight(outcomes: Sequence[tuple[bool, Attacked]], safeguard: str, cells: int) -> list[Line]:
    """What an attack did, without and with its safeguard."""
    lines: list[Line] = []
    for guarded, outcome in outcomes:
        word, role = ("succeeds", "differ bold") if outcome.succeeded else ("fails", "agree bold")
        head = f"With: {safeguard}. " if guarded else "Without the safeguard: "
        lines.append(((shorten(head, cells - 22), "text bold"), (f" the attack {word}", role)))
        for sentence in outcome.sentences:
            lines += [(("  ", "text"), *line) for line in text_lines(sentence, cells - 2)]
        for title, rows in outcome.bars.items():
            lines += [(("  ", "text"), *line) for line in pictures.bars(title, rows, cells - 4)]
    return lines
