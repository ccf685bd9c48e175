"""The split proxy over BLE on rig A: an app, srpscope as the device to it, srpscope as the central of a device, each on
a controller of its own, with ATT packets between them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from srpscope.live.proxy.standing import between
from srpscope.live.systems.esp32.ble.bumble import BumbleServer
from srpscope.live.systems.esp32.ble.peripheral import Peripheral
from srpscope.live.systems.registry import client_session, system
from srpscope.live.users import Account
from srpscope.session.opening import read_path
from tests.ble.controller import HonestController
from tests.ble.rigs import Setting, open_rig

FRONT = "C0:FF:EE:C0:FF:00"


@pytest.mark.parametrize("password", ["abcd1234", "abcd1235"])
async def test_one_right_and_one_wrong_app(password: str, tmp_path: Path) -> None:
    from bumble import hci
    from bumble.device import Device
    from bumble.link import LocalLink

    from tests.ble.bumble_backend import radio_over

    chosen: dict[str, Any] = {}
    servers: list[BumbleServer] = []

    async def into_the_air(peripheral: Peripheral) -> None:
        link = LocalLink()
        own, other = HonestController("front", link=link), HonestController("app", link=link)
        servers.append(BumbleServer(peripheral, mtu=185, address=FRONT))
        app = Device.with_hci("app", hci.Address("F0:F0:F0:F0:F0:0F"), other, other)
        await app.power_on()
        await servers[0].run_on(own, own)
        chosen["radio"] = radio_over(app)

    async with open_rig("bumble", Setting(mtu=256)) as back:
        options = {"radio": back.radio, "air": into_the_air}
        account = Account("wifiprov", "abcd1234")
        host, start = between(system("ble"), account, "PROV_", options, tmp_path, diagnosed=False)
        listening = await start(host)
        try:
            app = client_session("ble", "PROV_", "wifiprov", password, kept=False, options=chosen)
            assert await app.run() is (password == "abcd1234")
            if password == "abcd1234":
                scan = await app.perform("scan")
                assert len(scan) == 3
            await app.close()
            ended = await asyncio.wait_for(host.ended.get(), 60)
        finally:
            await listening.close()
            for server in servers:
                await server.close()
    said = ended.answer["judgement"]["headline"]
    assert said.startswith("Both legs agree" if password == "abcd1234" else "The device is right with us; your app")
    assert ended.record is not None
    legs = read_path(ended.record).captures
    told = [[one["text"].partition(":")[0] for one in leg.events if one["what"] == "mtu"] for leg in legs]
    assert told == [["MTU 185"], ["MTU 256"]]
    writes = [one["text"] for one in legs[0].events if one["what"] == "write"]
    assert writes == ["406 bytes to prov-session at MTU 185: a long write, since 182 go at once."]
    assert any("185" in event.text for event in app.events)
