"""WebSocket messages out of a byte stream (RFC 6455), with permessage-deflate (RFC 7692)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final

from srpscope.capture.network.http1 import UNPACKED_A_PIECE, Spend

LONGEST_MESSAGE: Final = 1024 * 1024

CONTINUATION: Final = 0
TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8

OnMessage = Callable[[float, bytes], None]


class NotWebSocketError(Exception):
    """The bytes are no WebSocket frames; the sentence says why."""


class WebSocketStream:
    """One direction. Feed it bytes; it calls on_message with each whole text or binary message, on_close at the end."""

    def __init__(self, on_message: OnMessage, on_close: Callable[[float, int], None], spend: Spend) -> None:
        self._on_message = on_message
        self._on_close = on_close
        self._spend = spend
        self._buffer = bytearray()
        self._parts = bytearray()
        self._compressed = False
        self._too_long = False
        self._inflater = zlib.decompressobj(-15)

    def feed(self, time: float, data: bytes) -> None:
        """More bytes. Raises NotWebSocketError where they cannot be frames."""
        self._buffer += data
        while self._frame(time):
            pass

    def _frame(self, time: float) -> bool:
        self._spend(1)
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        opcode, length, at = buffer[0] & 0x0F, buffer[1] & 0x7F, 2
        if length == 126:
            length, at = int.from_bytes(buffer[2:4], "big"), 4
        elif length == 127:
            length, at = int.from_bytes(buffer[2:10], "big"), 10
        if opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, 9, 10) or buffer[0] & 0x30:
            raise NotWebSocketError(f"a frame of kind {opcode} is not possible")
        masked = bool(buffer[1] & 0x80)
        payload_at = at + 4 * masked
        if len(buffer) < payload_at:
            return False
        if length > LONGEST_MESSAGE:
            raise NotWebSocketError(f"a frame of {length:,} bytes is too long")
        if len(buffer) < payload_at + length:
            return False
        payload = bytes(buffer[payload_at : payload_at + length])
        if masked:
            payload = unmasked(payload, bytes(buffer[at : at + 4]))
        first = buffer[0]
        del buffer[: payload_at + length]
        if opcode == CLOSE:
            self._on_close(time, int.from_bytes(payload[:2], "big") if len(payload) >= 2 else 1005)
        elif opcode in (CONTINUATION, TEXT, BINARY):
            self._data(time, opcode, bool(first & 0x80), bool(first & 0x40), payload)
        return True

    def _data(self, time: float, opcode: int, final: bool, compressed: bool, payload: bytes) -> None:
        if opcode != CONTINUATION:
            self._parts.clear()
            self._compressed, self._too_long = compressed, False
        if len(self._parts) + len(payload) > LONGEST_MESSAGE:
            self._too_long = True
        else:
            self._parts += payload
        if final and not self._too_long:
            self._on_message(time, self._inflated() if self._compressed else bytes(self._parts))
        if final:
            self._parts.clear()

    def _inflated(self) -> bytes:
        try:
            whole = self._inflater.decompress(bytes(self._parts) + b"\0\0\xff\xff", LONGEST_MESSAGE)
        except zlib.error as error:
            raise NotWebSocketError("a compressed message does not unpack") from error
        self._spend(len(whole) // UNPACKED_A_PIECE)
        if self._inflater.unconsumed_tail:
            raise NotWebSocketError(f"a compressed message is longer than {LONGEST_MESSAGE:,} bytes")
        return whole


def unmasked(payload: bytes, key: bytes) -> bytes:
    """A client's payload without its mask of 4 bytes."""
    if not payload:
        return payload
    repeated = (key * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(payload), "big")
