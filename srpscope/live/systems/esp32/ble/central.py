"""Protocomm over BLE as the central: an endpoint a characteristic, named by its descriptor; NimBLE and Bluedroid known
by what they do with a message that they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from srpscope.errors import PeerError
from srpscope.live.ble.central import BleTransport
from srpscope.live.ble.errors import PAIRING, att_code, explained
from srpscope.live.ble.scanning import LONGEST_NAME
from srpscope.live.ble.uuids import SIG_END, USER_DESCRIPTION
from srpscope.live.driving import ClosedWithoutAnswerError
from srpscope.printable import printable
from srpscope.wire.protocomm.gatt import NAME_PREFIX, endpoint_by_uuid, looks_like
from srpscope.wire.protocomm.schema import SESSION, VERSION

if TYPE_CHECKING:
    from bleak import BleakClient
    from bleak.backends.characteristic import BleakGATTCharacteristic

MOST_ENDPOINTS: Final = 64


class ProtocommTransport(BleTransport):
    """An ESP32 over BLE, for a ProtocommSession."""

    handshake_at = SESSION
    same_answers = (VERSION,)
    usual = f"an ESP32's service or a name like {NAME_PREFIX}.."
    leaves_as = " as Bluedroid does"
    longest_taken = " Bluedroid takes 481, NimBLE 512."

    async def _learn_endpoints(self) -> None:
        client = self._client
        assert client is not None
        names: dict[str, BleakGATTCharacteristic] = {}
        guessed = []
        wanted = self.choice.service.lower() if self.choice.service else None
        for service in client.services:
            if service.uuid.endswith(SIG_END) and not looks_like("", [service.uuid]) and service.uuid != wanted:
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
        if SESSION not in names:
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

    async def send(self, endpoint: str, data: bytes) -> None:
        """Write with response. Raises PeerError; ClosedWithoutAnswerError where the device's handler refused it, and
        where there is no version to ask for."""
        if self._client is not None and endpoint == VERSION and endpoint not in self._endpoints:
            raise ClosedWithoutAnswerError("the device has no such endpoint.")
        await super().send(endpoint, data)

    def _reacted(self, code: int, lost: bool) -> None:
        if code == 0x04 and not lost:
            self.stack = "nimble"
            self.tell("stack", "The device reacts as NimBLE does: ATT error 0x04, and the link stays.")
        elif code >= 0x80 and lost:
            self.stack = "bluedroid"
            self.tell("stack", "The device reacts as Bluedroid does: an application's ATT error, then the link goes.")
