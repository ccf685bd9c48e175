"""BLE as the central, through bleak: find the device, learn its endpoints, write and read.

What this knows and an app often does not: after a failed write the old answer can still be read, so it is not; an
empty write is ignored; on BlueZ ATT error 0x0E stands for a lost link too, and its MTU of 23 is not the MTU; errors
0x05 and 0x0F ask for pairing. Everything happens on the event loop that calls (bleak's callbacks on macOS insist).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from srpscope.capture.bluetooth.words import mtu_words, write_words
from srpscope.errors import PeerError, SrpscopeError, UnsentError, UserError
from srpscope.live.ble.errors import PAIRING, att_code, error_name, explained, not_paired
from srpscope.live.ble.scanning import (
    ANY,
    SYSTEM_BLUETOOTH,
    DeviceChoice,
    FoundDevice,
    Radio,
    scan,
)
from srpscope.live.driving import ClosedWithoutAnswerError
from srpscope.wire.exchange import AttRefusal, HttpAnswer

if TYPE_CHECKING:
    from bleak import BleakClient
    from bleak.backends.characteristic import BleakGATTCharacteristic

SCAN_SECONDS: Final = 10.0
SETTLE_SECONDS: Final = 1.0
"""How long to look on after the first device that fits, so that a second one is not overlooked."""

CONNECT_SECONDS: Final = 30.0
LAYOUT_SECONDS: Final = 15.0
CLOSE_SECONDS: Final = 15.0
DROP_SECONDS: Final = 1.0
"""How long after an ATT error the link may still be lost because of it."""

LISTEN_SECONDS: Final = 5.0
SENDS: Final = {"notify": "notifications", "indicate": "indications"}
"""What an attribute may do by itself, by its property."""

SHOWN_BYTES: Final = 20
"""Bytes of a notification that are told."""

LONGEST_VALUE: Final = 512
"""Bytes of one attribute, by the Bluetooth specification."""


class BleTransport:
    """One device over BLE, whatever it speaks. A protocol says what its endpoints are (`_learn_endpoints`), and what is
    known of how its devices react.

    target: the device, where it was chosen from scan(); else the choice is looked for when the session opens.
    stack: "nimble" or "bluedroid" once a device whose stacks are known has reacted so, else "".
    """

    name = "ble"
    handshake_at = ""
    """The endpoint of the handshake's messages."""

    same_answers: tuple[str, ...] = ()
    """Endpoints that give the same each time, so that it is no stale value."""

    usual = "a device that is known"
    """What is looked for where nothing was chosen."""

    leaves_as = ""
    longest_taken = ""
    """What is known of its stacks: which of them leaves the link with a refusal, and how long a message each takes."""

    def __init__(
        self,
        choice: DeviceChoice = ANY,
        radio: Radio = SYSTEM_BLUETOOTH,
        *,
        pair: bool = False,
        scan_seconds: float = SCAN_SECONDS,
        settle_seconds: float = SETTLE_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        self.choice, self.radio, self.pair = choice, radio, pair
        self.target: FoundDevice | None = None
        self.stack = ""
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self.answered: HttpAnswer | None = None
        self._scan_seconds, self._settle_seconds = scan_seconds, settle_seconds
        self._connect_seconds = connect_seconds
        self._client: BleakClient | None = None
        self._endpoints: dict[str, BleakGATTCharacteristic] = {}
        self._gone = asyncio.Event()
        self._closing = False
        self._unread = ""
        self._replies: dict[str, bytes] = {}

    def scan(self) -> AsyncGenerator[FoundDevice]:
        """Devices for a list to choose from; see the function scan."""
        return scan(self.radio)

    def choose(self, found: FoundDevice) -> None:
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

    def mtu(self, endpoint: str | None = None) -> int:
        """The ATT MTU in bytes, of the handshake's endpoint or another, as far as the system tells: from the longest
        write without response, since BlueZ's own is 23."""
        return self._need(endpoint or self.handshake_at).max_write_without_response_size + 3

    # Reaching the device

    async def open(self) -> None:
        """Find the device, connect, learn its endpoints. Raises PeerError, PermissionDeniedError, UserError."""
        if self.radio.note:
            self.tell("simulated", self.radio.note)
        if self.radio.listeners is not None:
            self.radio.listeners.append(lambda text: self.tell("fault", text))
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
        self.tell("mtu", mtu_words(mtu))
        await self._listen()

    async def _listen(self) -> None:
        """Tell what the device sends by itself, where an endpoint can: question and answer need none of it."""
        for name, characteristic in self._endpoints.items():
            kinds = " and ".join(SENDS[one] for one in SENDS if one in characteristic.properties)
            if not kinds or self._client is None:
                continue
            try:
                async with asyncio.timeout(LISTEN_SECONDS):
                    await self._client.start_notify(characteristic, partial(self._notified, name))
            except Exception as error:
                said = explained(error, "Listening") if not isinstance(error, TimeoutError) else "it does not answer"
                self.tell("notify", f"{name} has {kinds}, which cannot be listened to: {said}")
            else:
                self.tell("notify", f"{name} has {kinds}: they are shown as they come.")

    def _notified(self, name: str, _: object, data: bytearray) -> None:
        more = " .." if len(data) > SHOWN_BYTES else ""
        self.tell("notified", f"{name} sends {len(data)} bytes by itself: {data[:SHOWN_BYTES].hex(' ')}{more}")

    @property
    def _wanted(self) -> str:
        return str(self.choice) or self.usual

    async def _look(self) -> FoundDevice:
        heard: dict[str, FoundDevice] = {}
        fitting: dict[str, FoundDevice] = {}
        self.tell("scan", f"Scanning for {self._wanted}.")
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
            raise UserError(f"{len(fitting)} devices fit {self._wanted}: {names}. Choose one by its address.")
        if not fitting:
            raise PeerError(self._nothing(heard))
        return next(iter(fitting.values()))

    def _nothing(self, heard: dict[str, FoundDevice]) -> str:
        named = [one.name for one in heard.values() if one.name]
        others = f"{len(heard)} other devices were heard" + (f" ({', '.join(named[:5])})" if named else "")
        return (
            f"No device with {self._wanted} was heard within {self._scan_seconds:g} s; {others}. Is it on, near, and "
            "in provisioning mode? While another central is connected it does not advertise."
        )

    async def _connect(self, found: FoundDevice) -> None:
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
        """Fill `_endpoints`. Raises PeerError where the device does not speak the protocol."""
        raise NotImplementedError

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
            raise UnsentError("There is no connection.")
        characteristic = self._need(endpoint)
        if not client.is_connected:
            raise UnsentError("The link is gone; nothing can be sent.")
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
        self.tell("write", write_words(size, endpoint, self.mtu(endpoint)))

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
        if endpoint not in self.same_answers and data and data == self._replies.get(endpoint):
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
            self.tell("att-error", f"{doing}: ATT error 0x{code:02x} ({error_name(code)}).")
        if (
            size is not None
            and code is not None
            and (0x80 <= code <= 0x9F or code == 0x04 or (code == 0x0E and not lost))
        ):
            return self._handler_failed(code, endpoint, lost)
        if lost:
            why = f"It refused the message{self.leaves_as}, or it" if size is not None else "It"
            blue = " BlueZ calls that ATT error 0x0E." if code == 0x0E else ""
            return PeerError(
                f"The link was lost while {doing[:1].lower()}{doing[1:]}.{blue} {why} is off, out of range or has "
                "restarted; its log knows."
            )
        if code == 0x0D:
            return PeerError(f"The device takes no message of {size} bytes: ATT error 0x0d.{self.longest_taken}")
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
        self._reacted(code, lost)
        rest = "the link is gone" if lost else "the link stays"
        refused = ClosedWithoutAnswerError(
            f"The device refused the message to {endpoint} with ATT error 0x{code:02x} ({error_name(code)}), and "
            f"{rest}: its handler said no. Its log says why."
        )
        refused.att = AttRefusal(code, lost)
        return refused

    def _reacted(self, code: int, lost: bool) -> None:
        """What the error of a refusal, and whether the link went with it, tell of the device's stack."""

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
