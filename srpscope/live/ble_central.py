"""Protocomm over BLE as the central, through bleak: find the device, read its endpoints' names, write and read.

What this knows and an app often does not: after a failed write the old answer can still be read, so it is not; an
empty write is ignored; on BlueZ ATT error 0x0E stands for a lost link too, and its MTU of 23 is not the MTU; errors
0x05 and 0x0F ask for pairing. Everything happens on the event loop that calls (bleak's callbacks on macOS insist).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from srpscope.errors import PeerError, PermissionDeniedError, SrpscopeError, UserError
from srpscope.live.session import ClosedWithoutAnswerError
from srpscope.report.printable import printable
from srpscope.wire.protocomm_gatt import NAME_PREFIX, USER_DESCRIPTION, endpoint_by_uuid, looks_like

if TYPE_CHECKING:
    from bleak import BleakClient
    from bleak.backends.characteristic import BleakGATTCharacteristic
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

SCAN_SECONDS: Final = 10.0
SETTLE_SECONDS: Final = 1.0
"""How long to look on after the first device that fits, so that a second one is not overlooked."""

CONNECT_SECONDS: Final = 30.0
LAYOUT_SECONDS: Final = 15.0
CLOSE_SECONDS: Final = 15.0
DROP_SECONDS: Final = 1.0
"""How long after an ATT error the link may still be lost because of it."""

MOST_DEVICES: Final = 500
MOST_ENDPOINTS: Final = 64
LONGEST_NAME: Final = 64
LONGEST_VALUE: Final = 512
"""Bytes of one attribute, by the Bluetooth specification."""

PAIRING: Final = frozenset({0x05, 0x08, 0x0C, 0x0F})
_SIG_END: Final = "-0000-1000-8000-00805f9b34fb"


@dataclass(frozen=True)
class Radio:
    """What bleak works with. None: the system's own Bluetooth. note: said once when a session opens."""

    scanner: type[BaseBleakScanner] | None = None
    client: type[BaseBleakClient] | None = None
    note: str = ""
    close: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True)
class Found:
    """A device as it was last heard. name: made fit for a screen; rssi in dBm; looks: what it looks like, or ""."""

    address: str
    name: str
    rssi: int
    services: tuple[str, ...]
    looks: str
    device: BLEDevice

    @property
    def service(self) -> str:
        """The advertised service that speaks for protocomm, else the first; "" where none is advertised."""
        return next((one for one in self.services if looks_like("", [one])), next(iter(self.services), ""))


@dataclass(frozen=True)
class Choice:
    """Which device. Nothing given: whatever looks like protocomm. name: how its name begins."""

    name: str | None = None
    address: str | None = None
    service: str | None = None

    def __post_init__(self) -> None:
        if self.service is not None and not re.fullmatch(
            r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", self.service
        ):
            raise UserError(f"{self.service!r} is no UUID; one looks like 021a9004-0382-4aea-bff4-6b3f1c5adfb4.")

    def fits(self, found: Found) -> bool:
        """Whether a device is what was asked for."""
        if self.address is not None and found.address.lower() != self.address.lower():
            return False
        if self.name is not None and not found.name.startswith(self.name):
            return False
        if self.service is not None and self.service.lower() not in found.services:
            return False
        return self != Choice() or bool(found.looks)

    def __str__(self) -> str:
        said = [f"{key} {value}" for key, value in vars(self).items() if value is not None]
        return " and ".join(said) or f"an ESP32's service or a name like {NAME_PREFIX}.."


async def scan(radio: Radio = Radio()) -> AsyncGenerator[Found]:
    """Devices as they are heard, each again when something about it changes, until the iteration is closed
    (`async with aclosing(scan())`). Raises PeerError or PermissionDeniedError where there is no Bluetooth.

    Bounded: at most MOST_DEVICES, and no queue that a flood of advertisements could fill.
    """
    from bleak import BleakScanner

    heard: dict[str, Found] = {}
    changed: dict[str, Found] = {}
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


def _found(device: BLEDevice, data: AdvertisementData, old: Found | None) -> Found:
    name = data.local_name or device.name or ""
    shown = printable(name, LONGEST_NAME) or (old.name if old else "")
    services = tuple(one.lower() for one in data.service_uuids[:32]) or (old.services if old else ())
    return Found(device.address, shown, data.rssi, services, looks_like(shown, services), device)


class BleTransport:
    """One device over BLE, for a ProtocommSession.

    target: the device, where it was chosen from scan(); else the choice is looked for when the session opens.
    stack: "nimble" or "bluedroid" once the device has reacted so, else "".
    """

    name = "ble"

    def __init__(
        self,
        choice: Choice = Choice(),
        radio: Radio = Radio(),
        *,
        pair: bool = False,
        scan_seconds: float = SCAN_SECONDS,
        settle_seconds: float = SETTLE_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        self.choice, self.radio, self.pair = choice, radio, pair
        self.target: Found | None = None
        self.stack = ""
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self._scan_seconds, self._settle_seconds = scan_seconds, settle_seconds
        self._connect_seconds = connect_seconds
        self._client: BleakClient | None = None
        self._endpoints: dict[str, BleakGATTCharacteristic] = {}
        self._gone = asyncio.Event()
        self._closing = False
        self._unread = ""
        self._replies: dict[str, bytes] = {}

    def scan(self) -> AsyncGenerator[Found]:
        """Devices for a list to choose from; see the function scan."""
        return scan(self.radio)

    def choose(self, found: Found) -> None:
        """Connect to this one."""
        self.target = found

    @property
    def keeps_session(self) -> bool:
        """Whether the device still has this connection, and with it the session."""
        return self._client is not None and self._client.is_connected

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoints that the device has."""
        return tuple(self._endpoints)

    def mtu(self, endpoint: str = "prov-session") -> int:
        """The ATT MTU as far as the system tells: from the longest write without response, since BlueZ's own is 23."""
        return self._need(endpoint).max_write_without_response_size + 3

    # Reaching the device

    async def open(self) -> None:
        """Find the device, connect, learn its endpoints. Raises PeerError, PermissionDeniedError, UserError."""
        if self.radio.note:
            self.tell("simulated", self.radio.note)
        if self.target is None:
            self.target = await self._look()
        found = self.target
        self.tell("found", f"{found.name or 'A device without a name'}, {found.address}, {found.rssi} dBm.")
        await self._connect(found)
        try:
            async with asyncio.timeout(LAYOUT_SECONDS):
                await self._learn_endpoints()
        except TimeoutError:
            raise PeerError(f"The endpoints could not be read within {LAYOUT_SECONDS:g} s.") from None
        mtu = self.mtu()
        self.tell("mtu", f"MTU {mtu}: up to {mtu - 3} bytes go in one write; more is a long write (Prepare, Execute).")

    async def _look(self) -> Found:
        heard: dict[str, Found] = {}
        fitting: dict[str, Found] = {}
        self.tell("scan", f"Scanning for {self.choice}.")
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._scan_seconds) as limit, aclosing(self.scan()) as devices:
                async for found in devices:
                    heard[found.address] = found
                    if not self.choice.fits(found):
                        continue
                    if not fitting:
                        limit.reschedule(loop.time() + self._settle_seconds)
                    fitting[found.address] = found
                    if self.choice.address is not None:
                        break
        if len(fitting) > 1:
            names = ", ".join(f"{one.name or '(no name)'} {one.address}" for one in list(fitting.values())[:5])
            raise UserError(f"{len(fitting)} devices fit {self.choice}: {names}. Choose one with --address.")
        if not fitting:
            raise PeerError(self._nothing(heard))
        return next(iter(fitting.values()))

    def _nothing(self, heard: dict[str, Found]) -> str:
        named = [one.name for one in heard.values() if one.name]
        others = f"{len(heard)} other devices were heard" + (f" ({', '.join(named[:5])})" if named else "")
        return (
            f"No device with {self.choice} was heard within {self._scan_seconds:g} s; {others}. Is it on, near, and in "
            "provisioning mode? While another central is connected it does not advertise."
        )

    async def _connect(self, found: Found) -> None:
        from bleak import BleakClient

        self._gone.clear()
        client = self._client = BleakClient(
            found.device, self._disconnected, timeout=self._connect_seconds, pair=self.pair, backend=self.radio.client
        )
        try:
            await client.connect()
        except Exception as error:
            raise explained(error, "Connecting") from None
        self.tell("connected", f"Connected to {found.address}.")

    def _disconnected(self, client: object) -> None:
        self._gone.set()
        if not self._closing:
            self.tell("disconnected", "The link is gone.")

    async def _learn_endpoints(self) -> None:
        client = self._client
        assert client is not None
        names: dict[str, BleakGATTCharacteristic] = {}
        guessed = []
        wanted = self.choice.service.lower() if self.choice.service else None
        for service in client.services:
            if service.uuid.endswith(_SIG_END) and not looks_like("", [service.uuid]) and service.uuid != wanted:
                continue
            for characteristic in service.characteristics[: MOST_ENDPOINTS - len(names)]:
                name = await self._described(client, characteristic)
                if not name:
                    name = endpoint_by_uuid(characteristic.uuid) or ""
                    guessed += [name] if name else []
                if name:
                    names.setdefault(name, characteristic)
        self._endpoints = names
        shown = ", ".join(names)
        if "prov-session" not in names:
            raise PeerError(
                f"The device has no prov-session{f', only {shown}' if shown else ''}: it is no protocomm device, or "
                "the system remembers an older layout (on Linux: bluetoothctl remove ADDRESS)."
            )
        by = f"; {', '.join(guessed)} by UUID, without a description" if guessed else ""
        self.tell("endpoints", f"Endpoints: {shown} (names from descriptor 0x2901{by}).")

    async def _described(self, client: BleakClient, characteristic: BleakGATTCharacteristic) -> str:
        descriptor = characteristic.get_descriptor(USER_DESCRIPTION)
        if descriptor is None:
            return ""
        try:
            data = bytes(await client.read_gatt_descriptor(descriptor))
        except Exception as error:
            if not client.is_connected or att_code(error) in PAIRING:
                raise explained(error, "Reading an endpoint's name") from None
            return ""
        # esp_prov compares names in lower case, too.
        return printable(data.rstrip(b"\0")[:LONGEST_NAME].decode("ascii", "replace").lower())

    # Messages

    def _need(self, endpoint: str) -> BleakGATTCharacteristic:
        found = self._endpoints.get(endpoint)
        if found is None:
            raise PeerError(f"The device has no endpoint {endpoint}; it has {', '.join(self._endpoints) or 'none'}.")
        return found

    async def send(self, endpoint: str, data: bytes) -> None:
        """Write with response. Raises PeerError; ClosedWithoutAnswerError where the device's handler refused it."""
        client = self._client
        if client is None:
            raise PeerError("There is no connection.")
        if endpoint not in self._endpoints and endpoint == "proto-ver":
            raise ClosedWithoutAnswerError("the device has no such endpoint.")
        characteristic = self._need(endpoint)
        if not client.is_connected:
            raise PeerError("The link is gone; nothing can be sent.")
        self._unread = f"Nothing was written to {endpoint}, so what could be read is the answer to an older message."
        if len(data) > LONGEST_VALUE:
            raise PeerError(f"{len(data):,} bytes do not fit an attribute, which holds {LONGEST_VALUE}.")
        self._tell_write(endpoint, len(data))
        try:
            await client.write_gatt_char(characteristic, data, response=True)
        except Exception as error:
            raise await self._refused(error, endpoint, len(data)) from None
        if data:
            self._unread = ""
        else:
            self._unread = "An empty write is ignored by NimBLE, so what could be read answers an older message."

    def _tell_write(self, endpoint: str, size: int) -> None:
        mtu = self.mtu(endpoint)
        kind = f"a long write, since {mtu - 3} go at once" if size > mtu - 3 else "one write"
        self.tell("write", f"{size} bytes to {endpoint} at MTU {mtu}: {kind}.")

    async def receive(self, endpoint: str) -> bytes:
        """Read the answer to the last write. Raises PeerError; never reads after a write that failed or was empty."""
        client = self._client
        if client is None:
            raise PeerError("There is no connection.")
        if self._unread:
            raise PeerError(f"{self._unread} It is not read.")
        self._unread = f"The answer of {endpoint} was read already."
        try:
            data = bytes(await client.read_gatt_char(self._need(endpoint)))
        except Exception as error:
            raise await self._refused(error, endpoint, None) from None
        if endpoint != "proto-ver" and data and data == self._replies.get(endpoint):
            self.tell("stale", f"{endpoint} gives the answer to the message before once more: a stale value.")
        if not data:
            self.tell("empty", f"{endpoint} gives an empty value: the device has no answer to this message.")
        self._replies[endpoint] = data
        return data

    async def _refused(self, error: Exception, endpoint: str, size: int | None) -> PeerError | SrpscopeError:
        """What an error of a write (of that size) or a read means here."""
        code = att_code(error)
        doing = f"{'Reading' if size is None else 'Writing'} {endpoint}"
        if code in PAIRING or not_paired(error):
            return explained(error, doing)
        lost = await self._lost(code)
        if code is not None:
            self.tell("att-error", f"{doing}: ATT error 0x{code:02x} ({_error_name(code)}).")
        if (
            size is not None
            and code is not None
            and (0x80 <= code <= 0x9F or code == 0x04 or (code == 0x0E and not lost))
        ):
            return self._handler_failed(code, endpoint, lost)
        if lost:
            why = "It refused the message as Bluedroid does, or it" if size is not None else "It"
            blue = " BlueZ calls that ATT error 0x0E." if code == 0x0E else ""
            return PeerError(
                f"The link was lost while {doing[:1].lower()}{doing[1:]}.{blue} {why} is off, out of range or has "
                "restarted; its log knows."
            )
        if code == 0x0D:
            return PeerError(
                f"The device takes no message of {size} bytes: ATT error 0x0d. Bluedroid takes 481, NimBLE 512."
            )
        if code == 0x0B and size is None:
            return PeerError(
                f"{doing}: the answer is as long as one read, the device answers the system's next read with ATT error "
                "0x0b, and the system throws the answer away. A larger MTU avoids it."
            )
        if code in (0x01, 0x0A):
            return PeerError(
                f"{doing}: the device does not know the attribute. The system remembers an older layout; on Linux: "
                "bluetoothctl remove ADDRESS."
            )
        return explained(error, doing)

    def _handler_failed(self, code: int, endpoint: str, lost: bool) -> ClosedWithoutAnswerError:
        if code == 0x04 and not lost:
            self.stack = "nimble"
            self.tell("stack", "The device reacts as NimBLE does: ATT error 0x04, and the link stays.")
        elif code >= 0x80 and lost:
            self.stack = "bluedroid"
            self.tell("stack", "The device reacts as Bluedroid does: an application's ATT error, then the link goes.")
        rest = "the link is gone" if lost else "the link stays"
        return ClosedWithoutAnswerError(
            f"The device refused the message to {endpoint} with ATT error 0x{code:02x} ({_error_name(code)}), and "
            f"{rest}: its handler said no. Its log says why."
        )

    async def _lost(self, code: int | None) -> bool:
        """Whether the link is gone. NimBLE's error leaves it; after others it may go a moment later."""
        if code != 0x04 and self._client is not None and self._client.is_connected:
            with suppress(TimeoutError):
                async with asyncio.timeout(DROP_SECONDS):
                    await self._gone.wait()
        return self._client is None or not self._client.is_connected

    async def close(self) -> None:
        """Let go of the device, whatever state it is in. Never raises; on Linux BlueZ takes seconds for it."""
        client, self._client = self._client, None
        self._closing = True
        try:
            if client is not None:
                if client.is_connected:
                    self.tell("closing", "Disconnecting; that can take seconds.")
                with suppress(Exception):
                    async with asyncio.timeout(CLOSE_SECONDS):
                        await client.disconnect()
        finally:
            self._closing = False
            if self.radio.close is not None:
                await self.radio.close()


def att_code(error: BaseException) -> int | None:
    """The ATT error code that bleak's exception carries; None where it carries none."""
    from bleak.exc import BleakGATTProtocolError

    if isinstance(error, BleakGATTProtocolError):
        return int(error.args[0])
    # BlueZ puts the code into its text where bleak's own reading of it did not see it.
    match = re.search(r"ATT error: 0x([0-9a-fA-F]{2})\b", _text(error))
    return int(match[1], 16) if match else None


def not_paired(error: BaseException) -> bool:
    """Whether BlueZ says that the device wants pairing, in its words for ATT errors 0x05, 0x0C and 0x0F."""
    text = _text(error)
    return "org.bluez.Error.NotPermitted" in text and "Not paired" in text


def _text(error: BaseException) -> str:
    # Not str(): bleak's own reading of some D-Bus errors raises.
    return " ".join(map(str, error.args))


def explained(error: BaseException, doing: str) -> SrpscopeError:
    """One of bleak's errors, or of the system below it, as one of ours."""
    from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason, BleakDeviceNotFoundError

    if isinstance(error, SrpscopeError):
        return error
    code, text = att_code(error), printable(_text(error), 200)
    if code in PAIRING or not_paired(error):
        which = f"ATT error 0x{code:02x}" if code is not None else "BlueZ says Not paired"
        return PeerError(
            f"{doing}: the device wants pairing first ({which}). That is no failure of SRP: its firmware forces "
            "encryption of the link. Try --pair, or pair it in the system's Bluetooth settings."
        )
    if isinstance(error, BleakBluetoothNotAvailableError):
        reason = BleakBluetoothNotAvailableReason
        if error.reason in (reason.DENIED_BY_USER, reason.DENIED_BY_SYSTEM, reason.DENIED_BY_UNKNOWN):
            return PermissionDeniedError(f"Bluetooth is not allowed to this program ({text}). See `srpscope doctor`.")
        if error.reason is reason.POWERED_OFF:
            return PeerError("Bluetooth is off. Turn it on; on Linux: bluetoothctl power on.")
        return PeerError(f"There is no Bluetooth here ({printable(str(error.args[0]), 200)}). {_WITHOUT}")
    if isinstance(error, PermissionError) or "org.freedesktop.DBus.Error.AccessDenied" in text:
        return PermissionDeniedError(f"{doing}: the system refuses Bluetooth to this user. See `srpscope doctor`.")
    if "org.freedesktop.DBus.Error.ServiceUnknown" in text:
        return PeerError(f"bluetoothd is not running: systemctl start bluetooth (package bluez). {_WITHOUT}")
    if isinstance(error, BleakDeviceNotFoundError):
        return PeerError(f"{doing}: the device is not there any more. Is it still on, near and advertising?")
    if isinstance(error, TimeoutError):
        return PeerError(f"{doing}: no answer in time. Is the device still on, near and advertising?")
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return PeerError(f"{doing}: no D-Bus system bus, so BlueZ cannot be reached. {_WITHOUT}")
    return PeerError(f"{doing} failed: {type(error).__name__}{f', {text}' if text else ''}.")


def _error_name(code: int) -> str:
    from srpscope.capture.bluetooth.att import error_name

    return error_name(code)


_WITHOUT = "`srpscope doctor` says what is missing; `srpscope live --simulate` needs no Bluetooth."
