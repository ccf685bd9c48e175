"""Two handshakes as the debugger's panes show them: one side of each stands in the place of client and server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srpscope.answers.compared.words import sentences
from srpscope.session import View
from srpscope.srp.comparison import Comparison, Row, State
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SENT
from srpscope.statuses import AGREE, DISAGREE
from srpscope.tui.facts.moment.judgement import Verdict, with_keys
from srpscope.tui.facts.moment.marks import Marks
from srpscope.tui.facts.moment.shown import Beside, Shown
from srpscope.tui.facts.moment.timeline import timeline
from srpscope.tui.facts.spans import Line

if TYPE_CHECKING:
    from srpscope.answers.compared.compared import Compared
    from srpscope.answers.compared.values import Attempt, ValueRow

_STATES: dict[str, State] = {"same": "agree", "differ": "differ", "follows": "follows"}


def two_shown(found: Compared, side: str) -> Shown:
    """One side of both as one moment. May take an exponentiation: called off the UI thread."""
    left, right = found.left, found.right
    rows = {name: _row(found, name, side) for name in found.values if name in left.view.comparison.rows}
    rows = {name: row for name, row in rows.items() if row is not None and name in right.view.comparison.rows}
    first = found.first.value if found.first is not None and found.first.value in rows else None
    comparison = Comparison(rows, "unknown", None, first)
    view = _beside(left.view, right.view, side, comparison)
    declared = _beside(left.session.evaluate([]), right.session.evaluate([]), side, comparison)
    states = {name: _state(row, side) for name, row in found.values.items()}
    return Shown(
        view,
        declared,
        view,
        tuple(timeline(left.session, left.view)),
        {name: _marks(row.state) for name, row in rows.items()},
        (),
        found.judgements[0],
        so_far=verdict(found),
        beside=Beside((left.name, right.name), states),
    )


def _beside(left: View, right: View, side: str, comparison: Comparison) -> View:
    return View(left.sheet(side), right.sheet(side), None, {}, comparison, ())


def _row(found: Compared, name: str, side: str) -> Row:
    cells = [_cell(one, name, side) for one in (found.left, found.right)]
    state = _STATES.get(_state(found.values[name], side), "unknown")
    return Row(name, cells[0], cells[1], None, state, (), (), (None, None))


def _cell(attempt: Attempt, name: str, side: str) -> Cell:
    row = attempt.view.comparison.rows.get(name)
    return Cell(name, None, None) if row is None else row.client if side == "client" else row.server


def _state(row: ValueRow, side: str) -> str:
    column = row.columns.get(side)
    return row.state if column is None or column.state == "missing" else column.state


def _marks(state: State) -> Marks:
    return Marks("≠", "=") if state in ("differ", "follows") else Marks("=", "=")


def side_of(found: Compared, name: str) -> str:
    """The side on which a value says most: where it is another one, else who makes it."""
    row = found.values[name]
    if row.side in ("client", "server") and row.state in ("differ", "follows"):
        return row.side
    known = [one for one in ("client", "server") if (column := row.columns.get(one)) and column.state != "missing"]
    maker = "server" if name in (*SENT["server"], "M2", "b") else "client"
    return maker if maker in known or not known else known[0]


def badges(found: Compared) -> list[tuple[str, str]]:
    """How each ended."""
    said = []
    for attempt, judged in zip((found.left, found.right), found.judgements, strict=True):
        role, words = judged.badge
        said.append((role, f"{attempt.name} {words}"))
    return said


def verdict(found: Compared, reveal: bool = False) -> Verdict:
    """Where they part, what is not new, and how each ended."""
    status = found.exit_status
    role = {AGREE: "agree", DISAGREE: "differ"}.get(status, "warn")
    sign = {AGREE: "=", DISAGREE: "●"}.get(status, "·")
    # Whose debugger a key opens follows from who the sentence is of.
    first = f"{found.left.name}: "
    said = [with_keys(one, f"{'d' if one.startswith(first) else 'D'} and then w") for one in sentences(found, reveal)]
    lines: list[Line] = [((f"{sign} ", f"{role} bold"), (said[0], "text bold"))]
    for one in said[1:]:
        warn = " the same in both: " in one
        lines.append((("= " if warn else "  ", "warn bold"), (one, "warn" if warn else "text")))
    return Verdict(role, "", tuple(lines))
