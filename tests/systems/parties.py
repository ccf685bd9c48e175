"""The systems under test by name: terms, a server on loopback, a client against it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from srpscope.live import devolutions, excalibur, nimbus, plain
from srpscope.live.drive import Witness
from srpscope.live.listening import Audience, Listening
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

    @property
    def wire(self) -> str:
        """The name of its messages' decoder."""
        family = self.dialect.split("-")[0]
        return family if family in ("nimbus", "devolutions", "excalibur") else "textbook"

    def terms(self, *edits: Edit) -> Terms:
        """Its terms, with mistakes."""
        return replace(terms(dialect(self.dialect), self.group, self.hash), edits=edits)

    def users(self, *edits: Edit, b: int | None = None) -> Users:
        """A server's users: alice."""
        one = self.terms(*edits)
        return Users(one, [enrol(one, NAME, PASSWORD, bytes(range(1, 17)))], b)

    def client(self, *edits: Edit, password: str = PASSWORD, name: str = NAME) -> LiveParty:
        """A client's values."""
        return LiveParty("client", self.terms(*edits), {"I": name, "P": password})


def _settings(users: Users) -> nimbus.Settings:
    return nimbus.settings_for(users.terms)


SYSTEMS: dict[str, System] = {
    "nimbus": System(
        "nimbus",
        "rfc5054-1024",
        lambda users, audience: nimbus.serve(users, _settings(users), audience=audience),
        lambda url, party, witness: nimbus.log_in(url, party, nimbus.settings_for(party.terms), witness),
        "sha1",
    ),
    "nimbus-1": System(
        "nimbus-1",
        "nimbus-512",
        lambda users, audience: nimbus.serve(users, _settings(users), audience=audience),
        lambda url, party, witness: nimbus.log_in(url, party, nimbus.settings_for(party.terms), witness),
        "sha256",
    ),
    "devolutions-http": System(
        "devolutions",
        "rfc5054-2048",
        lambda users, audience: devolutions.serve_http(users, audience=audience),
        lambda url, party, witness: devolutions.log_in(url, party, witness),
    ),
    "devolutions-tcp": System(
        "devolutions",
        "rfc5054-2048",
        # A cut message leaves a stream waiting for the rest, so these give up sooner.
        lambda users, audience: devolutions.serve_tcp(users, audience=audience, seconds=8),
        lambda url, party, witness: devolutions.log_in(url, party, witness, seconds=8),
    ),
    "excalibur": System(
        "excalibur",
        "rfc5054-1024",
        lambda users, audience: excalibur.serve(users, audience=audience),
        lambda url, party, witness: excalibur.log_in(url, party, witness),
    ),
    **{
        name: System(
            name,
            "rfc5054-1024",
            lambda users, audience: plain.serve(users, audience=audience),
            lambda url, party, witness: plain.log_in(url, party, witness),
            hash,
        )
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
