"""Is a lesson that a teacher wrote right? Every step is taken, with its right and its wrong answers."""

from __future__ import annotations

from srpscope.lessons.form import Lesson, Step
from srpscope.lessons.walk import Walk, unmet
from srpscope.srp.edit import Edit
from srpscope.srp.glossary import glossary


def faults_of(lesson: Lesson, file: str) -> list[str]:
    """What is wrong with it, each with file and line; what its loader refuses was said before."""
    found = [f"{file}: there is no term {word!r} in the glossary." for word in lesson.words if word not in glossary()]
    for index, step in enumerate(lesson.steps):
        for fault in _faults(Walk(lesson, index), step):
            found.append(f"{file}:{step.line}: step {index + 1}: {fault}")
    return found


def _faults(walk: Walk, step: Step) -> list[str]:
    view = walk.session.view
    known = set(view.comparison.rows)
    found = [f"there is no value {name!r} in this session." for name in step.show if name not in known]
    named = (step.check.first, *step.check.differs, *step.check.agrees)
    found += [f"check: there is no value {name!r} in this session." for name in named if name and name not in known]
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
    for edit in edits:
        sides = ("client", "server") if edit.side == "both" else (edit.side,)
        for side in sides:
            if side not in ("client", "server"):
                continue
            cell = walk.session.view.sheet(side)[edit.value]
            if cell.value is None:
                found.append(
                    f"{key}: {side}.{edit.value} has no value: {cell.problem or 'something it needs is unknown'}"
                )
    return found
