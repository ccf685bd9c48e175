"""What the live screen says while this side is the device or the server: who it is, who came, the log, the verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from srpscope.live.verdict import exit_status
from srpscope.printable import printable
from srpscope.session.clauses import badge_of
from srpscope.session.legs import leg_status
from srpscope.statuses import AGREE, DISAGREE
from srpscope.tui.facts.moment.judgement import Verdict
from srpscope.tui.facts.spans import Line, byte_ends, place, shorten
from srpscope.tui.live.feed import HostFeed
from srpscope.wire.wires import declared
from srpscope.wording import listed

_LOOPBACK = re.compile(r"(?:^|//)(?:127\.|localhost|\[::1\])")

MOST_ENDED = 8
"""Ended sessions that are listed."""


def about_rows(feed: HostFeed) -> list[Line]:
    """Where it listens, and whose verifier it holds."""
    where = feed.where or "starting .."
    lines: list[Line] = [((where, "text bold"),), (), (("Point your app here.", "text"),)]
    known = feed.host.enrolled
    if known is not None:
        username, salt = known
        lines += [(), place([(2, "user", "dim"), (12, printable(username, 18), "text")])]
        lines.append(place([(2, "password", "dim"), (12, "hidden", "dim italic")]))
        lines.append(place([(2, "salt", "dim"), (12, byte_ends(salt, 8), "text")]))
    return lines


def session_rows(feed: HostFeed, cells: int) -> list[Line]:
    """The sessions that ended, a row each."""
    rows: list[Line] = [place([(2, "#", "dim"), (6, "outcome", "dim"), (18, "what is known", "dim")])]
    words: dict[bool | None, tuple[str, str]] = {True: ("accepted", "agree"), False: ("refused", "differ")}
    for ended in feed.ended[-MOST_ENDED:]:
        judged = ended.answer.get("judgement", {})
        refused = judged.get("outcome") != "broken-off"
        cut = ("on purpose" if judged.get("at_fault") == "person" else "cut off", "warn")
        word, role = words.get(ended.accepted if ended.accepted or refused else None, cut)
        known = shorten(said(ended.answer), max(cells - 18, 8))
        rows.append(place([(2, str(ended.session), "dim"), (6, word, role), (18, known, "text")]))
    return rows


def log_rows(feed: HostFeed, cells: int, reveal: bool) -> tuple[list[Line], str]:
    """The device's own log, and how much of it is hidden."""
    shown = [one for one in feed.log if reveal or one[1] != "secret"]
    hidden = len(feed.log) - len(shown)
    lines: list[Line] = []
    for text, role in shown:
        role = "dim" if role == "secret" else role
        lines += [((row, role),) for row in wrap(text, max(cells, 20), subsequent_indent="  ")]
    return lines or [(("Nobody has come yet.", "dim"),)], (
        f"{hidden} lines hold secrets; F8 shows them" if hidden else ""
    )


def verdict(feed: HostFeed) -> Verdict:
    """What is so in two lines: a message waits, something went wrong, how the last session ended, or nobody came."""
    waiting = feed.held
    if waiting is not None:
        lead = f"Held before {printable(waiting.step.name, 24)}{receiver(feed)}. "
        first: Line = (("· ", "warn bold"), (lead, "text bold"), ("Nothing is sent until you say so.", "text"))
        return Verdict("warn", "·", (first, (("  c sends it, e edits its bytes, X ends the handshake there.", "dim"),)))
    if feed.fault:
        return Verdict("differ", "●", ((("● ", "differ bold"), (feed.fault, "text bold")),))
    if feed.concluding:
        first = (("· ", "dim"), ("A session is over; its cause is being looked for.", "text bold"))
        return Verdict("dim", "·", (first, (("  It stands here when it is known.", "dim"),)))
    if feed.host.running and not feed.ended:
        first = (("· ", "dim"), ("A session is under way.", "text bold"))
        return Verdict("dim", "·", (first, (("  Everything is recorded as it happens.", "dim"),)))
    if not feed.ended:
        first = (("· ", "dim"), ("Waiting for a client.", "text bold"), (f" {_reached_from(feed.where)}", "text"))
        return Verdict("dim", "·", (first, (("  Each handshake becomes a capture.", "dim"),)))
    last = feed.ended[-1]
    role, sign = _SIGNS[exit_status(last.answer)]
    first = ((sign, f"{role} bold"), (said(last.answer), "text bold"))
    more: Line = (("  ", "text"), (_more(feed, last.answer), "dim"))
    return Verdict(role, "", (first, *(_proved(last.answer) or [more])))


def link(feed: HostFeed) -> tuple[str, str, str] | None:
    """The key that leads on: to the values of a message that waits, or to the last session."""
    debugger = "app.mode('debug')"
    if feed.held is not None:
        return "F2", "looks at every value, and edits it there", debugger
    if feed.concluding or feed.host.running or not feed.ended or feed.ended[-1].record is None:
        return None
    asks = "looks at it, and asks why" if exit_status(feed.ended[-1].answer) == DISAGREE else "looks at it"
    return "F2", asks, debugger


def receiver(feed: HostFeed) -> str:
    """Of a proxy, who gets the message that waits: ", to your app"."""
    if feed.host.behind is None:
        return ""
    return ", to your app" if feed.holds_for == "server" else ", to the device"


def _more(feed: HostFeed, answer: dict[str, Any]) -> str:
    """What is to be known beside the headline of the last session."""
    left, legs = answer.get("left"), answer.get("legs")
    if left is not None:
        return f"{left} tries left in the sweep."
    passes = feed.host.behind is not None and feed.host.behind.passes
    if (answer.get("judgement") or {}).get("at_fault") == "person":
        fix = next((str(one.get("fix") or "") for one in answer.get("findings") or ()), "")
        return printable(fix, 200) or "enter opens it in the debugger."
    if passes and exit_status(answer) != 0:
        return "Passed through as it came: given user name and password, srpscope says which half is wrong."
    if legs is not None and not passes and refused_us(legs["device"]["judgement"]):
        return "Or the device has another user name or password than srpscope was given: then it is right."
    lacking = next(iter((answer.get("judgement") or {}).get("missing") or ()), ()) if legs is not None else ()
    if lacking and exit_status(answer) == DISAGREE:
        return f"Log {listed(lacking)} in your app, and add its log in F2 (v): what it did can then be looked for."
    return "enter opens the last one in the debugger."


def refused_us(device: Mapping[str, Any]) -> bool:
    """Whether a proxy's device refused what srpscope computed, and no mistake of it is proved."""
    return leg_status(device) == DISAGREE and device.get("outcome") == "refused" and device.get("cause") != "proved"


def _reached_from(where: str) -> str:
    """Of a server on the loopback address, that no phone reaches it, and what would let one in."""
    alone = _LOOPBACK.search(where) is not None
    return "Only this machine reaches it: --host on the command line lets a phone in." if alone else ""


def _proved(answer: dict[str, Any]) -> list[Line]:
    """Of a proxy whose cause is proved: what came out again."""
    proof = next((one["proof"] for one in answer.get("findings") or () if "proof" in one), None)
    if proof is None or "legs" not in answer:  # what a message or a person tells has no bytes
        return []
    size, name = len(proof["hex"]) // 2, printable(str(proof["value"]), 24)
    return [
        (
            ("= ", "agree bold"),
            ("Proved. ", "agree bold"),
            (f"With that, all {size} bytes of the app's {name} come out again.", "text"),
        )
    ]


def badge(feed: HostFeed) -> tuple[str, str]:
    """How the last session ended, once none is under way: of a proxy, whose half is wrong."""
    if not feed.ended or feed.host.running or feed.concluding:
        return "dim", ""
    answer = feed.ended[-1].answer
    legs = answer.get("legs")
    if legs is None or (feed.host.behind is not None and feed.host.behind.passes):
        return badge_of(answer.get("judgement", {}), declared(feed.host.wire).proofs)
    states = {leg: leg_status(one["judgement"]) for leg, one in legs.items()}
    wrong = [word for leg, word in (("app", "APP"), ("device", "DEVICE")) if states[leg] == DISAGREE]
    if wrong == ["DEVICE"] and refused_us(legs["device"]["judgement"]):
        return "differ", "DEVICE ≠ REFUSED US"
    if wrong:
        return "differ", f"{' AND '.join(wrong)} ≠ WRONG"
    return ("agree", "BOTH = RIGHT") if set(states.values()) == {AGREE} else ("warn", "CANNOT TELL")


_SIGNS = (("agree", "= "), ("differ", "● "), ("warn", "· "))
"""Colour and sign by the exit status that a session's answer stands for."""


def said(answer: dict[str, Any]) -> str:
    """The headline of an ended session, else what was wrong with its own diagnosis."""
    judged = answer.get("judgement")
    if isinstance(judged, dict):
        return printable(str(judged["headline"]), 300)
    return printable(str(answer.get("problem") or "Nothing can be said of this session."), 300)
