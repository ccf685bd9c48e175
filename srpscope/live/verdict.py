"""What `why` says of a live capture."""

from __future__ import annotations

from typing import Any

from srpscope.capture import Capture
from srpscope.errors import SrpscopeError

SECONDS = 5.0
"""How long a search may take while somebody waits for the next session."""


def verdict(capture: Capture) -> dict[str, Any]:
    """The object of `why --json` for a capture. Never raises for what is in the capture."""
    from srpscope.report.diagnosis import diagnose_session
    from srpscope.session import Session

    try:
        return diagnose_session(Session(capture), seconds=SECONDS).as_json()
    except SrpscopeError as error:
        return {"verdict": "cannot-tell", "findings": [], "cleared": [], "needs": [], "notes": [str(error)]}
