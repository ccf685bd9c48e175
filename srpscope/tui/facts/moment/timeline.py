"""The handshake in time order: what is given, what each message carries, what each side computes in between."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.session import Message, Session, View
from srpscope.srp.values import ORDER
from srpscope.wire.wires import declared

GIVEN, OPENING, REPLY, COMPUTED, PROOF, ANSWER = range(6)


@dataclass(frozen=True)
class Heading:
    """A group's first row. arrow: "→" from the client, "←" from the server, "" for none. size: bytes of the message.
    missing: it was expected and never came."""

    title: str
    arrow: str = ""
    carries: tuple[str, ...] = ()
    size: int | None = None
    missing: bool = False


@dataclass(frozen=True)
class MessageGroup:
    """A heading and the values under it."""

    heading: Heading
    values: tuple[str, ...]


def timeline(session: Session, view: View) -> list[MessageGroup]:
    """All groups in time order; a group without values is left out."""
    spoken = session.dialect("client")
    rows = view.comparison.rows
    carried: set[str] = set(view.wire)
    inputs = [name for name in spoken.inputs if name in rows]
    given = ["N", "g", *(["H"] if _hash_matters(view) else []), "I", "P", *inputs]
    own = [name for name in rows if name not in ORDER and name not in inputs and _has_content(view, name)]
    names = {
        GIVEN: given,
        OPENING: ["a", "A"],
        REPLY: ["s", "b", "B"],
        COMPUTED: ["k", "x", "v", "u", "S", "K"],
        PROOF: ["M1"],
        ANSWER: ["M2"],
    }
    if _public_with_proof(session):  # A is made, and goes out, once B is there
        names[COMPUTED] = [*names[OPENING], *names[COMPUTED]]
        names[OPENING] = ["I"] if _carriers(session)[OPENING] is not None else []
        names[GIVEN] = [name for name in given if name not in names[OPENING]]
    extra = {name for name in own if name not in carried or name not in _all_message_values(session)}
    names[COMPUTED] += [name for name in own if name in extra]
    names[ANSWER] += [name for name in own if name not in extra]
    headings = _headings(session, carried)
    return [
        MessageGroup(headings[index], tuple(name for name in names[index] if name in rows))
        for index in range(6)
        if any(name in rows for name in names[index])
    ]


def _hash_matters(view: View) -> bool:
    row = view.comparison.rows.get("H")
    return row is not None and (row.state == "differ" or row.client.edited or row.server.edited or bool(row.needs))


def _has_content(view: View, name: str) -> bool:
    row = view.comparison.rows[name]
    return any(one is not None for one in (row.client.value, row.server.value, row.wire, row.client.formula))


def _all_message_values(session: Session) -> set[str]:
    return {name for message in session.messages if message.decoded for name in message.decoded.values}


def _public_with_proof(session: Session) -> bool:
    """Whether A travels with M1, behind the server's B, as in Nimbus and HomeKit."""
    wire = declared(session.wire)
    return bool(wire.name) and wire.labels[0] == wire.labels[2]


def _carriers(session: Session) -> dict[int, Message | None]:
    """The message of each group."""
    proof = _carrier(session, "client", ("M1",))
    reply = _carrier(session, "server", ("B", "s"))
    return {
        OPENING: _carrier(session, "client", ("I",) if _public_with_proof(session) else ("A", "I")),
        REPLY: reply or (_refusal(session, None) if proof is None else None),
        PROOF: proof,
        ANSWER: _carrier(session, "server", ("M2",)) or (None if proof is None else _refusal(session, proof)),
    }


def _refusal(session: Session, after: Message | None) -> Message | None:
    """The server's message that says no in the place of its answer, behind another message."""
    at = 0 if after is None else next(index for index, one in enumerate(session.messages) if one is after) + 1
    said_no = (one for one in session.messages[at:] if one.decoded is not None and one.decoded.refusal is not None)
    return next((one for one in said_no if one.sender == "server"), None)


def _headings(session: Session, carried: set[str]) -> dict[int, Heading]:
    expected = declared(session.wire).labels
    found = _carriers(session)
    any_message = any(found.values())
    late = _public_with_proof(session)
    usual = {
        OPENING: ("I",) if late else ("I", "A"),
        REPLY: ("s", "B"),
        PROOF: ("A", "M1") if late else ("M1",),
        ANSWER: ("M2",),
    }
    headings = {GIVEN: Heading("given"), COMPUTED: Heading("each side computes")}
    for at, (index, message) in enumerate(found.items()):
        arrow = "→" if index in (OPENING, PROOF) else "←"
        if message is None or message.decoded is None:
            carries = tuple(name for name in usual[index] if not carried or name in carried) or usual[index]
            headings[index] = Heading(expected[at], arrow, carries, None, any_message)
        else:
            values = tuple(sorted(message.decoded.values, key=lambda name: _place(name, usual[index])))
            headings[index] = Heading(_title(message, expected[at]), arrow, values, len(message.data))
    return headings


def _place(name: str, usual: tuple[str, ...]) -> int:
    return usual.index(name) if name in usual else len(usual)


def _title(message: Message, expected: str) -> str:
    from srpscope.printable import printable

    return printable(message.decoded.name, 27) if message.decoded and message.decoded.name else expected


def _carrier(session: Session, sender: str, names: tuple[str, ...]) -> Message | None:
    for name in names:
        for message in session.messages:
            if message.sender == sender and message.decoded is not None and name in message.decoded.values:
                return message
    return None
