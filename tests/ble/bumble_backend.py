"""Rig A: bleak's own interface over bumble's host stack, so that HCI, L2CAP, ATT and GATT are real packets."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError
from bleak.uuids import normalize_uuid_str
from bumble import att, core, hci
from bumble.core import AdvertisingData
from bumble.device import Device, Peer

from srpscope.live.ble.scanning import Radio

PROPERTIES = {0x02: "read", 0x04: "write-without-response", 0x08: "write", 0x10: "notify", 0x20: "indicate"}
UUID_LISTS = (
    AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
    AdvertisingData.Type.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
)


def uuid_text(uuid: Any) -> str:
    """A UUID of bumble as bleak writes it."""
    return normalize_uuid_str(uuid.to_hex_str("-").lower())


def advertised_services(data: AdvertisingData) -> list[str]:
    """The 128-bit service UUIDs of an advertisement."""
    return [uuid_text(uuid) for kind in UUID_LISTS for group in data.get_all(kind) for uuid in group]


def advertised_name(data: AdvertisingData) -> str | None:
    """The name of an advertisement or scan response."""
    return data.get(AdvertisingData.COMPLETE_LOCAL_NAME) or data.get(AdvertisingData.SHORTENED_LOCAL_NAME)


def radio_over(device: Device, mtu: int = 517) -> Radio:
    """bleak's back end classes on this bumble central."""
    return Radio(
        type("BumbleScanner", (BumbleScanner,), {"device": device}),
        type("BumbleClient", (BumbleClient,), {"device": device, "asked_mtu": mtu}),
    )


class BumbleScanner(BaseBleakScanner):
    """Scans with the bumble device."""

    device: Device

    def __init__(self, callback: Any, service_uuids: Any, scanning_mode: str = "active", **_: Any) -> None:
        super().__init__(callback, service_uuids)
        self._active = scanning_mode == "active"

    def _heard(self, advertisement: Any) -> None:
        services = advertised_services(advertisement.data)
        if not self.is_allowed_uuid(services):
            return
        name = advertised_name(advertisement.data)
        address = str(advertisement.address).split("/")[0]
        data = AdvertisementData(name, {}, {}, services, None, advertisement.rssi, (advertisement,))
        device = self.create_or_update_device(address, address, name, advertisement.address, data)
        self.call_detection_callbacks(device, data)

    async def start(self) -> None:
        self.seen_devices = {}
        self.device.on("advertisement", self._heard)
        await self.device.start_scanning(active=self._active, filter_duplicates=False)

    async def stop(self) -> None:
        self.device.remove_listener("advertisement", self._heard)
        await self.device.stop_scanning()


class BumbleClient(BaseBleakClient):
    """Connects with the bumble device."""

    device: Device
    asked_mtu: int

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._connection: Any = None
        self._mtu = 23

    @property
    def name(self) -> str:
        return self.address

    @property
    def mtu_size(self) -> int:
        return self._mtu

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool, **_: Any) -> None:
        if self._connection is not None:
            raise BleakError("Client is already connected")
        try:
            self._connection = await self.device.connect(hci.Address(self.address), timeout=self._timeout)
        except core.TimeoutError as error:
            raise BleakDeviceNotFoundError(self.address, "not found") from error
        except core.BaseBumbleError as error:
            raise BleakError(str(error)) from error
        self._connection.on("disconnection", self._gone)
        peer = Peer(self._connection)
        self._mtu = await peer.request_mtu(self.asked_mtu)
        if pair:
            await self._connection.pair()
        self.services = await self._discover(peer)

    def _gone(self, reason: object) -> None:
        self._connection = self.services = None
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def _discover(self, peer: Peer) -> BleakGATTServiceCollection:
        table = BleakGATTServiceCollection()
        for found in await peer.discover_services():
            service = BleakGATTService(found, found.handle, uuid_text(found.uuid))
            table.add_service(service)
            for one in await found.discover_characteristics():
                properties: Any = [name for bit, name in PROPERTIES.items() if int(one.properties) & bit]
                uuid = uuid_text(one.uuid)
                own = BleakGATTCharacteristic(one, one.handle, uuid, properties, lambda: self._mtu - 3, service)
                table.add_characteristic(own)
                for descriptor in await one.discover_descriptors():
                    uuid = uuid_text(descriptor.type)
                    table.add_descriptor(BleakGATTDescriptor(descriptor, descriptor.handle, uuid, own))
        return table

    async def disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.disconnect()

    async def pair(self, *_: Any, **__: Any) -> None:
        await self._connection.pair()

    async def unpair(self) -> None:
        raise NotImplementedError

    async def _transaction(self, work: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await unless_lost(self._connection, work)
        except LostError:
            raise BleakError("disconnected") from None
        except att.ATT_Error as error:
            raise BleakGATTProtocolError(int(error.error_code)) from error
        except (core.BaseBumbleError, TimeoutError) as error:
            raise BleakError(str(error)) from error

    async def read_gatt_char(self, characteristic: Any, *, use_cached: bool = False, **_: Any) -> bytearray:
        return bytearray(await self._transaction(characteristic.obj.read_value()))

    async def read_gatt_descriptor(self, descriptor: Any, *, use_cached: bool = False, **_: Any) -> bytearray:
        return bytearray(await self._transaction(descriptor.obj.read_value()))

    async def write_gatt_char(self, characteristic: Any, data: Any, response: bool) -> None:
        await self._transaction(characteristic.obj.write_value(bytes(data), with_response=response))

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        await self._transaction(descriptor.obj.write_value(bytes(data), with_response=True))

    async def start_notify(self, characteristic: Any, callback: Any, **_: Any) -> None:
        raise NotImplementedError

    async def stop_notify(self, characteristic: Any) -> None:
        raise NotImplementedError


class LostError(Exception):
    """The connection went during a transaction."""


async def unless_lost(connection: Any, work: Coroutine[Any, Any, Any]) -> Any:
    """The result of an ATT transaction, which bumble would wait for even when the link is gone."""
    if connection is None:
        work.close()
        raise LostError
    lost = asyncio.get_running_loop().create_future()

    def gone(reason: object) -> None:
        if not lost.done():
            lost.set_result(reason)

    connection.on("disconnection", gone)
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, lost}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done() or task.cancelled():  # bumble cancels what waits when the link goes
            raise LostError
        return task.result()
    finally:
        connection.remove_listener("disconnection", gone)
        if not task.done():
            task.cancel()
