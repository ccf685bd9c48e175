"""Listeners under fire: garbage at every step, a hundred at once, sessions that nobody continues."""

from __future__ import annotations

import asyncio
import json
import random
import ssl
from contextlib import suppress
from pathlib import Path

import pytest

from srpscope.errors import PeerError, UserError
from srpscope.live.driving import Unwatched, Witness
from srpscope.live.listening import SESSIONS, Audience, Sessions, listen_http
from srpscope.live.systems import nimbus
from srpscope.live.systems.excalibur import CLOSE_SECONDS, ExcaliburTransport
from srpscope.live.users import LiveParty
from srpscope.wire.exchange import Exchange, RefusedError, Send
from srpscope.wire.nimbus import messages as nimbus_wire
from srpscope.wire.nimbus.client import NimbusClient
from srpscope.wire.nimbus.server import NimbusServer
from tests.systems.parties import NAME, SYSTEMS, System, log_in, serve

each = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)


def garbage(data: bytes, chance: random.Random) -> bytes:
    """A message as a broken program might send it."""
    match chance.randrange(12):
        case 0:
            return b""
        case 1:
            return data[: chance.randrange(len(data) + 1)]
        case 2:
            return data + bytes(chance.randrange(1, 40))
        case 3:
            return chance.randbytes(chance.randrange(1, 300))
        case 4:
            return b"{" * 3_000
        case 5:
            return json.dumps(
                {"A": "", "M1": [], "username": {}, "data": None, "status": 3, "I": 5, "binary": 1}
            ).encode()
        case 6:
            return b'{"I":"\\ud800","A":"-1","username":"\\ud800","data":"\\ud800","status":null,"binary":false}'
        case 7:
            return data.replace(b"0", b"z")
        case 8:
            return b'"' + data
        case 9:
            return data * 2
        case _:
            at = chance.randrange(len(data)) if data else 0
            return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


class Breaking(Unwatched):
    """Lets the first messages through and breaks the next one."""

    def __init__(self, step: int, chance: random.Random) -> None:
        self._left = step
        self._chance = chance

    async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
        self._left -= 1
        if self._left >= 0:
            return data
        # A line end inside a line would be a second message, which is not what is meant here.
        return garbage(data, self._chance).replace(b"\n", b" ")


async def attempt(system: System, url: str, witness: Witness) -> None:
    """One client; whatever ends it, it ends in one of our errors."""
    try:
        await asyncio.wait_for(system.log_in(url, system.client(), witness), 60)
    except PeerError:
        return


@each
async def test_garbage_at_any_step_does_not_stop_the_listener(system: System) -> None:
    chance = random.Random(7)
    listening = await system.serve(system.users(), Audience())
    try:
        for step in range(4):
            await asyncio.gather(*(attempt(system, listening.url, Breaking(step, chance)) for _ in range(15)))
        assert (await system.log_in(listening.url, system.client(), None)).accepted
    finally:
        await listening.close()


@each
async def test_garbage_from_the_server_ends_the_client_in_a_sentence(system: System) -> None:
    chance = random.Random(11)
    listening = await system.serve(system.users(), Audience(lambda peer: Breaking(chance.randrange(4), chance)))
    try:
        await asyncio.gather(*(attempt(system, listening.url, Unwatched()) for _ in range(30)))
    finally:
        await listening.close()


@each
async def test_a_hundred_at_once_half_of_them_broken(system: System) -> None:
    chance = random.Random(3)
    ended: list[Exchange] = []
    listening = await system.serve(system.users(), Audience(ended=lambda exchange, _: ended.append(exchange)))

    async def good() -> bool:
        return bool((await system.log_in(listening.url, system.client(), None)).accepted)

    try:
        results = await asyncio.gather(
            *(good() for _ in range(50)),
            *(attempt(system, listening.url, Breaking(chance.randrange(4), chance)) for _ in range(50)),
        )
    finally:
        await listening.close()
    assert results[:50] == [True] * 50
    assert sum(one.accepted is True for one in ended) >= 50


@pytest.mark.parametrize("name", ["devolutions-tcp", "rfc5054", "rfc2945"])
async def test_raw_bytes_on_a_stream(name: str) -> None:
    system = SYSTEMS[name]
    listening = await system.serve(system.users(), Audience())
    chance = random.Random(5)
    try:
        for data in (b"", b"\n", b"\0" * 10, b"SRP\0\x01\x06\0\0", b"SRP\0" * 3, b"x" * 70_000, b"[" * 60_000 + b"\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", listening.port)
            writer.write(data + chance.randbytes(chance.randrange(3)))
            writer.write_eof()
            await asyncio.wait_for(reader.read(), 20)
            writer.close()
        assert (await system.log_in(listening.url, system.client(), None)).accepted
    finally:
        await listening.close()


@pytest.mark.parametrize("path", ["/srp/step1", "/srp/step2", "/srp/register", "/other"])
async def test_raw_requests_to_nimbus(path: str) -> None:
    import aiohttp

    system = SYSTEMS["nimbus"]
    listening = await system.serve(system.users(), Audience())
    try:
        async with aiohttp.ClientSession() as session:
            for body in (b"", b"{}", b"null", b"\xff", b"[" * 60_000, b"x" * 200_000):
                async with session.post(listening.url + path, data=body) as answer:
                    assert 400 <= answer.status < 500
            async with session.get(listening.url + path) as answer:
                assert answer.status in (404, 405)
    finally:
        await listening.close()


async def test_nimbus_wants_step_1_first_and_takes_no_step_twice() -> None:
    import aiohttp

    system = SYSTEMS["nimbus"]
    listening = await system.serve(system.users(), Audience())
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            step2 = {"A": "2", "M1": "3"}
            async with session.post(listening.url + "/srp/step2", json=step2) as answer:
                assert answer.status == 409
                assert (await answer.json())["error"] == "order"
            async with session.post(listening.url + "/srp/step1", json={"username": NAME}) as answer:
                assert answer.status == 200
                cookie = answer.cookies[nimbus.COOKIE].value
            headers = {"Cookie": f"{nimbus.COOKIE}={cookie}"}
            async with session.post(listening.url + "/srp/step2", json=step2, headers=headers) as answer:
                assert answer.status == 401
                assert (await answer.json())["error"] == nimbus_wire.BAD_CREDENTIALS
            async with session.post(listening.url + "/srp/step2", json=step2, headers=headers) as answer:
                assert answer.status == 409
            # An app that keeps no cookies is known by its address.
            async with session.post(listening.url + "/srp/step1", json={"username": NAME}) as answer:
                assert answer.status == 200
            async with session.post(listening.url + "/srp/step2", json=step2) as answer:
                assert answer.status == 401
    finally:
        await listening.close()


async def test_an_unknown_user_learns_it_at_the_proof_only() -> None:
    import aiohttp

    system = SYSTEMS["nimbus"]
    listening = await system.serve(system.users(), Audience())
    try:
        salts = []
        async with aiohttp.ClientSession() as session:
            for _ in range(2):
                async with session.post(listening.url + "/srp/step1", json={"username": "stranger"}) as answer:
                    assert answer.status == 200
                    salts.append((await answer.json())["salt"])
        assert salts[0] == salts[1]
    finally:
        await listening.close()


def test_a_nimbus_session_times_out() -> None:
    system = SYSTEMS["nimbus"]
    now = [0.0]
    settings = nimbus.settings_for(system.terms(), timeout=60.0)
    server = NimbusServer(system.users().party, settings, lambda: now[0])
    server.received(b'{"username":"alice"}')
    assert isinstance(server.step, Send)
    server.sent(server.step.build())
    now[0] = 61.0
    server.received(b'{"A":"2","M1":"3"}')
    assert server.refusal is not None
    assert server.refusal.cause == nimbus_wire.TIMEOUT
    assert isinstance(server.step, Send)
    assert json.loads(server.step.build())["error"] == nimbus_wire.TIMEOUT


async def test_a_late_step_hears_the_time_out_over_http() -> None:
    import aiohttp

    from srpscope.live.listening import listen_http

    system, now = SYSTEMS["nimbus"], [0.0]
    settings = nimbus.settings_for(system.terms(), timeout=60.0)
    server = nimbus.NimbusHost(system.users(), settings, Audience(), lambda: now[0])
    listening = await listen_http(server.application(), "127.0.0.1", 0)
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            for late, status, cause in ((61.0, 408, nimbus_wire.TIMEOUT), (121.0, 409, "order")):
                now[0] = 0.0
                async with session.post(listening.url + "/srp/step1", json={"username": NAME}) as answer:
                    headers = {"Cookie": f"{nimbus.COOKIE}={answer.cookies[nimbus.COOKIE].value}"}
                now[0] = late
                step2 = {"A": "2", "M1": "3"}
                async with session.post(listening.url + "/srp/step2", json=step2, headers=headers) as answer:
                    assert answer.status == status
                    assert (await answer.json())["error"] == cause
    finally:
        await listening.close()


def test_a_step_in_the_wrong_place_is_out_of_order() -> None:
    system = SYSTEMS["nimbus"]
    server = NimbusServer(system.users().party)
    server.received(b'{"username":"alice"}', "/srp/step2")
    assert server.refusal is not None
    assert server.refusal.cause == "order"


def test_idle_sessions_are_forgotten_and_their_number_is_bounded() -> None:
    now = [0.0]
    ended: list[Exchange] = []
    sessions = Sessions(Audience(ended=lambda one, _: ended.append(one)), 60.0, lambda: now[0])
    system = SYSTEMS["nimbus"]
    users = system.users()
    key, _ = sessions.add(NimbusServer(users.party), "a")
    now[0] = 59.0
    assert sessions.get(key) is not None
    now[0] = 119.0
    assert sessions.get(key) is not None
    now[0] = 180.0
    assert sessions.get(key) is None
    assert "Nothing came for 60" in str(ended[0].refusal)
    for _ in range(SESSIONS + 5):
        sessions.add(NimbusServer(users.party), "a")
    assert len(sessions) == SESSIONS
    assert len(ended) == 6


@pytest.mark.parametrize(
    "url", ["", "http://", "ftp://x", "http://user:secret@host", "http://host:0", "http://[::", "http://host:99999"]
)
async def test_an_address_that_is_none_is_refused(url: str) -> None:
    system = SYSTEMS["nimbus"]
    with pytest.raises(UserError):
        await log_in("nimbus", url, system.client())
    with pytest.raises(UserError):
        await log_in("excalibur", url, system.client())
    with pytest.raises(UserError):
        await log_in("plain", url, system.client())


@each
@pytest.mark.parametrize("name", ["a\udcffb", "a\ud800b", "\0", "[red]\x1b[31m", "x" * 1_000, "é" * 400])
async def test_any_user_name_ends_in_an_outcome(system: System, name: str) -> None:
    listening = await system.serve(system.users(), Audience())
    try:
        exchange = await system.log_in(listening.url, system.client(name=name), None)
        assert exchange.accepted is False
        assert (await system.log_in(listening.url, system.client(), None)).accepted
    finally:
        await listening.close()


@each
async def test_nobody_there_is_said(system: System) -> None:
    scheme = (
        "tcp"
        if system.serve is SYSTEMS["devolutions-tcp"].serve or system.dialect[:3] in ("rfc", "srp", "wik")
        else "http"
    )
    listening = await system.serve(system.users(), Audience())
    await listening.close()
    url = f"{scheme}://127.0.0.1:{listening.port}"
    try:
        exchange = await system.log_in(url, system.client(), None)
    except PeerError as error:
        assert "could not be reached" in str(error)
    else:
        assert exchange.refusal is not None
        assert "could not be reached" in str(exchange.refusal)


@each
async def test_a_taken_port_is_said(system: System) -> None:
    listening = await system.serve(system.users(), Audience())
    try:
        with pytest.raises(UserError, match="listened on: another program listens there"):
            match system.dialect:
                case "excalibur":
                    await serve("excalibur", system.users(), port=listening.port)
                case "devolutions":
                    await serve("devolutions", system.users(), over="tcp", port=listening.port)
                case _:
                    await serve("plain", system.users(), port=listening.port)
    finally:
        await listening.close()


def test_a_value_that_cannot_be_had_refuses_the_exchange_and_does_not_raise() -> None:
    system = SYSTEMS["nimbus"]
    client = NimbusClient(LiveParty("client", system.terms(), {"I": NAME}))  # no password
    assert isinstance(client.step, Send)
    client.sent(client.step.build())
    client.received(b'{"salt":"11","B":"5"}')
    assert isinstance(client.step, Send)
    with pytest.raises(UserError, match="M1"):
        client.step.build()
    client.refuse(RefusedError("no password"))
    assert client.accepted is False


async def test_an_untrusted_certificate_is_said(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    system = SYSTEMS["nimbus"]
    try:
        client = await log_in("nimbus", f"https://127.0.0.1:{port}", system.client())
        assert client.refusal is not None
        assert "certificate is not trusted" in str(client.refusal)
    finally:
        server.close()


def self_signed(folder: Path) -> Path:
    """A certificate that nobody trusts, with its key, in one file."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    plain_key = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(plain_key + certificate.public_bytes(serialization.Encoding.PEM))
    return path


async def test_a_server_without_a_websocket_is_told_from_none_at_all() -> None:
    """The salt is there, /api/auth is not: what an Excalibur server without its SRP log-in would say."""
    from aiohttp import web

    from srpscope.live.listening import listen_http
    from srpscope.wire.excalibur.messages import write_salt

    async def details(request: web.Request) -> web.Response:
        return web.Response(body=write_salt(b"12345678"))

    application = web.Application()
    application.add_routes([web.get("/api/users/security/{name}", details)])
    listening = await listen_http(application, "127.0.0.1", 0)
    try:
        client = await log_in("excalibur", listening.url, SYSTEMS["excalibur"].client())
        assert client.refusal is not None
        assert "answers 404 where a WebSocket" in str(client.refusal)
    finally:
        await listening.close()


async def test_a_websocket_that_never_stops_is_closed_in_time() -> None:
    from aiohttp import web

    async def flood(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        with suppress(ConnectionError):
            while not socket.closed:
                await socket.send_str("x" * 1_000)
                await asyncio.sleep(0)
        return socket

    application = web.Application()
    application.router.add_get("/api/auth", flood)
    listening = await listen_http(application, "127.0.0.1", 0)
    transport = ExcaliburTransport(listening.url)
    try:
        await transport.open()
        await transport.send("/api/auth", b"hello")
        assert await transport.receive("/api/auth") == b"x" * 1_000
        async with asyncio.timeout(2 * CLOSE_SECONDS):
            await transport.close()
    finally:
        await listening.close()
