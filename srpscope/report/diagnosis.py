"""A session's question to `why`, and the answer as text."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.report.printable import printable
from srpscope.session import Session
from srpscope.why import Diagnosis, Finding, Question, diagnose
from srpscope.why.question import LoggedHash


def question_of(session: Session) -> Question:
    """What is asked of a session: both sides without their edits, and what the edits make of them."""
    view = session.view
    edited = {}
    active = [edit for edit in session.edits if not edit.off]
    plain = session.evaluate([edit for edit in active if edit.side == "wire"])
    for side in ("client", "server"):
        if any(edit.side in (side, "both") for edit in active):
            edited[side] = view.sheet(side).knowledge
    return Question(
        client=plain.client.knowledge,
        server=plain.server.knowledge,
        comparison=view.comparison,
        wire=view.wire,
        enroller=None if plain.enroller is None else plain.enroller.knowledge,
        edited=edited,
        hashes=tuple(LoggedHash(one.side, one.alg, one.fed, one.out) for one in session.hash_lines),
        widthless=session.reading().widthless,
        declared=session.declared,
        refused=session.refusal is not None,
    )


def diagnose_session(
    session: Session,
    seconds: float = 30.0,
    stop: Callable[[], bool] = lambda: False,
    on_hit: Callable[[Finding], None] = lambda finding: None,
) -> Diagnosis:
    """The diagnosis of a session."""
    return diagnose(question_of(session), seconds, stop, on_hit)


def as_text(diagnosis: Diagnosis) -> str:
    """The diagnosis in sentences."""
    from srpscope.why.words import finding_lines, verdict_line

    lines = [verdict_line(diagnosis)]
    for finding in diagnosis.findings:
        lines += ["", *finding_lines(finding)]
    if diagnosis.needs:
        lines += ["", "needs " + " or ".join(" and ".join(way) for way in diagnosis.needs)]
    lines += [printable(note) for note in diagnosis.notes]
    return "\n".join(lines)
