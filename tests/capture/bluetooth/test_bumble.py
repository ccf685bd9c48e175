"""Captures that bumble's own snoopers write of a live session over a virtual link, read back equal to what was sent."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import Any

import pytest

from srpscope.capture.merge import merge
from srpscope.capture.packets import btsnoop, pcap
from tests.capture.packet_files import BLE, messages, read_with, truth

SERVICE = "021a9004-0382-4aea-bff4-6b3f1c5adfb4"
ENDPOINTS = {"prov-session": 0xFF51, "proto-ver": 0xFF53, "custom-data": 0xFF54}


async def provision(mtu: int, session: dict[str, Any]) -> tuple[bytes, bytes]:
    """A client and a device with ESP-IDF's services exchange a session's messages; (btsnoop of the client's host, pcap
    of the device's host)."""
    from bumble import att, hci
    from bumble.controller import Controller
    from bumble.core import UUID
    from bumble.device import Device, DeviceConfiguration, Peer
    from bumble.gatt import (
        GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR,
        Characteristic,
        CharacteristicValue,
        Descriptor,
        Service,
    )
    from bumble.link import LocalLink
    from bumble.snoop import BtSnooper, PcapSnooper

    answers = list(session["messages"])
    values: dict[str, bytes] = {}

    def written(name: str) -> Callable[[Any, bytes], None]:
        def write(_connection: Any, value: bytes) -> None:
            endpoint, sender, asked = answers.pop(0)
            assert (endpoint, sender, bytes.fromhex(asked)) == (name, "client", bytes(value))
            if not answers or answers[0][1] == "client":
                raise att.ATT_Error(att.ErrorCode.INVALID_PDU)
            values[name] = bytes.fromhex(answers.pop(0)[2])

        return write

    def reader(name: str) -> Callable[[Any], bytes]:
        return lambda _connection: values[name]

    link = LocalLink()
    near, far = Controller("client", link=link), Controller("device", link=link)
    client = Device.with_hci("client", hci.Address("F0:F0:F0:F0:F0:F0"), near, near)
    address = hci.Address("F1:F1:F1:F1:F1:F1")
    config = DeviceConfiguration(name="PROV_TEST", address=address)
    device = Device.from_config_with_hci(config, far, far)
    device.gatt_server.max_mtu = mtu
    device.add_service(
        Service(
            UUID(SERVICE),
            [
                Characteristic(
                    UUID(f"{SERVICE[:4]}{number:04x}{SERVICE[8:]}"),
                    Characteristic.Properties.READ | Characteristic.Properties.WRITE,
                    Characteristic.READABLE | Characteristic.WRITEABLE,
                    CharacteristicValue(read=reader(name), write=written(name)),
                    [Descriptor(GATT_CHARACTERISTIC_USER_DESCRIPTION_DESCRIPTOR, Descriptor.READABLE, name.encode())],
                )
                for name, number in ENDPOINTS.items()
            ],
        )
    )
    client_file, device_file = io.BytesIO(), io.BytesIO()
    client.host.snooper = BtSnooper(client_file)
    device.host.snooper = PcapSnooper(device_file)
    await client.power_on()
    await device.power_on()
    await device.start_advertising(auto_restart=False)
    connection = await client.connect(address)
    peer = Peer(connection)
    await peer.request_mtu(517)
    await peer.discover_services()
    found: dict[str, Any] = {}
    for service in peer.get_services_by_uuid(UUID(SERVICE)):
        for one in await service.discover_characteristics():
            (description,) = await one.discover_descriptors()
            found[(await description.read_value()).decode()] = one
    for endpoint, sender, text in session["messages"]:
        if sender == "server":
            assert bytes(await found[endpoint].read_value()) == bytes.fromhex(text)
        elif session["accepted"] or [endpoint, sender, text] != session["messages"][-1]:
            await found[endpoint].write_value(bytes.fromhex(text), with_response=True)
        else:
            with pytest.raises(att.ATT_Error):
                await found[endpoint].write_value(bytes.fromhex(text), with_response=True)
    await connection.disconnect()
    await asyncio.sleep(0.05)
    return client_file.getvalue(), device_file.getvalue()


@pytest.mark.parametrize("mtu", [23, 256, 500])
@pytest.mark.parametrize("name", ["good-mtu256", "failed-mtu185"])
async def test_what_bumble_recorded_is_what_was_sent(mtu: int, name: str) -> None:
    (session,) = truth(BLE / f"{name}.btsnoop")["sessions"]
    client_file, device_file = await provision(mtu, session)
    (of_client,) = read_with(btsnoop, client_file)
    (of_device,) = read_with(pcap, device_file)
    for found in (of_client, of_device):
        assert messages(found) == session["messages"]
        assert found.notes == []
        assert next(event["mtu"] for event in found.events if event["what"] == "mtu") == mtu
        refusals = [event["code"] for event in found.events if event["what"] == "error"]
        assert refusals == ([] if session["accepted"] else [4])
    (merged,) = merge([of_device, of_client])
    assert messages(merged) == session["messages"]
