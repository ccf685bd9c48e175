"""Work off the UI thread, as plain functions: a session in; a moment, a diagnosis or edits out.

The desk makes a Work and hands it over; who runs it need not know what it is. A ticket says whether what comes back is
still what was asked for: the desk keeps them, a group each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from srpscope.errors import SrpscopeError

if TYPE_CHECKING:
    from pathlib import Path

    from srpscope.capture.capture import Capture
    from srpscope.session import Session
    from srpscope.srp.edit import Edit
    from srpscope.tui.facts.moment.shown import Explanation, Shown
    from srpscope.why.finding import Diagnosis, Finding

Tell = Callable[[Callable[[], None]], None]
"""Hands a call over to the UI's thread."""


@dataclass(frozen=True)
class Work:
    """group: a later one of the same group takes its place. run: does it; it is given a Tell, for what is known before
    it ends. take: what came out, on the UI's thread. failed: an error of ours, on the UI's thread."""

    group: str
    run: Callable[[Tell], Any]
    take: Callable[[Any], None]
    failed: Callable[[SrpscopeError], None]


@dataclass(frozen=True)
class Opening:
    """How to get what the command line named. read: every handshake of the files; make: the session of one of them.
    Both may raise FileError and UserError, and run off the UI thread. path: the one file; example: it is the bundled
    one."""

    read: Callable[[], list[Capture]]
    make: Callable[[Capture], Session]
    path: Path | None = None
    example: bool = False


def at_once(work: Work) -> None:
    """Do it here and now: for who has no UI thread to keep free."""
    try:
        found = work.run(lambda call: call())
    except SrpscopeError as error:
        work.failed(error)
    else:
        work.take(found)


def moment(
    session: Session,
    edits: Sequence[Edit],
    explanation: Explanation | None,
    preview: bool,
    diagnosis: Diagnosis | None = None,
) -> Shown:
    """Both sides worked out under a list of edits. Raises UserError, FileError."""
    from srpscope.tui.facts.moment.shown import shown

    return shown(session, edits, explanation, preview, diagnosis)


def cause(
    session: Session, stop: Callable[[], bool], on_hit: Callable[[Finding], None], on_progress: Callable[[str], None]
) -> Diagnosis:
    """The cause of a difference, searched for. Raises UserError, FileError."""
    from srpscope.tui.facts.cause.reasons import search

    return search(session, stop, on_hit, on_progress)


def remedy(session: Session, edits: list[Edit], side: str) -> list[Edit]:
    """The edits that put a side right. Raises UserError, FileError."""
    from srpscope.tui.facts.cause.reasons import remedy as found

    return found(session, edits, side)
