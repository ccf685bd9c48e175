"""Cognito's own clients at our user pool: pycognito over boto3, amazon-cognito-identity-js, cognito-srp-helper; right
and wrong password. No server of Cognito's is to be had: other people's are Amazon's alone."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report.toolchains import modules, need
from tests.systems.test_cognito import CLIENT_ID, PASSWORD, POOL, USER, user_pool

pytestmark = pytest.mark.peers

HERE = Path(__file__).parent
PEERS = ("pycognito", "amazon-cognito-identity-js", "cognito-srp-helper")


def command(peer: str) -> tuple[list[str], dict[str, str]]:
    """How a peer is started; skips where it is not installed."""
    if peer == "pycognito":
        pytest.importorskip(peer)
        return [sys.executable, str(HERE / "cognito_peer.py")], {**os.environ}
    need("node", modules() / peer)
    return ["node", str(HERE / "cognito_peer.cjs"), peer], {**os.environ, "NODE_PATH": str(modules())}


async def run(peer: str, url: str, password: str, *secret: str) -> str:
    start, environment = command(peer)
    done = await asyncio.to_thread(
        subprocess.run,
        [*start, url, POOL, CLIENT_ID, USER, password, *secret],
        capture_output=True, text=True, timeout=90, env=environment, check=False,
    )  # fmt: skip
    return done.stdout.strip() or done.stderr


@pytest.mark.parametrize("peer", PEERS)
async def test_their_client_at_our_pool(peer: str) -> None:
    listening = await user_pool()
    try:
        assert await run(peer, listening.url, PASSWORD) == "accepted"
        assert await run(peer, listening.url, "Wrong-Horse-1") == "refused: NotAuthorizedException"
    finally:
        await listening.close()


@pytest.mark.parametrize("peer", ["pycognito", "cognito-srp-helper"])
async def test_their_secret_hash_is_ours(peer: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret")
    listening = await user_pool(client_secret=str(tmp_path / "secret"))
    try:
        assert await run(peer, listening.url, PASSWORD, "s3cret") == "accepted"
        assert await run(peer, listening.url, PASSWORD, "other") == "refused: NotAuthorizedException"
    finally:
        await listening.close()
