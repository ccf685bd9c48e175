"""The devices around, as the live screen shows them: a list that is narrowed while one types, and what several of them
advertise beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from srpscope.live.ble.scanning import FoundDevice, Heard
from srpscope.printable import printable
from srpscope.tui.facts.spans import Line, ends_of, place, shorten

MOST_BESIDE = 3
"""Devices whose advertisements have room beside each other."""


class DeviceList:
    """What was heard, the likely ones first, then by signal. words: only devices that hold them are shown. at: the
    cursor, among those. marked: addresses of what is compared, the latest last."""

    def __init__(self) -> None:
        self._heard = Heard()
        self.shown: list[FoundDevice] = []
        self.words = ""
        self.at = 0
        self.marked: list[str] = []

    @property
    def count(self) -> int:
        """How many were heard."""
        return len(self._heard.devices)

    @property
    def here(self) -> FoundDevice | None:
        """The one under the cursor."""
        return self.shown[min(self.at, len(self.shown) - 1)] if self.shown else None

    def hear(self, found: FoundDevice) -> None:
        """One was heard, for the first time or again. What is under the cursor, or compared, makes no place for it."""
        here = [self.here.address] if self.here is not None else []
        self._heard.take(found, {*self.marked, *here})
        self._sort()

    def narrow(self, words: str) -> None:
        """Show only those whose name, address or likeness holds every word."""
        self.words = words
        self._sort()

    def _sort(self) -> None:
        """The cursor stays on its device, unless nobody has moved it yet."""
        kept = self.here.address if self.here is not None and self.at else None
        wanted = self.words.lower().split()
        fitting = [one for one in self._heard.devices.values() if all(word in _told(one) for word in wanted)]
        self.shown = sorted(fitting, key=lambda one: (not one.looks, -one.rssi))
        self.at = next((at for at, one in enumerate(self.shown) if one.address == kept), 0)

    def move(self, by: int) -> None:
        """The next or previous one."""
        self.at = max(0, min(self.at + by, len(self.shown) - 1))

    def mark(self) -> None:
        """Compare the one under the cursor, or no longer; a further one takes the first one's place."""
        here = self.here
        if here is None:
            return
        if here.address in self.marked:
            self.marked.remove(here.address)
        else:
            self.marked = [*self.marked[1 - MOST_BESIDE :], here.address]

    @property
    def compared(self) -> list[FoundDevice]:
        """Those that are marked, else the one under the cursor."""
        marked = [self._heard.devices[address] for address in self.marked]
        return marked or ([self.here] if self.here is not None else [])


def _told(found: FoundDevice) -> str:
    return f"{found.name} {found.address} {found.looks}".lower()


def device_rows(devices: DeviceList, cells: int) -> list[Line]:
    """A row a device."""
    lines: list[Line] = []
    for index, one in enumerate(devices.shown):
        here = index == devices.at
        bars = "#" * max(0, min(4, (one.rssi + 100) // 13))
        lines.append(
            place(
                [
                    (0, "►" if here else " ", "accent bold"),
                    (1, "*" if one.address in devices.marked else " ", "warn bold"),
                    (2, shorten(printable(one.name or "(no name)", 40), 20), "text bold" if here else "text"),
                    (24, f"{one.rssi:>4} dBm", "dim"),
                    (34, f"{bars:.<4}", "dim"),
                    (41, shorten(printable(one.address, 36), 17), "dim"),
                    (60, shorten(printable(one.looks, 60), max(cells - 61, 4)), "agree"),
                ]
            )
        )
    return lines


def advertised_rows(found: Sequence[FoundDevice], cells: int) -> list[Line]:
    """What each device says of itself, a column each; what is not the same in all of them has a sign."""
    if not found:
        return []
    each = (cells - 18) // len(found)
    rows = [_row("name", [one.name or "(no name)" for one in found], each, len(found) > 1)]
    rows.append(_row("address", [one.address for one in found], each, False))
    rows.append(_row("signal", [f"{one.rssi} dBm" for one in found], each, False))
    if any(one.power is not None for one in found):
        rows.append(_row("sent at", [_power(one) for one in found], each, len(found) > 1))
    for label, of in (
        ("service", [dict.fromkeys(one.services, "advertised") for one in found]),
        ("maker", [{f"0x{number:04x}": data.hex() or "no bytes" for number, data in one.makers} for one in found]),
        ("data", [{name: data.hex() or "no bytes" for name, data in one.service_data} for one in found]),
    ):
        for key in _keys(of):
            texts = [key if label == "service" and key in one else one.get(key, "") for one in of]
            rows.append(_row(label if label == "service" else f"{label} {key[:6]}", texts, each, len(found) > 1))
    return rows


def _power(found: FoundDevice) -> str:
    return "" if found.power is None else f"{found.power} dBm"


def _keys(of: Iterable[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(key for one in of for key in one))


def _row(label: str, texts: Sequence[str], each: int, compares: bool) -> Line:
    differ = compares and len(set(texts)) > 1
    spans = [(1, "≠" if differ else " ", "warn bold"), (3, shorten(printable(label, 20), 13), "dim")]
    for index, text in enumerate(texts):
        said = ends_of(printable(text, 200), each - 2) if text else "·"
        spans.append((17 + index * each, said, "text" if text else "dim"))
    return place(spans)
