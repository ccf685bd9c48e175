"""Many handshakes, many clients at once, half of them broken: nothing stalls, nothing leaks."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import suppress
from pathlib import Path

import pytest

from srpscope.errors import SrpscopeError
from srpscope.live.party import SheetParty
from srpscope.live.systems.esp32.host import make_credential
from srpscope.srp.allowance import Alone
from srpscope.srp.sheet import Memory
from srpscope.wire.protocomm.client import Security2Client
from srpscope.wire.protocomm.device import Answered, Device
from tests.live.bench import ESP, client, device


def _soak(count: int) -> None:
    """Random keys, and every eighth time a new password; no handshake may fail, leading zeros or not: both sides are
    the device's own formulas, and A is drawn anew as esp_prov does."""
    credential, memory = make_credential("wifiprov", "abcd1234"), Memory(allowance=Alone())
    short = 0
    for n in range(count):
        password = f"password {n // 8}"
        if n % 8 == 0:
            credential = make_credential("wifiprov", password)
        given = {"s": credential.salt, "v": credential.verifier}
        played = Device(
            lambda given=given: SheetParty("server", ESP, given, memory=memory), lambda line: None, os.urandom
        )  # type: ignore[misc]
        asking = Security2Client(SheetParty("client", ESP, {"I": "wifiprov", "P": password}, memory=memory))
        played.open(0)
        while asking.step is not None:
            data = asking.step.build()  # type: ignore[union-attr]
            asking.sent(data)
            reply = played.request("prov-session", 0, data)
            assert isinstance(reply, Answered), f"refused with a = {asking.party.number('a'):x}"
            asking.received(reply.data)
        assert asking.accepted, (asking.refusal, f"a = {asking.party.number('a'):x}")
        short += any(asking.party.raw(name)[:1] == b"\0" for name in ("K", "M1"))
    assert short < count / 10


def test_soak() -> None:
    _soak(120)


@pytest.mark.peers
def test_soak_of_2000() -> None:
    _soak(2_000)


async def _broken(port: int, kind: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    garbage = random.Random(kind).randbytes(300)
    with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
        if kind % 5 == 0:
            writer.write(garbage)
        elif kind % 5 == 1:
            writer.write(b"POST /prov-session HTTP/1.1\r\nContent-Length: 300\r\n\r\n" + garbage)
            await asyncio.wait_for(reader.read(), 10)
        elif kind % 5 == 2:
            writer.write(b"POST /prov-session HTTP/1.1\r\nContent-Length: 4000\r\n\r\n" + garbage)
        elif kind % 5 == 3:
            writer.write(b"POST /proto-ver HTTP/1.1\r\nContent-Length: 3\r\n\r\n---")
            await asyncio.wait_for(reader.read(50), 10)
        if kind % 2:
            writer.transport.abort()
    writer.close()


async def _good(played: object) -> bool | None:
    session = client(played)  # type: ignore[arg-type]
    try:
        return await session.run()
    finally:
        with suppress(SrpscopeError):
            await session.close()


async def test_fifty_clients_at_once_half_of_them_broken(tmp_path: Path) -> None:
    async with device(tmp_path) as played:
        tasks = [_good(played) if n % 2 else _broken(played.server.port, n) for n in range(50)]
        results = await asyncio.wait_for(asyncio.gather(*tasks), 120)
        assert [one for n, one in enumerate(results) if n % 2] == [True] * 25
        assert await _good(played) is True
    assert not played.server._handlers and not played.server._sockets
    assert not played.host.connections and not played.host._background
    here = str(tmp_path)
    kept = [link for fd in Path("/proc/self/fd").iterdir() if (link := _target(fd)).startswith(here)]
    assert kept == []


def _target(link: Path) -> str:
    with suppress(OSError):
        return str(link.readlink())
    return ""
