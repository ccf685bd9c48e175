"""Nimbus over HTTP: a client that POSTs its steps, and a server with registration, time-outs and Nimbus' causes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.errors import PeerError
from srpscope.live.driving import ANSWER_SECONDS, Transport
from srpscope.live.http_client import (
    PostTransport,
    bounded_body,
    checked_url,
    http_session,
    not_a_message,
    told_as_peer_error,
)
from srpscope.live.listening import Audience, Listening, Sessions, asked_of, body_of, listen_http
from srpscope.live.party import SheetParty
from srpscope.live.system import Option, Options, SpokenTerms, patience, where
from srpscope.live.systems.served import ServedSystem
from srpscope.live.users import LiveParty, Terms, UserCredential, Users, enrol
from srpscope.srp.primitives.hashes import shown
from srpscope.wire.exchange import Exchange, RefusedError
from srpscope.wire.json_text import MESSAGE_BYTES
from srpscope.wire.nimbus.client import NimbusClient
from srpscope.wire.nimbus.messages import NimbusSettings, Paths, Registration, read_registration
from srpscope.wire.nimbus.server import NimbusServer

if TYPE_CHECKING:
    from aiohttp import web

    from srpscope.srp.edit import Edit
    from srpscope.wire.exchange import Side

COOKIE = "srp-session"
_JSON = {"Content-Type": "application/json"}


def settings_for(terms: Terms, **changes: object) -> NimbusSettings:
    """NimbusSettings whose hash is that of the terms, under its Java name."""
    name = terms.hash or terms.dialect.hash
    return NimbusSettings(**{"hash_name": shown(name) if name else "SHA-1", **changes})  # type: ignore[arg-type]


class NimbusTransport(PostTransport):
    """Each step is a POST to its path; a cookie names the session."""

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        super().__init__(checked_url(url), seconds)

    async def send(self, endpoint: str, data: bytes) -> None:
        """POST a step. Raises PeerError."""
        response, answer = await self.post(endpoint, endpoint, data, _JSON)
        for name, morsel in response.cookies.items():
            self.cookies[name] = morsel.value
        if response.status >= 400 and not answer.lstrip().startswith(b"{"):
            raise not_a_message(response.status, response.reason, answer)


async def register(
    url: str, credential: UserCredential, settings: NimbusSettings, seconds: float = ANSWER_SECONDS
) -> None:
    """Register a user. Raises PeerError with what the server says."""
    url = checked_url(url)
    request = Registration(credential.username, credential.salt, credential.verifier).write()
    async with (
        http_session(seconds) as session,
        told_as_peer_error(url),
        session.post(url + settings.paths.register, data=request, headers=_JSON) as response,
    ):
        answer = await bounded_body(response)
        if response.status >= 400:
            raise PeerError(f"{url} refuses the registration: {answer[:200].decode('utf-8', 'replace')}")


class NimbusHost:
    """The handlers of the three paths; of all where another server answers."""

    def __init__(
        self, users: Users, settings: NimbusSettings, audience: Audience, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.users = users
        self.settings = settings
        self.passes, self._forward = audience.passes, audience.forward
        self._now = now
        # Kept for longer than they are good for, so that a late step hears Nimbus' TIMEOUT.
        self.sessions = Sessions(audience, 2 * settings.timeout, now)

    def application(self) -> web.Application:
        """The routes, as aiohttp wants them."""
        from aiohttp import web

        application = web.Application(client_max_size=MESSAGE_BYTES)
        paths = self.settings.paths
        registration = self.step if self.passes else self.registration
        application.add_routes(
            [
                web.post(paths.step1, self.step),
                web.post(paths.step2, self.step),
                web.post(paths.register, registration),
            ]
        )
        if self.passes:
            application.add_routes([web.post("/{path:.*}", self.step), web.route("*", "/{path:.*}", self._forward)])

        self.sessions.end_with(application)
        return application

    async def step(self, request: web.Request) -> web.Response:
        """Step 1 opens a session, step 2 continues the one that its cookie names, else the peer's latest."""
        data = await body_of(request)
        peer = request.remote or ""
        named = request.cookies.get(COOKIE)
        found = self.sessions.get(named) if request.path != self.settings.paths.step1 else None
        if found is not None:
            key, session = str(named), found
        elif request.path == self.settings.paths.step1 or self.passes:
            key, session = self.sessions.add(NimbusServer(self.users.party, self.settings, self._now), peer)
        else:
            latest = None if named is not None else self.sessions.of_peer(peer)
            if latest is None:
                return self._refusal(RefusedError("No session: step 1 comes first.", "order", status=409))
            key, session = latest
        asked = asked_of(request)
        response = await self.sessions.answer(key, session, request.path, data, "application/json", request.path, asked)
        _without_cookie(response, COOKIE)
        response.set_cookie(COOKIE, key, httponly=True, samesite="Strict")
        return response

    async def registration(self, request: web.Request) -> web.Response:
        """{"username", "salt", "verifier"}: the user is taken in."""
        from aiohttp import web

        if request.content_type != "application/json":  # a form of a web page can send any other
            text = "the registration: Content-Type is not application/json."
            return self._refusal(RefusedError(text, "content-type", status=415))
        data = await body_of(request)
        notes: list[str] = []
        try:
            new = read_registration(data, self.settings, self.users.terms.group.N, notes)
        except RefusedError as refusal:
            return self._refusal(refusal)
        self.users.add(UserCredential(new.username, new.salt, new.verifier))
        return web.json_response({"registered": new.username, "notes": notes})

    def _refusal(self, refusal: RefusedError) -> web.Response:
        from aiohttp import web

        body = {"error": refusal.cause, "message": str(refusal)}
        return web.json_response(body, status=refusal.status)


def terms_of(party: SheetParty) -> Terms:
    """Those that this system's party was made on."""
    assert isinstance(party, LiveParty)
    return party.terms


class NimbusSystem(ServedSystem):
    """Nimbus SRP of Connect2id."""

    name = "nimbus"
    title = "Nimbus SRP, JSON over HTTP"
    called = "Nimbus SRP"
    members = (
        'POST {"username"} to /srp/step1, answered by {"salt", "B"}; {"A", "M1"} to /srp/step2, by {"M2"}; '
        'or {"error", "message"}. Numbers are hex text.'
    )
    wire = "nimbus"
    dialect = "nimbus"
    ends = (
        "Nothing follows step 2: Nimbus leaves K to the application, and the server's session is the application's own."
    )
    group = "nimbus-1024"
    hash = "sha1"
    address = "http://host:port"
    port = 8081
    options = (
        Option(
            "settings",
            'a published settings object: {"N", "g", "H", "saltBytes", "xRoutine" ..}',
            "file",
            metavar="FILE",
        ),
        Option(
            "salt-bytes", "bytes of a salt (16, or as the settings say)", "count", metavar="N", most=1_024, unit="bytes"
        ),
        Option("strict", "refuse a salt of another length, another N, g or H", "flag", False),
        Option("step1", "where step 1 goes (/srp/step1)", default=Paths.step1, metavar="PATH"),
        Option("step2", "where step 2 goes (/srp/step2)", default=Paths.step2, metavar="PATH"),
        Option("register-path", "where a registration goes (/srp/register)", default=Paths.register, metavar="PATH"),
        Option("register", "register the user first", "flag", False, "client"),
        Option("announce", "send N, g and H with the first answer", "flag", False, "server"),
        Option("timeout", "seconds a session may rest (300)", "seconds", 300.0, "server", metavar="S"),
    )

    def spoken(self, options: Options, side: Side, edits: Iterable[Edit] = ()) -> SpokenTerms:
        """As the published settings say, where there are such."""
        name = self.chosen(options)["settings"]
        if name is None:
            return super().spoken(options, side, edits)
        from srpscope.capture.source import Source
        from srpscope.srp.nimbus_settings import BASE, read

        found = read(Source.of_path(Path(name)).read_all(64 * 1024).decode("utf-8", "replace"))
        terms = Terms(found.dialect, found.group, found.hash, tuple(edits))
        return SpokenTerms(terms, BASE, found.changes, found.salt_bytes)

    def settings(self, terms: Terms, options: Options) -> NimbusSettings:
        """What both sides agree on beside the dialect."""
        chosen = self.chosen(options)
        paths = (chosen[key] if chosen[key].startswith("/") else f"/{chosen[key]}" for key in _PATHS)
        salt_bytes = chosen["salt_bytes"] or self.spoken(options, "client").salt_bytes
        more = {key: chosen[key] for key in ("strict", "announce", "timeout")}
        return settings_for(terms, salt_bytes=salt_bytes, paths=Paths(*paths), **more)

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """Its three steps."""
        return NimbusClient(party, self.settings(terms_of(party), options))

    def transport(self, address: str, options: Options) -> Transport:
        """http:// or https://."""
        return NimbusTransport(address, patience(options))

    async def prepare(self, party: SheetParty, address: str, options: Options) -> None:
        """Register the user, where that was chosen."""
        if self.chosen(options)["register"]:
            settings = self.settings(terms_of(party), options)
            salt = secrets.token_bytes(settings.salt_bytes)
            password = str(party.knowledge.given["P"])
            await register(address, enrol(terms_of(party), party.text("I"), password, salt), settings)

    def B_before_A(self, spoken: SpokenTerms, options: Options) -> bool:
        """Step 1 is answered with B, step 2 carries A."""
        return True

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """The three paths at one address."""
        server = NimbusHost(users, self.settings(users.terms, options), audience)
        return await listen_http(server.application(), *where(options), options)


def _without_cookie(response: web.Response, name: str) -> None:
    """Leave out the cookie of that name that a server behind gave: this one gives its own, and keeps that."""
    given = response.headers.popall("Set-Cookie", [])
    response.headers.extend([("Set-Cookie", one) for one in given if one.partition("=")[0].strip() != name])


_PATHS = ("step1", "step2", "register_path")

SYSTEM = NimbusSystem()
