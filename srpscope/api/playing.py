"""Played servers and clients: the other side of a port under test, as async context managers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from srpscope.api.handshake import Handshake
from srpscope.errors import PeerError, SrpscopeError
from srpscope.session.opening import session_of

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession
    from srpscope.live.concluding import Ended

NOTHING: Mapping[str, Any] = {}


class _Ending(Protocol):
    @property
    def ended(self) -> asyncio.Queue[Ended]: ...


class PlayedServer:
    """A server or device that srpscope plays. url: where to point a client. username, password: of its one user."""

    def __init__(self, host: _Ending, url: str, username: str, password: str) -> None:
        self.url, self.username, self.password = url, username, password
        self._host = host

    async def handshake(self, timeout: float = 30.0) -> Handshake:
        """The next handshake that is over, in the order in which they ended; b and the password are known.

        timeout: seconds to wait. Raises PeerError where none ended in that time.
        """
        try:
            async with asyncio.timeout(timeout):
                ended = await self._host.ended.get()
        except TimeoutError:
            raise PeerError(f"no handshake ended within {timeout:g} s at {self.url}.") from None
        self._host.ended.task_done()
        return Handshake(session_of(ended.capture))


class SpokenClient:
    """A client that srpscope plays. session: to hold, edit and send messages one by one (srpscope/live/client.py)."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session

    async def run(self) -> bool | None:
        """The whole handshake. True: both sides are satisfied; False: one refused; None: cut off before that.

        Raises PeerError where the server is not reached.
        """
        return await self.session.run()

    @property
    def handshake(self) -> Handshake:
        """What has passed so far; a is known."""
        return Handshake(session_of(self.session.recording.capture))


@asynccontextmanager
async def serve(
    system: str,
    username: str | None = None,
    password: str | None = None,
    *,
    zeros: str = "",
    host: str = "127.0.0.1",
    port: int = 0,
    folder: str | Path | None = None,
    options: Mapping[str, Any] = NOTHING,
) -> AsyncIterator[PlayedServer]:
    """Play a server with one user until the block ends: `esp32` (over HTTP), `nimbus`, `devolutions`, `excalibur`,
    `homekit`, `cognito`, `plain`; or by the id of a dialect, the system that speaks it.

    username: None is alice, or the name that everybody has there (HomeKit's Pair-Setup). password: None draws one in
    the system's form. zeros: values that begin with 00, one of them in each session: some of B, S, K, M1, salt,
    as "B,S"; what that server cannot force is refused: S, K and M1 where it sends B before it has A. port: 0 takes a
    free one. folder: where to record the sessions; None keeps them in memory. options: as on the command line of
    `srpscope serve SYSTEM`, dashes as underscores: {"dialect": "pysrp"}.
    Raises UserError for an unknown name or an address that cannot be had, PermissionDeniedError for a port below 1024.
    """
    from srpscope.live.zeros import ForcedZeros

    forced = ForcedZeros(zeros) if zeros else None
    place = None if folder is None else Path(folder)
    from srpscope.live.systems.registry import played_server, spoken_as, system as named

    name, meant = spoken_as(system, "server")
    user = (named(name).username or "alice") if username is None else username
    secret = named(name).drawn_password() if password is None else password
    chosen = {**meant, **options, "host": host, "port": port}
    played, start = played_server(
        name, user, secret, folder=place, options=chosen, zeros=forced, kept=place is not None, diagnosed=False
    )
    listening = await start(played)
    try:
        yield PlayedServer(played, listening.url, user, secret)
    finally:
        await listening.close()
        with suppress(SrpscopeError):
            await played.close()


@asynccontextmanager
async def connect(
    system: str,
    url: str,
    username: str,
    password: str,
    *,
    record: str | Path | None = None,
    options: Mapping[str, Any] = NOTHING,
) -> AsyncIterator[SpokenClient]:
    """Act as the client of a server until the block ends; nothing is sent before run().

    url: `tcp://host:port`, `http://host:port` .., as `srpscope live SYSTEM` takes it. record: the capture file to
    write; None keeps it in memory. options: as on its command line, dashes as underscores.
    Raises UserError for an unknown system or an address that is none, OutputError where the recording cannot be made.
    """
    path = None if record is None else Path(record)
    from srpscope.live.systems.registry import client_session, spoken_as

    name, meant = spoken_as(system, "client")
    chosen = {**meant, **options}
    session = client_session(name, url, username, password, record=path, options=chosen, kept=path is not None)
    try:
        yield SpokenClient(session)
    finally:
        await session.close()
