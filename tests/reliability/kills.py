"""kill -9 at a random moment of a real recorded session: what is on the disk opens, up to the line being written."""

from __future__ import annotations

import json
import random
import stat
import subprocess
import sys
from pathlib import Path

from srpscope.capture import formats
from srpscope.capture.source import Source
from tests.live.bench import client, device

_PLAYER = """
import asyncio, os, signal, sys, time
from pathlib import Path
from tests.reliability.kills import play
asyncio.run(play(None, 1))  # everything is imported before the first fork
for line in sys.stdin:
    folder, moment = line.split()
    child = os.fork()
    if child == 0:
        asyncio.run(play(Path(folder)))
        os._exit(0)
    time.sleep(float(moment))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("killed", flush=True)
"""


async def play(folder: Path | None, count: int = 1_000_000) -> None:
    """A played device and a client that talks to it again and again, both recorded in the folder."""
    async with device(folder) as played:
        for number in range(count):
            session = client(played, record=folder and folder / f"client-{number}.srp.jsonl")
            await session.run()
            for _ in range(3):
                await session.request("custom-data", b"x" * 200)
            await session.close()


def check(folder: Path) -> int:
    """The recordings of a session that was killed: how many there are. Raises AssertionError."""
    found = sorted(folder.glob("*.srp.jsonl"))
    for path in found:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        *whole, last = path.read_bytes().split(b"\n")
        for line in whole:
            assert isinstance(json.loads(line), dict), path
        if not whole:  # killed while the header was written
            continue
        capture = formats.read(Source.of_path(path))[0]
        assert len(capture.lines) >= len(whole) - 1, path
        assert not last or len(last) < 65_536
    return len(found)


def run(count: int, folder: Path, seed: int = 7) -> str:
    """What came out, as a sentence. Raises AssertionError."""
    drawn = random.Random(seed)
    command = [sys.executable, "-c", _PLAYER]
    recordings = cut = 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as player:
        assert player.stdin is not None and player.stdout is not None
        for number in range(count):
            place = folder / str(number)
            place.mkdir()
            print(place, drawn.uniform(0.01, 0.4), file=player.stdin, flush=True)
            assert player.stdout.readline() == "killed\n"
            recordings += check(place)
            cut += sum(not one.read_bytes().endswith(b"\n") for one in place.glob("*.srp.jsonl"))
        player.stdin.close()
    return f"{recordings:,} recordings open, {cut} of them cut in their last line"
