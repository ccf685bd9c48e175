"""The devices around, as bleak hears them: which there are, and which of them was asked for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from srpscope.errors import UserError
from srpscope.live.ble.errors import explained
from srpscope.printable import printable
from srpscope.wire.wires import advertised

if TYPE_CHECKING:
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

MOST_DEVICES: Final = 500
LONGEST_NAME: Final = 64
MOST_TOLD: Final = 64
"""Bytes of a maker's or a service's own data that are kept."""


@dataclass(frozen=True)
class Radio:
    """What bleak works with. None: the system's own Bluetooth. note: said once when a session opens. listeners: of a
    simulated device, who is told what it does on order, so that the recording says whose doing it was."""

    scanner: type[BaseBleakScanner] | None = None
    client: type[BaseBleakClient] | None = None
    note: str = ""
    close: Callable[[], Awaitable[None]] | None = None
    listeners: list[Callable[[str], None]] | None = None


@dataclass(frozen=True)
class FoundDevice:
    """A device as it was last heard. name: made fit for a screen; rssi in dBm; looks: what it looks like, or "".
    makers (company number, bytes) and service_data (UUID, bytes): as advertised; power: dBm at which it says it sends.
    """

    address: str
    name: str
    rssi: int
    services: tuple[str, ...]
    looks: str
    device: BLEDevice
    makers: tuple[tuple[int, bytes], ...] = ()
    service_data: tuple[tuple[str, bytes], ...] = ()
    power: int | None = None

    @property
    def service(self) -> str:
        """The advertised service that a protocol is known by, else the first; "" where none is advertised."""
        return next((one for one in self.services if advertised("", [one])), next(iter(self.services), ""))


@dataclass
class Heard:
    """The devices that were heard lately, by address, the latest last; at most MOST_DEVICES of them."""

    devices: dict[str, FoundDevice] = field(default_factory=dict)

    def take(self, found: FoundDevice, kept: Collection[str] = ()) -> str | None:
        """Keep a device as it was heard now. Where there is no place, who was silent for longest makes it, and first of
        those that look like nothing known: so a crowd, or somebody who plays one, hides no device that goes on
        advertising. kept: addresses that stay. The address of what is not kept any more: another one, or its own."""
        gone = None
        if found.address not in self.devices and len(self.devices) >= MOST_DEVICES:
            may_go = [one for one in self.devices.values() if one.address not in kept]
            gone = next((one.address for one in may_go if not one.looks), None)
            if gone is None:
                gone = may_go[0].address if may_go and found.looks else found.address
        self.devices.pop(gone or found.address, None)
        if gone != found.address:
            self.devices.pop(found.address, None)
            self.devices[found.address] = found
        return gone


@dataclass(frozen=True)
class DeviceChoice:
    """Which device. Nothing given: whatever looks like a device that is known. name: how its name begins."""

    name: str | None = None
    address: str | None = None
    service: str | None = None

    def __post_init__(self) -> None:
        if self.service is not None and not re.fullmatch(
            r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", self.service
        ):
            raise UserError(f"{self.service!r} is no UUID; one looks like 021a9004-0382-4aea-bff4-6b3f1c5adfb4.")

    def fits(self, found: FoundDevice) -> bool:
        """Whether a device is what was asked for."""
        if self.address is not None and found.address.lower() != self.address.lower():
            return False
        if self.name is not None and not found.name.startswith(self.name):
            return False
        if self.service is not None and self.service.lower() not in found.services:
            return False
        return self != DeviceChoice() or bool(found.looks)

    def __str__(self) -> str:
        said = [f"{key} {value}" for key, value in vars(self).items() if value is not None]
        return " and ".join(said)


def is_address(text: str) -> bool:
    """Whether it is a device's address, or what macOS gives in its place, and no beginning of a name."""
    number = r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    return re.fullmatch(number, text) is not None


def check_scan_seconds(seconds: float) -> None:
    """Raises UserError for a time that no scan has."""
    if not 0 < seconds <= 3600:
        raise UserError("--scan-seconds is more than 0 and at most 3600.")


@runtime_checkable
class Scanning(Protocol):
    """A transport that hears several devices, of which one is chosen before it is opened."""

    def scan(self) -> AsyncGenerator[FoundDevice]:
        """Devices for a list to choose from; see the function scan."""
        ...

    def choose(self, found: FoundDevice) -> None:
        """Connect to this one."""
        ...


ANY: Final = DeviceChoice()
SYSTEM_BLUETOOTH: Final = Radio()


async def scan(radio: Radio = SYSTEM_BLUETOOTH) -> AsyncGenerator[FoundDevice]:
    """Devices as they are heard, each again when something about it changes, until the iteration is closed
    (`async with aclosing(scan())`). Raises PeerError or PermissionDeniedError where there is no Bluetooth.

    Bounded: at most MOST_DEVICES at a time, and no queue that a flood of advertisements could fill.
    """
    from bleak import BleakScanner

    heard = Heard()
    changed: dict[str, FoundDevice] = {}
    news = asyncio.Event()

    def detected(device: BLEDevice, data: AdvertisementData) -> None:
        old = heard.devices.get(device.address)
        new = _found(device, data, old)
        gone = heard.take(new)
        if gone is not None:
            changed.pop(gone, None)
        if gone != device.address and (old is None or new != old):
            changed[device.address] = new
            news.set()

    try:
        scanner = BleakScanner(detected, backend=radio.scanner)
        await scanner.start()
    except Exception as error:  # bleak's back ends let their systems' own exceptions through
        raise explained(error, "Scanning") from None
    try:
        while True:
            await news.wait()
            news.clear()
            while changed:
                yield changed.pop(next(iter(changed)))
    finally:
        with suppress(Exception):
            await scanner.stop()


def _found(device: BLEDevice, data: AdvertisementData, old: FoundDevice | None) -> FoundDevice:
    name = data.local_name or device.name or ""
    shown = printable(name, LONGEST_NAME) or (old.name if old else "")
    services = tuple(one.lower() for one in data.service_uuids[:32]) or (old.services if old else ())
    makers = tuple((number, told[:MOST_TOLD]) for number, told in sorted(data.manufacturer_data.items())[:8])
    told = tuple((uuid.lower(), told[:MOST_TOLD]) for uuid, told in sorted(data.service_data.items())[:8])
    power = data.tx_power
    if old is not None:  # an advertisement and a scan response each say a part
        makers, told, power = makers or old.makers, told or old.service_data, old.power if power is None else power
    looks = advertised(shown, services)
    return FoundDevice(device.address, shown, data.rssi, services, looks, device, makers, told, power)
