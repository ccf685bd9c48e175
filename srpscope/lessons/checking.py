"""Is a lesson that a teacher wrote right? Every step is taken, with its right and its wrong answers."""

from __future__ import annotations

from dataclasses import replace

from srpscope.errors import SrpscopeError
from srpscope.lessons.form import Lesson, Step
from srpscope.lessons.walk import Walk, unmet
from srpscope.session.opening import session_of
from srpscope.srp.edit import Edit
from srpscope.srp.glossary import glossary

SIDES = ("client", "server")


def faults_of(lesson: Lesson, file: str) -> list[str]:
    """What is wrong with it, each with file and line; what its loader refuses was said before."""
    words, start = (f"{file}:{lesson.lines.get(place, 1)}" for place in ("words", "start"))
    found = [f"{words}: there is no term {word!r} in the glossary." for word in lesson.words if word not in glossary()]
    found += [f"{start}: [start]: {one}" for one in _start(lesson)]
    for index, step in enumerate(lesson.steps):
        try:
            faults = _faults(Walk(lesson, index), step)
        except SrpscopeError as error:  # a formula that is none, hex text with an odd digit
            faults = [str(error)]
        found += [f"{file}:{step.line}: step {index + 1}: {fault}" for fault in faults]
    return found


def _start(lesson: Lesson) -> list[str]:
    """Values of the start that cannot be read, or that no session of its dialect has."""
    if lesson.capture.name != lesson.title:  # of a recording nobody asks that
        return []
    session = session_of(replace(lesson.capture, lines=list(lesson.capture.lines)))
    given = {name for line in lesson.capture.lines for name in line.get("values", {})}
    known = set(session.view.comparison.rows)
    found = [f"{one.side}.{one.name}: {one.said}" for one in session.held.unread]
    return [*found, *(f"there is no value {name!r} in this session." for name in sorted(given - known))]


def _faults(walk: Walk, step: Step) -> list[str]:
    view = walk.session.view
    known = set(view.comparison.rows)
    shown = (*step.show, *(one.partition(".")[2] for one in step.unseen))
    found = [f"there is no value {name!r} in this session." for name in dict.fromkeys(shown) if name not in known]
    named = (step.check.first, *step.check.differs, *step.check.agrees)
    found += [f"check: there is no value {name!r} in this session." for name in named if name and name not in known]
    if step.picture == "bytes" and not any(view.sheet(side)[name].calls for side in SIDES for name in step.show[:1]):
        found.append("the picture bytes shows a value that is a hash, and show names none first.")
    said = [option.say for option in step.options]
    found += [f"the option {one!r} stands there twice." for one in dict.fromkeys(said) if said.count(one) > 1]
    found += _failing(walk, "before", step.before)
    if found:
        return found
    match step.kind:
        case "predict":
            walk.lock(step.right)
            found += _failing(walk, "edits", step.edits)
            found += [
                f"after the right answer its check does not hold: {one}" for one in unmet(step.check, walk.session.view)
            ]
        case "do":
            if walk.done():
                found.append("it is done before anything is done.")
            for wrong in step.wrong:
                walk.session.replace_edits([*walk.given, wrong])
                found += _failing(walk, "wrong", (wrong,))
                if walk.done():
                    found.append(f"a wrong edit solves it: {wrong.side}.{wrong.value}.")
            walk.session.replace_edits([*walk.given, *step.solution])
            found += _failing(walk, "solution", step.solution)
            found += [f"its solution does not solve it: {one}" for one in unmet(step.check, walk.session.view)]
    return found


def _failing(walk: Walk, key: str, edits: tuple[Edit, ...]) -> list[str]:
    """Edits whose value cannot be computed: a formula with an unknown name, a type that does not fit."""
    found = []
    notes = walk.session.view.notes
    for edit in edits:
        sides = SIDES if edit.side == "both" else (edit.side,)
        for side in sides:
            if side not in SIDES:
                continue
            cell = walk.session.view.sheet(side)[edit.value]
            if cell.value is None:
                about = f"edit of {edit.value} on the {side}: "
                said = [note.removeprefix(about) for note in notes if note.startswith(about)]
                reason = cell.problem or " ".join(said) or "something it needs is unknown"
                found.append(f"{key}: {side}.{edit.value} has no value: {reason}")
    return found
