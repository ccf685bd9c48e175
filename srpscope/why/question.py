"""What `why` is asked: both sides as they are declared, what was observed of each, and what stood on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from srpscope.srp.comparison import Comparison
from srpscope.srp.evaluate import Failure, Missing
from srpscope.srp.sheet import Knowledge, Sheet, read_wire
from srpscope.srp.values import ORDER, Side, Value, same

OBSERVED_ON_WIRE: dict[Side, tuple[str, ...]] = {"client": ("A", "M1"), "server": ("B", "M2"), "enroller": ()}
"""What a side computes and sends: the recorded bytes are evidence of how it computed."""


@dataclass(frozen=True)
class LoggedHash:
    """A hash call that a side's program logged."""

    side: str
    alg: str
    fed: bytes
    out: bytes


@dataclass(frozen=True)
class Question:
    """One disagreement.

    client, server, enroller: what each is known to have, under its declared dialect, without edits. edited: the same
    sides under the edits in force, where there are any. declared: the dialect's id, None where nobody named one.
    """

    client: Knowledge
    server: Knowledge
    comparison: Comparison
    wire: Mapping[str, bytes]
    enroller: Knowledge | None = None
    edited: Mapping[str, Knowledge] = field(default_factory=dict)
    hashes: tuple[LoggedHash, ...] = ()
    widthless: frozenset[str] = frozenset()
    declared: str | None = None
    refused: bool = False


@dataclass(frozen=True)
class Case:
    """One side and what was observed of it, in the order in which values are made.

    observed: name -> the value it had (bytes as they stood on the wire, or as its program logged it).
    """

    side: Side
    base: Knowledge
    observed: Mapping[str, Value]
    widthless: frozenset[str] = frozenset()
    logged: frozenset[str] = frozenset()

    def matches(self, name: str, sheet: Sheet) -> bool:
        """Whether a sheet gives the observed value."""
        return self.equal(name, computed_value(sheet, name), sheet)

    def equal(self, name: str, value: Value | None, sheet: Sheet) -> bool:
        """Whether a value is the observed one."""
        if value is None:
            return False
        observed = self.observed[name]
        if same(value, observed, sheet.settings.order, name not in self.widthless):
            # A number that came out equal is equal; a proof that lost a zero on the wire is not.
            return isinstance(value, int) or isinstance(observed, int) or self._same_bytes(name, value, observed)
        if isinstance(observed, bytes) and name not in self.logged:
            try:
                return sheet.as_sent(name) == observed
            except (Missing, Failure):
                return False
        return False

    def _same_bytes(self, name: str, value: Value, observed: Value) -> bool:
        return name in self.widthless or same(value, observed)


def computed_value(sheet: Sheet, name: str) -> Value | None:
    """What a side's own formula gives, whatever it was given."""
    cell = sheet[name]
    return cell.value if cell.source == "computed" else cell.computed


def case_of(question: Question, side: Side) -> Case:
    """What was observed of a side."""
    base = question.client if side == "client" else question.server
    observed: dict[str, Value] = {}
    logged: set[str] = set()
    sheet = Sheet(base, record=False)
    for name in sheet.names:
        if name in base.given and base.formula(name) is not None and name not in ("N", "g"):
            observed[name] = sheet[name].value if sheet[name].value is not None else base.given[name]  # type: ignore[assignment]
            logged.add(name)
        elif name in OBSERVED_ON_WIRE[side] and name in question.wire:
            kind = sheet.kind(name)
            data = question.wire[name]
            observed[name] = read_wire(base.dialect, name, data, kind) if kind == "number" else data
    edited = question.edited.get(side)
    if edited is not None:
        observed |= _edited_values(edited, side, logged)
    ranked = sorted(observed, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return Case(side, base, {name: observed[name] for name in ranked}, question.widthless, frozenset(logged))


def _edited_values(edited: Knowledge, side: Side, logged: set[str]) -> dict[str, Value]:
    """What the person's edits make of a side is what is asked about, rather than the recorded bytes."""
    sheet = Sheet(edited, record=False)
    found: dict[str, Value] = {}
    for name in (*OBSERVED_ON_WIRE[side], "K", "S"):
        value = computed_value(sheet, name)
        if value is not None and not (name in ("K", "S") and found.keys() & {"M1", "M2"}):
            found[name] = value
            logged.add(name)
    return found
