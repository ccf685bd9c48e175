"""The HTTP server of a played device: what esp_http_server and protocomm_httpd do, over asyncio streams.

A server of our own, because what apps stumble over is not HTTP's business: the connection is closed without an answer
when a handler fails, a session continues only with exactly `Cookie: session=N`, or on the same socket without any.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import responses

from srpscope.errors import SrpscopeError
from srpscope.live.concluding import Seen
from srpscope.live.gate import Gate
from srpscope.live.http_client import cannot_stand, end_to_end
from srpscope.live.listening import not_bound
from srpscope.live.systems.esp32.host import Connection, Host
from srpscope.wire.exchange import HttpAnswer, HttpAsked
from srpscope.wire.protocomm.device import Failed, LogLine
from srpscope.wire.protocomm.messages import LARGEST_MESSAGE

HEADER_BYTES = 8_192
"""Request line and headers together; the chip takes less."""

REQUEST_SECONDS = 30.0
"""How long a request may take to arrive once it has begun, and how long an idle socket is kept."""

MOST_SOCKETS = 512

_COOKIE_BYTES = 20
"""The device's buffer for the Cookie header: a longer one is not read."""


@dataclass
class _Request:
    method: str
    path: str
    headers: dict[str, str]
    fields: list[tuple[str, str]]
    body: bytes = b""


class _Refused(Exception):  # noqa: N818 - the connection ends, nothing is wrong here
    """The connection is to be closed without an answer."""


@dataclass
class ProtocommServer:
    """Listens on host and port (0: any free one) until closed.

    linger: seconds of silence after which an accepted session's outcome is told, though its socket stays open.
    origins: web pages that may ask; the chip does not look, but this is not a chip in a room of its own.
    """

    host: Host
    address: str = "127.0.0.1"
    port: int = 0
    linger: float = 5.0
    origins: tuple[str, ...] = ()
    _server: asyncio.Server | None = None
    _sockets: dict[int, asyncio.StreamWriter] = field(default_factory=dict)
    _handlers: set[asyncio.Task[None]] = field(default_factory=set)
    _count: int = 0
    _closing: bool = False

    def __post_init__(self) -> None:
        self.gate = Gate(self.address, self.origins)

    @property
    def url(self) -> str:
        """Where to point an app."""
        shown = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{shown}:{self.port}"

    async def start(self) -> None:
        """Begin to listen. Raises UserError or PermissionDeniedError where the address cannot be had."""
        try:
            self._server = await asyncio.start_server(self._serve, self.address, self.port, limit=HEADER_BYTES)
        except (OSError, OverflowError, UnicodeError) as error:
            raise not_bound(self.address, self.port, error) from None
        self.port = self.gate.port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, close every socket, end every session."""
        self._closing = True
        if self._server is not None:
            self._server.close()
        for writer in list(self._sockets.values()):
            writer.transport.abort()
        for task in list(self._handlers):
            task.cancel()
        if self._handlers:
            await asyncio.gather(*self._handlers, return_exceptions=True)
        await self.host.close()
        if self._server is not None:
            await self._server.wait_closed()

    def _log(self, level: str, text: str, connection: Connection | None, tag: str = "protocomm_httpd") -> None:
        line = LogLine(level, tag, text)  # type: ignore[arg-type]
        if connection is None:
            self.host.log(line)
        else:
            connection.log(line)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        self._count += 1
        number = self._count
        self._sockets[number] = writer
        limit = 1 if self.host.settings.single else MOST_SOCKETS
        while len(self._sockets) > limit:
            # LRU purge: the chip closes the socket that was silent longest when a new one comes.
            oldest = next(iter(self._sockets))
            self._sockets.pop(oldest).transport.abort()
        socket = _Socket(self, reader, writer, number)
        try:
            await socket.run()
        except (_Refused, ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except ValueError:
            pass  # a header line above the limit
        except asyncio.CancelledError:
            if not self._closing:
                raise
        except SrpscopeError as error:
            self.host.tell(Seen("log", 0, str(error)))
        except Exception as error:  # our own fault ends this connection, never the listener
            self.host.tell(Seen("log", 0, f"srpscope's own error ({type(error).__name__}) ended a connection."))
        finally:
            self._sockets.pop(number, None)
            self._handlers.discard(task)
            writer.close()
            with suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), 1)
            await socket.left()

    def touch(self, number: int) -> None:
        """The socket was just used: it is the last to be purged."""
        writer = self._sockets.pop(number, None)
        if writer is not None:
            self._sockets[number] = writer


class _Socket:
    """One TCP connection and the session that is bound to it."""

    def __init__(
        self, server: ProtocommServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self.server = server
        self._reader, self._writer, self._number = reader, writer, number
        name = writer.get_extra_info("peername") or ("?", 0)
        self._peer = f"{name[0]}:{name[1]}"
        self._bound: Connection | None = None
        self._origin: str | None = None

    async def run(self) -> None:
        """Serve requests until the client or a refusal ends it."""
        while True:
            request = await self._read()
            if request is None:
                return
            self.server.touch(self._number)
            keep = await self._answer(request)
            if not keep:
                return

    async def left(self) -> None:
        """The socket is gone. A cookie could continue the session, so only its outcome is told."""
        bound = self._bound
        if bound is not None and not bound.closed:
            if bound.over:
                await bound.settle()
            else:
                self.server.host.leave(bound)

    async def _read(self) -> _Request | None:
        try:
            async with asyncio.timeout(self._idle_seconds()):
                first = await self._reader.readuntil(b"\n")
        except TimeoutError:
            if self._bound is not None and self._bound.over:
                await self._bound.settle()
                async with asyncio.timeout(REQUEST_SECONDS):
                    first = await self._reader.readuntil(b"\n")
            else:
                raise
        except asyncio.IncompleteReadError:
            return None
        async with asyncio.timeout(REQUEST_SECONDS):
            return await self._rest(first)

    def _idle_seconds(self) -> float:
        return self.server.linger if self._bound is not None and self._bound.over else REQUEST_SECONDS

    async def _rest(self, first: bytes) -> _Request:
        parts = first.decode("latin-1").split()
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            await self._plain(400, "Bad request syntax")
            raise _Refused
        headers: dict[str, str] = {}
        fields: list[tuple[str, str]] = []
        size = len(first)
        while (line := await self._reader.readuntil(b"\n")).strip():
            size += len(line)
            if size > HEADER_BYTES:
                await self._plain(431, "Header fields are too long")
                raise _Refused
            name, colon, value = line.decode("utf-8", "surrogateescape").partition(":")
            if not colon:
                await self._plain(400, "Bad request syntax")
                raise _Refused
            headers[name.strip().lower()] = value.strip()
            fields.append((name.strip(), value.strip()))
        request = _Request(parts[0], parts[1].split("?", 1)[0], headers, fields)
        if "transfer-encoding" in headers or not re.fullmatch(r"\d{1,7}", headers.get("content-length", "")):
            return request
        length = int(headers["content-length"])
        if length <= LARGEST_MESSAGE:
            if headers.get("expect", "").lower() == "100-continue":
                self._writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.body = await self._reader.readexactly(length)
        return request

    async def _answer(self, request: _Request) -> bool:
        endpoint = request.path.lstrip("/")
        self._origin = request.headers.get("origin")
        refusal = self.server.gate.refuses(request.headers.get("host"), request.headers.get("origin"))
        if refusal is not None:
            self.server.host.tell(Seen("note", 0, refusal))
            await self._plain(403, refusal)
            return False
        if request.method != "POST":
            if request.method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"):
                await self._plain(405, "Specified method is invalid for this resource", request.method != "HEAD")
                return False
            await self._plain(400, "Bad request syntax")
            return False
        if endpoint not in self.server.host.endpoints:
            self.server._log("W", f"httpd_uri: URI '{_shown(request.path)}' not found", None, "httpd_uri")
            await self._plain(404, "Nothing matches the given URI")
            return False
        connection, is_new = await self._session(request)
        if not request.body:
            length = request.headers.get("content-length", "")
            too_long = length.isdigit() and int(length) > LARGEST_MESSAGE
            self._refuse(connection, f"Content length {length} too long" if too_long else "Content length not found")
        result = await connection.request(endpoint, request.body, self._asked(request))
        if isinstance(result, Failed):
            if result.code == 0:
                raise _Refused
            return await self._failed(connection, result, is_new)
        beside = _beside(self.server.host.lent(connection.number))
        await self._reply(200, result.data, beside, connection if is_new else None)
        return request.headers.get("connection", "").lower() != "close"

    def _asked(self, request: _Request) -> HttpAsked | None:
        """HTTP's own part of a request, where a device stands behind that may get it."""
        if self.server.host.behind is None:
            return None
        from multidict import CIMultiDict

        return HttpAsked(request.path, end_to_end(CIMultiDict(request.fields)))

    def _refuse(self, connection: Connection, text: str) -> None:
        if not self.server.host.logs:
            connection.say(f"srpscope passed a request not on: {text}.")
        self.server._log("E", text, connection)
        self._handler_failed(connection)

    def _handler_failed(self, connection: Connection) -> None:
        self.server._log("E", "Data handler failed", connection)
        self.server._log("W", "httpd_uri: uri handler execution failed", connection, "httpd_uri")
        connection.flush()
        raise _Refused

    async def _failed(self, connection: Connection, failure: Failed, is_new: bool) -> bool:
        """Show the client the refusal: HTTP closes; of BLE's stacks the ATT error goes out as text; another device's
        own answer as it came."""
        if failure.http is not None:
            http = failure.http
            await self._reply(http.status, http.body, _beside(http, "text/plain"), connection if is_new else None)
            return True
        stack = self.server.host.settings.stack
        if failure.crashed:
            self.server.host.leave(connection)
            raise _Refused
        if stack.att_error is None:
            self._handler_failed(connection)
        self.server._log("E", "Invalid content received, killing connection", connection, stack.tag)
        connection.flush()
        text = f"ATT error 0x{stack.att_error:02x}".encode()
        beside = _beside(None, "text/plain")
        await self._reply(500, text, beside, connection if is_new else None, close=stack.drops)
        if stack.drops:
            await connection.close()
        return not stack.drops

    async def _session(self, request: _Request) -> tuple[Connection, bool]:
        """The session that the request continues, or a new one, as protocomm_httpd decides it."""
        host, cookie = self.server.host, request.headers.get("cookie")
        found: Connection | None = None
        if cookie is not None:
            match = re.fullmatch(r"session=(\d{1,10})", cookie) if len(cookie) < _COOKIE_BYTES else None
            found = host.connections.get(int(match[1])) if match else None
            if found is not None:
                self.server._log("D", f"Received cookie {cookie}", found)
        elif self._bound is not None and not self._bound.closed:
            found = self._bound
        if found is not None and not found.closed:
            self.server._log("D", f"Continuing Session {found.session_id}", found)
            self._bound = found
            return found, False
        if self._bound is not None:
            old = self._bound
            await old.close()
        new = host.open(self._peer, "http")
        if cookie is not None:
            shown = "another one" if len(cookie) >= _COOKIE_BYTES else _shown(cookie)
            new.say(f"The Cookie header is {shown}, not exactly that of a session: a new session begins.")
        self.server._log("D", f"Creating new session: {new.session_id}", new)
        self._bound = new
        return new, True

    async def _plain(self, status: int, text: str, body: bool = True) -> None:
        await self._reply(status, text.encode() if body else b"", _beside(None), close=True)

    async def _reply(
        self, status: int, body: bytes, beside: Iterable[str], session: Connection | None = None, close: bool = False
    ) -> None:
        lines = [f"HTTP/1.1 {status} {responses.get(status, 'Unknown')}", *beside, f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self.server.gate.cors(self._origin).items()]
        if session is not None:
            lines.append(f"Set-Cookie: session={session.session_id}")
            self.server._log("D", f"Setting cookie session={session.session_id}", session)
            session.flush()
        if close:
            lines.append("Connection: close")
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await asyncio.wait_for(self._writer.drain(), REQUEST_SECONDS)


def _beside(lent: HttpAnswer | None, kind: str = "text/html") -> list[str]:
    """The lines of an answer's headers: another device's where this one stands in its place, but for the cookie of its
    session, which is its own. kind: the type of the body where that one does not say it."""
    headers = [] if lent is None else [one for one in lent.headers.items() if not cannot_stand(*one)]
    lines = [f"{name}: {value}" for name, value in headers if not _OF_SESSION.match(f"{name}: {value}")]
    said = any(name.lower() == "content-type" for name, _ in headers)
    return lines if said else [f"Content-Type: {kind}", *lines]


_OF_SESSION = re.compile(r"set-cookie:\s*session=", re.IGNORECASE)


def _shown(text: str) -> str:
    return text[:64].encode("ascii", "backslashreplace").decode()
