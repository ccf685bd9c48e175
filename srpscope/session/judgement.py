"""What may be said of a session: the one place that judges, from everything that is known, for every front end.

How it ended (outcome.py), whether the values agree (evidence.py), why (told.py, or the findings of `why`, which were
checked), what would tell more (missing.py), and the row of the decision table that this falls in, with its sentence
(rows.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol

from srpscope.printable import printable
from srpscope.session.alike import latent
from srpscope.session.clauses import called, ended_badge, in_a_row, lower, short, status_of, values_badge
from srpscope.session.evidence import Evidence, Values
from srpscope.session.outcome import Ending
from srpscope.session.rows import AtFault, Cause, row_of
from srpscope.session.session import Session, View
from srpscope.session.told import Told
from srpscope.srp.comparison import begun_at
from srpscope.srp.edit import Edit
from srpscope.statuses import AGREE, CANNOT_TELL
from srpscope.wire.wires import declared

if TYPE_CHECKING:  # `trace` of a session that agrees needs nothing of the search
    from srpscope.why.finding import Diagnosis, Finding


class Begins(Protocol):
    """A cause: the side that it is on, what that side has otherwise, and the value in which it begins."""

    @property
    def side(self) -> str:
        """client or server."""

    @property
    def changes(self) -> tuple[Edit, ...]:
        """What the side has otherwise, as edits."""

    @property
    def first_difference(self) -> str:
        """The name of the first value that they alter."""


@dataclass(frozen=True)
class Judgement:
    """The judgement of a session. outcome, by, of, text: how it ended, by whose doing, of what, in whose words. values:
    whether they agree where two columns know them by independent right. cause: how well the cause is known. at_fault:
    never more than the evidence gives. missing: alternatives that would tell more. told: the cause where it is told.
    judged_on: the value on which `values` is judged. supposed: edits are in force that were not in the session.
    closed: no search says more: it was accepted and agrees, or it is of a sweep. first_difference: the value where a
    proved cause begins, else the first one on record that differs; None where none does, or where it differs only from
    a guess. proofs: as the wire has it. unlike_guess: both sides say one M1, and the dialect that was guessed does not
    make it. found: the proved cause that the headline tells."""

    outcome: Ending
    by: str
    of: str
    text: str
    values: Values
    cause: Cause
    at_fault: AtFault
    cleared: tuple[str, ...]
    missing: tuple[tuple[str, ...], ...]
    headline: str
    told: Told | None = None
    judged_on: str | None = None
    accepted_by_both: bool = False
    supposed: bool = False
    closed: bool = False
    first_difference: str | None = None
    proofs: tuple[str, str] | None = None
    unlike_guess: bool = False
    found: Finding | None = None

    def as_json(self) -> dict[str, Any]:
        """The object under the key "judgement"."""
        return {
            "outcome": self.outcome,
            "by": self.by,
            "of": self.of,
            "text": self.text,
            "values": self.values,
            "cause": self.cause,
            "at_fault": self.at_fault,
            "cleared": list(self.cleared),
            "missing": [list(way) for way in self.missing],
            "headline": self.headline,
        }

    @property
    def exit_status(self) -> int:
        """0: nobody refused and the values agree; 1: they disagree or somebody refused; 2: it cannot be told."""
        return status_of(self.as_json())

    @property
    def settled(self) -> bool:
        """Nothing is left to search for: the cause is told, or both sides were satisfied."""
        return self.cause == "told" or self.accepted_by_both or self.closed

    @property
    def works(self) -> bool:
        """What is proved is nobody's fault: it was accepted, and who would mend one side alone would break it."""
        return self.cause == "proved" and self.at_fault == "nobody"

    @property
    def role(self) -> Literal["agree", "differ", "warn"]:
        """Its colour: that of the exit status; under edits that were not in the session, that of the values alone."""
        if self.outcome == "refused" and not self.supposed:
            return "differ"
        if self.unlike_guess:
            return "warn"
        if self._yet:
            return "warn" if self.exit_status == CANNOT_TELL else "differ"
        return {"agree": "agree", "disagree": "differ", "unknown": "warn"}[self.values]  # type: ignore[return-value]

    @property
    def _yet(self) -> str:
        """What is to be said where the values agree and that is not all: the answer to them never came, or what came
        after an acceptance is wrong. "" where they agree and all is right, or do not."""
        if self.values != "agree" or self.supposed or self.outcome == "refused" or self.exit_status == AGREE:
            return ""
        if self.outcome == "broken-off":
            return "cut off"
        if self.exit_status == CANNOT_TELL:
            return "cannot tell"
        return "accepted, not right" if self.outcome == "accepted" else "not right"

    @property
    def words(self) -> str:
        """The badge's words for a row of a list, where signs have a column of their own."""
        return in_a_row(self.badge[1], self._short(self.of or "") if self.of in (self.proofs or ("M1", "M2")) else "")

    @property
    def badge(self) -> tuple[str, str]:
        """The role and the words for a badge: the outcome first, where there is one."""
        ended = None if self.supposed or self.unlike_guess else ended_badge(self.as_json(), self.proofs)
        if ended is not None:
            return ended
        values = "unknown" if self.unlike_guess else self.values
        return self.role, self._yet.upper() or values_badge(values, self._judged_on, self.proofs)

    @property
    def _judged_on(self) -> str | None:
        """The proof that is named beside how it stands: where they part at M2 only, M1 is right."""
        parts_at_M2 = self.values == "disagree" and self.first_difference == "M2"
        return "M2" if parts_at_M2 else self.judged_on

    def _short(self, name: str) -> str:
        """A value's name where there is little room."""
        return short(name, self.proofs)


def judge(
    session: Session,
    diagnosis: Diagnosis | None = None,
    view: View | None = None,
    edits: Sequence[Edit] | None = None,
) -> Judgement:
    """The judgement. diagnosis: what `why` found, None where nobody has searched yet. view, edits: the session as it is
    shown, and under which edits, where that is not as it is."""
    known = Evidence(session, diagnosis, view or session.view, session.edits if edits is None else edits)
    cause, at_fault, headline = row_of(known)
    asked = () if cause in ("told", "proved") or (cause == "none" and known.values != "unknown") else known.missing()
    unread = known.unread() if asked else ""
    if unread:
        headline = f"{headline.removesuffix('.')} ({unread})."
    ended, proofs = known.outcome, declared(session.wire).proofs
    # What tells the cause may name the protocol's messages.
    lead, told, rest = _parted(headline, known.told.sentence if known.told is not None else "")
    return Judgement(
        ended.ending,
        ended.by,
        ended.of,
        printable(ended.text, 300),
        known.values,
        cause,
        at_fault,
        # Who is right here and wrong when a value begins with 00 is not cleared.
        () if cause == "none" and latent(known.view) else tuple(one for one in known.cleared if one != at_fault),
        asked,
        f"{called(lead, proofs)}{told}{rest}",
        known.told,
        known.view.comparison.judged_on,
        known.accepted_by_both(),
        bool(known.supposed),
        known.closed,
        _first_difference(known),
        proofs,
        known.unlike_guess,
        known.findings[0] if known.findings else None,
    )


def _first_difference(known: Evidence) -> str | None:
    if known.findings:
        return known.findings[0].first_difference
    return None if known.unlike_guess else known.view.comparison.first_difference


def as_found(session: Session, cause: Begins | None, edits: Sequence[Edit] | None = None) -> View:
    """The session with one side computing as a proved cause says it did, so that every value that it logged nothing of
    is its own; without a cause, each side by its dialect. edits: those in force; None means the session's."""
    under = list(session.edits if edits is None else edits)
    if cause is None:
        return session.view if edits is None else session.evaluate(under)
    view = session.evaluate([*under, *cause.changes])
    begun = begun_at(view.comparison, cause.first_difference, view.sheet(cause.side))
    return replace(view, comparison=begun)


def _parted(headline: str, told: str) -> tuple[str, str, str]:
    """What stands before, in and behind the words that tell the cause; all of it before, where it has none."""
    said = next((one for one in (told, lower(told)) if one and one in headline), "")
    return headline.partition(said) if said else (headline, "", "")
