"""The same device met in four ways: through memory, through bumble, through a fake BlueZ, through the real one.

The device is always our own (Peripheral over BumbleServer, or SimulatedRadio), the client always ProtocommTransport.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from srpscope.live.ble.scanning import DeviceChoice, Radio
from srpscope.live.concluding import Ended
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording, client_header
from srpscope.live.systems.esp32.ble.bumble import BumbleServer
from srpscope.live.systems.esp32.ble.central import ProtocommTransport
from srpscope.live.systems.esp32.ble.peripheral import BleFault, Peripheral
from srpscope.live.systems.esp32.ble.simulated import SimulatedRadio
from srpscope.live.systems.esp32.host import Host, HostSettings, make_credential
from srpscope.live.systems.esp32.session import ProtocommSession
from srpscope.srp.dialect import dialect
from srpscope.wire.protocomm.firmware import FIRMWARES, STACKS

CREDENTIAL = make_credential("wifiprov", "abcd1234", bytes.fromhex("036ee0c7bcb9eda84c9eac97d93decf4"))
ADDRESS = "C0:FF:EE:C0:FF:EE"
SCAN_SECONDS = {"simulated": 15.0, "bumble": 15.0, "fake-bluez": 15.0, "bluez": 20.0}


@dataclass
class Setting:
    """One device and its radio. mtu: what the device agrees to; None takes its stack's."""

    stack: str = "nimble"
    firmware: str = "v5.5"
    mtu: int | None = None
    faults: tuple[BleFault, ...] = ()
    host_faults: tuple[Any, ...] = ()
    name: str = "PROV_C0FFEE"
    encrypted: bool = False


class Rig:
    """A device in the air, and the radio to reach it with."""

    def __init__(
        self, kind: str, host: Host, peripheral: Peripheral, radio: Radio, server: BumbleServer | None = None
    ) -> None:
        self.kind, self.host, self.peripheral, self.radio, self.server = kind, host, peripheral, radio, server

    async def fall_silent(self) -> None:
        """The device stays where it is and advertises no more."""
        assert self.server is not None
        await self.server._device.stop_advertising()

    async def hang_up(self) -> None:
        """The device ends every connection."""
        assert self.server is not None
        for connection in list(self.server._device.connections.values()):
            await connection.disconnect()

    def repair(self) -> None:
        """No more faults on order."""
        self.peripheral.faults = ()
        self.host.settings = replace(self.host.settings, faults=())

    def transport(self, choice: DeviceChoice | None = None, **keywords: Any) -> ProtocommTransport:
        """A transport that finds the device as fast as the rig can."""
        known = {"scan_seconds": SCAN_SECONDS[self.kind], "settle_seconds": 0.0, **keywords}
        return ProtocommTransport(choice or DeviceChoice(name="PROV_"), self.radio, **known)

    def session(
        self, transport: ProtocommTransport | None = None, password: str = "abcd1234", **keywords: Any
    ) -> ProtocommSession:
        """A session over it, recorded in memory."""
        party = SheetParty("client", dialect("esp-idf-security2"), {"I": "wifiprov", "P": password})
        recording = Recording(None, client_header("ble", "esp-idf-security2"))
        return ProtocommSession(party, transport or self.transport(), recording, **keywords)

    async def ended(self) -> Ended:
        """The device's own recording of its next finished handshake."""
        return await asyncio.wait_for(self.host.ended.get(), 60)


def make_host(setting: Setting) -> Host:
    return Host(
        HostSettings(
            CREDENTIAL,
            stack=STACKS[setting.stack],
            firmware=FIRMWARES[setting.firmware],
            faults=setting.host_faults,
            single=True,
        )
    )


def missing(kind: str) -> str:
    """Why a rig cannot run here; "" where it can."""
    if kind == "fake-bluez" and shutil.which("dbus-daemon") is None:
        return "rig B needs dbus-daemon (Debian package dbus-daemon)"
    return ""


@asynccontextmanager
async def open_rig(kind: str, setting: Setting) -> AsyncIterator[Rig]:
    """A rig of a kind with a device as set."""
    host = make_host(setting)
    peripheral = Peripheral(host, setting.name, faults=setting.faults)
    if kind == "simulated":
        air = SimulatedRadio.around(peripheral)
        air.central_mtu = setting.mtu or 517
        try:
            yield Rig(kind, host, peripheral, Radio(air.radio().scanner, air.radio().client))
        finally:
            await air.close()
        return
    from bumble.link import LocalLink

    from tests.ble.controller import HonestController

    link = LocalLink()
    server = BumbleServer(peripheral, mtu=setting.mtu, encrypted=setting.encrypted, address=ADDRESS)
    own = HonestController("device", link=link)
    if kind == "bluez":
        async with bluez_on(link):
            await server.run_on(own, own)
            try:
                yield Rig(kind, host, peripheral, Radio(), server)
            finally:
                await server.close()
        return
    from bumble import hci
    from bumble.device import Device

    other = HonestController("central", link=link)
    central = Device.with_hci("central", hci.Address("F0:F0:F0:F0:F0:F0"), other, other)
    await central.power_on()
    await server.run_on(own, own)
    try:
        if kind == "bumble":
            from tests.ble.bumble_backend import radio_over

            yield Rig(kind, host, peripheral, radio_over(central), server)
        else:
            from tests.ble.fake_bluez import FakeBluez

            async with FakeBluez(central):
                yield Rig(kind, host, peripheral, Radio(), server)
    finally:
        await server.close()


@asynccontextmanager
async def bluez_on(link: Any) -> AsyncIterator[None]:
    """Real bluetoothd and kernel, whose only controller is a virtual one on the link."""
    from bumble.transport import open_transport

    from tests.ble.controller import HonestController

    async with await open_transport("vhci") as hci:
        HonestController("bluez", host_source=hci.source, host_sink=hci.sink, link=link)
        await power_on()
        yield
    await asyncio.sleep(0.3)


async def power_on() -> None:
    """Turn the adapter on, as soon as bluetoothd has seen it."""
    from dbus_fast import BusType, Message, MessageType, Variant
    from dbus_fast.aio import MessageBus

    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        async with asyncio.timeout(60):
            while True:
                reply = await bus.call(
                    Message(
                        destination="org.bluez",
                        path="/org/bluez/hci0",
                        interface="org.freedesktop.DBus.Properties",
                        member="Set",
                        signature="ssv",
                        body=["org.bluez.Adapter1", "Powered", Variant("b", True)],
                    )
                )
                if reply is not None and reply.message_type is MessageType.METHOD_RETURN:
                    return
                await asyncio.sleep(0.1)
    finally:
        bus.disconnect()


def kinds() -> list[str]:
    """The rigs of this run: SRPSCOPE_RIGS names others (the real BlueZ inside its virtual machine)."""
    return os.environ.get("SRPSCOPE_RIGS", "simulated,bumble,fake-bluez").split(",")
