"""Excalibur over its WebSocket: a client, and a server that also hands out salts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from srpscope.errors import PeerError
from srpscope.live.driving import ANSWER_SECONDS, Passed, Transport, drive
from srpscope.live.http_client import bounded_body, checked_url, http_session, reach, told_as_peer_error
from srpscope.live.listening import SESSIONS, Audience, Listening, break_off, listen_http
from srpscope.live.party import SheetParty
from srpscope.live.system import Option, Options, patience, where
from srpscope.live.systems.served import ServedSystem
from srpscope.live.users import LiveParty, Users
from srpscope.wire.excalibur.client import ExcaliburClient
from srpscope.wire.excalibur.messages import ENDPOINT, NO_USER, SALT_ENDPOINT, write_salt
from srpscope.wire.excalibur.server import ExcaliburServer
from srpscope.wire.exchange import Exchange, RefusedError
from srpscope.wire.json_text import MESSAGE_BYTES

if TYPE_CHECKING:
    import aiohttp
    from aiohttp import web


class _WebSocket:
    """A channel over a WebSocket of either side. Only text frames carry messages."""

    name = "websocket"

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse | web.WebSocketResponse, seconds: float = ANSWER_SECONDS
    ) -> None:
        self._socket = socket
        self._seconds = seconds

    async def send(self, endpoint: str, data: bytes) -> None:
        """One text frame. Raises PeerError."""
        try:
            text = data.decode("utf-8")
            await asyncio.wait_for(self._socket.send_str(text), self._seconds)
        except UnicodeDecodeError:
            await self._socket.send_bytes(data)  # an edit made it no text; the peer shall see it
        except (OSError, TimeoutError, RuntimeError) as error:
            raise PeerError(f"The WebSocket was closed ({type(error).__name__}).") from None

    async def receive(self, endpoint: str) -> bytes:
        """The next text frame. Raises PeerError, RefusedError for a binary one."""
        from aiohttp import WSMsgType

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
        raise PeerError("The WebSocket was closed where a message was expected.")


class ExcaliburTransport:
    """The WebSocket of an Excalibur server, and the HTTP address of its salts."""

    name = "websocket"

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        self._url = checked_url(url)
        self._seconds = seconds
        self._open = AsyncExitStack()
        self._channel: _WebSocket | None = None
        self.tell: Callable[[str, str], None] = lambda what, text: None

    async def open(self) -> None:
        """Nothing is sent yet: the salt may come first. Raises PeerError where nobody listens."""
        await reach(self._url)
        self._session = await self._open.enter_async_context(http_session(self._seconds))

    async def send(self, endpoint: str, data: bytes) -> None:
        """One message over the WebSocket, which is opened with the first. Raises PeerError."""
        if self._channel is None:
            async with told_as_peer_error(self._url):
                socket = await self._session.ws_connect(self._url + endpoint, max_msg_size=MESSAGE_BYTES)
            self._open.push_async_callback(socket.close)
            self._channel = _WebSocket(socket, self._seconds)
            self.tell("websocket", f"{endpoint} is open")
        await self._channel.send(endpoint, data)

    async def receive(self, endpoint: str) -> bytes:
        """The next message; a salt is fetched by a GET of its own. Raises PeerError."""
        if endpoint.startswith(SALT_ENDPOINT):
            async with told_as_peer_error(self._url), self._session.get(self._url + endpoint) as response:
                return await bounded_body(response)
        if self._channel is None:
            raise PeerError("There is no WebSocket yet.")
        return await self._channel.receive(endpoint)

    async def close(self) -> None:
        """Close the WebSocket and the connections."""
        await self._open.aclose()


class ExcaliburHost:
    """The WebSocket, and the HTTP address of the salts."""

    def __init__(self, users: Users, audience: Audience) -> None:
        self.users = users
        self.audience = audience
        self._asked: dict[tuple[str, str], tuple[str, bytes]] = {}

    def application(self) -> web.Application:
        """The routes, as aiohttp wants them."""
        from aiohttp import web

        application = web.Application()
        application.add_routes(
            [web.get(ENDPOINT, self.handshake), web.get(SALT_ENDPOINT + "{username}", self.security_details)]
        )
        return application

    async def security_details(self, request: web.Request) -> web.Response:
        """The salt of a user, 404 for an unknown one."""
        from aiohttp import web

        name = request.match_info["username"]
        if name not in self.users:
            return web.json_response({"detail": NO_USER}, status=404)
        body = write_salt(self.users.salt(name))
        # The handshake that follows is another connection; its recording shall have this answer too.
        while len(self._asked) >= SESSIONS:
            del self._asked[next(iter(self._asked))]
        self._asked[request.remote or "", name] = request.path, body
        return web.Response(body=body, content_type="application/json")

    def party(self, username: str) -> LiveParty:
        """The values of a user. Excalibur says it where there is none."""
        if username not in self.users:
            raise RefusedError(f"{NO_USER}.", NO_USER)
        return self.users.party(username)

    async def handshake(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket is one handshake."""
        from aiohttp import web

        socket = web.WebSocketResponse(max_msg_size=MESSAGE_BYTES)
        await socket.prepare(request)
        peer, loop = request.remote or "", asyncio.get_running_loop()
        witness = self.audience.open(peer)

        def party_of(username: str) -> LiveParty:  # called off the event loop
            party = self.party(username)
            asked = self._asked.pop((peer, username), None)
            if asked is not None:
                loop.call_soon_threadsafe(witness.message, "server", "http", *asked)
            return party

        exchange = ExcaliburServer(party_of)
        try:
            await drive(exchange, _WebSocket(socket), witness)
        finally:
            break_off(exchange, Passed(exchange, witness), "The server was stopped.")
            self.audience.ended(exchange, witness)
            await socket.close()
        return socket


class ExcaliburSystem(ServedSystem):
    """Excalibur's log-in."""

    name = "excalibur"
    title = "Excalibur, over its WebSocket"
    called = "Excalibur"
    wire = "excalibur"
    dialect = "excalibur"
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

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """The WebSocket and the salts at one address."""
        return await listen_http(ExcaliburHost(users, audience).application(), *where(options), options)


SYSTEM = ExcaliburSystem()
