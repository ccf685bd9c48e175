"""Client, server and wire side by side: which values agree, which differ, which only follow from one that differs.

A value differs if its own formula, encoding or input is at fault, whatever its operands do; it follows if only its
operands differ. Whether a formula is at fault is found out by evaluating it over the other side's operands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from srpscope.srp.evaluate import Evaluation
from srpscope.srp.formula import Call, Name, walk
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.rights import SENT, Rights, independent
from srpscope.srp.sheet import Cell, Knowledge, Needs, Sheet
from srpscope.srp.values import ORDER, Right, Value, same
from srpscope.srp.written import read_wire

State = Literal["agree", "differ", "follows", "unknown"]
Agreement = Literal["agree", "disagree", "unknown"]

JUDGED = ("M1", "M2", "K", "S")
"""Agreement is judged on the first of these that two of client, server and wire know by different right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value on both sides and on the wire.

    needs: what would make it known where a side lacks it. at_fault: the sides whose own doing it is, where that can
    be told; "wire" where only the observed bytes stand against a side. rights: by what right client and server have it.
    """

    name: str
    client: Cell
    server: Cell
    wire: bytes | None
    state: State
    needs: Needs
    at_fault: tuple[str, ...] = ()
    rights: tuple[Right | None, Right | None] = (None, None)

    def cell(self, side: str) -> Cell:
        """The client's or the server's."""
        return self.client if side == "client" else self.server

    @property
    def known(self) -> bool:
        """Whether anybody has the value."""
        return self.client.value is not None or self.server.value is not None or self.wire is not None

    def right(self, column: str) -> Right | None:
        """By what right a column (client, server, wire) has the value; None where it has none."""
        if column == "wire":
            return None if self.wire is None else SENT
        return self.rights[0 if column == "client" else 1]


@dataclass(frozen=True)
class Comparison:
    """Every row in order, the verdict, and the first value that differs.

    judged_on: the value that the verdict rests on; where none is known by different rights, one that contradicts its
    own formula. None where nothing can be told.
    """

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
        self._rights = Rights(client), Rights(server)
        self._states: dict[str, State] = {}

    def run(self) -> Comparison:
        names = dict.fromkeys([*self._client.names, *self._server.names, *self._wire])
        rows = {name: self._row(name) for name in names}
        # A dialect's own value may stand behind a value that it feeds: what follows is settled in a second pass.
        if any(row.state == "differ" for row in rows.values()):
            rows = {name: self._row(name) for name in names}
        agreement, judged = self._judged(rows)
        first = next((name for name, row in rows.items() if row.state == "differ"), None)
        return Comparison(rows, agreement, judged, first)

    def _judged(self, rows: Mapping[str, Row]) -> tuple[Agreement, str | None]:
        """Whether the sides agree, and on what that is judged."""
        cells = (cell for row in rows.values() for cell in (row.client, row.server))
        # What a person put in a value's place is no evidence against the formula that it stands over.
        wrong = next((one.name for one in cells if not one.edited and self._contradicts(one)), None)
        by_hand = False
        for name in JUDGED:
            row = rows[name]
            if self._columns_disagree(name, row.client, row.server, row.wire):
                return "disagree", name
            # Put there by hand on both sides: that they are alike says nothing of either side.
            by_hand = by_hand or all(one.edited and one.source == "given" for one in (row.client, row.server))
            if not by_hand and (independent(*row.rights) or (row.wire is not None and any(row.rights))):
                return ("agree", name) if wrong is None else ("disagree", wrong)
        return ("unknown", None) if wrong is None else ("disagree", wrong)

    def _row(self, name: str) -> Row:
        client, server, wire = self._client[name], self._server[name], self._wire.get(name)
        fault = self._at_fault(name, client, server, wire)
        if fault:
            state: State = "differ"
        elif self._columns_disagree(name, client, server, wire) or self._contradicts(client, server):
            state = "follows"
        elif sum(one is not None for one in (client.value, server.value, wire)) >= 2:
            state = "agree"
        else:
            state = "unknown"
        self._states[name] = state
        ways = [way for cell in (client, server) if cell.value is None for way in cell.needs]
        # "It needs itself" helps only where nothing else would tell it.
        ways = [way for way in ways if name not in way] or ways
        rights = self._rights[0][name], self._rights[1][name]
        return Row(name, client, server, wire, state, tuple(dict.fromkeys(ways)), fault, rights)

    def _columns_disagree(self, name: str, client: Cell, server: Cell, wire: bytes | None) -> bool:
        if client.value is not None and server.value is not None and not self._same(name, client.value, server.value):
            return True
        return wire is not None and any(
            cell.value is not None and not self._matches_wire(sheet, name, cell.value, wire)
            for sheet, cell in ((self._client, client), (self._server, server))
        )

    def _same(self, name: str, left: Value, right: Value) -> bool:
        if same(left, right, self._client.settings.order, name not in self._widthless):
            return True
        texts, octets = (isinstance(left, kind) and isinstance(right, kind) for kind in (str, bytes))
        if not texts and not octets:
            return False
        form = read_only_as(name, (self._client.knowledge, self._server.knowledge))
        if form is None or (form == "MIN") is not octets:
            return False
        return self._in_form(form, name, left) == self._in_form(form, name, right)

    def _in_form(self, form: str, name: str, value: Value) -> Value:
        client = self._client
        run = Evaluation(client.settings, lambda _: value, client.raw, client.powers, client.allowance, record=False)
        return run.run(Call(form, (Name(name),)))

    def _matches_wire(self, sheet: Sheet, name: str, value: Value, wire: bytes) -> bool:
        if self._same(name, value, read_wire(sheet.knowledge.dialect, name, wire, sheet.kind(name))):
            return True
        if isinstance(value, int):
            return False
        try:
            return sheet.as_sent(name) == wire
        except (Missing, Failure):
            return False

    def _at_fault(self, name: str, client: Cell, server: Cell, wire: bytes | None) -> tuple[str, ...]:
        fault: list[str] = [
            sheet.side
            for sheet, cell in ((self._client, client), (self._server, server))
            if self._contradicts(cell) and not edited_above(sheet, cell)
        ]
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

    def _contradicts(self, *cells: Cell) -> bool:
        return any(
            cell.value is not None and other is not None and not self._same(cell.name, cell.value, other)
            for cell in cells
            for other in (cell.computed, cell.did)
        )

    def _operands_differ(self, client: Cell, server: Cell) -> bool:
        """Whether anything that goes into the value on either side is another one already."""
        names = {
            one
            for sheet, cell in ((self._client, client), (self._server, server))
            if cell.formula is not None
            for one in sheet.operands(cell.name, cell.formula)
        }
        return any(self._states.get(one) in ("differ", "follows") for one in names)

    def _between_sides(self, name: str, client: Cell, server: Cell) -> list[str]:
        """Whose doing it is that the two sides have different values; empty where only the operands differ."""
        if not self._operands_differ(client, server):
            return ["client", "server"]
        if client.source != "computed" and server.source != "computed":
            both_follow = all(cell.computed is not None and not self._contradicts(cell) for cell in (client, server))
            return [] if both_follow else ["client", "server"]
        if self._same_rule(name, client, server):
            return []
        crossed = self._crossed(name)
        if crossed is not None and server.value is not None and self._same(name, crossed, server.value):
            return []
        return ["client", "server"]

    def _same_rule(self, name: str, client: Cell, server: Cell) -> bool:
        """Whether both sides make the value alike; who received it expects what its dialect has the other do."""
        if self._client.settings != self._server.settings:
            return False
        rules = [client.formula, server.formula]
        if server.source == "received":
            rules[1] = self._server.knowledge.dialect.formula("client", name)
        if client.source == "received":
            rules[0] = self._client.knowledge.dialect.formula("server", name)
        return rules[0] is not None and rules[0] == rules[1]

    def _crossed(self, name: str) -> Value | None:
        """The client's formula over the server's operands."""
        formula = self._client.knowledge.formula(name)
        if formula is None:
            return None
        client, server = self._client, self._server
        run = Evaluation(client.settings, server.need, server.raw, client.powers, client.allowance, record=False)
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


def begun_at(comparison: Comparison, name: str, sheet: Sheet) -> Comparison:
    """The same, where a side is known to part from the other at a value: what is made of it on that side only follows.
    Where it stands on one side alone (x, where the server has v) it is the first difference, too."""
    rows, seen = dict(comparison.rows), comparison.first_difference
    if seen is None or name not in rows:
        return comparison
    first = name if _made_of(sheet, seen, name) else seen
    rows[first] = replace(rows[first], state="differ")
    for other, row in comparison.rows.items():
        if row.state == "differ" and other not in (name, first) and _made_of(sheet, other, name):
            rows[other] = replace(row, state="follows")
    return replace(comparison, rows=rows, first_difference=first)


def _made_of(sheet: Sheet, name: str, of: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a value is computed from another one, directly or not."""
    formula = sheet[name].formula
    if formula is None or name in seen:
        return False
    read = sheet.operands(name, formula)
    return of in read or any(_made_of(sheet, one, of, seen | {name}) for one in read)


def edited_above(sheet: Sheet, cell: Cell, seen: frozenset[str] = frozenset()) -> bool:
    """Whether an edit changed something that the value is made of: then what its formula gives is the edit's doing."""
    if cell.formula is None or cell.name in seen or cell.name in sheet.knowledge.formulas:
        return False
    above = [sheet[one] for one in sheet.operands(cell.name, cell.formula)]
    seen |= {cell.name}
    return sheet["H"].edited or any(one.edited or edited_above(sheet, one, seen) for one in above)


FOLDS = frozenset(["UPPER", "LOWER", "NFC", "NFD", "NFKC", "NFKD", "STRIP", "TRIM", "GOTRIM", "MIN"])
"""Functions that make one text, or one byte string, of several: a dialect that reads a name, a password or a salt
through one alone does not tell those apart."""


def read_only_as(name: str, sides: tuple[Knowledge, Knowledge]) -> str | None:
    """The function through which every formula of both sides reads a text or a salt (WoW: UPPER(I), Nimbus: MIN(s));
    None where there is none."""
    found: set[str] = set()
    bare = 0
    for known in sides:
        for one in (*ORDER, *known.dialect.own_values):
            formula = known.formula(one)
            for node in walk(formula.node) if formula is not None and name in formula.names else ():
                if isinstance(node, Name) and node.name == name:
                    bare += 1
                elif isinstance(node, Call) and node.function in FOLDS and node.arguments == (Name(name),):
                    found.add(node.function)
                    bare -= 1
    return found.pop() if len(found) == 1 and not bare else None
