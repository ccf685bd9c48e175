"""Our device on a controller that bumble drives: what is in the air, and what ATT gives, packet by packet."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import pytest
from bumble import att, hci
from bumble.core import AdvertisingData
from bumble.device import Connection, Device, Peer
from bumble.link import LocalLink

from srpscope.live.systems.esp32.ble.bumble import BumbleServer
from srpscope.live.systems.esp32.ble.peripheral import BleFault, Peripheral
from srpscope.live.systems.esp32.host import Host, HostSettings
from srpscope.wire.protocomm.firmware import STACKS, firmware_of_patch
from srpscope.wire.protocomm.gatt import EXAMPLE_SERVICE, NUMBERS, endpoint_uuid
from tests.ble.bumble_backend import advertised_name, advertised_services, uuid_text
from tests.ble.controller import HonestController
from tests.ble.rigs import ADDRESS, CREDENTIAL, Setting, make_host


@asynccontextmanager
async def phone_and_device(host: Host, mtu: int | None = None, **how: Any) -> Any:
    link = LocalLink()
    server = BumbleServer(Peripheral(host, **how), mtu=mtu, address=ADDRESS)
    own, other = HonestController("device", link=link), HonestController("phone", link=link)
    phone = Device.with_hci("phone", hci.Address("F0:F0:F0:F0:F0:F0"), other, other)
    await phone.power_on()
    await server.run_on(own, own)
    try:
        yield phone, server
    finally:
        await server.close()


async def heard(phone: Device, active: bool) -> list[AdvertisingData]:
    """The first four things that the phone hears."""
    found: list[AdvertisingData] = []
    phone.on("advertisement", lambda one: found.append(one.data))
    await phone.start_scanning(active=active, filter_duplicates=False)
    async with asyncio.timeout(30):
        while len(found) < 4:
            await asyncio.sleep(0.05)
    await phone.stop_scanning()
    return found


async def test_the_name_is_in_the_scan_response_only() -> None:
    async with phone_and_device(make_host(Setting())) as (phone, _):
        passive = await heard(phone, active=False)
        assert passive and all(advertised_name(one) is None for one in passive)
        assert all(advertised_services(one) == [EXAMPLE_SERVICE] for one in passive)
        active = await heard(phone, active=True)
        assert "PROV_C0FFEE" in {advertised_name(one) for one in active}
        flags = {bytes(one.get(AdvertisingData.FLAGS, raw=True) or b"") for one in passive}
        assert flags == {b"\x06"}


async def table(phone: Device) -> tuple[Any, Peer, dict[str, Any]]:
    connection = await phone.connect(hci.Address(ADDRESS), timeout=5)
    peer = Peer(connection)
    for service in await peer.discover_services():
        if uuid_text(service.uuid) == EXAMPLE_SERVICE:
            found = await service.discover_characteristics()
    return connection, peer, {uuid_text(one.uuid): one for one in found}


async def test_layout_and_mtu() -> None:
    async with phone_and_device(make_host(Setting()), mtu=185) as (phone, _):
        connection, peer, found = await table(phone)
        assert set(found) == {endpoint_uuid(number) for number in NUMBERS.values()}
        for name, number in NUMBERS.items():
            one = found[endpoint_uuid(number)]
            assert int(one.properties) == 0x0A  # read, write with response
            (description,) = await one.discover_descriptors()
            assert await description.read_value() == name.encode()
        assert await peer.request_mtu(517) == 185
        await connection.disconnect()


async def test_how_often_the_link_is_awake_is_told_and_told_again_when_it_changes() -> None:
    async with phone_and_device(make_host(Setting())) as (phone, server):
        connection, _, _ = await table(phone)
        ((at_the_device, link),) = server._links.items()
        told = link.connection._notes
        assert [kind for kind, text in told if text.startswith("Awake every ")] == ["timing"]
        at_the_device.parameters = Connection.Parameters(47.5, 3, 2000.0)
        at_the_device.emit(at_the_device.EVENT_CONNECTION_PARAMETERS_UPDATE)
        said = "Awake every 47.5 ms, of which the device may miss 3; lost after 2000 ms of silence."
        assert told[-1] == ("timing", said)
        await connection.disconnect()


async def test_a_read_at_the_end_of_a_value_gives_an_empty_part() -> None:
    """bluetoothd asks once more after a full read, and takes an error there for the read's."""
    async with phone_and_device(make_host(Setting())) as (phone, server):
        _, peer, found = await table(phone)
        session = found[endpoint_uuid(NUMBERS["prov-session"])]
        for size in (21, 22, 23, 44):
            server.peripheral.replies["prov-session"] = bytes(range(size))
            assert await session.read_value() == bytes(range(size))
        server.peripheral.replies["prov-session"] = bytes(22)
        reply = await peer.gatt_client.send_request(
            att.ATT_Read_Blob_Request(attribute_handle=session.handle, value_offset=22)
        )
        assert isinstance(reply, att.ATT_Read_Blob_Response) and reply.part_attribute_value == b""


@pytest.mark.parametrize(("stack", "code", "stays"), [("nimble", 0x04, True), ("bluedroid", 0x85, False)])
async def test_a_refused_write_and_what_can_be_read_after_it(stack: str, code: int, stays: bool) -> None:
    async with phone_and_device(make_host(Setting(stack=stack))) as (phone, _):
        connection, _, found = await table(phone)
        version = found[endpoint_uuid(NUMBERS["proto-ver"])]
        session = found[endpoint_uuid(NUMBERS["prov-session"])]
        gone = asyncio.Event()
        connection.on("disconnection", lambda reason: gone.set())
        assert await session.read_value() == b""
        await version.write_value(b"---", with_response=True)
        assert b'"sec_ver":\t2' in await version.read_value()
        with pytest.raises(att.ATT_Error) as refused:
            await session.write_value(b"no protobuf", with_response=True)
        assert refused.value.error_code == code
        if stays:
            assert b'"sec_ver":\t2' in await version.read_value()
            assert not gone.is_set()
        else:
            await asyncio.wait_for(gone.wait(), 10)


async def test_nimble_ignores_an_empty_write_and_limits_the_length() -> None:
    async with phone_and_device(make_host(Setting())) as (phone, server):
        _, peer, found = await table(phone)
        await peer.request_mtu(517)
        version = found[endpoint_uuid(NUMBERS["proto-ver"])]
        await version.write_value(b"", with_response=True)
        assert await version.read_value() == b""
        await version.write_value(b"x", with_response=True)
        assert await version.read_value() != b""
        assert server.peripheral.replies


async def test_the_next_central_finds_an_old_answer_in_old_releases_only() -> None:
    for patch, kept in ((0, True), (1, False)):
        settings = HostSettings(CREDENTIAL, stack=STACKS["nimble"], firmware=firmware_of_patch(patch), single=True)
        async with phone_and_device(Host(settings)) as (phone, server):
            connection, _, found = await table(phone)
            version = endpoint_uuid(NUMBERS["proto-ver"])
            await found[version].write_value(b"x", with_response=True)
            await connection.disconnect()
            async with asyncio.timeout(10):
                while server.peripheral.host.connections:
                    await asyncio.sleep(0.01)
            _, _, found = await table(phone)
            assert bool(await found[version].read_value()) is kept


async def test_a_client_that_leaves_while_the_device_hangs_stops_nothing() -> None:
    async with phone_and_device(make_host(Setting()), faults=(BleFault("hang", 1),)) as (phone, server):
        connection, _, found = await table(phone)
        session = found[endpoint_uuid(NUMBERS["prov-session"])]
        writing = asyncio.create_task(session.write_value(b"x", with_response=True))
        await asyncio.sleep(0.2)
        await connection.disconnect()
        writing.cancel()
        async with asyncio.timeout(10):
            while server.peripheral.host.connections:
                await asyncio.sleep(0.01)
        _, _, found = await table(phone)
        version = found[endpoint_uuid(NUMBERS["proto-ver"])]
        await version.write_value(b"x", with_response=True)
        assert b"sec_ver" in await version.read_value()
