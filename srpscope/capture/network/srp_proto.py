"""Devolutions SRP-PROTO on a bare TCP connection: each message tells its own length."""

from __future__ import annotations

from typing import Final

from srpscope.capture.handshakes import Splitter
from srpscope.wire.devolutions import MAC_BYTES, MESSAGE_BYTES, SIGNATURE, length
from srpscope.wire.exchange import RefusedError

WIRES: Final = ("devolutions",)

__all__ = ["SIGNATURE", "WIRES", "SrpProto"]


class SrpProto:
    """Takes the messages off both directions."""

    def __init__(self, splitter: Splitter) -> None:
        self.wanted = True
        self._splitter = splitter
        self._buffers = {True: bytearray(), False: bytearray()}

    def data(self, time: float, from_opener: bool, data: bytes) -> None:
        """Bytes of one direction."""
        buffer = self._buffers[from_opener]
        buffer += data
        try:
            while buffer and (total := length(bytes(buffer[: MESSAGE_BYTES + MAC_BYTES]))) is not None:
                if len(buffer) < total:
                    return
                self._splitter.message(time, "client" if from_opener else "server", None, bytes(buffer[:total]))
                del buffer[:total]
        except RefusedError:  # what follows is no SRP-PROTO: the session that was agreed on
            self.wanted = False

    def gap(self, time: float, from_opener: bool, count: int) -> None:
        """Bytes are missing."""
        self._splitter.event(time, "gap", text=f"{count:,} bytes are not in the capture")
        self.wanted = False

    def closed(self, time: float, from_opener: bool) -> None:
        """One direction ends."""
