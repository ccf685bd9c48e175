"""The ways into a live session from the screen, when none was named on the command line: those of every system."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from srpscope.errors import UserError
from srpscope.live.system import System, SystemWay
from srpscope.live.systems.registry import systems

if TYPE_CHECKING:
    from srpscope.tui.live.feed import ClientFeed, HostFeed


def _offered() -> tuple[tuple[System, SystemWay], ...]:
    """In the order of the registry; of the systems that speak one protocol those first that ask for nothing, then the
    clients."""
    spoken = systems()
    wires = list(dict.fromkeys(one.wire for one in spoken))
    found = [(one, way) for one in spoken for way in one.ways()]
    roles = ("client", "server", "proxy")
    return tuple(sorted(found, key=lambda it: (wires.index(it[0].wire), bool(it[1].asks), roles.index(it[1].role))))


_OFFERED = _offered()

WAYS: tuple[SystemWay, ...] = tuple(way for _, way in _OFFERED)
"""As they are listed."""


def start(way: SystemWay, answers: list[str]) -> ClientFeed | HostFeed:
    """What runs, from the answers to what the way asks. Raises UserError, OutputError."""
    system = next(one for one, offered in _OFFERED if offered is way)
    if way.role == "client":
        return _client(system, way, answers)
    return _server(system, way, answers) if way.role == "server" else _proxy(system, way, answers)


def _client(system: System, way: SystemWay, answers: list[str]) -> ClientFeed:
    from srpscope.live.systems.registry import client_session
    from srpscope.tui.live.feed import ClientFeed

    address, user, password = answers or ["", *(system.example(way.options) or ("", ""))]
    if not user:
        raise UserError(f"the user name is empty{'; the examples of ESP-IDF have wifiprov' if system.logs else ''}.")
    anew = partial(client_session, system.name, address, user, password, options=way.options)
    return ClientFeed(anew(), system.first_requests, anew)


def _server(system: System, way: SystemWay, answers: list[str]) -> HostFeed:
    from srpscope.live.systems.registry import played_server
    from srpscope.tui.live.feed import HostFeed

    user, port, password = answers
    options: dict[str, Any] = {**way.options, "port": _port(port)}
    if not user:
        raise UserError("the user name is empty: a server knows somebody.")
    host, listen = played_server(system.name, user, password, options=options)
    return HostFeed(host, listen)


def _proxy(system: System, way: SystemWay, answers: list[str]) -> HostFeed:
    from srpscope.live.proxy.standing import between
    from srpscope.live.recording import recordings_folder
    from srpscope.live.users import Account
    from srpscope.tui.live.feed import HostFeed

    to, *ports, user, password = answers
    if not to:
        raise UserError("where is the real one? Its address is empty.")
    options: dict[str, Any] = {**way.options, **({"port": _port(ports[0])} if ports else {})}
    account = Account(user, password) if user and password else None
    if user and account is None:
        raise UserError("with a user name the password is needed; with neither, all is passed through unread.")
    host, listen = between(system, account, to, options, recordings_folder())
    return HostFeed(host, listen)


def asked_of(way: SystemWay, answers: list[str]) -> tuple[str, str, str] | None:
    """What is still to be answered, as (heading, hint, default); None: nothing. Whoever names no user to a proxy has no
    password."""
    left = way.asks[len(answers) :]
    said = dict(zip((heading for heading, _, _ in way.asks), answers, strict=False))
    if not left or (way.role == "proxy" and left[0][0] == "Password" and not said.get("User name")):
        return None
    return left[0]


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise UserError("a port is a number up to 65535.")
    return int(text)


MORE = (
    "srpscope serve http --sweep     for an app whose a you cannot log",
    "srpscope serve ble              be the device in the air",
)
"""What the command line also opens this screen for."""
