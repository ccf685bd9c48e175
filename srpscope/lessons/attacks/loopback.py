"""A textbook server of our own, and clients of our own that meet it over a pair of sockets inside this process. Nothing
listens, so nobody else can come in, and there is no way to name another server. It works where a visitor of
`srpscope web` may neither connect nor listen."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from srpscope.errors import PeerError
from srpscope.live.driving import Unwatched, Witness, converse
from srpscope.live.party import SheetParty
from srpscope.live.streams import LINE_LIMIT, StreamTransport
from srpscope.live.systems.plain import SYSTEM, PlainLines
from srpscope.live.users import Terms
from srpscope.wire.decoders import Decoded
from srpscope.wire.exchange import Exchange, OpenParty, Send
from srpscope.wire.wires import decode

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
        """Note what the message says."""
        decoded = decode(SYSTEM.wire, sender, data, endpoint)
        if decoded is not None:
            self.messages.append((sender, decoded))

    def seen(self, name: str) -> bytes | None:
        """A value that went over the wire."""
        return next((one.values[name] for _, one in self.messages if name in one.values), None)


class _Joined(StreamTransport):
    """The client's end of a pair of sockets: no address is asked for, and nobody else can reach it."""

    def __init__(self, end: socket.socket) -> None:
        super().__init__("tcp://127.0.0.1:1", PlainLines, SECONDS)
        self._end = end

    async def open(self) -> None:
        """Take the end that there is."""
        reader, self._writer = await asyncio.open_connection(sock=self._end, limit=LINE_LIMIT)
        self._channel = PlainLines(reader, self._writer, SECONDS)


class OwnServer:
    """A server that clients meet, a session each. open_party: the values of a user, as in wire.exchange. without: the
    safeguards that are switched off."""

    def __init__(self, on: Terms, open_party: OpenParty, *without: str) -> None:
        self._start = partial(SYSTEM.server, on, open_party, {"without": without})

    async def meet(self, client: Exchange, witness: Witness | None = None) -> Exchange:
        """Let a client talk to the server. The server's end of it, when both are done."""
        ours, theirs = socket.socketpair()
        server = self._start()
        serving = asyncio.create_task(converse(server, _Joined(theirs)))
        with suppress(PeerError):
            await converse(client, _Joined(ours), witness)
        async with asyncio.timeout(SECONDS):
            await serving
        return server


def own_client(party: SheetParty, *without: str) -> Exchange:
    """A client of our own. without: the safeguards that are switched off."""
    return SYSTEM.client(party, {"without": without})
