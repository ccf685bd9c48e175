"""A played device through Linux's own Bluetooth: BlueZ's D-Bus interface, with dbus-fast, which comes with bleak.

bluetoothd puts the UUID into the advertisement and the name into the scan response, as the ESP32 does. What it cannot
do like the ESP32 is in BluezServer.limits.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from contextlib import suppress
from typing import Annotated, Any, Final

from dbus_fast import BusType, DBusError, Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

from srpscope.errors import PeerError, PermissionDeniedError, SrpscopeError, UserError
from srpscope.live.background import Background
from srpscope.live.ble.uuids import USER_DESCRIPTION
from srpscope.live.systems.esp32.ble.peripheral import INVALID_LENGTH, AttError, Link, LinkLost, Peripheral
from srpscope.printable import printable

APPLICATION: Final = "/srpscope"
ADVERTISEMENT: Final = "/srpscope/advertisement"
ANSWER_SECONDS: Final = 10.0
DROP_SECONDS: Final = 0.05

Text = Annotated[str, DBusSignature("s")]
Texts = Annotated[list[str], DBusSignature("as")]
ObjectPath = Annotated[str, DBusSignature("o")]
Flag = Annotated[bool, DBusSignature("b")]
Data = Annotated[bytes, DBusSignature("ay")]
Options = Annotated[dict[str, Variant], DBusSignature("a{sv}")]
Nothing = Annotated[None, DBusSignature("")]
_READ = PropertyAccess.READ


class BluezServer:
    """Advertises the peripheral until closed. adapter: "hci0". encrypted: every endpoint wants pairing."""

    def __init__(
        self, peripheral: Peripheral, adapter: str = "hci0", *, mtu: int | None = None, encrypted: bool = False
    ) -> None:
        if not re.fullmatch(r"hci\d{1,3}", adapter):
            raise UserError(f"{adapter!r} is no adapter; one is called hci0.")
        self.peripheral = peripheral
        self.encrypted = encrypted
        self._adapter = f"/org/bluez/{adapter}"
        self._mtu = mtu
        self._bus: MessageBus | None = None
        self._links: dict[str, Link] = {}
        self._background = Background()

    @property
    def limits(self) -> list[str]:
        """What the system cannot do as the ESP32 does, in sentences."""
        said = [
            "BlueZ decides the MTU (517 where the app asks for it), and also shows this computer's own services.",
            "BlueZ may ask a phone for pairing of its own accord; `bluetoothd -P battery` and "
            "ReverseServiceDiscovery=false in /etc/bluetooth/main.conf keep it from that.",
        ]
        if self._mtu is not None:
            said.append(f"So the MTU of {self._mtu} cannot be kept; a controller of its own (--controller usb:0) can.")
        if self.peripheral.host.settings.stack.att_error == 0x04:
            said.append(
                "BlueZ cannot send NimBLE's ATT error 0x04: a refused write fails with 0x80, and the link stays, as "
                "with NimBLE."
            )
        elif self.peripheral.host.settings.stack.drops:
            said.append("BlueZ takes about two seconds to drop the link where Bluedroid drops it at once.")
        return said

    async def start(self) -> None:
        """Register services and advertisement. Raises PeerError, PermissionDeniedError."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                bus = self._bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
                self._export(bus)
                bus.add_message_handler(self._noticed)
                await self._call(
                    "org.freedesktop.DBus",
                    "/org/freedesktop/DBus",
                    "org.freedesktop.DBus",
                    "AddMatch",
                    "s",
                    ["type='signal',sender='org.bluez',interface='org.freedesktop.DBus.Properties'"],
                )
                for interface, member, path in (
                    ("org.bluez.GattManager1", "RegisterApplication", APPLICATION),
                    ("org.bluez.LEAdvertisingManager1", "RegisterAdvertisement", ADVERTISEMENT),
                ):
                    await self._call("org.bluez", self._adapter, interface, member, "oa{sv}", [path, {}])
        except BaseException as error:
            await self.close()
            if isinstance(error, Exception) and not isinstance(error, SrpscopeError):
                raise _explained(error) from None
            raise

    def _export(self, bus: MessageBus) -> None:
        service = f"{APPLICATION}/service0"
        bus.export(service, _Service(self.peripheral.service))
        for number, (name, uuid) in enumerate(self.peripheral.endpoints.items()):
            path = f"{service}/char{number}"
            bus.export(path, _Characteristic(self, name, uuid, service))
            bus.export(f"{path}/desc0", _Description(name, path))
        bus.export(ADVERTISEMENT, _Advertisement(self.peripheral))

    async def _call(
        self, destination: str, path: str, interface: str, member: str, signature: str, body: list[Any]
    ) -> Message:
        assert self._bus is not None
        reply = await self._bus.call(
            Message(
                destination=destination,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=body,
            )
        )
        if reply is None or reply.message_type is not MessageType.METHOD_RETURN:
            name = reply.error_name if reply is not None else ""
            text = str(reply.body[0]) if reply is not None and reply.body else ""
            raise _refused(member, name or "", text)
        return reply

    # Clients. BlueZ names each by the path of its Device1 object.

    def link(self, options: dict[str, Variant]) -> tuple[str, Link]:
        """The link of the client that a call came from."""
        device = options["device"].value if "device" in options else ""
        if device not in self._links:
            self._links[device] = self.peripheral.connected(device.rpartition("dev_")[2].replace("_", ":") or "?")
        return device, self._links[device]

    def _noticed(self, message: Message) -> None:
        if message.member != "PropertiesChanged" or message.path not in self._links or len(message.body) < 2:
            return
        interface, changed = message.body[:2]
        if interface == "org.bluez.Device1" and "Connected" in changed and not changed["Connected"].value:
            self.run(self._links.pop(message.path).left())

    async def drop(self, device: str, after: float = 0.0) -> None:
        """End the link to a client."""
        await asyncio.sleep(after)
        with suppress(SrpscopeError, OSError, EOFError):
            await self._call("org.bluez", device, "org.bluez.Device1", "Disconnect", "", [])

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something happen after the answer."""
        self._background.begin(work)

    async def close(self) -> None:
        """Advertise no more; BlueZ forgets the services with our connection. Never raises."""
        bus = self._bus
        links, self._links = list(self._links.values()), {}
        for link in links:
            await link.left()
        if bus is not None:
            with suppress(Exception):
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._unregister(bus)
            with suppress(Exception):
                bus.disconnect()
                async with asyncio.timeout(ANSWER_SECONDS):
                    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        await self._background.cancel()
        self._bus = None
        await self.peripheral.host.close()

    async def _unregister(self, bus: MessageBus) -> None:
        for interface, member, path in (
            ("org.bluez.LEAdvertisingManager1", "UnregisterAdvertisement", ADVERTISEMENT),
            ("org.bluez.GattManager1", "UnregisterApplication", APPLICATION),
        ):
            if bus.connected:
                await self._call("org.bluez", self._adapter, interface, member, "o", [path])


def _refused(member: str, name: str, text: str) -> SrpscopeError:
    shown = f"{printable(name, 100)}{f': {printable(text, 200)}' if text else ''}"
    if name == "org.freedesktop.DBus.Error.AccessDenied":
        return PermissionDeniedError(f"BlueZ refuses {member} to this user. See `srpscope doctor`.")
    if name == "org.freedesktop.DBus.Error.ServiceUnknown":
        return PeerError("bluetoothd is not running: systemctl start bluetooth (package bluez).")
    if name in ("org.freedesktop.DBus.Error.UnknownObject", "org.freedesktop.DBus.Error.UnknownMethod"):
        return PeerError(f"BlueZ has no such adapter, or it is off ({shown}). `srpscope doctor` says which there are.")
    return PeerError(f"BlueZ refuses {member} ({shown}).")


def _explained(error: Exception) -> SrpscopeError:
    if isinstance(error, TimeoutError):
        return PeerError(f"BlueZ did not answer within {ANSWER_SECONDS:g} s. Is bluetoothd running?")
    if isinstance(error, PermissionError):
        return PermissionDeniedError("The D-Bus system bus refuses this user. See `srpscope doctor`.")
    return PeerError(
        f"The D-Bus system bus cannot be reached ({type(error).__name__}), so no BlueZ either. On other systems than "
        "Linux a controller of its own is needed: --controller usb:0, with srpscope[bumble]."
    )


class _Service(ServiceInterface):
    """org.bluez.GattService1."""

    def __init__(self, uuid: str) -> None:
        super().__init__("org.bluez.GattService1")
        self._uuid = uuid

    @dbus_property(access=_READ)
    def UUID(self) -> Text:
        """The service."""
        return self._uuid

    @dbus_property(access=_READ)
    def Primary(self) -> Flag:
        """As every service that is advertised."""
        return True


class _Characteristic(ServiceInterface):
    """org.bluez.GattCharacteristic1: one endpoint."""

    def __init__(self, server: BluezServer, endpoint: str, uuid: str, service: str) -> None:
        super().__init__("org.bluez.GattCharacteristic1")
        self._server, self._endpoint, self._uuid, self._service = server, endpoint, uuid, service

    @dbus_property(access=_READ)
    def UUID(self) -> Text:
        """The endpoint's."""
        return self._uuid

    @dbus_property(access=_READ)
    def Service(self) -> ObjectPath:
        """Whose characteristic it is."""
        return self._service

    @dbus_property(access=_READ)
    def Flags(self) -> Texts:
        """Read and write with response, as protocomm has it."""
        return ["encrypt-read", "encrypt-write"] if self._server.encrypted else ["read", "write"]

    @dbus_method()
    async def ReadValue(self, options: Options) -> Data:
        """The answer, from the offset on that BlueZ asks for."""
        device, link = self._server.link(options)
        offset = int(options["offset"].value) if "offset" in options else 0
        try:
            return (await link.read(self._endpoint))[offset:]
        except LinkLost:
            await self._server.drop(device)
            raise DBusError("org.bluez.Error.Failed", "0x80") from None

    @dbus_method()
    async def WriteValue(self, value: Data, options: Options) -> Nothing:
        """A request; BlueZ has put the parts of a long write together."""
        device, link = self._server.link(options)
        try:
            await link.write(self._endpoint, bytes(value), int(options["mtu"].value) if "mtu" in options else 0)
        except AttError as error:
            if error.drops:
                self._server.run(self._server.drop(device, DROP_SECONDS))
            if error.code == INVALID_LENGTH:
                raise DBusError("org.bluez.Error.InvalidValueLength", "too long") from None
            # bluetoothd passes 0x80 to 0x9f on when it finds the number in the text, and sends 0x80 otherwise.
            code = error.code if 0x80 <= error.code <= 0x9F else 0x80
            raise DBusError("org.bluez.Error.Failed", f"0x{code:02x}") from None
        except LinkLost:
            await self._server.drop(device)
            raise DBusError("org.bluez.Error.Failed", "0x80") from None


class _Description(ServiceInterface):
    """org.bluez.GattDescriptor1: an endpoint's name, 0x2901."""

    def __init__(self, endpoint: str, characteristic: str) -> None:
        super().__init__("org.bluez.GattDescriptor1")
        self._endpoint, self._characteristic = endpoint, characteristic

    @dbus_property(access=_READ)
    def UUID(self) -> Text:
        """0x2901."""
        return USER_DESCRIPTION

    @dbus_property(access=_READ)
    def Characteristic(self) -> ObjectPath:
        """Whose description it is."""
        return self._characteristic

    @dbus_property(access=_READ)
    def Flags(self) -> Texts:
        """Read-only."""
        return ["read"]

    @dbus_method()
    def ReadValue(self, options: Options) -> Data:
        """The name, without a NUL."""
        return self._endpoint.encode()


class _Advertisement(ServiceInterface):
    """org.bluez.LEAdvertisement1."""

    def __init__(self, peripheral: Peripheral) -> None:
        super().__init__("org.bluez.LEAdvertisement1")
        self._peripheral = peripheral

    @dbus_property(access=_READ)
    def Type(self) -> Text:
        """Connectable."""
        return "peripheral"

    @dbus_property(access=_READ)
    def ServiceUUIDs(self) -> Texts:
        """In the advertisement itself."""
        return [self._peripheral.service]

    @dbus_property(access=_READ)
    def LocalName(self) -> Text:
        """In the scan response."""
        return self._peripheral.name

    @dbus_property(access=_READ)
    def Discoverable(self) -> Flag:
        """So that the flags are the ESP32's 0x06."""
        return True

    @dbus_method()
    def Release(self) -> Nothing:
        """BlueZ has dropped the advertisement."""
