"""Other people's programs at both ends, and the proxy that passes through between them: what they say is what is on
record, and both end as they end without it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from srpscope.live.concluding import Ended, PlayedHost
from srpscope.live.proxy.standing import between
from srpscope.live.systems.registry import system
from srpscope.session.opening import read_path
from tests.systems import test_cognito_peers, test_homekit_peers
from tests.systems.test_cognito import PASSWORD, user_pool
from tests.systems.test_homekit import CODE

pytestmark = pytest.mark.peers

PAIRS = [("aiohomekit", "pyhap"), ("hap-controller", "hap-nodejs")]


@asynccontextmanager
async def proxy(name: str, to: str, folder: Path) -> AsyncIterator[tuple[str, PlayedHost]]:
    host, start = between(system(name), None, to, {}, folder, diagnosed=False)
    listening = await start(host)
    try:
        yield listening.url, host
    finally:
        await listening.close()
        await host.close()


async def told(host: PlayedHost) -> Ended:
    ended = await asyncio.wait_for(host.ended.get(), 60)
    assert ended.record is not None
    app, device = ([(one["from"], one["bytes"]) for one in leg.messages] for leg in read_path(ended.record).captures)
    assert app == device
    return ended


@pytest.mark.parametrize("code", ["031-45-155", CODE])
@pytest.mark.parametrize(("controller", "accessory"), PAIRS)
async def test_a_pairing(controller: str, accessory: str, code: str, tmp_path: Path) -> None:
    start, environment = test_homekit_peers.command(controller)
    with test_homekit_peers.their_accessory(accessory, tmp_path) as (behind, _):
        async with proxy("homekit", behind, tmp_path / "proxy") as (url, host):
            said = await asyncio.to_thread(
                subprocess.run,
                [*start, "client", url.rpartition(":")[2], code],
                capture_output=True, text=True, timeout=90, env=environment, check=False,
            )  # fmt: skip
            ended = await told(host)
    right = code == CODE
    assert said.stdout.strip() == ("accepted" if right else test_homekit_peers.REFUSED[controller]), said.stderr
    assert ended.answer["judgement"]["outcome"] == ("accepted" if right else "refused")


@pytest.mark.parametrize("peer", test_cognito_peers.PEERS)
async def test_a_log_in(peer: str, tmp_path: Path) -> None:
    pool = await user_pool()
    try:
        async with proxy("cognito", pool.url, tmp_path) as (url, host):
            assert await test_cognito_peers.run(peer, url, PASSWORD) == "accepted"
            assert (await told(host)).answer["judgement"]["outcome"] == "accepted"
            assert await test_cognito_peers.run(peer, url, "Wrong-Horse-1") == "refused: NotAuthorizedException"
            assert (await told(host)).answer["judgement"]["outcome"] == "refused"
    finally:
        await pool.close()
