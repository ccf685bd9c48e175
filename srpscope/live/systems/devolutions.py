"""Devolutions SRP-PROTO over HTTP headers, and over a plain TCP stream: client and server of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from srpscope.errors import PeerError
from srpscope.live.driving import ANSWER_SECONDS, Transport, ending
from srpscope.live.http_client import (
    OWN_HEADERS,
    answer_of,
    bounded_body,
    checked_url,
    http_session,
    not_a_message,
    told_as_peer_error,
)
from srpscope.live.listening import SESSIONS, Audience, Listening, Sessions, UnsaidError, asked_of, listen_http
from srpscope.live.party import SheetParty
from srpscope.live.streams import StreamChannel, StreamTransport, listen_tcp
from srpscope.live.system import Option, Options, patience, where
from srpscope.live.systems.served import ServedSystem
from srpscope.live.users import Users
from srpscope.wire.devolutions.client import DevolutionsClient
from srpscope.wire.devolutions.messages import AUTH_ID, HEADER_BYTES, from_header, header_of, length
from srpscope.wire.devolutions.server import DevolutionsServer
from srpscope.wire.exchange import UNSPOKEN, Exchange, HttpAnswer, HttpAsked, RefusedError

if TYPE_CHECKING:
    import aiohttp
    from aiohttp import web
    from multidict import CIMultiDict

CONTEXT_SECONDS = 60.0
"""How long the server keeps an Auth-ID that nobody uses."""


SHORT_FORM = "The server answered ACCEPT with 200 at once; the document has 401 with CONFIRM, one more GET, then 200."


class HeaderTransport:
    """Over HTTP a message goes out in Authorization and comes back in WWW-Authenticate."""

    name = "http"

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        self._url = checked_url(url)
        self._seconds = seconds
        self._auth_id: str | None = None
        self._answer: bytes | None = None
        self._status = 0
        self._open = AsyncExitStack()
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self.asked: HttpAsked | None = None
        self.lent: Mapping[str, str] = {}
        self.answered: HttpAnswer | None = None

    async def open(self) -> None:
        """Ask without credentials: the answer names the scheme and gives the Auth-ID. Raises PeerError."""
        self._session = await self._open.enter_async_context(http_session(self._seconds))
        await self._get({})
        self.tell("auth-id", f"the server gives Auth-ID {self._auth_id}")

    async def send(self, endpoint: str, data: bytes) -> None:
        """GET with the message. Raises PeerError, RefusedError on 403."""
        self._answer = await self._get({"Authorization": header_of(data), AUTH_ID: self._auth_id or ""})

    async def ask(self, endpoint: str) -> bytes:
        """The last GET, which has no message; nor has its answer. Raises PeerError."""
        await self._last()
        return b""

    async def conclude(self) -> None:
        """Both sides are satisfied: where the server said so with 401, one more GET gets the 200.

        Raises PeerError where it does not."""
        if self._status == 200:
            self.tell("note", SHORT_FORM)
            return
        said = await self._last()
        if self._status != 200:
            raise PeerError(f"{said}, not 200: the handshake was right, the session is not taken for logged in.")

    async def _last(self) -> str:
        response = await self._answer_to({AUTH_ID: self._auth_id or ""})
        said = f"The last GET is answered {response.status} {response.reason or ''}".rstrip()
        self.tell("http", f"{said}.")
        return said

    async def _answer_to(self, headers: dict[str, str]) -> aiohttp.ClientResponse:
        """headers: the message's own; those of an app go with them."""
        from multidict import CIMultiDict

        self.answered, asked = None, self.asked
        everything = CIMultiDict(self.lent if asked is None else asked.headers)
        everything.update(headers)
        own = () if asked is None else OWN_HEADERS
        sent = self._session.get(self._url, headers=everything, allow_redirects=False, skip_auto_headers=own)
        async with told_as_peer_error(self._url), sent as response:
            self.answered = answer_of(response, await bounded_body(response))
            self._status = response.status
            return response

    async def _get(self, headers: dict[str, str]) -> bytes:
        response = await self._answer_to(headers)
        if response.status == 403:
            raise RefusedError("The server answers 403: it refuses and forgets the Auth-ID.", "403", by_peer=True)
        if response.status not in (200, 401):
            assert self.answered is not None
            raise not_a_message(response.status, response.reason, self.answered.body)
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
        data = await self.exactly(HEADER_BYTES)
        while (total := length(data)) is None or len(data) < total:
            data += await self.exactly(1 if total is None else total - len(data))
        return data


class HeaderHost:
    """GET of any path: 401 with the scheme until the handshake is done, one more GET and 200 after it, 403 once it
    fails. short: 200 with the CONFIRM at once, as some servers have it."""

    def __init__(self, users: Users, audience: Audience, lenient: bool = False, short: bool = False) -> None:
        self.users = users
        self.lenient = lenient
        self.short = short
        self.sessions = Sessions(audience, CONTEXT_SECONDS)
        self._passes = audience.passes
        self._done: dict[str, CIMultiDict[str]] = {}

    def application(self) -> web.Application:
        """The route, as aiohttp wants it."""
        from aiohttp import web

        application = web.Application()
        application.add_routes([web.get("/{path:.*}", self.get)])

        self.sessions.end_with(application)
        return application

    async def get(self, request: web.Request) -> web.Response:
        """One leg of the handshake."""
        from aiohttp import web
        from multidict import CIMultiDict

        given = request.headers.get("Authorization")
        key = request.headers.get(AUTH_ID)
        if key in self._done:
            beside = self._done.pop(key)
            beside[AUTH_ID] = key
            return web.Response(status=200, headers=beside)
        if given is None and not (self._passes and self.sessions.get(key)):
            exchange = DevolutionsServer(self.users.party, self.lenient)
            key, _ = self.sessions.add(exchange, request.remote or "")
            return web.Response(status=401, headers={"WWW-Authenticate": header_of(b""), AUTH_ID: key})
        session = self.sessions.get(key)
        if session is None and self._passes:  # what an unknown one means, the server behind says
            key, session = self.sessions.add(DevolutionsServer(self.users.party, self.lenient), request.remote or "")
        if session is None or key is None:
            return web.Response(status=403, text="unknown Auth-ID", headers=_named(key))
        handshake, data = session.exchange, None
        with ending(handshake):
            data = None if given is None else from_header(given)
        reply = await self.sessions.said(key, session, request.path, data, asked=asked_of(request))
        if handshake.answered is not None:
            return self._as_it_came(handshake.answered, reply, key)
        refusal = handshake.refusal
        if refusal is not None and refusal.cause in UNSPOKEN:
            raise UnsaidError
        if refusal is not None:
            return web.Response(status=403, headers={AUTH_ID: key})
        status = 200 if handshake.accepted and self.short else 401
        headers = CIMultiDict(handshake.lent.headers if handshake.lent is not None else ())
        if handshake.accepted and not self.short:
            while len(self._done) >= SESSIONS:
                del self._done[next(iter(self._done))]
            self._done[key] = headers.copy()
        headers.update({"WWW-Authenticate": header_of(reply), AUTH_ID: key})
        return web.Response(status=status, headers=headers)

    def _as_it_came(self, answered: HttpAnswer, reply: bytes, key: str) -> web.Response:
        """Another server's answer, under the Auth-ID that this one gave out."""
        from aiohttp import web
        from multidict import CIMultiDict

        headers = CIMultiDict(answered.headers)
        headers.popall("WWW-Authenticate", None)
        if reply:
            headers["WWW-Authenticate"] = header_of(reply)
        headers[AUTH_ID] = key
        return web.Response(status=answered.status, headers=headers, body=answered.body)


def _named(key: str | None) -> dict[str, str]:
    return {AUTH_ID: key} if key is not None and re.fullmatch(r"[\w-]{1,64}", key, re.ASCII) else {}


class DevolutionsSystem(ServedSystem):
    """SRP-PROTO of Devolutions."""

    name = "devolutions"
    title = "Devolutions SRP-PROTO, over HTTP headers or TCP"
    called = "Devolutions SRP-PROTO"
    wire = "devolutions"
    dialect = "devolutions"
    ends = "Nothing follows the last message: SRP-PROTO ends there, and what comes then is the application's own."
    group = "rfc5054-2048"
    address = "http://host:port/path or tcp://host:port"
    private_bytes = 64
    salt_bytes = 64
    port = 8082
    options = (
        Option("lenient", "an OFFER that differs, or another hash, is a note and no refusal", "flag", False),
        Option("over", "HTTP headers, or a plain stream (http)", "choice", "http", "server", ("http", "tcp")),
        Option("short", "over HTTP, answer ACCEPT with 200 at once, as some servers do", "flag", False, "server"),
    )

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """INITIATE, ACCEPT."""
        return DevolutionsClient(party, self.chosen(options)["lenient"])

    def transport(self, address: str, options: Options) -> Transport:
        """http://, https:// or tcp://host:port."""
        if address.startswith("tcp:"):
            return StreamTransport(address, Framed, patience(options))
        return HeaderTransport(address, patience(options))

    async def conclude(self, transport: Transport) -> None:
        """Over HTTP, the last GET."""
        if isinstance(transport, HeaderTransport):
            await transport.conclude()

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """Over HTTP, or over TCP with one handshake a connection."""
        chosen = self.chosen(options)
        if chosen["over"] == "http":
            host = HeaderHost(users, audience, chosen["lenient"], chosen["short"])
            return await listen_http(host.application(), *where(options), options)

        def start() -> Exchange:
            return DevolutionsServer(users.party, chosen["lenient"])

        return await listen_tcp(start, Framed, *where(options), audience, patience(options))


SYSTEM = DevolutionsSystem()
