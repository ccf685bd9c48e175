"""The central on every rig: scan, connect, names, the handshake at every MTU, and everything that goes wrong."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from srpscope.errors import PeerError, UserError
from srpscope.live.ble.scanning import DeviceChoice, scan
from srpscope.live.client import Further
from srpscope.live.driving import give, take
from srpscope.live.systems.esp32.ble.peripheral import BleFault
from srpscope.live.systems.esp32.faults import Fault
from srpscope.wire.protocomm.gatt import EXAMPLE_SERVICE, NUMBERS
from srpscope.wire.protocomm.messages import config_status
from tests.ble.conftest import Opener
from tests.ble.rigs import SCAN_SECONDS

ALL_ENDPOINTS = set(NUMBERS)


def told(session, what):
    """What the recording says of a kind of event."""
    return [
        line["text"] for line in session.recording.capture.lines if line["type"] == "event" and line["what"] == what
    ]


@pytest.mark.in_guest
async def test_scan_lists_name_service_and_looks(rig: Opener) -> None:
    async with rig() as here:
        heard = {}
        async with asyncio.timeout(SCAN_SECONDS[here.kind]), aclosing(scan(here.radio)) as devices:
            async for found in devices:
                heard[found.address] = found
                if found.name == "PROV_C0FFEE" and found.services:
                    break
        assert found.service == EXAMPLE_SERVICE
        assert found.looks.startswith("ESP32 provisioning")
        assert -128 <= found.rssi < 20


@pytest.mark.in_guest
async def test_choice_by_service_and_endpoint_names(rig: Opener) -> None:
    async with rig() as here:
        transport = here.transport(DeviceChoice(service=EXAMPLE_SERVICE))
        try:
            await transport.open()
            assert set(transport.endpoints) == ALL_ENDPOINTS
            assert transport.keeps_session
        finally:
            await transport.close()
        assert not transport.keeps_session


IN_GUEST = pytest.mark.in_guest


@pytest.mark.parametrize("mtu", [pytest.param(23, marks=IN_GUEST), 185, pytest.param(256, marks=IN_GUEST), 500])
async def test_handshake(rig: Opener, mtu: int) -> None:
    async with rig(mtu=mtu, stack="bluedroid") as here:
        session = here.session()
        try:
            assert await session.run() is True
            assert session.transport.mtu() == mtu
            assert session.version is not None and session.version.security == 2
            endpoint, build = "prov-config", config_status
            trip = await session.request(endpoint, build())
            assert trip.reply
        finally:
            await session.close()
        long = [text for text in told(session, "write") if "a long write" in text]
        assert bool(long) == (mtu - 3 < 406)
        ended = await here.ended()
        assert ended.accepted is True
        sent = [line["bytes"] for line in session.recording.capture.lines if line["type"] == "message"]
        device = [line["bytes"] for line in ended.capture.lines if line["type"] == "message"]
        assert sent == device


@pytest.mark.in_guest
async def test_refusal_on_nimble_keeps_the_session_for_further_proofs(rig: Opener) -> None:
    async with rig() as here:
        session = here.session(password="wrong")
        try:
            assert await session.run() is False
            assert session.handshake.refusal is not None and session.handshake.refusal.cause == "closed"
            assert session.transport.stack == "nimble"
            assert session.may_try_further
            right = Further("the right password", {"P": "abcd1234"})
            assert await session.try_further([Further("another", {"P": "other"}), right]) is right
            endpoint, build = "prov-config", config_status
            assert (await session.request(endpoint, build())).reply
        finally:
            await session.close()
        assert any("ATT error 0x04" in text for text in told(session, "att-error"))


async def test_refusal_on_bluedroid_drops_the_link(rig: Opener) -> None:
    async with rig(stack="bluedroid") as here:
        session = here.session(password="wrong")
        try:
            assert await session.run() is False
            assert session.handshake.refusal is not None and session.handshake.refusal.cause == "closed"
            assert session.transport.stack == "bluedroid"
            assert not session.may_try_further
            with pytest.raises(UserError):
                await session.try_further([Further("x", {"P": "abcd1234"})])
        finally:
            await session.close()
        assert (await here.ended()).accepted is False


@pytest.mark.parametrize("message", [1, 2, 3])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_the_device_vanishes(rig: Opener, when: str, message: int) -> None:
    faults = (
        {"host_faults": (Fault("drop", message),)} if when == "before" else {"faults": (BleFault("vanish", message),)}
    )
    await vanishing(rig, message, faults)


@pytest.mark.in_guest
async def test_the_device_vanishes_at_cmd1_and_comes_back(rig: Opener) -> None:
    await vanishing(rig, 2, {"faults": (BleFault("vanish", 2),)})


async def vanishing(rig: Opener, message: int, faults: dict[str, object]) -> None:
    async with rig(**faults) as here:
        transport = here.transport()
        session = here.session(transport)
        try:
            if message < 3:
                assert await session.run() is False
                assert session.handshake.refusal is not None and session.handshake.refusal.cause == "transport"
                assert "link was lost" in str(session.handshake.refusal)
            else:
                assert await session.run() is True
                endpoint, build = "prov-config", config_status
                with pytest.raises(PeerError, match="link was lost"):
                    await session.request(endpoint, build())
            assert not session.may_try_further
            assert not transport.keeps_session
            with pytest.raises(PeerError):
                await give(session.transport, session, "client", "more", "prov-session", b"\1")
        finally:
            await session.close()
        lines = session.recording.capture.lines
        assert lines[-1]["what"] == "closed"
        assert sum(line["type"] == "message" and line["from"] == "client" for line in lines) >= message + 1
        # The device advertises again; a second session works.
        here.repair()
        again = here.session()
        try:
            assert await again.run() is True
        finally:
            await again.close()


@pytest.mark.in_guest
async def test_not_found(rig: Opener) -> None:
    async with rig(name="OTHER_THING") as here:
        with pytest.raises(PeerError, match=r"No device with name PROV_ .*was heard"):
            await here.transport(scan_seconds=1.0).open()


async def test_address_that_is_not_there(rig: Opener) -> None:
    async with rig() as here:
        with pytest.raises(PeerError, match=r"No device with address 00:00"):
            await here.transport(DeviceChoice(address="00:00:00:00:00:01"), scan_seconds=0.7).open()


@pytest.mark.in_guest
async def test_connecting_takes_too_long(rig: Opener) -> None:
    """The device is heard, then taken by another central, so it does not answer."""
    async with rig() as here:
        first, second = here.transport(), here.transport(connect_seconds=1.5)
        async with asyncio.timeout(SCAN_SECONDS[here.kind]), aclosing(second.scan()) as devices:
            async for found in devices:
                if found.looks:
                    second.choose(found)
                    break
        if here.server is None:
            await first.open()
        else:
            await here.fall_silent()  # one virtual central serves both clients
        try:
            with pytest.raises(PeerError, match="Connecting"):
                await second.open()
        finally:
            await second.close()
            await first.close()


async def test_reply_that_never_comes(rig: Opener) -> None:
    async with rig(faults=(BleFault("hang", 1),)) as here:
        session = here.session(reply_seconds=4.0)
        try:
            assert await session.run() is False
            assert "did not take Cmd0 within 4 s" in str(session.handshake.refusal)
        finally:
            await session.close()


async def test_stale_reply_is_named(rig: Opener) -> None:
    async with rig(faults=(BleFault("stale", 2),)) as here:
        session = here.session()
        try:
            assert await session.run() is False
            assert "answered Cmd1 with Resp0" in str(session.handshake.refusal)
        finally:
            await session.close()
        assert told(session, "stale")


async def test_nothing_is_read_after_a_failed_write(rig: Opener) -> None:
    async with rig() as here:
        session = here.session(password="wrong")
        try:
            assert await session.run() is False
            assert here.peripheral.replies["prov-session"]  # the stale Resp0 that could be read
            with pytest.raises(PeerError, match="older message"):
                await take(session.transport, session, "server", "Resp1", "prov-session")
        finally:
            await session.close()


async def test_an_empty_write_is_not_followed_by_a_read(rig: Opener) -> None:
    async with rig() as here:
        session = here.session()
        try:
            assert await session.run() is True
            await give(session.transport, session, "client", "nothing", "prov-config", b"")
            with pytest.raises(PeerError, match="empty write is ignored"):
                await take(session.transport, session, "server", "nothing", "prov-config")
        finally:
            await session.close()


async def test_an_old_answer_survives_the_connection_in_old_releases(rig: Opener) -> None:
    async with rig(firmware="v5.1.6") as here:
        session = here.session()
        try:
            assert await session.run() is True
        finally:
            await session.close()
        await here.ended()
        assert here.peripheral.replies["prov-session"]


async def test_too_long_a_message(rig: Opener) -> None:
    async with rig(stack="bluedroid") as here:
        transport = here.transport()
        try:
            await transport.open()
            with pytest.raises(PeerError, match="takes no message of 482 bytes"):
                await transport.send("prov-session", b"\1" * 482)
            with pytest.raises(PeerError, match="holds 512"):
                await transport.send("prov-session", b"\1" * 513)
            with pytest.raises(PeerError, match="no endpoint nonsense"):
                await transport.send("nonsense", b"\1")
        finally:
            await transport.close()


async def test_pairing_error_is_no_srp_error(rig: Opener) -> None:
    if rig.kind == "simulated":
        pytest.skip("the simulated radio has no encryption to ask for")
    async with rig(encrypted=True) as here:
        session = here.session()
        try:
            with pytest.raises(PeerError, match="wants pairing first"):
                await session.run()
        finally:
            await session.close()


async def test_with_pair_the_same_device_is_reached(rig: Opener) -> None:
    if rig.kind != "bumble":
        pytest.skip("only bumble's host pairs here")
    async with rig(encrypted=True) as here:
        session = here.session(here.transport(pair=True))
        try:
            assert await session.run() is True
        finally:
            await session.close()


async def test_held_edited_and_dropped(rig: Opener) -> None:
    async with rig() as here:
        session = here.session(holds=("Cmd0", "Cmd1"))
        running = asyncio.create_task(session.run())
        try:
            await held(session, "Cmd0")
            session.hold.release()
            await held(session, "Cmd1")
            session.hold.edit(session.held.data[:-1] + bytes([session.held.data[-1] ^ 1]))
            session.hold.release()
            assert await running is False
            assert session.transport.stack == "nimble"
        finally:
            running.cancel()
            await session.close()


async def held(session, name: str) -> None:
    async with asyncio.timeout(30):
        while session.held is None or session.held.step.name != name:
            await asyncio.sleep(0.01)


async def test_the_link_goes_while_a_message_is_held(rig: Opener) -> None:
    if rig.kind == "simulated":
        pytest.skip("no link of its own to end")
    async with rig() as here:
        session = here.session(holds=("Cmd1",))
        running = asyncio.create_task(session.run())
        try:
            await held(session, "Cmd1")
            await here.hang_up()
            async with asyncio.timeout(30):
                while session.transport.keeps_session:
                    await asyncio.sleep(0.01)
            session.hold.release()
            assert await running is False
            assert "link is gone" in str(session.handshake.refusal)
        finally:
            running.cancel()
            await session.close()
        assert told(session, "disconnected")
        names = [line["from"] for line in session.recording.capture.lines if line["type"] == "message"]
        assert names == ["client", "server", "client", "server", "client"]


async def test_closing_while_a_message_is_held_lets_go_of_the_device(rig: Opener) -> None:
    async with rig() as here:
        session = here.session(holds=("*",))
        running = asyncio.create_task(session.run())
        await held(session, "Cmd0")
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await session.close()
        assert not session.transport.keeps_session
        again = here.session()
        try:
            assert await again.run() is True
        finally:
            await again.close()


async def test_fifty_handshakes_in_a_row(rig: Opener) -> None:
    if rig.kind != "fake-bluez":
        pytest.skip("counted on bleak's own BlueZ back end")
    async with rig(mtu=185) as here:
        for number in range(50):
            session = here.session()
            try:
                assert await session.run() is True, number
            finally:
                await session.close()
            assert (await here.ended()).accepted is True
