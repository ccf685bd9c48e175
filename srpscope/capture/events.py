"""What happened besides the messages, in one form that every live party and every importer writes.

    {"type":"event","t":seconds,"what":"refused|accepted|broken-off|error","by":"client|server",
     "of":"M1|M2|A|B|mac|message|session|token|..","code":..,"text":the peer's own words}

Other words of "what" (log, note, mtu, timing, connect ..) tell what passed and decide nothing. What a person did to the
session is `fault` (ordered), `edit` (a message changed by hand) and `dropped` (a message held back). Recordings from
before this form are read as what they meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from srpscope.capture.capture import Line
from srpscope.wire.exchange import Exchange, RefusedError

Happened = Literal["refused", "accepted", "broken-off", "error"]
HAPPENED: tuple[Happened, ...] = ("refused", "accepted", "broken-off", "error")

DONE_BY_A_PERSON = ("fault", "edit", "dropped")
"""Events of what the person at this end did on purpose."""

LOG_LINES = ("log", "device-log")
"""Lines of a program's own log."""

LINK_TOLD = ("mtu", "timing")
"""What a link is like; it decides nothing."""

SAID_NO = ("refused", "error")


def of_the_link(line: Line) -> str:
    """What an event tells of a Bluetooth link: how much goes at once, how often it is awake; "" of any other line."""
    text = line.get("text")
    return text if line.get("type") == "event" and line.get("what") in LINK_TOLD and isinstance(text, str) else ""


def done_by_a_person(line: Line) -> bool:
    """Whether an event is what the person at this end did on purpose; older recordings say so in words."""
    what, text = line.get("what"), line.get("text")
    return what in DONE_BY_A_PERSON or (what == "cookie" and isinstance(text, str) and "on purpose" in text)


LINK_LOST = frozenset({8, 19, 22, 34, 59, 62, 133, 257})
"""GATT status codes of Android that tell of the connection, and not of what the peer thinks of a message."""


@dataclass(frozen=True)
class Event:
    """One thing that happened, whoever wrote it down.

    by: client, server, or "" where it is not known. of: what was refused or accepted (M1, M2, A, B, mac, token,
    session, message). text: the peer's own words, or ours. after: how many messages had passed. handshake: it is of the
    handshake, not of what was asked before it or said after it.
    """

    what: Happened
    by: str
    of: str
    text: str
    line: Line
    after: int = 0
    handshake: bool = True


@dataclass(frozen=True)
class Carried:
    """What an event has to know of the messages before it. sender: client or server. names: the values that the
    message held. refusal: what its sender says in it where it is a refusal. handshake: it belongs to the handshake."""

    sender: str
    names: Collection[str] = ()
    refusal: str | None = None
    handshake: bool = True


def event(what: Happened, by: str, of: str = "", text: str = "", **more: Any) -> dict[str, Any]:
    """The keys of an event line. of: left out where all that is known is the message before it, which then says it."""
    keys: dict[str, Any] = {"what": what, "by": by}
    if of:
        keys["of"] = of
    return {**keys, **more, "text": text}


PASSED_ON = "The answer passed on takes the proof."
"""What a side that computes nothing knows of a proof."""


def ending(exchange: Exchange, carried: Collection[str] = ()) -> dict[str, Any]:
    """The keys of the event with which an exchange ended. carried: the values in the last message that crossed.

    A refusal's own `of` wins; a time-out, a lost connection and a message that a person held back are broken-off.
    """
    refusal = exchange.refusal
    peer = "server" if exchange.side == "client" else "client"
    if refusal is None and exchange.side == "client" and not exchange.mutual:
        return event("accepted", peer, "M1", "It takes the proof, and sends none of its own.")
    if refusal is None:
        of = "M2" if exchange.side == "client" else "M1"
        if exchange.known_party is None:  # it checked nothing
            return event("accepted", exchange.side, of, PASSED_ON)
        return event("accepted", exchange.side, of, "Both proofs are right." if of == "M2" else "M1 is right.")
    of = refusal.of or _of_cause(refusal, exchange.side, carried)
    if refusal.cause == "dropped":
        return event("broken-off", exchange.side, of, str(refusal))
    if refusal.cause == "closed" and refusal.by_peer and exchange.closes_to_refuse:
        said = f"{str(refusal).rstrip('.')}, which is how this protocol refuses."
        return event("refused", peer, of_message(carried), said)
    if refusal.cause == "unsent":  # the message stands on record, since it was written down before its sending
        return event("broken-off", "", refusal.of or of_message(carried), str(refusal), sent=False)
    if (refusal.cause in ("transport", "closed", "timeout") and not refusal.by_peer) or _CUT_OFF.search(str(refusal)):
        return event("broken-off", "", refusal.of or of_message(carried), str(refusal))
    return event("refused", peer if refusal.by_peer else exchange.side, of, str(refusal))


_CAUSES = {"proof": "proof", "bad-credentials": "proof", "BAD_CREDENTIALS": "proof", "A": "A", "B": "B", "u": "u"}


def _of_cause(refusal: RefusedError, side: str, carried: Collection[str]) -> str:
    found = _CAUSES.get(refusal.cause)
    if found == "proof":
        checks = side if not refusal.by_peer else "server" if side == "client" else "client"
        return "M1" if checks == "server" else "M2"
    if found is not None:
        return found
    text = str(refusal)
    if re.search(r"\bMAC\b", text):
        return "mac"
    if "token" in text[:20]:
        return "token"
    return of_message(carried) if refusal.by_peer else "M2" if re.search(r"\bproof M2\b", text) else "message"


def of_message(carried: Collection[str]) -> str:
    """What was refused where only the message is known: the proof in it, else the public value, else the message."""
    return next((name for name in ("M1", "M2", "A", "B") if name in carried), "message")


def read_events(lines: Iterable[Line], carries: Callable[[Line], Carried | None], recorded_by: str = "") -> list[Event]:
    """Every event of a capture that decides something, in order; a message that is itself a refusal is one.

    carries: what a message line held; None for one that belongs to no handshake. recorded_by: whose recording it is,
    for events that do not say whose they are.
    """
    found: list[Event] = []
    last: Carried | None = None
    at_handshake = True
    count = 0
    for line in lines:
        if line.get("type") == "message":
            count += 1
            carried = carries(line)
            if carried is None:
                continue
            at_handshake = carried.handshake
            if not at_handshake:
                continue
            if carried.refusal is not None:
                of = of_message(last.names) if last is not None and last.sender != carried.sender else "message"
                found.append(Event("refused", carried.sender, of, carried.refusal, line, count))
            elif carried.names or last is None:
                last = carried
        elif line.get("type") == "event":
            one = _read(line, last, count, recorded_by)
            if one is not None:
                found.append(one if at_handshake else replace(one, of="message", handshake=False))
    return found


def _read(line: Line, last: Carried | None, count: int, recorded_by: str) -> Event | None:
    what, text = line.get("what"), line.get("text")
    said = text if isinstance(text, str) else ""
    known = line.get("by")
    by = known if known in ("client", "server") else ""
    of = line.get("of") if isinstance(line.get("of"), str) else ""
    if what in HAPPENED and ("by" in line or what in ("broken-off", "error")):
        assert isinstance(what, str)
        return Event(what, by, str(of) or _of(last), said, line, count)  # type: ignore[arg-type]
    return _older(line, str(what), said, last, count, recorded_by)


def _of(last: Carried | None) -> str:
    return of_message(last.names) if last is not None else "message"


_SAYS_WHO = re.compile(r"^The (?P<who>server|client|device|peer) (?:refuse|answer|close|does not accept|gave up)")
_CUT_OFF = re.compile(
    r"^No reply from|^The peer did not take|was closed where|was dropped by hand|was held and not sent"
    r"|^The other side closed|^Nothing came|The link is gone|connection (?:was )?(?:lost|reset|failed)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"^(?:Bad server credentials: )?(M1|M2|A|B|u)\b|\b(?:own proof|credentials:) (M[12])\b")


def _older(line: Line, what: str, text: str, last: Carried | None, count: int, recorded_by: str) -> Event | None:
    """An event of a recording from before the form: who it was follows from the words, and from who spoke last."""
    receiver = "" if last is None else "server" if last.sender == "client" else "client"
    if what == "accepted":
        mine = recorded_by or ("client" if last is not None and "M2" in last.names else "server")
        side = line.get("side")
        by = side if side in ("client", "server") else mine
        return Event("accepted", by, "M2" if by == "client" else "M1", text, line, count)
    if what == "refused":
        if _CUT_OFF.search(text):
            return Event("broken-off", "", _of(last), text, line, count)
        return Event("refused", _who(line, text, receiver), _older_of(text, last), text, line, count)
    if what in ("att-error", "http-status", "closed-without-answer"):
        return _transport_said(line, what, text, last, count)
    if what in ("no-response", "expired", "disconnected"):
        return Event("broken-off", "", _of(last), text, line, count)
    if what == "tls-alert":
        by = str(line.get("from", "")) if line.get("from") in ("client", "server") else receiver
        fatal = "close_notify" not in text.lower() and "close notify" not in text.lower()
        return Event("refused", by, _of(last), text, line, count) if fatal else None
    return None


def _transport_said(line: Line, what: str, text: str, last: Carried | None, count: int) -> Event | None:
    code = line.get("code")
    if what == "http-status" and (not isinstance(code, int) or code < 400):
        return None
    if what == "att-error" and code in LINK_LOST:
        return Event("broken-off", "", _of(last), text, line, count)
    return Event("error" if what != "closed-without-answer" else "refused", "server", _of(last), text, line, count)


def _who(line: Line, text: str, receiver: str) -> str:
    said = _SAYS_WHO.match(text)
    if said:
        return "client" if said["who"] == "client" else "server"
    side = line.get("side")
    return str(side) if side in ("client", "server") else receiver


def _older_of(text: str, last: Carried | None) -> str:
    if re.search(r"\bMAC\b", text):
        return "mac"
    if text.startswith(("the token", "The token")):
        return "token"
    named = _NAMED.search(text)
    return next(one for one in named.groups() if one) if named else _of(last)
