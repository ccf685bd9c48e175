"""The course of a handshake: what became known in which order, a step each, as the messages and formulas have it.

Before a message its sender computes what is in it, and what that is made of; after it the receiver holds what it
carried, and computes the same proof where it can. What nobody had to compute on the way comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.session.clauses import named
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS, rank
from srpscope.tui.facts.values.signs import sign
from srpscope.wording import capital

if TYPE_CHECKING:
    from srpscope.session import Session, View
    from srpscope.tui.facts.moment.timeline import MessageGroup

Place = tuple[str, str]
"""(client, server or wire; value)."""

CONSTANTS = ("N", "g", "H", "I", "P")
"""Values that are there before anything is sent."""

USUAL = (("client", ("I", "A")), ("server", ("s", "B")), ("client", ("M1",)), ("server", ("M2",)))
"""Who sends what, where no message is on record."""


@dataclass(frozen=True)
class CourseStep:
    """kind: given, computed, sent, said. sentence: what happens. value: the one to look at. known: what is known from
    now on. at: seconds since the recording began, of a message or an event. crossed: messages that have
    crossed. side: who computes."""

    kind: str
    sentence: str
    value: str
    known: frozenset[Place]
    at: float | None = None
    crossed: int = 0
    side: str = ""


@dataclass
class _Crossing:
    """One message, on record or as it must have been."""

    sender: str
    title: str
    names: tuple[str, ...]
    at: float | None = None
    size: int | None = None
    said: list[tuple[str, float | None]] = field(default_factory=list)


def course(session: Session, view: View, groups: Sequence[MessageGroup]) -> tuple[CourseStep, ...]:
    """Every step in order; the verdict that follows them is not among them."""
    return tuple(_Course(session, view, groups).steps())


class _Course:
    def __init__(self, session: Session, view: View, groups: Sequence[MessageGroup]) -> None:
        self._session, self._view = session, view
        self._rows = view.comparison.rows
        self._titles = [group.heading.title for group in groups if group.heading.arrow]
        self._known: set[Place] = set()
        self._crossed = 0

    def steps(self) -> Iterator[CourseStep]:
        yield self._given()
        for crossing in self._crossings():
            for name in crossing.names:
                yield from self._made(crossing.sender, name)
            yield self._sent(crossing)
            receiver = "server" if crossing.sender == "client" else "client"
            for name in crossing.names:
                yield from self._made(receiver, name)
            for text, at in crossing.said:
                yield CourseStep(
                    "said", text, crossing.names[0] if crossing.names else "", self._now(), at, self._crossed
                )
        for side in ("client", "server"):
            for name in self._rows:
                yield from self._made(side, name)

    def _now(self) -> frozenset[Place]:
        return frozenset(self._known)

    def _cell(self, side: str, name: str) -> Cell:
        row = self._rows[name]
        return row.client if side == "client" else row.server

    def _given(self) -> CourseStep:
        inputs = [*self._session.dialect("client").inputs, *self._session.dialect("server").inputs]
        found = dict.fromkeys(name for name in (*CONSTANTS, *inputs) if name in self._rows)
        named = []
        for name in found:
            for side in ("client", "server"):
                cell = self._cell(side, name)
                if cell.value is not None and (cell.source != "received" or name in ("N", "g")):
                    self._known.add((side, name))
                    named.append(name)
        words = ", ".join(printable(name, 24) for name in dict.fromkeys(named)) or "nothing"
        first = next((name for name in ("I", "P") if name in named), named[0] if named else next(iter(self._rows)))
        return CourseStep("given", f"Known before anything is sent: {words}.", first, self._now())

    def _made(self, side: str, name: str, inside: frozenset[str] = frozenset()) -> Iterator[CourseStep]:
        """What a side has to know for a value, and the value itself, a step each; nothing where it does not know it."""
        if name not in self._rows or (side, name) in self._known or name in inside:
            return
        cell = self._cell(side, name)
        if cell.value is None or cell.source == "received":
            return
        before = cell.through or (cell.formula.names if cell.formula is not None else ())
        for one in sorted(before, key=lambda name: rank(name)[0]):
            yield from self._made(side, one, inside | {name})
        self._known.add((side, name))
        yield CourseStep("computed", self._doing(side, name, cell), name, self._now(), None, self._crossed, side)

    def _doing(self, side: str, name: str, cell: Cell) -> str:
        shown = printable(name, 24)
        right = self._rows[name].right(side)
        by = "" if right is None else right.by
        if cell.source == "given" or cell.formula is None:
            how = {"logged": ", as it logged it", "typed": ", as it was typed in", "assumed": ", as is assumed"}
            return f"The {side} has {shown}{how.get(by, '')}{_secret(name)}."
        if cell.lent is not None:
            return f"The {side} must have this {shown}: it follows from {printable(cell.lent, 24)} of the other side."
        if cell.through:
            # A verifier is solved out of B, which is made of it: no value that it is computed from by right.
            whence = (*cell.through, "B") if name == "v" else cell.through
            return f"This {shown} must be the {side}'s: it follows from {named(whence)}."
        return f"The {side} computes {shown} = {sign(cell.formula.node)}."

    def _sent(self, crossing: _Crossing) -> CourseStep:
        receiver = "server" if crossing.sender == "client" else "client"
        for name in crossing.names:
            if name in self._view.wire:
                self._known.add(("wire", name))
            # Who sends a value has it, too, where nothing but the message tells so.
            for side in (crossing.sender, receiver):
                if name in self._rows and self._cell(side, name).source == "received":
                    self._known.add((side, name))
        self._crossed += 1
        carried = ", ".join(printable(name, 24) for name in crossing.names) or "no value"
        size = "" if crossing.size is None else f", {crossing.size} bytes"
        at = "" if crossing.at is None else f", at {crossing.at * 1000:,.0f} ms"
        said = f"The {crossing.sender} sends {printable(crossing.title, 24)}: {carried}{size}{at}."
        value = crossing.names[-1] if crossing.names else ""
        return CourseStep("sent", said, value, self._now(), crossing.at, self._crossed)

    def _crossings(self) -> list[_Crossing]:
        recorded = [one for one in self._session.messages if one.decoded is not None]
        if not recorded:
            return self._supposed()
        found: list[_Crossing] = []
        spoken = {id(one.line): one for one in recorded}
        happened = {id(one.line): one for one in self._session.events}
        for line in self._session.capture.lines:
            message, event = spoken.get(id(line)), happened.get(id(line))
            if message is not None and message.decoded is not None:
                names = tuple(
                    sorted((one for one in message.decoded.values if one in self._rows), key=lambda name: rank(name)[0])
                )
                title = message.decoded.name or "a message"
                found.append(_Crossing(message.sender, title, names, message.time, len(message.data)))
            if event is not None and found:
                who = f"The {event.by} " if event.by else ""
                what = {"accepted": "accepts", "refused": "refuses", "error": "reports"}.get(event.what, "ends")
                words = f"{who}{what}: {printable(event.text, 200)}" if event.text else f"{who}{what}."
                t = line.get("t")
                at = float(t) if isinstance(t, int | float) and not isinstance(t, bool) else None
                found[-1].said.append((capital(words), at))
        return found

    def _supposed(self) -> list[_Crossing]:
        """What must have crossed, in the usual order, where only values are on record."""
        found = []
        for at, (sender, names) in enumerate(USUAL):
            title = self._titles[at] if at < len(self._titles) else "a message"
            receiver = "server" if sender == "client" else "client"
            carried = tuple(name for name in names if self._must_have_crossed(receiver, name))
            if carried:
                found.append(_Crossing(sender, title, carried))
        return found

    def _must_have_crossed(self, receiver: str, name: str) -> bool:
        return name in self._view.wire or (
            name in self._rows and self._cell(receiver, name).source == "received" and name not in ("N", "g")
        )


def _secret(name: str) -> str:
    return ", a secret" if name in SECRETS else ""
