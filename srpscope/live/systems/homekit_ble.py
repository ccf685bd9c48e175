"""HomeKit's pair-setup over Bluetooth LE, as the controller: HAP PDUs to the characteristic of pair-setup."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from srpscope.errors import PeerError, UserError
from srpscope.live.ble.central import BleTransport
from srpscope.live.ble.errors import explained
from srpscope.live.ble.scanning import DeviceChoice, Radio, is_address
from srpscope.wire.homekit.messages import ENDPOINT, FRAGMENT_DATA
from srpscope.wire.homekit.pdus import LONGEST, PduAnswer, piece, requests
from srpscope.wire.tlv8 import tlv8

if TYPE_CHECKING:
    from bleak.backends.characteristic import BleakGATTCharacteristic

PAIR_SETUP: Final = "0000004c-0000-1000-8000-0026bb765291"
INSTANCE: Final = "dc46f0fe-81d2-4616-b5d9-6abdd796939a"
"""The descriptor that holds a characteristic's number, 2 bytes."""

MOST_VALUE: Final = 512
"""Bytes of an attribute; a long write carries them where the MTU is smaller."""


def choice_of(address: str) -> DeviceChoice:
    """An address, or how a name begins. Raises UserError for neither: every name begins so."""
    if not address.strip():
        raise UserError("ble: names no accessory: it is ble:NAME, how its name begins, or ble:ADDRESS.")
    return DeviceChoice(address=address) if is_address(address) else DeviceChoice(name=address)


class HapBleTransport(BleTransport):
    """An accessory over Bluetooth LE: each message is a request to one characteristic, in as many writes and reads as
    it takes."""

    handshake_at = ENDPOINT

    def __init__(self, address: str, radio: Radio, scan_seconds: float) -> None:
        super().__init__(choice_of(address), radio, scan_seconds=scan_seconds)
        self._instance = 0
        self._transaction = 0

    async def _learn_endpoints(self) -> None:
        client = self._client
        assert client is not None
        found: BleakGATTCharacteristic | None = next(
            (one for service in client.services for one in service.characteristics if one.uuid.lower() == PAIR_SETUP),
            None,
        )
        if found is None:
            raise PeerError("The device has no characteristic for pair-setup: it is no HomeKit accessory.")
        number = found.get_descriptor(INSTANCE)
        if number is None:
            raise PeerError("The pair-setup characteristic does not say its instance id.")
        try:
            data = bytes(await client.read_gatt_descriptor(number))
        except Exception as error:
            raise explained(error, "Reading the instance id") from None
        if len(data) != 2:
            raise PeerError(f"The instance id of pair-setup has {len(data)} bytes, not 2.")
        self._instance = int.from_bytes(data, "little")
        self._endpoints = {ENDPOINT: found}
        self.tell("endpoints", f"Pair-setup is instance {self._instance}.")

    async def send(self, endpoint: str, data: bytes) -> None:
        """Write a message in HAP PDUs. Raises PeerError."""
        self._transaction = secrets.randbelow(254) + 1
        values = requests(self._transaction, self._instance, data, min(self.mtu() - 3, MOST_VALUE))
        if len(values) > 1:
            self.tell("pdu", f"The message goes in {len(values)} HAP PDUs.")
        for value in values:
            await super().send(endpoint, value)

    async def receive(self, endpoint: str) -> bytes:
        """The message that answers the last one, put together. Raises PeerError, RefusedError for a HAP status."""
        message = b""
        while True:
            value = await self._response(endpoint)
            found = piece(value)
            if found is None:
                return value
            message += found[0]
            if found[1]:
                return message
            if len(message) > LONGEST:
                raise PeerError(f"The answer has more than {LONGEST:,} bytes.")
            await self.send(endpoint, tlv8([(FRAGMENT_DATA, b"")]))

    async def _response(self, endpoint: str) -> bytes:
        answer = PduAnswer(self._transaction)
        while True:
            over = answer.take(await super().receive(endpoint))
            if over:
                return answer.value
            self._unread = ""  # the rest of it is there to be read
