"""A HomeKit accessory over Bluetooth LE on rig A: our server of pair-setup behind a characteristic of bumble's.

What it takes and gives are HAP PDUs, put together and cut here, so that the client's own are read by other code; the
test that lets aiohomekit pair with it holds that they are right."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bumble import hci
from bumble.core import UUID, AdvertisingData
from bumble.device import Device
from bumble.gatt import Characteristic, CharacteristicValue, Descriptor, Service
from bumble.link import LocalLink

from srpscope.live.ble.scanning import Radio
from srpscope.wire.exchange import Exchange, Send
from srpscope.wire.homekit.pdus import Pdus
from tests.ble.bumble_backend import radio_over
from tests.ble.controller import HonestController

PAIRING = "00000055-0000-1000-8000-0026BB765291"
PAIR_SETUP = "0000004C-0000-1000-8000-0026BB765291"
PAIR_VERIFY = "0000004E-0000-1000-8000-0026BB765291"
INSTANCE_ID = "DC46F0FE-81D2-4616-B5D9-6ABDD796939A"
NAME = "Lamp C0FFEE"


class Accessory:
    """The value of the pair-setup characteristic. piece: bytes of a message at a time, 0 for all at once; size: of a
    value that is read. status: a HAP status that answers everything, 0 for none."""

    def __init__(self, start: Callable[[], Exchange], piece: int = 0, size: int = 150, status: int = 0) -> None:
        self.exchange: Exchange | None = None
        self._start, self._piece, self._size, self._status = start, piece, size, status
        self._pdus = Pdus()
        self._reads: list[bytes] = []
        self._rest = b""
        self._transaction = 0

    def write(self, connection: Any, data: bytes) -> None:
        """A PDU, or a part of one."""
        if data[0] == 0:
            self._transaction = data[2]
            if data[-2:] == b"\x0c\x00":  # the client wants the next piece
                self._give()
                return
        message = self._pdus.take("client", bytes(data))
        if not message:
            return
        if self.exchange is None or self.exchange.step is None:
            self.exchange = self._start()
        self.exchange.received(message)
        if isinstance(self.exchange.step, Send):
            self._rest = self.exchange.step.build()
            self.exchange.sent(self._rest)
        self._give()

    def _give(self) -> None:
        value, self._rest = (self._rest[: self._piece], self._rest[self._piece :]) if self._piece else (self._rest, b"")
        if self._piece:
            kind = 0x0C if self._rest else 0x0D
            value = _items(kind, value)
        body = _items(1, value)
        head = bytes([2, self._transaction, self._status]) + len(body).to_bytes(2, "little")
        first = self._size - len(head)
        more = range(first, len(body), self._size - 2)
        self._reads = [
            head + body[:first],
            *(bytes([0x82, self._transaction]) + body[at:][: self._size - 2] for at in more),
        ]

    def read(self, connection: Any) -> bytes:
        """The next value."""
        return self._reads.pop(0) if self._reads else b""


def _items(kind: int, value: bytes) -> bytes:
    return b"".join(
        bytes([kind, len(value[at : at + 255])]) + value[at : at + 255] for at in range(0, len(value) or 1, 255)
    )


@asynccontextmanager
async def in_the_air(accessory: Accessory, mtu: int) -> AsyncIterator[Radio]:
    """An accessory, and the radio of a controller near it."""
    link = LocalLink()
    own, other = HonestController("accessory", link=link), HonestController("controller", link=link)
    device = Device.with_hci(NAME, hci.Address("C0:FF:EE:C0:FF:0E"), own, own)
    device.gatt_server.max_mtu = mtu
    reading, writing = Characteristic.READABLE, Characteristic.WRITEABLE
    numbers = {PAIR_SETUP: 0x0B, PAIR_VERIFY: 0x0C}
    device.add_service(
        Service(
            UUID(PAIRING),
            [
                Characteristic(
                    UUID(uuid),
                    Characteristic.Properties.READ | Characteristic.Properties.WRITE,
                    reading | writing,
                    CharacteristicValue(read=accessory.read, write=accessory.write),
                    [Descriptor(UUID(INSTANCE_ID), Descriptor.READABLE, number.to_bytes(2, "little"))],
                )
                for uuid, number in numbers.items()
            ],
        )
    )
    await device.power_on()
    name = bytes(AdvertisingData([(AdvertisingData.Type.COMPLETE_LOCAL_NAME, NAME.encode())]))
    flags = bytes(AdvertisingData([(AdvertisingData.Type.FLAGS, b"\x06")]))
    await device.start_advertising(auto_restart=True, advertising_data=flags, scan_response_data=name)
    central = Device.with_hci("controller", hci.Address("F0:F0:F0:F0:F0:FE"), other, other)
    await central.power_on()
    try:
        yield radio_over(central)
    finally:
        await device.power_off()
        await central.power_off()
