"""A session's question to `why`, and the answer as text."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.report.printable import printable
from srpscope.session import Session
from srpscope.srp.values import Side
from srpscope.why import Diagnosis, Finding, Progress, Question, diagnose
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
    whole_product: bool = False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Diagnosis:
    """The diagnosis of a session."""
    question = question_of(session)
    return diagnose(question, seconds, stop, on_hit, whole_product=whole_product, on_progress=on_progress)


def as_text(diagnosis: Diagnosis, session: Session) -> str:
    """The diagnosis in sentences: what was tried, what is proved, how to put it right, what to log instead."""
    from srpscope.why.words import finding_lines, verdict_line

    lines = [verdict_line(diagnosis)]
    for finding in diagnosis.findings:
        lines += ["", *finding_lines(finding), *_fix_lines(finding, session)]
    if diagnosis.findings:
        lines += ["", f"{diagnosis.tried:,} hypotheses were tried. `srpscope report` has the fix in seven languages."]
    if diagnosis.needs:
        lines += ["", "needs " + ", or ".join(" and ".join(way) for way in diagnosis.needs)]
    lines += [printable(note) for note in diagnosis.notes]
    return "\n".join(lines)


def _fix_lines(finding: Finding, session: Session) -> list[str]:
    """What the declared dialect has in the place of each changed formula, and how to get there."""
    from srpscope.report.fixing import fixes_of
    from srpscope.why.fixes import LANGUAGES

    side: Side = "client" if finding.side == "client" else "server"
    spoken = session.dialect(side)
    fixes = fixes_of(finding, LANGUAGES[0], session)
    if not fixes:
        return ["  fix: make both sides compute alike, with the formulas of one dialect"]
    right = {change.value: spoken.formula_text(side, change.value) for change in finding.changes}
    formulas = [change.value for change in finding.changes if change.form == "formula" and right[change.value]]
    lines = [f"  should be {name} = {printable(str(right[name]))}" for name in formulas]
    if len(fixes) == 1:
        return [*lines, f"  fix: {fixes[0].about}"]
    return [*lines, *(f"  fix of {fix.value}: {fix.about}" for fix in fixes)]
