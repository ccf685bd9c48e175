"""ESP32 Security 2 over BLE: srpscope live ble, srpscope serve ble, and live --simulate."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from srpscope.cli.transports import protocomm
from srpscope.errors import UserError

if TYPE_CHECKING:
    from srpscope.live.ble_central import Radio
    from srpscope.live.ble_peripheral import BleFault
    from srpscope.live.protocomm_host import Host
    from srpscope.live.session import Transport

SIMULATED_QR = '{"ver":"v1","name":"PROV_C0FFEE","username":"wifiprov","pop":"abcd1234","transport":"ble"}'
"""What stands on the simulated device: the provisioning example's own credentials."""


# The client


def add_live(parser: argparse.ArgumentParser) -> None:
    """Which device, and how to reach it."""
    parser.add_argument("--name", metavar="PREFIX", help="how its name begins; PROV_ is usual")
    parser.add_argument("--address", help="its address (on macOS the UUID that the system gives it)")
    parser.add_argument("--service", metavar="UUID", help="the service that it advertises")
    parser.add_argument("--scan-seconds", type=float, default=10.0, metavar="S", help="how long to look for it (10)")
    parser.add_argument("--pair", action="store_true", help="pair first, for firmware that forces encryption")
    parser.add_argument("--list", action="store_true", dest="list_devices", help="list the devices around and end")
    parser.add_argument(
        "--simulate", action="store_true", help="no Bluetooth: a device played in this program (wifiprov, abcd1234)"
    )
    played = parser.add_argument_group("the simulated device")
    played.add_argument("--stack", choices=("nimble", "bluedroid"), help="how it refuses (nimble)")
    played.add_argument("--mtu", type=int, help="the MTU that this side asks for, 23 to 517 (517)")
    played.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND:MESSAGE[:AMOUNT]",
        help="vanish, hang, reject, stale, drop, late, corrupt or lose at its n-th message",
    )
    protocomm.add_client(parser)


def run_live(arguments: argparse.Namespace) -> int:
    """One session with a device, or the list of those around."""
    if not 0 < arguments.scan_seconds <= 3600:
        raise UserError("--scan-seconds is more than 0 and at most 3600.")
    if not arguments.simulate and (arguments.stack or arguments.mtu or arguments.fault):
        raise UserError("--stack, --mtu and --fault are the simulated device's: they go with --simulate.")
    if arguments.simulate and arguments.username is None and arguments.password_file is None and not arguments.qr:
        arguments.qr = SIMULATED_QR
    if arguments.list_devices:
        return asyncio.run(_list(_radio(arguments), arguments.scan_seconds))

    def connect() -> Transport:
        from srpscope.live.ble_central import BleTransport, Choice

        choice = Choice(arguments.name, arguments.address, arguments.service)
        return BleTransport(choice, _radio(arguments), pair=arguments.pair, scan_seconds=arguments.scan_seconds)

    return protocomm.run_client(arguments, connect, "simulated ble" if arguments.simulate else "ble")


def _radio(arguments: argparse.Namespace) -> Radio:
    from srpscope.live.ble_central import Radio

    if not arguments.simulate:
        return Radio()
    from srpscope.live.ble_peripheral import Peripheral
    from srpscope.live.faults import parse_fault
    from srpscope.live.protocomm_host import Host, HostSettings, make_credential
    from srpscope.live.simulated_radio import SimulatedRadio
    from srpscope.wire.protocomm_firmware import STACKS, firmware_of_patch

    mtu = 517 if arguments.mtu is None else arguments.mtu
    if not 23 <= mtu <= 517:
        raise UserError(f"an MTU is 23 to 517, not {mtu}.")
    own, rest = _faults(arguments.fault)
    settings = HostSettings(
        make_credential("wifiprov", "abcd1234"),
        stack=STACKS[arguments.stack or "nimble"],
        firmware=firmware_of_patch(1),
        faults=tuple(parse_fault(one) for one in rest),
        single=True,
    )
    air = SimulatedRadio.around(Peripheral(Host(settings), faults=own))
    air.central_mtu = mtu
    return air.radio()


def _faults(texts: list[str]) -> tuple[tuple[BleFault, ...], list[str]]:
    """The faults that only BLE has, and the others."""
    from srpscope.live.ble_peripheral import parse_ble_fault

    own, rest = [], []
    for text in texts:
        fault = parse_ble_fault(text)
        if fault is None:
            rest.append(text)
        else:
            own.append(fault)
    return tuple(own), rest


async def _list(radio: Radio, seconds: float) -> int:
    from contextlib import aclosing, suppress

    from srpscope.live.ble_central import Found, scan

    heard: dict[str, Found] = {}
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), aclosing(scan(radio)) as devices:
                async for found in devices:
                    heard[found.address] = found
    finally:
        if radio.close is not None:
            await radio.close()
    for found in sorted(heard.values(), key=lambda one: (not one.looks, -one.rssi)):
        told = "  ".join(part for part in (found.service, found.looks) if part)
        print(f"{found.rssi:>4} dBm  {found.address}  {found.name or '(no name)':<24} {told}".rstrip())
    print(f"{len(heard)} devices heard in {seconds:g} s.", file=sys.stderr)
    return 0


# The device


def add_serve(parser: argparse.ArgumentParser) -> None:
    """How the device is in the air, through what, and how it behaves."""
    parser.add_argument("--name", default="PROV_C0FFEE", help="the device's name (PROV_C0FFEE)")
    parser.add_argument("--service", metavar="UUID", help="its service (the provisioning example's)")
    parser.add_argument(
        "--controller",
        metavar="bluez[:ADAPTER]|usb:N|serial:DEVICE,SPEED|..",
        default="bluez",
        help="bluez: this system's Bluetooth, Linux only; else a Bluetooth controller that bumble drives by itself, in "
        "bumble's own words, on any system (srpscope[bumble])",
    )
    parser.add_argument("--force-encryption", action="store_true", help="want pairing, as some firmware does")
    parser.add_argument("--mtu", type=int, help="the MTU it agrees to (256 with NimBLE, 500 with Bluedroid)")
    protocomm.add_device(parser, default_stack="nimble")


def run_serve(arguments: argparse.Namespace) -> int:
    """Play one device until interrupted."""
    if arguments.stack == "http":
        raise UserError("the stack http has no BLE: nimble or bluedroid.")
    if arguments.mtu is not None and not 23 <= arguments.mtu <= 517:
        raise UserError(f"an MTU is 23 to 517, not {arguments.mtu}.")
    own, arguments.fault = _faults(arguments.fault)
    arguments.single = True
    kind, _, rest = arguments.controller.partition(":")
    if kind == "bluez" and sys.platform != "linux":
        raise UserError(_NO_BLUEZ)

    async def listen(host: Host) -> protocomm.Listening:
        from srpscope.live.ble_peripheral import Peripheral
        from srpscope.wire.protocomm_gatt import EXAMPLE_SERVICE

        peripheral = Peripheral(host, arguments.name, arguments.service or EXAMPLE_SERVICE, own)
        if kind == "bluez":
            from srpscope.live.ble_peripheral_bluez import BluezServer

            server: BluezServer | BumbleServer = BluezServer(
                peripheral, rest or "hci0", mtu=arguments.mtu, encrypted=arguments.force_encryption
            )
        else:
            from srpscope.live.ble_peripheral_bumble import BumbleServer

            server = BumbleServer(
                peripheral, arguments.controller, mtu=arguments.mtu, encrypted=arguments.force_encryption
            )
        await server.start()
        for limit in server.limits:
            print(limit, file=sys.stderr, flush=True)
        print(f"advertising as {peripheral.name}", file=sys.stderr, flush=True)
        return server

    return protocomm.run_device(arguments, listen)


_NO_BLUEZ = (
    "this system's own Bluetooth cannot be the device: what macOS and Windows advertise has neither the ESP32's name "
    "nor its errors. A controller of its own can: --controller usb:0 or serial:PORT,SPEED, with srpscope[bumble]; a "
    "USB dongle on Windows needs the WinUSB driver, and a Mac's built-in radio cannot be used so."
)
