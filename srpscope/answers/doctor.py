"""What works on this machine: engine, terminal, clipboard, Bluetooth, D-Bus, loopback, folders. For `doctor`.

Each check gives one sentence, and what is missing says what to do. Nothing is changed, and nothing is scanned.
"""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from srpscope.errors import reason
from srpscope.printable import printable

OK, WARNING, FAULT = "ok", "warning", "fault"

ANSWER_SECONDS = 3.0
"""How long D-Bus may take to answer."""


@dataclass(frozen=True)
class Probe:
    """One thing looked at. state: "ok", "warning" (something will not work) or "fault" (srpscope itself will not)."""

    name: str
    state: str
    sentence: str


def checks() -> Iterator[Probe]:
    """All of them, quickest first."""
    yield _python()
    yield _engine()
    yield from _packages()
    yield from _terminal()
    yield _clipboard()
    yield from _folders()
    yield from _loopback()
    yield from bluetooth()


def _python() -> Probe:
    return Probe("python", OK, f"Python {platform.python_version()} on {platform.system()} {platform.release()}.")


def _engine() -> Probe:
    from srpscope.srp.primitives.modexp import engine

    if engine() == "gmpy2":
        return Probe("engine", OK, f"gmpy2 {_version('gmpy2')} computes the exponentiations.")
    return Probe(
        "engine", WARNING, "Python's pow computes, about eight times slower. pip install gmpy2, where it can be had."
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _packages() -> Iterator[Probe]:
    for package, use in (
        ("textual", "the screens"),
        ("bleak", "Bluetooth as the client"),
        ("protobuf", "ESP32 messages"),
        ("aiohttp", "HTTP and WebSocket"),
        ("cryptography", "the encrypted session"),
        ("bcrypt", "Proton's dialect"),
    ):
        found = _version(package)
        if found:
            yield Probe(package, OK, f"{package} {found}, for {use}.")
        else:
            yield Probe(
                package, WARNING, f"{package} is missing: no {use.removeprefix('the ')}. pip install {package}."
            )
    if not _version("bumble"):
        sentence = "bumble is not installed; only `serve ble` through a USB controller needs it (srpscope[bumble])."
        yield Probe("bumble", OK, sentence)


# Terminal


def _terminal() -> Iterator[Probe]:
    term, colours = os.environ.get("TERM", ""), os.environ.get("COLORTERM", "").lower()
    if sys.stdout is None or not sys.stdout.isatty():
        yield Probe("terminal", OK, "Standard output is no terminal: answers come as text.")
    elif term in ("", "dumb"):
        yield Probe("terminal", WARNING, "TERM is not set: no screen can be drawn. Answers come as text.")
    else:
        columns, rows = os.get_terminal_size()
        small = columns < 60 or rows < 20
        yield Probe(
            "terminal",
            WARNING if small else OK,
            f"{printable(term, 60)}, {columns} by {rows}." + (" The screens need 60 by 20." if small else ""),
        )
    if sys.stdout is None or not sys.stdout.isatty():
        return
    if "NO_COLOR" in os.environ:
        yield Probe("colours", OK, "NO_COLOR is set: no colours, signs and words tell everything.")
    elif colours in ("truecolor", "24bit") or os.environ.get("WT_SESSION"):
        yield Probe("colours", OK, "Sixteen million colours.")
    elif "256" in term:
        yield Probe("colours", OK, "256 colours; themes are drawn with the nearest ones.")
    else:
        yield Probe("colours", WARNING, "Perhaps 16 colours only: the theme high-contrast reads best.")
    encoding = (getattr(sys.stdout, "encoding", "") or "").lower().replace("-", "")
    if encoding != "utf8":
        yield Probe("characters", WARNING, "The terminal is not in UTF-8: use --ascii, or set LANG to a UTF-8 locale.")


def _clipboard() -> Probe:
    """OSC 52 is what reaches the person's own clipboard, over SSH too; some programs in between hold it back."""
    inside = ""
    if os.environ.get("TMUX"):
        inside = " tmux passes it on with `set -g set-clipboard on`."
    elif os.environ.get("STY"):
        return Probe("clipboard", WARNING, "GNU screen keeps OSC 52 back: copying goes to a file instead (menu).")
    if os.environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return Probe("clipboard", WARNING, "Apple's Terminal does not know OSC 52: copying goes to a file instead.")
    return Probe("clipboard", OK, f"Copies go out as OSC 52, over SSH too, where the terminal allows it.{inside}")


# Folders and loopback


def _folders() -> Iterator[Probe]:
    from srpscope.places import captures_folder, config_folder, data_folder, state_folder, themes_folder

    for name, folder in (("settings", config_folder()), ("recordings", data_folder()), ("state", state_folder())):
        place = folder
        while not place.exists() and place != place.parent:
            place = place.parent
        if os.access(place, os.W_OK):
            yield Probe(name, OK, f"{folder} can be written.")
        else:
            yield Probe(name, WARNING, f"{folder} cannot be written: nothing is kept there. See its permissions.")
    for name, folder in (("themes", themes_folder()), ("captures", captures_folder())):
        if not folder.is_dir():
            yield Probe(name, FAULT, f"{folder} is missing: srpscope is not installed whole.")


def _loopback() -> Iterator[Probe]:
    for family, address, name in ((socket.AF_INET, "127.0.0.1", "IPv4"), (socket.AF_INET6, "::1", "IPv6")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as listener:
                listener.bind((address, 0))
                listener.listen(1)
                with socket.create_connection(listener.getsockname()[:2], timeout=2):
                    yield Probe("loopback", OK, f"{name} loopback works: `serve` and `live` can meet on this machine.")
        except OSError as error:
            state = FAULT if family == socket.AF_INET else WARNING
            yield Probe("loopback", state, f"No {name} loopback ({reason(error)}).")


# Bluetooth


def bluetooth() -> Iterator[Probe]:
    """Adapter, service, permission, and what each system is particular about."""
    system = platform.system()
    if system == "Linux":
        yield from _linux()
    elif system == "Darwin":
        yield Probe(
            "bluetooth",
            OK,
            "macOS asks once whether the terminal program may use Bluetooth; if it was refused: System Settings, "
            "Privacy & Security, Bluetooth.",
        )
        yield Probe(
            "addresses",
            OK,
            "macOS hides Bluetooth addresses: devices have a UUID that holds on this Mac only. Choose them by name.",
        )
        yield Probe("pairing", OK, "macOS cannot be asked to pair: a device that forces encryption pairs by itself.")
    elif system == "Windows":
        yield Probe(
            "bluetooth",
            OK,
            "Windows wants devices that force encryption paired first: Settings, Bluetooth, Add device.",
        )
    else:
        yield Probe("bluetooth", WARNING, f"Bluetooth on {system} is not supported by bleak; HTTP works.")


def _linux() -> Iterator[Probe]:
    kernel = platform.release().lower()
    if "microsoft" in kernel:
        yield Probe(
            "wsl",
            WARNING,
            "WSL has no Bluetooth of its own. Run srpscope in Windows, or pass a USB adapter in with usbipd and a "
            "kernel that has Bluetooth.",
        )
    adapters = adapters_in(Path("/sys/class/bluetooth"))
    if not adapters:
        container = (
            " A container sees the host's adapter only with the host's network and D-Bus." if _container() else ""
        )
        yield Probe(
            "adapter",
            WARNING,
            f"No Bluetooth adapter. Plug one in, or use HTTP, or `live --simulate`, which needs none.{container}",
        )
    else:
        yield Probe("adapter", OK, f"Bluetooth adapter {', '.join(adapters)}.")
    yield from rfkill_in(Path("/sys/class/rfkill"))
    yield from _bus(bool(adapters))


def adapters_in(folder: Path) -> list[str]:
    """The adapters that the kernel lists: hci0, hci1 ..; connections (hci0:64) are left out."""
    try:
        return sorted(one.name for one in folder.iterdir() if one.name.startswith("hci") and ":" not in one.name)
    except OSError:
        return []


def rfkill_in(folder: Path) -> Iterator[Probe]:
    """Switches that hold Bluetooth off: rfkill's soft (a key, a command) and hard (a switch on the case) blocks."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if _line(entry / "type") != "bluetooth":
            continue
        if _line(entry / "hard") == "1":
            yield Probe("rfkill", WARNING, "A switch on the machine holds Bluetooth off (rfkill: hard blocked).")
        elif _line(entry / "soft") == "1":
            yield Probe("rfkill", WARNING, "Bluetooth is blocked: rfkill unblock bluetooth.")


def _line(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")[:100].strip()
    except OSError:
        return ""


def _container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def _bus(adapter: bool) -> Iterator[Probe]:
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "")
    if not address and not any(
        Path(one).exists() for one in ("/run/dbus/system_bus_socket", "/var/run/dbus/system_bus_socket")
    ):
        yield Probe("d-bus", WARNING, "No D-Bus system bus: BlueZ cannot be reached. Start dbus, or use HTTP.")
        return
    try:
        state = asyncio.run(asyncio.wait_for(_ask_bus(), ANSWER_SECONDS))
    except ImportError:
        yield Probe("d-bus", WARNING, "dbus-fast is missing, which comes with bleak: pip install bleak.")
        return
    except PermissionError:
        yield Probe("d-bus", WARNING, "The D-Bus system bus refuses this user: see its policy, or the container's.")
        return
    except (OSError, EOFError, TimeoutError, ValueError) as error:
        yield Probe("d-bus", WARNING, f"The D-Bus system bus does not answer ({type(error).__name__}).")
        return
    yield Probe("d-bus", OK, "The D-Bus system bus answers.")
    if state == "absent":
        yield Probe("bluetoothd", WARNING, "bluetoothd is not running: systemctl start bluetooth (package bluez).")
    elif state == "refused":
        yield Probe(
            "permission",
            WARNING,
            "BlueZ refuses this user: log in at the console, or join the group bluetooth (usermod -aG bluetooth USER).",
        )
    elif state == "off" and adapter:
        yield Probe("bluetoothd", WARNING, "bluetoothd runs and the adapter is off: bluetoothctl power on.")
    else:
        yield Probe("bluetoothd", OK, "bluetoothd runs, and this user may speak to it.")


async def _ask_bus() -> str:
    """absent, refused, off or on: what org.bluez says to a list of its objects."""
    from dbus_fast import BusType, Message, MessageType
    from dbus_fast.aio import MessageBus

    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        owner = await bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="NameHasOwner",
                signature="s",
                body=["org.bluez"],
            )
        )
        if owner is None or owner.message_type is not MessageType.METHOD_RETURN or not owner.body[0]:
            return "absent"
        reply = await bus.call(
            Message(
                destination="org.bluez",
                path="/",
                interface="org.freedesktop.DBus.ObjectManager",
                member="GetManagedObjects",
            )
        )
        if reply is None or reply.message_type is not MessageType.METHOD_RETURN:
            return "refused"
        adapters = [one["org.bluez.Adapter1"] for one in reply.body[0].values() if "org.bluez.Adapter1" in one]
        powered = any(one.get("Powered") is not None and one["Powered"].value for one in adapters)
        return "on" if powered or not adapters else "off"
    finally:
        bus.disconnect()
