"""Plays servers of the other systems: each handshake a recording with b known, diagnosed as it ends."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from srpscope.errors import PeerError, UserError
from srpscope.live.client import Afterwards, ClientSession
from srpscope.live.concluding import IN_MEMORY, ConcludingHost, Learn, Seen, ServerRun
from srpscope.live.driving import Held, Hold, Transport, Witness
from srpscope.live.editing import Editing
from srpscope.live.listening import Audience
from srpscope.live.recording import ClientRun, Recording
from srpscope.live.system import SpokenTerms, System
from srpscope.live.users import Terms, Users
from srpscope.srp.primitives.groups import name_of
from srpscope.srp.values import Side
from srpscope.wire.exchange import Exchange, HttpAnswer, HttpAsked, Send
from srpscope.wire.wires import wire


def header_of(title: str, spoken: Terms, wire: str, own: str | None = None) -> dict[str, object]:
    """A recording's header. wire: the name of its messages' decoder. own: the id that the file names, where the
    dialect in use is a variant of it."""
    return {
        "title": title,
        "dialect": own or spoken.dialect.id,
        "wire": wire,
        "group": name_of(spoken.group.N, spoken.group.g),
        "hash": spoken.hash,
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "origin": "recorded",
        "secrets": True,
    }


def record_terms(recording: Recording, spoken: Terms, changes: Mapping[str, str]) -> None:
    """What a header cannot say: a group without a name, formulas that both sides agreed on beside the dialect's."""
    if name_of(spoken.group.N, spoken.group.g) is None:
        recording.values("both", {"N": f"{spoken.group.N:x}", "g": f"{spoken.group.g:x}"})
    for name, formula in changes.items():
        recording.add("edit", {"side": "both", "value": name, "formula": formula, "note": "agreed on by both sides"})


def record_mistakes(recording: Recording, spoken: Terms, side: Side) -> None:
    """What the person told a side to compute otherwise: an edit like any other, so that nobody else is blamed."""
    for edit in spoken.edits:
        if edit.applies_to(side):
            recording.add("edit", {key: value for key, value in edit.as_line().items() if key != "type"})


def client_session_of(
    system: System, exchange: Exchange, transport: Transport, address: str, spoken: SpokenTerms, run: ClientRun
) -> ClientSession:
    """A session as the client, ready to run, its terms and own mistakes recorded. Raises OutputError where it cannot
    be recorded."""
    recording = run.recording(header_of(f"live session with {address}", spoken.terms, system.wire, spoken.own))
    record_terms(recording, spoken.terms, spoken.changes)
    record_mistakes(recording, spoken.terms, "client")
    afterwards = Afterwards(system.conclude, system.asks(exchange), system.ending(exchange))
    return ClientSession(exchange, transport, recording, system.wire, holds=run.holds, afterwards=afterwards)


class Served(Editing):
    """One handshake at a played server: recorded, shown, and held before the messages that the host names."""

    def __init__(self, host: SystemHost, number: int, recording: Recording) -> None:
        hold = Hold(changed=lambda what, held: host.tell(_held(number, held)))
        hold.names = host.hold  # shared: what the host holds, each of its sessions holds
        super().__init__(recording, hold, host.wire)
        self.number = number
        self.accepted: bool | None = None
        self._host = host

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """As a person lets it go. Raises PeerError where what stands behind this server is gone."""
        gone = await self._host.ready(self.number, exchange.asked)
        if gone:
            raise PeerError(gone)
        exchange.lent = self._host.lent(self.number)
        return await super().before_sending(exchange, step, data)

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Recorded and shown."""
        super().message(sender, via, endpoint, data)
        decoded = self.decoded(sender, endpoint, data)
        text = f"{'message' if decoded is None else decoded.name}, {len(data)} bytes"
        self._host.tell(Seen("request" if sender == "client" else "reply", self.number, text, endpoint, data))

    def values(self, side: str, values: dict[str, str]) -> None:
        """Recorded, and who made the verifier, where it was made here: whoever did had the password, and with it the
        client's side can be computed too. A user who registered over the wire is another one, of whatever name."""
        super().values(side, values)
        inputs = {name: values[name] for name in self._host.spoken.terms.inputs if name in values}
        unsaid = inputs | {name: values[name] for name in wire(self.wire).unsent if name in values}
        if side == "server" and unsaid:  # no message says them
            self.recording.values("client", unsaid, by="assumed")
        enrolled = self._host.users.enrolled(values) if self._host.users is not None else None
        if enrolled is not None and enrolled.password is not None:
            self.recording.values("enroller", {"I": enrolled.username, "P": enrolled.password, **inputs})
            self.recording.values("client", {"P": enrolled.password}, by="assumed")

    def event(self, what: str, text: str, **more: Any) -> None:
        """Recorded and shown."""
        super().event(what, text, **more)
        self._host.tell(Seen("note", self.number, text))

    def happened(self, keys: Mapping[str, Any]) -> None:
        """Who accepted or refused what: recorded and shown."""
        super().happened(keys)
        what = "note" if keys["what"] in ("accepted", "broken-off") else "refused"
        self._host.tell(Seen(what, self.number, str(keys["text"])))


def _held(number: int, held: Held) -> Seen:
    return Seen("held", number, held.step.name, held.step.endpoint, held.data)


class SystemHost(ConcludingHost):
    """All handshakes of one played server. observe is told everything; what is over comes out of `ended`.

    wire: the name of the messages' decoder. users: those that the server knows.
    """

    prints = frozenset({"log"})
    plays = "server"

    def __init__(
        self,
        title: str,
        wire: str,
        spoken: SpokenTerms,
        run: ServerRun = IN_MEMORY,
        users: Users | None = None,
    ) -> None:
        super().__init__(run.folder, run.diagnose, run.holds, run.conclude)
        self.title = title
        self.wire = wire
        self.spoken = spoken
        self._running: dict[int, Served] = {}
        self.users = users

    @property
    def audience(self) -> Audience:
        """What a server is given so that each of its handshakes comes here."""
        concluding = self._concluding
        if not concluding.passes:
            return Audience(self._open, self._over, False, self._instead)
        return Audience(self._open, self._over, True, self._instead, concluding.forward)

    @property
    def running(self) -> Mapping[int, Served]:
        """The handshakes under way, by number."""
        return self._running

    async def ready(self, number: int, asked: HttpAsked | None = None) -> str:
        """Wait for what stands behind this server; why it is gone, else "". asked: HTTP's own part of the request."""
        return await self._concluding.ready(number, True, asked)

    def lent(self, number: int) -> HttpAnswer | None:
        """Of its answer, what may go with this server's own."""
        return self._concluding.lent(number)

    def _open(self, peer: str) -> Witness:
        self._count += 1
        terms = self.spoken.terms
        header = header_of(f"{self.title} session {self._count} with {peer}", terms, self.wire, self.spoken.own)
        recording = self._concluding.recording(self._count, header)
        record_terms(recording, terms, self.spoken.changes)
        record_mistakes(recording, terms, "server")
        served = self._running[self._count] = Served(self, self._count, recording)
        self.tell(Seen("opened", self._count, f"{peer} begins"))
        return served

    def _instead(self, exchange: Exchange, witness: Witness) -> Exchange:
        assert isinstance(witness, Served)
        return self._concluding.instead(witness.number, exchange)

    def _over(self, exchange: Exchange, witness: Witness) -> None:
        assert isinstance(witness, Served)
        witness.accepted = exchange.accepted
        witness.recording.event("closed", "")
        self._running.pop(witness.number, None)
        learn = self.learning(exchange, witness)
        self._concluding.over(witness.number, witness.recording, witness.accepted, learn)
        self._concluding.left(witness.number)

    def learning(self, exchange: Exchange, served: Served) -> Learn | None:
        """What is made of the answer to a handshake that is over, where something is."""
        return None

    async def close(self) -> None:
        """Let go of what is held, and wait until every handshake is diagnosed."""
        for served in list(self._running.values()):
            with suppress(UserError):
                served.hold.drop()
        self._concluding.hurry()
        await self._concluding.concluded()
