"""The registry of wires: the only place that names the protocols' packages. Each is imported when first needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from srpscope.wire.decoders import Decoded, Wire

WIRES: dict[str, tuple[str, ...]] = {
    "protocomm": ("ble", "http"),
    "nimbus": ("http",),
    "devolutions": ("http", "tcp"),
    "excalibur": ("http", "websocket"),
    "textbook": ("tcp",),
    "homekit": ("http", "ble"),
    "cognito": ("http",),
    "wow": ("tcp",),
    "apple": ("http",),
    "proton": ("http",),
}
"""Wire name (as in a header and in a dialect's `messages`; its package is called so too, and the module `wire`
there holds WIRE) -> what it is spoken over: "ble", "http", "websocket", "tcp". It stands here so that whoever reads one
carrier imports the wires of that one only."""


@cache
def wire(name: str) -> Wire:
    """A wire by its name, one that is in WIRES."""
    found = import_module(f"srpscope.wire.{name}.wire").WIRE
    assert isinstance(found, Wire)
    return found


def wires_over(carrier: str) -> tuple[str, ...]:
    """The names of the wires that are spoken over "ble", "http", "websocket" or "tcp"."""
    return tuple(name for name, carriers in WIRES.items() if carrier in carriers)


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
