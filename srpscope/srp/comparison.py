"""Client, server and wire side by side: which values agree, which differ, which only follow from one that differs.

A value differs if its own formula, encoding or input is at fault, whatever its operands do; it follows if only its
operands differ. Whether a formula is at fault is found out by evaluating it over the other side's operands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from srpscope.srp.dialect import Dialect
from srpscope.srp.evaluate import Evaluation, Failure, Missing
from srpscope.srp.sheet import Cell, Needs, Sheet, read_wire
from srpscope.srp.values import Value, same

State = Literal["agree", "differ", "follows", "unknown"]
Agreement = Literal["agree", "disagree", "unknown"]

JUDGED = ("M1", "M2", "K", "S")
"""Agreement is judged on the first of these that two of client, server and wire know."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value on both sides and on the wire.

    needs: what would make it known where a side lacks it. at_fault: the sides whose own doing it is, where that can
    be told; "wire" where only the observed bytes stand against a side.
    """

    name: str
    client: Cell
    server: Cell
    wire: bytes | None
    state: State
    needs: Needs
    at_fault: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Every row in order, the verdict, and the first value that differs."""

    rows: Mapping[str, Row]
    agreement: Agreement
    judged_on: str | None
    first_difference: str | None

    def __getitem__(self, name: str) -> Row:
        return self.rows[name]

    @property
    def path(self) -> tuple[str, ...]:
        """The values that follow from the first difference."""
        return tuple(row.name for row in self.rows.values() if row.state == "follows")


def compare(
    client: Sheet, server: Sheet, wire: Mapping[str, bytes], widthless: frozenset[str] = frozenset()
) -> Comparison:
    """Compare two sheets with each other and with what stood on the wire.

    widthless: names whose recorded bytes lost their length, so that leading zeros mean nothing.
    """
    return _Comparing(client, server, wire, widthless).run()


class _Comparing:
    def __init__(self, client: Sheet, server: Sheet, wire: Mapping[str, bytes], widthless: frozenset[str]) -> None:
        self._client, self._server, self._wire, self._widthless = client, server, wire, widthless
        self._states: dict[str, State] = {}

    def run(self) -> Comparison:
        names = dict.fromkeys([*self._client.names, *self._server.names, *self._wire])
        rows = {name: self._row(name) for name in names}
        # A dialect's own value may stand behind a value that it feeds: what follows is settled in a second pass.
        if any(row.state == "differ" for row in rows.values()):
            rows = {name: self._row(name) for name in names}
        judged = next((name for name in JUDGED if self._known_twice(rows[name])), None)
        agreement: Agreement = "unknown"
        if judged is not None:
            agreement = "agree" if self._all_equal(rows[judged]) else "disagree"
        first = next((name for name, row in rows.items() if row.state == "differ"), None)
        return Comparison(rows, agreement, judged, first)

    def _row(self, name: str) -> Row:
        client, server, wire = self._client[name], self._server[name], self._wire.get(name)
        fault = self._at_fault(name, client, server, wire)
        if fault:
            state: State = "differ"
        elif self._columns_disagree(name, client, server, wire):
            state = "follows"
        elif sum(one is not None for one in (client.value, server.value, wire)) >= 2:
            state = "agree"
        else:
            state = "unknown"
        self._states[name] = state
        ways = [way for cell in (client, server) if cell.value is None for way in cell.needs]
        # "It needs itself" helps only where nothing else would tell it.
        ways = [way for way in ways if name not in way] or ways
        return Row(name, client, server, wire, state, tuple(dict.fromkeys(ways)), fault)

    def _known_twice(self, row: Row) -> bool:
        return sum(one is not None for one in (row.client.value, row.server.value, row.wire)) >= 2

    def _all_equal(self, row: Row) -> bool:
        return not self._columns_disagree(row.name, row.client, row.server, row.wire)

    def _columns_disagree(self, name: str, client: Cell, server: Cell, wire: bytes | None) -> bool:
        if client.value is not None and server.value is not None and not self._same(name, client.value, server.value):
            return True
        return wire is not None and any(
            cell.value is not None and not self._matches_wire(sheet, name, cell.value, wire)
            for sheet, cell in ((self._client, client), (self._server, server))
        )

    def _same(self, name: str, left: Value, right: Value) -> bool:
        return same(left, right, self._client.settings.order, name not in self._widthless)

    def _matches_wire(self, sheet: Sheet, name: str, value: Value, wire: bytes) -> bool:
        seen = read_wire(sheet.knowledge.dialect, name, wire, sheet.kind(name))
        if same(value, seen, sheet.settings.order, name not in self._widthless):
            return True
        if isinstance(value, int):
            return False
        try:
            return sheet.as_sent(name) == wire
        except (Missing, Failure):
            return False

    def _at_fault(self, name: str, client: Cell, server: Cell, wire: bytes | None) -> tuple[str, ...]:
        fault = [side for side, cell in (("client", client), ("server", server)) if self._contradicts(name, cell)]
        if client.value is not None and server.value is not None and not self._same(name, client.value, server.value):
            fault += self._between_sides(name, client, server)
        if wire is not None and not fault:
            against = [
                sheet.side
                for sheet, cell in ((self._client, client), (self._server, server))
                if cell.value is not None and not self._matches_wire(sheet, name, cell.value, wire)
            ]
            if against and not self._operands_differ(client, server):
                fault = ["wire"]
        return tuple(dict.fromkeys(fault))

    def _contradicts(self, name: str, cell: Cell) -> bool:
        return cell.value is not None and cell.computed is not None and not self._same(name, cell.value, cell.computed)

    def _operands_differ(self, *cells: Cell) -> bool:
        names = {one for cell in cells if cell.formula is not None for one in cell.formula.names}
        return any(self._states.get(one) in ("differ", "follows") for one in names)

    def _between_sides(self, name: str, client: Cell, server: Cell) -> list[str]:
        """Whose doing it is that the two sides have different values; empty where only the operands differ."""
        formulas = client.formula, server.formula
        if client.source != "computed" and server.source != "computed":
            both_follow = all(
                cell.computed is not None and not self._contradicts(name, cell) for cell in (client, server)
            )
            if both_follow and self._operands_differ(client, server):
                return []
            return ["client", "server"]
        if not self._operands_differ(client, server):
            return ["client", "server"]
        if formulas[0] == formulas[1] and self._client.settings == self._server.settings:
            return []
        crossed = self._crossed(name)
        if crossed is not None and server.value is not None and self._same(name, crossed, server.value):
            return []
        return ["client", "server"]

    def _crossed(self, name: str) -> Value | None:
        """The client's formula over the server's operands."""
        formula = self._client.knowledge.formula(name)
        if formula is None:
            return None
        run = Evaluation(
            self._client.settings, self._server.need, self._server.raw, self._client._memory.powers, record=False
        )
        if name == "S":  # each side reaches S by its own private key: only what they share can be crossed
            return self._server.value("S") if self._same_exponent_rule() else None
        try:
            value = run.run(formula.node)
        except (Missing, Failure):
            return None
        if self._client.kind(name) == "number" and isinstance(value, bytes):
            return int.from_bytes(value, self._client.settings.order)
        return value

    def _same_exponent_rule(self) -> bool:
        default = self._client.knowledge.dialect.formula("client", "S")
        return self._client.knowledge.formula("S") == default


def shared_dialect(client: Sheet, server: Sheet) -> Dialect | None:
    """The dialect that both sides speak, or None where they declare different ones."""
    a, b = client.knowledge.dialect, server.knowledge.dialect
    return a if a.id == b.id else None
