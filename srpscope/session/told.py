"""Causes that need no search: the peer's own words, the message itself, or what the person did on purpose tell them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from srpscope.capture.logs.said import DeviceSaid
from srpscope.errors import FileError
from srpscope.printable import printable
from srpscope.session.clauses import edits_text
from srpscope.session.outcome import Outcome
from srpscope.session.session import Message, Session, View
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import Value, same
from srpscope.wording import capital

if TYPE_CHECKING:
    from srpscope.why.finding import Finding

Kind = Literal[
    "order", "edit", "own-edit", "message", "session", "mac", "token", "public", "user", "beside", "sweep", "unable"
]

_Numbered = list[tuple[int, Edit]]


@dataclass(frozen=True)
class Told:
    """A cause that is told. at_fault: client, server, person. side: whose message it is about. sentence: what it is,
    as a clause without a full stop. fix: what to do. message: the number of the message, from 1. text: the words that
    tell it. of: the value concerned. edits: numbers, from 1, of the person's edits, and the edits themselves.
    suspects: the mistakes that a sweep found. by_hand: it was ordered by a person who held the message."""

    kind: Kind
    at_fault: str
    side: str
    sentence: str
    fix: str = ""
    message: int | None = None
    text: str = ""
    of: str = ""
    numbers: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()
    suspects: tuple[str, ...] = ()
    by_hand: bool = False

    def as_json(self) -> dict[str, Any]:
        """As a finding of `why --json`."""
        return {
            "side": self.side,
            "suspects": list(self.suspects),
            "changes": [edit.change() for edit in self.edits],
            "first_difference": self.of or None,
            "told_by": {"message": self.message, "text": self.text or self.sentence},
            "fix": self.fix,
            "equal": [],
        }


def told_of(session: Session, outcome: Outcome) -> Told | None:
    """What tells why a session was refused or broke off, or an answer was spoilt on purpose; None where nothing does
    but the values."""
    if outcome.ending == "accepted" and outcome.by == "server":
        return _spoilt_answer(session)
    if outcome.ending not in ("refused", "broken-off"):
        return None
    ordered = _ordered(outcome)
    if ordered is not None or outcome.ending == "broken-off":
        return ordered or _sent_last(session)
    refused = refused_message(session, outcome)
    edited = _edited(session, outcome, refused) or _told_to_refuse(session, outcome, refused)
    if edited is not None:
        return edited
    return _by_message(session, outcome, refused) or _by_words(session, outcome, refused)


def _ordered(outcome: Outcome) -> Told | None:
    """A fault that this program was told to make, or a message that the person held back."""
    ordered = [one for one in outcome.done if one.get("what") in ("fault", "dropped", "cookie")]
    # Who waited for a late answer and then said no did not refuse because it was late.
    late = outcome.ending == "refused"
    line = next((one for one in ordered if not (late and _LATE.search(str(one.get("text", ""))))), None)
    if line is None:
        return None
    said = str(line.get("text", "")).rstrip(".")
    clause = said.removesuffix(", on order")
    if line.get("what") == "dropped":  # by its name, which keeps its capital
        side = "server" if line.get("by") == "server" else "client"
        fix = "Run it again and send the message."
        return Told("order", "person", side, printable(clause, 200), fix, text=said, by_hand=True)
    clause = clause[:1].lower() + clause[1:]
    if line.get("what") == "cookie":
        clause = "this client was told to lose the session's cookie"
    by = line.get("by")
    side = str(by) if by in ("client", "server") else "server" if line.get("what") == "fault" else "client"
    return Told("order", "person", side, printable(clause, 200), "Run it again without the fault.", text=said)


_LATE = re.compile(r"^The answer is .* late, on order")


def refused_message(session: Session, outcome: Outcome) -> tuple[int, Message] | None:
    """The message that was refused, with its number."""
    before = session.messages[: outcome.event.after] if outcome.event is not None else session.messages
    for number in range(len(before), 0, -1):
        message = before[number - 1]
        refusal = message.decoded is not None and message.decoded.refusal is not None
        if message.sender != outcome.by and not refusal:
            return number, message
    return None


# What the person did


def _edited(session: Session, outcome: Outcome, refused: tuple[int, Message] | None) -> Told | None:
    """An edit that went out in the refused message, and made it another one than the dialect's."""
    if refused is None:
        return None
    number, message = refused
    by_hand = [line for line in outcome.done if line.get("what") == "edit" and _before(session, line, message)]
    sent = _sent_edits(session, message)
    if not sent and not by_hand:
        return None
    name = "M1" if message.sender == "client" else "M2"
    went = message.decoded.values.get(name) if message.decoded is not None else None
    of = name if went is not None else ""
    if sent:
        plain = without(session, tuple(one for _n, one in sent))
        meant = plain.sheet(message.sender).value(name)
        if meant is not None and went is not None and value_bytes(meant) == went:
            return None
        more = _without(name, meant, plain, len(sent)) if of else ""  # A or B went, and no proof
        told = _by_edits("edit", message.sender, sent, number, of, more)
        return _sent_again(told) if _are_proved(session, sent) else told
    said = printable(str(by_hand[-1].get("text", "")).rstrip("."), 160)
    return Told(
        "edit",
        "person",
        message.sender,
        f"the message changed by hand: {printable(said, 36)}",
        "Send it as it is built.",
        number,
        said,
    )


def _are_proved(session: Session, edits: _Numbered) -> bool:
    """Whether a replay wrote them, which makes a saved side's proved mistake again: nobody edited anything."""
    lines = (line for line in session.capture.lines if line.get("type") == "edit" and line.get("proved") is True)
    proved = [Edit.of_line(line).change() for line in lines]
    return all(edit.change() in proved for _n, edit in edits)


def _sent_again(told: Told) -> Told:
    sentence = f"the mistake that was proved of the saved {told.side}: {told.text}"
    return replace(told, sentence=sentence, fix="replay --as-it-should leaves it out.")


def _spoilt_answer(session: Session) -> Told | None:
    """A server that was told to answer with another M2 than the one that its values give, and took the proof."""
    answers = [(number, one) for number, one in enumerate(session.messages, 1) if _holds(one, "server", "M2")]
    sent = _sent_edits(session, answers[-1][1]) if answers else []
    if not sent or _alters(session, answers[-1][1], sent, "M1") or not _alters(session, answers[-1][1], sent, "M2"):
        return None
    plain = without(session, tuple(one for _n, one in sent))
    meant = plain.server.value("M2")
    return _by_edits("edit", "server", sent, answers[-1][0], "M2", _without("M2", meant, plain, len(sent)))


def _told_to_refuse(session: Session, outcome: Outcome, refused: tuple[int, Message] | None) -> Told | None:
    """A side that refused a proof, and was itself told to expect another one than its dialect's."""
    if refused is None or outcome.of not in ("M1", "M2") or outcome.by not in ("client", "server"):
        return None
    own = [(number, edit) for number, edit in _in_force(session, refused[1]) if edit.side == outcome.by]
    if not own or not _alters(session, refused[1], own, outcome.of):
        return None
    return _by_edits("own-edit", outcome.by, own, refused[0], outcome.of)


def _by_edits(kind: Kind, side: str, edits: _Numbered, message: int, of: str, more: str = "") -> Told:
    said = edits_text(edits)
    fix = "Take the edit back." if len(edits) == 1 else "Take the edits back."
    numbers, taken = tuple(number for number, _edit in edits), tuple(one for _n, one in edits)
    what = said.split(": ", 1)[1]
    return Told(kind, "person", side, said, f"{fix}{more}", message, what, of, numbers, taken)


def in_force(session: Session) -> list[tuple[int, Edit]]:
    """Edits of one side that were in the session as it was recorded and made another M1 of it, numbered from 1."""
    proofs = [one for one in session.messages if _holds(one, "client", "M1")]
    edits = _in_force(session, proofs[-1]) if proofs else []
    return [one for one in edits if one[1].side != "both" and _alters(session, proofs[-1], [one], "M1")]


def _holds(message: Message, sender: str, name: str) -> bool:
    return message.sender == sender and message.decoded is not None and name in message.decoded.values


def _sent_last(session: Session) -> Told | None:
    """Edits that made the last value that went out another one, where the connection ended then."""
    sent = [(number, one) for number, one in enumerate(session.messages, 1) if one.decoded and one.decoded.values]
    if not sent:
        return None
    number, message = sent[-1]
    edits = _sent_edits(session, message)
    held = [name for name in ("A", "B", "M1", "M2") if edits and _holds(message, message.sender, name)]
    altered = any(_alters(session, message, edits, name) for name in held)
    return _by_edits("edit", message.sender, edits, number, "") if altered else None


def _alters(session: Session, message: Message, edits: _Numbered, name: str) -> bool:
    """Whether edits of one side, in force when a message went out, make another value of it."""
    taken, side = [one for _n, one in edits], edits[0][1].side
    then = [one for _n, one in _in_force(session, message)]
    made = session.evaluate(then).sheet(side).value(name)
    meant = session.evaluate([one for one in then if not any(one is other for other in taken)]).sheet(side).value(name)
    return made is not None and meant is not None and not same(made, meant)


def _in_force(session: Session, message: Message) -> _Numbered:
    """The edits that stood in the recording before the message went out, numbered from 1."""
    written = _written_before(session, message)
    numbered = enumerate(session.edits, 1)
    return [(number, edit) for number, edit in numbered if not edit.off and edit.change() in written]


def _sent_edits(session: Session, message: Message) -> list[tuple[int, Edit]]:
    """The sender's own edits that stood in the recording before the message went out, numbered from 1."""
    return [(number, edit) for number, edit in _in_force(session, message) if edit.side == message.sender]


def _written_before(session: Session, message: Message) -> list[dict[str, str]]:
    found = []
    for line in session.capture.lines:
        if line is message.line:
            break
        if line.get("type") == "edit":
            with suppress(FileError):
                found.append(Edit.of_line(line).change())
    return found


def supposed(session: Session, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Those of some edits that were not in the session as it was recorded: somebody tries what would be."""
    last = session.messages[-1] if session.messages else None
    written = [] if last is None else _written_before(session, last)
    return tuple(edit for edit in edits if not edit.off and edit.change() not in written)


def of_an_edit(finding: Finding, supposed: Sequence[Edit], view: View) -> bool:
    """Whether a cause is one of a proof that nobody sent: it came of edits that were not in the session."""
    proof, sent = finding.proof, view.wire.get(finding.proof.value)
    as_sent = sent is None or proof.data == sent
    return any((one.side, one.value) == ("wire", proof.value) for one in supposed) or bool(supposed and not as_sent)


def without(session: Session, edits: Sequence[Edit]) -> View:
    """The session without some of its edits."""
    if not edits:
        return session.view
    return session.evaluate([edit for edit in session.edits if not any(edit is one for one in edits)])


def _before(session: Session, line: object, message: Message) -> bool:
    lines = session.capture.lines
    at = next((index for index, one in enumerate(lines) if one is line), len(lines))
    until = next((index for index, one in enumerate(lines) if one is message.line), 0)
    previous = [
        index
        for index, one in enumerate(lines[:until])
        if one.get("type") == "message" and one.get("from") == message.sender
    ]
    return (previous[-1] if previous else -1) < at < until


def _without(name: str, meant: Value | None, plain: View, count: int) -> str:
    lead = f" Without {'it' if count == 1 else 'them'} {name} would be"
    if meant is None:
        return f"{lead} unknown."
    shown = f"{lead} {value_bytes(meant).hex()[:8]}.."
    other = plain.sheet("server" if name == "M1" else "client").value(name)
    if other is None:
        return f"{shown}; whether that agrees is unknown."
    return f"{shown}, which {'agrees' if same(meant, other) else 'differs too'}."


# What the message shows

_NO_FAULT = re.compile(
    r"starts with 00|top bit|^The group has|is taken all the same|Field \d+ is not part|^Refused|^The server refuses"
)
"""Notes of a decoder that are no reason to refuse a message."""


def _by_message(session: Session, outcome: Outcome, refused: tuple[int, Message] | None) -> Told | None:
    """What is wrong with the form of the refused message, or with a public value that was written down without one."""
    if refused is None:
        return _public(session, outcome, None, "client" if outcome.of == "A" else "server", session.view.wire)
    number, message = refused
    decoded = message.decoded
    if decoded is None:
        return None
    public = _public(session, outcome, number, message.sender, decoded.values)
    if public is not None:
        return public
    faults = [note for note in decoded.notes if not _NO_FAULT.search(note)]
    if not faults:
        return None
    value = next((name for name in ("M1", "M2", "A", "B") if faults[0].startswith(f"{name} ")), "")
    fix = outcome.device.fix if outcome.device is not None else ""
    where = "" if decoded.name == "SessionData" else f"in {printable(decoded.name, 24)}, "
    # What is wrong; behind it, in sentences of their own, what that may come of, and what to do.
    wrong, _, more = printable(faults[0], 200).partition(". ")
    fix = fix if fix.startswith(more.rstrip(".")) else " ".join(one for one in (more, fix) if one)
    fault = re.sub(r"^(These|This|The) ", lambda found: found[0].lower(), wrong.rstrip("."))
    clause = f"{where}{fault}"
    return Told("message", message.sender, message.sender, clause, fix, number, outcome.text, value)


def _public(
    session: Session, outcome: Outcome, number: int | None, sender: str, sent: Mapping[str, bytes]
) -> Told | None:
    """A public value that is 0 mod N, which whoever gets it has to refuse."""
    name = "A" if sender == "client" else "B"
    N = session.view.client.value("N")
    data = sent.get(name) if number is not None or outcome.of == name else None
    if data is None and outcome.of in ("M1", "M2"):
        data = session.view.wire.get(name)  # taken as it came, and what is made of it refused
    if data is None or not isinstance(N, int) or int.from_bytes(data) % N:
        return None
    fix = "Compute it of a random number; a public value of zeros is an attack, or an empty buffer."
    return Told("public", sender, sender, f"{name} is 0 mod N", fix, number, outcome.text, name)


# What the peer says

KNOWN_USER = "Log in with a user that the server knows."

_SILENT = re.compile(
    r"ATT error|Invalid PDU|closed the connection|refuses the message|^error -?\d+$|Application|Bad (?:client|server)"
    r"|BAD_CREDENTIALS|^kTLVError_Authentication|^\W*$|handshake_failure|^status \d+$|Unlikely Error|reason 0x"
    r"|answers \d{3}: it refuses",
    re.IGNORECASE,
)
"""Words that say no and nothing of why."""


_OF_MESSAGE = re.compile(r"^(?:malformed|content-type)\b|^(?:InvalidParameter|Serialization)Exception")
"""Words of a peer that answers a proof with what it says of the message's form."""

_UNABLE = re.compile(
    r"TooManySessions|InternalError|\bHTTP \d{3}\b|TooManyRequests|LimitExceeded"
    r"|kTLVError_(?:Unknown|Backoff|MaxPeers|MaxTries|Unavailable|Busy)"
)
"""Words of a peer that takes nothing now, whoever asks how."""

_CANNOT = re.compile(r"\bof the (client|server) is unknown\b")
"""Words of ours for a side that could not compute what it has to send: it says so of itself."""

_ONE_CONNECTION = "lives on one connection"
"""Words of ours for a message that came on another connection than those before it."""

_NO_USER = re.compile(r"\b(?:user ?not ?found|no such user|unknown user|user does not exist)", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Whether words of a refusal tell nothing of its cause."""
    return _SILENT.search(text) is not None


def _by_words(session: Session, outcome: Outcome, refused: tuple[int, Message] | None) -> Told | None:
    sender = "client" if outcome.by == "server" else "server"
    number = refused[0] if refused is not None else None
    stranger = next((line for line in session.capture.events if line.get("what") == "user"), None)
    if stranger is not None and outcome.by == stranger.get("by") and outcome.of == "M1":
        said = printable(str(stranger.get("text", "")), 200).rstrip(".")
        means = "it answered with made-up values"
        return Told("user", "unknown", sender, means, KNOWN_USER, number, said, "I")
    if outcome.device is not None:
        return _by_device(session, outcome, outcome.device, sender, number)
    said = re.sub(r"^The (?:server|client) refuses: ", "", printable(outcome.text, 200).rstrip("."))
    if outcome.of == "mac":
        return _by_mac(session, outcome, said, sender, number)
    if outcome.of == "token":
        wrong, _, more = said.partition(": ")
        fix = f"{capital(more)}. Seal the token with K." if more else "Seal the token with K."
        return Told("token", sender, sender, wrong, fix, number, said)
    if outcome.of == "I" or _NO_USER.search(said):
        return Told("user", "unknown", sender, f'"{said}"', KNOWN_USER, number, said, "I")
    of_message = outcome.of in ("A", "B", "message", "session") or bool(
        _OF_MESSAGE.search(said) or _UNABLE.search(said)
    )
    if not of_message or says_nothing(outcome.text):
        return None
    kind: Kind = "session" if outcome.of == "session" or re.search(r"session|order|timeout", said, re.I) else "message"
    of = outcome.of if outcome.of in ("A", "B") else ""
    unable = _CANNOT.search(said)
    if unable is not None:
        return Told("unable", unable[1], unable[1], said, "Give it what its formulas need.", number, said, of)
    fix = "Keep the connection open, and send all messages of a handshake on it." if _ONE_CONNECTION in said else ""
    return Told(kind, "unknown" if _UNABLE.search(said) else sender, sender, said, fix, number, said, of)


def _by_device(session: Session, outcome: Outcome, device: DeviceSaid, sender: str, number: int | None) -> Told | None:
    """What a line of an ESP32's log means, where it says why."""
    if not device.means:
        return None
    opened = any(one.decoded is not None and "A" in one.decoded.values for one in session.messages)
    if device.of == "session" and not opened and number is not None:
        means = "the client sent Cmd1 in a session that has had no Cmd0"
        return Told("session", sender, sender, means, device.fix, number, outcome.text)
    kind: Kind = "session" if device.of == "session" else "message"
    of = "A" if device.of == "A" else ""
    return Told(kind, sender, sender, f"the client {device.means}", device.fix, number, outcome.text, of)


def _by_mac(session: Session, outcome: Outcome, said: str, sender: str, number: int | None) -> Told:
    """A refused MAC: what it is instead, where that came out."""
    fix = "Compute the MAC over the messages exactly as they were sent, with K as its key, and set the MAC flag."
    tried = _tried_mac(session, number)
    if tried is None:
        return Told("mac", sender, sender, said, fix, number, said)
    at_fault = "unknown" if "changed after" in tried else outcome.by if "is right for" in tried else sender
    return Told("mac", at_fault, sender, tried, fix, number, said)


def _tried_mac(session: Session, number: int | None) -> str | None:
    """What the refused message's MAC is, by trying, where K is known."""
    from srpscope.wire.wires import wire

    if session.wire is None or number is None:
        return None
    keys: dict[str, bytes] = {}
    for side in ("server", "client"):
        sheet = session.view.sheet(side)
        for name in ("K", "S", "M1", "M2", "x"):
            value = sheet.value(name)
            if isinstance(value, int | bytes) and name not in keys:
                keys[name] = value_bytes(value)
    sent = [bytes.fromhex(str(one.line.get("bytes", ""))) for one in session.messages[:number] if one.decoded]
    return wire(session.wire).mac_words(sent, keys)
