"""What counts as one session of a played device, and when its outcome is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

from srpscope.live.client import Further
from srpscope.live.verdict import verdict
from srpscope.wire.protocomm.messages import Cmd0, encode
from srpscope.wire.protocomm.scan import decode
from tests.live.bench import client, device
from tests.live.test_server import Raw

CMD0 = encode(Cmd0(b"wifiprov", b"\x01" * 384))


def _names(capture: object) -> list[str]:
    lines = [line for line in capture.messages if line["endpoint"] == "prov-session"]  # type: ignore[attr-defined]
    found = [decode(line["from"], bytes.fromhex(line["bytes"]), line["endpoint"]) for line in lines]
    return [one.name for one in found if one is not None]


async def test_a_further_proof_is_a_session_of_its_own_with_the_start_of_the_first(tmp_path: Path) -> None:
    async with device(tmp_path, diagnose=verdict) as played:
        session = client(played, password="wrong", record=tmp_path / "client")
        assert await session.run() is False
        assert await session.try_further([Further("right", {"P": "abcd1234"})]) is not None
        await session.request("custom-data", b"x")
        await session.close()
        first, second = await played.ended(60), await played.ended(60)
    assert (first.session, first.accepted, _names(first.capture)) == (1, False, ["Cmd0", "Resp0", "Cmd1"])
    assert (second.session, second.accepted) == (2, True)
    assert _names(second.capture) == ["Cmd0", "Resp0", "Cmd1", "Resp1"]
    assert second.answer["verdict"] == "agree" and second.record is not None
    assert any("further proof in the session of recording 1" in line["text"] for line in second.capture.events)


async def test_a_second_cmd0_begins_a_second_session() -> None:
    async with device() as played:
        raw = await Raw.to(played)
        for _ in range(2):
            assert await raw.post("/prov-session", CMD0)
        first = await played.ended()
        await raw.close()
        second = await played.ended()
        assert [(one.session, one.accepted, _names(one.capture)) for one in (first, second)] == [
            (1, None, ["Cmd0", "Resp0"]),
            (2, None, ["Cmd0", "Resp0"]),
        ]
        assert any("Restarting session" in line for line in played.log)


async def test_asking_for_the_version_only_is_no_session() -> None:
    async with device() as played:
        raw = await Raw.to(played)
        assert await raw.post("/proto-ver", b"---")
        await raw.close()
        raw = await Raw.to(played)
        assert await raw.post("/prov-session", CMD0)
        await raw.close()
        await played.ended()
        assert played.host.ended.empty()


async def test_an_accepted_session_is_told_though_its_socket_stays_open() -> None:
    async with device(linger=0.05) as played:
        session = client(played)
        assert await session.run() is True
        ended = await played.ended()
        assert ended.accepted is True
        assert (await session.request("custom-data", b"x")).reply == b"SUCCESS\0"
        await session.close()
        await asyncio.sleep(0)
        assert played.host.ended.empty()


async def test_what_comes_after_the_telling_is_recorded_too(tmp_path: Path) -> None:
    async with device(tmp_path, linger=0.05) as played:
        session = client(played)
        await session.run()
        ended = await played.ended()
        assert ended.record is not None
        before = len(ended.record.read_text().splitlines())
        await session.request("custom-data", b"x")
        assert len(ended.record.read_text().splitlines()) >= before + 2
        await session.close()
