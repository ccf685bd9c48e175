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


def put_off(capture: Capture, why: str) -> dict[str, Any]:
    """The same without a search, for a session that nobody can wait for: what its own evidence says. Not even the known
    suspects are tried: of hundreds of sessions at once that took a minute, and as long until the server had stopped."""
    from srpscope.answers.diagnosis import as_json, diagnose_session
    from srpscope.session import Session
    from srpscope.session.judgement import judge

    try:
        session = Session(capture)
        judged = judge(session)
        answer = as_json(diagnose_session(session), session) if judged.settled else {"judgement": judged.as_json()}
    except SrpscopeError as error:
        answer = {"notes": [str(error)]}
    empty: dict[str, Any] = {"verdict": "cannot-tell", "findings": [], "cleared": [], "needs": []}
    return {**empty, **answer, "notes": [*answer.get("notes", []), *([why] if why else [])]}


def exit_status(answer: dict[str, Any]) -> int:
    """The exit status that a session's answer stands for: 1 refused or differing, 0 agreeing, 2 not known."""
    from srpscope.session.judgement import status_of

    judged = answer.get("judgement")
    return status_of(judged) if isinstance(judged, dict) else 2
