"""The registry of wires: the only place that names the protocols' packages. Each is imported when first needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from srpscope.wire.decoders import Decoded, Wire

WIRES: dict[str, str] = {
    "protocomm": "srpscope.wire.protocomm",
    "nimbus": "srpscope.wire.nimbus",
    "devolutions": "srpscope.wire.devolutions",
    "excalibur": "srpscope.wire.excalibur",
    "textbook": "srpscope.wire.textbook",
    "homekit": "srpscope.wire.homekit",
    "cognito": "srpscope.wire.cognito",
    "wow": "srpscope.wire.wow",
    "apple": "srpscope.wire.apple",
    "proton": "srpscope.wire.proton",
}
"""Wire name (as in a capture's header and in a dialect's `messages`) -> package, whose module `wire` holds WIRE."""


@cache
def wire(name: str) -> Wire:
    """A wire by its name, one that is in WIRES."""
    found = import_module(f"{WIRES[name]}.wire").WIRE
    assert isinstance(found, Wire)
    return found


def wires_over(carrier: str) -> tuple[str, ...]:
    """The names of the wires that are spoken over "ble", "http", "websocket" or "tcp"."""
    return tuple(name for name in WIRES if carrier in wire(name).over)


def advertised(name: str, services: Sequence[str]) -> str:
    """What a device that advertises itself so over Bluetooth LE looks like, in words; "" where no wire knows it."""
    return next((words for one in wires_over("ble") if (words := wire(one).advertised(name, services))), "")


def declared(name: str | None) -> Wire:
    """What a wire declares of itself; of none, or one that is not known, what a Wire is that declares nothing."""
    return wire(name) if name in WIRES else Wire()


def decode(name: str, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
    """The values of one message that sender ("client" or "server") sent; None where the wire is unknown or the message
    is not of it. Any bytes are fit for it: faults become notes, never an exception."""
    return wire(name).decode(sender, data, endpoint) if name in WIRES else None
