"""HomeKit's pair-setup over HTTP: a controller, and an accessory that can be paired as often as one likes."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from srpscope.errors import OutputError, UserError, reason
from srpscope.live import mdns
from srpscope.live.ble.scanning import check_scan_seconds
from srpscope.live.concluding import PlayedHost, ServerRun
from srpscope.live.driving import ANSWER_SECONDS, Transport
from srpscope.live.host import SystemHost
from srpscope.live.http_client import PostTransport, checked_url, not_a_message
from srpscope.live.listening import (
    Audience,
    Listening,
    ServedSession,
    Sessions,
    asked_of,
    body_of,
    listen_http,
    response,
)
from srpscope.live.party import SheetParty
from srpscope.live.system import Option, Options, SpokenTerms, Start, patience, sweep_options, where
from srpscope.live.systems.served import ServedSystem
from srpscope.live.users import Account, UserCredential, Users, enrol
from srpscope.state_files import replace_whole
from srpscope.wire.exchange import Exchange, OpenParty
from srpscope.wire.homekit.client import HomeKitClient
from srpscope.wire.homekit.identities import KEY_BYTES, Identity, ShownIdentity
from srpscope.wire.homekit.messages import (
    AUTHENTICATION,
    BACKOFF,
    BUSY,
    CONTENT_TYPE,
    ENDPOINT,
    MAX_PEERS,
    MAX_TRIES,
    UNAVAILABLE,
    UNKNOWN,
    state_of,
)
from srpscope.wire.homekit.server import HomeKitServer, Refusing
from srpscope.wire.homekit.setup_code import TOO_EASY, USER, spelled
from srpscope.wire.tlv8 import items

if TYPE_CHECKING:
    from aiohttp import web

    from srpscope.wire.exchange import Side

MESSAGE_BYTES = 16_384
SESSION_SECONDS = 60.0
"""How long an accessory waits for the next message."""

WRONG_TRIES = 100
"""How many wrong proofs an accessory takes before it refuses for good."""

ANNOUNCED = "srpscope"

BLE = "ble:"
"""How an address begins that is one over Bluetooth LE."""

CLOSED = "The connection was closed."

REFUSALS = {
    "unknown": UNKNOWN, "authentication": AUTHENTICATION, "backoff": BACKOFF, "max-peers": MAX_PEERS,
    "max-tries": MAX_TRIES, "unavailable": UNAVAILABLE, "busy": BUSY,
}  # fmt: skip


class HomeKitTransport(PostTransport):
    """POSTs over one connection, to which an accessory ties the pairing."""

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        self._named = mdns.name_of(url)
        super().__init__(checked_url(url) if self._named is None else "", seconds)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; of an accessory that is named its name and 0."""
        if self._named is not None:
            return self._named, 0
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 80

    async def open(self) -> None:
        """Nothing is sent before M1. Raises PeerError where nobody listens, UserError where names cannot be found."""
        if self._named is not None:
            self.url = await mdns.url_of(self._named)
            self.tell("found", f"{self._named} listens at {self.url}")
        await super().open()

    async def send(self, endpoint: str, data: bytes) -> None:
        """POST a message. Raises PeerError, RefusedError where an answer is an error of HTTP alone."""
        response, answer = await self.post(endpoint, endpoint, data, {"Content-Type": CONTENT_TYPE})
        if response.status >= 400 and response.content_type != CONTENT_TYPE:
            raise not_a_message(response.status, response.reason, answer)


class PairingFile:
    """The pairing that M5 and M6 make, in the form in which aiohomekit and homekit_python read it: without it an
    accessory that was paired can only be set back.

    Written before M5 goes out, and again with what M6 showed; readable by its owner alone."""

    def __init__(self, path: Path, identity: Identity, address: tuple[str, int]) -> None:
        self._path = path
        self._identity = identity
        self._address = address
        if path.exists() or path.is_symlink():
            raise UserError(f"{path}: exists already; a pairing is not overwritten.")

    def write(self, shown: ShownIdentity | None) -> None:
        """The controller's half, and once it is there the accessory's. Raises OutputError."""
        host, port = self._address
        pairing = {
            "Connection": "IP", "AccessoryIP": host, "AccessoryPort": port, "iOSPairingId": self._identity.name,
            "iOSDeviceLTSK": self._identity.seed.hex(), "iOSDeviceLTPK": self._identity.public.hex(),
        }  # fmt: skip
        if shown is not None:
            name = shown.name.decode("utf-8", "replace")
            pairing |= {"AccessoryPairingID": name, "AccessoryLTPK": shown.public.hex()}
        data = json.dumps({"srpscope": pairing}, indent=2).encode("utf-8", "replace")
        try:
            if shown is not None:  # what was kept before M5 went out stays until there is more
                replace_whole(self._path, data)
                return
            with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
        except (OSError, ValueError) as error:
            raise OutputError(f"{self._path}: {reason(error)}. The pairing is not kept.") from None


class Accessory:
    """The handler of /pair-setup, and where another accessory answers, of what else it is asked. strict: one pairing at
    a time, 100 wrong proofs, none once it is paired."""

    def __init__(
        self,
        users: Users,
        audience: Audience,
        refusing: Refusing | None,
        strict: bool,
        open_party: OpenParty | None = None,
    ) -> None:
        self.users = users
        self._open_party = open_party or users.party
        self.sessions = Sessions(audience, SESSION_SECONDS)
        self.identity = Identity(_device_id(), secrets.token_bytes(KEY_BYTES))
        self._passes, self._forward = audience.passes, audience.forward
        self._refusing = refusing
        self._strict = strict
        self._keys: dict[asyncio.BaseTransport, str] = {}
        self._wrong = 0
        self._paired = False
        self._announcement: mdns.Announcement | None = None

    def application(self) -> web.Application:
        """The route, as aiohttp wants it."""
        from aiohttp import web

        application = web.Application(client_max_size=MESSAGE_BYTES)
        application.add_routes([web.post("/{path:.*}" if self._passes else ENDPOINT, self.message)])
        if self._passes:
            application.add_routes([web.route("*", "/{path:.*}", self._forward)])

        async def watched(_: web.Application) -> None:
            self._watching = asyncio.get_running_loop().create_task(self._close_lost())

        async def unwatched(_: web.Application) -> None:
            self._watching.cancel()

        application.on_startup.append(watched)
        application.on_cleanup.append(unwatched)
        self.sessions.end_with(application)
        return application

    async def message(self, request: web.Request) -> web.Response:
        """One message: M1 opens a session, what follows on its connection goes on with it."""
        data = await body_of(request)
        opens = request.path == ENDPOINT and state_of(items(data)[0]) == 1
        key, session = self._session(request, opens)
        reply = await self.sessions.said(key, session, request.path, data, request.path, asked_of(request))
        if session.exchange.step is None:
            self._count(session.exchange)
        return response(session.exchange, reply, CONTENT_TYPE)

    async def announced(self, listening: Listening, host: str, name: str | None) -> Listening:
        """The same, announced by mDNS where others reach it, or as a name that was chosen. What is so is said. Raises
        UserError where a chosen name cannot be announced."""
        if self._passes or (name is None and mdns.on_loopback(host)):
            why = "only the real one has its id" if self._passes else "nobody beyond this machine reaches it"
            return replace(listening, limits=(f"not announced by mDNS: {why}.",))
        try:
            made = self._announcement = await mdns.announce(
                ANNOUNCED if name is None else name, self.identity.name, host, listening.port
            )
        except UserError as error:
            if name is not None:
                raise
            return replace(listening, limits=(f"not announced by mDNS: {error}",))

        async def stop() -> None:
            await made.close()
            await listening.close()

        said = f"announced by mDNS as {made.name!r}: a controller, and srpscope live homekit mdns:NAME, finds it."
        return replace(listening, stop=stop, limits=(said,))

    def _session(self, request: web.Request, opens: bool) -> tuple[str, ServedSession]:
        connection = request.transport
        found = self.sessions.get(self._keys.get(connection)) if connection is not None else None
        if found is not None and connection is not None:
            if not opens:
                return self._keys[connection], found
            self.sessions.close(self._keys[connection], "M1 came again on the same connection.")
        refusing = self._refusing or self._as_an_accessory()
        users = [one.username for one in self.users]
        exchange = HomeKitServer(self._open_party, self.identity, users[0] if users else USER, refusing)
        key, session = self.sessions.add(exchange, request.remote or "")
        if connection is not None:
            self._keys[connection] = key
        return key, session

    def _as_an_accessory(self) -> Refusing | None:
        if not self._strict:
            return None
        if self._paired:
            return Refusing(UNAVAILABLE)
        if self._wrong >= WRONG_TRIES:
            return Refusing(MAX_TRIES)
        return Refusing(BUSY) if len(self.sessions) else None

    def _count(self, exchange: Exchange) -> None:
        pairs = not self._paired and isinstance(exchange, HomeKitServer) and exchange.paired
        self._paired = self._paired or pairs
        if pairs and self._strict and self._announcement is not None:
            self._telling = asyncio.get_running_loop().create_task(self._announcement.paired())
        self._wrong += exchange.refusal is not None and exchange.refusal.cause == "proof"

    async def _close_lost(self) -> None:
        """A controller that stops after M4, or goes away, closes its connection and says nothing."""
        while True:
            await asyncio.sleep(0.05)
            for connection in [one for one in self._keys if one.is_closing()]:
                self.sessions.close(self._keys.pop(connection), CLOSED)


def _device_id() -> str:
    return ":".join(f"{byte:02X}" for byte in secrets.token_bytes(6))


class HomeKitSystem(ServedSystem):
    """Pair-setup of HomeKit's accessories."""

    name = "homekit"
    title = "HomeKit pair-setup, TLV8 over HTTP"
    called = "HomeKit pair-setup"
    username = USER
    wire = "homekit"
    dialect = "hap"
    ends = (
        "Pair-setup stopped after M4: nothing is paired (over HTTP --pair FILE goes on to M6). "
        "Pair-verify, which follows a pairing, has no SRP."
    )
    group = "rfc5054-3072"
    address = "http://host:port, mdns:NAME or ble:NAME"
    example_peer = ("http://192.168.1.20:51826", USER)
    address_about = "the accessory: http://host:port; mdns:NAME; ble:NAME (how its name begins) or ble:ADDRESS"
    port = 8085
    options = (
        Option(
            "pair",
            "go on to M5 and M6: the accessory is paired from then on; FILE takes the pairing (as aiohomekit reads it)",
            "file",
            role="client",
            metavar="FILE",
        ),
        Option("scan-seconds", "how long to look for ble:NAME (10)", "seconds", 10.0, "client", metavar="S"),
        Option("transient", "say in M1 that it ends with M4", "flag", False, "client"),
        Option("refuse", "answer every M1 with this kTLVError", "choice", None, "server", tuple(REFUSALS)),
        Option(
            "retry-delay", "seconds told with --refuse backoff", "count", role="server", metavar="S", most=86_400,
            unit="seconds",
        ),
        Option(
            "strict",
            "as an accessory does it: busy while another pairs, 100 wrong proofs, unavailable once it is paired",
            "flag",
            False,
            "server",
        ),
        Option(
            "announce",
            f"the name under which mDNS announces it ({ANNOUNCED}, where --host lets others reach it)",
            role="server",
            metavar="NAME",
        ),
        *sweep_options("controller"),
    )  # fmt: skip

    def check(self, options: Options, role: Side) -> None:
        """How long a scan may take."""
        if role == "client":
            check_scan_seconds(self.chosen(options, role)["scan_seconds"])

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """M1 and M3; M5 where it is to pair."""
        chosen = self.chosen(options)
        password = party.knowledge.given.get("P")
        if isinstance(password, str) and spelled(password) != password:
            party.edit("P", spelled(password))
        if chosen["pair"] is None:
            return HomeKitClient(party, transient=chosen["transient"])
        if str(options.get("url")).startswith(BLE):
            raise UserError("over Bluetooth LE pair-setup ends with M4 here: leave --pair out.")
        if chosen["transient"]:
            raise UserError("--transient ends with M4, before anything is paired: leave --pair out.")
        identity = Identity(str(uuid.uuid4()), secrets.token_bytes(KEY_BYTES))
        address = HomeKitTransport(str(options.get("url") or "localhost")).address
        file = PairingFile(Path(chosen["pair"]), identity, address)
        return HomeKitClient(party, identity, told=file.write)

    def ending(self, exchange: Exchange) -> str:
        """Where this pair-setup stopped: after M4, as M1 announced or because nobody is to be paired, or after M6."""
        if isinstance(exchange, HomeKitClient) and exchange.transient:
            return "A transient pair-setup ends with M4: nothing is paired, and no pair-verify follows."
        if isinstance(exchange, HomeKitClient) and exchange.pairs:
            return (
                "M6 ends pair-setup: FILE of --pair holds the pairing. Pair-verify has no SRP: aiohomekit takes FILE."
            )
        return self.ends

    def drawn_password(self) -> str:
        """A setup code that the specification allows."""
        while (code := spelled(f"{secrets.randbelow(10**8):08d}")) in TOO_EASY:
            pass
        return code

    def transport(self, address: str, options: Options) -> Transport:
        """http://, the name that an accessory announces, or one in the air."""
        if not address.startswith(BLE):
            return HomeKitTransport(address, patience(options))
        from srpscope.live.ble.scanning import Radio
        from srpscope.live.systems.homekit_ble import HapBleTransport

        return HapBleTransport(
            address.removeprefix(BLE), options.get("radio") or Radio(), self.chosen(options)["scan_seconds"]
        )

    def peer(self, address: str, options: Options) -> str | None:
        """Over Bluetooth LE, what is in the air."""
        return "an accessory over the air" if address.startswith(BLE) else super().peer(address, options)

    def B_before_A(self, spoken: SpokenTerms, options: Options) -> bool:
        """M2 carries B, M3 carries A."""
        return True

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """/pair-setup at one address. A setup code is enrolled as it is hashed, however it was spelled."""
        chosen = self.chosen(options)
        if chosen["retry_delay"] is not None and chosen["refuse"] != "backoff":
            raise UserError("--retry-delay goes with --refuse backoff.")
        for one in list(users):
            if one.password is not None and spelled(one.password) != one.password:
                users.add(_respelled(users, one))
        refusing = None
        if chosen["refuse"] is not None:
            refusing = Refusing(REFUSALS[chosen["refuse"]], chosen["retry_delay"])
        accessory = Accessory(users, audience, refusing, chosen["strict"], options.get("open_party"))
        listening = await listen_http(accessory.application(), *where(options), options)
        try:
            return await accessory.announced(listening, where(options)[0], chosen["announce"])
        except UserError:
            await listening.close()
            raise

    def played(
        self, account: Account, spoken: SpokenTerms, options: Options, run: ServerRun
    ) -> tuple[PlayedHost, Start]:
        """An accessory; with --sweep one that supposes another mistake in each pairing."""
        if not self.chosen(options)["sweep"]:
            return super().played(account, spoken, options, run)
        from srpscope.live.systems.sweeping import SweepingHost
        from srpscope.why.places.likelihood import language_of

        if account.zeros is not None or account.b is not None or account.verifier is not None:
            raise UserError("--sweep chooses B itself: leave --force-zeros, --b, --salt and --verifier out.")
        if spoken.terms.edits:
            raise UserError("--sweep chooses the mistake itself: leave --mistake out.")
        (one,) = account.users(spoken.terms, spoken.salt_bytes)
        credential = enrol(spoken.terms, one.username, spelled(one.password or ""), one.salt)
        language = language_of(self.chosen(options)["language"])
        host = SweepingHost(self, spoken, credential, run, language=language)

        async def start(_: SystemHost) -> Listening:
            users = Users(spoken.terms, [credential])
            return await self.listen(users, {**options, "open_party": host.open_party}, host.audience)

        return host, start


def _respelled(users: Users, one: UserCredential) -> UserCredential:
    return enrol(users.terms, one.username, spelled(one.password or ""), one.salt)


SYSTEM = HomeKitSystem()
