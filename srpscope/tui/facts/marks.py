"""The three columns of a step: = what the declared dialect gives this side from what it knows, ≠ not, · unknown."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.session import View
from srpscope.srp.comparison import Row
from srpscope.srp.evaluate import Failure, Missing
from srpscope.srp.sheet import Cell, Sheet, read_wire
from srpscope.srp.values import Side, Value, same

AGREE, DIFFER, UNKNOWN = "=", "≠", "·"
SENDERS: dict[str, Side] = {"I": "client", "A": "client", "M1": "client", "s": "server", "B": "server", "M2": "server"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one value, a column each."""

    client: str = UNKNOWN
    server: str = UNKNOWN
    wire: str = UNKNOWN


def marks(view: View, declared: View) -> dict[str, Marks]:
    """The marks of every value; `declared` is the same capture without any edit."""
    found: dict[str, Marks] = {}
    for name, row in view.comparison.rows.items():
        base = declared.comparison.rows.get(name)
        client = _side(row, row.client, base.client if base is not None else None, "client", found)
        server = _side(row, row.server, base.server if base is not None else None, "server", found)
        wire = _wire(name, view, declared)
        if row.state == "differ" and DIFFER not in (client, server, wire):
            client = DIFFER if row.client.value is not None else client
            server = DIFFER if row.server.value is not None else server
        found[name] = Marks(client, server, wire)
    return found


def _side(row: Row, cell: Cell, base: Cell | None, side: str, found: dict[str, Marks]) -> str:
    if cell.value is None:
        return UNKNOWN
    if cell.contradicted or (base is not None and base.value is not None and not _same(cell.value, base.value)):
        return DIFFER
    if row.state in ("differ", "follows") and cell.formula is not None:
        before = (getattr(found[name], side) for name in cell.formula.names if name in found)
        if DIFFER in before:
            return DIFFER
    return AGREE


def _same(left: Value, right: Value) -> bool:
    return left == right if type(left) is type(right) else same(left, right)


def _wire(name: str, view: View, declared: View) -> str:
    data = view.wire.get(name)
    if data is None:
        return UNKNOWN
    sheet: Sheet = declared.sheet(SENDERS.get(name, "client"))
    cell = sheet[name]
    if cell.value is None or cell.source == "received":
        return AGREE
    try:
        if sheet.as_sent(name) == data:
            return AGREE
    except (Missing, Failure):
        return AGREE
    seen = read_wire(sheet.knowledge.dialect, name, data, sheet.kind(name))
    return AGREE if same(cell.value, seen, sheet.settings.order) else DIFFER
