"""Who listens to a Bluetooth link: connections, and the ATT PDUs on them."""

from __future__ import annotations

from typing import Protocol

from srpscope.capture.bluetooth.timing import Timing


class AttListener(Protocol):
    """Gets what a link layer found. key: one connection, unique while it lasts."""

    def connected(self, time: float, key: int, peer: str) -> None:
        """A connection begins; peer is its address, or empty where it cannot be known."""

    def timed(self, time: float, key: int, timing: Timing) -> None:
        """How often the link is awake from here on."""

    def disconnected(self, time: float, key: int, reason: int) -> None:
        """It ends; reason is a Bluetooth error code."""

    def encrypted(self, time: float, key: int, readable: bool) -> None:
        """The link is encrypted from here on. readable: the capture still shows the bytes in the clear."""

    def att(self, offset: int, time: float, key: int, direction: int, pdu: bytes) -> None:
        """A whole ATT PDU; offset is the byte of the file where its last packet starts. direction: 0 on a host's
        capture what it sent, on the air the central's; 1 what it received, and the peripheral's."""
