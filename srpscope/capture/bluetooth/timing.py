"""How often a Bluetooth LE link is awake: the parameters of a connection, as a controller and the air have them."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

SIZE: Final = 6
"""Bytes of the three numbers."""

_NUMBERS = Struct("<HHH").unpack_from


class Timing(NamedTuple):
    """interval: between two events, in ms. latency: events that the device may sleep through. timeout: silence after
    which the link counts as lost, in ms."""

    interval: float
    latency: int
    timeout: int


def timing_at(data: bytes, at: int, stop: int) -> Timing | None:
    """The three numbers that stand there one behind the other, in units of 1.25 ms, of events, and of 10 ms (Bluetooth
    Core 5.4, Vol 4, Part E, 7.7.65.1; on the air Vol 6, Part B, 2.3.3.1); None where the packet ends before, or where
    the controller gives an interval of 0, which is none."""
    if at + SIZE > stop:
        return None
    interval, latency, timeout = _NUMBERS(data, at)
    return Timing(interval * 1.25, latency, timeout * 10) if interval else None
