"""The values of two handshakes: which are the same, new by right, another one, or follow from one that is another.

What a side draws for each handshake (a, b and so A, B) is new by right, and with it whatever is made of it. All else
should be the same: N, g, H, I, P, s, x, v, k, and every formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from srpscope.session import Session, View
from srpscope.srp.encodings import value_bytes
from srpscope.srp.sheet import Cell
from srpscope.srp.values import ORDER, SENT, Side, same

State = Literal["same", "differ", "follows", "drawn", "missing"]
"""drawn: new by right. missing: only one of the two has it."""

STRENGTH: tuple[State, ...] = ("differ", "follows", "drawn", "same", "missing")
"""What a row is called where its columns are not of one kind."""

DRAWN = frozenset(["a", "A", "b", "B"])
"""Drawn for each handshake, or made of what was."""

COLUMNS = ("client", "server", "wire")


@dataclass(frozen=True)
class Attempt:
    """One of the two. view: as it is explained, where its cause is known; name: what it is called."""

    name: str
    session: Session
    view: View


@dataclass(frozen=True)
class Column:
    """One value of one side, or on the wire, in both. why: what is another one: "formula", "value" or "" where it is
    none, or follows."""

    left: bytes | None
    right: bytes | None
    state: State
    why: str = ""


@dataclass(frozen=True)
class ValueRow:
    """One value. side: the column that makes it what it is."""

    name: str
    columns: Mapping[str, Column]
    state: State
    side: str = ""
    why: str = ""

    @property
    def repeated(self) -> bool:
        """It should be new in each handshake, and is not."""
        return self.name in DRAWN and any(one.state == "same" for one in self.columns.values())


def compared_values(left: Attempt, right: Attempt) -> dict[str, ValueRow]:
    """Every value of either, in order."""
    return _Values(left, right).rows()


class _Values:
    def __init__(self, left: Attempt, right: Attempt) -> None:
        self._left, self._right = left, right
        self._found: dict[tuple[str, str], Column] = {}

    def rows(self) -> dict[str, ValueRow]:
        names = dict.fromkeys([*ORDER, *self._left.view.comparison.rows, *self._right.view.comparison.rows])
        made = {}
        for name in names:
            columns = {one: found for one in COLUMNS if (found := self._column(one, name)) is not None}
            if columns:
                made[name] = self._row(name, columns)
        return made

    def _row(self, name: str, columns: Mapping[str, Column]) -> ValueRow:
        state = next(one for one in STRENGTH if any(found.state == one for found in columns.values()))
        side, found = next((side, found) for side, found in columns.items() if found.state == state)
        return ValueRow(name, columns, state, side, found.why)

    def _bytes(self, attempt: Attempt, column: str, name: str) -> bytes | None:
        row = attempt.view.comparison.rows.get(name)
        if row is None:
            return None
        if column == "wire":
            return row.wire
        value = (row.client if column == "client" else row.server).value
        return None if value is None else value_bytes(value)

    def _column(self, column: str, name: str) -> Column | None:
        key = (column, name)
        if key not in self._found:
            left, right = self._bytes(self._left, column, name), self._bytes(self._right, column, name)
            if left is None and right is None:
                return None
            state, why = self._state(column, name, left, right)
            self._found[key] = Column(left, right, state, why)
        return self._found[key]

    def _state(self, column: str, name: str, left: bytes | None, right: bytes | None) -> tuple[State, str]:
        if left is None or right is None:
            return "missing", ""
        one, other = self._cells(column, name)
        computed = one is not None and other is not None and one.source == other.source == "computed"
        if computed and one is not None and other is not None and one.formula != other.formula:
            return "differ", "formula"
        if self._alike(one, other, left, right):
            return "same", ""
        return self._unlike(column, name, frozenset())

    def _alike(self, one: Cell | None, other: Cell | None, left: bytes, right: bytes) -> bool:
        if one is None or other is None or one.value is None or other.value is None:
            return left == right
        return same(one.value, other.value, self._left.view.client.settings.order)

    def _unlike(self, column: str, name: str, inside: frozenset[str]) -> tuple[State, str]:
        """Why a value is another one: by what it is made of, by right, or by itself."""
        states = {self._nature(column, one, inside | {name}) for one in self._made_of(column, name)}
        if "differ" in states or "follows" in states:
            return "follows", ""
        if name in DRAWN or "drawn" in states or self._of_the_protocol(name):
            return "drawn", ""
        return "differ", "value"

    def _nature(self, column: str, name: str, inside: frozenset[str]) -> State | None:
        """Of what kind the difference of an operand is, where it is not known itself by what that is made of."""
        if name in inside:
            return None
        for one in (column, "client", "server"):
            found = self._column(one, name) if one != "wire" else None
            if found is not None and found.state != "missing":
                return found.state
        if name in DRAWN:
            return "drawn"
        if not self._made_of(column, name):
            return None
        return self._unlike(column, name, inside)[0]

    def _made_of(self, column: str, name: str) -> set[str]:
        """What a value is made of, by the formulas of its side or of who sends it."""
        side: Side = "server" if column == "server" or name in (*SENT["server"], "M2") else "client"
        if column == "client" and name not in SENT["server"]:
            side = "client"
        cells = [one for one in self._cells(column, name) if one is not None and one.formula is not None]
        names = {one for cell in cells for one in (cell.through or (cell.formula.names if cell.formula else ()))}
        if any(cell.calls for cell in cells):
            names.add("H")
        if not cells:
            for attempt in (self._left, self._right):
                formula = attempt.session.dialect(side).formula(side, name)
                names |= set() if formula is None else formula.names
        return names - {name}

    def _cells(self, column: str, name: str) -> tuple[Cell | None, Cell | None]:
        if column == "wire":
            return None, None
        found = []
        for attempt in (self._left, self._right):
            row = attempt.view.comparison.rows.get(name)
            found.append(None if row is None else row.client if column == "client" else row.server)
        return found[0], found[1]

    def _of_the_protocol(self, name: str) -> bool:
        """A value that is no SRP value and that nobody gives: a nonce, a token."""
        if name in ORDER:
            return False
        spoken = [
            attempt.session.dialect(side) for attempt in (self._left, self._right) for side in ("client", "server")
        ]
        return not any(name in one.inputs for one in spoken)
