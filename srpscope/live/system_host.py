"""Plays servers of the other systems: each handshake a recording with b known, diagnosed as it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from srpscope.errors import UserError
from srpscope.live.concluding import Concluding, Diagnose, Ended, Seen
from srpscope.live.drive import Unwatched, Witness
from srpscope.live.listening import Audience
from srpscope.live.recording import Recording
from srpscope.live.session import Held
from srpscope.live.users import Terms
from srpscope.srp.groups import name_of
from srpscope.wire.decoders import decode
from srpscope.wire.exchange import Exchange, Send


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


class Served(Unwatched):
    """One handshake at a played server: recorded, shown, and held before the messages that the host names."""

    def __init__(self, host: SystemHost, number: int, recording: Recording) -> None:
        self.number = number
        self.recording = recording
        self.held: Held | None = None
        self.accepted: bool | None = None
        self._host = host
        self._decision: asyncio.Future[bool] | None = None

    async def hold(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """Wait for a person where this message is to be held."""
        if "*" not in self._host.hold and step.name not in self._host.hold:
            return data
        self.held = Held(step, data, data)
        self._decision = asyncio.get_running_loop().create_future()
        self._host.tell(Seen("held", self.number, step.name, step.endpoint, data))
        try:
            send = await self._decision
            if send and self.held.edited:
                self.recording.event("edit", f"{step.name} was changed by hand.")
            return self.held.data if send else None
        finally:
            self.held = self._decision = None

    def edit_bytes(self, data: bytes) -> None:
        """Send these bytes instead of the held message."""
        held = self._need_held()
        self.held = Held(held.step, held.built, data)

    def release(self) -> None:
        """Send the held message as it stands."""
        self._decide(True)

    def drop(self) -> None:
        """Do not send the held message; the handshake ends there."""
        self._decide(False)

    def _decide(self, send: bool) -> None:
        self._need_held()
        if self._decision is not None and not self._decision.done():
            self._decision.set_result(send)

    def _need_held(self) -> Held:
        if self.held is None:
            raise UserError("No message is held now.")
        return self.held

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Recorded and shown."""
        self.recording.message(sender, via, endpoint, data)
        decoded = decode(self._host.wire, sender, data, endpoint)
        text = f"{'message' if decoded is None else decoded.name}, {len(data)} bytes"
        self._host.tell(Seen("request" if sender == "client" else "reply", self.number, text, endpoint, data))

    def event(self, what: str, text: str) -> None:
        """Recorded and shown."""
        self.recording.event(what, text)
        self._host.tell(Seen("refused" if what == "refused" else "note", self.number, text))

    def values(self, side: str, values: dict[str, str]) -> None:
        """Recorded."""
        self.recording.values(side, values)


class SystemHost:
    """All handshakes of one played server. observe is told everything; what is over comes out of `ended`.

    folder: where recordings go; None keeps them in memory. wire: the name of the messages' decoder. changes: formulas
    agreed on beside the dialect's. hold: names of the messages to hold before ("M2"), or "*" for all.
    """

    def __init__(
        self,
        title: str,
        wire: str,
        terms: Terms,
        folder: Path | None = None,
        *,
        own: str | None = None,
        changes: Mapping[str, str] | None = None,
        enroller: Mapping[str, str] | None = None,
        observe: Callable[[Seen], None] = lambda seen: None,
        diagnose: Diagnose | None = None,
        hold: Iterable[str] = (),
    ) -> None:
        self.title = title
        self.wire = wire
        self.terms = terms
        self.observe = observe
        self.hold = set(hold)
        self.running: dict[int, Served] = {}
        self._own = own
        self._changes = dict(changes or {})
        self._enroller = dict(enroller or {})
        self._concluding = Concluding(folder, diagnose, self.tell)
        self._count = 0

    @property
    def audience(self) -> Audience:
        """What a server is given so that each of its handshakes comes here."""
        return Audience(self._open, self._over)

    @property
    def ended(self) -> asyncio.Queue[Ended]:
        """Every handshake that is over, diagnosed."""
        return self._concluding.ended

    def tell(self, seen: Seen) -> None:
        """Pass on what happened."""
        self.observe(seen)

    def _open(self, peer: str) -> Witness:
        self._count += 1
        header = header_of(f"{self.title} session {self._count} with {peer}", self.terms, self.wire, self._own)
        recording = self._concluding.recording(self._count, header)
        record_terms(recording, self.terms, self._changes)
        if self._enroller:
            # Who made the verifier had the password: with it the client's side can be computed too.
            recording.values("enroller", self._enroller)
            recording.values("client", {"P": self._enroller["P"]})
        served = self.running[self._count] = Served(self, self._count, recording)
        self.tell(Seen("opened", self._count, f"{peer} begins"))
        return served

    def _over(self, exchange: Exchange, witness: Witness) -> None:
        assert isinstance(witness, Served)
        witness.accepted = exchange.accepted
        witness.recording.event("closed", "")
        witness.recording.close()
        self.running.pop(witness.number, None)
        self._concluding.over(witness.number, witness.recording, witness.accepted)

    async def close(self) -> None:
        """Let go of what is held, and wait until every handshake is diagnosed."""
        for served in list(self.running.values()):
            with suppress(UserError):
                served.drop()
        self._concluding.hurry()
        await self._concluding.concluded()
