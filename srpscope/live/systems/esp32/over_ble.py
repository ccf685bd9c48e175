"""ESP32 Security 2 over Bluetooth LE: the central, the device in the air, and one that is played in memory."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from srpscope.errors import UserError
from srpscope.live.ble.scanning import check_scan_seconds, is_address
from srpscope.live.driving import KeepingTransport
from srpscope.live.listening import Listening
from srpscope.live.system import Option, Options, SystemWay
from srpscope.live.systems.esp32.faults import parse_fault
from srpscope.live.systems.esp32.host import Host
from srpscope.live.systems.esp32.settings import HostSettings, make_credential
from srpscope.live.systems.esp32.system import CLIENT_OPTIONS, POP, WIFIPROV, Esp32System, device_options
from srpscope.live.users import Account
from srpscope.wire.protocomm.firmware import STACKS, firmware_of_patch

if TYPE_CHECKING:
    from srpscope.live.ble.scanning import Radio
    from srpscope.live.concluding import Seen
    from srpscope.live.systems.esp32.ble.peripheral import BleFault
    from srpscope.wire.exchange import Side

SIMULATED = ("wifiprov", "abcd1234")
"""User name and password of the simulated device: the provisioning example's own."""

_CLIENT_FAULT = "vanish, hang, reject, stale, drop, late, corrupt or lose at its n-th message"
_CONTROLLER = (
    "bluez: this system's Bluetooth, Linux only; else a Bluetooth controller that bumble drives by itself, in "
    "bumble's own words, on any system (srpscope[bumble])"
)


class Esp32Ble(Esp32System):
    """Writes and reads of characteristics."""

    name = "ble"
    title = "ESP32 Security 2 over Bluetooth LE"
    example_peer = ("PROV_", "wifiprov")
    on_network = False
    stays_open = True
    options = (
        Option("name", "how its name begins; PROV_ is usual", role="client", metavar="PREFIX"),
        Option("address", "its address (on macOS the UUID that the system gives it)", role="client"),
        Option("service", "the service that it advertises", role="client", metavar="UUID"),
        Option("scan-seconds", "how long to look for it (10)", "seconds", 10.0, "client", metavar="S"),
        Option("pair", "pair first, for firmware that forces encryption", "flag", False, "client"),
        Option("list", "list the devices around and end", "flag", False, "client"),
        Option(
            "simulate", "no Bluetooth: a device played in this program (wifiprov, abcd1234)", "flag", False, "client"
        ),
        Option(
            "stack",
            "of the simulated device: how it refuses (nimble)",
            "choice",
            role="client",
            choices=("nimble", "bluedroid"),
        ),
        Option(
            "mtu",
            "the MTU that this side asks the simulated device for, 23 to 517 (517)",
            "count",
            role="client",
            metavar="N",
            most=517,
        ),
        Option(
            "fault", f"of the simulated device: {_CLIENT_FAULT}", "texts", (), "client", metavar="KIND:MESSAGE[:AMOUNT]"
        ),
        *CLIENT_OPTIONS,
        Option("name", "the device's name (PROV_C0FFEE)", default="PROV_C0FFEE", role="server"),
        Option("service", "its service (the provisioning example's)", role="server", metavar="UUID"),
        Option(
            "controller",
            _CONTROLLER,
            default="bluez",
            role="server",
            metavar="bluez[:ADAPTER]|usb:N|serial:DEVICE,SPEED|..",
        ),
        Option("force-encryption", "want pairing, as some firmware does", "flag", False, "server"),
        Option(
            "mtu",
            "the MTU it agrees to (256 with NimBLE, 500 with Bluedroid)",
            "count",
            role="server",
            metavar="N",
            most=517,
        ),
        *device_options("nimble"),
    )

    @property
    def peer_called(self) -> str:
        """A device is found by one of two things."""
        return "its Bluetooth address, or how its name begins"

    def behind(self, to: str, options: Options) -> tuple[str, Options]:
        """By address where it looks like one, else by the beginning of its name."""
        _, rest = super().behind(to, options)
        return ("", {**rest, "address": to}) if is_address(to) else (to, rest)

    def check(self, options: Options, role: Side) -> None:
        """What belongs to the simulated device, and what a played one cannot be."""
        chosen = self.chosen(options, role)
        _mtu(chosen["mtu"])
        if role == "client":
            check_scan_seconds(chosen["scan_seconds"])
            if not chosen["simulate"] and (chosen["stack"] or chosen["mtu"] or chosen["fault"]):
                raise UserError("--stack, --mtu and --fault are the simulated device's: they go with --simulate.")
        elif chosen["stack"] == "http":
            raise UserError("the stack http has no BLE: nimble or bluedroid.")
        elif _kind(options) == "bluez" and "air" not in options and sys.platform != "linux":
            raise UserError(_NO_BLUEZ)

    # As the central

    def transport(self, address: str, options: Options) -> KeepingTransport:
        """By a name's beginning, an address or a service. address: a name's beginning too."""
        from srpscope.live.ble.scanning import DeviceChoice
        from srpscope.live.systems.esp32.ble.central import ProtocommTransport

        chosen = self.chosen(options, "client")
        choice = DeviceChoice(chosen["name"] or address or None, chosen["address"], chosen["service"])
        return ProtocommTransport(
            choice, self._radio(options), pair=chosen["pair"], scan_seconds=chosen["scan_seconds"]
        )

    def peer(self, address: str, options: Options) -> str | None:
        """What is in the air."""
        return None if options.get("simulate") else "a device over the air"

    def place(self, address: str, options: Options) -> str:
        """Of the radio, what it is."""
        return "simulated ble" if options.get("simulate") else "ble"

    def example(self, options: Options) -> tuple[str, str] | None:
        """Those of the simulated device."""
        return SIMULATED if options.get("simulate") else None

    async def around(self, options: Options) -> list[str] | None:
        """Everything that is heard within the time, what looks like an ESP32 first."""
        chosen = self.chosen(options, "client")
        if not chosen["list"]:
            return None
        from srpscope.live.ble.scanning import FoundDevice, scan

        radio, heard = self._radio(options), dict[str, FoundDevice]()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(chosen["scan_seconds"]), aclosing(scan(radio)) as devices:
                    async for found in devices:
                        heard[found.address] = found
        finally:
            if radio.close is not None:
                await radio.close()
        lines = []
        for found in sorted(heard.values(), key=lambda one: (not one.looks, -one.rssi)):
            told = "  ".join(part for part in (found.service, found.looks) if part)
            lines.append(f"{found.rssi:>4} dBm  {found.address}  {found.name or '(no name)':<24} {told}".rstrip())
        return lines

    def _radio(self, options: Options) -> Radio:
        from srpscope.live.ble.scanning import Radio
        from srpscope.live.systems.esp32.ble.peripheral import Peripheral
        from srpscope.live.systems.esp32.ble.simulated import SimulatedRadio

        chosen = self.chosen(options, "client")
        if not chosen["simulate"]:
            return options.get("radio") or Radio()
        own, rest = _faults(chosen["fault"])
        settings = HostSettings(
            make_credential(*SIMULATED),
            stack=STACKS[chosen["stack"] or "nimble"],
            firmware=firmware_of_patch(1),
            faults=tuple(parse_fault(one) for one in rest),
            single=True,
        )
        listeners: list[Callable[[str], None]] = []

        def observe(seen: Seen) -> None:
            if seen.what == "fault":
                for tell in listeners:
                    tell(seen.text)

        air = SimulatedRadio.around(Peripheral(Host(settings, observe=observe), faults=own))
        air.central_mtu = chosen["mtu"] or 517
        return replace(air.radio(), listeners=listeners)

    # As the device

    def settings(self, account: Account, options: Options, single: bool = False) -> HostSettings:
        """One central at a time, as on the chip."""
        _, rest = _faults(self.chosen(options, "server")["fault"])
        return super().settings(account, {**options, "fault": rest}, True)

    async def listen_as(self, host: Host, options: Options) -> Listening:
        """In the air, by the system's Bluetooth or a controller of its own. options may hold "air", which takes the
        device itself: a SimulatedRadio, or what a test has."""
        from srpscope.live.systems.esp32.ble.peripheral import Peripheral
        from srpscope.wire.protocomm.gatt import EXAMPLE_SERVICE

        chosen = self.chosen(options, "server")
        own, _ = _faults(chosen["fault"])
        peripheral = Peripheral(host, chosen["name"], chosen["service"] or EXAMPLE_SERVICE, own)
        if "air" in options:
            await options["air"](peripheral)
            return Listening(peripheral.name, 0, host.close, f"advertising as {peripheral.name}")
        if _kind(options) == "bluez":
            from srpscope.live.systems.esp32.ble.bluez import BluezServer

            adapter = chosen["controller"].partition(":")[2] or "hci0"
            server: BluezServer | BumbleServer = BluezServer(
                peripheral, adapter, mtu=chosen["mtu"], encrypted=chosen["force_encryption"]
            )
        else:
            from srpscope.live.systems.esp32.ble.bumble import BumbleServer

            server = BumbleServer(
                peripheral, chosen["controller"], mtu=chosen["mtu"], encrypted=chosen["force_encryption"]
            )
        await server.start()
        return Listening("", 0, server.close, f"advertising as {peripheral.name}", tuple(server.limits))

    def ways(self) -> tuple[SystemWay, ...]:
        """A device without hardware, and the ones around."""
        return (
            SystemWay(
                "client",
                "Try it without hardware",
                "a simulated ESP32, held before M1",
                options={"simulate": True},
            ),
            SystemWay(
                "client",
                "Be the client, over BLE",
                "choose among the devices heard",
                (("Name", "how its name begins", "PROV_"), WIFIPROV, POP),
            ),
            self.between("Be the proxy, over BLE", "PROV_"),
        )


def _mtu(mtu: int | None) -> None:
    if mtu is not None and not 23 <= mtu <= 517:
        raise UserError(f"an MTU is 23 to 517, not {mtu}.")


def _kind(options: Options) -> str:
    return str(options.get("controller") or "bluez").partition(":")[0]


def _faults(texts: list[str]) -> tuple[tuple[BleFault, ...], list[str]]:
    """The faults that only BLE has, and the others."""
    from srpscope.live.systems.esp32.ble.peripheral import parse_ble_fault

    own, rest = [], []
    for text in texts:
        fault = parse_ble_fault(text)
        if fault is None:
            rest.append(text)
        else:
            own.append(fault)
    return tuple(own), rest


_NO_BLUEZ = (
    "this system's own Bluetooth cannot be the device: what macOS and Windows advertise has neither the ESP32's name "
    "nor its errors. A controller of its own can: --controller usb:0 or serial:PORT,SPEED, with srpscope[bumble]; a "
    "USB dongle on Windows needs the WinUSB driver, and a Mac's built-in radio cannot be used so."
)

SYSTEM = Esp32Ble()
