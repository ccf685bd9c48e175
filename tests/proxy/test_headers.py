"""What HTTP says beside the messages passes a proxy both ways: headers, cookies, and how a WebSocket ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from srpscope.live import listening as listens, mdns
from srpscope.live.driving import Lending
from srpscope.live.http_client import ANSWER_BYTES, end_to_end, signed_elsewhere, with_cookies
from srpscope.live.proxy.standing import between
from srpscope.live.systems.registry import client_session, played_server, system
from srpscope.live.users import Account
from srpscope.session.opening import read_path
from srpscope.wire.excalibur.messages import ENDPOINT
from srpscope.wire.exchange import HttpAsked
from tests.proxy.test_statuses import ASKED

Peer = Callable[[web.Request], Awaitable[web.StreamResponse]]
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/x/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab"
)
OWN = {"Authorization": SIGNED, "X-Amz-Date": "20260101T000000Z", "X-Own": "1", "User-Agent": "an app/2"}


@asynccontextmanager
async def proxy_to(name: str, peer: Peer, folder: Path) -> AsyncIterator[tuple[str, int]]:
    """A proxy that passes through to this peer, with the peer's port."""
    application = web.Application()
    application.add_routes([web.route("*", "/{path:.*}", peer)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = int(runner.addresses[0][1])
    host, start = between(system(name), None, f"http://127.0.0.1:{port}", {}, folder, diagnosed=False)
    listening = await start(host)
    try:
        yield listening.url, port
    finally:
        await listening.close()
        await host.close()
        await runner.cleanup()


@pytest.mark.parametrize("name", [name for name in ASKED if name != "devolutions"])
async def test_an_apps_headers_arrive_and_the_servers_come_back(name: str, tmp_path: Path) -> None:
    seen: list[Mapping[str, str]] = []

    async def peer(request: web.Request) -> web.Response:
        seen.append(request.headers)
        answer = web.Response(
            status=403, text="no", headers=CIMultiDict([("Vary", "a"), ("Vary", "b"), ("Date", "then")])
        )
        answer.set_cookie("theme", "dark")
        answer.set_cookie("srp-session", "the server's own")
        return answer

    method, path, headers, data = ASKED[name]
    jar = aiohttp.DummyCookieJar()
    async with proxy_to(name, peer, tmp_path) as (url, port), aiohttp.ClientSession(cookie_jar=jar) as session:
        sent = {**headers, **OWN, "Connection": "keep-alive, X-Hop", "X-Hop": "1", "Cookie": "mine=1"}
        async with session.request(method, url + path, headers=sent, data=data or None) as response:
            back, cookies = response.headers, {one: made.value for one, made in response.cookies.items()}
    arrived = seen[-1]
    assert {one: arrived.get(one) for one in OWN} == OWN
    assert arrived["Host"] == f"127.0.0.1:{port}" and "X-Hop" not in arrived
    if name != "http":  # a device compares the whole Cookie header, and its web server sends no other headers
        assert arrived["Cookie"] == "mine=1"
        assert back.getall("Vary") == ["a", "b"] and back.getall("Date") == ["then"]
        assert cookies["theme"] == "dark"
        assert name != "nimbus" or cookies["srp-session"] != "the server's own"


async def test_a_signed_request_that_goes_to_another_host_is_told(tmp_path: Path) -> None:
    async def peer(request: web.Request) -> web.Response:
        return web.json_response({"__type": "NotAuthorizedException", "message": "no"}, status=400)

    method, path, headers, data = ASKED["cognito"]
    async with proxy_to("cognito", peer, tmp_path) as (url, port), aiohttp.ClientSession(headers=OWN) as session:
        response = await session.request(method, url + path, headers=headers, data=data)
        assert response.status == 400
    (record,) = tmp_path.glob("*.srp.jsonl")
    notes = [one["text"] for leg in read_path(record).captures for one in leg.events if one["what"] == "note"]
    assert any(f"signed with its Host, which is this proxy; it goes on to 127.0.0.1:{port}" in one for one in notes)


@pytest.mark.parametrize("name", ["nimbus", "homekit", "cognito"])
async def test_other_requests_of_the_app_go_through_and_are_no_session(name: str, tmp_path: Path) -> None:
    seen: list[tuple[str, str, str, str | None]] = []

    async def peer(request: web.Request) -> web.Response:
        seen.append((request.method, request.path_qs, await request.text(), request.headers.get("X-Own")))
        return web.Response(status=302 if request.method == "GET" else 200, text="there", headers={"Location": "/b"})

    async with proxy_to(name, peer, tmp_path) as (url, _), aiohttp.ClientSession(headers=OWN) as session:
        async with session.get(f"{url}/profile?of=me", allow_redirects=False) as response:
            assert (response.status, response.headers["Location"], await response.text()) == (302, "/b", "there")
        async with session.put(f"{url}/profile", data="new") as response:
            assert response.status == 200
    assert seen == [("GET", "/profile?of=me", "", "1"), ("PUT", "/profile", "new", "1")]
    assert not list(tmp_path.iterdir())


async def test_another_request_to_a_server_that_is_gone_is_told(tmp_path: Path) -> None:
    host, start = between(system("nimbus"), None, "http://127.0.0.1:1", {}, tmp_path, diagnosed=False)
    listening = await start(host)
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{listening.url}/profile") as response:
            assert response.status == 502 and "could not be reached" in await response.text()
    finally:
        await listening.close()
        await host.close()


async def test_another_answer_may_be_longer_than_a_message(tmp_path: Path) -> None:
    async def peer(request: web.Request) -> web.Response:
        return web.Response(body=bytes(2 * ANSWER_BYTES))

    async with (
        proxy_to("nimbus", peer, tmp_path) as (url, _),
        aiohttp.ClientSession() as session,
        session.get(f"{url}/picture") as response,
    ):
        assert response.status == 200 and await response.read() == bytes(2 * ANSWER_BYTES)


async def test_another_request_reaches_an_accessory_that_is_only_named(tmp_path: Path) -> None:
    pytest.importorskip("zeroconf")

    async def peer(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.method} {request.path_qs}")

    behind = web.Application()
    behind.add_routes([web.route("*", "/{path:.*}", peer)])
    runner = web.AppRunner(behind, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    name, port = "srpscope behind a proxy", int(runner.addresses[0][1])
    announcement = await mdns.announce(name, "11:22:33:44:55:66", "127.0.0.1", port)
    host, start = between(system("homekit"), None, f"mdns:{name}", {}, tmp_path, diagnosed=False)
    listening = await start(host)
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{listening.url}/accessories?id=1") as response:
            assert (response.status, await response.text()) == (200, "GET /accessories?id=1")
    finally:
        await listening.close()
        await host.close()
        await announcement.close()
        await runner.cleanup()


async def test_a_page_is_told_the_methods_that_are_taken(tmp_path: Path) -> None:
    asks = {"Origin": "http://app.example", "Access-Control-Request-Method": "PUT"}
    options = {"allow_origin": ["http://app.example"]}
    passing = between(system("nimbus"), None, "http://127.0.0.1:1", options, tmp_path, diagnosed=False)
    played = played_server("nimbus", "alice", "p", kept=False, options=options, diagnosed=False)
    for (host, start), taken in ((passing, "DELETE, GET, HEAD, PATCH, POST, PUT"), (played, "POST")):
        listening = await start(host)
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.options(f"{listening.url}/profile", headers=asks) as response,
            ):
                assert response.headers["Access-Control-Allow-Methods"] == taken
        finally:
            await listening.close()
            await host.close()


def test_what_is_of_the_connection_stays_there() -> None:
    own = CIMultiDict([("Host", "a"), ("Connection", "x-a , X-B"), ("X-A", "1"), ("x-b", "2"), ("Content-Length", "3")])
    own.extend([("Sec-WebSocket-Key", "k"), ("TE", "trailers"), ("X-C", "1"), ("X-C", "2")])
    assert list(end_to_end(CIMultiDictProxy(own)).items()) == [("X-C", "1"), ("X-C", "2")]
    assert with_cookies({"Cookie": "a=1; b=2"}, {"b": "3"})["Cookie"] == "a=1; b=3"
    assert "Cookie" not in with_cookies({}, {})
    assert signed_elsewhere(HttpAsked("/", CIMultiDict()), "http://a") == ""
    unsigned_host = SIGNED.replace("host;", "")
    assert signed_elsewhere(HttpAsked("/", CIMultiDict(Authorization=unsigned_host)), "http://a") == ""


async def closed_by(socket: aiohttp.ClientWebSocketResponse) -> tuple[Any, Any]:
    message = await asyncio.wait_for(socket.receive(), 60)
    return message.data, message.extra


async def test_how_a_server_closes_its_websocket_is_what_the_app_sees(tmp_path: Path) -> None:
    seen: list[Mapping[str, str]] = []

    async def peer(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        await socket.close(code=4003, message=b"no such user")
        return socket

    async with proxy_to("excalibur", peer, tmp_path) as (url, _), aiohttp.ClientSession(headers=OWN) as session:
        socket = await session.ws_connect(url + ENDPOINT)
        await socket.send_str('{"type":"x","data":"alice"}')
        assert await closed_by(socket) == (4003, "no such user")
    assert {one: seen[0].get(one) for one in OWN} == OWN
    (record,) = tmp_path.glob("*.srp.jsonl")
    assert "closed with code 4003: no such user" in record.read_text()


async def test_how_an_app_closes_its_websocket_is_what_the_server_sees(tmp_path: Path) -> None:
    codes: asyncio.Queue[tuple[Any, Any]] = asyncio.Queue()

    async def peer(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        await socket.send_str('{"type":"challenge","data":{}}')
        message = await socket.receive()
        codes.put_nowait((message.data, message.extra))
        return socket

    async with proxy_to("excalibur", peer, tmp_path) as (url, _), aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url + ENDPOINT)
        await socket.send_str('{"type":"x","data":"alice"}')
        await socket.receive()
        await socket.close(code=4100, message=b"enough")
        assert await asyncio.wait_for(codes.get(), 60) == (4100, "enough")


async def test_a_websocket_that_the_server_does_not_open_is_told_the_app(tmp_path: Path) -> None:
    async def peer(request: web.Request) -> web.Response:
        return web.Response(status=401)

    async with proxy_to("excalibur", peer, tmp_path) as (url, _), aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url + ENDPOINT)
        await socket.send_str('{"type":"x","data":"alice"}')
        code, reason = await closed_by(socket)
    assert code == 1014 and "answers 401 and opens no WebSocket" in reason
    (record,) = tmp_path.glob("*.srp.jsonl")
    refused = [one for leg in read_path(record).captures for one in leg.events if one["what"] == "refused"]
    assert refused and all("answers 401 where a WebSocket was to be opened" in one["text"] for one in refused)


@pytest.mark.parametrize("name", ["nimbus", "homekit", "devolutions"])
async def test_a_split_proxy_carries_what_is_not_of_the_messages(name: str, tmp_path: Path) -> None:
    """An app's key and the server's own headers and cookies, beside messages that are each leg's own."""
    seen: list[Mapping[str, str]] = []
    spoken = system(name)

    @web.middleware
    async def around(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        seen.append(dict(request.headers))
        answer = await handler(request)
        if answer.status == 200 and name != "devolutions":
            answer.set_status(202)
        answer.headers.update({"X-Served-By": "node 4", "Content-MD5": "of the server's message"})
        answer.set_cookie("theme", "dark")
        return answer

    user, password = "carol", "518-30-226"
    small: dict[str, Any] = {"group": "nimbus-256"} if name == "nimbus" else {}
    options = {"port": 0, **small}
    device, begin = played_server(name, user, password, folder=tmp_path / "device", options=options, diagnosed=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listens, "_gatekeeper", lambda gate, under_way: around)
        behind = await begin(device)
    account = Account(user, password)
    proxy, start = between(spoken, account, behind.url, options, tmp_path / "proxy", diagnosed=False)
    front = await start(proxy)
    app = client_session(name, front.url, user, password, record=tmp_path / "app.srp.jsonl", options=small)
    transport = app.transport
    assert isinstance(transport, Lending)
    transport.lent = {"X-Api-Key": "k 7", "User-Agent": "an app/2", "Content-MD5": "of the app's message"}
    try:
        assert await app.run() is True
        answer = transport.answered
    finally:
        await app.close()
        await front.close()
        await proxy.close()
        await behind.close()
        await device.close()
    arrived = [one for one in seen if one.get("X-Api-Key") == "k 7"]
    assert arrived and all(one["User-Agent"] == "an app/2" for one in arrived)
    assert not any("Content-MD5" in one for one in arrived)
    assert answer is not None
    assert answer.headers["X-Served-By"] == "node 4" and "Content-MD5" not in answer.headers
    assert "theme=dark" in answer.headers["Set-Cookie"]
    assert answer.status == (202 if name != "devolutions" else 200)


async def test_a_split_proxy_carries_an_esp32s_headers_and_leaves_each_session_its_cookie(tmp_path: Path) -> None:
    """A device behind a gateway that wants a key and says who served; the session's cookie is each leg's own."""
    seen: list[CIMultiDictProxy[str]] = []
    device, begin = played_server("http", "wifiprov", "abcd1234", kept=False, options={"port": 0}, diagnosed=False)
    behind = await begin(device)

    async def gateway(request: web.Request) -> web.Response:
        seen.append(request.headers)
        headers = {"Cookie": request.headers.get("Cookie", ""), "Content-Type": request.headers["Content-Type"]}
        jar = aiohttp.DummyCookieJar()
        async with (
            aiohttp.ClientSession(cookie_jar=jar) as session,
            session.post(behind.url + request.path, data=await request.read(), headers=headers) as answer,
        ):
            back = CIMultiDict([("X-Served-By", "node 4"), ("Set-Cookie", "theme=dark"), ("Content-MD5", "its own")])
            back.extend(("Set-Cookie", one) for one in answer.headers.getall("Set-Cookie", []))
            return web.Response(status=answer.status, body=await answer.read(), headers=back)

    application = web.Application()
    application.add_routes([web.post("/{path:.*}", gateway)])
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    to = f"127.0.0.1:{runner.addresses[0][1]}"
    account = Account("wifiprov", "abcd1234")
    proxy, start = between(system("http"), account, to, {"port": 0}, tmp_path / "proxy", diagnosed=False)
    front = await start(proxy)
    app = client_session("http", front.url, "wifiprov", "abcd1234", record=tmp_path / "app.srp.jsonl")
    transport = app.transport
    assert isinstance(transport, Lending)
    transport.lent = {"X-Api-Key": "k 7 \u20ac", "User-Agent": "an app/2", "Cookie": "a=1", "Content-MD5": "the app's"}
    try:
        assert await app.run() is True
        shaken = transport.answered
        await app.perform("scan")
        answer = transport.answered
    finally:
        await app.close()
        await front.close()
        await proxy.close()
        await runner.cleanup()
        await behind.close()
        await device.close()
    assert len(seen) > 5  # version, Cmd0, Cmd1, scan: the first of them too has the app's key
    assert all((one["X-Api-Key"], one["User-Agent"]) == ("k 7 \u20ac", "an app/2") for one in seen)
    assert not any("Content-MD5" in one or "a=1" in one.get("Cookie", "") for one in seen)
    assert len({one["Cookie"] for one in seen if one.get("Cookie")}) == 1
    for one in (shaken, answer):
        assert one is not None and one.headers["X-Served-By"] == "node 4" and "Content-MD5" not in one.headers
        cookies = one.headers.getall("Set-Cookie")  # type: ignore[attr-defined]
        assert "theme=dark" in cookies and not any(cookie.startswith("session=") for cookie in cookies)
