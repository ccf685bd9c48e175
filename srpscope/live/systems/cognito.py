"""Cognito's USER_SRP_AUTH over HTTP: a client, and a local user pool that really checks the signature."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from srpscope.errors import UserError
from srpscope.live.driving import ANSWER_SECONDS, Transport
from srpscope.live.http_client import PostTransport, checked_url, not_a_message
from srpscope.live.listening import (
    SESSIONS,
    Audience,
    Listening,
    ServedSession,
    Sessions,
    asked_of,
    body_of,
    listen_http,
)
from srpscope.live.party import SheetParty
from srpscope.live.system import Option, Options, SpokenTerms, patience, where
from srpscope.live.systems.served import ServedSystem
from srpscope.live.users import LiveParty, Users, enrol
from srpscope.wire.cognito.asking import HELP, CognitoAsks
from srpscope.wire.cognito.client import CognitoClient, Login
from srpscope.wire.cognito.logged_in import LoggedIn
from srpscope.wire.cognito.messages import (
    ADMIN_INITIATE,
    ADMIN_RESPOND,
    INITIATE,
    NO_USER,
    RESPOND,
    TARGET,
    base64_of,
    error,
    part,
    pool_name,
)
from srpscope.wire.cognito.server import CognitoServer, Pool
from srpscope.wire.exchange import Exchange, RefusedError
from srpscope.wire.json_text import MESSAGE_BYTES

if TYPE_CHECKING:
    from aiohttp import web

    from srpscope.live.users import Terms
    from srpscope.srp.edit import Edit
    from srpscope.wire.asking import Asks
    from srpscope.wire.exchange import Side

CONTENT_TYPE = "application/x-amz-json-1.1"
POOL_ID, CLIENT_ID = "local_srpscope", "srpscope"
SESSION_SECONDS = 180.0
"""How long a challenge may wait for its answer, as Cognito has it by default."""

FILE_BYTES = 256 * 1024

OPERATIONS = (INITIATE, ADMIN_INITIATE, RESPOND, ADMIN_RESPOND)


class UserRow(msgspec.Struct, forbid_unknown_fields=True):
    """A user of --users. aliases: other names to log in with."""

    name: str
    password: str
    aliases: tuple[str, ...] = ()


class UserFile(msgspec.Struct, forbid_unknown_fields=True):
    """The file of --users: [[user]] tables."""

    user: tuple[UserRow, ...]


class CognitoTransport(PostTransport):
    """Each message is a POST whose X-Amz-Target names the operation."""

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        super().__init__(checked_url(url), seconds)

    async def send(self, endpoint: str, data: bytes) -> None:
        """POST an operation. Raises PeerError, RefusedError where an answer is an error of HTTP alone."""
        headers = {"Content-Type": CONTENT_TYPE, "X-Amz-Target": f"{TARGET}.{endpoint}"}
        response, answer = await self.post(endpoint, "/", data, headers)
        if response.status >= 400 and part(answer) is None:
            raise not_a_message(response.status, response.reason, answer)


class UserPool:
    """The handler of all operations: the SECRET_BLOCK of a challenge names its session."""

    def __init__(self, users: Users, pool: Pool, audience: Audience) -> None:
        self.users = users
        self.pool = pool
        self.sessions = Sessions(audience, SESSION_SECONDS)
        self._passes, self._forward = audience.passes, audience.forward
        self._keys: dict[bytes, str] = {}
        self._logged_in = LoggedIn(pool)

    def application(self) -> web.Application:
        """The route, as aiohttp wants it."""
        from aiohttp import web

        application = web.Application(client_max_size=MESSAGE_BYTES)
        application.add_routes([web.post("/{path:.*}", self.operation)])
        if self._passes:
            application.add_routes([web.route("*", "/{path:.*}", self._forward)])

        self.sessions.end_with(application)
        return application

    async def operation(self, request: web.Request) -> web.Response:
        """InitiateAuth opens a session, RespondToAuthChallenge goes on with it."""
        from aiohttp import web

        data = await body_of(request)
        operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if not self._passes and self._logged_in.answers(operation, data):
            status, body = self._logged_in.answer(operation, data)
            return web.Response(body=body, status=status, content_type=CONTENT_TYPE)
        if operation not in OPERATIONS and not self._passes:
            body = error(
                "UnknownOperationException",
                f"{operation[:64]} is not played here: only SRP log-ins, and what takes their tokens, are.",
            )
            return web.Response(body=body, status=400, content_type=CONTENT_TYPE)
        key, session = self._session(data, request.remote or "")
        asked = asked_of(request)
        answer = await self.sessions.answer(key, session, operation, data, CONTENT_TYPE, operation, asked)
        self._remember(answer.body, key)
        return answer

    def _remember(self, answer: object, key: str) -> None:
        """The next request of a session has the SECRET_BLOCK that its answer gave out, whoever made that."""
        found = part(answer) if isinstance(answer, bytes) else None
        if found is None or found.sender != "server":
            return
        with suppress(RefusedError):
            self._keys[base64_of(found.values, "SECRET_BLOCK")] = key
        while len(self._keys) > SESSIONS:
            del self._keys[next(iter(self._keys))]

    def _session(self, data: bytes, peer: str) -> tuple[str, ServedSession]:
        found = part(data)
        if found is not None and found.name == RESPOND:
            try:
                key = self._keys.pop(base64_of(found.values, "PASSWORD_CLAIM_SECRET_BLOCK"), None)
            except RefusedError:
                key = None
            session = self.sessions.get(key)
            if session is not None and key is not None:
                return key, session
            latest = self.sessions.of_peer(peer)  # a client that sends another block shall hear what is wrong with it
            if latest is not None:
                return latest
        elif self._passes and (found is None or not found.values):
            latest = self.sessions.of_peer(peer)
            if latest is not None:
                return latest
        return self.sessions.add(CognitoServer(self._party, self.pool, self._logged_in.gave), peer)

    def _party(self, username: str) -> LiveParty:
        if username not in self.users:
            raise RefusedError("User does not exist.", NO_USER, answer=error(NO_USER, "User does not exist."))
        return self.users.party(username)


class CognitoSystem(ServedSystem):
    """User pools of Amazon Cognito."""

    name = "cognito"
    title = "Amazon Cognito USER_SRP_AUTH, JSON over HTTP"
    called = "Cognito"
    wire = "cognito"
    dialect = "cognito"
    group = "rfc3526-3072"
    address = "http://host:port"
    private_bytes = 128
    port = 8086
    requests = HELP
    options = (
        Option("pool", f"the user pool's id, as region_name ({POOL_ID})", default=POOL_ID, metavar="ID"),
        Option("client-id", f"the app client's id ({CLIENT_ID})", default=CLIENT_ID, metavar="ID"),
        Option("client-secret", "the app client's secret: SECRET_HASH is sent, and checked", "file", metavar="FILE"),
        Option("admin", "the Admin operations, which send the pool's id", "flag", False, "client"),
        Option("device-group", "a device's group key, which is hashed in the pool's place", metavar="KEY"),
        Option("device-key", "DEVICE_SRP_AUTH: the device's key; the password is its", role="client", metavar="KEY"),
        Option("users", "more users, in TOML: [[user]] name, password, aliases", "file", role="server", metavar="FILE"),
        Option("alias", "another name to log in with, as an e-mail address", role="server", metavar="NAME"),
    )  # fmt: skip

    def spoken(self, options: Options, side: Side, edits: Iterable[Edit] = ()) -> SpokenTerms:
        """With the pool's name, which belongs to the sums."""
        spoken = super().spoken(options, side, edits)
        return replace(spoken, terms=self._with_pool(spoken.terms, options))

    def _with_pool(self, terms: Terms, options: Options) -> Terms:
        chosen = self.chosen(options)
        name = chosen["device_group"] or pool_name(chosen["pool"])
        return replace(terms, inputs={"pool": name} if "pool" in terms.dialect.inputs else {})

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """InitiateAuth and RespondToAuthChallenge, or a device's."""
        chosen = self.chosen(options)
        device = chosen["device_key"]
        if (device is None) != (chosen["device_group"] is None):
            raise UserError("a device has a key and a group key: --device-key and --device-group go together.")
        pool = chosen["pool"] if chosen["admin"] else None
        return CognitoClient(party, Login(party.text("I"), chosen["client_id"], _secret(options), pool, device))

    def asks(self, exchange: Exchange) -> Asks | None:
        """What takes the tokens of the log-in."""
        return CognitoAsks(exchange) if isinstance(exchange, CognitoClient) else None

    def transport(self, address: str, options: Options) -> Transport:
        """http:// or https://."""
        return CognitoTransport(address, patience(options))

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """All operations at one address."""
        chosen = self.chosen(options)
        for one in _users(options):
            users.add(enrol(users.terms, one.name, one.password))
        aliases = {alias: one.name for one in _users(options) for alias in one.aliases}
        if chosen["alias"] is not None:
            aliases[chosen["alias"]] = next(iter(users)).username
        pool = Pool(chosen["pool"], chosen["client_id"], _secret(options), aliases)
        return await listen_http(UserPool(users, pool, audience).application(), *where(options), options)


def _secret(options: Options) -> str | None:
    name = options.get("client_secret")
    return None if name is None else _read(str(name)).decode("utf-8", "replace").strip()


def _users(options: Options) -> tuple[UserRow, ...]:
    from srpscope.toml_files import parse

    name = options.get("users")
    return () if name is None else parse(_read(str(name)), str(name), FILE_BYTES).shaped(UserFile).user


def _read(name: str) -> bytes:
    from srpscope.capture.source import Source

    return Source.of_path(Path(name)).read_all(FILE_BYTES)


SYSTEM = CognitoSystem()
