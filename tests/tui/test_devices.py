"""The devices around: sorted by likeness and signal, narrowed by words, and their advertisements beside each other."""

from __future__ import annotations

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from srpscope.live.ble.scanning import FoundDevice, _found
from srpscope.tui.facts.spans import Line, line_width
from srpscope.tui.live.devices import MOST_BESIDE, DeviceList, advertised_rows, device_rows

PROV = "021a9004-0382-4aea-bff4-6b3f1c5adfb4"
SCALE = "0000181d-0000-1000-8000-00805f9b34fb"


def heard(
    address: str,
    name: str,
    rssi: int,
    services: tuple[str, ...] = (),
    makers: dict[int, bytes] | None = None,
    power: int | None = None,
    old: FoundDevice | None = None,
) -> FoundDevice:
    data = AdvertisementData(name or None, makers or {}, {}, list(services), power, rssi, ())
    return _found(BLEDevice(address, name, None), data, old)


def text(line: Line) -> str:
    return "".join(part for part, _ in line)


def around() -> DeviceList:
    devices = DeviceList()
    devices.hear(heard("01", "Kitchen scale", -40, (SCALE,)))
    devices.hear(heard("02", "PROV_B", -70, (PROV,), {0x02E5: b"\1\2"}))
    devices.hear(heard("03", "PROV_A", -50, (PROV,), {0x02E5: b"\1\3"}, 8))
    devices.hear(heard("04", "", -90))
    return devices


def test_the_likely_ones_come_first_then_the_signal_decides() -> None:
    assert [one.address for one in around().shown] == ["03", "02", "01", "04"]


def test_words_narrow_the_list_and_the_cursor_stays_on_its_device() -> None:
    devices = around()
    devices.move(1)
    assert devices.here is not None and devices.here.address == "02"
    devices.hear(heard("05", "PROV_C", -30, (PROV,)))
    assert devices.here is not None and devices.here.address == "02"
    devices.narrow("prov b")
    assert [one.name for one in devices.shown] == ["PROV_B"] and devices.count == 5
    devices.narrow("nothing like it")
    assert devices.shown == [] and devices.here is None and devices.compared == []
    devices.narrow("")
    assert len(devices.shown) == 5


def test_an_answer_to_a_scan_adds_to_what_was_advertised() -> None:
    first = heard("03", "", -50, (PROV,), {0x02E5: b"\1"}, 8)
    both = heard("03", "PROV_A", -51, old=first)
    assert (both.name, both.services, both.makers, both.power) == ("PROV_A", (PROV,), ((0x02E5, b"\1"),), 8)


def test_what_several_advertise_is_laid_beside_each_other() -> None:
    devices = around()
    devices.mark()
    devices.move(1)
    devices.mark()
    rows = [text(row) for row in advertised_rows(devices.compared, 100)]
    assert [row.split() for row in rows] == [
        ["≠", "name", "PROV_A", "PROV_B"],
        ["address", "03", "02"],
        ["signal", "-50", "dBm", "-70", "dBm"],
        ["≠", "sent", "at", "8", "dBm", "·"],
        ["service", PROV, PROV],
        ["≠", "maker", "0x02e5", "0103", "0102"],
    ]
    for cells in (58, 78, 116):
        assert all(line_width(row) <= cells for row in advertised_rows(devices.compared, cells))
        assert all(line_width(row) <= max(cells, 64) for row in device_rows(devices, cells))


def test_as_many_are_compared_as_have_room_and_a_mark_is_taken_back() -> None:
    devices = around()
    for _ in range(4):
        devices.mark()
        devices.move(1)
    assert [one.address for one in devices.compared] == ["02", "01", "04"] and len(devices.compared) == MOST_BESIDE
    devices.mark()
    assert [one.address for one in devices.compared] == ["02", "01"]
