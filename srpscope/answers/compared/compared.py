"""`compare`: two handshakes side by side, what is another one in them, and where that shows first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from srpscope.answers.compared.messages import EventPair, MessagePair, paired_events, paired_messages
from srpscope.answers.compared.values import Attempt, ValueRow, compared_values
from srpscope.answers.diagnosis import quick_diagnosis
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge
from srpscope.srp.values import same
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE

SEARCH_SECONDS = 10.0
"""How long single mistakes are looked for in each, at the most: most are found in a tenth of that."""

ENROLLED = frozenset(["s", "salt1", "salt2"])
"""What is drawn anew for each enrolment."""


@dataclass(frozen=True)
class First:
    """Where the two part: a value and whose it is, or a message (from 1) and the field in it."""

    value: str = ""
    side: str = ""
    message: int = 0
    field: str = ""


@dataclass(frozen=True)
class Compared:
    """Two handshakes. judgements: of each. first: where they part, None where nothing is another one that should be the
    same. repeated: what should be new in each handshake and is not."""

    left: Attempt
    right: Attempt
    judgements: tuple[Judgement, Judgement]
    messages: tuple[MessagePair, ...]
    events: tuple[EventPair, ...]
    values: Mapping[str, ValueRow]
    first: First | None
    repeated: tuple[str, ...]

    @property
    def exit_status(self) -> int:
        """0: nothing is another one that should be the same; 1: something is, or they ended in two ways; 2: they have
        nothing in common that could be compared."""
        if self.first is not None or self.judgements[0].outcome != self.judgements[1].outcome:
            return DISAGREE
        common = any(row.state != "missing" for name, row in self.values.items() if name not in ("N", "g", "H"))
        return AGREE if common or any(one.state != "missing" for one in self.messages) else CANNOT_TELL


def compared(
    left: Session, right: Session, names: tuple[str, str] = ("1", "2"), stop: Callable[[], bool] = lambda: False
) -> Compared:
    """Compare two handshakes. Each is shown as its cause explains it, where a short search proves one: then the formula
    that departs from the dialect is what is another one, and not the digest at its end. Works all sides out: called off
    the UI thread. Raises UserError, FileError."""
    left, right = in_one_dialect(left, right)
    (one, first), (other, second) = _explained(left, names[0], stop), _explained(right, names[1], stop)
    values = compared_values(one, other)
    messages = paired_messages(one, other, values)
    recorded_once = bool(messages) and all(pair.state == "same" for pair in messages)
    return Compared(
        one,
        other,
        (first, second),
        messages,
        paired_events(one, other),
        values,
        _first(values, messages),
        () if recorded_once else tuple(name for name, row in values.items() if row.repeated),
    )


def in_one_dialect(left: Session, right: Session) -> tuple[Session, Session]:
    """Both under one dialect where nobody named either: of the two guessed, the one that more of both comes out of. A
    handshake with a mistake is near to some other dialect, whose formulas would be told as differences."""
    if not left.guessed == right.guessed == "dialect":
        return left, right
    guessed = dict.fromkeys(one.dialect("client").id for one in (left, right))
    read = [tuple(one.under(id) for one in (left, right)) for id in guessed]
    best = max(read, key=lambda two: sum(map(_came_out, two))) if len(read) > 1 else (left, right)
    return best[0], best[1]


def _came_out(session: Session) -> int:
    """How many values on record their own formulas give again."""
    view, found = session.view, 0
    for sheet in (view.client, view.server):
        for name in sheet.names:
            made = sheet[name].by_formula
            known = sheet[name].value if sheet[name].source == "given" else view.wire.get(name)
            found += made is not None and known is not None and same(made, known)
    return found


def _explained(session: Session, name: str, stop: Callable[[], bool]) -> tuple[Attempt, Judgement]:
    diagnosis = quick_diagnosis(session, stop, SEARCH_SECONDS, largest=1)
    changes = diagnosis.findings[0].changes if diagnosis is not None and diagnosis.findings else ()
    view = session.evaluate([*session.edits, *changes]) if changes else session.view
    return Attempt(name, session, view), judge(session, diagnosis)


def _first(values: Mapping[str, ValueRow], messages: tuple[MessagePair, ...]) -> First | None:
    """A value that is another one by itself comes before the messages that show it; another enrolment's salt, which
    breaks nothing, comes behind all others."""
    differing = [row for row in values.values() if row.state == "differ"]
    row = next(iter(sorted(differing, key=lambda one: one.name in ENROLLED)), None)
    if row is not None:
        return First(value=row.name, side=row.side)
    pair = next((one for one in messages if one.read and one.state in ("differ", "missing")), None)
    return None if pair is None else First(message=pair.number, field=pair.why)


def swapped(found: Compared) -> Compared:
    """The same two, the other one first."""
    messages = tuple(
        replace(one, left=one.right, right=one.left, after=(one.after[1], one.after[0])) for one in found.messages
    )
    values = {
        name: replace(row, columns={side: replace(c, left=c.right, right=c.left) for side, c in row.columns.items()})
        for name, row in found.values.items()
    }
    return replace(
        found,
        left=found.right,
        right=found.left,
        judgements=(found.judgements[1], found.judgements[0]),
        messages=messages,
        events=tuple(replace(one, left=one.right, right=one.left) for one in found.events),
        values=values,
    )
