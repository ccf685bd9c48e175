"""Nimbus over HTTP: a client that POSTs its steps, and a server with registration, time-outs and Nimbus' causes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from srpscope.errors import PeerError, SrpscopeError
from srpscope.live.drive import ANSWER_SECONDS, Witness, converse, send
from srpscope.live.http_client import bounded_body, checked_url, http_session, reach, told_as_peer_error
from srpscope.live.listening import Audience, Listening, Reply, Session, Sessions, in_time, listen_http
from srpscope.live.users import Credential, LiveParty, Terms, Users
from srpscope.srp.hashes import shown
from srpscope.wire import nimbus
from srpscope.wire.exchange import RefusedError, Send
from srpscope.wire.json_text import MESSAGE_BYTES
from srpscope.wire.nimbus import Settings, read_registration

if TYPE_CHECKING:
    from aiohttp import web

COOKIE = "srp-session"


def settings_for(terms: Terms, **changes: object) -> Settings:
    """Settings whose hash is that of the terms, under its Java name."""
    name = terms.hash or terms.dialect.hash
    return Settings(**{"hash_name": shown(name) if name else "SHA-1", **changes})  # type: ignore[arg-type]


class NimbusTransport:
    """Each message is the body of a POST; the answer's body is what comes back."""

    name = "http"

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        self._url = checked_url(url)
        self._seconds = seconds
        self._cookies: dict[str, str] = {}
        self._answer: bytes | None = None
        self._open = AsyncExitStack()
        self.tell: Callable[[str, str], None] = lambda what, text: None

    async def open(self) -> None:
        """Nothing is sent before the first step. Raises PeerError where nobody listens."""
        await reach(self._url)
        self._session = await self._open.enter_async_context(http_session(self._seconds))

    async def send(self, endpoint: str, data: bytes) -> None:
        """POST a step. Raises PeerError."""
        headers = {"Content-Type": "application/json"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        async with (
            told_as_peer_error(self._url),
            self._session.post(self._url + endpoint, data=data, headers=headers) as response,
        ):
            self._answer = await bounded_body(response)
            for name, morsel in response.cookies.items():
                self._cookies[name] = morsel.value
            if response.status >= 400:
                self.tell("http", f"{endpoint} answers {response.status} {response.reason or ''}")
                if not self._answer.lstrip().startswith(b"{"):
                    raise PeerError(f"{self._url}{endpoint} answers {response.status} {response.reason or ''}.")

    async def receive(self, endpoint: str) -> bytes:
        """The answer to the last POST. Raises PeerError."""
        answer, self._answer = self._answer, None
        if answer is None:
            raise PeerError("There is no answer to read.")
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._open.aclose()


async def log_in(
    url: str, party: LiveParty, settings: Settings, witness: Witness | None = None, seconds: float = ANSWER_SECONDS
) -> nimbus.Client:
    """Log in at a Nimbus server. The outcome is in the returned exchange."""
    exchange = nimbus.Client(party, settings)
    await converse(exchange, NimbusTransport(url, seconds), witness)
    return exchange


async def register(url: str, credential: Credential, settings: Settings, seconds: float = ANSWER_SECONDS) -> None:
    """Register a user. Raises PeerError with what the server says."""
    url = checked_url(url)
    request = nimbus.Registration(credential.username, credential.salt, credential.verifier).write()
    async with (
        http_session(seconds) as session,
        told_as_peer_error(url),
        session.post(url + settings.paths.register, data=request) as response,
    ):
        answer = await bounded_body(response)
        if response.status >= 400:
            raise PeerError(f"{url} refuses the registration: {answer[:200].decode('utf-8', 'replace')}")


class Server:
    """The handlers of the three paths."""

    def __init__(
        self, users: Users, settings: Settings, audience: Audience, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.users = users
        self.settings = settings
        self._now = now
        # Kept for longer than they are good for, so that a late step hears Nimbus' TIMEOUT.
        self.sessions = Sessions(audience, 2 * settings.timeout, now)

    def application(self) -> web.Application:
        """The routes, as aiohttp wants them."""
        from aiohttp import web

        application = web.Application(client_max_size=MESSAGE_BYTES)
        paths = self.settings.paths
        application.add_routes(
            [
                web.post(paths.step1, self.step),
                web.post(paths.step2, self.step),
                web.post(paths.register, self.registration),
            ]
        )
        return application

    async def step(self, request: web.Request) -> web.Response:
        """Step 1 opens a session, step 2 continues the one that its cookie names, else the peer's latest."""
        data = await self._body(request)
        peer = request.remote or ""
        if request.path == self.settings.paths.step1:
            key, session = self.sessions.add(nimbus.Server(self.users.party, self.settings, self._now), peer)
        else:
            named = request.cookies.get(COOKIE)
            found = self.sessions.get(named)
            if found is None:
                latest = None if named is not None else self.sessions.of_peer(peer)
                if latest is None:
                    return self._refusal(RefusedError("No session: step 1 comes first.", "order", status=409))
                key, session = latest
            else:
                key, session = str(named), found
        async with session.lock:
            response = await self._answer(session, request.path, data)
        if session.exchange.step is None:
            self.sessions.close(key)
        response.set_cookie(COOKIE, key, httponly=True, samesite="Strict")
        return response

    async def _answer(self, session: Session, path: str, data: bytes) -> web.Response:
        from aiohttp import web

        exchange, witness, reply = session.exchange, session.witness, Reply()
        witness.message("client", reply.name, path, data)
        await asyncio.to_thread(exchange.received, data, path)
        while isinstance(exchange.step, Send):
            try:
                await send(exchange, exchange.step, reply, witness)
            except SrpscopeError as error:
                exchange.refuse(RefusedError(str(error), "value", status=500))
        session.told.news()
        status = exchange.refusal.status if exchange.refusal is not None else 200
        return web.Response(body=reply.message, status=status, content_type="application/json")

    async def registration(self, request: web.Request) -> web.Response:
        """{"username", "salt", "verifier"}: the user is taken in."""
        from aiohttp import web

        data = await self._body(request)
        notes: list[str] = []
        try:
            new = read_registration(data, self.settings, self.users.terms.group.N, notes)
        except RefusedError as refusal:
            return self._refusal(refusal)
        self.users.add(Credential(new.username, new.salt, new.verifier))
        return web.json_response({"registered": new.username, "notes": notes})

    async def _body(self, request: web.Request) -> bytes:
        from aiohttp import web

        try:
            return await in_time(request.read())
        except PeerError:
            raise web.HTTPRequestTimeout from None

    def _refusal(self, refusal: RefusedError) -> web.Response:
        from aiohttp import web

        body = {"error": refusal.cause, "message": str(refusal)}
        return web.json_response(body, status=refusal.status)


async def serve(
    users: Users, settings: Settings, host: str = "127.0.0.1", port: int = 0, audience: Audience | None = None
) -> Listening:
    """Play a Nimbus server until it is closed."""
    server = Server(users, settings, audience or Audience())
    application = server.application()

    async def ended(_: web.Application) -> None:
        server.sessions.close_all()

    application.on_cleanup.append(ended)
    return await listen_http(application, host, port)
