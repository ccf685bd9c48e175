"""The one place where the screens ask why: a session in, the diagnosis out, the first proof reported at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.srp.values import ORDER, Side
from srpscope.tui.facts.moment.shown import Explanation

if TYPE_CHECKING:
    from srpscope.session import Session, View
    from srpscope.srp.edit import Edit
    from srpscope.why.finding import Diagnosis, Finding

SECONDS = 30.0
"""How long the search in the background goes on."""


def search(
    session: Session, stop: Callable[[], bool], on_hit: Callable[[Finding], None], on_progress: Callable[[str], None]
) -> Diagnosis:
    """Search for the cause; runs off the UI thread. on_progress is told how far it is, in words."""
    from srpscope.answers.diagnosis import diagnose_session
    from srpscope.why.telling.words import progress_words

    return diagnose_session(
        session, SECONDS, stop, on_hit, on_progress=lambda progress: on_progress(progress_words(progress))
    )


def explanation(finding: Finding) -> Explanation:
    """A finding as the screens show it."""
    return Explanation(
        finding.side,
        suspect_sentences(finding.suspects),
        finding.changes,
        printable(finding.proof.value, 24),
        len(finding.proof.data),
        finding.first_difference,
        finding.suspects,
    )


def suspect_sentences(names: Sequence[str]) -> str:
    """What several suspects say, as one sentence that goes on after "The client: "."""
    from srpscope.why.telling.words import sentences

    return printable(sentences(names), 400)


def remedy(session: Session, edits: list[Edit], side: str) -> list[Edit]:
    """Edits that put a side right by its dialect. What stood on the wire stays: it was recorded.

    The first difference is put right, then the next, until none is left or nothing more can be done.
    """
    found: list[Edit] = []
    for _ in range(3 * len(ORDER)):
        view = session.evaluate([*edits, *found])
        name = view.comparison.first_difference or next(
            (row.name for row in view.comparison.rows.values() if row.state == "follows"), None
        )
        if name is None:
            break
        fix = _fix_of(session, view, name, side)
        if fix is None or fix in found:
            break
        found = [one for one in found if (one.side, one.value) != (fix.side, fix.value)]
        found.append(fix)
    return found


def _fix_of(session: Session, view: View, name: str, side: str) -> Edit | None:
    from srpscope.srp.edit import Edit

    order: tuple[Side, Side] = ("server", "client") if side == "server" else ("client", "server")
    for one in order:
        cell = view.sheet(one)[name]
        formula = session.dialect(one).formula(one, name)
        if formula is None or cell.value is None:
            continue
        changed = cell.formula != formula or (cell.source == "given" and cell.computed != cell.value)
        if changed and (one == order[0] or cell.contradicted):
            return Edit(one, name, "formula", str(formula), note="put right")
    return None
