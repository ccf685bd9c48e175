"""What the live screen says while this side is the client: what happened, and the verdict."""

from __future__ import annotations

from textwrap import wrap

from srpscope.printable import printable
from srpscope.statuses import DISAGREE
from srpscope.tui.facts.moment.judgement import Verdict, headline
from srpscope.tui.facts.spans import Line
from srpscope.tui.live.feed import ClientFeed
from srpscope.tui.live.lines import was_dropped
from srpscope.tui.live.proof_rows import proof_rows
from srpscope.tui.live.tree_lines import tree_lines

ROLES = {"refused": "differ bold", "accepted": "agree bold", "dropped": "warn", "note": "text", "encrypted": "text"}
"""What of a session is told, and how loudly."""


def story(feed: ClientFeed, cells: int, reveal: bool) -> list[Line]:
    """What happened so far, in sentences; what came back decrypted, each in its place."""
    lines: list[Line] = []
    session, waiting = feed.session, list(feed.trips)

    def came_by(count: int) -> None:
        while waiting and waiting[0][0] <= count:
            trip = waiting.pop(0)[1]
            came = "decrypted" if session.seals else "answered"
            lines.append(((f"{printable(trip.endpoint, 24)}: ", "text bold"), (came, "agree")))
            lines.extend(tree_lines(trip.tree, reveal, cells))

    for number, event in enumerate(session.events):
        came_by(number)
        told = event.what in (*ROLES, "opened", "transport") and event.text != session.transport.name
        if event.text and told:
            at = f"{event.t * 1000:6.0f} ms  "
            role = ROLES.get(event.what, "dim")
            for index, row in enumerate(wrap(printable(event.text, 600), max(cells - len(at), 20))):
                lines.append(((at if index == 0 else " " * len(at), "dim"), (row, role)))
    came_by(len(session.events))
    if feed.fault:
        rows = wrap(printable(feed.fault, 600), max(cells - 2, 20))
        lines += [(("! " if index == 0 else "  ", "differ bold"), (row, "differ")) for index, row in enumerate(rows)]
    return lines or [(("Reaching the peer ..", "dim"),)]


def proof_title(feed: ClientFeed) -> str:
    """What became of the proof that was sent. A connection that ended is no refusal."""
    refused = feed.judgement is not None and feed.judgement.outcome == "refused"
    return "The proof that was refused" if refused else "The proof that was not answered"


def refused_proof(feed: ClientFeed, cells: int, narrow: bool) -> list[Line]:
    """What the proof that the peer refused or left without an answer was made of, beside what the dialect gives;
    nothing where none was sent."""
    session = feed.session
    sent = any(
        "M1" in read.values
        for one in session.events
        if one.what == "sent" and (read := session.decoded("client", one.endpoint, one.data)) is not None
    )
    if not feed.over or feed.accepted or feed.fault or was_dropped(feed) or not sent:
        return []
    return proof_rows(session.party.sheet, cells, narrow)


def verdict(feed: ClientFeed) -> tuple[Verdict, tuple[str, str, str] | None]:
    """The outcome in two lines, and the key that leads on."""
    role, sign, sentence, link = _outcome(feed)
    first: Line = ((sign, f"{role} bold"), (sentence, "text bold"))
    return Verdict(role, sign.strip(), (first, _next(feed))), link


def _outcome(feed: ClientFeed) -> tuple[str, str, str, tuple[str, str, str] | None]:
    session = feed.session
    if feed.fault:
        lead = "The handshake was accepted; what came after it failed." if feed.accepted else "Not reached, or lost."
        return "differ", "● ", f"{lead} {feed.fault}", None
    if session.held is not None:
        name = printable(session.held.step.name, 24)
        link = ("F2", "looks at every value, and edits it there", "app.mode('debug')")
        return "warn", "· ", f"Held before {name}. Nothing is sent until you say so.", link
    judged = feed.judgement
    if was_dropped(feed):
        said = "You dropped the message; the handshake ended there." if judged is None else headline(judged)
        return "warn", "· ", said, None
    if feed.over and judged is not None:
        sign = {"agree": "= ", "differ": "● "}.get(judged.role, "· ")
        asks = "looks at it, and asks why" if judged.exit_status == DISAGREE else "looks at it"
        return judged.role, sign, headline(judged), ("F2", asks, "app.mode('debug')")
    return "dim", "· ", "The handshake is under way.", None


def _next(feed: ClientFeed) -> Line:
    told = None if feed.judgement is None else feed.judgement.told
    if feed.over and told is not None and told.at_fault == "person" and told.fix:
        return (("  ", "text"), (printable(told.fix, 200), "text"))  # no other password mends what was done by hand
    if feed.may_try and feed.over:
        return ("  The device keeps the session: ", "text"), ("f", "accent bold"), (" tries another password.", "text")
    if feed.over and feed.stays:
        return ("  The session stays open: ", "text"), ("a", "accent bold"), (" asks for more.", "text")
    if feed.over:
        return ("  ", "text"), ("n", "accent bold"), (" begins another session.", "dim")
    return (("  Everything is recorded as it happens.", "dim"),)
