"""The sweep over BLE: a client with a mistake in k reconnects to our device until its mistake is named."""

from __future__ import annotations

from contextlib import suppress

import pytest

from srpscope.live.ble.scanning import Radio
from srpscope.live.driving import ClosedWithoutAnswerError
from srpscope.live.systems.esp32.ble.peripheral import Peripheral
from srpscope.live.systems.esp32.ble.simulated import SimulatedRadio
from srpscope.live.systems.esp32.host import Host, HostSettings
from srpscope.live.systems.esp32.sweep import Sweep
from srpscope.live.verdict import verdict
from srpscope.wire.protocomm.firmware import STACKS
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, Resp0, encode, parse
from tests.ble.rigs import CREDENTIAL, Rig
from tests.live.quirky_client import QUIRKS


async def attempt(here: Rig, quirk: str) -> None:
    """One connection of a client that errs."""
    client = QUIRKS[quirk].make()
    transport = here.transport()
    try:
        await transport.open()
        await transport.send("prov-session", encode(Cmd0(b"wifiprov", client.A)))
        reply = parse(await transport.receive("prov-session"))
        assert isinstance(reply, Resp0)
        proof = client.answer(b"wifiprov", b"abcd1234", reply.salt, reply.public_key)
        with suppress(ClosedWithoutAnswerError):
            await transport.send("prov-session", encode(Cmd1(proof)))
    finally:
        await transport.close()


@pytest.mark.parametrize("stack", ["nimble", "bluedroid"])
@pytest.mark.parametrize("quirk", ["k unpadded g", "SHA-256"])
async def test_a_mistake_is_named_within_a_few_connections(quirk: str, stack: str) -> None:
    settings = HostSettings(CREDENTIAL, stack=STACKS[stack], single=True)
    host = Host(settings, diagnose=verdict, strategy=Sweep(settings))
    air = SimulatedRadio.around(Peripheral(host))
    # Without the radio's own close, which ends the device: that is to live on between connections.
    radio = Radio(air.radio().scanner, air.radio().client)
    here = Rig("simulated", host, Peripheral(host), radio)
    try:
        for connection in range(1, 9):
            await attempt(here, quirk)
            ended = await here.ended()
            assert ended.answer["tried"] == connection
            if ended.answer["verdict"] == "proved":
                break
        named = [ids for one in ended.answer["findings"] for ids in (one["suspects"], *one["equal"])]
        assert [QUIRKS[quirk].name] in named
    finally:
        await air.close()
