"""The one loop over an exchange: build, hold, send, receive, check; every message told to a witness."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar, runtime_checkable

from srpscope.errors import PeerError, SrpscopeError, UnsentError, UserError
from srpscope.live.party import SheetParty, computing
from srpscope.wire.exchange import AttRefusal, Exchange, HttpAnswer, HttpAsked, RefusedError, Send, Side
from srpscope.wording import was

ANSWER_SECONDS = 30.0
"""How long an answer may take before the peer counts as gone."""


class ClosedWithoutAnswerError(PeerError):
    """The peer ended the request without a reply. A device does that when its handler refused the message. att: how,
    over Bluetooth LE."""

    att: AttRefusal | None = None


class Carrier(Protocol):
    """Bytes to the peer and back; name is the "via" of a recorded message. Raises PeerError where the peer is gone or
    sends what is no message at all, ClosedWithoutAnswerError where it refuses by closing."""

    name: str

    async def send(self, endpoint: str, data: bytes) -> None:
        """Send one message."""
        ...

    async def receive(self, endpoint: str) -> bytes:
        """The next message; of request-and-reply channels the reply to the last one sent."""
        ...


class Transport(Carrier, Protocol):
    """The client's end of a channel. tell(what, text) is set by the session: the transport calls it for what happens
    on it (connected, cookie, socket closed, MTU ...). answered: HTTP's own answer to the last message, None where none
    came or it is not HTTP."""

    tell: Callable[[str, str], None]
    answered: HttpAnswer | None

    async def open(self) -> None:
        """Reach the peer. Raises PeerError, PermissionDeniedError."""
        ...

    async def close(self) -> None:
        """Let go of the peer. Never raises."""
        ...


@runtime_checkable
class Headed(Protocol):
    """A transport over HTTP. asked: what an app's request has beside its message, which goes with the next one sent."""

    asked: HttpAsked | None


@runtime_checkable
class Lending(Protocol):
    """A transport over HTTP. lent: an app's headers that may go with the next message sent, which is not the app's."""

    lent: Mapping[str, str]


@runtime_checkable
class Asking(Protocol):
    """A transport of a protocol that has requests without a message in them: a GET."""

    async def ask(self, endpoint: str) -> bytes:
        """Send one; the message in its answer, b"" for none. Raises PeerError."""
        ...


class KeepingTransport(Transport, Protocol):
    """A transport of a device that may keep a session after it refused a proof in it."""

    @property
    def keeps_session(self) -> bool:
        """Whether the session can go on."""
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


class Hold:
    """Where a side waits for a person before it sends. names: the messages to hold before, or "*" for all; may be
    changed while the session runs. changed is called when something of it changes. given: the last held message as the
    values gave it, before anybody set bytes in it."""

    def __init__(
        self, names: Iterable[str] = (), changed: Callable[[str, Held], None] = lambda what, held: None
    ) -> None:
        self.names = set(names)
        self.held: Held | None = None
        self.given = b""
        self._changed = changed
        self._decision: asyncio.Future[bool] | None = None

    def wants(self, name: str) -> bool:
        """Whether a message waits."""
        return "*" in self.names or name in self.names

    async def wait(self, step: Send, data: bytes) -> bytes | None:
        """Wait for release or drop. What is to be sent; None: nothing."""
        self.held, self.given = Held(step, data, data), data
        self._decision = asyncio.get_running_loop().create_future()
        self._changed("", self.held)
        try:
            send = await self._decision
            return self.held.data if send else None
        finally:
            self.held = self._decision = None

    def need(self) -> Held:
        """The message that waits. Raises UserError where none does."""
        if self.held is None:
            raise UserError("No message is held now.")
        return self.held

    def put_back(self, held: Held, given: bytes) -> None:
        """The message that waits as it was before an edit."""
        self.need()
        self.held, self.given = held, given
        self._changed("edited", held)

    def edit(self, data: bytes) -> None:
        """Send these bytes instead of the held message."""
        self.held = replace(self.need(), data=data)
        self._changed("edited", self.held)

    async def rebuild(self, by_hand: bool = False) -> bytes:
        """Build the held message anew from the values as they stand now. by_hand: one was set for the message alone."""
        held = self.need()
        built = await asyncio.to_thread(held.step.build)
        self.held = Held(held.step, built, built)
        self.given = self.given if by_hand else built
        self._changed("edited", self.held)
        return built

    def release(self, go_on: bool = False) -> None:
        """Send the held message as it stands. go_on: hold nothing more."""
        if go_on:
            self.names.clear()
        self._decide(True)

    def drop(self) -> None:
        """Do not send the held message; the exchange ends there."""
        self._decide(False)

    def _decide(self, send: bool) -> None:
        self.need()
        if self._decision is not None and not self._decision.done():
            self._decision.set_result(send)


class Witness(Protocol):
    """Who watches a session: a recording, a screen."""

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """What is to be sent instead of data, None to drop the message and end. May wait for a person."""
        ...

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """A message goes over the wire: told before it is sent, or as it arrived."""
        ...

    def passed(
        self, sender: str, name: str, endpoint: str, data: bytes, seconds: float, failed: PeerError | None = None
    ) -> None:
        """The message has gone, or arrived, and took so long. failed: what ended the sending of it."""
        ...

    def event(self, what: str, text: str, **more: Any) -> None:
        """Something else happened: a note, what happened on the transport."""
        ...

    def values(self, side: str, values: dict[str, str]) -> None:
        """Values that a side has of its own, those that are new."""
        ...

    def ended(self, exchange: Exchange) -> None:
        """The exchange is over: accepted, refused or broken off."""
        ...


class Unwatched:
    """A witness that sees nothing and holds nothing."""

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """Let everything through."""
        return data

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Nothing."""

    def passed(
        self, sender: str, name: str, endpoint: str, data: bytes, seconds: float, failed: PeerError | None = None
    ) -> None:
        """Nothing."""

    def event(self, what: str, text: str, **more: Any) -> None:
        """Nothing."""

    def values(self, side: str, values: dict[str, str]) -> None:
        """Nothing."""

    def ended(self, exchange: Exchange) -> None:
        """Nothing."""


class Passed:
    """Passes this side's values, each note and the end to the witness, each once."""

    def __init__(self, exchange: Exchange, witness: Witness) -> None:
        self.exchange = exchange
        self.witness = witness
        self.peer: Side = "server" if exchange.side == "client" else "client"
        self._notes = 0
        self._values: dict[str, str] = {}
        self._ended = False
        self._told_stranger = False

    def news(self) -> None:
        """Tell what is new since the last call."""
        exchange = self.exchange
        for note in exchange.notes[self._notes :]:
            self.witness.event("note", note)
        self._notes = len(exchange.notes)
        party = computing(exchange)
        if party is not None:
            self._of(party)
        if not self._ended and exchange.accepted is not None and exchange.step is None:
            self._ended = True
            self.witness.ended(exchange)

    def _of(self, party: SheetParty) -> None:
        if party.stranger and not self._told_stranger:
            self._told_stranger = True
            self.witness.event("user", party.stranger, by=self.exchange.side)
        new = {name: text for name, text in party.own_values().items() if self._values.get(name) != text}
        if new:
            self._values |= new
            self.witness.values(self.exchange.side, new)


async def drive(exchange: Exchange, channel: Carrier, witness: Witness, seconds: float | None = None) -> None:
    """Run the exchange to its end, or to the end of the connection. What went wrong is exchange.refusal; nothing is
    raised for what a peer does. Sums run off the event loop. seconds: how long one message may take at the most."""
    told = Passed(exchange, witness)
    while (step := exchange.step) is not None:
        with ending(exchange):
            if isinstance(step, Send):
                await send(step, channel, told, seconds)
            else:
                data = await take(channel, witness, told.peer, step.name, step.endpoint, seconds)
                await asyncio.to_thread(exchange.received, data, step.endpoint)
        told.news()
    told.news()


async def converse(exchange: Exchange, transport: Transport, witness: Witness | None = None) -> None:
    """Reach the peer, run the exchange, let go. Raises PeerError where the peer is not reached at all."""
    try:
        await transport.open()
        await drive(exchange, transport, witness or Unwatched())
    finally:
        await transport.close()


async def send(step: Send, channel: Carrier, told: Passed, seconds: float | None = None) -> None:
    """Build the step's message, let it be held and changed, send it. Raises SrpscopeError."""
    exchange, witness = told.exchange, told.witness
    data = await asyncio.to_thread(step.build)
    told.news()
    changed = await witness.before_sending(exchange, step, data)
    if changed is None:
        witness.event("dropped", f"{step.name} {was(step.name)} not sent.", by=exchange.side)
        exchange.refuse(RefusedError(f"{step.name} {was(step.name)} dropped by hand.", "dropped"))
        exchange.step = None
        return
    told.news()
    await give(channel, witness, exchange.side, step.name, step.endpoint, changed, seconds)
    await asyncio.to_thread(exchange.sent, changed)


async def give(
    channel: Carrier, witness: Witness, side: str, name: str, endpoint: str, data: bytes, seconds: float | None = None
) -> None:
    """Send a side's message. Told first: over HTTP the answer, and so a refusal, comes with the sending.

    Raises PeerError."""
    witness.message(side, channel.name, endpoint, data)
    start = time.perf_counter()
    failed: PeerError | None = None
    try:
        await _in_time(channel.send(endpoint, data), seconds, f"The peer did not take {name}")
    except PeerError as error:
        failed = error
        raise
    finally:
        witness.passed(side, name, endpoint, data, time.perf_counter() - start, failed)


async def take(
    channel: Carrier, witness: Witness, peer: str, name: str, endpoint: str, seconds: float | None = None
) -> bytes:
    """The peer's next message. Raises PeerError."""
    start = time.perf_counter()
    data = await _in_time(channel.receive(endpoint), seconds, "No reply from the peer")
    witness.message(peer, channel.name, endpoint, data)
    witness.passed(peer, name, endpoint, data, time.perf_counter() - start)
    return data


Answer = TypeVar("Answer")


async def _in_time(waiting: Awaitable[Answer], seconds: float | None, what: str) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return await waiting
    except TimeoutError:
        raise PeerError(f"{what} within {seconds:g} s.") from None


@contextmanager
def ending(exchange: Exchange) -> Iterator[None]:
    """What a channel or a value raises in this block ends the exchange instead."""
    try:
        yield
    except RefusedError as refusal:
        exchange.refuse(refusal)
    except PeerError as error:
        end(exchange, error)
    except SrpscopeError as error:
        exchange.refuse(RefusedError(str(error), "value", status=500))


def end(exchange: Exchange, error: PeerError) -> None:
    """The connection is over: nothing more can be said, so no refusal is sent either. A server that closes instead of
    an answer refuses; a client that closes has only left."""
    by_peer = isinstance(error, ClosedWithoutAnswerError) and exchange.side == "client"
    cause = "unsent" if isinstance(error, UnsentError) else "closed" if by_peer else "transport"
    exchange.refuse(RefusedError(str(error), cause, by_peer=by_peer))
    exchange.step = None
