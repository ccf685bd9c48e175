"""From packets to captures: gives each packet to the layer it starts with, and what was found its names and times."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.capture.bluetooth.gatt import GattReader
from srpscope.capture.bluetooth.hci import HostController
from srpscope.capture.bluetooth.link_layer import LinkLayer
from srpscope.capture.bluetooth.pdus import AttListener
from srpscope.capture.capture import Capture
from srpscope.capture.faults import Faults
from srpscope.capture.handshakes import Found, captures_of
from srpscope.capture.links import (
    BLUETOOTH_H4,
    BLUETOOTH_H4_WITH_PHDR,
    BLUETOOTH_LE_LL,
    BLUETOOTH_LE_LL_WITH_PHDR,
    BLUETOOTH_LINUX_MONITOR,
    ETHERNET,
    HCI_H1,
    HCI_H4,
    HCI_MONITOR,
    IPV4,
    IPV6,
    LINK_NAMES,
    LINUX_SLL,
    LINUX_SLL2,
    LOOP,
    NORDIC_BLE,
    NULL,
    RAW_ALIASES,
    TLS_KEY_LOG,
    Layer,
    Layers,
    Look,
)
from srpscope.capture.source import Source
from srpscope.errors import FileError

_NETWORK_LINKS = frozenset((NULL, ETHERNET, *RAW_ALIASES, LOOP, LINUX_SLL, IPV4, IPV6, LINUX_SLL2))

MOST_KEY_LOGS = 64

Feed = Callable[[Source, Faults, Layers], None]
"""What a packet file's module does: give each packet to the layer of its link type."""


def bluetooth_layers(listener: AttListener, faults: Faults) -> dict[int, Layer]:
    """Link type -> the layer that reads its packets."""
    host, air = HostController(listener, faults), LinkLayer(listener, faults)
    return {
        HCI_H1: Layer(host.h1),
        HCI_H4: Layer(host.h4, host.look(0)),
        HCI_MONITOR: Layer(host.monitor),
        BLUETOOTH_H4: Layer(host.h4_without_direction, host.look(0)),
        BLUETOOTH_H4_WITH_PHDR: Layer(host.h4_with_direction, host.look(4)),
        BLUETOOTH_LINUX_MONITOR: Layer(host.monitor_with_header),
        BLUETOOTH_LE_LL: Layer(air.bare, Look(air=True, at=0)),
        BLUETOOTH_LE_LL_WITH_PHDR: Layer(air.with_radio_header, Look(air=True, at=10, directed=True)),
        NORDIC_BLE: Layer(air.nordic),
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
        self._network: _Network | None = None
        self._key_logs: list[bytes] = []
        self._unread: dict[int, int] = {}

    def __missing__(self, link: int) -> Layer:
        """The network's layers are made when they are needed; a link type that is not read is counted."""
        if link == TLS_KEY_LOG:
            layer = self[link] = Layer(self._keep_key_log)
            return layer
        if link in _NETWORK_LINKS:
            if self._network is None:
                self._network = _Network(self._found, self._faults)
                self.update(self._network.layers)
            return self[link]
        self._unread[link] = 0

        def count(_offset: int, _time: float, _flags: int, _data: bytes, _start: int, _stop: int) -> None:
            self._unread[link] += 1

        layer = self[link] = Layer(count)
        return layer

    def _keep_key_log(self, _offset: int, _time: float, _flags: int, data: bytes, start: int, stop: int) -> None:
        if len(self._key_logs) < MOST_KEY_LOGS:
            self._key_logs.append(data[start:stop])

    def captures(self) -> list[Capture]:
        """A capture for each handshake, in the order of their first lines. Raises FileError where there is none."""
        self._gatt.finish()
        if self._network is not None:
            self._network.finish()
        for link, count in self._unread.items():
            name = LINK_NAMES.get(link, "unknown")
            self._faults.say(f"{count:,} packets of link type {link} ({name}) are not read.")
        captures = captures_of(self._found, self._faults, self._name)
        if not captures:
            raise FileError(self._nothing())
        if self._key_logs:
            _add_master_secrets(captures, b"\n".join(self._key_logs))
        return captures

    def _nothing(self) -> str:
        faults = " ".join(self._faults.sentences())
        seen = []
        if self._gatt.pdus:
            seen.append(f"{self._gatt.connections:,} Bluetooth connections with {self._gatt.pdus:,} ATT messages")
        if self._network is not None:
            seen.append(self._network.seen())
        told = "; ".join(seen) if seen else "neither ATT messages nor TCP connections are in it"
        return f"{self._name}: no SRP handshake is in it: {told}. {faults}".rstrip()


class _Network:
    """The layers of the network, imported and made when the first packet of one comes."""

    def __init__(self, found: Found, faults: Faults) -> None:
        from srpscope.capture.network.conversations import Conversations
        from srpscope.capture.network.tcp import TcpReader

        self._conversations = Conversations(found, faults)
        self._tcp = TcpReader(self._conversations.begin, faults)
        self.layers = self._tcp.layers()

    def finish(self) -> None:
        """The file ends."""
        self._tcp.finish()

    def seen(self) -> str:
        """What was there instead of a handshake."""
        count, http, tls = self._conversations.count, self._conversations.http, self._conversations.tls
        return f"{count:,} TCP connections, {http:,} of them HTTP and {tls:,} TLS"


def _add_master_secrets(captures: list[Capture], key_logs: bytes) -> None:
    """Give each TLS handshake the master secret that the same file holds for it."""
    from srpscope.capture.network.tls_key_log import master_secrets

    secrets = master_secrets(key_logs)
    for capture in captures:
        for line in capture.of_type("values"):
            secret = secrets.get(line["values"].get("client_random", ""))
            if secret is not None:
                capture.add_values("both", {"K": secret})
                capture.header["secrets"] = True
                break
