"""HTTP/1.1 messages out of a byte stream (RFC 9112), one direction of one connection."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

LONGEST_HEAD: Final = 64 * 1024
LONGEST_BODY: Final = 1024 * 1024
"""Bytes of a body that are kept; messages of the systems that we know are a few kilobytes."""

METHODS: Final = (b"GET ", b"POST ", b"PUT ", b"HEAD ", b"DELETE ", b"OPTIONS ", b"PATCH ", b"CONNECT ", b"TRACE ")


UNPACKED_A_PIECE: Final = 128
"""Bytes out of a compressed body or message that cost as much as reading one head, chunk or frame."""

A_HEAD: Final = 4
"""Pieces that a request or an answer costs besides: what is behind its head is looked at by every protocol."""

Spend = Callable[[int], None]
"""Called with the pieces that are read, heads, chunks, frames and what was unpacked; raises for too many of them."""


class NotHttpError(Exception):
    """The bytes are no HTTP; the sentence says why."""


@dataclass
class HttpMessage:
    """A request or a response. headers: lower-case name -> value, repeated ones joined by ", ".

    cut: the body was too long and is not kept.
    """

    start: str
    headers: dict[str, str]
    body: bytes = b""
    cut: bool = False
    spend: Spend = field(default=lambda pieces: None, repr=False, compare=False)
    """Told of what unpacking costs."""

    @property
    def words(self) -> list[str]:
        """The start line's three parts."""
        return [*self.start.split(" ", 2), "", "", ""][:3]

    @property
    def status(self) -> int:
        """The status code of a response; 0 where there is none."""
        code = self.words[1]
        return int(code) if code.isascii() and code.isdigit() and len(code) == 3 else 0

    def content(self) -> bytes:
        """The body without its gzip or deflate coding; as it is where that does not work out."""
        return decoded_body(self.body, self.headers.get("content-encoding", ""), self.spend)


OnMessage = Callable[[float, HttpMessage], bool]
"""Called with each whole message; True where the connection speaks another protocol from here on."""

HasBody = Callable[[HttpMessage], bool]


@dataclass
class HttpStream:
    """One direction. Feed it bytes; it calls on_message.

    has_body tells of a response whether the request lets it have one. rest holds what follows an upgrade.
    """

    on_message: OnMessage
    has_body: HasBody
    until_close: bool
    """Whether a body without a length lasts until the connection closes (responses)."""
    spend: Spend
    rest: bytes | None = None
    _buffer: bytearray = field(default_factory=bytearray)
    _message: HttpMessage | None = None
    _left: int = 0
    _chunked: bool = False
    _in_chunk: bool = False
    _endless: bool = False
    _body: bytearray = field(default_factory=bytearray)
    _searched: int = 0
    """Bytes of the buffer in which no head ends."""

    def feed(self, time: float, data: bytes) -> None:
        """More bytes. Raises NotHttpError where they cannot be HTTP."""
        if self.rest is not None:
            self.rest += data
            return
        self._buffer += data
        while self.rest is None and self._step(time):
            pass

    def close(self, time: float) -> None:
        """The sender closes: that ends a body without a length."""
        if self._message is not None and self._endless:
            self._done(time)

    def _step(self, time: float) -> bool:
        self.spend(1)
        if self._message is None:
            return self._head(time)
        if self._chunked and not self._in_chunk:
            return self._chunk_size(time)
        if not self._buffer:
            return False
        taken = self._buffer[: self._left] if not self._endless else bytes(self._buffer)
        del self._buffer[: len(taken)]
        self._left -= len(taken)
        if len(self._body) + len(taken) > LONGEST_BODY:
            self._message.cut = True
        else:
            self._body += taken
        if self._endless:
            return False
        if self._left == 0:
            if self._chunked:
                self._in_chunk = False
            else:
                self._done(time)
        return True

    def _head(self, time: float) -> bool:
        while self._buffer[:2] == b"\r\n":
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n", self._searched)
        if end < 0:
            if len(self._buffer) > LONGEST_HEAD:
                raise NotHttpError(f"an HTTP header is longer than {LONGEST_HEAD:,} bytes")
            self._searched = max(0, len(self._buffer) - 3)
            return False
        self._searched = 0
        self.spend(A_HEAD)
        lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        message = self._message = HttpMessage(lines[0], _headers(lines[1:]), spend=self.spend)
        self._body.clear()
        self._chunked = "chunked" in message.headers.get("transfer-encoding", "").lower()
        length = message.headers.get("content-length", "").split(",")[0].strip()
        self._in_chunk = self._endless = False
        self._left = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
        if not self.has_body(message):
            self._chunked, self._left = False, 0
            self._done(time)
        elif self._chunked:
            self._left = 0
        elif not length and self.until_close:
            self._endless = True
        elif self._left == 0:
            self._done(time)
        return True

    def _chunk_size(self, time: float) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > 1_024:
                raise NotHttpError("a chunk has no length")
            return False
        line = bytes(self._buffer[:end]).split(b";")[0].strip()
        del self._buffer[: end + 2]
        if not line:  # the line end behind a chunk, or behind the last one
            if self._left < 0:
                self._done(time)
            return True
        if self._left < 0:
            return True  # a trailer
        try:
            size = int(line[:16], 16)
        except ValueError:
            raise NotHttpError("a chunk's length is no number") from None
        if size < 0:
            raise NotHttpError("a chunk's length is negative")
        if size == 0:
            self._left = -1
        else:
            self._left, self._in_chunk = size, True
        return True

    def _done(self, time: float) -> None:
        message, self._message = self._message, None
        assert message is not None
        message.body = bytes(self._body)
        self._body.clear()
        self._left = 0
        if self.on_message(time, message):
            self.rest = bytes(self._buffer)
            self._buffer.clear()


def _headers(lines: Iterable[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            name, value = name.strip().lower(), value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def decoded_body(body: bytes, coding: str, spend: Spend = lambda pieces: None) -> bytes:
    """A body without gzip or deflate, at most LONGEST_BODY bytes of it; as it is for other codings and faults."""
    coding = coding.strip().lower()
    widths = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}.get(coding, ())
    for width in widths:
        try:
            whole = zlib.decompressobj(width).decompress(body, LONGEST_BODY)
        except zlib.error:
            continue
        spend(len(whole) // UNPACKED_A_PIECE)
        return whole
    return body
