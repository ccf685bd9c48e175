"""HomeKit's pair-setup with other people's programs at the other end, each in the role it has: aiohomekit and
hap-controller as the controller, HAP-python and hap-nodejs as the accessory; right and wrong code."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srpscope.errors import PeerError
from srpscope.live import mdns
from tests.report.toolchains import modules, need
from tests.systems.test_homekit import CODE, accessory, pair
from tests.systems.test_tls_srp_tools import free_port

pytestmark = pytest.mark.peers

HERE = Path(__file__).parent
CONTROLLERS, ACCESSORIES = ("aiohomekit", "hap-controller"), ("pyhap", "hap-nodejs")
REFUSED = {"aiohomekit": "refused: AuthenticationError", "hap-controller": "refused: M4: Error: 2"}


def command(peer: str) -> tuple[list[str], dict[str, str]]:
    """How a peer is started; skips where it is not installed."""
    if "-" not in peer:
        pytest.importorskip(peer)
        return [sys.executable, str(HERE / "hap_peer.py")], {**os.environ}
    need("node", modules() / peer)
    return ["node", str(HERE / "hap_peer.cjs")], {**os.environ, "NODE_PATH": str(modules())}


@pytest.mark.parametrize("code", [CODE, "031-45-155"])
@pytest.mark.parametrize("peer", CONTROLLERS)
async def test_their_controller_at_our_accessory(peer: str, code: str) -> None:
    start, environment = command(peer)
    listening = await accessory()
    try:
        said = await asyncio.to_thread(
            subprocess.run,
            [*start, "client", str(listening.port), code],
            capture_output=True, text=True, timeout=60, env=environment, check=False,
        )  # fmt: skip
    finally:
        await listening.close()
    assert said.stdout.strip() == ("accepted" if code == CODE else REFUSED[peer]), said.stderr


@contextmanager
def their_accessory(peer: str, folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    start, environment = command(peer)
    more = [str(folder), str(free_port())] if peer == "pyhap" else []
    process = subprocess.Popen(
        [*start, "server", CODE, *more],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**environment, "HAP_STORAGE": str(folder)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        port = next(line.strip() for line in process.stdout if line.strip().isdecimal())
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize("peer", ACCESSORIES)
async def test_our_controller_at_their_accessory(peer: str, tmp_path: Path) -> None:
    with their_accessory(peer, tmp_path) as (url, process):
        assert (await pair(url)).accepted
        wrong = await pair(url, "031-45-155")
        assert wrong.refusal is not None and wrong.refusal.by_peer and "_Authentication (2)" in str(wrong.refusal)
        paired = await pair(url, pair=str(tmp_path / "pairing.json"))
        assert paired.accepted and any("its signature is right" in note for note in paired.notes)
        assert process.stdout is not None
        assert (await asyncio.to_thread(process.stdout.readline)).strip() == "paired"


async def test_an_accessory_is_found_by_the_name_it_announces() -> None:
    pytest.importorskip("zeroconf")
    from zeroconf import ServiceInfo
    from zeroconf.asyncio import AsyncZeroconf

    listening = await accessory()
    name = f"srpscope {listening.port}"
    here = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        told = ServiceInfo(
            mdns.SERVICE,
            f"{name}.{mdns.SERVICE}",
            port=listening.port,
            addresses=[bytes([127, 0, 0, 1])],
            server="s.local.",
        )
        await here.async_register_service(told)
        assert (await pair(f"mdns:{name}")).accepted
        with pytest.raises(PeerError, match=f"heard: .*{name}"):
            await pair("mdns:nobody of that name")
    finally:
        await here.async_close()
        await listening.close()
