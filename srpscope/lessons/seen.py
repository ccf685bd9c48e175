"""What stands below a step's text: the drawing that it asks for, from the session as it is now."""

from __future__ import annotations

from textwrap import wrap

from srpscope.lessons import pictures
from srpscope.lessons.form import Step
from srpscope.lessons.pictures import Line
from srpscope.lessons.small import sums
from srpscope.lessons.walk import Walk
from srpscope.printable import printable
from srpscope.session import View
from srpscope.srp.sheet import Cell

NOT_SUMMED = ("I", "P", "s", "K", "M1", "M2")
"""What is no number also where numbers are small."""


def seen(walk: Walk, view: View, reveal: bool, cells: int = pictures.WIDTH, rows: int = 99) -> list[Line]:
    """The lines. view: of the walk's session. Secrets are masked unless reveal. rows: how many there is room for; a
    drawing may use less."""
    step = walk.step
    unseen = step.unseen if walk.answered is None else ()
    match step.picture:
        case "logged":
            client = {name: view.client.value(name) for name in step.show}
            logged = dict(step.logged)
            numbers = {name: (client[name], logged.get(name)) for name in step.show}
            drawn = pictures.both_sides(numbers, cells, heads=("yours, now", "what this client logged"))
            return [*drawn, *_formulas(view, cells), *_menu(step, cells)]
        case "sessions":
            views = [view, *(one.view for one in walk.others)]
            drawn = pictures.sessions(views, [walk.sends(view), *walk.explained()], step.show, cells)
            return [*drawn, *_formulas(view, cells), *_menu(step, cells)]
        case "values" if walk.lesson.small and set(step.show) - set(NOT_SUMMED):
            below = pictures.values(view.comparison, [name for name in step.show if name in NOT_SUMMED], reveal, cells)
            return [*sums(view, cells, rows - len(below) + 1, unseen), *below[1:]]
        case "messages":
            return pictures.messages(step.until, view.comparison.agreement == "disagree", cells)
        case "graph":
            return pictures.graph(view.comparison, cells, 2 if rows < len(pictures.EDGES) else 1)
        case "values":
            return pictures.values(view.comparison, step.show, reveal, cells, unseen)
        case "bytes":
            return _bytes(step, view, reveal, cells)
    return []


def _formulas(view: View, cells: int) -> list[Line]:
    """What the client computes, as it is edited: who is to find a mistake must see what is right."""
    found = [(name, view.client[name].formula) for name in ("x", "k", "u", "S", "K", "M1")]
    return [
        ((f"{name:<2} = ", "text bold"), (printable(f"{formula}", cells - 5), "dim"))
        for name, formula in found
        if formula is not None
    ]


def _menu(step: Step, cells: int) -> list[Line]:
    """What the mistake may be, with the functions that it needs."""
    return [((line, "dim"),) for line in wrap(f"It is one of these: {step.menu}.", cells)] if step.menu else []


def _bytes(step: Step, view: View, reveal: bool, cells: int) -> list[Line]:
    """What the hash of show[0] is fed on both sides, operand by operand; show[1:] are those to look at."""
    name, wanted = step.show[0], step.show[1:]
    row = view.comparison[name]
    lines: list[Line] = []
    for side, cell in (("client", row.client), ("server", row.server)):
        lines.append(
            ((f"{side}  ", "text bold"), (f"{name} = ", "dim"), (printable(f"{cell.formula}", cells - 16), "text"))
        )
        lines += pictures.operands(_operands(cell), wanted, reveal, cells)
    return [*lines, *pictures.values(view.comparison, [name], reveal, cells)[1:]]


def _operands(cell: Cell) -> list[tuple[str, str, bytes, int]]:
    if not cell.calls:
        return []
    return [(printable(one.text, 40), one.encoding, one.data, one.added) for one in cell.calls[-1].operands]
