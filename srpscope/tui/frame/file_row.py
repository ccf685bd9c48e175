"""Row 2 of debug and compare: the file, what the evidence is, the dialect, and what was changed."""

from __future__ import annotations

from srpscope.printable import printable
from srpscope.tui.desk import Desk
from srpscope.tui.frame.title_bar import Headline


def file_row(desk: Desk, narrow: bool) -> Headline:
    """The title, and (words, role) of what stands behind it."""
    session = desk.session
    if session is None:
        return ("Reading", [("the file", "dim")]) if desk.reading else ("no capture", [("o opens a file", "dim")])
    rest: list[tuple[str, str]] = []
    if desk.example:
        rest.append(("example" if narrow else "example; o opens yours", "warn"))
    if not desk.example and not narrow:
        rest.append((printable(session.origin, 20) or "not said where from", "dim"))
    spoken = " | ".join(dict.fromkeys(session.spoken(side) for side in ("client", "server")))
    unnamed = session.guessed == "dialect" or not session.names_dialect
    guess = "no dialect named: " if unnamed else "hash not named: " if session.guessed else ""
    rest.append((f"{guess}{spoken}", "warn" if guess else "dim"))
    changes = _changes(desk, narrow)
    if changes:
        rest.append((changes, "warn"))
    return session.title, rest


def _changes(desk: Desk, narrow: bool) -> str:
    from srpscope.tui.facts.edits.changes import describe  # the first frame waits for no arithmetic

    session, found = desk.session, None if desk.replay.on and not desk.replay.over else desk.explanation
    assert session is not None
    if found is not None and found.changes:
        if narrow:
            return "* found"
        more = f" and {len(found.changes) - 1} more" if len(found.changes) > 1 else ""
        return f"* found: {describe(session, found.changes[0], desk.reveal)}{more}"
    active = [edit for edit in session.edits if not edit.off]
    if not active:
        return ""
    count = f"edit {len(active)}"
    if narrow:
        return f"* {count}: {active[-1].side}"
    return f"* {count}, {active[-1].side}: {describe(session, active[-1], desk.reveal)}"
