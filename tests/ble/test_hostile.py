"""Devices that are odd or mean: names, tables, floods; and what the errors of bleak become."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)
from hypothesis import given, strategies as st

from srpscope.errors import PeerError, PermissionDeniedError, SrpscopeError, UserError
from srpscope.live.ble.errors import PAIRING, att_code, explained
from srpscope.live.ble.scanning import MOST_DEVICES, DeviceChoice, FoundDevice, Heard, Radio, scan
from srpscope.live.systems.esp32.ble.bumble import BumbleServer
from srpscope.live.systems.esp32.ble.peripheral import LONGEST_NAME, Peripheral, parse_ble_fault
from srpscope.live.systems.esp32.ble.simulated import SimulatedRadio, Station
from srpscope.printable import printable
from srpscope.wire.protocomm.gatt import EXAMPLE_SERVICE, NUMBERS, endpoint_by_uuid, endpoint_uuid, looks_like
from tests.ble.rigs import Rig, Setting, make_host


class OddServer(BumbleServer):
    """Our device with other 0x2901 texts, or none, or other numbers."""

    texts: dict[str, bytes | None]
    numbers: dict[str, int]

    def _characteristics(self) -> list[Any]:
        from bumble.core import UUID

        made = super()._characteristics()
        for (name, _), one in zip(self.peripheral.endpoints.items(), made, strict=True):
            text = self.texts.get(name, name.encode())
            if text is None:
                one.descriptors = []
            else:
                one.descriptors[0].value = text
            if name in self.numbers:
                one.uuid = one.type = UUID(endpoint_uuid(self.numbers[name]))
        return made


@asynccontextmanager
async def odd(name: str = "PROV_C0FFEE", **how: Any) -> Any:
    """A phone and an odd device on one virtual link (rig A)."""
    from bumble import hci
    from bumble.device import Device
    from bumble.link import LocalLink

    from tests.ble.bumble_backend import radio_over
    from tests.ble.controller import HonestController

    link = LocalLink()
    peripheral = Peripheral(make_host(Setting()), name)
    server = OddServer(peripheral)
    server.texts, server.numbers = how.get("texts", {}), how.get("numbers", {})
    own, other = HonestController("device", link=link), HonestController("phone", link=link)
    phone = Device.with_hci("phone", hci.Address("F0:F0:F0:F0:F0:F0"), other, other)
    await phone.power_on()
    await server.run_on(own, own)
    try:
        yield Rig("bumble", peripheral.host, peripheral, radio_over(phone), server)
    finally:
        await server.close()


async def handshake(here: Rig) -> bool | None:
    session = here.session(here.transport(DeviceChoice(service=EXAMPLE_SERVICE)))
    try:
        return await session.run()
    finally:
        await session.close()


async def test_without_descriptors_the_uuid_table_serves() -> None:
    async with odd(texts=dict.fromkeys(NUMBERS)) as here:
        assert await handshake(here) is True


async def test_the_descriptor_wins_over_the_number() -> None:
    async with odd(numbers={"prov-session": 0xFF61, "custom-data": 0xFF51}) as here:
        assert await handshake(here) is True


async def test_names_in_capitals_with_a_nul_are_taken() -> None:
    async with odd(texts={"prov-session": b"PROV-Session\0"}) as here:
        assert await handshake(here) is True


async def test_hostile_descriptions_are_made_visible() -> None:
    texts = {"prov-ctrl": b"\x1b[31mred\xff\xfe" + b"x" * 300, "custom-data": b"[@click=boom]\r\n\0"}
    async with odd(texts=texts) as here:
        transport = here.transport(DeviceChoice(service=EXAMPLE_SERVICE))
        said: list[str] = []
        transport.tell = lambda what, text: said.append(text)
        try:
            await transport.open()
        finally:
            await transport.close()
        everything = " ".join([*said, *transport.endpoints])
        assert everything.isprintable()
        assert "\\e[31mred" in everything
        assert max(map(len, transport.endpoints)) < 200


async def test_a_device_without_prov_session_is_none() -> None:
    async with odd(texts={"prov-session": b"something-else"}) as here:
        with pytest.raises(PeerError, match="no prov-session, only"):
            await handshake(here)


async def test_hostile_device_name() -> None:
    async with odd(name="PROV_\x1b[2J\u202e[/x]") as here, asyncio.timeout(3), aclosing(scan(here.radio)) as devices:
        async for found in devices:
            if found.name:
                break
    assert found.name.isprintable() and found.name.startswith("PROV_\\e[2J")


def heard_device(number: int, looks: str = "", rssi: int = -60) -> FoundDevice:
    return FoundDevice(f"0A:{number:04d}", f"d{number}", rssi, (), looks, cast(Any, None))


def test_who_goes_on_advertising_is_not_hidden_by_a_crowd() -> None:
    heard = Heard()
    real = heard_device(9_999, "ESP32", rssi=-95)
    for number in range(3 * MOST_DEVICES):  # each a new one, and stronger
        heard.take(heard_device(number, "ESP32" if number % 2 else ""))
        if number % 100 == 99:
            heard.take(real)
    assert len(heard.devices) == MOST_DEVICES and real.address in heard.devices
    assert all(one.looks for one in heard.devices.values())  # what looks like nothing known went first
    plain = heard_device(5_000)
    assert heard.take(plain) == plain.address and plain.address not in heard.devices
    first = next(iter(heard.devices))
    assert heard.take(heard_device(5_001, "ESP32"), kept={first}) != first and first in heard.devices


async def test_a_flood_of_devices_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 0
    take = Heard.take

    def counted(self: Heard, found: FoundDevice, kept: Collection[str] = ()) -> str | None:
        nonlocal most
        gone = take(self, found, kept)
        most = max(most, len(self.devices))
        return gone

    monkeypatch.setattr(Heard, "take", counted)
    stations = [Station(f"00:00:00:00:{n >> 8:02X}:{n & 255:02X}", f"n{n}", (), -60) for n in range(2000)]
    air = SimulatedRadio(*stations)
    heard = set()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3), aclosing(scan(air.radio())) as devices:
            async for found in devices:
                heard.add(found.address)
    assert most == MOST_DEVICES <= len(heard)
    await air.close()


async def test_two_devices_that_fit_are_not_guessed_between() -> None:
    first, second = (Peripheral(make_host(Setting()), name) for name in ("PROV_AAAAAA", "PROV_BBBBBB"))
    air = SimulatedRadio(
        Station("5E:00:00:00:00:01", first.name, (first.service,), -40, first),
        Station("5E:00:00:00:00:02", second.name, (second.service,), -50, second),
    )
    here = Rig("simulated", first.host, first, air.radio(""))
    with pytest.raises(UserError, match="2 devices fit"):
        await here.transport(settle_seconds=0.3).open()
    assert await handshake_with(here, DeviceChoice(address="5e:00:00:00:00:02")) is True
    assert await handshake_with(here, DeviceChoice(name="PROV_AA")) is True


async def handshake_with(here: Rig, choice: DeviceChoice) -> bool | None:
    here.radio = Radio(here.radio.scanner, here.radio.client)
    session = here.session(here.transport(choice))
    try:
        return await session.run()
    finally:
        await session.close()


def test_choice_and_layout() -> None:
    assert endpoint_uuid(0xFF51) == "021aff51-0382-4aea-bff4-6b3f1c5adfb4"
    assert endpoint_by_uuid("1775FF53-6b43-439b-877c-060f2d9bed07") == "proto-ver"
    assert endpoint_by_uuid("1775ff54-6b43-439b-877c-060f2d9bed07") is None
    assert looks_like("", ["021A9004-0382-4AEA-BFF4-6B3F1C5ADFB4"])
    assert not looks_like("PRO", [])
    with pytest.raises(UserError):
        DeviceChoice(service="021a9004")


@given(st.text(max_size=60))
def test_any_fault_text_is_taken_or_refused(text: str) -> None:
    try:
        fault = parse_ble_fault(text)
    except UserError:
        return
    assert fault is None or fault.message >= 1


@given(st.text(st.characters(), max_size=40))
def test_any_name_is_taken_or_refused(name: str) -> None:
    text = not any(0xD800 <= ord(one) < 0xE000 for one in name)
    fits = text and 0 < len(name.encode()) <= LONGEST_NAME
    try:
        made = Peripheral(make_host(Setting()), name)
    except UserError:
        assert not fits
    else:
        assert made.name == name and fits


NOT_AVAILABLE = BleakBluetoothNotAvailableReason


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (BleakGATTProtocolError(0x05), PeerError, "wants pairing"),
        (BleakGATTProtocolError(0x0F), PeerError, "wants pairing"),
        (BleakDBusError("org.bluez.Error.NotPermitted", ["Not paired"]), PeerError, "wants pairing"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["no"]), PermissionDeniedError, "refuses"),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["no"]), PeerError, "bluetoothd"),
        (BleakDeviceNotFoundError("x"), PeerError, "not there any more"),
        (BleakBluetoothNotAvailableError("off", NOT_AVAILABLE.POWERED_OFF), PeerError, "Bluetooth is off"),
        (BleakBluetoothNotAvailableError("x", NOT_AVAILABLE.DENIED_BY_USER), PermissionDeniedError, "not allowed"),
        (BleakBluetoothNotAvailableError("x", NOT_AVAILABLE.NO_BLUETOOTH), PeerError, "no Bluetooth"),
        (TimeoutError(), PeerError, "in time"),
        (PermissionError(13, "denied"), PermissionDeniedError, "refuses"),
        (FileNotFoundError(2, "none"), PeerError, "D-Bus"),
        (EOFError(), PeerError, "EOFError"),
        (AssertionError("x\x1b[0m"), PeerError, "AssertionError"),
        (UserError("already one of ours"), UserError, "already one of ours"),
    ],
)
def test_errors_of_bleak_become_ours(error: Exception, kind: type[SrpscopeError], said: str) -> None:
    made = explained(error, "Connecting")
    assert type(made) is kind
    assert said in str(made) and str(made).isprintable()


@given(st.text(max_size=300))
def test_any_error_text_becomes_a_printable_sentence(text: str) -> None:
    for error in (BleakError(text), OSError(text), KeyError(text)):
        made = explained(error, "Writing prov-session")
        assert isinstance(made, SrpscopeError) and printable(str(made), 10_000) == str(made)


@pytest.mark.parametrize(("text", "code"), [("Operation failed with ATT error: 0x85", 0x85), ("ATT error: 0x", None)])
def test_bluez_text_gives_the_code(text: str, code: int | None) -> None:
    assert att_code(BleakDBusError("org.bluez.Error.Failed", [f"{text} "])) == code
    assert code not in PAIRING
