"""What a device sends by itself is told; an endpoint that cannot be listened to stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from srpscope.live.ble.central import BleTransport


class Chatty:
    """A connected device, as bleak hands it out: one endpoint notifies, one indicates and refuses, one answers only."""

    def __init__(self) -> None:
        self.listeners: dict[str, Callable[[object, bytearray], None]] = {}

    async def start_notify(self, characteristic: Any, callback: Callable[[object, bytearray], None]) -> None:
        """Refuses for indications."""
        if "indicate" in characteristic.properties:
            raise OSError("Not paired")
        self.listeners[characteristic.uuid] = callback


async def test_what_comes_by_itself_is_told_and_what_cannot_be_heard_is_said() -> None:
    told: list[tuple[str, str]] = []
    transport, device = BleTransport(), Chatty()
    transport.tell = lambda what, text: told.append((what, text))
    transport._client = device  # type: ignore[assignment]
    transport._endpoints = {
        name: SimpleNamespace(uuid=name, properties=properties)  # type: ignore[misc]
        for name, properties in {"scan": ["read", "notify"], "alarm": ["indicate"], "session": ["write"]}.items()
    }
    await transport._listen()
    assert [what for what, _ in told] == ["notify", "notify"] and set(device.listeners) == {"scan"}
    assert told[0][1] == "scan has notifications: they are shown as they come."
    assert told[1][1].startswith("alarm has indications, which cannot be listened to: ") and "Not paired" in told[1][1]
    device.listeners["scan"](None, bytearray(range(30)))
    assert told[2][0] == "notified" and told[2][1].startswith("scan sends 30 bytes by itself: 00 01 02")
    assert told[2][1].endswith("13 ..")
