"""What a system is that can be spoken live: its terms, its options, a client, a way to the server, a played server.

One module a system; the registry names them. The command line, the screen, the soak and the tests read everything
from here, so that a new system is its wire and one module.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from srpscope.errors import UserError
from srpscope.live.recording import KEPT, ClientRun

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession
    from srpscope.live.concluding import PlayedHost, ServerRun
    from srpscope.live.driving import Transport
    from srpscope.live.listening import Listening
    from srpscope.live.party import SheetParty
    from srpscope.live.users import Account, Terms
    from srpscope.srp.edit import Edit
    from srpscope.srp.values import Value
    from srpscope.wire.asking import Asks
    from srpscope.wire.exchange import Exchange, Side

Options = Mapping[str, Any]
"""What was chosen: the key of an option -> its value. An option that is not in it has its default."""

Kind = Literal["flag", "text", "texts", "count", "seconds", "bytes", "choice", "choices", "file"]

Start = Callable[[Any], Awaitable["Listening"]]
"""What makes a played server listen, given itself."""


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen about a session.

    name: as on the command line, without the dashes. sentence: for --help and the screen. role: who has it. most, unit:
    the largest count, and of what. choices: of kinds "choice" and "choices" (some of them). bytes are written in hex;
    "texts" may be said several times.
    """

    name: str
    sentence: str
    kind: Kind = "text"
    default: Any = None
    role: Literal["client", "server", "both"] = "both"
    choices: tuple[str, ...] = ()
    metavar: str = ""
    most: int = 0
    unit: str = ""

    @property
    def key(self) -> str:
        """Its name as an identifier."""
        return self.name.replace("-", "_")

    def of(self, options: Options) -> Any:
        """What was chosen, else the default."""
        found = options.get(self.key)
        return self.default if found is None else found


def sweep_options(whose: str) -> tuple[Option, ...]:
    """Of a server that can sweep. whose: mistake it looks for."""
    does = f"look for the {whose}'s mistake without a log of it: each time it tries, another one in k, x, g or the salt"
    told = "is supposed, until it is found; `N hypotheses left` says how many are still to try"
    return (
        Option("sweep", f"{does} {told}", "flag", False, "server"),
        Option("language", f"of --sweep: what the {whose} is written in: its own slips first", role="server"),
    )


@dataclass(frozen=True)
class SpokenTerms:
    """The terms of a session, the id that its recording names, and the formulas agreed on beside it."""

    terms: Terms
    own: str
    changes: Mapping[str, str] = field(default_factory=dict)
    salt_bytes: int = 16


@dataclass(frozen=True)
class SystemWay:
    """How the screen offers one role of a system. asks: what has to be answered first, as (heading, hint, default),
    of a client address, user name, password, of a server user name, port, password, of a proxy the real peer's address,
    port, user name, password. options: what else is chosen."""

    role: Literal["client", "server", "proxy"]
    title: str
    about: str
    asks: tuple[tuple[str, str, str], ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


class System:
    """One system. wire: its messages' decoder. dialect, group, hash: what it speaks unless told otherwise.

    title: one line for --help. called: the system in a sentence. address: what a client's address looks like, ""
    where options choose the peer; example_peer: one, and a user of it, for --help. port: where the screen proposes to
    listen. members: of JSON messages, for --help. username: the name that everybody has in this system, "" where each
    has their own. private_bytes, salt_bytes: how long a and b, and a salt, are drawn. on_network: its server has a
    host and a port. open_terms:
    group and hash can be chosen, and mistakes ordered. named: a server's user has a name. logs: a played server
    writes a log as the real one does. qr: a QR code names user and password. requests: what can be asked after the
    handshake, as it is written; first_requests: what is asked unless told else; ends: where nothing can, a sentence
    that says so. tries_further: its server may wait for a proof after a wrong one. stays_open: reaching the peer is
    dear, so that many handshakes share a connection.
    """

    name = ""
    title = ""
    called = ""
    members = ""
    wire = ""
    dialect = ""
    group = ""
    address = ""
    example_peer = ("http://localhost:8080", "bob")
    address_called = "URL"
    address_about = ""
    username = ""
    hash: str | None = None
    private_bytes = 32
    salt_bytes = 16
    port = 8080
    on_network = True
    open_terms = True
    named = True
    logs = False
    qr = False
    stays_open = False
    options: tuple[Option, ...] = ()
    requests: tuple[str, ...] = ()
    ends = ""
    tries_further = False
    first_requests: tuple[str, ...] = ()

    def chosen(self, options: Options, role: Side | None = None) -> dict[str, Any]:
        """Every option (that a role has), with what was chosen of it."""
        return {one.key: one.of(options) for one in self.options if role is None or one.role in (role, "both")}

    def terms(
        self,
        dialect: str | None = None,
        group: str | None = None,
        hash: str | None = None,
        edits: Iterable[Edit] = (),
    ) -> Terms:
        """What a side computes with, the system's own choice where nothing else is named. Raises UserError."""
        from srpscope.live.users import terms
        from srpscope.srp.dialect import dialect as named
        from srpscope.srp.primitives import hashes

        found = named(dialect or self.dialect)
        if hash is not None:
            hash = hashes.canonical(hash)
        elif found.hash is None:
            hash = self.hash
        made = terms(found, group or found.group or self.group, hash)
        return replace(made, edits=tuple(edits), private_bytes=self.private_bytes)

    def spoken(self, options: Options, side: Side, edits: Iterable[Edit] = ()) -> SpokenTerms:
        """The terms that the options name: dialect, group, hash. Raises UserError, FileError."""
        made = self.terms(options.get("dialect"), options.get("group"), options.get("hash"), edits)
        return SpokenTerms(made, made.dialect.id, salt_bytes=self.salt_bytes)

    def check(self, options: Options, role: Side) -> None:
        """Raises UserError where options of a role contradict each other, or are out of bounds."""

    # As the client

    def party(self, spoken: SpokenTerms, given: Mapping[str, Value]) -> SheetParty:
        """The client's values. given: I, P, and a where it is fixed."""
        raise NotImplementedError

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """The client's side of one handshake."""
        raise NotImplementedError

    def as_it_is(self, party: SheetParty, options: Options) -> Exchange:
        """The client's side that mends nothing: a zero that the dialect loses is lost."""
        return self.client(party, options)

    def transport(self, address: str, options: Options) -> Transport:
        """The way to a server. Raises UserError for an address that is none."""
        raise NotImplementedError

    def peer(self, address: str, options: Options) -> str | None:
        """Which computer a transport goes to, or in words what else; None: nothing outside this program."""
        try:
            return urlsplit(address).hostname or ""
        except ValueError:
            raise UserError(f"{address!r} is no URL.") from None

    def behind(self, to: str, options: Options) -> tuple[str, Options]:
        """Address and client's options for the peer behind a proxy. to: as it was named; options: those of the played
        server, of which only what both roles have is the client's too."""
        own = {one.key for one in self.options if one.role == "server"}
        client = {one.key for one in self.options if one.role == "client"}
        return to, {key: value for key, value in options.items() if key not in own or key in client - own}

    @property
    def peer_called(self) -> str:
        """What an address looks like, for --help."""
        return self.address

    def example(self, options: Options) -> tuple[str, str] | None:
        """User name and password of a peer that is played here, where the options choose such a one."""
        return None

    async def around(self, options: Options) -> list[str] | None:
        """The peers that can be heard, a line each, where the options ask for them instead of a session."""
        return None

    async def prepare(self, party: SheetParty, address: str, options: Options) -> None:
        """What the options want done before the handshake: a registration. Raises PeerError."""

    async def conclude(self, transport: Transport) -> None:
        """What the client sends once both sides are satisfied. Raises PeerError where the server does not take it."""

    def asks(self, exchange: Exchange) -> Asks | None:
        """What can be asked after the handshake, where there is something."""
        return None

    def ending(self, exchange: Exchange) -> str:
        """What is told once this exchange is accepted, where nothing can be asked."""
        return self.ends

    def drawn_password(self) -> str:
        """A password for a user that nobody chose one for."""
        return secrets.token_urlsafe(9)

    def session(
        self, party: SheetParty, address: str, options: Options, spoken: SpokenTerms, run: ClientRun = KEPT
    ) -> ClientSession:
        """A session as the client, ready to run. Raises UserError for an address that is none, OutputError where the
        recording cannot be made."""
        raise NotImplementedError

    # As the server

    def played(
        self, account: Account, spoken: SpokenTerms, options: Options, run: ServerRun
    ) -> tuple[PlayedHost, Start]:
        """A played server that knows one user, and what makes it listen. options hold host and port too. Raises
        UserError; starting raises PermissionDeniedError too."""
        raise NotImplementedError

    def B_before_A(self, spoken: SpokenTerms, options: Options) -> bool:
        """Whether its server sends B before it has A, so that nothing that is made of both can be chosen with b."""
        return False

    def check_zeros(self, account: Account, spoken: SpokenTerms, options: Options) -> None:
        """Raises UserError where the account orders a leading zero that this server cannot force."""
        if account.zeros is not None:
            before = self.B_before_A(spoken, options)
            account.zeros.check(spoken.terms.dialect, spoken.terms.group.N, before)

    def ways(self) -> tuple[SystemWay, ...]:
        """How the screen offers it."""
        scheme = self.address.split(":")[0]
        user = ("User name", "the same for everybody", self.username) if self.username else USER
        return (
            SystemWay(
                "client",
                f"Be the client of {self.called}",
                "hold its proof, edit it, send it",
                (("Server", self.address, f"{scheme}://127.0.0.1:{self.port}"), user, PASSWORD),
            ),
            SystemWay(
                "server",
                f"Be the server of {self.called}",
                "on this machine only",
                (user, port_asked(self.port), PASSWORD),
            ),
            self.between(f"Be the proxy of {self.called}", f"{scheme}://127.0.0.1:{self.port}"),
        )

    def between(self, title: str, usual: str) -> SystemWay:
        """How the screen offers to stand between an app and its peer. usual: where the peer is proposed to be."""
        return SystemWay(
            "proxy",
            title,
            "between your app and the real one",
            (
                ("The real one", self.peer_called, usual),
                *((port_asked(self.port + 100),) if self.on_network else ()),
                ("User name", "empty: every message is passed through as it is, and recorded", self.username),
                PASSWORD,
            ),
        )


USER = ("User name", "as the verifier was made for", "")
PASSWORD = ("Password", "it is sent nowhere but into the sums", "")


def port_asked(port: int) -> tuple[str, str, str]:
    """What the screen asks of somebody who plays a server."""
    return ("Port", "0 takes any free one", str(port))


def patience(options: Options) -> float:
    """How long a peer may take for one message, in seconds."""
    from srpscope.live.driving import ANSWER_SECONDS

    return float(options.get("patience") or ANSWER_SECONDS)


def where(options: Options) -> tuple[str, int]:
    """The host and port to listen on."""
    return options.get("host") or "127.0.0.1", options.get("port") or 0
