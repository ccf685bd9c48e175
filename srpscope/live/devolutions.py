"""Devolutions SRP-PROTO over HTTP headers, and over a plain TCP stream: client and server of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from srpscope.errors import PeerError, SrpscopeError
from srpscope.live.drive import ANSWER_SECONDS, Witness, converse, send
from srpscope.live.http_client import bounded_body, checked_url, http_session, told_as_peer_error
from srpscope.live.listening import Audience, Listening, Reply, Sessions, listen_http
from srpscope.live.streams import StreamChannel, StreamTransport, listen_tcp
from srpscope.live.users import LiveParty, Users
from srpscope.wire import devolutions
from srpscope.wire.devolutions import AUTH_ID, from_header, header_of
from srpscope.wire.exchange import RefusedError, Send

if TYPE_CHECKING:
    from aiohttp import web

CONTEXT_SECONDS = 60.0
"""How long the server keeps an Auth-ID that nobody uses."""

PRIVATE_BYTES = 64
"""How long Devolutions' own code draws a and b."""


class HeaderTransport:
    """Over HTTP a message goes out in Authorization and comes back in WWW-Authenticate."""

    name = "http"

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        self._url = checked_url(url)
        self._seconds = seconds
        self._auth_id: str | None = None
        self._answer: bytes | None = None
        self._open = AsyncExitStack()
        self.tell: Callable[[str, str], None] = lambda what, text: None

    async def open(self) -> None:
        """Ask without credentials: the answer names the scheme and gives the Auth-ID. Raises PeerError."""
        self._session = await self._open.enter_async_context(http_session(self._seconds))
        await self._get({})
        self.tell("auth-id", f"the server gives Auth-ID {self._auth_id}")

    async def send(self, endpoint: str, data: bytes) -> None:
        """GET with the message. Raises PeerError, RefusedError on 403."""
        self._answer = await self._get({"Authorization": header_of(data), AUTH_ID: self._auth_id or ""})

    async def _get(self, headers: dict[str, str]) -> bytes:
        async with told_as_peer_error(self._url), self._session.get(self._url, headers=headers) as response:
            await bounded_body(response)
            if response.status == 403:
                raise RefusedError("The server answers 403: it refuses and forgets the Auth-ID.", "403", by_peer=True)
            if response.status not in (200, 401):
                raise PeerError(f"{self._url} answers {response.status} {response.reason or ''}.")
            value = response.headers.get("WWW-Authenticate")
            if value is None:
                raise PeerError(f"{self._url} answers {response.status} without WWW-Authenticate: SRP.")
            self._auth_id = response.headers.get(AUTH_ID, self._auth_id)
            if self._auth_id is None:
                raise PeerError(f"{self._url} gives no Auth-ID.")
            return from_header(value)

    async def receive(self, endpoint: str) -> bytes:
        """The message in the last answer. Raises PeerError."""
        answer, self._answer = self._answer, None
        if not answer:
            raise PeerError("The server answered, and its header holds no message.")
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._open.aclose()


class Framed(StreamChannel):
    """Over TCP a message tells its own length."""

    async def receive(self, endpoint: str) -> bytes:
        """The next message, read as far as its own lengths say."""
        data = await self.exactly(devolutions.HEADER_BYTES)
        while (total := devolutions.length(data)) is None or len(data) < total:
            data += await self.exactly(1 if total is None else total - len(data))
        return data


def transport(url: str, seconds: float = ANSWER_SECONDS) -> HeaderTransport | StreamTransport:
    """The way to a server at http://, https:// or tcp://host:port. Raises UserError for another address."""
    if url.startswith("tcp:"):
        return StreamTransport(url, Framed, seconds)
    return HeaderTransport(url, seconds)


async def log_in(
    url: str,
    party: LiveParty,
    witness: Witness | None = None,
    *,
    lenient: bool = False,
    seconds: float = ANSWER_SECONDS,
) -> devolutions.Client:
    """Log in over HTTP or TCP. The outcome is in the returned exchange."""
    exchange = devolutions.Client(party, lenient)
    await converse(exchange, transport(url, seconds), witness)
    return exchange


class HttpServer:
    """GET of any path: 401 with the scheme until the handshake is done, 200 after it, 403 once it fails."""

    def __init__(self, users: Users, audience: Audience, lenient: bool = False) -> None:
        self.users = users
        self.lenient = lenient
        self.sessions = Sessions(audience, CONTEXT_SECONDS)

    def application(self) -> web.Application:
        """The route, as aiohttp wants it."""
        from aiohttp import web

        application = web.Application()
        application.add_routes([web.get("/{path:.*}", self.get)])

        async def ended(_: web.Application) -> None:
            self.sessions.close_all()

        application.on_cleanup.append(ended)
        return application

    async def get(self, request: web.Request) -> web.Response:
        """One leg of the handshake."""
        from aiohttp import web

        given = request.headers.get("Authorization")
        key = request.headers.get(AUTH_ID)
        if given is None:
            exchange = devolutions.Server(self.users.party, self.lenient)
            key, _ = self.sessions.add(exchange, request.remote or "")
            return web.Response(status=401, headers={"WWW-Authenticate": header_of(b""), AUTH_ID: key})
        session = self.sessions.get(key)
        if session is None or key is None:
            return web.Response(status=403, text="unknown Auth-ID")
        reply = Reply()
        async with session.lock:
            handshake = session.exchange
            try:
                data = from_header(given)
                session.witness.message("client", reply.name, request.path, data)
                await asyncio.to_thread(handshake.received, data)
                while isinstance(handshake.step, Send):
                    await send(handshake, handshake.step, reply, session.witness)
            except SrpscopeError as error:
                handshake.refuse(
                    error if isinstance(error, RefusedError) else RefusedError(str(error), "value", status=500)
                )
            session.told.news()
        if handshake.step is None:
            self.sessions.close(key)
        if handshake.refusal is not None:
            return web.Response(status=403)
        status = 200 if handshake.accepted else 401
        return web.Response(status=status, headers={"WWW-Authenticate": header_of(reply.message), AUTH_ID: key})


async def serve_http(
    users: Users, host: str = "127.0.0.1", port: int = 0, audience: Audience | None = None, *, lenient: bool = False
) -> Listening:
    """Play a server over HTTP until it is closed."""
    return await listen_http(HttpServer(users, audience or Audience(), lenient).application(), host, port)


async def serve_tcp(
    users: Users,
    host: str = "127.0.0.1",
    port: int = 0,
    audience: Audience | None = None,
    *,
    lenient: bool = False,
    seconds: float = ANSWER_SECONDS,
) -> Listening:
    """Play a server over TCP until it is closed: one handshake a connection."""

    def start() -> devolutions.Server:
        return devolutions.Server(users.party, lenient)

    return await listen_tcp(start, Framed, host, port, audience or Audience(), seconds)
