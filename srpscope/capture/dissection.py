"""From packets to captures: gives each packet to the layer it starts with, and what was found its names and times."""

from __future__ import annotations

from collections.abc import Callable
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
    Layer,
    Layers,
)
from srpscope.capture.source import Source
from srpscope.errors import FileError

Feed = Callable[[Source, Faults, Layers], None]
"""What a packet file's module does: give each packet to the layer of its link type."""


def bluetooth_layers(listener: AttListener, faults: Faults) -> dict[int, Layer]:
    """Link type -> the layer that reads its packets."""
    host, air = HostController(listener, faults), LinkLayer(listener, faults)
    return {
        HCI_H1: Layer(host.h1),
        HCI_H4: Layer(host.h4, host.dull(0)),
        HCI_MONITOR: Layer(host.monitor),
        BLUETOOTH_H4: Layer(host.h4_without_direction, host.dull(0)),
        BLUETOOTH_H4_WITH_PHDR: Layer(host.h4_with_direction, host.dull(4)),
        BLUETOOTH_LINUX_MONITOR: Layer(host.monitor_with_header),
        BLUETOOTH_LE_LL: Layer(air.bare, air.dull(0, directed=False)),
        BLUETOOTH_LE_LL_WITH_PHDR: Layer(air.with_radio_header, air.dull(10, directed=True)),
        NORDIC_BLE: Layer(air.nordic, air.dull(17, directed=True)),
    }


def dissect(source: Source, feed: Feed) -> list[Capture]:
    """Every handshake in a packet file. Raises FileError where there is none, saying what was found instead."""
    faults = Faults()
    dissection = Dissection(source.name, faults)
    feed(source, faults, dissection)
    return dissection.captures()


class Dissection(dict[int, Layer]):
    """One file being read: the layers by link type, made when the first packet of that type comes."""

    def __init__(self, name: str, faults: Faults) -> None:
        self._name = name
        self._faults = faults
        self._found = Found()
        self._gatt = GattReader(self._found, faults)
        self.update(bluetooth_layers(self._gatt, faults))
        self._unread: dict[int, int] = {}

    def __missing__(self, link: int) -> Layer:
        """A link type that is not read is counted."""
        self._unread[link] = 0

        def count(_offset: int, _time: float, _flags: int, _data: bytes, _start: int, _stop: int) -> None:
            self._unread[link] += 1

        layer = self[link] = Layer(count)
        return layer

    def captures(self) -> list[Capture]:
        """A capture for each handshake, in the order of their first lines. Raises FileError where there is none."""
        self._gatt.finish()
        for link, count in self._unread.items():
            name = LINK_NAMES.get(link, "unknown")
            self._faults.say(f"{count:,} packets of link type {link} ({name}) are not read.")
        handshakes = sorted(self._found.handshakes, key=lambda one: one.time)
        if not handshakes:
            raise FileError(self._nothing())
        if self._found.left_out:
            self._faults.say(f"{self._found.left_out:,} further handshakes are left out.")
        origin = min(one.lines[0]["t"] for one in handshakes if one.lines)
        return [self._capture(one, origin, number, len(handshakes)) for number, one in enumerate(handshakes, 1)]

    def _capture(self, handshake: Handshake, origin: float, number: int, count: int) -> Capture:
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
        seen = (
            f"{self._gatt.connections:,} Bluetooth connections with {self._gatt.pdus:,} ATT messages were seen"
            if self._gatt.pdus
            else "no ATT message was seen"
        )
        return f"{self._name}: no SRP handshake is in it; {seen}. {faults}".rstrip()


def _utc(seconds: float) -> str:
    """A time for the header; one that no calendar has becomes the start of 1970."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return "1970-01-01T00:00:00Z"
