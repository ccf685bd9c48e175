"""TCP: a channel over a stream, and a listener with one handshake a connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from urllib.parse import urlsplit

from srpscope.errors import PeerError, reason
from srpscope.live.driving import ANSWER_SECONDS, ClosedWithoutAnswerError, Passed, drive
from srpscope.live.http_client import CONNECT_SECONDS, checked_url, reason_of
from srpscope.live.listening import CONNECTIONS, Audience, Listening, break_off, not_bound, shown_host
from srpscope.wire.exchange import Exchange, HttpAnswer

LINE_LIMIT = 65_536


class StreamChannel:
    """A connection. A subclass says where a message ends."""

    name = "tcp"

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float = ANSWER_SECONDS
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._seconds = seconds

    async def send(self, endpoint: str, data: bytes) -> None:
        """Write the bytes as they are."""
        try:
            self._writer.write(data)
            await asyncio.wait_for(self._writer.drain(), self._seconds)
        except (OSError, TimeoutError) as error:
            raise _lost(error) from None

    async def receive(self, endpoint: str) -> bytes:
        """The next message."""
        raise NotImplementedError

    async def exactly(self, count: int) -> bytes:
        """That many bytes. Raises PeerError."""
        try:
            return await asyncio.wait_for(self._reader.readexactly(count), self._seconds)
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                raise ClosedWithoutAnswerError("The other side closed the connection without an answer.") from None
            raise PeerError(f"The connection was closed after {len(error.partial)} of {count} bytes.") from None
        except (OSError, TimeoutError) as error:
            raise _lost(error) from None

    async def line(self) -> bytes:
        """A line without its end. Raises PeerError."""
        try:
            data = await asyncio.wait_for(self._reader.readuntil(b"\n"), self._seconds)
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                raise ClosedWithoutAnswerError("The other side closed the connection without an answer.") from None
            raise PeerError("The connection was closed in the middle of a line.") from None
        except asyncio.LimitOverrunError:
            raise PeerError(f"A line has more than {LINE_LIMIT:,} bytes.") from None
        except (OSError, TimeoutError) as error:
            raise _lost(error) from None
        return data.rstrip(b"\r\n")


def _lost(error: OSError | TimeoutError) -> PeerError:
    if isinstance(error, TimeoutError):
        return PeerError("The other side did not answer in time.")
    return PeerError(f"The connection was lost: {reason(error)}.")


class StreamTransport:
    """The client's end: connects, then speaks through a channel."""

    name = "tcp"

    def __init__(self, url: str, channel: type[StreamChannel], seconds: float = ANSWER_SECONDS) -> None:
        parts = urlsplit(checked_url(url, ("tcp",)))
        self._host, self._port = str(parts.hostname), parts.port or 0
        self._kind = channel
        self._seconds = seconds
        self._channel: StreamChannel | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self.answered: HttpAnswer | None = None

    async def open(self) -> None:
        """Connect. Raises PeerError."""
        where = f"{self._host} port {self._port}"
        try:
            reader, writer = await asyncio.wait_for(
                asyncio.open_connection(self._host, self._port, limit=LINE_LIMIT), CONNECT_SECONDS
            )
        except TimeoutError:
            raise PeerError(f"{where} did not answer in time.") from None
        except UnicodeError:
            raise PeerError(f"{where} could not be reached: no such host.") from None
        except OSError as error:
            raise PeerError(f"{where} could not be reached: {reason_of(error, 'no such host')}.") from None
        self._writer = writer
        self._channel = self._kind(reader, writer, self._seconds)

    async def send(self, endpoint: str, data: bytes) -> None:
        """Send one message. Raises PeerError."""
        await self._open_channel().send(endpoint, data)

    async def receive(self, endpoint: str) -> bytes:
        """The next message. Raises PeerError."""
        return await self._open_channel().receive(endpoint)

    def _open_channel(self) -> StreamChannel:
        if self._channel is None:
            raise PeerError("There is no connection.")
        return self._channel

    async def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            await _close(self._writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, TimeoutError):
        await asyncio.wait_for(writer.wait_closed(), 2.0)


async def listen_tcp(
    start: Callable[[], Exchange],
    channel: Callable[[asyncio.StreamReader, asyncio.StreamWriter, float], StreamChannel],
    host: str,
    port: int,
    audience: Audience,
    seconds: float = ANSWER_SECONDS,
) -> Listening:
    """Serve one handshake a connection. Raises UserError or PermissionDeniedError where the address cannot be had."""
    running: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = writer.get_extra_info("peername")
        witness = audience.open(str(name[0]) if name else "")
        exchange = audience.instead(start(), witness)
        try:
            await drive(exchange, channel(reader, writer, seconds), witness)
        finally:
            break_off(exchange, Passed(exchange, witness), "The connection was ended from here.")
            audience.ended(exchange, witness)
            await _close(writer)

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while len(running) >= CONNECTIONS:  # the oldest is the one that waits longest
            oldest = next(iter(running))
            running.pop(oldest).transport.abort()
        task = asyncio.ensure_future(serve(reader, writer))
        running[task] = writer
        task.add_done_callback(lambda done: running.pop(done, None))

    try:
        server = await asyncio.start_server(connected, host, port, limit=LINE_LIMIT, backlog=CONNECTIONS)
    except (OSError, OverflowError, UnicodeError) as error:
        raise not_bound(host, port, error) from None
    bound = int(server.sockets[0].getsockname()[1])

    async def stop() -> None:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    return Listening(f"tcp://{shown_host(host)}:{bound}", bound, stop)
