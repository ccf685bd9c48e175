"""One moment of the screen: both sheets, their comparison, the marks, and what explains the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from srpscope.session import Session, View
from srpscope.session.judgement import Judgement, as_found, judge
from srpscope.srp.edit import Edit
from srpscope.tui.facts.moment.judgement import Verdict
from srpscope.tui.facts.moment.marks import DIFFER, Marks, marks
from srpscope.tui.facts.moment.needed import Needed, needed
from srpscope.tui.facts.moment.timeline import MessageGroup, timeline
from srpscope.tui.facts.values.operands import Table, table

if TYPE_CHECKING:
    from srpscope.why.finding import Diagnosis


@dataclass(frozen=True)
class Explanation:
    """What why proved: the accused side, the sentence without the side, the edits that explain, and the value that came
    out again with its length. suspects: the ids of what it is made of."""

    side: str
    sentence: str
    changes: tuple[Edit, ...]
    proved: str
    length: int
    first_difference: str
    suspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """Two handshakes: what each is called, and how each value stands in them."""

    titles: tuple[str, str]
    states: Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """Everything that the panes draw. declared: the same capture without any edit. unexplained: without what explains
    it, which makes values agree that do not. preview: an edit being typed. judgement: what may be said of it. lacking:
    what is still missing for a proof. so_far: what stands in the verdict's place while the handshake is gone
    through step by step. beside: one side of two handshakes stands in the place of client and server."""

    view: View
    declared: View
    unexplained: View
    groups: tuple[MessageGroup, ...]
    marks: dict[str, Marks]
    edits: tuple[Edit, ...]
    judgement: Judgement
    explanation: Explanation | None = None
    preview: bool = False
    lacking: Needed | None = None
    so_far: Verdict | None = None
    beside: Beside | None = None
    _tables: dict[str, Table] = field(default_factory=dict, compare=False, repr=False)

    @property
    def order(self) -> tuple[str, ...]:
        """The values in time order, as the steps pane lists them."""
        return tuple(name for group in self.groups for name in group.values)

    @property
    def first(self) -> str | None:
        """The first value that differs, else the one that a proved cause changes where only one side is known."""
        proved = self.explanation.first_difference if self.explanation is not None else None
        return self.view.comparison.first_difference or (proved if proved in self.view.comparison.rows else None)

    @property
    def marked(self) -> str | None:
        """The value that is marked as the first: where no two sides differ, the first of one side alone that is another
        than its dialect gives, by an edit or by its own log."""
        if self.first is not None or self.so_far is not None or self.beside is not None:
            return self.first
        marked = (name for name in self.order if name in self.marks)
        return next((name for name in marked if DIFFER in (self.marks[name].client, self.marks[name].server)), None)

    @property
    def explains(self) -> bool:
        """Whether there is something to explain: a difference or a refusal, and not on the way to it."""
        return self.so_far is None and (self.first is not None or self.judgement.exit_status == 1)

    @property
    def begins_at(self) -> str:
        """The value to look at where nothing differs."""
        return self.view.comparison.judged_on or ("M1" if "M1" in self.order else self.order[-1])

    def table(self, name: str) -> Table:
        """What a value is made of, worked out once."""
        found = self._tables.get(name)
        if found is None:
            declared = None if self.so_far else self.declared
            found = table(self.view, name, declared, self.beside.states if self.beside else None)
            found = self._tables[name] = replace(found, titles=self.beside.titles) if self.beside else found
        return found

    @property
    def differences(self) -> tuple[str, ...]:
        """The values that differ or follow, in time order."""
        rows = self.view.comparison.rows
        return tuple(name for name in self.order if rows[name].state in ("differ", "follows"))


def shown(
    session: Session,
    edits: Sequence[Edit],
    explanation: Explanation | None = None,
    preview: bool = False,
    diagnosis: Diagnosis | None = None,
) -> Shown:
    """Evaluate a session under a list of edits, with the explanation's changes over them, and judge it. diagnosis: what
    the search found under these edits. May take the time of several modular exponentiations: called off the UI thread.
    """
    view = as_found(session, explanation, edits)
    unexplained = session.evaluate([*edits]) if explanation is not None and explanation.changes else view
    declared = session.evaluate([]) if edits else unexplained
    groups = tuple(timeline(session, view))
    return Shown(
        view,
        declared,
        unexplained,
        groups,
        marks(view, declared),
        tuple(edits),
        judge(session, _known(explanation, diagnosis), unexplained, edits),
        explanation,
        preview,
        needed(session, unexplained),
    )


def judged_again(session: Session, moment: Shown, diagnosis: Diagnosis | None) -> Shown:
    """The same moment with what a search has found since."""
    found = _known(moment.explanation, diagnosis)
    return replace(moment, judgement=judge(session, found, moment.unexplained, moment.edits))


def _known(explanation: Explanation | None, diagnosis: Diagnosis | None) -> Diagnosis | None:
    """What the search has found, or found so far."""
    if explanation is None or (diagnosis is not None and diagnosis.findings):
        return diagnosis
    from srpscope.why.finding import Diagnosis, Finding, Proof

    first, proof = explanation.first_difference, Proof(explanation.proved, b"")
    found = Finding(explanation.side, explanation.suspects, explanation.changes, first, proof)
    return Diagnosis("proved", None, (found,))
