"""One moment of the screen: both sheets, their comparison, the marks, and what explains the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from srpscope.session import Session, View
from srpscope.srp.edit import Edit
from srpscope.tui.facts.marks import Marks, marks
from srpscope.tui.facts.operands import Table, table
from srpscope.tui.facts.timeline import Group, timeline


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

    @property
    def briefly(self) -> str:
        """How many mistakes there are, and the sentence of the first."""
        if len(self.suspects) < 2:
            return self.sentence
        return f"{len(self.suspects)} mistakes. {self.sentence.split('; ')[0]}."


@dataclass(frozen=True)
class Shown:
    """Everything that the panes draw. declared: the same capture without any edit. unexplained: without what explains
    it, which makes values agree that do not. preview: an edit being typed. word_against: the server refused a proof
    that agrees, and nothing of its own is known."""

    view: View
    declared: View
    unexplained: View
    groups: tuple[Group, ...]
    marks: dict[str, Marks]
    edits: tuple[Edit, ...]
    explanation: Explanation | None = None
    preview: bool = False
    word_against: bool = False
    _tables: dict[str, Table] = field(default_factory=dict, compare=False, repr=False)

    @property
    def order(self) -> tuple[str, ...]:
        """The values in time order, as the steps pane lists them."""
        return tuple(name for group in self.groups for name in group.values)

    @property
    def first(self) -> str | None:
        """The first value that differs."""
        return self.view.comparison.first_difference

    def table(self, name: str) -> Table:
        """What a value is made of, worked out once."""
        found = self._tables.get(name)
        if found is None:
            found = self._tables[name] = table(self.view, name)
        return found

    @property
    def differences(self) -> tuple[str, ...]:
        """The values that differ or follow, in time order."""
        rows = self.view.comparison.rows
        return tuple(name for name in self.order if rows[name].state in ("differ", "follows"))


def shown(
    session: Session, edits: Sequence[Edit], explanation: Explanation | None = None, preview: bool = False
) -> Shown:
    """Evaluate a session under a list of edits, with the explanation's changes over them. May take the time of several
    modular exponentiations: called off the UI thread."""
    changes = explanation.changes if explanation else ()
    view = session.evaluate([*edits, *changes])
    unexplained = session.evaluate([*edits]) if changes else view
    declared = session.evaluate([]) if edits else unexplained
    groups = tuple(timeline(session, view))
    return Shown(
        view,
        declared,
        unexplained,
        groups,
        marks(view, declared),
        tuple(edits),
        explanation,
        preview,
        _word_against(session, unexplained),
    )


def _word_against(session: Session, view: View) -> bool:
    return (
        session.refusal is not None
        and view.comparison.agreement == "agree"
        and view.server["M1"].value is None
        and "M2" not in view.wire
    )
