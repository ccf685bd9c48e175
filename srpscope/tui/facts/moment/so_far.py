"""A moment on the way: the same panes with what was not known yet at a step left out, and no verdict yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from srpscope.srp.comparison import Comparison, Row, State
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Cell
from srpscope.srp.values import same
from srpscope.srp.written import read_wire
from srpscope.tui.facts.moment.course import USUAL, CourseStep, course
from srpscope.tui.facts.moment.judgement import Verdict
from srpscope.tui.facts.moment.marks import UNKNOWN, Marks, marks
from srpscope.tui.facts.moment.timeline import MessageGroup
from srpscope.tui.facts.spans import Line

if TYPE_CHECKING:
    from srpscope.session import Session, View
    from srpscope.tui.facts.moment.shown import Shown


def so_far(shown: Shown, steps: Sequence[CourseStep], at: int) -> Shown:
    """What is shown at a step. The cause that was found is left out with the rest: it comes with the verdict."""
    step = steps[at]
    whole = shown.unexplained
    rows = {name: _row(whole, row, step) for name, row in whole.comparison.rows.items()}
    first = next((name for name, row in rows.items() if row.state == "differ"), None)
    comparison = Comparison(rows, "unknown", None, first)
    wire = {name: data for name, data in whole.wire.items() if ("wire", name) in step.known}
    view = replace(whole, comparison=comparison, wire=wire)
    signs = marks(whole, shown.declared)
    return replace(
        shown,
        view=view,
        unexplained=view,
        groups=_groups(shown.groups, step),
        marks={name: _marks(found, rows[name], name, step) for name, found in signs.items()},
        explanation=None,
        lacking=None,
        so_far=_told(steps, at),
        _tables={},
    )


def after_messages(session: Session, shown: Shown, messages: int) -> Shown:
    """What is shown when so many of the usual four messages have crossed: nothing of later ones."""
    later = {name for _, names in USUAL[messages:] for name in names if name in ("M1", "M2")}
    steps = course(session, shown.unexplained, shown.groups)
    past = list(takewhile(lambda step: step.crossed <= messages and step.value not in later, steps))
    return so_far(shown, steps, len(past) - 1) if past and len(past) < len(steps) else shown


def _row(view: View, row: Row, step: CourseStep) -> Row:
    hidden = [one for one in ("client", "server", "wire") if (one, row.name) not in step.known]
    if not hidden:
        return row
    client, server = (
        Cell(row.name, None, None) if side in hidden else cell
        for side, cell in (("client", row.client), ("server", row.server))
    )
    wire = None if "wire" in hidden else row.wire
    rights = (
        None if client.value is None else row.rights[0],
        None if server.value is None else row.rights[1],
    )
    return replace(row, client=client, server=server, wire=wire, rights=rights, state=_state(view, row, hidden))


def _state(view: View, row: Row, hidden: Sequence[str]) -> State:
    """The state as far as it can be seen."""
    cells = {"client": row.client, "server": row.server}
    seen = {side: cell for side, cell in cells.items() if side not in hidden and cell.value is not None}
    if row.state not in ("differ", "follows"):
        return row.state if len(seen) + (row.wire is not None and "wire" not in hidden) >= 2 else "unknown"
    if any(cell.contradicted for cell in seen.values()) or len(seen) == 2:
        return row.state
    if not seen or row.wire is None or "wire" in hidden:
        return "unknown"
    side, cell = next(iter(seen.items()))
    return "agree" if _as_sent(view, side, cell, row.wire) else row.state


def _as_sent(view: View, side: str, cell: Cell, wire: bytes) -> bool:
    sheet = view.sheet(side)
    assert cell.value is not None
    read = read_wire(sheet.knowledge.dialect, cell.name, wire, sheet.kind(cell.name))
    if same(cell.value, read, sheet.settings.order):
        return True
    try:
        return sheet.as_sent(cell.name) == wire
    except (Missing, Failure):
        return False


def _marks(found: Marks, row: Row, name: str, step: CourseStep) -> Marks:
    def seen(column: str) -> str:
        mark = found.of(column)
        if (column, name) not in step.known:
            return UNKNOWN
        return "=" if mark == "≠" and row.state == "agree" else mark

    return Marks(seen("client"), seen("server"), seen("wire"))


def _groups(groups: Sequence[MessageGroup], step: CourseStep) -> tuple[MessageGroup, ...]:
    """The groups with the values of which something is known; a message that has not crossed has no size yet."""
    known = {name for _, name in step.known}
    crossed = 0
    out = []
    for group in groups:
        heading = group.heading
        if heading.arrow:
            crossed += not heading.missing
            if crossed > step.crossed or heading.missing:
                heading = replace(heading, size=None, missing=False, carries=())
        values = tuple(name for name in group.values if name in known)
        if values:
            out.append(MessageGroup(heading, values))
    return tuple(out)


def _told(steps: Sequence[CourseStep], at: int) -> Verdict:
    step = steps[at]
    count = f"STEP {at + 1} OF {len(steps) + 1}"
    sign = {"sent": "→", "said": "·", "given": "·"}.get(step.kind, "=")
    first: Line = ((f"{sign} ", "accent bold"), (step.sentence, "text bold"))
    left = len(steps) - at - 1
    rest = "then the verdict" if not left else f"{left} more, then the verdict"
    second: Line = (("  ", "text"), (f"What is not known yet is not shown; {rest}.", "dim"))
    return Verdict("accent", count, (first, second))
