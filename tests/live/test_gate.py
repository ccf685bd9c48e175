"""Played servers are not open to web pages: Host and Origin are looked at, over HTTP and WebSocket."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.test_utils import TestServer

from srpscope.errors import UserError
from srpscope.live.gate import Gate, SpokenLog
from srpscope.live.listening import body_of, listen_http
from srpscope.live.systems.esp32.host import Host, HostSettings, make_credential
from srpscope.live.systems.esp32.http_server import ProtocommServer
from tests.systems.parties import SYSTEMS, serve

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


async def test_a_server_stops_at_once_whatever_is_still_to_arrive() -> None:
    """Forty requests whose bodies never come whole: aiohttp waits a second for them, cancels, and waits another."""
    waiting: list[asyncio.Event] = []
    broken: list[str] = []

    async def read(request: web.Request) -> web.Response:
        waiting[-1].set()
        try:
            await request.read()
        except BaseException as error:
            broken.append(type(error).__name__)
            raise
        return web.Response()

    application = web.Application()
    application.add_routes([web.post("/", read)])
    here = await listen_http(application, "127.0.0.1", 0)
    writers = []
    for _ in range(40):
        waiting.append(asyncio.Event())
        _, writer = await asyncio.open_connection("127.0.0.1", here.port)
        writer.write(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nhalf")
        writers.append(writer)
        await asyncio.wait_for(waiting[-1].wait(), 20)
    slept: list[float] = []
    real = asyncio.get_running_loop().call_at

    def counted(when: float, *given: Any, **named: Any) -> asyncio.TimerHandle:
        slept.append(when)
        return real(when, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.get_running_loop(), "call_at", counted)
        begun = asyncio.get_running_loop().time()
        await here.close()
        took = asyncio.get_running_loop().time() - begun
    assert len(broken) == 40 and "CancelledError" not in broken  # each was told that its peer is gone
    assert took < min(slept, default=begun + 60) - begun  # no timer had to run out
    for writer in writers:
        writer.close()


async def test_a_body_that_cannot_be_unpacked_is_the_peers_fault() -> None:
    async def read(request: web.Request) -> web.Response:
        return web.Response(body=await body_of(request))

    application = web.Application()
    application.add_routes([web.post("/", read)])
    here = await listen_http(application, "127.0.0.1", 0)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port)
        head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n"
        writer.write(head + b"\x1f\x8b" + b"0" * 18)
        assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")
        writer.close()
    finally:
        await here.close()


def test_who_is_let_in() -> None:
    gate = Gate("127.0.0.1", ["https://App.example:443", "http://localhost:3000/"])
    gate.port = 8081
    for host in ("127.0.0.1:8081", "localhost:8081", "[::1]:8081", "10.0.2.2:8081", "127.0.0.1", None):
        assert gate.refuses(host, None) is None
    for host in (
        "evil.example:8081",
        "127.0.0.1:80",
        "evil.example",
        "192.168.1.5:8081",
        "127.0.0.1.evil.example:8081",
        ":",
    ):
        assert gate.refuses(host, None) is not None
    for origin, allowed in (
        ("https://app.example", True),
        ("http://localhost:3000", True),
        ("http://localhost:3001", False),
        ("null", False),
        ("http://127.0.0.1:8081", False),
    ):
        assert (gate.refuses("127.0.0.1:8081", origin) is None) is allowed
    everywhere = Gate("0.0.0.0")
    everywhere.port = 80
    assert everywhere.refuses("192.168.1.5", None) is None and everywhere.refuses("rebound.example", None) is not None
    for wrong in ("app.example", "ftp://x", "https://x/path", "https://"):
        with pytest.raises(UserError, match="origin"):
            Gate("127.0.0.1", [wrong])


@asynccontextmanager
async def listening(name: str, **options: object) -> AsyncIterator[str]:
    if name == "esp32":
        allowed = tuple(str(one) for one in options.get("allow_origin", ()))  # type: ignore[attr-defined]
        server = ProtocommServer(Host(HostSettings(make_credential("u", "p"))), origins=allowed)
        await server.start()
        try:
            yield server.url
        finally:
            await server.close()
        return
    found = await serve(name, SYSTEMS[{"devolutions": "devolutions-http"}.get(name, name)].users(), **options)
    try:
        yield found.url
    finally:
        await found.close()


PATHS = {"nimbus": "/srp/step1", "devolutions": "/", "excalibur": "/api/auth", "esp32": "/proto-ver"}


@pytest.mark.parametrize("name", PATHS)
async def test_a_page_is_refused_unless_it_is_allowed(name: str) -> None:
    async with listening(name, allow_origin=["http://app.example"]) as url, aiohttp.ClientSession() as session:
        method = "GET" if name in ("devolutions", "excalibur") else "POST"
        for headers, refused in (
            ({"Origin": "http://evil.example"}, True),
            ({"Origin": "null"}, True),
            ({"Host": "evil.example"}, True),
            ({"Origin": "http://app.example"}, False),
            ({}, False),
        ):
            data = None if method == "GET" else b"{}"
            async with session.request(method, url + PATHS[name], headers=headers, data=data) as answer:
                assert (answer.status == 403) is refused, (headers, answer.status)
                allowed = answer.headers.get("Access-Control-Allow-Origin")
                assert allowed == (headers.get("Origin") if not refused else None)


async def test_a_websocket_of_a_page_is_refused() -> None:
    async with listening("excalibur") as url, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await session.ws_connect(url + "/api/auth", origin="http://evil.example")
        assert caught.value.status == 403


async def test_a_registration_is_json_by_its_content_type() -> None:
    body = b'{"username":"eve","salt":"01","verifier":"02"}'
    async with listening("nimbus") as url, aiohttp.ClientSession() as session:
        for kind, status in (
            ("text/plain", 415),
            ("application/x-www-form-urlencoded", 415),
            ("application/json", 200),
        ):
            async with session.post(url + "/srp/register", data=body, headers={"Content-Type": kind}) as answer:
                assert answer.status == status


async def test_malformed_http_is_a_line_and_not_many(capsys: pytest.CaptureFixture[str]) -> None:
    async with listening("nimbus") as url:
        port = int(url.rpartition(":")[2])
        for _ in range(20):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"\x16\x03\x01 GET \xff\xff nonsense\r\n\r\n")
            await asyncio.wait_for(reader.read(), 10)
            writer.close()
    said = capsys.readouterr().err
    assert "Traceback" not in said and len(said.splitlines()) <= 3 * SpokenLog.PER_SECOND


def test_a_request_that_is_no_http_is_told_in_words_of_ours() -> None:
    said: list[str] = []
    fault = BadHttpMessage("Bad status line:\n\n  b'nonsense'")
    record = logging.LogRecord("x", logging.ERROR, "", 0, "Error handling request", (), (type(fault), fault, None))
    SpokenLog(said.append).emit(record)
    assert said == ["A client sent what is no HTTP request (Bad status line): it was answered 400."]


def test_one_line_counts_what_it_leaves_out() -> None:
    said: list[str] = []
    handler = SpokenLog(said.append)
    for _ in range(10):
        handler.emit(logging.LogRecord("x", logging.ERROR, "", 0, "broken\x1b[31m request", (), None))
    assert len(said) == SpokenLog.PER_SECOND and "\x1b" not in said[0]


PAGE = """<!doctype html><body><form id=f method=post enctype=text/plain action="{url}/srp/register">
<input name='{{"username":"eve","salt":"01","verifier":"02","x":"' value='"}}'></form><script>
const said = [];
(async () => {{
  for (const [path, options] of [["/srp/step1", {{method: "POST", body: '{{"username":"alice"}}'}}],
      ["/srp/register", {{method: "POST", mode: "no-cors", body: '{{}}'}}]]) {{
    try {{ const a = await fetch("{url}" + path, options); said.push(path + " " + a.type + " " + a.status); }}
    catch (e) {{ said.push(path + " failed"); }}
  }}
  await new Promise(done => {{
    const s = new WebSocket("{ws}/api/auth");
    s.onopen = () => {{ said.push("websocket open"); done(); }};
    s.onerror = () => {{ said.push("websocket failed"); done(); }};
  }});
  await fetch("/said", {{method: "POST", body: said.join("; ")}});
}})();
</script>"""


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
async def test_a_real_browser_gets_nowhere(tmp_path: Path) -> None:
    """A page of another origin: fetch, a request without CORS, a WebSocket. The page tells its own server how each
    ended, so that the test waits for its word and for no clock of the browser's."""
    assert CHROMIUM is not None
    said: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def tell(request: web.Request) -> web.Response:
        said.set_result(await request.text())
        return web.Response()

    async with listening("nimbus") as url, listening("excalibur") as other:
        page = PAGE.format(url=url, ws=other.replace("http", "ws"))

        async def show(_: web.Request) -> web.Response:
            return web.Response(text=page, content_type="text/html")

        evil = web.Application()
        evil.add_routes([web.get("/", show), web.post("/said", tell)])
        async with TestServer(evil) as origin:
            command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
            command += [f"--user-data-dir={tmp_path / 'profile'}", str(origin.make_url("/"))]
            with (tmp_path / "chromium.log").open("wb") as log:
                browser = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log, start_new_session=True)
                try:
                    ended = await asyncio.wait_for(said, 120)
                except TimeoutError:
                    raise AssertionError((tmp_path / "chromium.log").read_text(errors="replace")[-2000:]) from None
                finally:
                    with suppress(ProcessLookupError):
                        os.killpg(browser.pid, signal.SIGKILL)
                    await browser.wait()
    assert "/srp/step1 failed" in ended and "websocket failed" in ended and " 200" not in ended
