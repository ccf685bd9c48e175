"""The systems beside the ESP32 that can be spoken live, in one table: what each speaks, and a session of either role.

The command line and the screen both start from here. Light to import: nothing of a system is loaded before it is used.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.errors import UserError

if TYPE_CHECKING:
    from srpscope.live.listening import Audience, Listening
    from srpscope.live.session import Transport
    from srpscope.live.system_host import SystemHost
    from srpscope.live.system_session import SystemSession
    from srpscope.live.users import LiveParty, Terms, Users
    from srpscope.srp.edit import Edit
    from srpscope.wire.exchange import Exchange


@dataclass(frozen=True)
class System:
    """One system. wire: its messages' decoder. dialect, group, hash: what it speaks unless told otherwise.

    address: what a client's address looks like. private_bytes, salt_bytes: how long a and b, and a salt, are drawn.
    """

    name: str
    title: str
    wire: str
    dialect: str
    group: str
    address: str
    hash: str | None = None
    private_bytes: int = 32
    salt_bytes: int = 16


SYSTEMS: dict[str, System] = {
    one.name: one
    for one in (
        System("nimbus", "Nimbus SRP, JSON over HTTP", "nimbus", "nimbus", "nimbus-1024", "http://host:port", "sha1"),
        System(
            "devolutions",
            "Devolutions SRP-PROTO, over HTTP headers or TCP",
            "devolutions",
            "devolutions",
            "rfc5054-2048",
            "http://host:port/path or tcp://host:port",
            private_bytes=64,
            salt_bytes=64,
        ),
        System(
            "excalibur", "Excalibur, over its WebSocket", "excalibur", "excalibur", "rfc5054-2048", "http://host:port"
        ),
        System(
            "plain",
            "SRP as the books have it, JSON lines over TCP",
            "textbook",
            "rfc5054",
            "rfc5054-2048",
            "tcp://host:port",
            "sha256",
        ),
    )
}


def system(name: str) -> System:
    """A system by its name. Raises UserError."""
    try:
        return SYSTEMS[name]
    except KeyError:
        raise UserError(f"{name!r} is no system that is spoken live; there are {', '.join(SYSTEMS)}.") from None


def terms_of(
    spoken: System,
    dialect: str | None = None,
    group: str | None = None,
    hash: str | None = None,
    edits: Iterable[Edit] = (),
) -> Terms:
    """What a side computes with, the system's own choice where nothing else is named. Raises UserError."""
    from srpscope.live.users import terms
    from srpscope.srp import hashes
    from srpscope.srp.dialect import dialect as named

    found = named(dialect or spoken.dialect)
    if hash is not None:
        hash = hashes.canonical(hash)
    elif found.hash is None:
        hash = spoken.hash
    made = terms(found, group or found.group or spoken.group, hash)
    return replace(made, edits=tuple(edits), private_bytes=spoken.private_bytes)


def connect(spoken: System, url: str, party: LiveParty) -> tuple[Exchange, Transport]:
    """The client's side of a handshake and the way to the server, as the system has it by default. Raises UserError."""
    match spoken.name:
        case "nimbus":
            from srpscope.live import nimbus
            from srpscope.wire.nimbus import Client

            return Client(party, nimbus.settings_for(party.terms)), nimbus.NimbusTransport(url)
        case "devolutions":
            from srpscope.live import devolutions
            from srpscope.wire.devolutions import Client as DevolutionsClient

            return DevolutionsClient(party), devolutions.transport(url)
        case "excalibur":
            from srpscope.live import excalibur
            from srpscope.wire.excalibur import Client as ExcaliburClient

            transport = excalibur.ExcaliburTransport(url)
            return ExcaliburClient(party, fetch_salt="s" not in party.knowledge.given), transport
        case _:
            from srpscope.live import plain
            from srpscope.wire.textbook import Client as TextbookClient

            return TextbookClient(party, plain.order_of(party.terms.dialect.id)), plain.transport(url)


async def listen(spoken: System, users: Users, host: str, port: int, audience: Audience, over: str = "") -> Listening:
    """Play a server until it is closed, as the system has it by default. over: "tcp" for Devolutions without HTTP."""
    match spoken.name:
        case "nimbus":
            from srpscope.live import nimbus

            return await nimbus.serve(users, nimbus.settings_for(users.terms), host, port, audience)
        case "devolutions":
            from srpscope.live import devolutions

            start = devolutions.serve_tcp if over == "tcp" else devolutions.serve_http
            return await start(users, host, port, audience)
        case "excalibur":
            from srpscope.live import excalibur

            return await excalibur.serve(users, host, port, audience)
        case _:
            from srpscope.live import plain

            return await plain.serve(users, host, port, audience)


def client_session(
    name: str,
    url: str,
    username: str,
    password: str,
    *,
    terms: Terms | None = None,
    record: Path | None = None,
    hold: Iterable[str] = (),
) -> SystemSession:
    """A session as the client, ready to run. record: None takes a new file among the user's recordings.

    Raises UserError for an address that is none, OutputError where the recording cannot be made.
    """
    from srpscope.live.recording import Recording, new_path
    from srpscope.live.system_host import header_of
    from srpscope.live.system_session import SystemSession
    from srpscope.live.users import LiveParty

    spoken = system(name)
    used = terms or terms_of(spoken)
    exchange, transport = connect(spoken, url, LiveParty("client", used, {"I": username, "P": password}))
    recording = Recording(record or new_path("live"), header_of(f"live session with {url}", used, spoken.wire))
    return SystemSession(exchange, transport, recording, hold=hold)


def played_server(
    name: str,
    username: str,
    password: str,
    *,
    terms: Terms | None = None,
    folder: Path | None = None,
    hold: Iterable[str] = (),
    host: str = "127.0.0.1",
    port: int = 0,
    over: str = "",
) -> tuple[SystemHost, Callable[[SystemHost], Awaitable[Listening]]]:
    """A played server with one user, and what starts it. folder: None takes the user's recordings."""
    from srpscope.live.recording import recordings_folder
    from srpscope.live.system_host import SystemHost
    from srpscope.live.users import Users, enrol
    from srpscope.live.verdict import verdict

    spoken = system(name)
    used = terms or terms_of(spoken)
    users = Users(used, [enrol(used, username, password, secrets.token_bytes(spoken.salt_bytes))])
    enroller = {"I": username, "P": password}
    played = SystemHost(
        name, spoken.wire, used, folder or recordings_folder(), enroller=enroller, diagnose=verdict, hold=hold
    )

    async def start(played: SystemHost) -> Listening:
        return await listen(spoken, users, host, port, played.audience, over)

    return played, start
