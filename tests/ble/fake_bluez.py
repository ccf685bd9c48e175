"""Rig B: org.bluez on a private D-Bus, over a bumble central. bleak's own BlueZ back end runs on it unchanged.

As much of BlueZ as bleak calls; errors as bluetoothd words them (src/gatt-client.c, create_gatt_dbus_error), and a lost
link as ATT error 0x0e, as real bluetoothd was seen to. Rig C, with the real one, keeps this honest.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

from bumble import att, core
from bumble.device import Device, Peer
from dbus_fast import BusType, DBusError, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from tests.ble.bumble_backend import (
    PROPERTIES,
    LostError,
    advertised_name,
    advertised_services,
    unless_lost,
    uuid_text,
)

ADAPTER = "/org/bluez/hci0"
CONNECT_SECONDS = 10.0

Text = Annotated[str, DBusSignature("s")]
Texts = Annotated[list[str], DBusSignature("as")]
Path_ = Annotated[str, DBusSignature("o")]
Flag = Annotated[bool, DBusSignature("b")]
Short = Annotated[int, DBusSignature("n")]
Word = Annotated[int, DBusSignature("q")]
Data = Annotated[bytes, DBusSignature("ay")]
Options = Annotated[dict[str, Variant], DBusSignature("a{sv}")]
Nothing = Annotated[None, DBusSignature("")]
READ = PropertyAccess.READ


def failed(text: str) -> DBusError:
    return DBusError("org.bluez.Error.Failed", text)


def as_bluez_says(code: int) -> DBusError:
    """The D-Bus error that bluetoothd makes of an ATT error."""
    named = {
        0x02: ("NotPermitted", "Read not permitted"),
        0x03: ("NotPermitted", "Write not permitted"),
        0x05: ("NotPermitted", "Not paired"),
        0x06: ("NotSupported", "Operation is not supported"),
        0x07: ("InvalidArguments", "Invalid offset"),
        0x08: ("NotAuthorized", "Operation Not Authorized"),
        0x0C: ("NotPermitted", "Not paired"),
        0x0D: ("InvalidArguments", "Invalid Length"),
        0x0F: ("NotPermitted", "Not paired"),
    }
    if code not in named:
        return failed(f"Operation failed with ATT error: 0x{code:02x}")
    name, text = named[code]
    return DBusError(f"org.bluez.Error.{name}", text)


class Adapter(ServiceInterface):
    """org.bluez.Adapter1."""

    def __init__(self, bluez: FakeBluez) -> None:
        super().__init__("org.bluez.Adapter1")
        self._bluez = bluez
        self._discovering = False

    @dbus_property(access=READ)
    def Address(self) -> Text:
        return "F0:F0:F0:F0:F0:F0"

    @dbus_property(access=READ)
    def Alias(self) -> Text:
        return "rig B"

    @dbus_property(access=READ)
    def Name(self) -> Text:
        return "rig B"

    @dbus_property(access=READ)
    def Powered(self) -> Flag:
        return True

    @dbus_property(access=READ)
    def Discovering(self) -> Flag:
        return self._discovering

    @dbus_property(access=READ)
    def Roles(self) -> Texts:
        return ["central"]

    @dbus_method()
    def SetDiscoveryFilter(self, properties: Options) -> Nothing:
        return None

    @dbus_method()
    async def StartDiscovery(self) -> Nothing:
        await self._bluez.central.start_scanning(active=True, filter_duplicates=False)
        self._discovering = True
        self.emit_properties_changed({"Discovering": True})

    @dbus_method()
    async def StopDiscovery(self) -> Nothing:
        await self._bluez.central.stop_scanning()
        self._discovering = False
        self.emit_properties_changed({"Discovering": False})

    @dbus_method()
    def RemoveDevice(self, device: Path_) -> Nothing:
        self._bluez.forget(device)


class RemoteDevice(ServiceInterface):
    """org.bluez.Device1."""

    def __init__(self, bluez: FakeBluez, path: str, advertisement: Any) -> None:
        super().__init__("org.bluez.Device1")
        self.bluez, self.path = bluez, path
        self.connection: Any = None
        self._peer_address = advertisement.address
        self._address = str(advertisement.address).split("/")[0]
        self._alias = self._address.replace(":", "-")
        self._services: list[str] = []
        self._rssi = advertisement.rssi
        self._resolved = False
        self._table: list[str] = []

    @dbus_property(access=READ)
    def Address(self) -> Text:
        return self._address

    @dbus_property(access=READ)
    def AddressType(self) -> Text:
        return "random"

    @dbus_property(access=READ)
    def Alias(self) -> Text:
        return self._alias

    @dbus_property(access=READ)
    def Name(self) -> Text:
        return self._alias

    @dbus_property(access=READ)
    def Adapter(self) -> Path_:
        return ADAPTER

    @dbus_property(access=READ)
    def UUIDs(self) -> Texts:
        return self._services

    @dbus_property(access=READ)
    def RSSI(self) -> Short:
        return self._rssi

    @dbus_property(access=READ)
    def Connected(self) -> Flag:
        return self.connection is not None

    @dbus_property(access=READ)
    def ServicesResolved(self) -> Flag:
        return self._resolved

    @dbus_property(access=READ)
    def Paired(self) -> Flag:
        return False

    def heard(self, advertisement: Any) -> None:
        """Advertised again: BlueZ merges advertisement and scan response."""
        self._rssi = advertisement.rssi
        changed: dict[str, Any] = {"RSSI": self._rssi}
        name = advertised_name(advertisement.data)
        if name and name != self._alias:
            self._alias = name
            changed |= {"Name": name, "Alias": name}
        services = advertised_services(advertisement.data)
        if services and services != self._services:
            self._services = services
            changed["UUIDs"] = services
        self.emit_properties_changed(changed)

    @dbus_method()
    async def Connect(self) -> Nothing:
        try:
            self.connection = await self.bluez.central.connect(self._peer_address, timeout=CONNECT_SECONDS)
        except core.BaseBumbleError as error:
            raise failed("le-connection-abort-by-local") from error
        self.connection.on("disconnection", self._gone)
        self.emit_properties_changed({"Connected": True})
        self.bluez.run(self._resolve())

    async def _resolve(self) -> None:
        peer = Peer(self.connection)
        await peer.request_mtu(self.bluez.asked_mtu)
        for service in await peer.discover_services():
            path = f"{self.path}/service{service.handle:04x}"
            self._export(path, RemoteService(service, self.path))
            for one in await service.discover_characteristics():
                # bluetoothd names a characteristic by its declaration, one before its value.
                own = f"{path}/char{one.handle - 1:04x}"
                self._export(own, RemoteCharacteristic(self, one, path))
                for descriptor in await one.discover_descriptors():
                    self._export(f"{own}/desc{descriptor.handle:04x}", RemoteDescriptor(self, descriptor, own))
        self._resolved = True
        self.emit_properties_changed({"ServicesResolved": True})

    def _export(self, path: str, interface: ServiceInterface) -> None:
        self._table.append(path)
        self.bluez.bus.export(path, interface)

    def _gone(self, reason: object) -> None:
        self.connection, self._resolved = None, False
        self.emit_properties_changed({"ServicesResolved": False})
        self.emit_properties_changed({"Connected": False})
        while self._table:
            self.bluez.bus.unexport(self._table.pop())

    @dbus_method()
    async def Disconnect(self) -> Nothing:
        if self.connection is not None:
            await self.connection.disconnect()

    async def transaction(self, work: Coroutine[Any, Any, Any]) -> Any:
        """One ATT transaction, its errors as bluetoothd's."""
        try:
            return await unless_lost(self.connection, work)
        except LostError:
            raise failed("Operation failed with ATT error: 0x0e") from None
        except att.ATT_Error as error:
            raise as_bluez_says(int(error.error_code)) from error
        except (core.BaseBumbleError, TimeoutError) as error:
            raise failed(str(error)) from error


class RemoteService(ServiceInterface):
    """org.bluez.GattService1."""

    def __init__(self, service: Any, device: str) -> None:
        super().__init__("org.bluez.GattService1")
        self._uuid, self._device, self._handle = uuid_text(service.uuid), device, service.handle

    @dbus_property(access=READ)
    def UUID(self) -> Text:
        return self._uuid

    @dbus_property(access=READ)
    def Device(self) -> Path_:
        return self._device

    @dbus_property(access=READ)
    def Primary(self) -> Flag:
        return True


class RemoteAttribute(ServiceInterface):
    """What characteristics and descriptors have in common."""

    def __init__(self, interface: str, device: RemoteDevice, attribute: Any, uuid: Any) -> None:
        super().__init__(interface)
        self._device, self._attribute, self._uuid = device, attribute, uuid_text(uuid)

    @dbus_property(access=READ)
    def UUID(self) -> Text:
        return self._uuid

    @dbus_method()
    async def ReadValue(self, options: Options) -> Data:
        return bytes(await self._device.transaction(self._attribute.read_value()))

    @dbus_method()
    async def WriteValue(self, value: Data, options: Options) -> Nothing:
        kind = options["type"].value if "type" in options else "request"
        work = self._attribute.write_value(bytes(value), with_response=kind == "request")
        await self._device.transaction(work)


class RemoteCharacteristic(RemoteAttribute):
    """org.bluez.GattCharacteristic1."""

    def __init__(self, device: RemoteDevice, attribute: Any, service: str) -> None:
        super().__init__("org.bluez.GattCharacteristic1", device, attribute, attribute.uuid)
        self._service = service

    @dbus_property(access=READ)
    def Service(self) -> Path_:
        return self._service

    @dbus_property(access=READ)
    def Flags(self) -> Texts:
        return [name for bit, name in PROPERTIES.items() if int(self._attribute.properties) & bit]

    @dbus_property(access=READ)
    def MTU(self) -> Word:
        connection = self._device.connection
        return connection.att_mtu if connection is not None else 23


class RemoteDescriptor(RemoteAttribute):
    """org.bluez.GattDescriptor1."""

    def __init__(self, device: RemoteDevice, attribute: Any, characteristic: str) -> None:
        super().__init__("org.bluez.GattDescriptor1", device, attribute, attribute.type)
        self._characteristic = characteristic

    @dbus_property(access=READ)
    def Characteristic(self) -> Path_:
        return self._characteristic

    @dbus_property(access=READ)
    def Flags(self) -> Texts:
        return ["read"]


class PrivateBus:
    """A dbus-daemon of our own. One for all tests: bleak keeps its connection to the bus."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="srpscope-bus-")
        address = f"unix:path={Path(self._folder.name) / 'bus'}"
        self._daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address={address}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._daemon.stdout is not None
        self.address = self._daemon.stdout.readline().strip()
        assert self.address, "dbus-daemon did not start"

    def close(self) -> None:
        self._daemon.terminate()
        self._daemon.wait(10)
        assert self._daemon.stdout is not None
        self._daemon.stdout.close()
        self._folder.cleanup()


class FakeBluez:
    """org.bluez over a bumble central, as long as `async with` lasts. DBUS_SYSTEM_BUS_ADDRESS is the private bus."""

    def __init__(self, central: Device, asked_mtu: int = 517) -> None:
        self.central = central
        self.asked_mtu = asked_mtu
        self.bus: MessageBus
        self._devices: dict[str, RemoteDevice] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> FakeBluez:
        self.bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        self.bus.export(ADAPTER, Adapter(self))
        await self.bus.request_name("org.bluez")
        self.central.on("advertisement", self._heard)
        return self

    def _heard(self, advertisement: Any) -> None:
        path = f"{ADAPTER}/dev_{str(advertisement.address).split('/')[0].replace(':', '_')}"
        if path not in self._devices:
            self._devices[path] = RemoteDevice(self, path, advertisement)
            self.bus.export(path, self._devices[path])
        self._devices[path].heard(advertisement)

    def forget(self, path: str) -> None:
        """RemoveDevice."""
        if self._devices.pop(path, None) is not None:
            self.bus.unexport(path)

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def __aexit__(self, *_: object) -> None:
        self.central.remove_listener("advertisement", self._heard)
        for path in list(self._devices):
            self.forget(path)
        for task in list(self._tasks):
            task.cancel()
        await self.bus.release_name("org.bluez")
        self.bus.disconnect()
        await self.bus.wait_for_disconnect()
