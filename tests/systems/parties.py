"""The systems under test by name: terms, a server on loopback, a client against it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from srpscope.live.driving import Unwatched, Witness, drive
from srpscope.live.listening import Audience, Listening
from srpscope.live.systems.registry import system
from srpscope.live.users import LiveParty, Terms, Users, enrol, terms
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.wire.exchange import Exchange

NAME, PASSWORD = "alice", "password123"

Serve = Callable[[Users, Audience], Awaitable[Listening]]
LogIn = Callable[[str, LiveParty, Witness | None], Awaitable[Exchange]]


@dataclass(frozen=True)
class System:
    """One system: its dialect, group and hash, and how its two sides are started."""

    dialect: str
    group: str
    serve: Serve
    log_in: LogIn
    hash: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def wire(self) -> str:
        """The name of its messages' decoder."""
        messages = dialect(self.dialect).messages
        assert messages is not None, self.dialect
        return messages

    def terms(self, *edits: Edit) -> Terms:
        """Its terms, with mistakes."""
        return replace(terms(dialect(self.dialect), self.group, self.hash), edits=edits, inputs=self.inputs)

    def users(self, *edits: Edit, b: int | None = None) -> Users:
        """A server's users: alice."""
        one = self.terms(*edits)
        return Users(one, [enrol(one, NAME, PASSWORD, bytes(range(1, 17)))], b)

    def client(self, *edits: Edit, password: str = PASSWORD, name: str = NAME) -> LiveParty:
        """A client's values."""
        return LiveParty("client", self.terms(*edits), {"I": name, "P": password})


async def serve(
    name: str, users: Users, audience: Audience | None = None, *, port: int = 0, **options: object
) -> Listening:
    """Play a server of a system on loopback."""
    return await system(name).listen(users, {"port": port, **options}, audience or Audience())


async def log_in(name: str, url: str, party: LiveParty, witness: Witness | None = None, **options: object) -> Exchange:
    """Log in at a server of a system. The outcome is in the returned exchange."""
    spoken = system(name)
    exchange, transport = spoken.client(party, options), spoken.transport(url, options)
    try:
        await transport.open()
        await drive(exchange, transport, witness or Unwatched())
        if exchange.accepted:
            await spoken.conclude(transport)
    finally:
        await transport.close()
    return exchange


def _system(name: str, dialect: str, group: str, hash: str | None = None, **options: object) -> System:
    return System(
        dialect,
        group,
        lambda users, audience: serve(name, users, audience, **options),
        lambda url, party, witness: log_in(name, url, party, witness, **options),
        hash,
    )


SYSTEMS: dict[str, System] = {
    "nimbus": _system("nimbus", "nimbus", "rfc5054-1024", "sha1"),
    "nimbus-1": _system("nimbus", "nimbus-1", "nimbus-512", "sha256"),
    "devolutions-http": _system("devolutions", "devolutions", "rfc5054-2048"),
    "devolutions-short": _system("devolutions", "devolutions", "rfc5054-2048", short=True),
    # A cut message leaves a stream waiting for the rest, so these give up sooner.
    "devolutions-tcp": _system("devolutions", "devolutions", "rfc5054-2048", over="tcp", patience=8),
    "excalibur": _system("excalibur", "excalibur", "rfc5054-1024"),
    "cognito": replace(_system("cognito", "cognito", "rfc3526-3072"), inputs={"pool": "srpscope"}),
    "homekit": _system("homekit", "hap", "rfc5054-3072"),
    **{
        name: _system("plain", name, "rfc5054-1024", hash)
        for name, hash in (
            ("rfc2945", None),
            ("srp6", None),
            ("rfc5054", None),
            ("wikipedia", "sha256"),
            ("wikipedia-demo", None),
        )
    },
}


def mistake(value: str, formula: str, side: str = "client") -> Edit:
    """One side computes a value by another formula."""
    return Edit(side, value, "formula", formula)


def fixed(value: str, hex: str, side: str = "client") -> Edit:
    """One side uses this value."""
    return Edit(side, value, "hex", hex)
