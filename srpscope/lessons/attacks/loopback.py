"""A textbook server of our own on loopback, and clients of our own that meet it. There is no way to name another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from srpscope.errors import PeerError
from srpscope.live.driving import Unwatched, Witness, converse
from srpscope.live.listening import Audience
from srpscope.live.streams import StreamTransport, listen_tcp
from srpscope.live.systems.plain import PlainLines
from srpscope.wire.decoders import Decoded
from srpscope.wire.exchange import Exchange, Send
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.server import TextbookServer
from srpscope.wire.textbook.wire import WIRE

SECONDS = 10.0


class Listener(Unwatched):
    """Sees what goes over the wire. stop_before: a message that is not sent where stop() says so."""

    def __init__(self, stop_before: str = "", stop: Callable[[], bool] = lambda: True) -> None:
        self.messages: list[tuple[str, Decoded]] = []
        self._stop_before, self._stop = stop_before, stop

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        """Stop there, or let it through."""
        return None if step.name == self._stop_before and self._stop() else data

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Keep it."""
        decoded = WIRE.decode(sender, data, endpoint)
        if decoded is not None:
            self.messages.append((sender, decoded))

    def seen(self, name: str) -> bytes | None:
        """A value that went over the wire."""
        return next((one.values[name] for _, one in self.messages if name in one.values), None)


@dataclass
class Ring:
    """A server that listens, and how its sessions ended."""

    url: str
    ended: list[Exchange] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def meet(self, client: TextbookClient, witness: Witness | None = None) -> Exchange:
        """Let a client talk to the server. The server's end of it, when both are done."""
        before = len(self.ended)
        with suppress(PeerError):
            await converse(client, StreamTransport(self.url, PlainLines, SECONDS), witness)
        async with asyncio.timeout(SECONDS):
            while len(self.ended) == before:
                self._news.clear()
                await self._news.wait()
        return self.ended[-1]

    def over(self, exchange: Exchange, witness: Witness) -> None:
        """A session of the server is over."""
        self.ended.append(exchange)
        self._news.set()


@asynccontextmanager
async def own_server(start: Callable[[], TextbookServer]) -> AsyncIterator[Ring]:
    """Listen on 127.0.0.1, on a port that the system chooses, until the block is left."""
    ring = Ring("")
    listening = await listen_tcp(start, PlainLines, "127.0.0.1", 0, Audience(ended=ring.over))
    ring.url = listening.url
    try:
        yield ring
    finally:
        await listening.close()
