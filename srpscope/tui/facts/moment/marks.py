"""The signs of a value, in one place: ● ○ ≠ in front of its name, = ≠ · behind it, and in the columns of a step
= what the declared dialect gives this side from what it knows, ≠ not, · unknown."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.session import View
from srpscope.srp.comparison import Row
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Cell, Sheet
from srpscope.srp.values import Side, equal, same
from srpscope.srp.written import read_wire

AGREE, DIFFER, UNKNOWN = "=", "≠", "·"
SENDERS: dict[str, Side] = {"I": "client", "A": "client", "M1": "client", "s": "server", "B": "server", "M2": "server"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one value, a column each. follows: a side makes it, by its own formula, of what is not the
    dialect's."""

    client: str = UNKNOWN
    server: str = UNKNOWN
    wire: str = UNKNOWN
    follows: bool = False

    def of(self, column: str) -> str:
        """The mark in a column; of one that is not shown nothing is known."""
        return {"client": self.client, "server": self.server, "wire": self.wire}.get(column, UNKNOWN)


def glyph(state: str, first: bool = False) -> tuple[str, str]:
    """What stands before a name, and its role: ● the first difference, ○ follows from one, ≠ another of its own."""
    if first:
        return "●", "differ bold"
    return {"follows": ("○", "follows bold"), "differ": ("≠", "differ bold")}.get(state, (" ", "text"))


def equality(state: str) -> tuple[str, str]:
    """What stands behind a value, and its role: = agree, ≠ differ or follows, ~ new by right, · unknown."""
    if state in ("differ", "follows"):
        return "≠", f"{state} bold"
    if state == "drawn":
        return "~", "dim"
    return (AGREE, "agree") if state == "agree" else (UNKNOWN, "dim")


def between(state: str, first: bool) -> tuple[str, str]:
    """One sign for how the sides stand to each other, whatever their dialect says."""
    sign, role = glyph(state, first)
    return (sign, role) if sign != " " else equality(state)


def standing(found: Marks | None, row: Row) -> str:
    """How a value stands; one that a single side has, and that only follows there, is no difference of its own."""
    return "follows" if row.state == "unknown" and found is not None and found.follows else row.state


def in_column(mark: str, state: str) -> str:
    """The role of a mark in its column."""
    if mark != DIFFER:
        return "dim" if mark == UNKNOWN else "agree"
    return f"{state} bold" if state in ("differ", "follows") else "warn"


def at_a_glance(found: Marks | None, row: Row, first: bool) -> tuple[str, str]:
    """One sign for all that is known of a value, and its role."""
    sign, role = glyph(standing(found, row), first)
    columns = () if found is None else (found.client, found.server, found.wire)
    if sign != " ":
        return sign, role
    if DIFFER in columns:
        return DIFFER, "warn"
    return (AGREE, "agree") if AGREE in columns else (UNKNOWN, "dim")


def marks(view: View, declared: View) -> dict[str, Marks]:
    """The marks of every value; `declared` is the same capture without any edit."""
    found: dict[str, Marks] = {}
    for name, row in view.comparison.rows.items():
        base = declared.comparison.rows.get(name)
        client = _side(row, row.client, base.client if base is not None else None, "client", found)
        server = _side(row, row.server, base.server if base is not None else None, "server", found)
        wire = _wire(name, view, declared)
        if row.state == "differ" and DIFFER not in (client, server, wire):
            sender = SENDERS.get(name)
            if sender is not None and row.wire is not None and row.cell(sender).value is None:
                wire = DIFFER  # what was sent is not what the other side's own values give
            else:
                client = DIFFER if row.client.value is not None else client
                server = DIFFER if row.server.value is not None else server
        follows = any(
            mark == DIFFER and _only_follows(row.cell(side), None if base is None else base.cell(side), side, found)
            for side, mark in (("client", client), ("server", server))
        )
        found[name] = Marks(client, server, wire, follows)
    return found


def _only_follows(cell: Cell, plain: Cell | None, side: str, found: dict[str, Marks]) -> bool:
    """It is what its own formula gives, which nobody changed, and a value that goes into it is not the dialect's."""
    if (
        cell.formula is None
        or cell.contradicted
        or cell.by_formula is None
        or (plain is not None and plain.formula != cell.formula)
    ):
        return False
    return any(name in found and found[name].of(side) == DIFFER for name in cell.formula.names)


def _side(row: Row, cell: Cell, base: Cell | None, side: str, found: dict[str, Marks]) -> str:
    if cell.value is None:
        return UNKNOWN
    if cell.contradicted or (base is not None and base.contradicted):
        return DIFFER  # logged, and not what the dialect gives: a cause that explains it makes it no other value
    if base is not None and base.value is not None and not equal(cell.value, base.value):
        return DIFFER
    if row.state in ("differ", "follows") and cell.formula is not None:
        before = (found[name].of(side) for name in cell.formula.names if name in found)
        if DIFFER in before:
            return DIFFER
    return AGREE


def _wire(name: str, view: View, declared: View) -> str:
    data = view.wire.get(name)
    if data is None:
        return UNKNOWN
    sheet: Sheet = declared.sheet(SENDERS.get(name, "client"))
    cell = sheet[name]
    if cell.value is None or cell.source == "received":
        return AGREE
    seen = read_wire(sheet.knowledge.dialect, name, data, sheet.kind(name))
    if cell.computed is not None and cell.contradicted:
        return AGREE if same(cell.computed, seen, sheet.settings.order) else DIFFER
    try:
        if sheet.as_sent(name) == data:
            return AGREE
    except (Missing, Failure):
        return AGREE
    return AGREE if same(cell.value, seen, sheet.settings.order) else DIFFER
