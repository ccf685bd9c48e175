"""The SRP values of one live side: a sheet that grows as messages arrive."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from srpscope.errors import UserError
from srpscope.srp.allowance import Alone
from srpscope.srp.dialect import Dialect
from srpscope.srp.encodings import bytes_text, even_hex
from srpscope.srp.formula import Formula
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives.groups import group as named_group
from srpscope.srp.sheet import Cell, Knowledge, Memory, Sheet
from srpscope.srp.values import Side, Value
from srpscope.wire.exchange import Exchange

SECRET_BYTES = 32
"""Length of a drawn a or b, as in esp_srp.c and esp_prov."""


class SheetParty:
    """One side's values, evaluated from its dialect; a Party for srpscope.wire.exchange.

    given: its own values (I, P, s, v, a, b, N, g ...), numbers as int. group: a group's name; None takes the
    dialect's. formulas: over the dialect's, for a side that is to make a mistake. a and b are drawn where not given.
    Not safe for two threads at once.
    """

    def __init__(
        self,
        side: Side,
        dialect: Dialect,
        given: Mapping[str, Value],
        *,
        group: str | None = None,
        hash: str | None = None,
        formulas: Mapping[str, Formula] | None = None,
        memory: Memory | None = None,
    ) -> None:
        values: dict[str, Value] = dict(given)
        name = group or dialect.group
        if name is not None and "N" not in values:
            found = named_group(name)
            values["N"] = found.N
            values.setdefault("g", found.g)
        if "N" not in values:
            raise UserError(f"the dialect {dialect.id} has no group of its own: name one.")
        self._own = "a" if side == "client" else "b"
        values.setdefault(self._own, _draw())
        self._memory = memory or Memory(allowance=Alone())
        self.knowledge = Knowledge(side, dialect, values, formulas=formulas or {}, hash=hash)
        self._sheet = Sheet(self.knowledge, self._memory, record=False)
        self._overrides: dict[str, bytes] = {}

    stranger = ""
    """What a server has to say of a user that it does not know; never to the peer."""

    when_A_comes: Callable[[SheetParty], None] | None = None
    """What a played server does before it answers an A: it may still draw another b."""

    gave_B = False
    """Whether B was handed out, so that b stands."""

    @property
    def sheet(self) -> Sheet:
        """The values as they stand."""
        return self._sheet

    def _renewed(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._sheet = Sheet(knowledge, self._memory, record=False)

    def raw(self, name: str) -> bytes:
        """The value as this side sends it, or as it was set by hand. Raises UserError where it cannot be had."""
        self.gave_B = self.gave_B or name == "B"
        if name in self._overrides:
            return self._overrides[name]
        try:
            return self._sheet.raw(name)
        except (Missing, Failure) as reason:
            raise self._unknown(name, reason) from None

    def number(self, name: str) -> int:
        """The value as a number. Raises UserError where it cannot be had."""
        try:
            value = self._sheet.need(name)
        except (Missing, Failure) as reason:
            raise self._unknown(name, reason) from None
        if isinstance(value, str):
            raise UserError(f"{name} is text, and a number is needed.")
        return value if isinstance(value, int) else int.from_bytes(value, self.knowledge.dialect.order)

    def text(self, name: str) -> str:
        """The value as text (I). Raises UserError where it cannot be had."""
        value = self._sheet[name].value
        if value is None:
            raise self._unknown(name, Missing(name))
        return bytes_text(value) if isinstance(value, bytes) else str(value)

    def own_values(self) -> dict[str, str]:
        """What a capture says of this side: its inputs, numbers and bytes in hex, text as it is."""
        given = self.knowledge.given
        return {name: _shown(given[name]) for name in ("I", "P", "s", "v", "a", "b") if name in given}

    def cell(self, name: str) -> Cell:
        """A value with how it came about."""
        return self._sheet[name]

    def receive(self, name: str, value: bytes) -> None:
        """Take a value from the peer, as it came."""
        self._renewed(replace(self.knowledge, received={**self.knowledge.received, name: value}))
        if name == "A" and self.when_A_comes is not None:
            self.when_A_comes(self)

    def agrees(self, name: str, received: bytes) -> bool:
        """Whether this side's own formula gives what was received, byte for byte as it would be sent."""
        return secrets.compare_digest(self._computed(name), received)

    def _computed(self, name: str) -> bytes:
        known = self.knowledge
        others = {other: data for other, data in known.received.items() if other != name}
        sheet = Sheet(replace(known, received=others), self._memory, record=False)
        try:
            return sheet.as_sent(name)
        except (Missing, Failure) as reason:
            raise self._unknown(name, reason) from None

    def renew(self, name: str) -> None:
        """Draw the private value (a or b) anew."""
        self._renewed(self.knowledge.with_given({name: _draw()}))

    def edit(self, name: str, value: Value | None = None, formula: Formula | None = None) -> None:
        """Change a value or its formula; everything that depends on it follows."""
        if formula is not None:
            self._renewed(self.knowledge.with_formulas({name: formula}))
        elif value is not None:
            changed = self.knowledge.with_given({name: value})
            self._renewed(replace(changed, typed=changed.typed | {name}))

    def state(self) -> tuple[Knowledge, dict[str, bytes]]:
        """What this side knows and was set by hand, to be put back with `restore`."""
        return self.knowledge, dict(self._overrides)

    def restore(self, state: tuple[Knowledge, dict[str, bytes]]) -> None:
        """Everything as it was; what was received meanwhile is forgotten with it."""
        self._overrides = dict(state[1])
        self._renewed(state[0])

    def override(self, name: str, data: bytes | None) -> None:
        """Send exactly these bytes for a value, whatever the sheet says; None goes back to the sheet."""
        if data is None:
            self._overrides.pop(name, None)
        else:
            self._overrides[name] = data

    def with_changes(
        self, given: Mapping[str, Value] | None = None, formulas: Mapping[str, Formula] | None = None
    ) -> SheetParty:
        """A copy that knows and has received the same, with other values or formulas: a further try."""
        other = object.__new__(SheetParty)
        other._own, other._memory, other._overrides = self._own, self._memory, {}
        other._renewed(self.knowledge.with_given(given or {}).with_formulas(formulas or {}))
        return other

    def _unknown(self, name: str, reason: Exception) -> UserError:
        if isinstance(reason, Failure):
            return UserError(f"{name} of the {self.knowledge.side} cannot be computed: {reason}.")
        needs = self._sheet[name].needs
        ways = " or ".join(" and ".join(way) for way in needs) or str(reason)
        return UserError(f"{name} of the {self.knowledge.side} is unknown: it needs {ways}.")


def computing(exchange: Exchange) -> SheetParty | None:
    """The values that an exchange computes; None where it only passes on what another one says, and of a server before
    it knows the user."""
    party = exchange.known_party
    return party if isinstance(party, SheetParty) else None


def _shown(value: Value) -> str:
    if isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else even_hex(value)


def _draw() -> int:
    return int.from_bytes(secrets.token_bytes(SECRET_BYTES))
