"""The devices around, as bleak hears them: which there are, and which of them was asked for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
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

    Bounded: at most MOST_DEVICES, and no queue that a flood of advertisements could fill.
    """
    from bleak import BleakScanner

    heard: dict[str, FoundDevice] = {}
    changed: dict[str, FoundDevice] = {}
    news = asyncio.Event()

    def detected(device: BLEDevice, data: AdvertisementData) -> None:
        old = heard.get(device.address)
        if old is None and len(heard) >= MOST_DEVICES:
            return
        new = _found(device, data, old)
        heard[device.address] = new
        if old is None or new != old:
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
