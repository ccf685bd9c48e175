"""What the real peer answers beside its messages: its HTTP status stays its own, and closing stays closing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from srpscope.live.gate import SpokenLog, quiet_logger
from srpscope.live.proxy.standing import between
from srpscope.live.systems.registry import system
from srpscope.session.opening import read_path
from srpscope.wire.cognito.messages import TARGET
from srpscope.wire.devolutions.messages import header_of
from srpscope.wire.homekit.messages import CONTENT_TYPE
from tests.proxy.test_split import standing

HOMEKIT_M1 = bytes.fromhex("060101000100")
INITIATE = b"SRP\0\1\0\0\0"
ASKED: dict[str, tuple[str, str, dict[str, str], bytes]] = {
    "http": ("POST", "/prov-session", {}, bytes.fromhex("08025a00")),
    "nimbus": ("POST", "/srp/step1", {"Content-Type": "application/json"}, b'{"username":"alice"}'),
    "devolutions": ("GET", "/", {"Authorization": header_of(INITIATE)}, b""),
    "excalibur": ("GET", "/api/users/security/alice", {}, b""),
    "homekit": ("POST", "/pair-setup", {"Content-Type": CONTENT_TYPE}, HOMEKIT_M1),
    "cognito": (
        "POST",
        "/",
        {"X-Amz-Target": f"{TARGET}.InitiateAuth"},
        json.dumps({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "alice", "SRP_A": "abcd"}}).encode(),
    ),
}
each = pytest.mark.parametrize("name", ASKED)


@asynccontextmanager
async def proxy_to(name: str, answer: bytes, folder: Path) -> AsyncIterator[tuple[str, asyncio.Queue[str | None]]]:
    """A proxy before a peer that answers every request with these bytes, or closes where there are none."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)
            writer.write(answer)
            if not answer:
                writer.close()
                return

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    listening = await asyncio.start_server(peer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    host, start = between(system(name), None, f"http://127.0.0.1:{port}", {}, folder, diagnosed=False)
    standing = await start(host)
    told: asyncio.Queue[str | None] = asyncio.Queue()
    try:
        yield standing.url, told
    finally:
        await standing.close()
        await host.close()
        listening.close()
        while not host.ended.empty():
            ended = host.ended.get_nowait()
            told.put_nowait(str(ended.answer["judgement"]["outcome"]))
            assert ended.record is None or read_path(ended.record).captures


async def asked(session: aiohttp.ClientSession, url: str, name: str) -> tuple[int, Mapping[str, str], bytes]:
    """What an app sees; the Auth-ID is asked for first where there is one."""
    method, path, headers, data = ASKED[name]
    if name == "devolutions":
        async with session.get(url) as first:
            headers = {**headers, "Auth-ID": first.headers["Auth-ID"]}
    async with session.request(method, url + path, headers=headers, data=data or None) as response:
        return response.status, response.headers, await response.read()


@each
@pytest.mark.parametrize("status", [403, 429, 503])
async def test_a_status_stays_what_it_is(name: str, status: int, tmp_path: Path) -> None:
    answer = (
        f"HTTP/1.1 {status} Said\r\nContent-Type: text/html\r\nRetry-After: 7\r\nContent-Length: 6\r\n\r\nbusy!\n"
    ).encode()
    async with proxy_to(name, answer, tmp_path) as (url, told), aiohttp.ClientSession() as session:
        seen, headers, body = await asked(session, url, name)
        assert (seen, headers["Content-Type"], body) == (status, "text/html", b"busy!\n")
        assert name == "http" or headers["Retry-After"] == "7"
    assert told.get_nowait() == "refused"


@each
async def test_closing_stays_closing(name: str, tmp_path: Path) -> None:
    async with proxy_to(name, b"", tmp_path) as (url, told), aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await asked(session, url, name)
    assert told.get_nowait() in ("refused", "broken-off")


@pytest.mark.parametrize("name", [name for name in ASKED if name != "http"])
@pytest.mark.parametrize("value", [b"a\x1b]0;title\x07", b"\xff\xfe"], ids=["control", "no-utf8"])
async def test_a_header_that_cannot_be_passed_on_is_said(
    name: str, value: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(quiet_logger(), "handlers", [SpokenLog(said.append)])
    answer = b"HTTP/1.1 403 No\r\nX-Evil: %b\r\nContent-Length: 6\r\n\r\nbusy!\n" % value
    async with proxy_to(name, answer, tmp_path) as (url, told), aiohttp.ClientSession() as session:
        status, headers, body = await asked(session, url, name)
    assert status == 502 and "X-Evil" not in headers
    assert b"X-Evil" in body
    assert told.get_nowait() == "refused"
    assert len(said) == 1 and "X-Evil" in said[0] and "502" in said[0]


async def test_a_redirect_is_for_the_app_to_follow(tmp_path: Path) -> None:
    answer = b"HTTP/1.1 308 Elsewhere\r\nLocation: https://other.example/\r\nContent-Length: 0\r\n\r\n"
    async with proxy_to("nimbus", answer, tmp_path) as (url, _), aiohttp.ClientSession() as session:
        method, path, headers, data = ASKED["nimbus"]
        async with session.request(method, url + path, headers=headers, data=data, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (308, "https://other.example/")


async def test_a_message_that_a_person_drops_is_not_answered(tmp_path: Path) -> None:
    async with standing("nimbus", tmp_path, account=None) as here:
        behind = here.proxy.behind
        assert behind is not None
        behind.hold.add("*")
        app = here.app()
        running = asyncio.ensure_future(app.run())
        while not any(one.held for one in behind.sessions.values()):
            await asyncio.sleep(0.01)
        (leg,) = behind.sessions.values()
        leg.hold.drop()
        assert await asyncio.wait_for(running, 60) is not True
        await app.close()
        ended = await here.told()
    assert ended.answer["judgement"]["outcome"] == "broken-off"
    assert "closed the connection" in str(app.exchange.refusal)


@pytest.mark.parametrize(("stack", "code"), [("nimble", "0x04"), ("bluedroid", "0x85")])
async def test_an_att_error_stays_what_it_is(stack: str, code: str, tmp_path: Path) -> None:
    async with standing("ble", tmp_path, account=None, stack=stack) as here:
        app = here.app("031-45-155")
        assert await app.run() is False
        await app.close()
        ended = await here.told()
    assert f"ATT error {code}" in str(app.exchange.refusal)
    assert ended.answer["judgement"]["outcome"] == "refused"
