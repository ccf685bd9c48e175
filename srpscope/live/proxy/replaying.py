"""A saved handshake once more: a client's messages to a live server, a server's answers to a live client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from srpscope.errors import SrpscopeError, UserError
from srpscope.live.client import ClientSession
from srpscope.live.concluding import Concluding, Diagnose, PlayedHost, Seen, ServerRun
from srpscope.live.party import SheetParty
from srpscope.live.proxy.passing import PassedBack, carried
from srpscope.live.proxy.standing import NOBODY
from srpscope.live.recording import Recording, new_path
from srpscope.live.system import Options, Start, System
from srpscope.live.users import Account
from srpscope.session.session import Session
from srpscope.srp.applying import applied
from srpscope.srp.edit import Edit
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import Value
from srpscope.wire.decoders import Wire
from srpscope.wire.exchange import Exchange, Receive, RefusedError, Send, Steps
from srpscope.wire.wires import wire

OWN = ("N", "g", "I", "P", "a")
"""What a client brings into a handshake; everything else it makes anew."""


@dataclass(frozen=True)
class Saved:
    """One message of the recording."""

    name: str
    endpoint: str
    data: bytes
    values: frozenset[str] = frozenset()


def saved(session: Session, sender: str) -> list[Saved]:
    """What one side sent in its handshake, in order. Raises UserError where nothing of it was recorded."""
    found = [
        Saved(one.decoded.name, str(one.line.get("endpoint") or ""), one.data, frozenset(one.decoded.values))
        for one in session.messages
        if one.sender == sender and one.decoded is not None
    ]
    if not found:
        raise UserError(f"No message of the {sender} is in it: there is nothing to send again.")
    return found


class Replayed(Exchange):
    """A saved client. What it sent goes out as it was, but for what each session has of its own; where its a is known,
    its proof is made anew for the new B. before: what is fetched first. stale: a proof for another B went out."""

    side = "client"
    stale = False

    def __init__(
        self, spoken: Wire, messages: Sequence[Saved], party: SheetParty | None, before: Sequence[Saved] = ()
    ) -> None:
        self._spoken = spoken
        self._before = before
        self._messages = messages
        self._computes = party is not None
        self._answers: list[bytes] = []
        super().__init__(party)

    def steps(self) -> Steps:
        """Each message, and what answers it."""
        for one in self._before:
            self._take((yield Receive(one.name, one.endpoint)), one)
        for one in self._messages:
            yield Send(one.name, lambda one=one: self._built(one), one.endpoint)  # type: ignore[misc]
            for _ in range(1 + len(self._spoken.followed)):  # each is sent once; a server that never stops is left
                if not self._take((yield Receive(f"answer to {one.name}", one.endpoint)), one):
                    break

    def _built(self, one: Saved) -> bytes:
        data = self._spoken.renewed(one.data, self._answers)
        if one.name not in self._spoken.client_proof:
            return data
        if not self._computes:
            self.stale = True
            return data
        read = self._spoken.decode("client", data, one.endpoint or None)
        for name, value in read.values.items() if read is not None and data != one.data else ():
            if name not in ("A", "M1", "I"):
                self.party.receive(name, value)
        proof = self.party.raw("M1")
        try:
            return self._spoken.encode(data, "M1", proof)
        except UserError:  # the message has no place for it: that is how it was
            return data

    def _take(self, data: bytes, asked: Saved) -> bool:
        """Whether the server sends another message behind this one."""
        self._answers.append(data)
        read = self._spoken.decode("server", data, asked.endpoint or None)
        if read is None:
            return False
        if read.refusal is not None:
            of = "M1" if asked.name in self._spoken.client_proof else "message"
            raise RefusedError(read.refusal, "refused", by_peer=True, of=of)
        if self._computes:
            for name, value in read.values.items():
                if name not in ("M2", "nonce", "mac"):
                    self.party.receive(name, value)
        if read.name in self._spoken.server_proof:
            if self._computes and "M2" in read.values and not self.party.agrees("M2", read.values["M2"]):
                raise RefusedError("The server accepted the proof, but its own proof M2 is wrong.", "server proof")
            self.accepted = True
        return read.name in self._spoken.followed


def before_the_first(session: Session) -> list[Saved]:
    """What the saved server said before the client sent anything: an answer to a request without a message."""
    first = next((at for at, one in enumerate(session.messages) if one.sender == "client"), 0)
    return [
        Saved(one.decoded.name, str(one.line.get("endpoint") or ""), one.data)
        for one in session.messages[:first]
        if one.decoded is not None
    ]


def replayed_party(session: Session, system: System, mistakes: Sequence[Edit] = ()) -> SheetParty | None:
    """The saved client's values, where its a is known. mistakes: what it was proved to do otherwise."""
    client = session.view.client
    known = client.knowledge
    if not isinstance(known.given.get("a"), int):
        return None
    sent = {name for one in session.messages if one.decoded is not None for name in one.decoded.values}
    taken = sent - set(wire(system.wire).brought)
    typed = [name for name, one in known.dialect.inputs.items() if one.kind != "bytes" and name not in taken]
    given = {name: value for name in (*OWN, *typed) if (value := _brought(client, name)) is not None}
    header = session.capture.header
    terms = {key: header[key] for key in ("group", "hash") if isinstance(header.get(key), str)}
    party = system.party(system.spoken({**terms, "dialect": known.dialect.id}, "client"), given)
    own = replace(party.knowledge, formulas=known.formulas)
    for edit in mistakes:
        own = applied(own, edit)
    party.restore((own, {}))
    return party


def _brought(client: Sheet, name: str) -> Value | None:
    """A value that the client was given, or else sent: a recording of its server has its name in a message alone."""
    return client.value(name) if name in client.knowledge.given or name in client.knowledge.received else None


def replay_to(
    session: Session,
    system: System,
    address: str,
    options: Options,
    mistakes: Sequence[Edit] = (),
    record: Path | None = None,
    force: bool = False,
) -> ClientSession:
    """A session that sends a saved client's messages again. Raises UserError, OutputError."""
    spoken = _spoken(session, system)
    party = replayed_party(session, system, mistakes)
    header = {**session.capture.header, "title": f"replay of {session.title} to {address}", "origin": "recorded"}
    recording = Recording(record or new_path("replay"), header, force=force)
    messages = saved(session, "client")
    exchange: Exchange = Replayed(spoken, messages, party, before_the_first(session))
    if party is not None and any("mac" in one.values for one in messages):  # made of the whole transcript, which is new
        exchange = system.client(party, options)
    made = ClientSession(exchange, system.transport(address, options), recording, spoken.name)
    made.address = address
    for edit in mistakes if party is not None else ():
        line = {key: value for key, value in edit.as_line().items() if key != "type"}
        recording.add("edit", {**line, "proved": True})
    made.event("note", _said(party, mistakes))
    return made


def _said(party: SheetParty | None, mistakes: Sequence[Edit]) -> str:
    if party is None:
        return (
            "a is not on record: the old M1 goes out again, and a new B makes it wrong whatever the client does. A "
            "refusal shows nothing of the client."
        )
    what = [f"{one.value} = {one.content}" if one.form == "formula" else f"another {one.value}" for one in mistakes]
    as_was = f", with what it was proved to do: {'; '.join(what)}" if what else ""
    return f"a is on record: M1 is made anew for the new B as the client makes it{as_was}. All else goes out as it was."


def _spoken(session: Session, system: System) -> Wire:
    if session.wire != system.wire:
        raise UserError(f"{session.title} speaks {session.wire or 'nothing that is known'}, not {system.wire}.")
    return wire(system.wire)


class SavedAnswers(Concluding):
    """A host that answers as a saved server did, message by message."""

    kind = "replay"
    between = True
    passes = True

    def __init__(
        self,
        folder: Path | None,
        diagnose: Diagnose | None,
        tell: Callable[[Seen], None],
        *,
        spoken: Wire,
        answers: Sequence[Saved],
    ) -> None:
        super().__init__(folder, diagnose, tell)
        self._spoken = spoken
        self._answers = answers
        self._at: dict[int, int] = {}

    def instead(self, number: int, made: Exchange) -> Exchange:
        """An exchange over the saved answers."""
        first = made.step.endpoint if isinstance(made.step, Receive) else ""
        return PassedBack(self._spoken, carried(partial(self.carry, number)), first)

    async def carry(self, number: int, endpoint: str, plain: bytes | None) -> bytes | None:
        """The next saved answer of that endpoint; None where there was none."""
        if plain and self._spoken.decode("client", plain, endpoint or None) is None:
            return None
        at = self._at.get(number, -1) + 1
        while at < len(self._answers) and endpoint and self._answers[at].endpoint not in ("", endpoint):
            at += 1
        self._at[number] = at
        return self._answers[at].data if at < len(self._answers) else None

    def left(self, number: int) -> None:
        """Its place is not kept."""
        self._at.pop(number, None)


def replay_from(
    session: Session, system: System, options: Options, folder: Path | None
) -> tuple[PlayedHost, Start, str]:
    """A server that answers as a saved one did, what makes it listen, and what it can show. Where its b and its
    verifier are known, its proof is made anew for the new A. Raises UserError."""
    spoken = _spoken(session, system)
    terms = system.spoken(options, "server")
    server = session.view.server
    b, v, salt = (server.value(name) for name in ("b", "v", "s"))
    if isinstance(b, int) and isinstance(v, int) and isinstance(salt, bytes) and b and v:
        name = server.value("I")
        account = Account(name if isinstance(name, str) else "", None, salt, v, b)
        host, start = system.played(account, terms, options, ServerRun(folder))
        return host, start, "b and the verifier are on record: B is as it was, and M2 is made anew for the new A."

    conclude = partial(SavedAnswers, spoken=spoken, answers=saved(session, "server"))
    host, start = system.played(NOBODY, terms, options, ServerRun(folder, conclude=conclude))
    return host, start, "b is not on record: the old answers go out again, and a new A makes an old M2 wrong."


def proved_mistakes(session: Session) -> tuple[Edit, ...]:
    """What `why` proves of the saved client, so that it makes the same mistake again; none where it proves nothing."""
    from srpscope.answers.diagnosis import diagnose_session

    try:
        found = diagnose_session(session).findings
    except SrpscopeError:
        return ()
    return found[0].changes if found and found[0].side == "client" else ()
