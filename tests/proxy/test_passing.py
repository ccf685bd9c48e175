"""The proxy that passes through: what arrives is what was sent, both legs are recorded, and a person may change it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from srpscope.errors import SrpscopeError
from srpscope.live.client import ClientSession
from srpscope.live.concluding import Seen
from srpscope.live.proxy.passing import PassedBack
from srpscope.live.proxy.split import Split
from srpscope.live.systems.registry import SYSTEMS, system
from srpscope.session.opening import read_path, session_of
from srpscope.wire.excalibur.messages import ExcaliburMessage
from srpscope.wire.exchange import Receive, Send
from srpscope.wire.wires import wire
from tests.proxy.test_split import Between, standing

each = pytest.mark.parametrize("name", SYSTEMS)


@each
async def test_every_message_is_on_both_legs(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path, account=None) as here:
        app = here.app()
        assert await app.run() is True
        await app.close()
        ended = await here.told()
        behind = await asyncio.wait_for(here.device.ended.get(), 60)
    assert ended.record is not None and behind.accepted is True and ended.accepted is True
    first, second = read_path(ended.record).captures
    told = [[(one["from"], one["bytes"]) for one in leg.messages] for leg in (first, second)]
    assert told[0] == told[1] and len(told[0]) >= 4
    assert ended.answer["judgement"]["outcome"] == "accepted"
    assert "enroller" not in {line.get("side") for line in first.lines}


def test_a_server_that_never_stops_answering_is_left() -> None:
    """The size of the group is followed by B; the same once more is followed by nothing, and the app speaks next."""
    asked: list[bytes | None] = []

    def carry(endpoint: str, data: bytes | None) -> bytes:
        asked.append(data)
        return ExcaliburMessage("2048", "OK").write()

    name = ExcaliburMessage("alice").write()
    exchange = PassedBack(wire("excalibur"), carry)
    exchange.received(name)
    while isinstance(exchange.step, Send):
        exchange.sent(exchange.step.build())
    assert isinstance(exchange.step, Receive) and asked == [name, None]


@each
async def test_a_refusal_is_passed_back(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path, account=None) as here:
        app = here.app("031-45-155")
        assert await app.run() is False
        await app.close()
        ended = await here.told()
    for leg in ended.answer["legs"].values():
        assert (leg["judgement"]["outcome"], leg["judgement"]["by"]) == ("refused", "server"), leg


async def at_the_device(here: Between) -> tuple[ClientSession, asyncio.Future[bool], ClientSession]:
    """The app, its run, and the leg to the device, which holds the app's proof."""
    proof = wire(system(here.name).wire).client_proof
    split = here.proxy._concluding  # type: ignore[attr-defined]
    assert isinstance(split, Split)
    app = here.app(holds=proof)
    running = asyncio.ensure_future(app.run())
    while app.held is None:
        await asyncio.sleep(0.01)
    (pair,) = split.pairs.values()
    assert pair.session is not None
    pair.session.hold.names = set(proof)
    app.hold.release()
    while pair.session.held is None:
        await asyncio.sleep(0.01)
    return app, running, pair.session


@pytest.mark.parametrize("name", ["http", "excalibur", "homekit", "cognito"])
async def test_what_a_person_changes_arrives_changed(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path, account=None) as here:
        app, running, session = await at_the_device(here)
        session.hold.edit(session.encoded("M1", bytes(32)))
        session.hold.release()
        assert await asyncio.wait_for(running, 60) is False
        await app.close()
        ended = await here.told()
    assert ended.record is not None
    first, second = read_path(ended.record).captures
    sent = [next(one["bytes"] for one in reversed(leg.messages) if one["from"] == "client") for leg in (first, second)]
    assert sent[0] != sent[1]
    assert session_of(second).view.wire["M1"] == bytes(32)
    assert any(one["what"] == "edit" and one["of"] == "M1" for one in second.events)


@pytest.mark.parametrize("name", ["plain", "excalibur", "homekit"])
async def test_what_a_person_changes_on_the_way_back(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path, account=None, holds=wire(system(name).wire).server_proof) as here:
        app = here.app()
        running = asyncio.ensure_future(app.run())
        while not any(one.held for one in here.proxy.running.values()):
            await asyncio.sleep(0.01)
        (leg,) = here.proxy.running.values()
        leg.hold.edit(leg.encoded("M2", bytes(20)))
        leg.hold.release()
        assert await asyncio.wait_for(running, 60) is False
        await app.close()
        ended = await here.told()
    assert ended.record is not None
    first, second = read_path(ended.record).captures
    assert session_of(first).view.wire["M2"] == bytes(20) != session_of(second).view.wire["M2"]


async def test_requests_after_the_handshake_pass_unread(tmp_path: Path) -> None:
    async with standing("http", tmp_path, account=None) as here:
        app = here.app()
        assert await app.run() is True
        reply = await app.request("custom-data", b"hello")
        assert reply.reply == b"SUCCESS\0"
        await app.close()
        ended = await here.told()
    assert ended.record is not None
    assert [leg.messages[-1]["endpoint"] for leg in read_path(ended.record).captures] == ["custom-data"] * 2


async def test_of_a_device_that_closes_both_legs_say_that_alone_and_no_log_is_invented(tmp_path: Path) -> None:
    seen: list[Seen] = []
    async with standing("http", tmp_path, account=None) as here:
        here.proxy.observe = seen.append
        app = here.app("another password")
        assert await app.run() is False
        await app.close()
        ended = await here.told()
    first, second = (leg["judgement"]["headline"] for leg in ended.answer["legs"].values())
    assert first == second and "closed the connection on M1" in first and "it refused, or the line was lost" in first
    assert not [one for one in seen if one.what == "log"]
    assert ended.record is not None
    assert not [line for leg in read_path(ended.record).captures for line in leg.lines if line.get("what") == "log"]


@each
async def test_what_a_person_drops_on_the_way_to_the_device_is_nobodys_refusal(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path, account=None) as here:
        app, running, session = await at_the_device(here)
        session.hold.drop()
        with suppress(SrpscopeError):
            assert await running is False
        await app.close()
        ended = await here.told()
    for which, leg in ended.answer["legs"].items():
        judged = leg["judgement"]
        assert (judged["outcome"], judged["cause"], judged["at_fault"]) == ("broken-off", "told", "person"), (
            which,
            judged,
        )
    assert not [line for line in ended.capture.events if line["what"] in ("refused", "error")]
