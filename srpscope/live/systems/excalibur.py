"""Excalibur over its WebSocket: a client, and a server that also hands out salts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from srpscope.errors import PeerError
from srpscope.live.driving import ANSWER_SECONDS, Passed, Transport, drive
from srpscope.live.http_client import (
    OWN_HEADERS,
    answer_of,
    bounded_body,
    checked_url,
    http_session,
    of_peer,
    reach,
    told_as_peer_error,
)
from srpscope.live.listening import (
    SESSIONS,
    Audience,
    Listening,
    ServedSession,
    Sessions,
    asked_of,
    break_off,
    listen_http,
)
from srpscope.live.party import SheetParty
from srpscope.live.system import Option, Options, SpokenTerms, patience, where
from srpscope.live.systems.served import ServedSystem
from srpscope.live.users import LiveParty, Users
from srpscope.printable import printable
from srpscope.wire.excalibur.client import ExcaliburClient
from srpscope.wire.excalibur.messages import ENDPOINT, NO_USER, SALT_ENDPOINT, read, write_salt
from srpscope.wire.excalibur.server import ExcaliburServer
from srpscope.wire.exchange import Exchange, HttpAnswer, HttpAsked, RefusedError
from srpscope.wire.json_text import MESSAGE_BYTES

if TYPE_CHECKING:
    import aiohttp
    from aiohttp import web


SENT_CODES = frozenset(range(1000, 5000)) - {1004, 1005, 1006, 1015}
"""The codes with which a WebSocket can be closed; the others are never sent (RFC 6455, 7.4)."""

NO_WEBSOCKET = 1014
"""A WebSocket's code for a gateway behind which nothing opened (IANA)."""

CLOSE_SECONDS = 2.0
"""How long the server may take to answer that a WebSocket is closed."""

PENDING_SECONDS = 60.0
"""How long a session in which a salt was asked for waits for its WebSocket."""


class _WebSocket:
    """A channel over a WebSocket of either side. Only text frames carry messages. closed: code and reason with which
    the other side closed it."""

    name = "websocket"

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse | web.WebSocketResponse, seconds: float = ANSWER_SECONDS
    ) -> None:
        self._socket = socket
        self._seconds = seconds
        self._read_before: bytes | None = None
        self.closed: tuple[int, bytes] | None = None

    async def send(self, endpoint: str, data: bytes) -> None:
        """One text frame. Raises PeerError."""
        try:
            text = data.decode("utf-8")
            await asyncio.wait_for(self._socket.send_str(text), self._seconds)
        except UnicodeDecodeError:
            await self._socket.send_bytes(data)  # an edit made it no text; the peer shall see it
        except (OSError, TimeoutError, RuntimeError) as error:
            raise PeerError(f"The WebSocket was closed ({type(error).__name__}).") from None

    async def first(self) -> bytes:
        """The next message, which stays to be received. Raises PeerError."""
        self._read_before = await self.receive("")
        return self._read_before

    async def receive(self, endpoint: str) -> bytes:
        """The next text frame. Raises PeerError, RefusedError for a binary one."""
        from aiohttp import WSMsgType

        if self._read_before is not None:
            data, self._read_before = self._read_before, None
            return data

        try:
            message = await asyncio.wait_for(self._socket.receive(), self._seconds)
        except TimeoutError:
            raise PeerError("The other side did not answer in time.") from None
        except (OSError, RuntimeError) as error:
            raise PeerError(f"The WebSocket was closed ({type(error).__name__}).") from None
        if message.type is WSMsgType.TEXT:
            return str(message.data).encode("utf-8", "surrogatepass")
        if message.type is WSMsgType.BINARY:
            raise RefusedError("A binary frame came; every message is a text frame.")
        how = ""
        if message.type is WSMsgType.CLOSE and message.data in SENT_CODES:
            reason = str(message.extra or "")
            self.closed = message.data, reason.encode()
            how = f" with code {message.data}{': ' if reason else ''}{printable(reason, 130)},"
        raise PeerError(f"The WebSocket was closed{how} where a message was expected.")


class ExcaliburTransport:
    """The WebSocket of an Excalibur server, and the HTTP address of its salts."""

    name = "websocket"

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        self._url = checked_url(url)
        self._seconds = seconds
        self._open = AsyncExitStack()
        self._channel: _WebSocket | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self.asked: HttpAsked | None = None
        self.answered: HttpAnswer | None = None

    async def open(self) -> None:
        """Nothing is sent yet: the salt may come first. Raises PeerError where nobody listens."""
        await reach(self._url)
        self._session = await self._open.enter_async_context(http_session(self._seconds))

    async def send(self, endpoint: str, data: bytes) -> None:
        """One message over the WebSocket, which is opened with the first. Raises PeerError."""
        self.answered = None
        if self._channel is None:
            self._channel = await self._connected(endpoint)
            self.tell("websocket", f"{endpoint} is open")
        await self._channel.send(endpoint, data)

    async def _connected(self, endpoint: str) -> _WebSocket:
        """The WebSocket. Raises PeerError, RefusedError where the server opens none."""
        import aiohttp

        target, headers = self._said(endpoint)
        try:
            async with told_as_peer_error(self._url):
                socket = await self._session.ws_connect(
                    of_peer(self._url, target), headers=headers, autoclose=False, max_msg_size=MESSAGE_BYTES
                )
        except PeerError as error:
            refused = error.__context__
            if not isinstance(refused, aiohttp.WSServerHandshakeError):
                raise
            said = f"srpscope: the server behind answers {refused.status} and opens no WebSocket"
            self.answered = HttpAnswer(refused.status, {}, closed=(NO_WEBSOCKET, said.encode()))
            raise RefusedError(str(error), "status", by_peer=True, of="session") from None
        self._socket = socket
        return _WebSocket(socket, self._seconds)

    def _said(self, endpoint: str) -> tuple[str, Mapping[str, str]]:
        """Where a request goes, and with which headers: an app's, where there is one."""
        return (endpoint, {}) if self.asked is None else (self.asked.target, self.asked.headers)

    async def receive(self, endpoint: str) -> bytes:
        """The next message; a salt is fetched by a GET of its own. Raises PeerError."""
        if endpoint.startswith(SALT_ENDPOINT):
            return await self.ask(endpoint)
        if self._channel is None:
            raise PeerError("There is no WebSocket yet.")
        try:
            return await self._channel.receive(endpoint)
        finally:
            if self._channel.closed is not None:
                self.answered = HttpAnswer(101, {}, closed=self._channel.closed)

    async def ask(self, endpoint: str) -> bytes:
        """GET a salt. Raises PeerError."""
        target, headers = self._said(endpoint)
        own = OWN_HEADERS if self.asked is not None else ()
        url = of_peer(self._url, target)
        asked = self._session.get(url, headers=headers, allow_redirects=False, skip_auto_headers=own)
        async with told_as_peer_error(self._url), asked as response:
            body = await bounded_body(response)
            self.answered = answer_of(response, body)
            return body

    async def close(self) -> None:
        """Close the WebSocket, as an app closed it, and the connections."""
        try:
            if self._socket is not None:
                code, reason = (self.asked.closed if self.asked is not None else None) or (1000, b"")
                with suppress(TimeoutError):  # a server that goes on sending does not hear it
                    await asyncio.wait_for(self._socket.close(code=code, message=reason), CLOSE_SECONDS)
        finally:
            await self._open.aclose()


class ExcaliburHost:
    """The WebSocket, and the HTTP address of the salts."""

    def __init__(self, users: Users, audience: Audience) -> None:
        self.users = users
        self.audience = audience
        self.sessions = Sessions(audience, PENDING_SECONDS)
        self._asked: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._pending: dict[tuple[str, str], str] = {}

    def application(self) -> web.Application:
        """The routes, as aiohttp wants them."""
        from aiohttp import web

        application = web.Application()
        application.add_routes(
            [web.get(ENDPOINT, self.handshake), web.get(SALT_ENDPOINT + "{username}", self.security_details)]
        )
        self.sessions.end_with(application)
        return application

    async def security_details(self, request: web.Request) -> web.Response:
        """The salt of a user, 404 for an unknown one."""
        from aiohttp import web

        name = request.match_info["username"]
        if self.audience.passes:
            return await self._asked_behind(request, name)
        if name not in self.users:
            return web.json_response({"detail": NO_USER}, status=404)
        body = write_salt(self.users.salt(name))
        # The handshake that follows is another connection; its recording shall have this answer too.
        while len(self._asked) >= SESSIONS:
            del self._asked[next(iter(self._asked))]
        self._asked[request.remote or "", name] = request.path, body
        return web.Response(body=body, content_type="application/json")

    async def _asked_behind(self, request: web.Request, name: str) -> web.Response:
        """The salt as the server behind has it; the handshake that follows goes on in the same session."""
        key, session = self.sessions.add(ExcaliburServer(self.party), request.remote or "")
        asked = asked_of(request)
        answer = await self.sessions.answer(key, session, request.path, None, "application/json", request.path, asked)
        self._pending[request.remote or "", name] = key
        while len(self._pending) > SESSIONS:
            del self._pending[next(iter(self._pending))]
        return answer

    async def _begun(self, channel: _WebSocket, peer: str) -> ServedSession | None:
        """The session in which the salt of a WebSocket's user was asked for, where another server answers."""
        if not self.audience.passes:
            return None
        with suppress(PeerError):  # it is said where the message is waited for
            name = read(await channel.first()).data
            return self.sessions.take(self._pending.pop((peer, str(name)), None))
        return None

    def party(self, username: str) -> LiveParty:
        """The values of a user. Excalibur says it where there is none."""
        if username not in self.users:
            raise RefusedError(f"{NO_USER}.", NO_USER)
        return self.users.party(username)

    async def handshake(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket is one handshake."""
        from aiohttp import web

        socket = web.WebSocketResponse(autoclose=False, max_msg_size=MESSAGE_BYTES)
        await socket.prepare(request)
        channel, peer, loop = _WebSocket(socket), request.remote or "", asyncio.get_running_loop()
        begun = await self._begun(channel, peer)
        witness = self.audience.open(peer) if begun is None else begun.witness

        def party_of(username: str) -> LiveParty:  # called off the event loop
            party = self.party(username)
            asked = self._asked.pop((peer, username), None)
            if asked is not None:
                loop.call_soon_threadsafe(witness.message, "server", "http", *asked)
            return party

        exchange = self.audience.instead(ExcaliburServer(party_of), witness) if begun is None else begun.exchange
        exchange.asked = asked = asked_of(request)
        try:
            await drive(exchange, channel, witness)
        finally:
            exchange.asked = replace(asked, closed=channel.closed)
            break_off(exchange, Passed(exchange, witness), "The server was stopped.")
            self.audience.ended(exchange, witness)
            code, reason = (exchange.answered.closed if exchange.answered is not None else None) or (1000, b"")
            await socket.close(code=code, message=reason)
        return socket


class ExcaliburSystem(ServedSystem):
    """Excalibur's log-in."""

    name = "excalibur"
    title = "Excalibur, over its WebSocket"
    called = "Excalibur"
    wire = "excalibur"
    dialect = "excalibur"
    ends = "Nothing follows the token: it is the last message, and what it opens is the application's own."
    group = "rfc5054-2048"
    address = "http://host:port"
    port = 8083
    options = (
        Option("salt", "the user's SRP salt; else it is asked for over HTTP", "bytes", role="client", metavar="HEX"),
    )

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """The salt is fetched unless it was given."""
        salt = self.chosen(options)["salt"]
        if salt is not None:
            party.edit("s", salt)
        return ExcaliburClient(party, fetch_salt="s" not in party.knowledge.given)

    def transport(self, address: str, options: Options) -> Transport:
        """http:// or https://."""
        return ExcaliburTransport(address, patience(options))

    def B_before_A(self, spoken: SpokenTerms, options: Options) -> bool:
        """B is the server's first value; A answers it."""
        return True

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """The WebSocket and the salts at one address."""
        return await listen_http(ExcaliburHost(users, audience).application(), *where(options), options)


SYSTEM = ExcaliburSystem()
