"""A live session as the client: an exchange driven over a transport, held before any message if asked to.

A screen makes a ClientSession, gives it an observer, and awaits run() in a task. While `held` is set the session
waits: edit, then release() or drop().
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from srpscope.errors import PeerError, SrpscopeError, UserError
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording
from srpscope.srp.encodings import even_hex
from srpscope.srp.formula import Formula
from srpscope.srp.values import Value
from srpscope.wire.exchange import Exchange, Receive, RefusedError, Send

What = Literal[
    "opened", "held", "sent", "received", "dropped", "refused", "accepted", "note", "transport", "encrypted", "closed"
]

REPLY_SECONDS = 30.0
"""How long a peer may take for one reply."""


@dataclass(frozen=True)
class LiveEvent:
    """One thing that happened. t: seconds since the start; seconds: how long it took; data: a message's bytes."""

    what: What
    t: float
    text: str = ""
    name: str = ""
    sender: str = ""
    endpoint: str = ""
    data: bytes = b""
    seconds: float | None = None


Observer = Callable[[LiveEvent], None]


class ClosedWithoutAnswerError(PeerError):
    """The peer ended the request without a reply. A device does that when its handler refused the message."""


class Transport(Protocol):
    """What carries messages. name: the "via" of a recorded message. tell(what, text) is set by the session: the
    transport calls it for what happens on it (connected, cookie, socket closed, MTU ...)."""

    name: str
    tell: Callable[[str, str], None]

    async def open(self) -> None:
        """Reach the peer. Raises PeerError, PermissionDeniedError."""
        ...

    async def send(self, endpoint: str, data: bytes) -> None:
        """Send one message. Raises PeerError; ClosedWithoutAnswerError where the peer refused it by closing."""
        ...

    async def receive(self, endpoint: str) -> bytes:
        """The next message, for request-and-reply transports the reply to the last one sent. Raises PeerError."""
        ...

    async def close(self) -> None:
        """Let go of the peer. Never raises."""
        ...


@dataclass(frozen=True)
class Held:
    """A message that waits. built: as the values stand; data: as it will be sent; edited: it was changed by hand."""

    step: Send
    built: bytes
    data: bytes

    @property
    def edited(self) -> bool:
        """Whether the bytes differ from what the values give."""
        return self.data != self.built


class ClientSession:
    """One session as the client.

    hold: names of the messages to hold before ("Cmd0", "Cmd1"), or "*" for all; may be changed while it runs.
    """

    def __init__(
        self,
        exchange: Exchange,
        transport: Transport,
        recording: Recording,
        observe: Observer = lambda event: None,
        hold: Iterable[str] = (),
        reply_seconds: float = REPLY_SECONDS,
    ) -> None:
        self.exchange = exchange
        self.transport = transport
        self.recording = recording
        self.observe = observe
        self.hold = set(hold)
        self.held: Held | None = None
        self.events: list[LiveEvent] = []
        self._reply_seconds = reply_seconds
        self._decision: asyncio.Future[bool] | None = None
        self._written: dict[str, str] = {}
        transport.tell = self._tell

    @property
    def party(self) -> SheetParty:
        """This side's values."""
        assert isinstance(self.exchange.party, SheetParty)
        return self.exchange.party

    # For the screen, while a message is held

    def edit_bytes(self, data: bytes) -> None:
        """Send these bytes instead of the held message."""
        held = self._need_held()
        self.held = replace(held, data=data)
        self._emit("held", "edited", name=held.step.name, endpoint=held.step.endpoint, data=data)

    async def edit_field(self, name: str, data: bytes | None) -> None:
        """Put these bytes into the held message for one value, whatever the sheet says; None undoes it."""
        self.party.override(name, data)
        self._record_edit(name, data.hex() if data is not None else None)
        await self._rebuild()

    async def edit_value(self, name: str, value: Value | None = None, formula: Formula | None = None) -> None:
        """Change a value of the sheet or its formula; the held message is built anew from what follows from it."""
        self.party.edit(name, value, formula)
        keys: dict[str, object] = {"side": self.exchange.side, "value": name}
        if formula is not None:
            keys["formula"] = str(formula)
        elif isinstance(value, str):
            keys["text"] = value
        elif value is not None:
            keys["hex"] = even_hex(value) if isinstance(value, int) else value.hex()
        self.recording.add("edit", keys)
        await self._rebuild()

    def release(self, go_on: bool = False) -> None:
        """Send the held message as it stands. go_on: hold nothing more."""
        if go_on:
            self.hold.clear()
        self._decide(True)

    def drop(self) -> None:
        """Do not send the held message; the exchange ends there."""
        self._decide(False)

    def _decide(self, send: bool) -> None:
        self._need_held()
        if self._decision is not None and not self._decision.done():
            self._decision.set_result(send)

    def _need_held(self) -> Held:
        if self.held is None:
            raise UserError("No message is held now.")
        return self.held

    async def _rebuild(self) -> None:
        held = self._need_held()
        built = await asyncio.to_thread(held.step.build)
        self.held = Held(held.step, built, built)
        self._emit("held", "edited", name=held.step.name, endpoint=held.step.endpoint, data=built)

    # Running

    async def run(self) -> bool | None:
        """The whole exchange. True: both sides are satisfied; False: one refused; None: cut off before that.

        The transport stays open for what comes after. Raises PeerError where the peer is not reached.
        """
        await self.transport.open()
        self._emit("opened", self.transport.name)
        await self.exchange_messages()
        return self.exchange.accepted

    async def exchange_messages(self) -> None:
        """Drive the exchange to its end; errors of the peer become its refusal."""
        exchange = self.exchange
        while (step := exchange.step) is not None:
            try:
                if isinstance(step, Send):
                    await self._send(step)
                else:
                    await self._receive(step)
            except ClosedWithoutAnswerError as error:
                exchange.refuse(RefusedError(str(error), "closed", by_peer=True))
            except SrpscopeError as error:
                exchange.refuse(RefusedError(str(error), "transport"))
        for note in exchange.notes:
            self.note(note)
        if exchange.accepted:
            self.event("accepted", "Both proofs are right.")
        elif exchange.refusal is not None:
            self.event("refused", str(exchange.refusal))

    async def _send(self, step: Send) -> None:
        data = await asyncio.to_thread(step.build)
        self._record_own_values()
        if "*" in self.hold or step.name in self.hold:
            held = await self._wait(step, data)
            if held is None:
                self.event("dropped", f"{step.name} was not sent.")
                self.exchange.refuse(RefusedError(f"{step.name} was dropped by hand.", "dropped"))
                return
            data = held
            self._record_own_values()
        await self.send_message(step.name, step.endpoint, data)
        await asyncio.to_thread(self.exchange.sent, data)

    async def _wait(self, step: Send, data: bytes) -> bytes | None:
        self.held = Held(step, data, data)
        self._decision = asyncio.get_running_loop().create_future()
        self._emit("held", "", name=step.name, endpoint=step.endpoint, data=data)
        try:
            send = await self._decision
            return self.held.data if send else None
        finally:
            self.held = self._decision = None

    async def send_message(self, name: str, endpoint: str, data: bytes) -> None:
        """Send bytes to an endpoint, recorded. The recording says it before the peer can answer."""
        start = self.recording.now
        self.recording.message(self.exchange.side, self.transport.name, endpoint, data)
        try:
            async with asyncio.timeout(self._reply_seconds):
                await self.transport.send(endpoint, data)
        except TimeoutError:
            raise PeerError(f"The peer did not take {name} within {self._reply_seconds:g} s.") from None
        finally:
            took = self.recording.now - start
            self._emit("sent", name=name, endpoint=endpoint, data=data, seconds=took)

    async def receive_message(self, name: str, endpoint: str) -> bytes:
        """The reply from an endpoint, recorded. Raises PeerError."""
        start = self.recording.now
        try:
            async with asyncio.timeout(self._reply_seconds):
                data = await self.transport.receive(endpoint)
        except TimeoutError:
            raise PeerError(f"No reply from the peer within {self._reply_seconds:g} s.") from None
        other = "server" if self.exchange.side == "client" else "client"
        self.recording.message(other, self.transport.name, endpoint, data)
        self._emit("received", name=name, endpoint=endpoint, data=data, seconds=self.recording.now - start)
        return data

    async def _receive(self, step: Receive) -> None:
        data = await self.receive_message(step.name, step.endpoint)
        await asyncio.to_thread(self.exchange.received, data, step.endpoint)

    async def close(self) -> None:
        """Let go of the peer and end the recording."""
        with suppress(SrpscopeError):
            await self.transport.close()
        self.event("closed", "")
        self.recording.close()

    # Telling

    def note(self, text: str) -> None:
        """Say a sentence, and record it."""
        self.event("note", text)

    def event(self, what: What, text: str) -> None:
        """Something happened: recorded and shown."""
        self.recording.event(what, text)
        self._emit(what, text)

    def _tell(self, what: str, text: str) -> None:
        self.recording.event(what, text)
        self._emit("transport", text)

    def _emit(
        self,
        what: What,
        text: str = "",
        name: str = "",
        endpoint: str = "",
        data: bytes = b"",
        seconds: float | None = None,
    ) -> None:
        sender = {"sent": "client", "held": "client", "received": "server"}.get(what, "")
        event = LiveEvent(what, self.recording.now, text, name, sender, endpoint, data, seconds)
        self.events.append(event)
        self.observe(event)

    def _record_own_values(self) -> None:
        """What this side holds: I, P, its private value, as given or drawn; written again only where it changed."""
        values = {}
        for name in ("I", "P", "s", "v", "a", "b"):
            value = self.party.knowledge.given.get(name)
            if value is not None:
                values[name] = (
                    value if isinstance(value, str) else even_hex(value) if isinstance(value, int) else value.hex()
                )
        new = {name: text for name, text in values.items() if self._written.get(name) != text}
        if new:
            self._written |= new
            self.recording.values(self.exchange.side, new)

    def _record_edit(self, name: str, hex_text: str | None) -> None:
        if hex_text is None:
            self.recording.event("edit", f"{name} goes out again as the values give it.")
        else:
            self.recording.event("edit", f"{name} was set by hand in the message.", value=name, hex=hex_text)
