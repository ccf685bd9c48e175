"""Places that cannot be written to and clocks that jump: the session goes on, and says what is not kept."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from pathlib import Path
from unittest import mock

from tests.live.bench import client, device

SMALL = 1_500
"""Bytes that a file may have on the full disk: room for a header and a message or two."""


async def _sessions(count: int, folder: Path) -> list[str]:
    """Sessions with a device and a client that both record into a folder: what was not kept, in words."""
    said = []
    async with device(folder) as played:
        for number in range(count):
            session = client(played, record=folder / f"client-{number}.srp.jsonl")
            assert await session.run() is True
            await session.close()
            ended = await played.ended()
            assert ended.accepted is True
            said += [one for one in (session.recording.problem,) if one]
        said += [one.text for one in played.seen if "The recording" in one.text]
    return said


def full_disk(count: int, folder: Path) -> str:
    """A disk that takes no more after some bytes of each file (a limit of this process stands for it)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
    try:
        said = asyncio.run(_sessions(count, folder))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(said) >= count and all("The recording stops here." in one or "not kept" in one for one in said)
    for path in folder.glob("*.srp.jsonl"):
        *whole, _ = path.read_bytes().split(b"\n")
        assert all(isinstance(json.loads(line), dict) for line in whole)
    return f"every session was accepted; {len(said)} recordings said that they stop; what was written before is whole"


def read_only(count: int) -> str:
    """A folder that nothing can be made in."""
    folder = Path("/proc/self/fd")

    async def played() -> list[str]:
        said = []
        async with device(folder) as host:
            for _ in range(count):
                session = client(host)
                assert await session.run() is True
                await session.close()
                assert (await host.ended()).accepted is True
            said += [one.text for one in host.seen if str(folder) in one.text]
        return said

    said = asyncio.run(played())
    assert len(said) >= count
    return "every session was accepted and kept in memory; each said where it could not be written"


def clock_jumps(count: int, folder: Path) -> str:
    """The clock of the wall goes back a year and forward ten between the messages of a session."""
    wall = [time.time()]
    jumps = (-3.2e7, 3.2e8, -86_400.0, 3_600.0)
    now = time.time

    def jumped() -> float:
        wall[0] += jumps[int(wall[0]) % len(jumps)]
        return max(wall[0], 0.0)

    with mock.patch("time.time", jumped):
        said = asyncio.run(_sessions(count, folder))
    assert time.time is now and not said
    for path in folder.glob("*.srp.jsonl"):
        times = [line["t"] for line in map(json.loads, path.read_text("utf-8").splitlines()) if "t" in line]
        assert times == sorted(times) and 0 <= times[-1] < 600, path
    return f"all {2 * count} recordings in order, their times those of the sessions"
