"""TCP reassembly: bytes in order out of segments that come late, twice, or not at all (RFC 9293)."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from srpscope.capture.faults import Faults
from srpscope.capture.links import Layer
from srpscope.capture.network.ip import FIN, IP_LINKS, RST, SYN, Endpoint, Segment, segment

MOST_CONNECTIONS: Final = 4_096
"""Connections followed at once; the oldest gives way."""

MOST_AHEAD_BYTES: Final = 1024 * 1024
"""Bytes of one direction that may wait for an earlier segment."""

MOST_AHEAD_SEGMENTS: Final = 1_024

_WRAP: Final = 1 << 32


class Conversation(Protocol):
    """What reads the bytes of one connection."""

    wanted: bool
    """False once nothing more needs to be given."""

    def data(self, time: float, from_opener: bool, data: bytes) -> None:
        """The next bytes of one direction. from_opener: of the side that opened the connection, as far as known."""

    def gap(self, time: float, from_opener: bool, count: int) -> None:
        """count bytes are not in the capture; what follows is what comes after them."""

    def closed(self, time: float, from_opener: bool) -> None:
        """This direction sends no more. Most have nothing to do then."""
        return


Begin = Callable[[float, Endpoint, Endpoint, bool], Conversation]
"""Makes the reader of a new connection: (time, opener, other, whether its beginning was seen)."""


@dataclass
class _Direction:
    """One direction: the next sequence number, and what came too early.

    Its numbers do not wrap, so that what waits has an order: with as many segments waiting as may, looking at each of
    them for every byte that comes made a file of 17 MB last a minute.
    """

    expected: int | None = None
    ahead: dict[int, bytes] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    """A heap of where the segments that wait begin."""
    ahead_bytes: int = 0
    final: int | None = None

    def place(self, sequence: int) -> int:
        """A sequence number of 32 bits as the one nearest to what is expected."""
        if self.expected is None:
            return sequence
        return self.expected + (sequence - self.expected + _WRAP // 2) % _WRAP - _WRAP // 2

    def wait(self, at: int, data: bytes) -> None:
        """Keep a segment that comes too early; of two that begin at one place the longer."""
        had = self.ahead.get(at)
        if had is None:
            heapq.heappush(self.order, at)
        if len(data) > len(had or b""):
            self.ahead_bytes += len(data) - len(had or b"")
            self.ahead[at] = data

    def next(self) -> tuple[int, bytes]:
        """Take out the earliest segment that waits."""
        at = heapq.heappop(self.order)
        data = self.ahead.pop(at)
        self.ahead_bytes -= len(data)
        return at, data


@dataclass
class _Connection:
    opener: Endpoint
    conversation: Conversation
    opener_direction: _Direction = field(default_factory=_Direction)
    other_direction: _Direction = field(default_factory=_Direction)


class TcpReader:
    """All TCP connections of one capture."""

    def __init__(self, begin: Begin, faults: Faults) -> None:
        self.segments = 0
        self._time = 0.0
        self._begin = begin
        self._faults = faults
        self._connections: dict[tuple[Endpoint, Endpoint], _Connection] = {}

    def layers(self) -> dict[int, Layer]:
        """Link type -> the layer that finds TCP in it."""

        def layer(link: int) -> Layer:
            def take(offset: int, time: float, _flags: int, data: bytes, start: int, stop: int) -> None:
                found = segment(link, data, start, stop)
                if found is not None:
                    self.segment(offset, time, found)

            return Layer(take)

        return {link: layer(link) for link in IP_LINKS}

    def segment(self, offset: int, time: float, found: Segment) -> None:
        """One segment of any connection."""
        self.segments += 1
        self._time = time
        source, destination = found.source, found.destination
        key = (source, destination) if source < destination else (destination, source)
        connection = self._connections.get(key)
        opening = found.flags & SYN
        if connection is None or (opening and self._is_new(connection, found)):
            if not (opening or found.payload):
                return
            connection = self._open(time, key, found)
        if found.missing:
            self._faults.add(offset, f"the recorder did not keep {found.missing:,} bytes of a TCP segment.")
        from_opener = source == connection.opener
        direction = connection.opener_direction if from_opener else connection.other_direction
        sequence = direction.place(found.sequence)
        if opening:
            direction.expected = sequence = sequence + 1
        if direction.expected is None:
            direction.expected = sequence
        if found.payload and connection.conversation.wanted:
            self._payload(time, connection, direction, from_opener, sequence, found.payload)
        if found.flags & RST:
            connection.conversation.closed(time, from_opener)
            connection.conversation.closed(time, not from_opener)
            self._connections.pop(key, None)
        elif found.flags & FIN:
            direction.final = sequence + len(found.payload)
            self._close_if_done(time, connection, direction, from_opener)

    def finish(self) -> None:
        """The capture ends: what waits for missing bytes is given behind a gap."""
        time = self._time
        for connection in self._connections.values():
            for from_opener in (True, False):
                direction = connection.opener_direction if from_opener else connection.other_direction
                while direction.ahead and connection.conversation.wanted:
                    self._skip(time, connection, direction, from_opener)
                if direction.final is not None:
                    connection.conversation.closed(time, from_opener)
        self._connections.clear()

    def _is_new(self, connection: _Connection, found: Segment) -> bool:
        """Whether a SYN opens the ports anew, and is not the first one seen again."""
        from_opener = found.source == connection.opener
        direction = connection.opener_direction if from_opener else connection.other_direction
        if direction.expected is None:
            return False
        return direction.expected % _WRAP != (found.sequence + 1) % _WRAP and not found.flags & 0x10

    def _open(self, time: float, key: tuple[Endpoint, Endpoint], found: Segment) -> _Connection:
        opener, other = found.source, found.destination
        if found.flags & SYN and found.flags & 0x10:
            opener, other = other, opener
        self._connections.pop(key, None)
        if len(self._connections) >= MOST_CONNECTIONS:
            self._connections.pop(next(iter(self._connections)))
        conversation = self._begin(time, opener, other, bool(found.flags & SYN))
        connection = self._connections[key] = _Connection(opener, conversation)
        return connection

    def _payload(
        self, time: float, connection: _Connection, direction: _Direction, from_opener: bool, sequence: int, data: bytes
    ) -> None:
        expected = direction.expected or 0
        if sequence < expected:  # seen already, at least in part
            data = data[expected - sequence :]
        if not data:
            return
        if sequence > expected:
            direction.wait(sequence, data)
            if direction.ahead_bytes > MOST_AHEAD_BYTES or len(direction.ahead) > MOST_AHEAD_SEGMENTS:
                self._skip(time, connection, direction, from_opener)
            return
        direction.expected = expected + len(data)
        connection.conversation.data(time, from_opener, data)
        self._catch_up(time, connection, direction, from_opener)
        self._close_if_done(time, connection, direction, from_opener)

    def _catch_up(self, time: float, connection: _Connection, direction: _Direction, from_opener: bool) -> None:
        """Give what waited and now follows."""
        while direction.order and direction.order[0] <= (expected := direction.expected or 0):
            at, data = direction.next()
            data = data[expected - at :]
            if data:
                direction.expected = expected + len(data)
                connection.conversation.data(time, from_opener, data)

    def _skip(self, time: float, connection: _Connection, direction: _Direction, from_opener: bool) -> None:
        """Give up on the bytes before the earliest segment that waits."""
        expected = direction.expected or 0
        nearest = direction.order[0]
        connection.conversation.gap(time, from_opener, nearest - expected)
        direction.expected = nearest
        self._catch_up(time, connection, direction, from_opener)

    def _close_if_done(self, time: float, connection: _Connection, direction: _Direction, from_opener: bool) -> None:
        """A FIN counts once all bytes before it are there."""
        if direction.final is not None and direction.final == direction.expected:
            direction.final = None
            connection.conversation.closed(time, from_opener)
