"""What every server that is played here has in common: where it listens, its sessions and their end."""

from __future__ import annotations

import asyncio
import errno
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from srpscope.errors import PeerError, PermissionDeniedError, UserError, reason
from srpscope.live.driving import Passed, Unwatched, Witness, ending, send
from srpscope.live.gate import Gate, quiet_logger
from srpscope.live.http_client import cannot_stand, end_to_end, reason_of
from srpscope.printable import printable
from srpscope.wire.exchange import UNSPOKEN, Exchange, HttpAsked, RefusedError, Send

if TYPE_CHECKING:
    from aiohttp import web

SESSIONS = 1_000
"""Sessions that wait for their next request at the same time; beyond it the oldest is given up."""

CONNECTIONS = 500
"""Connections served at the same time; of more the oldest that waits is closed."""

NOTHING: Mapping[str, Any] = {}

PAGES_SEND = frozenset(["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"])
"""Methods that a page may use, of those that ask first. A browser lets none send CONNECT or TRACE."""

REQUEST_SECONDS = 30.0
"""How long a request's body may take to arrive."""


def _nobody(peer: str) -> Witness:
    return Unwatched()


def _nothing(exchange: Exchange, witness: Witness) -> None:
    return None


async def not_here(request: web.Request) -> web.StreamResponse:
    """Of a request that is none of the handshake's, where nothing takes one. Raises HTTP's own error."""
    from aiohttp import web

    raise web.HTTPMethodNotAllowed(request.method, ["POST"])


def _as_made(exchange: Exchange, witness: Witness) -> Exchange:
    return exchange


@dataclass(frozen=True)
class Audience:
    """Who is told of a server's sessions: open makes a witness for each, ended is called when one is over. instead:
    what is driven in place of the server's own exchange. passes: that one carries on whatever comes, so that it need
    not be a message that this server would know; forward: what becomes then of a request that cannot be one."""

    open: Callable[[str], Witness] = _nobody
    ended: Callable[[Exchange, Witness], None] = _nothing
    passes: bool = False
    instead: Callable[[Exchange, Witness], Exchange] = _as_made
    forward: Callable[[web.Request], Awaitable[web.StreamResponse]] = not_here


@dataclass
class ServedSession:
    """One handshake whose messages come in separate requests."""

    exchange: Exchange
    witness: Witness
    peer: str
    touched: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.told = Passed(self.exchange, self.witness)

    def break_off(self, why: str) -> None:
        """The session is over; where it had not ended, that is how it ends."""
        break_off(self.exchange, self.told, why)


class Sessions:
    """Sessions by the key that the client sends back, the idle ones forgotten after a while."""

    def __init__(self, audience: Audience, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._audience = audience
        self._seconds = seconds
        self._now = now
        self._open: dict[str, ServedSession] = {}

    def __len__(self) -> int:
        return len(self._open)

    def add(self, exchange: Exchange, peer: str) -> tuple[str, ServedSession]:
        """A new session and its key."""
        self.forget_idle()
        while len(self._open) >= SESSIONS:
            self.close(next(iter(self._open)), f"More than {SESSIONS:,} sessions waited; the oldest was given up.")
        key = secrets.token_urlsafe(16)
        witness = self._audience.open(peer)
        exchange = self._audience.instead(exchange, witness)
        session = self._open[key] = ServedSession(exchange, witness, peer, self._now())
        return key, session

    def get(self, key: str | None) -> ServedSession | None:
        """The session of a key; None for an unknown or idle one."""
        self.forget_idle()
        session = self._open.get(key) if key is not None else None
        if session is not None:
            session.touched = self._now()
        return session

    def take(self, key: str | None) -> ServedSession | None:
        """A session that goes on elsewhere: it is not kept here any more."""
        return self._open.pop(key, None) if key is not None else None

    def of_peer(self, peer: str) -> tuple[str, ServedSession] | None:
        """The latest session of a peer that sends no key back."""
        self.forget_idle()
        found = [(key, one) for key, one in self._open.items() if one.peer == peer]
        return found[-1] if found else None

    def close(self, key: str, why: str = "The server was stopped.") -> None:
        """The session is over. why: said where it had not ended."""
        session = self._open.pop(key, None)
        if session is not None:
            session.break_off(why)
            self._audience.ended(session.exchange, session.witness)

    async def said(
        self,
        key: str,
        session: ServedSession,
        endpoint: str,
        data: bytes | None,
        path: str = "",
        asked: HttpAsked | None = None,
    ) -> bytes:
        """What the server says to a client's message; None: to a request that has none. endpoint: as the message is
        recorded; path: where the exchange is told that it came, for an exchange that has several. asked: the request's
        own part of HTTP. What is over is closed."""
        exchange, reply = session.exchange, Reply()
        async with session.lock:
            exchange.asked = asked
            if data is not None:
                session.witness.message("client", reply.name, endpoint, data)
            await asyncio.to_thread(exchange.received, data or b"", path)
            while isinstance(exchange.step, Send):
                with ending(exchange):
                    await send(exchange.step, reply, session.told)
            session.told.news()
        if exchange.step is None:
            self.close(key)
        return reply.message

    async def answer(
        self,
        key: str,
        session: ServedSession,
        endpoint: str,
        data: bytes | None,
        kind: str,
        path: str = "",
        asked: HttpAsked | None = None,
    ) -> web.Response:
        """What the server says, as the body of HTTP's answer. kind: its content type. Raises UnsaidError."""
        return response(session.exchange, await self.said(key, session, endpoint, data, path, asked), kind)

    def end_with(self, application: web.Application) -> None:
        """All are over when the application is."""

        async def ended(_: web.Application) -> None:
            self.close_all()

        application.on_cleanup.append(ended)

    def forget_idle(self) -> None:
        """Give up what nobody has touched for the agreed time."""
        if not self._seconds:
            return
        limit = self._now() - self._seconds
        for key in [key for key, one in self._open.items() if one.touched < limit and not one.lock.locked()]:
            self.close(key, f"Nothing came for {self._seconds:g} seconds.")

    def close_all(self) -> None:
        """The server stops."""
        for key in list(self._open):
            self.close(key)


def break_off(exchange: Exchange, told: Passed, why: str) -> None:
    """End an exchange that has not ended: nothing more can come or go."""
    if exchange.step is None:
        return
    if exchange.accepted is None:
        exchange.refuse(RefusedError(why, "transport"))
    exchange.step = None
    told.news()


class UnsaidError(Exception):
    """A client is to see its connection closed without an answer."""


def response(exchange: Exchange, body: bytes, kind: str) -> web.Response:
    """HTTP's answer with that body: the exchange's own, or what another server answered. Raises UnsaidError where the
    client is to be told nothing."""
    from aiohttp import web

    refusal, said = exchange.refusal, exchange.answered
    if said is not None:
        return web.Response(body=body or said.body, status=said.status, headers=said.headers)
    if refusal is not None and refusal.cause in UNSPOKEN:
        raise UnsaidError
    status, lent = 200 if refusal is None else refusal.status, exchange.lent
    if lent is None:
        return web.Response(body=body, status=status, content_type=kind)
    if refusal is None and 200 <= lent.status < 300:
        status = lent.status
    return web.Response(body=body, status=status, content_type=kind, headers=lent.headers)


class Reply:
    """The server's channel for one request: what is sent becomes the response."""

    name = "http"
    message = b""

    async def send(self, endpoint: str, data: bytes) -> None:
        """Keep the message for the response."""
        self.message = data

    async def receive(self, endpoint: str) -> bytes:
        """Never asked for: a request brings its message."""
        raise PeerError("A server waits for the next request.")


@dataclass
class Listening:
    """A server that runs: its address for people, and how to stop it. told: that it runs, in words; limits: what it
    cannot do as the real one does, and how it is found."""

    url: str
    port: int
    stop: Callable[[], Awaitable[None]]
    told: str = ""
    limits: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.told = self.told or f"listening on {self.url}"

    async def close(self) -> None:
        """Stop listening and end what is open."""
        await self.stop()


async def listen_http(
    application: web.Application, host: str, port: int, options: Mapping[str, Any] = NOTHING, scheme: str = "http"
) -> Listening:
    """Run an aiohttp application behind a Gate. options: allow_origin, pages that may ask; own_pages, it shows some.

    Raises UserError or PermissionDeniedError where the address cannot be had."""
    from aiohttp import web

    gate = Gate(host, options.get("allow_origin") or (), bool(options.get("own_pages")))
    under_way: dict[int, web.Request] = {}
    application.middlewares.append(_gatekeeper(gate, under_way))
    runner = web.AppRunner(
        application, access_log=None, handle_signals=False, shutdown_timeout=1.0, logger=quiet_logger()
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, OverflowError, UnicodeError) as error:
        await runner.cleanup()
        raise not_bound(host, port, error) from None
    gate.port = int(runner.addresses[0][1])
    reaping = asyncio.get_running_loop().create_task(_close_oldest(runner))

    async def stop() -> None:
        reaping.cancel()
        for one in under_way.values():  # what is still to arrive would be waited for twice, a second each time
            if one.transport is not None and not one.content.is_eof():
                one.transport.abort()
        await runner.cleanup()

    return Listening(f"{scheme}://{shown_host(host)}:{gate.port}", gate.port, stop)


def _gatekeeper(gate: Gate, under_way: dict[int, web.Request]) -> Any:
    from aiohttp import web

    @web.middleware
    async def counted(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        under_way[id(request)] = request
        try:
            return await let_in(request, handler)
        finally:
            del under_way[id(request)]

    async def let_in(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        origin = request.headers.get("Origin")
        why = gate.refuses(request.headers.get("Host"), origin)
        if why is not None:
            return web.Response(status=403, text=why + "\n")
        if request.method == "OPTIONS" and origin is not None:
            asked = request.headers.get("Access-Control-Request-Headers", "")
            return web.Response(status=204, headers=gate.preflight(origin, asked, _taken(request.app)))
        try:
            response = await handler(request)
        except UnsaidError:
            if request.transport is not None:
                request.transport.close()
            return web.Response(status=502)
        except web.HTTPException as error:
            error.headers.update(gate.cors(origin))
            raise
        if not response.prepared and (header := _cannot_stand(response.headers)) is not None:
            why = f"the header {printable(header, 40)} of the answer has bytes that no header may have"
            quiet_logger().warning("%s: it is not passed on, and the app is told 502.", why)
            response = web.Response(status=502, text=f"srpscope: {why}.\n")
        if not response.prepared:
            response.headers.update(gate.cors(origin))
        return response

    return counted


def _taken(application: web.Application) -> set[str]:
    """The methods of its requests; a route that takes any stands for what pages send."""
    named = {route.method for route in application.router.routes()}
    return named - {"*"} | (PAGES_SEND if "*" in named else set())


def _cannot_stand(headers: Mapping[str, str]) -> str | None:
    """The first header that aiohttp would not write: one with a control character, or with bytes that are no UTF-8."""
    return next((name for name, value in headers.items() if cannot_stand(name, value)), None)


async def _close_oldest(runner: web.AppRunner) -> None:
    """Connections that only wait use descriptors up: of too many, the oldest go."""
    while True:
        await asyncio.sleep(0.25)
        server = runner.server
        for one in list(server.connections)[:-CONNECTIONS] if server is not None else []:
            one.force_close()
            if one.transport is not None:
                one.transport.abort()


def not_bound(host: str, port: int, error: OSError | OverflowError | UnicodeError) -> UserError | PermissionDeniedError:
    """Why a server cannot listen, for people."""
    if isinstance(error, PermissionError):
        return PermissionDeniedError(f"port {port} is not allowed to this user; choose one above 1023.")
    if isinstance(error, UnicodeError):  # a name of no host: "../..", or a label of 64 letters
        why = "no such host"
    else:
        why = reason_of(error, "no such host") if isinstance(error, OSError) else reason(error)
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        why = "another program listens there. Port 0 takes any free one (--port 0)"
    elif isinstance(error, OSError) and error.errno == errno.EADDRNOTAVAIL:
        why = "this machine has no such address"
    return UserError(f"{host} port {port} cannot be listened on: {why}.")


def shown_host(host: str) -> str:
    """A host as a URL has it."""
    return f"[{host}]" if ":" in host else host


async def in_time(reading: Awaitable[bytes], seconds: float = REQUEST_SECONDS) -> bytes:
    """What arrives within the time. Raises PeerError."""
    try:
        return await asyncio.wait_for(reading, seconds)
    except TimeoutError:
        raise PeerError(f"Nothing came for {seconds:g} seconds.") from None


def asked_of(request: web.Request) -> HttpAsked:
    """What HTTP says of a request, for whoever passes it on."""
    return HttpAsked(request.path_qs, end_to_end(request.headers))


async def body_of(request: web.Request) -> bytes:
    """A request's body. Raises HTTP's own error where it does not come."""
    from aiohttp import web

    try:
        return await in_time(request.read())
    except PeerError:
        raise web.HTTPRequestTimeout from None
    except web.RequestPayloadError:
        raise web.HTTPBadRequest(text="The body cannot be unpacked, or does not end as it should.\n") from None
