"""Real HTTP and WebSocket traffic of aiohttp, recorded on loopback by dumpcap, read back equal to what was sent."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.capture.network.test_http import EXCALIBUR
from tests.capture.packet_files import BLE, messages, read, truth

pytestmark = pytest.mark.peers

SESSION = truth(BLE / "good-mtu256.btsnoop")["sessions"][0]


@asynccontextmanager
async def recorded(path: Path, port: int) -> AsyncIterator[None]:
    """dumpcap runs on loopback meanwhile, and has written everything at the end."""
    dumpcap = shutil.which("dumpcap")
    if dumpcap is None:
        if os.environ.get("CI"):
            pytest.fail("dumpcap is not installed")
        pytest.skip("dumpcap is not installed")
    process = await asyncio.create_subprocess_exec(
        dumpcap, "-i", "lo", "-f", f"tcp port {port}", "-w", str(path), stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = b""
    while b"File: " not in said:
        line = await process.stderr.readline()
        if not line:
            pytest.skip(f"dumpcap cannot record here: {said.decode(errors='replace').strip()[-200:]}")
        said += line
    await asyncio.sleep(0.5)
    try:
        yield
        await asyncio.sleep(1)
    finally:
        process.terminate()
        await process.communicate()


@pytest.mark.parametrize("compress", [0, 15])
async def test_aiohttp_on_loopback(tmp_path: Path, compress: int) -> None:
    from aiohttp import ClientSession, WSMsgType, web

    answers = {
        (endpoint, sent): answer
        for (endpoint, _, sent), (_, _, answer) in zip(SESSION["messages"][::2], SESSION["messages"][1::2], strict=True)
    }

    async def post(request: web.Request) -> web.Response:
        body = await request.read()
        return web.Response(body=bytes.fromhex(answers[request.path[1:], body.hex()]), content_type="text/html")

    async def socket(request: web.Request) -> web.WebSocketResponse:
        response = web.WebSocketResponse(compress=bool(compress))
        await response.prepare(request)
        for sender, message in EXCALIBUR:
            if sender == "server":
                await response.send_str(message.decode())
            else:
                got = await response.receive()
                assert (got.type, got.data) == (WSMsgType.TEXT, message.decode())
        await response.close()
        return response

    application = web.Application()
    application.router.add_post("/{endpoint}", post)
    application.router.add_get("/api/auth", socket)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    path = tmp_path / "loopback.pcapng"
    try:
        async with recorded(path, port), ClientSession(f"http://127.0.0.1:{port}") as client:
            for endpoint, sender, text in SESSION["messages"]:
                if sender == "client":
                    async with client.post(f"/{endpoint}", data=bytes.fromhex(text)) as response:
                        await response.read()
            async with client.ws_connect("/api/auth", compress=compress) as connected:
                for sender, message in EXCALIBUR:
                    if sender == "client":
                        await connected.send_str(message.decode())
                    else:
                        assert await connected.receive_str() == message.decode()
                await connected.receive()
    finally:
        await runner.cleanup()
    over_http, over_websocket = read(path.read_bytes(), "loopback.pcapng")
    assert messages(over_http) == SESSION["messages"]
    assert [(line["from"], bytes.fromhex(line["bytes"])) for line in over_websocket.messages] == EXCALIBUR
    assert over_http.notes == over_websocket.notes == []
