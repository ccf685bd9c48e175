"""Our client against our device over real HTTP: run through, held and edited, refused, encrypted, recorded."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.errors import PeerError, UserError
from srpscope.live.client import Further, LiveEvent
from srpscope.live.systems.esp32.http_client import HttpTransport, parse_host
from srpscope.wire.gcm import walk
from srpscope.wire.protocomm.firmware import FIRMWARES, STACKS
from srpscope.wire.protocomm.messages import config_status, scan_result
from tests.live.bench import client, device
from tests.wire.facts import golden, wire_values


@pytest.mark.parametrize("version", FIRMWARES)
async def test_a_good_session_and_encrypted_round_trips(version: str) -> None:
    async with device(firmware=FIRMWARES[version]) as played:
        session = client(played)
        assert await session.run() is True
        assert session.version is not None and session.version.patch == FIRMWARES[version].patch
        counters = []
        for endpoint, plain in (("prov-config", config_status()), ("prov-scan", scan_result()), ("custom-data", b"hi")):
            trip = await session.request(endpoint, plain)
            counters.append(trip.counters)
        assert trip.reply == b"SUCCESS\0"
        assert counters == ([(1, 2), (3, 4), (5, 6)] if FIRMWARES[version].patch else [(None, None)] * 3)
        await session.close()
        ended = await played.ended()
        assert ended.accepted is True
        names = [event.name for event in session.events if event.what in ("sent", "received")]
        assert names[:6] == ["version request", "version", "Cmd0", "Resp0", "Cmd1", "Resp1"]


async def test_golden_session_over_http_byte_for_byte() -> None:
    facts = golden()
    from srpscope.live.systems.esp32.host import Enrolled

    credential = Enrolled(bytes.fromhex(facts["salt"]), int(facts["verifier"], 16))
    async with device(credential=credential, b=int(facts["b"], 16)) as played:
        session = client(played, facts["username"], facts["password"], a=int(facts["a"], 16))
        assert await session.run() is True
        sent = {event.name.lower(): event.data.hex() for event in session.events if event.data}
        assert {name: sent[name] for name in ("cmd0", "resp0", "cmd1")} == {
            name: facts[name] for name in ("cmd0", "resp0", "cmd1")
        }
        assert wire_values(bytes.fromhex(sent["resp1"]), "server")["M2"].hex() == facts["M2"]
        assert session.party.raw("K").hex() == facts["K"]
        await session.close()


async def test_the_wrong_password_is_refused_as_the_device_does() -> None:
    async with device() as played:
        session = client(played, password="wrong")
        assert await session.run() is False
        assert session.handshake.refusal is not None and session.handshake.refusal.cause == "closed"
        assert "handler refused the message" in str(session.handshake.refusal)
        assert played.log[-5:] == [
            "E security2: Failed to authenticate client proof!",
            "E app: Received incorrect username and/or PoP for establishing secure session!",
            "E security2: Session setup error -1",
            "E protocomm_httpd: Data handler failed",
            "W httpd_uri: httpd_uri: uri handler execution failed",
        ]
        assert (await played.ended()).accepted is False
        await session.close()


async def test_further_proofs_in_the_same_session() -> None:
    async with device() as played:
        session = client(played, password="wrong")
        assert await session.run() is False and session.may_try_further
        tries = [Further("another", {"P": "still wrong"}), Further("the right one", {"P": "abcd1234"})]
        found = await session.try_further(tries)
        assert found is tries[1]
        assert (await session.request("custom-data", b"x")).reply == b"SUCCESS\0"
        with pytest.raises(UserError):
            await session.try_further(tries)
        await session.close()


async def test_bluedroid_takes_no_further_proof() -> None:
    async with device(stack=STACKS["bluedroid"]) as played:
        session = client(played, password="wrong")
        assert await session.run() is False
        assert "ATT error 0x85" in str(session.handshake.refusal)
        assert await session.try_further([Further("right", {"P": "abcd1234"})]) is None
        await session.close()


async def test_nimble_keeps_the_link() -> None:
    async with device(stack=STACKS["nimble"]) as played:
        session = client(played, password="wrong")
        assert await session.run() is False
        assert "ATT error 0x04" in str(session.handshake.refusal)
        assert await session.try_further([Further("right", {"P": "abcd1234"})]) is not None
        assert "E protocomm_nimble: Invalid content received, killing connection" in played.log
        await session.close()


async def test_a_client_that_loses_cookie_and_socket_never_finishes() -> None:
    async with device() as played:
        session = client(played, keeps_cookie=False, keeps_socket=False)
        assert await session.run() is False
        assert "E security2: Invalid state of session 1 (expected 0)" in played.log
        await session.close()


@pytest.mark.parametrize(("cookie", "sockets"), [(True, False), (False, True)])
async def test_either_cookie_or_socket_is_enough(cookie: bool, sockets: bool) -> None:
    async with device() as played:
        session = client(played, keeps_cookie=cookie, keeps_socket=sockets)
        assert await session.run() is True
        await session.close()


async def _until_held(session: object, task: asyncio.Task[bool | None]) -> None:
    while getattr(session, "held", None) is None and not task.done():
        await asyncio.sleep(0)


async def test_held_before_m1_edited_and_sent() -> None:
    async with device() as played:
        events: list[LiveEvent] = []
        session = client(played, holds=("Cmd1",), observe=events.append)
        task = asyncio.create_task(session.run())
        await _until_held(session, task)
        assert session.held is not None and session.held.step.name == "Cmd1" and not session.held.edited
        own = wire_values(session.held.data, "client")["M1"]
        await session.edit_field("M1", bytes(64))
        assert wire_values(session.held.data, "client")["M1"] == bytes(64)
        await session.edit_field("M1", None)
        assert wire_values(session.held.data, "client")["M1"] == own
        await session.edit_value("P", "something else")
        assert session.held is not None and wire_values(session.held.data, "client")["M1"] != own
        await session.edit_value("P", "abcd1234")
        await session.edit_value("u", formula=session.party.knowledge.dialect.parse("H(PAD(A) | PAD(B))"))
        assert session.held is not None and wire_values(session.held.data, "client")["M1"] == own
        session.hold.edit(session.held.data[:-1] + b"\0")
        assert session.held.edited
        session.hold.release()
        assert await task is False
        assert any(event.what == "held" and event.text == "edited" for event in events)
        edits = [line for line in session.recording.capture.lines if line["type"] == "edit"]
        assert [edit["value"] for edit in edits] == ["P", "P", "u"]
        await session.close()


async def test_dropped_by_hand() -> None:
    async with device() as played:
        session = client(played, holds=("*",))
        task = asyncio.create_task(session.run())
        await _until_held(session, task)
        session.hold.drop()
        assert await task is False
        assert session.handshake.refusal is not None and session.handshake.refusal.cause == "dropped"
        with pytest.raises(UserError):
            session.hold.release()
        await session.close()


async def test_release_and_go_on_holds_nothing_more() -> None:
    async with device() as played:
        session = client(played, holds=("*",))
        task = asyncio.create_task(session.run())
        await _until_held(session, task)
        session.hold.release(go_on=True)
        assert await task is True
        await session.close()


async def test_a_client_with_the_old_nonce_rule_is_told_so() -> None:
    async with device() as played:
        session = client(played, patch=0)
        assert await session.run() is True
        with pytest.raises(UserError, match="reboots"):
            await session.request("custom-data", b"x")
        with pytest.raises(PeerError, match="follows sec_patch_ver 1, this side 0"):
            await session.request("custom-data", b"x", force=True)
        with pytest.raises(PeerError, match="closed the connection"):
            await session.request("custom-data", b"x", force=True)
        assert "E security2: Failed at mbedtls_gcm_auth_decrypt : -18" in played.log
        await session.close()


async def test_a_device_with_v6_reboots_at_a_badly_encrypted_request() -> None:
    async with device(firmware=FIRMWARES["v6.0.2"]) as played:
        session = client(played, firmware="v6.0.2")
        assert await session.run() is True
        assert "v6.0.2" in session.warning()
        assert session.channel is not None
        session.channel.counter = 77
        with pytest.raises(PeerError):
            await session.request("custom-data", b"x")
        with pytest.raises(PeerError):
            await session.request("custom-data", b"x")
        assert "E security2: psa_aead_decrypt failed with status=-149" in played.log
        await session.close()


async def test_recordings_of_both_sides_open_again_as_they_were_seen(tmp_path: Path) -> None:
    async with device(tmp_path / "device") as played:
        session = client(played, record=tmp_path / "client.srp.jsonl")
        await session.run()
        await session.request("custom-data", b"hello")
        await session.close()
        ended = await played.ended()
    for path, capture in ((tmp_path / "client.srp.jsonl", session.recording.capture), (ended.record, ended.capture)):
        assert path is not None and stat.S_IMODE(path.stat().st_mode) == 0o600
        again = formats.read(Source.of_path(path))[0]
        assert again.lines[: len(capture.lines)] == capture.lines
        assert again.header["dialect"] == "esp-idf-security2" and again.header["secrets"] is True
    assert ended.record is not None
    lines = formats.read(Source.of_path(ended.record))[0].lines
    K = bytes.fromhex(next(line["values"]["K"] for line in lines if line["type"] == "values" and "K" in line["values"]))
    nonce = session.handshake.nonce
    sealed = [bytes.fromhex(line["bytes"]) for line in lines if line.get("endpoint") == "custom-data"]
    assert [one.data for one in walk(K, nonce, sealed).messages] == [b"hello", b"SUCCESS\0"]


async def ask_a_version(answers: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> None:
    """Ask somebody who answers as no device does."""
    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    transport = HttpTransport("127.0.0.1", server.sockets[0].getsockname()[1])
    try:
        await transport.open()
        await transport.send("proto-ver", b"---")
    finally:
        await transport.close()
        server.close()


async def test_an_absent_device_and_a_stranger_are_told_apart() -> None:
    async with device() as played:
        port = played.server.port
    with pytest.raises(PeerError, match="provisioning mode"):
        await HttpTransport("127.0.0.1", port).open()

    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        await writer.drain()
        writer.close()

    with pytest.raises(PeerError, match="no HTTP"):
        await ask_a_version(stranger)


async def test_a_reply_without_end_is_cut() -> None:
    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                writer.write(bytes(65_536))
                await writer.drain()
        except ConnectionError:
            writer.close()

    with pytest.raises(PeerError, match="more than"):
        await ask_a_version(flood)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.4.1", ("192.168.4.1", 80)),
        ("http://host.local:8080/", ("host.local", 8080)),
        ("[::1]:81", ("::1", 81)),
    ],
)
def test_hosts(text: str, expected: tuple[str, int]) -> None:
    assert parse_host(text) == expected


@pytest.mark.parametrize("text", ["", "a b", "host:0", "host:99999", "user@host", "host/path", "::1", "https://x"])
def test_no_hosts(text: str) -> None:
    with pytest.raises(UserError):
        parse_host(text)
