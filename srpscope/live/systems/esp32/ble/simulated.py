"""Bluetooth in memory: a back end for bleak whose devices are played ones, so that the live screen works anywhere.

What it is not: there is no radio, no controller, no operating system's Bluetooth and no ATT packet; a long write is one
call, times mean nothing, and nothing can be disturbed. What an app gets wrong below the messages does not show here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError

from srpscope.live.background import Background
from srpscope.live.ble.scanning import Radio
from srpscope.live.ble.uuids import USER_DESCRIPTION
from srpscope.live.systems.esp32.ble.peripheral import INVALID_LENGTH, AttError, Link, LinkLost, Peripheral

ADVERTISING_SECONDS: Final = 0.16
"""The ESP32's advertising interval."""

LONGEST_VALUE: Final = 512

NOTE: Final = (
    "Simulated: the device is played inside this program. No radio, no ATT packets, and times mean nothing; every "
    "message and every sum is real."
)


@dataclass
class Station:
    """Something in the air. peripheral: None for what cannot be connected to. away: neither heard nor reached."""

    address: str
    name: str
    services: tuple[str, ...]
    rssi: int
    peripheral: Peripheral | None = None
    away: bool = False
    client: SimulatedClient | None = None

    @property
    def advertises(self) -> bool:
        """A connected device does not advertise."""
        return not self.away and self.client is None


SCALE = Station("5E:00:00:00:00:1D", "Kitchen scale", ("0000181d-0000-1000-8000-00805f9b34fb",), -71)
NAMELESS = Station("5E:00:00:00:00:00", "", (), -88)


class SimulatedRadio:
    """The air between one central and some stations."""

    def __init__(self, *stations: Station, central_mtu: int = 517) -> None:
        self.stations = stations
        self.central_mtu = central_mtu
        self._background = Background()

    @classmethod
    def around(cls, peripheral: Peripheral, address: str = "5E:00:00:C0:FF:EE", rssi: int = -47) -> SimulatedRadio:
        """One device, and two others that a list also shows."""
        device = Station(address, peripheral.name, (peripheral.service,), rssi, peripheral)
        return cls(device, Station(**vars(SCALE)), Station(**vars(NAMELESS)))

    def radio(self, note: str = NOTE) -> Radio:
        """What a BleTransport takes."""
        scanner = type("SimulatedScanner", (SimulatedScanner,), {"air": self})
        client = type("SimulatedClient", (SimulatedClient,), {"air": self})
        return Radio(scanner, client, note, self.close)

    def station(self, address: str) -> Station | None:
        """Who has this address."""
        return next((one for one in self.stations if one.address == address), None)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something happen by itself."""
        self._background.begin(work)

    async def close(self) -> None:
        """End every connection, and the devices with them."""
        for station in self.stations:
            if station.client is not None:
                await station.client.disconnect()
        await self._background.ended()
        for station in self.stations:
            if station.peripheral is not None:
                await station.peripheral.host.close()


class SimulatedScanner(BaseBleakScanner):
    """Hears every station: first what it advertises, then what its scan response adds (the name, on an ESP32)."""

    air: SimulatedRadio

    def __init__(self, detection_callback: Any, service_uuids: Any, scanning_mode: str = "active", **_: Any) -> None:
        super().__init__(detection_callback, service_uuids)
        self._active = scanning_mode == "active"
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to hear."""
        self.seen_devices = {}
        self._task = asyncio.get_running_loop().create_task(self._hear())

    async def _hear(self) -> None:
        while True:
            for station in self.air.stations:
                if station.advertises:
                    self._report(station, "")
                    if self._active and station.name:
                        self._report(station, station.name)
            await asyncio.sleep(ADVERTISING_SECONDS)

    def _report(self, station: Station, name: str) -> None:
        known = self.seen_devices.get(station.address)
        name = name or (known[0].name or "" if known else "")
        services = list(station.services)
        if not self.is_allowed_uuid(services):
            return
        data = AdvertisementData(name or None, {}, {}, services, None, station.rssi, ())
        device = self.create_or_update_device(station.address, station.address, name or None, station, data)
        self.call_detection_callbacks(device, data)

    async def stop(self) -> None:
        """Hear no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None


class SimulatedClient(BaseBleakClient):
    """A connection to a station's played device."""

    air: SimulatedRadio

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._station: Station | None = None
        self._link: Link | None = None

    @property
    def name(self) -> str:
        """The device's name."""
        station = self.air.station(self.address)
        return station.name if station else ""

    @property
    def mtu_size(self) -> int:
        """The smaller of both sides' MTU."""
        return min(self.air.central_mtu, self._link.peripheral.mtu) if self._link else 23

    @property
    def is_connected(self) -> bool:
        """Whether the link stands."""
        return self._link is not None

    async def connect(self, pair: bool, **_: Any) -> None:
        """Wait for the device to advertise, connect, know its table."""
        if self._link is not None:
            raise BleakError("Client is already connected")
        try:
            async with asyncio.timeout(self._timeout):
                while (station := self.air.station(self.address)) is None or not station.advertises:
                    await asyncio.sleep(ADVERTISING_SECONDS)
        except TimeoutError:
            raise BleakDeviceNotFoundError(self.address, "not advertising") from None
        if station.peripheral is None:
            raise BleakError("the device does not let anybody connect")
        self._station, station.client = station, self
        self._link = station.peripheral.connected("the simulated central")
        self.services = self._table(station.peripheral)

    def _table(self, peripheral: Peripheral) -> BleakGATTServiceCollection:
        table = BleakGATTServiceCollection()
        service = BleakGATTService(None, 1, peripheral.service)
        table.add_service(service)
        for number, (name, uuid) in enumerate(peripheral.endpoints.items()):
            handle = 3 + 3 * number
            characteristic = BleakGATTCharacteristic(
                name, handle, uuid, ["read", "write"], lambda: self.mtu_size - 3, service
            )
            table.add_characteristic(characteristic)
            table.add_descriptor(BleakGATTDescriptor(name, handle + 1, USER_DESCRIPTION, characteristic))
        return table

    async def disconnect(self) -> None:
        """End the link, as the central."""
        await self._end()

    async def _end(self) -> None:
        station, link = self._station, self._link
        self._station = self._link = self.services = None
        if station is not None:
            station.client = None
        if link is not None:
            if self._disconnected_callback is not None:
                self._disconnected_callback()
            await link.left()

    async def pair(self, *_: Any, **__: Any) -> None:
        """Played devices force no encryption."""
        raise NotImplementedError("the simulated radio does not pair")

    async def unpair(self) -> None:
        """Played devices force no encryption."""
        raise NotImplementedError("the simulated radio does not pair")

    def _need(self) -> Link:
        if self._link is None:
            raise BleakError("Not connected")
        return self._link

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool = False, **_: Any
    ) -> bytearray:
        """Read an answer."""
        link = self._need()
        self._check_in_reach()
        try:
            data = await link.read(characteristic.obj)
        except LinkLost:
            await self._end()
            raise BleakError("disconnected") from None
        if self._link is not link:
            raise BleakError("disconnected")
        return bytearray(data)

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **_: Any
    ) -> bytearray:
        """Read an endpoint's name."""
        self._need()
        return bytearray(descriptor.obj.encode())

    async def write_gatt_char(self, characteristic: BleakGATTCharacteristic, data: Any, response: bool) -> None:
        """Write a request; the device works on it before this returns."""
        link = self._need()
        self._check_in_reach()
        if len(data) > LONGEST_VALUE:
            raise BleakGATTProtocolError(INVALID_LENGTH)
        try:
            await link.write(characteristic.obj, bytes(data), self.mtu_size)
        except AttError as error:
            if error.drops:
                self.air.run(self._end())
            raise BleakGATTProtocolError(error.code) from None
        except LinkLost:
            await self._end()
            raise BleakError("disconnected") from None

    def _check_in_reach(self) -> None:
        if self._station is not None and self._station.away:
            self.air.run(self._end())
            raise BleakError("disconnected")

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: Any) -> None:
        """An endpoint's name is read-only."""
        raise BleakGATTProtocolError(0x03)

    async def start_notify(self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **_: Any) -> None:
        """Protocomm sends no notification."""
        raise BleakGATTProtocolError(0x06)

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Protocomm sends no notification."""
        raise BleakGATTProtocolError(0x06)
