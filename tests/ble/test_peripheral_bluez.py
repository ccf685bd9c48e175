"""Our device through BlueZ: against real bluetoothd in the virtual machine, with bumble as the phone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from srpscope.errors import PeerError, UserError
from srpscope.live.ble.scanning import DeviceChoice
from srpscope.live.systems.esp32.ble.bluez import BluezServer
from srpscope.live.systems.esp32.ble.central import ProtocommTransport
from srpscope.live.systems.esp32.ble.peripheral import BleFault, Peripheral
from srpscope.live.systems.esp32.session import ProtocommSession
from srpscope.wire.protocomm.gatt import EXAMPLE_SERVICE
from tests.ble.conftest import need
from tests.ble.rigs import Rig, Setting, bluez_on, kinds, make_host


@asynccontextmanager
async def device_through_bluez(setting: Setting, mtu: int) -> AsyncIterator[Rig]:
    """Our peripheral in bluetoothd, and a bumble central as the phone."""
    from bumble import hci
    from bumble.device import Device
    from bumble.link import LocalLink

    from tests.ble.bumble_backend import radio_over
    from tests.ble.controller import HonestController

    link = LocalLink()
    host = make_host(setting)
    peripheral = Peripheral(host, setting.name, faults=setting.faults)
    async with bluez_on(link):
        other = HonestController("phone", link=link)
        phone = Device.with_hci("phone", hci.Address("F0:F0:F0:F0:F0:F0"), other, other)
        await phone.power_on()
        server = BluezServer(peripheral)
        await server.start()
        try:
            yield Rig("bluez", host, peripheral, radio_over(phone, mtu))
        finally:
            await server.close()


@pytest.mark.in_guest
async def test_a_phone_meets_our_device_through_bluez() -> None:
    if "bluez" not in kinds():
        pytest.skip("needs the real bluetoothd of rig C")
    async with device_through_bluez(Setting(), 256) as here:
        transport = here.transport(DeviceChoice(name="PROV_", service=EXAMPLE_SERVICE))
        session = here.session(transport)
        try:
            assert await session.run() is True
            assert "prov-session" in transport.endpoints and "custom-data" in transport.endpoints
            assert transport.mtu() == 256
        finally:
            await session.close()
        assert (await here.ended()).accepted is True


@pytest.mark.in_guest
@pytest.mark.parametrize("stack", ["nimble", "bluedroid"])
async def test_our_device_refuses_through_bluez(stack: str) -> None:
    if "bluez" not in kinds():
        pytest.skip("needs the real bluetoothd of rig C")
    async with device_through_bluez(Setting(stack=stack), 256) as here:
        session = here.session(password="wrong")
        try:
            assert await session.run() is False
            assert session.handshake.refusal is not None and session.handshake.refusal.cause == "closed"
            wanted = "0x80" if stack == "nimble" else "0x85"
            assert wanted in str(session.handshake.refusal)
            if stack == "bluedroid":
                await gone(session)  # bluetoothd takes seconds for it
            assert session.may_try_further == (stack == "nimble")
        finally:
            await session.close()
        assert (await here.ended()).accepted is False


async def gone(session: ProtocommSession) -> None:
    async with asyncio.timeout(30):
        while session.transport.keeps_session:
            await asyncio.sleep(0.1)


@pytest.mark.in_guest
async def test_our_device_vanishes_through_bluez() -> None:
    if "bluez" not in kinds():
        pytest.skip("needs the real bluetoothd of rig C")
    async with device_through_bluez(Setting(faults=(BleFault("vanish", 2),)), 256) as here:
        session = here.session()
        try:
            assert await session.run() is False
            assert "link was lost" in str(session.handshake.refusal)
        finally:
            await session.close()


async def test_without_bluetoothd_it_says_so(request: pytest.FixtureRequest) -> None:
    if "bluez" in kinds():
        pytest.skip("here bluetoothd runs")
    need("fake-bluez")
    request.getfixturevalue("private_bus")
    peripheral = Peripheral(make_host(Setting()))
    with pytest.raises(PeerError, match="bluetoothd is not running"):
        await BluezServer(peripheral).start()


def test_limits_are_said() -> None:
    nimble = BluezServer(Peripheral(make_host(Setting())), mtu=185)
    assert any("0x04" in one for one in nimble.limits)
    assert any("MTU of 185" in one for one in nimble.limits)
    bluedroid = BluezServer(Peripheral(make_host(Setting(stack="bluedroid"))))
    assert not any("0x04" in one for one in bluedroid.limits)
    with pytest.raises(UserError, match="no adapter"):
        BluezServer(Peripheral(make_host(Setting())), "eth0; rm")


def test_transport_is_a_plain_object() -> None:
    """Made before any event loop runs, as a command does it."""
    assert ProtocommTransport().keeps_session is False
