"""A played ESP32 as a GATT client meets it: what a write does and what a read gives, whatever carries them.

Mirrors protocomm_nimble.c and protocomm_ble.c: the handler runs inside the write, its answer waits to be read, and a
refusal is an ATT error of the write, after which the old answer can still be read. bluez.py and bumble.py put it into
the air, simulated.py keeps it in memory.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Final, Literal

from srpscope.capture.bluetooth.words import mtu_words, write_words
from srpscope.errors import UserError
from srpscope.live.systems.esp32.host import Connection, Host
from srpscope.wire.protocomm.device import Failed, LogLine
from srpscope.wire.protocomm.gatt import EXAMPLE_SERVICE, NUMBERS, endpoint_uuid
from srpscope.wire.protocomm.schema import VERSION

INVALID_LENGTH: Final = 0x0D
UNLIKELY: Final = 0x0E

LONGEST_NAME: Final = 29
"""Bytes of a device name that fit into the scan response."""

Kind = Literal["vanish", "hang", "reject", "stale"]


@dataclass(frozen=True)
class BleFault:
    """What goes wrong at the client's n-th message (1: Cmd0, 2: Cmd1; proto-ver does not count).

    vanish: the link goes when the answer is to be read. hang: the write is never answered. reject: the write is
    refused, as by a handler that failed. stale: the answer before it is read once more.
    """

    kind: Kind
    message: int


def parse_ble_fault(text: str) -> BleFault | None:
    """vanish:N, hang:N, reject:N or stale:N; None for what is no fault of BLE alone. Raises UserError."""
    match = re.fullmatch(r"(vanish|hang|reject|stale):(\d{1,6})", text.strip())
    if match is None:
        if re.match(r"(vanish|hang|reject|stale)\b", text.strip()):
            raise UserError(f"{text!r} is no fault; one looks like vanish:2 or hang:1.")
        return None
    if int(match[2]) < 1:
        raise UserError(f"{text!r}: messages are counted from 1.")
    return BleFault(match[1], int(match[2]))  # type: ignore[arg-type]


class AttError(Exception):
    """The write fails with this ATT error. drops: the device closes the link after it."""

    def __init__(self, code: int, drops: bool = False) -> None:
        super().__init__(f"ATT error 0x{code:02x}")
        self.code = code
        self.drops = drops


class LinkLost(Exception):  # noqa: N818 - the fault is ordered
    """The link goes without an answer."""


class Peripheral:
    """One device in the air. name, service: as it advertises them; faults: beside those of the host's settings."""

    def __init__(
        self,
        host: Host,
        name: str = "PROV_C0FFEE",
        service: str = EXAMPLE_SERVICE,
        faults: tuple[BleFault, ...] = (),
    ) -> None:
        try:
            fits = 0 < len(name.encode()) <= LONGEST_NAME
        except UnicodeEncodeError:
            raise UserError("the device name is no text.") from None
        if not fits:
            raise UserError(f"a device name has 1 to {LONGEST_NAME} bytes, or it does not fit the scan response.")
        if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", service.lower()):
            raise UserError(f"{service!r} is no 128-bit UUID.")
        self.host = host
        self.name = name
        self.service = service.lower()
        self.faults = faults
        self.replies: dict[str, bytes] = {}

    @property
    def endpoints(self) -> dict[str, str]:
        """Endpoint -> UUID of its characteristic, in the order of the device's table."""
        return {
            name: endpoint_uuid(number, self.service) for name, number in NUMBERS.items() if name in self.host.endpoints
        }

    @property
    def mtu(self) -> int:
        """The MTU that the stack agrees to."""
        return self.host.settings.stack.mtu or 256

    def connected(self, peer: str) -> Link:
        """A central has connected."""
        return Link(self, self.host.open(peer, "ble"))


class Link:
    """One connection to the device."""

    def __init__(self, peripheral: Peripheral, connection: Connection) -> None:
        self.peripheral = peripheral
        self.connection = connection
        self._messages = 0
        self._vanishes = False
        self._gone = asyncio.Event()
        self._mtu = 0

    async def write(self, endpoint: str, data: bytes, mtu: int = 0) -> None:
        """A write with response. mtu: of the link, where the system tells it. Raises AttError, LinkLost."""
        stack, connection = self.peripheral.host.settings.stack, self.connection
        if mtu:
            self._tell_mtu(endpoint, len(data), mtu)
        if not data and stack.name == "nimble":
            connection.say(f"An empty write to {endpoint} is ignored, as NimBLE does.")
            return
        if len(data) > stack.longest:
            connection.log(LogLine("E", stack.tag, f"Invalid write length: {len(data)}"))
            connection.flush()
            raise AttError(INVALID_LENGTH)
        fault = self._fault(endpoint)
        if fault is not None:
            connection.ordered(f"{_WORDS[fault.kind]}, on order.")
        if fault is not None and fault.kind == "hang":
            await self._gone.wait()
            raise LinkLost
        if fault is not None and fault.kind == "reject":
            self._refuse()
        result = await connection.request(endpoint, data)
        if isinstance(result, Failed):
            if result.code == 0 or result.crashed:
                raise LinkLost
            if result.att is not None:
                raise AttError(result.att.code, result.att.drops)
            self._refuse()
        elif fault is None or fault.kind != "stale":
            self.peripheral.replies[endpoint] = result.data
        self._vanishes = fault is not None and fault.kind == "vanish"

    def _tell_mtu(self, endpoint: str, size: int, mtu: int) -> None:
        """The MTU is said once and when it changes, and each long write."""
        if mtu != self._mtu:
            self._mtu = mtu
            self.connection.say(mtu_words(mtu), "mtu")
        if size > mtu - 3:
            self.connection.say(write_words(size, endpoint, mtu), "write")

    def _refuse(self) -> None:
        stack, connection = self.peripheral.host.settings.stack, self.connection
        connection.log(LogLine("E", stack.tag, "Invalid content received, killing connection"))
        connection.flush()
        raise AttError(stack.att_error or UNLIKELY, stack.drops)

    def _fault(self, endpoint: str) -> BleFault | None:
        if endpoint == VERSION:
            return None
        self._messages += 1
        return next((one for one in self.peripheral.faults if one.message == self._messages), None)

    async def read(self, endpoint: str) -> bytes:
        """A read: the answer to the last write that was not refused, in whatever connection. Raises LinkLost."""
        if self._vanishes:
            raise LinkLost
        return self.peripheral.replies.get(endpoint, b"")

    async def left(self) -> None:
        """The connection is over. Releases that were fixed forget what could be read."""
        self._gone.set()
        if self.peripheral.host.settings.firmware.forgets_replies:
            self.peripheral.replies.clear()
        await self.connection.close()


_WORDS: Final[dict[str, str]] = {
    "vanish": "The link goes before the answer is read",
    "hang": "The write is never answered",
    "reject": "The write is refused",
    "stale": "The answer before it is to be read once more",
}
