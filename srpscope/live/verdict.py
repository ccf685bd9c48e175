"""What `why` says of a live capture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srpscope.capture import Capture
from srpscope.errors import SrpscopeError

SECONDS = 5.0
"""How long a search may take while somebody waits for the next session."""


def verdict(capture: Capture, stop: Callable[[], bool] = lambda: False) -> dict[str, Any]:
    """The object of `why --json` for a capture. stop: says when to end the search before its time. Never raises for
    what is in the capture."""
    from srpscope.answers.diagnosis import as_json, diagnose_session
    from srpscope.session import Session

    try:
        session = Session(capture)
        return as_json(diagnose_session(session, seconds=SECONDS, stop=stop), session)
    except SrpscopeError as error:
        return {"verdict": "cannot-tell", "findings": [], "cleared": [], "needs": [], "notes": [str(error)]}


def put_off(capture: Capture, why: str, suspects: bool = True) -> dict[str, Any]:
    """The same without a search, for a session that nobody can wait for: what its own evidence says. suspects: the
    known ones are tried, each alone; of hundreds of sessions at once that takes a minute, and nobody waits for it."""
    from srpscope.answers.diagnosis import as_json, quick_diagnosis
    from srpscope.session import Session
    from srpscope.session.judgement import judge

    try:
        session = Session(capture)
        judged = judge(session)
        found = quick_diagnosis(session) if suspects or judged.settled else None
        answer = as_json(found, session) if found is not None else {"judgement": judged.as_json()}
    except SrpscopeError as error:
        answer = {"notes": [str(error)]}
    empty: dict[str, Any] = {"verdict": "cannot-tell", "findings": [], "cleared": [], "needs": []}
    return {**empty, **answer, "notes": [*answer.get("notes", []), *([why] if why else [])]}


def exit_status(answer: dict[str, Any]) -> int:
    """The exit status that a session's answer stands for: 1 refused or differing, 0 agreeing, 2 not known."""
    from srpscope.session.clauses import status_of

    judged = answer.get("judgement")
    return status_of(judged) if isinstance(judged, dict) else 2
