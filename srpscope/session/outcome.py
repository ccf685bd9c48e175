"""How a handshake ended: who accepted or refused what, by whose words; else where it broke off or its record ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from srpscope.capture.capture import Line
from srpscope.capture.events import LOG_LINES, SAID_NO, Event, done_by_a_person
from srpscope.capture.logs.said import DeviceSaid, said
from srpscope.session.session import Session, View
from srpscope.wire.wires import declared

Ending = Literal["accepted", "refused", "broken-off", "unfinished", "unknown"]


@dataclass(frozen=True)
class Outcome:
    """ending: how. by: client, server, both, or "" where nobody is known. of: M1, M2, A, B, mac, token, session or
    message. text: the words of the peer that ended it. event: what says so. device: the row of an ESP32's log line
    that says so, where one does. done: what a person did to the session before that, in order."""

    ending: Ending
    by: str = ""
    of: str = ""
    text: str = ""
    event: Event | None = None
    device: DeviceSaid | None = None
    done: tuple[Line, ...] = ()

    @property
    def closed(self) -> bool:
        """The peer itself ended the connection, in good order."""
        return "closed" in self.text

    @property
    def unsent(self) -> bool:
        """The last message on record never went out: there was no connection to send it on."""
        return self.event is not None and self.event.line.get("sent") is False


def outcome_of(session: Session) -> Outcome:
    """The outcome that the capture records. A later acceptance takes back an earlier refusal (a further proof)."""
    found = [one for one in session.events if one.handshake]
    refused, accepted, broken = _walk(session, found)
    done = tuple(line for line in session.capture.events if done_by_a_person(line))
    if refused is not None:
        device = _device_words(session, refused)
        of = device.of if device is not None else refused.of
        text = _words(session, device) or refused.text
        return Outcome("refused", refused.by, of, text, refused, device, done)
    if accepted:
        by = "both" if "client" in accepted else "server"
        return Outcome("accepted", by, "M2" if by == "both" else "M1", done=done)
    logged = _logged_refusal(session)
    if logged is not None:
        return Outcome("refused", "server", logged.of, _words(session, logged), device=logged, done=done)
    if broken is not None:
        return Outcome("broken-off", broken.by, broken.of, broken.text, broken, done=done)
    if never_began(session):
        return _before_it_began(session, done)
    if any(line.get("what") in ("fault", "dropped") for line in done):
        return Outcome("broken-off", of=awaited_of(session), done=done)
    if session.capture.messages and any(one.decoded is not None for one in session.messages):
        return Outcome("unfinished", of=awaited_of(session), done=done)
    return Outcome("unknown", done=done)


def never_began(session: Session) -> bool:
    """Whether all that is on record is what a client asks before the handshake (a device's version), and nothing of it
    is known otherwise."""
    asked = declared(session.wire).asked_before
    where = [str(line.get("endpoint", "")).lower() for line in session.capture.messages]
    if not asked or not where or not all(one.endswith(asked) for one in where):
        return False
    return not {"A", "B", "M1", "M2"} & set(session.view.wire)


def _before_it_began(session: Session, done: tuple[Line, ...]) -> Outcome:
    """How what was asked before the handshake ended."""
    said = session.events[-1] if session.events else None
    if said is not None and said.what in SAID_NO:
        return Outcome("refused", said.by, "message", said.text, said, done=done)
    if said is not None and said.what == "broken-off":
        return Outcome("broken-off", said.by, "A", said.text, said, done=done)
    if any(line.get("what") in ("fault", "dropped") for line in done):
        return Outcome("broken-off", of="A", done=done)
    return Outcome("unfinished", of="A", done=done)


def _walk(session: Session, events: list[Event]) -> tuple[Event | None, set[str], Event | None]:
    """The refusal that stands, who accepted, and what broke off."""
    refused: Event | None = None
    broken: Event | None = None
    accepted: set[str] = set()
    for at, one in _in_order(session, events):
        if isinstance(one, str) or one.what == "accepted":
            by = one if isinstance(one, str) else one.by
            accepted.add(by)
            refused = None if refused is None or _takes_back(session, refused, by, at) else refused
        elif one.what in SAID_NO and (refused is None or _newer(session, refused, one)):
            refused = one
        elif one.what == "broken-off":
            broken = one
    return refused, accepted, broken


def _takes_back(session: Session, refused: Event, by: str, at: int) -> bool:
    """Whether a side's yes at that message takes back a no. A server that takes M1 says nothing of a client that
    refused its M2, unless the client went on with a further proof: in two recordings that were put together either may
    stand behind the other."""
    if (refused.by, by) != ("client", "server"):
        return True
    return _further_proof(session, refused, at)


def _further_proof(session: Session, refused: Event, at: int) -> bool:
    """Whether the client went on with another proof after a refusal. Where recordings have the proof with other bytes,
    it is one proof."""
    altered = session.capture.header.get("altered")
    if isinstance(altered, list) and "M1" in altered:
        return False
    proofs = [one.decoded.values.get("M1") if one.decoded is not None else None for one in session.messages[:at]]
    return any(one is not None and one not in proofs[: refused.after] for one in proofs[refused.after :])


def _newer(session: Session, old: Event, new: Event) -> bool:
    """A refusal of a further proof; or the same one told better: by who says what it is of, by who recorded it."""
    sent = [one.sender for one in session.messages[old.after : new.after]]
    # Who refused and recorded it wrote down more than it answered; its peer repeats the answer in our words.
    own = old.line.get("type") == "message" and new.by == old.by and not new.text.startswith(f"The {new.by} refuses")
    if new.by == old.by and _without_words(old) != _without_words(new) and not _further_proof(session, old, new.after):
        return _without_words(old)  # its peer only saw the connection end
    return "client" in sent or own or (old.what == "error" and new.what == "refused")


def _without_words(one: Event) -> bool:
    return "closed the connection" in one.text


def _in_order(session: Session, events: list[Event]) -> list[tuple[int, Event | str]]:
    """Events, and the side that says yes by going on: a server that sends M2, a client that answers it with OK; each
    with the number of the message that it stands behind."""
    found: list[tuple[int, Event | str]] = []
    answered = False
    for number, message in enumerate(session.messages, 1):
        decoded = message.decoded
        if decoded is None:
            continue
        if message.sender == "server" and "M2" in decoded.values:
            answered = True
            found.append((number, "server"))
        elif decoded.accepts:
            found.append((number, message.sender))
        elif message.sender == "client" and decoded.name == "OK" and answered:
            found.append((number, "client"))
    found += [(one.after, one) for one in events]
    # A message and the event that it is have the same number; what is said of a message comes behind it.
    return sorted(found, key=lambda pair: (pair[0], not isinstance(pair[1], str)))


def awaited_of(session: Session) -> str:
    """The next of the handshake's messages that never came, as what it would have carried: the other one's, whoever
    spoke last. Of a record without messages the values tell it."""
    said = [(one.sender, one.decoded.values) for one in session.messages if one.decoded is not None]
    return awaited(said or [("", session.view.wire)])


def awaited(messages: Sequence[tuple[str, Collection[str]]]) -> str:
    """The same, of who sent what. Where the server brings B before it has A (Nimbus, HomeKit), B is what is awaited of
    a client that has only asked."""
    seen = {name for _sender, names in messages for name in names}
    order = ("A", "B", "M1", "M2")
    if messages and messages[-1][0] == "client":
        order = ("B", "M2", "A", "M1")
    return next((name for name in order if name not in seen), "M2")


def _log_lines(session: Session) -> list[str]:
    """The words of the device's log, in order, as whoever recorded it wrote them down."""
    return [str(line.get("text", "")) for line in session.capture.events if _is_log(line)]


def _is_log(line: Line) -> bool:
    return line.get("what") in LOG_LINES and line.get("from") != "client"


def _device_words(session: Session, refused: Event) -> DeviceSaid | None:
    """The device's own line for this refusal: in the event, else in its log beside it."""
    own = said(refused.text)
    if own is not None:
        return None if own.accepted else own
    if refused.by != "server" or not declared(session.wire).server_logs:
        return None
    return _logged_refusal(session)


def _logged_refusal(session: Session) -> DeviceSaid | None:
    rows = [row for text in _log_lines(session) if (row := said(text)) is not None and not row.accepted]
    if rows and rows[-1].of == "M1":
        return rows[-1]
    # The generic line comes behind the one that says what was wrong.
    return next((row for row in reversed(rows) if row.means), rows[-1] if rows else None)


def _words(session: Session, device: DeviceSaid | None) -> str:
    if device is None:
        return ""
    return next((text for text in reversed(_log_lines(session)) if device.words.search(text)), "")


def store_unknown(view: View) -> bool:
    """Nothing on record is made of the verifier that the server has in store but an S or K that it logged, if anything:
    one that is another than the client's, and that nothing known of the server contradicts."""
    if any(view.server[name].source == "given" for name in ("b", "v", "x")):
        return False
    first = view.comparison.first_difference
    if first is None:
        return view.server["M1"].value is None
    return first in ("S", "K") and view.server[first].source == "given" and not view.server[first].contradicted
