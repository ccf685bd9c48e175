"""The proxy that passes through: what arrives is what was sent, both legs are recorded, and a person may change it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from srpscope.live.proxy.split import Split
from srpscope.live.systems.registry import SYSTEMS
from srpscope.session.opening import read_path
from srpscope.wire.wires import wire
from tests.proxy.test_split import standing

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


@each
async def test_a_refusal_is_passed_back(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path, account=None) as here:
        app = here.app("031-45-155")
        assert await app.run() is False
        await app.close()
        ended = await here.told()
    for leg in ended.answer["legs"].values():
        assert (leg["judgement"]["outcome"], leg["judgement"]["by"]) == ("refused", "server"), leg


async def test_what_a_person_changes_arrives_changed(tmp_path: Path) -> None:
    proof = wire("protocomm").client_proof
    async with standing("http", tmp_path, account=None) as here:
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
        pair.session.hold.edit(pair.session.encoded("M1", bytes(64)))
        pair.session.hold.release()
        assert await asyncio.wait_for(running, 60) is False
        await app.close()
        ended = await here.told()
    assert ended.record is not None
    first, second = read_path(ended.record).captures
    sent = [leg.messages[-1]["bytes"] for leg in (first, second)]
    assert sent[0] != sent[1] and bytes(64).hex() in sent[1]
    assert any(one["what"] == "edit" and one["of"] == "M1" for one in second.events)


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
