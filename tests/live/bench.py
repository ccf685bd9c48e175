"""Real sockets: a played device in this process, and clients of several kinds pointed at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from srpscope.live.client import LiveEvent
from srpscope.live.concluding import Ended, Seen
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording, client_header
from srpscope.live.systems.esp32.host import Host, HostSettings, make_credential
from srpscope.live.systems.esp32.http_client import HttpTransport
from srpscope.live.systems.esp32.http_server import ProtocommServer
from srpscope.live.systems.esp32.session import ProtocommSession
from srpscope.srp.dialect import dialect

ESP = dialect("esp-idf-security2")
USER, PASSWORD = "wifiprov", "abcd1234"
CREDENTIAL = make_credential(USER, PASSWORD, b"\x03" * 16)


@dataclass
class Device:
    """A device that listens, and everything that was seen of it."""

    server: ProtocommServer
    seen: list[Seen] = field(default_factory=list)

    @property
    def host(self) -> Host:
        return self.server.host

    @property
    def log(self) -> list[str]:
        """The device's log without D lines and times."""
        return [str(one.line) for one in self.seen if one.line is not None and one.line.level != "D"]

    async def ended(self, seconds: float = 20) -> Ended:
        """The next handshake that is over."""
        return await asyncio.wait_for(self.host.ended.get(), seconds)


def nothing(capture: object, stop: object) -> dict[str, Any]:
    """No diagnosis."""
    return {}


@asynccontextmanager
async def device(folder: Path | None = None, linger: float = 5.0, **settings: Any) -> AsyncIterator[Device]:
    """A device that listens on a free port of the loopback."""
    strategy, diagnose = settings.pop("strategy", None), settings.pop("diagnose", nothing)
    settings.setdefault("credential", CREDENTIAL)
    host = Host(HostSettings(**settings), folder, diagnose=diagnose, strategy=strategy)
    found = Device(ProtocommServer(host, linger=linger))
    host.observe = found.seen.append
    await found.server.start()
    try:
        yield found
    finally:
        await found.server.close()


def client(
    to: Device,
    username: str = USER,
    password: str = PASSWORD,
    record: Path | None = None,
    observe: Callable[[LiveEvent], None] = lambda event: None,
    holds: tuple[str, ...] = (),
    a: int | None = None,
    keeps_cookie: bool = True,
    keeps_socket: bool = True,
    **more: Any,
) -> ProtocommSession:
    """Our client, pointed at the device."""
    given: dict[str, Any] = {"I": username, "P": password}
    if a is not None:
        given["a"] = a
    transport = HttpTransport("127.0.0.1", to.server.port, keeps_cookie=keeps_cookie, keeps_socket=keeps_socket)
    recording = Recording(record, client_header("http", ESP.id))
    party = SheetParty("client", ESP, given)
    return ProtocommSession(party, transport, recording, observe, holds, renews=a is None, **more)
