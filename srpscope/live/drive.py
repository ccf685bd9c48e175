"""Drives one side of an exchange over a channel: build, hold, send, receive, check; every message told to a witness."""

from __future__ import annotations

import asyncio
from typing import Protocol

from srpscope.errors import PeerError, SrpscopeError
from srpscope.live.session import ClosedWithoutAnswerError
from srpscope.wire.exchange import Exchange, RefusedError, Send

ANSWER_SECONDS = 30.0
"""How long an answer may take before the peer counts as gone."""


class Channel(Protocol):
    """Bytes to the peer and back; name is the "via" of a recorded message. Raises PeerError where the peer is gone or
    sends what is no message at all."""

    name: str

    async def send(self, endpoint: str, data: bytes) -> None:
        """Send one message."""
        ...

    async def receive(self, endpoint: str) -> bytes:
        """The next message."""
        ...


class Witness(Protocol):
    """Who watches a session: a recording, a screen. hold may wait for a person."""

    async def hold(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """What is to be sent instead of data, None to drop the message and end."""
        ...

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """A message went over the wire."""
        ...

    def event(self, what: str, text: str) -> None:
        """Something else happened: a refusal, a lost connection, a note."""
        ...

    def values(self, side: str, values: dict[str, str]) -> None:
        """Values that a side has of its own."""
        ...


class Unwatched:
    """A witness that sees nothing and holds nothing."""

    async def hold(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """Let everything through."""
        return data

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Nothing."""

    def event(self, what: str, text: str) -> None:
        """Nothing."""

    def values(self, side: str, values: dict[str, str]) -> None:
        """Nothing."""


async def drive(exchange: Exchange, channel: Channel, witness: Witness) -> None:
    """Run the exchange to its end, or to the end of the connection. What went wrong is exchange.refusal; nothing is
    raised for what a peer does. Sums run off the event loop."""
    told = Told(exchange, witness)
    while (step := exchange.step) is not None:
        try:
            if isinstance(step, Send):
                await send(exchange, step, channel, witness)
            else:
                data = await channel.receive(step.endpoint)
                witness.message(told.peer, channel.name, step.endpoint, data)
                await asyncio.to_thread(exchange.received, data)
        except RefusedError as refusal:
            exchange.refuse(refusal)
        except SrpscopeError as error:
            if isinstance(error, PeerError):
                end(exchange, error)
            else:
                exchange.refuse(RefusedError(str(error), "value", status=500))
        told.news()
    told.news()


class Transport(Channel, Protocol):
    """The client's end of a channel: reached first, let go of at the end."""

    async def open(self) -> None:
        """Reach the peer. Raises PeerError."""
        ...

    async def close(self) -> None:
        """Let go of the peer."""
        ...


async def converse(exchange: Exchange, transport: Transport, witness: Witness | None = None) -> None:
    """Reach the peer, run the exchange, let go. Raises PeerError where the peer is not reached at all."""
    try:
        await transport.open()
        await drive(exchange, transport, witness or Unwatched())
    finally:
        await transport.close()


async def send(exchange: Exchange, step: Send, channel: Channel, witness: Witness) -> None:
    """Build the step's message, let it be held and changed, send it."""
    data = await asyncio.to_thread(step.build)
    changed = await witness.hold(exchange, step, data)
    if changed is None:
        end(exchange, PeerError(f"{step.name} was held and not sent."))
        return
    # Told first: over HTTP the answer, and so a refusal, comes with the sending.
    witness.message(exchange.side, channel.name, step.endpoint, changed)
    await channel.send(step.endpoint, changed)
    await asyncio.to_thread(exchange.sent, changed)


def end(exchange: Exchange, error: PeerError) -> None:
    """The connection is over: nothing more can be said, so no refusal is sent either."""
    by_peer = isinstance(error, ClosedWithoutAnswerError)
    exchange.refuse(RefusedError(str(error), "closed", by_peer=by_peer))
    exchange.step = None


class Told:
    """Passes this side's values, each note and the end to the witness, each once."""

    def __init__(self, exchange: Exchange, witness: Witness) -> None:
        self.peer = "server" if exchange.side == "client" else "client"
        self._exchange = exchange
        self._witness = witness
        self._notes = 0
        self._values: dict[str, str] = {}
        self._ended = False

    def news(self) -> None:
        """Tell what is new since the last call."""
        exchange = self._exchange
        for note in exchange.notes[self._notes :]:
            self._witness.event("note", note)
        self._notes = len(exchange.notes)
        own = getattr(getattr(exchange, "party", None), "own_values", None)
        if own is not None and (values := own()) != self._values:
            self._values = values
            self._witness.values(exchange.side, values)
        if not self._ended and exchange.accepted is not None:
            self._ended = True
            if exchange.refusal is None:
                self._witness.event("accepted", "Both proofs are right.")
            else:
                self._witness.event("refused", str(exchange.refusal))
