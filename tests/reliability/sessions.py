"""Sessions in a row through one played server: memory stays flat, and every recording is complete."""

from __future__ import annotations

import asyncio
import gc
import json
import os
from pathlib import Path

from srpscope.live.systems.registry import client_session, played_server, systems
from tests.live.bench import client, device

NAMES = ("esp32", *(one.name for one in systems() if one.on_network))
"""What is in the air has its rigs."""

FLAT = 40 * 1024 * 1024
"""Bytes that a process may grow by between a quarter of the sessions and all of them. The device keeps the last 1,000
connections, since a cookie could go on with them: that is about half of it."""


def resident() -> int:
    """Bytes of memory that this process has."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def check_recordings(folder: Path, count: int) -> None:
    """One file a session, each line whole, from the header to the end of the connection."""
    files = sorted(folder.glob("*.srp.jsonl"))
    assert len(files) == count, (len(files), count)
    for path in files:
        first, *rest = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert first["type"] == "header" and rest[-1]["what"] == "closed", path
        assert any(line.get("what") == "accepted" for line in rest), path


async def _of_a_system(name: str, count: int, folder: Path) -> tuple[int, int]:
    host, start = played_server(name, "alice", "password123", folder=folder, diagnosed=False, options={"port": 0})
    listening = await start(host)
    early = 0
    try:
        for number in range(count):
            session = client_session(name, listening.url, "alice", "password123", kept=False)
            assert await session.run() is True
            await session.close()
            await host.ended.get()
            if number == count // 4:
                early = resident()
    finally:
        await listening.close()
        await host.close()
    return early, resident()


async def _of_the_esp32(count: int, folder: Path) -> tuple[int, int]:
    early = 0
    async with device(folder) as played:
        for number in range(count):
            session = client(played)
            assert await session.run() is True
            await session.close()
            await played.ended()
            played.seen.clear()
            if number == count // 4:
                early = resident()
    return early, resident()


def run(name: str, count: int, folder: Path) -> str:
    """What came out, as a sentence. Raises AssertionError."""
    made = _of_the_esp32(count, folder) if name == "esp32" else _of_a_system(name, count, folder)
    early, late = asyncio.run(made)
    check_recordings(folder, count)
    grown = late - early
    assert grown < FLAT, f"{grown:,} bytes more after {count:,} sessions than after a quarter of them"
    return (
        f"all accepted, all {count:,} recordings complete; {max(grown, 0) // 1024:,} KB more memory than at a quarter"
    )
