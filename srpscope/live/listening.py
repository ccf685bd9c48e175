"""What every server that is played here has in common: where it listens, its sessions and their end."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from srpscope.errors import PeerError, PermissionDeniedError, UserError
from srpscope.live.drive import Told, Unwatched, Witness
from srpscope.wire.exchange import Exchange

if TYPE_CHECKING:
    from aiohttp import web

SESSIONS = 1_000
"""Sessions that wait for their next request at the same time; beyond it the oldest is given up."""

REQUEST_SECONDS = 30.0
"""How long a request's body may take to arrive."""


def _nobody(peer: str) -> Witness:
    return Unwatched()


def _nothing(exchange: Exchange, witness: Witness) -> None:
    return None


@dataclass(frozen=True)
class Audience:
    """Who is told of a server's sessions: open makes a witness for each, ended is called when one is over."""

    open: Callable[[str], Witness] = _nobody
    ended: Callable[[Exchange, Witness], None] = _nothing


@dataclass
class Session:
    """One handshake whose messages come in separate requests."""

    exchange: Exchange
    witness: Witness
    peer: str
    touched: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.told = Told(self.exchange, self.witness)


class Sessions:
    """Sessions by the key that the client sends back, the idle ones forgotten after a while."""

    def __init__(self, audience: Audience, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._audience = audience
        self._seconds = seconds
        self._now = now
        self._open: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._open)

    def add(self, exchange: Exchange, peer: str) -> tuple[str, Session]:
        """A new session and its key."""
        self.forget_idle()
        while len(self._open) >= SESSIONS:
            self.close(next(iter(self._open)))
        key = secrets.token_urlsafe(16)
        session = self._open[key] = Session(exchange, self._audience.open(peer), peer, self._now())
        return key, session

    def get(self, key: str | None) -> Session | None:
        """The session of a key; None for an unknown or idle one."""
        self.forget_idle()
        session = self._open.get(key) if key is not None else None
        if session is not None:
            session.touched = self._now()
        return session

    def of_peer(self, peer: str) -> tuple[str, Session] | None:
        """The latest session of a peer that sends no key back."""
        self.forget_idle()
        found = [(key, one) for key, one in self._open.items() if one.peer == peer]
        return found[-1] if found else None

    def close(self, key: str) -> None:
        """The session is over."""
        session = self._open.pop(key, None)
        if session is not None:
            self._audience.ended(session.exchange, session.witness)

    def forget_idle(self) -> None:
        """Give up what nobody has touched for the agreed time."""
        if not self._seconds:
            return
        limit = self._now() - self._seconds
        for key in [key for key, one in self._open.items() if one.touched < limit and not one.lock.locked()]:
            self._open[key].witness.event("expired", f"Nothing came for {self._seconds:g} seconds.")
            self.close(key)

    def close_all(self) -> None:
        """The server stops."""
        for key in list(self._open):
            self.close(key)


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
    """A server that runs: its address for people, and how to stop it."""

    url: str
    port: int
    stop: Callable[[], Awaitable[None]]

    async def close(self) -> None:
        """Stop listening and end what is open."""
        await self.stop()


async def listen_http(application: web.Application, host: str, port: int, scheme: str = "http") -> Listening:
    """Run an aiohttp application. Raises UserError or PermissionDeniedError where the address cannot be had."""
    from aiohttp import web

    runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise not_bound(host, port, error) from None
    bound = int(runner.addresses[0][1])
    return Listening(f"{scheme}://{shown_host(host)}:{bound}", bound, runner.cleanup)


def not_bound(host: str, port: int, error: OSError) -> UserError | PermissionDeniedError:
    """Why a server cannot listen, for people."""
    if isinstance(error, PermissionError):
        return PermissionDeniedError(f"port {port} is not allowed to this user; choose one above 1023.")
    return UserError(f"{host} port {port} cannot be listened on: {(error.strerror or str(error)).lower()}.")


def shown_host(host: str) -> str:
    """A host as a URL has it."""
    return f"[{host}]" if ":" in host else host


async def in_time(reading: Awaitable[bytes], seconds: float = REQUEST_SECONDS) -> bytes:
    """What arrives within the time. Raises PeerError."""
    try:
        return await asyncio.wait_for(reading, seconds)
    except TimeoutError:
        raise PeerError(f"Nothing came for {seconds:g} seconds.") from None
