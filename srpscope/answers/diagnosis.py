"""A session's question to `why`, and the answer as text and JSON: the judgement's headline first."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from srpscope.languages import FIXED
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.session.clauses import lower, named, needed, upper
from srpscope.session.judgement import Judgement, judge
from srpscope.session.missing import on_loan
from srpscope.session.session import View
from srpscope.session.tries import earlier_tries
from srpscope.srp.sheet import Knowledge
from srpscope.srp.spelled import parting
from srpscope.srp.values import SECRETS, Side, same
from srpscope.statuses import DISAGREE
from srpscope.why import Diagnosis, Finding, Progress, Question, Reach, diagnose
from srpscope.why.diagnose import USUAL
from srpscope.why.question import LoggedHash
from srpscope.wire.wires import declared


def question_of(session: Session) -> Question:
    """What is asked of a session: both sides without their edits, and what the edits make of them."""
    view = session.view
    edited = {}
    active = [edit for edit in session.edits if not edit.off]
    plain = session.evaluate([edit for edit in active if edit.side == "wire"])
    for side in ("client", "server"):
        if any(edit.side in (side, "both") for edit in active):
            edited[side] = view.sheet(side).knowledge
    judged = judge(session)
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
        refused=(judged.outcome, judged.by, judged.of) == ("refused", "server", "M1"),
        language=_language(session),
    )


def _without_lent_password(question: Question) -> Question | None:
    """The question without the password that a client was lent; None where it was lent none, or logged nothing that
    stands in its place: a mistake beside another password comes out of what was logged alone."""
    client = question.client
    if "P" not in on_loan(client) or not client.given.keys() & {"x", "S", "K"}:
        return None
    own = {name: value for name, value in client.given.items() if name != "P"}
    return replace(question, client=replace(client, given=own))


def _language(session: Session) -> str | None:
    """What the accused program is written in, where the capture remembers it."""
    said = session.capture.header.get("language")
    return said if isinstance(said, str) else None


def diagnose_session(
    session: Session,
    seconds: float = 30.0,
    stop: Callable[[], bool] = lambda: False,
    on_hit: Callable[[Finding], None] = lambda finding: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    reach: Reach = USUAL,
    language: str | None = None,
) -> Diagnosis:
    """The diagnosis of a session. A cause that is told needs no search, and a session that both sides accepted has
    nothing to prove; one that somebody refused never agrees. language: what the accused program is written in, else
    what the capture's header says."""
    judged = judge(session)
    if judged.settled or judged.unlike_guess or (session.guessed_apart is not None and not session.edits):
        return _without_search(session, judged)  # each side does what its own dialect says: no mistake to look for
    question = question_of(session)
    if language is not None:
        question = replace(question, language=language)
    alone = _without_lent_password(question)
    found = diagnose(question, seconds if alone is None else seconds * 3 / 4, stop, on_hit, on_progress, reach)
    if alone is not None and found.verdict not in ("agree", "proved"):
        again = diagnose(alone, seconds / 4, stop, on_hit, on_progress, reach)
        found = again if again.verdict == "proved" else found
    if found.verdict == "agree" and (judged.outcome == "refused" or judged.values != "agree"):
        found = replace(found, verdict="cannot-tell")
    return found if found.verdict in ("agree", "proved") else replace(found, needs=judge(session, found).missing)


MOST_TRIES = 16
"""Further proofs that are looked at: a client of ours sends no more."""

QUICK_SECONDS = 0.5
"""How long an answer that is asked for the values may look for the cause, too: seconds of its own thread's work."""

ZEROS_UNSEEN = (
    "Nothing starts with 00 here: what drops leading zeros would look the same, and fails once in 256 sessions "
    "(`serve --force-zeros` and `soak` try it)."
)

SERVERS = frozenset(["b", "v", "M2"])
"""Values that are the server's to log."""

KNOWN_ALONE = 0
"""`largest` of such a search: each known suspect alone, no slip and no other dialect."""


def quick_diagnosis(
    session: Session,
    stop: Callable[[], bool] = lambda: False,
    seconds: float | None = None,
    largest: int = KNOWN_ALONE,
) -> Diagnosis | None:
    """What a short search gives, for who asks for the values and not for the cause: the known suspects, each alone, or
    up to `largest` mistakes of any kind; None where it takes longer to say."""
    judged = judge(session)
    if judged.exit_status != DISAGREE or judged.settled:
        return diagnose_session(session) if judged.settled else None
    reach = Reach(largest, clock=time.thread_time)
    found = diagnose_session(session, QUICK_SECONDS if seconds is None else seconds, stop, reach=reach)
    return found if found.verdict == "proved" else None


def _without_search(session: Session, judged: Judgement) -> Diagnosis:
    if judged.cause == "told":
        return Diagnosis("told", session.declared)
    if judged.values == "agree":
        return Diagnosis("agree", session.declared, cleared=("client", "server"))
    return Diagnosis("cannot-tell", session.declared, needs=judged.missing)


def as_json(diagnosis: Diagnosis, session: Session) -> dict[str, Any]:
    """The answer of `why --json`: the diagnosis and the judgement; a cause that is told is a finding, too."""
    judged = judge(session, diagnosis)
    answer = diagnosis.as_json()
    if judged.told is not None:
        answer["findings"] = [judged.told.as_json()]
    answer["notes"] = [*answer["notes"], *_zeros_unseen(session, judged)]
    tries = judged_tries(session)
    if tries:
        answer["tries"] = [{"message": number, "judgement": one.as_json()} for number, one in tries]
    # Whom the judgement does not clear nobody does: what agrees may be refused, guessed or edited.
    return {**answer, "cleared": list(judged.cleared), "judgement": judged.as_json()}


def judged_tries(session: Session) -> list[tuple[int, Judgement]]:
    """The judgement of every proof before the last one, where a session has several, with its message's number: each
    by what it was made of, after a short search for single mistakes."""
    found = []
    for one in earlier_tries(session)[:MOST_TRIES]:
        found.append((one.message, judge(one.session, quick_diagnosis(one.session))))
    return found


def as_text(diagnosis: Diagnosis, session: Session) -> str:
    """The headline; then what was tried, what is proved, how to put it right, what to log instead."""
    from srpscope.why.telling.words import cleared, finding_lines

    judged = judge(session, diagnosis)
    lines = [judged.headline]
    if judged.cleared:
        lines.append(cleared(judged.cleared))
    lines += _zeros_unseen(session, judged)
    lines += [f"  before that, message {number}: {one.headline}" for number, one in judged_tries(session)]
    if judged.told is not None:
        lines += _told_lines(judged)
    if session.guessed_apart is not None and not session.edits:
        lines += ["", *(f"  {line}" for line in parting_lines(session))]
    for finding in diagnosis.findings:
        right = session.view.sheet(finding.side).knowledge
        lines += ["", *finding_lines(finding, right), *_fix_lines(finding, session, judged)]
    if diagnosis.findings or diagnosis.verdict == "not-found":
        tried = f"{diagnosis.tried:,} hypotheses were tried."
        lines += ["", tried if judged.works else f"{tried}{_in_languages(diagnosis, session)}"]
    if judged.missing:
        lines += [
            "",
            f"needs {needed(judged.missing)}",
            _given_by(judged.missing[0], "server" if judged.cleared == ("client",) else "client", session),
            *(f"  {line}" for line in swept(session, judged)),
        ]
    lines += [printable(note) for note in diagnosis.notes]
    return "\n".join(lines)


def parting_lines(session: Session) -> list[str]:
    """What two sides that keep to two dialects compute otherwise, in words where it is a known mistake of one by the
    other's, and what to write to make them one."""
    from srpscope.why.suspects import suspects

    view, lines = session.view, list[str]()
    parted = parting(view.client, view.server, view.wire)
    here = [name for name, (_mine, theirs) in parted.items() if not _same_here(view, name, theirs)]
    for name, (mine, theirs) in parted.items():
        if here and name not in here:
            lines.append(f"{name}: {printable(mine)} in the client, {printable(theirs)} in the server; the same here")
            continue
        lines.append(f"{name}: {printable(mine)} in the client, {printable(theirs)} in the server")
        for side, formula, other in (("client", mine, theirs), ("server", theirs, mine)):
            known = replace(view.sheet(side).knowledge, formulas={})
            known = known.with_formulas({name: known.dialect.parse(other)})
            made = (one for one in suspects().values() if one.value == name and side in one.sides)
            said = next((one.sentence for one in made if _gives(one.change(known), name, formula)), "")
            if said:
                lines.append(f"  in words, of the {side}: {lower(said)}")
        lines.append(f"  fix: write {name} = {printable(theirs)} in the client, or {printable(mine)} in the server")
    return lines


def _same_here(view: View, name: str, theirs: str) -> bool:
    """Whether the server's formula makes of the client's own inputs what the client's does."""
    known = view.client.knowledge
    swapped = view.client.derive(known.with_formulas({name: known.dialect.parse(theirs)}))
    own, other = view.client[name].by_formula, swapped[name].by_formula
    return own is not None and other is not None and same(own, other)


def _gives(known: Knowledge | None, name: str, formula: str) -> bool:
    made = None if known is None else known.formula(name)
    return made is not None and made.text == formula


def _given_by(way: tuple[str, ...], whose: Side, session: Session) -> str:
    """How what is missing of a side is told to this program, where no log is at hand: a secret not in the shell's
    history, a count (iterations) not as hex."""
    options = []
    for name in way:
        side = "server" if name in SERVERS else whose
        if name in SECRETS:
            options.append(f"--secrets FILE with a line {side}.{name}=..")
        else:
            counted = name in (inputs := session.dialect(side).inputs) and inputs[name].kind == "number"
            options.append(f"--set {side}.{name}{'.dec' if counted else ''}=..")
    return f"  without a log: {', '.join(options)}"


def swept(session: Session, judged: Judgement) -> list[str]:
    """How the client's mistake is found where its a cannot be logged: by a server that supposes one each time."""
    plays = [f"`srpscope serve {system} --sweep`" for system in declared(session.wire).swept_by]
    wrong = judged.values == "disagree" or (judged.outcome == "refused" and judged.of == "M1")
    if not plays or not wrong or judged.outcome == "accepted" or not any("a" in way for way in judged.missing):
        return []
    return [f"without a: point the app at {' or '.join(plays)}; it looks for its mistake in k, x, g and the salt"]


def _zeros_unseen(session: Session, judged: Judgement) -> list[str]:
    """What a session that agrees leaves open: whoever drops leading zeros is right until a value has one."""
    from srpscope.answers.zeros import zeros_here

    if judged.values != "agree" or not judged.cleared:
        return []
    view = session.view
    seen, possible = zeros_here(session.dialect("client"), view.client, view.server)
    if not possible or seen:
        which = named(seen)
        verb = "starts" if len(seen) == 1 else "start"
        return [upper(f"{which} {verb} with 00 here, and all agrees.")] if seen else []
    return [ZEROS_UNSEEN]


def _told_lines(judged: Judgement) -> list[str]:
    """Who tells it, in its own words, and what to do."""
    told = judged.told
    assert told is not None
    lines = []
    if told.text and told.kind not in ("order", "edit", "own-edit", "sweep"):
        where = "" if told.message is None else f", of message {told.message}"
        lines.append(f"  said by the {judged.by}{where}: {printable(told.text, 300)}")
    if told.fix:
        lines.append(f"  fix: {told.fix}")
    return lines


def _in_languages(diagnosis: Diagnosis, session: Session) -> str:
    """Where the fix stands as lines of code; "" where it is a formula in every language."""
    from srpscope.answers.fixing import fixes_of

    in_code = [
        language
        for language in FIXED
        if any(fix.in_code for one in diagnosis.findings for fix in fixes_of(one, language, session))
    ]
    return f" `srpscope report` has the fix in {len(in_code)} languages." if len(in_code) > 1 else ""


def _fix_lines(finding: Finding, session: Session, judged: Judgement) -> list[str]:
    """What the declared dialect has in the place of each changed formula, and how to get there."""
    from srpscope.answers.fixing import WORKS, due_formulas, fixes_of

    if judged.works:
        of_dialect = due_formulas(finding, session).items()
        return [*(f"  the dialect has {name} = {printable(text)}" for name, text in of_dialect), f"  {WORKS}"]
    fixes = fixes_of(finding, FIXED[0], session)
    said = " ".join(fix.about for fix in fixes)
    due = (f"{name} = {printable(text)}" for name, text in due_formulas(finding, session).items())
    lines = [f"  should be {one}" for one in due if one not in said]
    if not fixes:
        return [*lines, "  fix: make both sides compute alike, with the formulas of one dialect"]
    if len(fixes) == 1:
        return [*lines, f"  fix: {fixes[0].about}"]
    return [*lines, *(f"  fix of {fix.value}: {fix.about}" for fix in fixes)]
