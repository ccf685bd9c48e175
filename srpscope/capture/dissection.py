"""From packets to captures: gives each packet to the layer it starts with, and what was found its names and times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import PurePath

from srpscope.capture.bluetooth.gatt import GattReader
from srpscope.capture.bluetooth.hci import HostController
from srpscope.capture.bluetooth.link_layer import LinkLayer
from srpscope.capture.bluetooth.pdus import AttListener
from srpscope.capture.capture import Capture
from srpscope.capture.faults import Faults
from srpscope.capture.handshakes import Found, Handshake
from srpscope.capture.packets import (
    BLUETOOTH_H4,
    BLUETOOTH_H4_WITH_PHDR,
    BLUETOOTH_LE_LL,
    BLUETOOTH_LE_LL_WITH_PHDR,
    BLUETOOTH_LINUX_MONITOR,
    HCI_H1,
    HCI_H4,
    HCI_MONITOR,
    LINK_NAMES,
    NORDIC_BLE,
    Packet,
)
from srpscope.capture.source import Source
from srpscope.errors import FileError

Layer = Callable[[int, float, int, bytes], None]
"""Takes (offset, time, flags, packet)."""


def bluetooth_layers(listener: AttListener, faults: Faults) -> dict[int, Layer]:
    """Link type -> the method that reads its packets."""
    host, air = HostController(listener, faults), LinkLayer(listener, faults)
    return {
        HCI_H1: host.h1,
        HCI_H4: host.h4,
        HCI_MONITOR: host.monitor,
        BLUETOOTH_H4: host.h4_without_direction,
        BLUETOOTH_H4_WITH_PHDR: host.h4_with_direction,
        BLUETOOTH_LINUX_MONITOR: host.monitor_with_header,
        BLUETOOTH_LE_LL: air.bare,
        BLUETOOTH_LE_LL_WITH_PHDR: air.with_radio_header,
        NORDIC_BLE: air.nordic,
    }


class Dissection:
    """One file being read."""

    def __init__(self, name: str, faults: Faults) -> None:
        self._name = name
        self._faults = faults
        self._found = Found()
        self._gatt = GattReader(self._found, faults)
        self._layers = bluetooth_layers(self._gatt, faults)
        self._unread: dict[int, int] = {}
        self._packets = 0
        self._origin: float | None = None

    @classmethod
    def of(
        cls, source: Source, faults: Faults, packets: Iterable[Packet], key_logs: list[bytes] | None = None
    ) -> list[Capture]:
        """Every handshake in the packets. Raises FileError where there is none."""
        dissection = cls(source.name, faults)
        dissection.take(packets)
        return dissection.captures()

    def take(self, packets: Iterable[Packet]) -> None:
        """Read all packets."""
        layers = self._layers
        count = 0
        for offset, time, link, flags, data in packets:
            if not count:
                self._origin = time
            count += 1
            layer = layers.get(link)
            if layer is None:
                self._unread[link] = self._unread.get(link, 0) + 1
            else:
                layer(offset, time, flags, data)
        self._packets += count
        self._gatt.finish()

    def captures(self) -> list[Capture]:
        """A capture for each handshake, in the order of their first lines. Raises FileError where there is none."""
        for link, count in self._unread.items():
            name = LINK_NAMES.get(link, "unknown")
            self._faults.say(f"{count:,} packets of link type {link} ({name}) are not read.")
        handshakes = sorted(self._found.handshakes, key=lambda one: one.time)
        if not handshakes:
            raise FileError(self._nothing())
        if self._found.left_out:
            self._faults.say(f"{self._found.left_out:,} further handshakes are left out.")
        return [self._capture(one, number, len(handshakes)) for number, one in enumerate(handshakes, 1)]

    def _capture(self, handshake: Handshake, number: int, count: int) -> Capture:
        origin = self._origin or 0.0
        for line in handshake.lines:
            line["t"] = round(line["t"] - origin, 6)
        stem = PurePath(self._name).stem or self._name
        name = stem if count == 1 else f"{stem}, session {number}"
        header = {
            "srpscope": 1,
            "title": name,
            "created": _utc(handshake.time),
            "origin": "recorded",
            **handshake.header,
        }
        notes = self._faults.sentences() + handshake.notes
        if handshake.dropped:
            notes.append(f"{handshake.dropped:,} later lines of this session are left out.")
        return Capture(header=header, lines=handshake.lines, notes=notes, name=name)

    def _nothing(self) -> str:
        faults = " ".join(self._faults.sentences())
        if not self._packets:
            return f"{self._name}: there is no packet in it. {faults}".rstrip()
        seen = f"{self._packets:,} packets"
        if self._gatt.pdus:
            seen += f", {self._gatt.connections:,} Bluetooth connections with {self._gatt.pdus:,} ATT messages"
        return f"{self._name}: no SRP handshake is in it ({seen}). {faults}".rstrip()


def _utc(seconds: float) -> str:
    """A time for the header; one that no calendar has becomes the start of 1970."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return "1970-01-01T00:00:00Z"
