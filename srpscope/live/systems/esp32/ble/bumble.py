"""A played device on a Bluetooth controller that bumble drives by itself: a USB dongle, a serial one, on any system.

Everything is as the ESP32 has it: UUID in the advertisement, name in the scan response, every ATT error, the MTU. The
controller is taken from the system while this runs.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final

from srpscope.capture.bluetooth.words import timing_words
from srpscope.errors import PeerError, PermissionDeniedError, SrpscopeError, UserError
from srpscope.live.background import Background
from srpscope.live.systems.esp32.ble.peripheral import AttError, Link, LinkLost, Peripheral
from srpscope.printable import printable

START_SECONDS: Final = 10.0
ADVERTISING_MILLISECONDS: Final = 160
DROP_SECONDS: Final = 0.05
"""Between the ATT error and the end of the link, as Bluedroid has it, so that the error still arrives."""


class BumbleServer:
    """Advertises the peripheral until closed.

    controller: where bumble finds it ("usb:0", "serial:/dev/ttyUSB0,1000000"). mtu: None takes the stack's. encrypted:
    every endpoint wants pairing. address: a static random one, drawn where not given.
    """

    def __init__(
        self,
        peripheral: Peripheral,
        controller: str = "",
        *,
        mtu: int | None = None,
        encrypted: bool = False,
        address: str | None = None,
    ) -> None:
        self.peripheral = peripheral
        self.controller = controller
        self.limits = ["The controller is taken from the system while this runs."]
        self._mtu = mtu or peripheral.mtu
        self._encrypted = encrypted
        self._address = address
        self._transport: Any = None
        self._device: Any = None
        self._links: dict[Any, Link] = {}
        self._background = Background()

    async def start(self) -> None:
        """Open the controller and advertise. Raises UserError, PeerError, PermissionDeniedError."""
        try:
            from bumble.transport import open_transport
            from bumble.transport.common import TransportSpecError
        except ImportError:
            raise UserError("a controller of its own needs bumble: pip install 'srpscope[bumble]'.") from None
        try:
            async with asyncio.timeout(START_SECONDS):
                self._transport = await open_transport(self.controller)
                await self.run_on(self._transport.source, self._transport.sink)
        except Exception as error:  # bumble lets the errors of USB and serial libraries through
            await self.close()
            if isinstance(error, TransportSpecError):
                raise UserError(
                    f"{printable(self.controller)}: bumble knows no such controller; usb:0 or "
                    "serial:/dev/ttyUSB0,1000000 are ones."
                ) from None
            raise self._not_opened(error) from None

    def _not_opened(self, error: Exception) -> SrpscopeError:
        text = printable(str(error), 200)
        shown = f"{printable(self.controller)}: {text or type(error).__name__}."
        if isinstance(error, PermissionError) or "ACCESS" in text.upper() or "Access" in type(error).__name__:
            return PermissionDeniedError(f"{shown} On Linux a udev rule or root is needed for it.")
        if isinstance(error, TimeoutError):
            return PeerError(f"{printable(self.controller)}: the controller did not answer within {START_SECONDS:g} s.")
        return PeerError(f"The controller could not be opened. {shown}")

    async def run_on(self, source: Any, sink: Any) -> None:
        """Be a device on this controller: packets from it come out of source, packets to it go into sink."""
        from bumble import hci
        from bumble.core import UUID, AdvertisingData
        from bumble.device import Device, DeviceConfiguration
        from bumble.gatt import Service

        name = self.peripheral.name
        device = self._device = Device.from_config_with_hci(
            DeviceConfiguration(
                name=name,
                address=hci.Address(self._address) if self._address else hci.Address.generate_static_address(),
                advertising_interval_min=ADVERTISING_MILLISECONDS,
                advertising_interval_max=ADVERTISING_MILLISECONDS,
            ),
            source,
            sink,
        )
        device.gatt_server.max_mtu = self._mtu
        self._end_long_reads_with_an_empty_part(device.gatt_server)
        device.add_service(Service(UUID(self.peripheral.service), self._characteristics()))
        device.on("connection", self._connected)
        await device.power_on()
        flags = AdvertisingData.Flags.LE_GENERAL_DISCOVERABLE_MODE | AdvertisingData.Flags.BR_EDR_NOT_SUPPORTED
        kinds = AdvertisingData.Type
        await device.start_advertising(
            auto_restart=True,
            advertising_data=bytes(
                AdvertisingData(
                    [
                        (kinds.FLAGS, bytes([flags])),
                        (kinds.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, bytes(UUID(self.peripheral.service))),
                    ]
                )
            ),
            scan_response_data=bytes(AdvertisingData([(kinds.COMPLETE_LOCAL_NAME, name.encode())])),
        )

    def _characteristics(self) -> list[Any]:
        from bumble.core import UUID
        from bumble.gatt import (
            GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR,
            Characteristic,
            CharacteristicValue,
            Descriptor,
        )

        permissions = Characteristic.READABLE | Characteristic.WRITEABLE
        if self._encrypted:
            permissions |= Characteristic.READ_REQUIRES_ENCRYPTION | Characteristic.WRITE_REQUIRES_ENCRYPTION
        return [
            Characteristic(
                UUID(uuid),
                Characteristic.Properties.READ | Characteristic.Properties.WRITE,
                permissions,
                CharacteristicValue(read=self._reader(name), write=self._writer(name)),
                [Descriptor(GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR, Descriptor.READABLE, name.encode())],
            )
            for name, uuid in self.peripheral.endpoints.items()
        ]

    def _end_long_reads_with_an_empty_part(self, server: Any) -> None:
        """Answer a Read Blob at the very end of a value of MTU - 1 bytes with an empty part.

        bumble answers ATT error 0x0b (Attribute Not Long), which the specification allows; bluetoothd as the client
        then throws the whole value away (seen with 5.66), and protocomm's short replies have that length at MTU 23.
        """
        from bumble import att

        usual = server.on_att_read_blob_request

        async def read_blob(bearer: Any, request: Any) -> None:
            attribute = server.get_attribute(request.attribute_handle)
            value = None
            if attribute is not None and request.value_offset == bearer.att_mtu - 1:
                with suppress(att.ATT_Error):
                    value = await attribute.read_value(bearer)
            if value is not None and len(value) == request.value_offset:
                server.send_response(bearer, att.ATT_Read_Blob_Response(part_attribute_value=b""))
            else:
                usual(bearer, request)

        server.on_att_read_blob_request = lambda bearer, request: self._background.begin(read_blob(bearer, request))

    def _connected(self, connection: Any) -> None:
        link = self._links[connection] = self.peripheral.connected(str(connection.peer_address).split("/")[0])

        def disconnected(reason: object) -> None:
            self._links.pop(connection, None)
            self._background.begin(link.left())

        def timing() -> None:
            kept = connection.parameters
            words = timing_words(kept.connection_interval, kept.peripheral_latency, kept.supervision_timeout)
            link.connection.say(words, "timing")

        timing()
        connection.on("connection_parameters_update", timing)
        connection.on("disconnection", disconnected)

    def _reader(self, endpoint: str) -> Any:
        async def read(connection: Any) -> bytes:
            # Called once for each part of a long read: the answer was made when the request was written.
            link = self._links.get(connection)
            if link is None:
                return b""
            try:
                return await link.read(endpoint)
            except LinkLost:
                await self._vanish(connection)
                return b""

        return read

    def _writer(self, endpoint: str) -> Any:
        async def write(connection: Any, data: bytes) -> None:
            from bumble import att

            link = self._links.get(connection)
            if link is None:
                return
            try:
                await link.write(endpoint, bytes(data), int(connection.att_mtu))
            except AttError as error:
                if error.drops:
                    self._background.begin(self._drop(connection))
                raise att.ATT_Error(error.code) from None
            except LinkLost:
                await self._vanish(connection)

        return write

    async def _drop(self, connection: Any) -> None:
        await asyncio.sleep(DROP_SECONDS)
        await self._vanish(connection)

    async def _vanish(self, connection: Any) -> None:
        with suppress(Exception):  # the client may have left first
            await connection.disconnect()

    async def close(self) -> None:
        """Let go of every client and of the controller. Never raises."""
        device, transport, self._device, self._transport = self._device, self._transport, None, None
        with suppress(Exception):
            async with asyncio.timeout(START_SECONDS):
                if device is not None:
                    await device.stop_advertising()
                    for connection in list(device.connections.values()):
                        await self._vanish(connection)
                    await device.power_off()
        with suppress(Exception):
            if transport is not None:
                await transport.close()
        await self._background.ended()
        for link in list(self._links.values()):
            await link.left()
        self._links.clear()
        await self.peripheral.host.close()
