"""The split proxy over real sockets (BLE: in memory): which half is wrong, what is carried across, and what becomes of
one leg when the other vanishes. The app, the proxy and the device are each what a person would run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from srpscope.live.ble.scanning import Radio
from srpscope.live.client import ClientSession
from srpscope.live.concluding import Ended, PlayedHost
from srpscope.live.listening import Listening
from srpscope.live.proxy.standing import between
from srpscope.live.systems.esp32.ble.peripheral import Peripheral
from srpscope.live.systems.esp32.ble.simulated import SimulatedRadio
from srpscope.live.systems.registry import SYSTEMS, client_session, played_server, system
from srpscope.live.users import Account
from srpscope.session.opening import read_path, session_of
from srpscope.wire.wires import wire

USER, PASSWORD = "alice", "031-45-154"
SMALL = {"nimbus": {"group": "nimbus-256"}, "plain": {"group": "rfc5054-1024"}, "excalibur": {"group": "rfc5054-1024"}}
ACCOUNT = Account(USER, PASSWORD)
each = pytest.mark.parametrize("name", SYSTEMS)


@dataclass
class Air:
    """Where a played device of BLE is, in memory."""

    chosen: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.options["air"] = self._take

    async def _take(self, peripheral: Peripheral) -> None:
        radio = SimulatedRadio.around(peripheral).radio()
        self.chosen.update(radio=Radio(radio.scanner, radio.client), address="5E:00:00:C0:FF:EE")


@dataclass
class Between:
    """A device, a proxy before it, and how an app of the proxy is made."""

    name: str
    device: PlayedHost
    behind: Listening
    proxy: PlayedHost
    url: str
    folder: Path
    chosen: dict[str, Any]
    count: int = 0

    def app(self, password: str = PASSWORD, holds: tuple[str, ...] = ()) -> ClientSession:
        """Our client in the place of somebody's app."""
        self.count += 1
        record = self.folder / f"app-{self.count}.srp.jsonl"
        return client_session(self.name, self.url, USER, password, record=record, holds=holds, options=self.chosen)

    async def told(self) -> Ended:
        """The proxy's next session."""
        return await asyncio.wait_for(self.proxy.ended.get(), 60)


@asynccontextmanager
async def standing(
    name: str,
    folder: Path,
    device_password: str = PASSWORD,
    holds: tuple[str, ...] = (),
    account: Account | None = ACCOUNT,
    **device: Any,
) -> AsyncIterator[Between]:
    spoken, front, back = system(name), Air(), Air()
    common: dict[str, Any] = {"linger": 0.05, **SMALL.get(name, {})}
    ble = not spoken.on_network
    own = {**common, **device, **(back.options if ble else {})}
    host, start = played_server(name, USER, device_password, folder=folder / "device", options=own, diagnosed=False)
    behind = await start(host)
    to = "PROV_C0FFEE" if ble else behind.url
    options = {**common, **(front.options | {"radio": back.chosen.get("radio")} if ble else {})}
    if ble:
        to = str(back.chosen["address"])
    proxy, begin = between(spoken, account, to, options, folder / "proxy", holds, diagnosed=False)
    listening = await begin(proxy)
    try:
        yield Between(name, host, behind, proxy, listening.url, folder, {**SMALL.get(name, {}), **front.chosen})
    finally:
        await listening.close()
        await proxy.close()
        await behind.close()
        await host.close()


@each
async def test_both_right(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path) as here:
        app = here.app()
        assert await app.run() is True
        await app.close()
        ended = await here.told()
    answer = ended.answer
    assert answer["judgement"]["headline"].startswith("Both legs agree"), answer
    assert {leg["judgement"]["values"] for leg in answer["legs"].values()} == {"agree"}
    assert ended.record is not None and "proxy" in ended.record.name
    found = read_path(ended.record).captures
    assert [one.title.rpartition(", ")[2] for one in found] == ["the app's leg", "the device's leg"]
    first, second = (session_of(one) for one in found)
    assert first.view.wire["A"] != second.view.wire["A"]
    for one in (first, second):
        assert one.view.comparison["M1"].state == "agree" and one.wire == wire(system(name).wire).name


@each
async def test_a_wrong_app_is_the_wrong_half(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path) as here:
        app = here.app("031-45-155")
        assert await app.run() is False
        await app.close()
        ended = await here.told()
    legs = ended.answer["legs"]
    assert legs["app"]["judgement"]["outcome"] == "refused" and legs["device"]["judgement"]["values"] == "agree"
    assert ended.answer["judgement"]["headline"].startswith("The device is right with us; your app")


async def test_a_wrong_device_is_the_wrong_half(tmp_path: Path) -> None:
    async with standing("http", tmp_path, device_password="another") as here:
        app = here.app()
        assert await app.run() is True
        await app.close()
        ended = await here.told()
    legs = ended.answer["legs"]
    assert legs["app"]["judgement"]["values"] == "agree" and legs["device"]["judgement"]["outcome"] == "refused"
    assert ended.answer["judgement"]["headline"].startswith("Your app is right with us; the device is not")


@pytest.mark.parametrize("name", ["http", "ble"])
async def test_requests_are_carried_across(name: str, tmp_path: Path) -> None:
    async with standing(name, tmp_path, **({"patch": "0"} if name == "http" else {})) as here:
        app = here.app()
        assert await app.run() is True
        for asked, said in (("scan-status", "3"), ("config-status", "Disconnected")):
            (trip,) = await app.perform(asked)
            assert said in " ".join(node.text for node in trip.tree.walk())
        custom = await app.request("custom-data", b"hello")
        assert custom.reply == b"SUCCESS\0"
        await app.close()
        ended = await here.told()
        await asyncio.sleep(0.1)
    assert ended.record is not None
    for capture in read_path(ended.record).captures:
        assert [one["endpoint"] for one in capture.messages if one["from"] == "client"][-3:] == [
            "prov-scan",
            "prov-config",
            "custom-data",
        ]


@pytest.mark.parametrize("at", [1, 2])
async def test_a_device_that_vanishes_ends_the_app_too(at: int, tmp_path: Path) -> None:
    async with standing("ble", tmp_path, fault=[f"vanish:{at}"]) as here:
        app = here.app()
        assert await app.run() is not True
        await app.close()
        ended = await here.told()
    legs = ended.answer["legs"]
    assert {leg["judgement"]["outcome"] for leg in legs.values()} == {"broken-off"}
    assert ended.record is not None and len(read_path(ended.record).captures) == 2


@pytest.mark.parametrize("name", ["nimbus", "http"])
async def test_a_server_that_stops_ends_the_app_too(name: str, tmp_path: Path) -> None:
    proof = wire(system(name).wire).client_proof
    async with standing(name, tmp_path) as here:
        app = here.app(holds=proof)
        running = asyncio.ensure_future(app.run())
        while app.held is None:
            await asyncio.sleep(0.01)
        await here.behind.close()
        app.hold.release()
        assert await asyncio.wait_for(running, 60) is not True
        await app.close()
        ended = await here.told()
    assert ended.answer["legs"]["app"]["judgement"]["outcome"] != "accepted"


@each
async def test_an_app_that_vanishes_ends_the_device_too(name: str, tmp_path: Path) -> None:
    proof = wire(system(name).wire).client_proof
    async with standing(name, tmp_path) as here:
        app = here.app(holds=proof)
        running = asyncio.ensure_future(app.run())
        while app.held is None:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await app.close()
    ended = here.proxy.ended.get_nowait()
    assert ended.answer["legs"]["app"]["judgement"]["outcome"] == "broken-off"
    assert ended.record is not None


async def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    async with standing("http", tmp_path) as here:
        await here.behind.close()
        app = here.app()
        assert await app.run() is not True
        await app.close()
        ended = await here.told()
    assert "connection refused" in ended.answer["legs"]["device"]["problem"].lower()


async def test_many_at_once(tmp_path: Path) -> None:
    async with standing("plain", tmp_path) as here:
        apps = [here.app("031-45-155" if at % 4 == 0 else PASSWORD) for at in range(12)]
        outcomes = await asyncio.gather(*(app.run() for app in apps))
        for app in apps:
            await app.close()
        told = [await here.told() for _ in apps]
    assert outcomes == [at % 4 != 0 for at in range(12)]
    assert sum(one.accepted is True for one in told) == 9
    assert all(one.answer["legs"]["device"]["judgement"]["values"] == "agree" for one in told)
    assert len({one.record for one in told}) == 12
