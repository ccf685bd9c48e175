"""The systems that can be spoken live, and a session of either role from nothing but a name and what was chosen.

The only place that names the systems' modules; each is imported when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.errors import UserError
from srpscope.live.recording import ClientRun
from srpscope.live.system import Options, Start, System

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession
    from srpscope.live.concluding import PlayedHost
    from srpscope.live.zeros import ForcedZeros
    from srpscope.wire.exchange import Side

SYSTEMS: dict[str, str] = {
    "http": "srpscope.live.systems.esp32.over_http",
    "ble": "srpscope.live.systems.esp32.over_ble",
    "nimbus": "srpscope.live.systems.nimbus",
    "devolutions": "srpscope.live.systems.devolutions",
    "excalibur": "srpscope.live.systems.excalibur",
    "homekit": "srpscope.live.systems.homekit",
    "cognito": "srpscope.live.systems.cognito",
    "plain": "srpscope.live.systems.plain",
}
"""Name on the command line -> module, which holds SYSTEM; the ESP32 has two, one for each way to it. Light to import:
sockets and radios only inside its functions. In the order of --help."""


@cache
def _loaded(name: str) -> System:
    found = import_module(SYSTEMS[name]).SYSTEM
    assert isinstance(found, System)
    return found


def system(name: str) -> System:
    """A system by its name. Raises UserError."""
    if name not in SYSTEMS:
        from srpscope.nearest import did_you_mean

        near = did_you_mean(name, SYSTEMS)
        raise UserError(f"{name[:40]!r} is no system that is spoken live.{near} There are {', '.join(SYSTEMS)}.")
    return _loaded(name)


NOTHING_CHOSEN: Mapping[str, object] = {}

FAMILIES: Mapping[str, str] = {"esp32": "http"}
"""ESP-IDF Security 2 over HTTP (SoftAP) by another name."""


def spoken_as(name: str, side: Side) -> tuple[str, Options]:
    """The system that a name means, and what is chosen with it. name: a system's, or the id of a dialect: the first
    system that speaks its messages. A dialect without messages of its own is spoken as the books have it. A device
    whose terms cannot be chosen has its own, whatever the app's dialect. Raises UserError."""
    from srpscope.nearest import did_you_mean
    from srpscope.srp.dialect import dialect, dialect_ids

    called = FAMILIES.get(name.lower(), name.lower())
    if called in SYSTEMS:
        return called, NOTHING_CHOSEN
    if called not in dialect_ids():
        near = did_you_mean(called, [*SYSTEMS, *FAMILIES, *dialect_ids()])
        raise UserError(
            f"{name[:40]!r} is no system that is spoken live, and no dialect.{near} The systems: {', '.join(SYSTEMS)}."
        )
    messages = dialect(called).messages
    for one in systems():
        if one.dialect == called or one.wire == messages:
            own = one.dialect == called or (side == "server" and not one.open_terms)
            return one.name, NOTHING_CHOSEN if own else {"dialect": called}
    if messages is not None:
        raise UserError(f"the messages of {called} are read, and not spoken live. `plain` speaks its formulas alone.")
    return "plain", {"dialect": called}


def systems() -> list[System]:
    """All of them."""
    return [_loaded(name) for name in SYSTEMS]


def client_session(
    name: str,
    url: str,
    username: str,
    password: str,
    *,
    record: Path | None = None,
    holds: Iterable[str] = (),
    options: Options = NOTHING_CHOSEN,
    kept: bool = True,
) -> ClientSession:
    """A session as the client, ready to run. record: None takes a new file among the user's recordings. kept: False
    keeps the recording in memory only.

    Raises UserError for an address that is none, OutputError where the recording cannot be made.
    """
    spoken = system(name)
    used = spoken.spoken(options, "client")
    party = spoken.party(used, {"I": username, "P": password})
    return _at(url, spoken.session(party, url, options, used, ClientRun(record, kept=kept, holds=tuple(holds))))


def _at(address: str, session: ClientSession) -> ClientSession:
    session.address = address
    return session


def played_server(
    name: str,
    username: str,
    password: str,
    *,
    folder: Path | None = None,
    holds: Iterable[str] = (),
    options: Options = NOTHING_CHOSEN,
    zeros: ForcedZeros | None = None,
    kept: bool = True,
    diagnosed: bool = True,
) -> tuple[PlayedHost, Start]:
    """A played server with one user, and what starts it. folder: None takes the user's recordings. zeros: which of its
    values begin with 00. kept: False keeps the recordings in memory only. diagnosed: `why` is asked of each session
    as it ends."""
    from srpscope.live.concluding import ServerRun
    from srpscope.live.recording import recordings_folder
    from srpscope.live.users import Account
    from srpscope.live.verdict import verdict

    spoken = system(name)
    used = spoken.spoken(options, "server")
    place = (folder or recordings_folder()) if kept else None
    run = ServerRun(place, tuple(holds), verdict if diagnosed else None)
    return spoken.played(Account(username, password, zeros=zeros), used, options, run)
