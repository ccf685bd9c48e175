"""Which protocol a TCP connection speaks, and who takes its messages."""

from __future__ import annotations

from collections import deque
from typing import Final

from srpscope.capture.events import event
from srpscope.capture.faults import Faults
from srpscope.capture.handshakes import Found, Splitter
from srpscope.capture.network import http_exchange
from srpscope.capture.network.http1 import METHODS, HttpMessage, HttpStream, NotHttpError
from srpscope.capture.network.ip import Endpoint, endpoint_name
from srpscope.capture.network.tcp import Conversation
from srpscope.capture.network.tls_srp import TlsConversation
from srpscope.capture.network.websocket import NotWebSocketError, WebSocketStream
from srpscope.wire.decoders import Wire
from srpscope.wire.exchange import RefusedError
from srpscope.wire.wires import wire, wires_over

MOST_HOSTS: Final = 1_024
LONGEST_FIRST: Final = 64 * 1024
"""Bytes of a connection that are looked at to tell what it speaks, and of a stream's message."""

MOST_PIECES: Final = 2_000_000
"""Segments, heads, chunks and frames of one file, looks at them, and what was unpacked: of one byte each, or from a
few bytes to a megabyte each, they took minutes."""

LOOKED_A_PIECE: Final = 4_096
"""Bytes of a stream that waits for the rest of a message, which are looked at once more with each segment."""


class TooManyPiecesError(Exception):
    """Such a file is not read on; the sentence says how many are."""


class Conversations:
    """Makes the reader of each new TCP connection.

    HTTP connections between the same two hosts share one splitter, because a handshake may use several of them.
    """

    def __init__(self, found: Found, faults: Faults) -> None:
        self.count = 0
        self.http = 0
        self.tls = 0
        self.found = found
        self.faults = faults
        self._splitters: dict[tuple[bytes, Endpoint], Splitter] = {}
        self._pieces = 0

    def spend(self, pieces: int) -> None:
        """So many more pieces of any connection: one budget for the file. Raises TooManyPiecesError."""
        self._pieces += pieces
        if self._pieces > MOST_PIECES:
            raise TooManyPiecesError("its segments, messages and what they unpack to are more than is read of one file")

    def begin(self, time: float, opener: Endpoint, other: Endpoint, from_start: bool) -> UndecidedConversation:
        """The reader of a connection that opener opened."""
        self.count += 1
        return UndecidedConversation(self, opener, other, from_start)

    def splitter(self, time: float, client: Endpoint, server: Endpoint) -> Splitter:
        """The splitter of a client host and a server."""
        key = (client[0], server)
        if key not in self._splitters:
            if len(self._splitters) >= MOST_HOSTS:
                self._splitters.pop(next(iter(self._splitters)))
            splitter = self._splitters[key] = Splitter(self.found, "http")
            splitter.event(time, "connect", peer=endpoint_name(server))
        return self._splitters[key]


class UndecidedConversation:
    """One TCP connection. Its first bytes tell what it speaks; until then it only collects them."""

    def __init__(self, owner: Conversations, opener: Endpoint, other: Endpoint, from_start: bool) -> None:
        self.wanted = True
        self._owner = owner
        self._opener = opener
        self._other = other
        self._from_start = from_start
        self._first = {True: b"", False: b""}
        self._reader: _Http | _Tls | _Stream | None = None

    def data(self, time: float, from_opener: bool, data: bytes) -> None:
        """Bytes of one direction."""
        try:
            self._owner.spend(1)
            self._take(time, from_opener, data)
        except TooManyPiecesError as error:
            self._owner.faults.say(f"A connection to {endpoint_name(self._other)}: {error}; the rest is not read.")
            self.wanted = False

    def _take(self, time: float, from_opener: bool, data: bytes) -> None:
        if self._reader is None:
            first = self._first[from_opener] = (self._first[from_opener] + data)[:LONGEST_FIRST]
            if len(first) < 8:
                return
            self._reader = self._decide(time, from_opener, first)
            if self._reader is None:
                self.wanted = False
                return
            data = first
        self._reader.data(time, from_opener, data)
        self.wanted = self._reader.wanted

    def gap(self, time: float, from_opener: bool, count: int) -> None:
        """Bytes are missing."""
        if self._reader is not None:
            self._reader.gap(time, from_opener, count)
            self.wanted = self._reader.wanted
        else:
            self.wanted = False

    def closed(self, time: float, from_opener: bool) -> None:
        """One direction ends."""
        if self._reader is not None:
            self._reader.closed(time, from_opener)

    def _decide(self, time: float, from_opener: bool, first: bytes) -> _Http | _Tls | _Stream | None:
        opener, other = self._opener, self._other
        if first.startswith((*METHODS, b"HTTP/1.")):
            asks = first.startswith(METHODS)
            opener_is_client = from_opener == asks
            client, server = (opener, other) if opener_is_client else (other, opener)
            self._owner.http += 1
            return _Http(self._owner, self._owner.splitter(time, client, server), client, server, opener_is_client)
        if first[0] == 22 and first[1] == 3 and first[5] in (1, 2):
            self._owner.tls += 1
            return _Tls(self._owner.found, from_opener == (first[5] == 1))
        if not self._from_start:
            return None
        for name in wires_over("tcp"):
            if wire(name).starts(first):
                splitter = Splitter(self._owner.found, "tcp", (name,))
                splitter.event(time, "connect", peer=endpoint_name(other))
                return _Stream(self._owner, splitter, wire(name))
        return None


class _Split(Conversation):
    """What is read into a splitter, which is told where bytes are missing: behind them nothing is read."""

    def __init__(self, owner: Conversations, splitter: Splitter) -> None:
        self.wanted = True
        self._owner = owner
        self._splitter = splitter

    def gap(self, time: float, from_opener: bool, count: int) -> None:
        self._splitter.event(time, "gap", text=f"{count:,} bytes are not in the capture")
        self.wanted = False


class _Http(_Split):
    """HTTP, and WebSocket after an upgrade."""

    def __init__(
        self, owner: Conversations, splitter: Splitter, client: Endpoint, server: Endpoint, opener_is_client: bool
    ) -> None:
        super().__init__(owner, splitter)
        self._server = server
        self._opener_is_client = opener_is_client
        self._asked: deque[tuple[str, str]] = deque(maxlen=256)
        self._requests = HttpStream(self._request, lambda message: True, False, owner.spend)
        self._responses = HttpStream(self._response, self._response_has_body, True, owner.spend)
        self._websocket: dict[bool, WebSocketStream] | None = None
        self._open = {True, False}

    def data(self, time: float, from_opener: bool, data: bytes) -> None:
        from_client = from_opener == self._opener_is_client
        try:
            if self._websocket is not None:
                self._websocket[from_client].feed(time, data)
                return
            stream = self._requests if from_client else self._responses
            stream.feed(time, data)
            if self._websocket is not None:
                for one, side in ((self._requests, True), (self._responses, False)):
                    self._websocket[side].feed(time, bytes(one.rest or b""))
        except (NotHttpError, NotWebSocketError) as error:
            self._owner.faults.say(f"A connection to {endpoint_name(self._server)}: {error}; the rest is not read.")
            self.wanted = False

    def closed(self, time: float, from_opener: bool) -> None:
        from_client = from_opener == self._opener_is_client
        if from_client not in self._open:
            return
        self._open.discard(from_client)
        if from_client:
            return
        if self._websocket is None:
            self._responses.close(time)
        if self._asked and self.wanted:
            method, endpoint = self._asked.popleft()
            self._asked.clear()
            said = f"The server closed the connection, {method} unanswered"
            self._splitter.event(time, **event("refused", "server", text=said, endpoint=endpoint))

    def _request(self, time: float, message: HttpMessage) -> bool:
        method, target, _ = message.words
        self._asked.append((method, http_exchange.endpoint_of(target)))
        http_exchange.request(self._splitter, time, message)
        return message.headers.get("upgrade", "").lower() == "websocket"

    def _response(self, time: float, message: HttpMessage) -> bool:
        if 100 <= message.status < 200 and message.status != 101:
            return False
        _, endpoint = self._asked.popleft() if self._asked else ("", None)
        if message.status == 101:
            self._upgrade(time, endpoint or "")
            return True
        http_exchange.response(self._splitter, time, endpoint or "", message)
        if self._requests.rest is not None:  # the upgrade was refused: what follows is HTTP still
            rest, self._requests.rest = bytes(self._requests.rest), None
            self._requests.feed(time, rest)
        return False

    def _response_has_body(self, message: HttpMessage) -> bool:
        if 100 <= message.status < 200 or message.status in (204, 304):
            return False
        return not (self._asked and self._asked[0][0] == "HEAD")

    def _upgrade(self, time: float, endpoint: str) -> None:
        splitter = Splitter(self._owner.found, "websocket")
        splitter.follow(self._splitter)
        splitter.event(time, "websocket", text="The connection speaks WebSocket from here on", endpoint=endpoint)

        def stream(sender: str) -> WebSocketStream:
            return WebSocketStream(
                lambda at, data: splitter.message(at, sender, endpoint, data),
                lambda at, code: splitter.event(at, "websocket-close", code=code, **{"from": sender}),
                self._owner.spend,
            )

        self._websocket = {True: stream("client"), False: stream("server")}


class _Tls(Conversation):
    """TLS; only its handshake is read."""

    def __init__(self, found: Found, opener_is_client: bool) -> None:
        self.wanted = True
        self._opener_is_client = opener_is_client
        self._conversation = TlsConversation(found)

    def data(self, time: float, from_opener: bool, data: bytes) -> None:
        self._conversation.feed(time, self._name(from_opener), data)
        self.wanted = self._conversation.wanted

    def gap(self, time: float, from_opener: bool, count: int) -> None:
        self._conversation.lost(self._name(from_opener), count)
        self.wanted = self._conversation.wanted

    def _name(self, from_opener: bool) -> str:
        return "client" if from_opener == self._opener_is_client else "server"


class _Stream(_Split):
    """A bare stream of one wire's messages, cut as the wire says."""

    def __init__(self, owner: Conversations, splitter: Splitter, spoken: Wire) -> None:
        super().__init__(owner, splitter)
        self._wire = spoken
        self._buffers = {True: bytearray(), False: bytearray()}

    def data(self, time: float, from_opener: bool, data: bytes) -> None:
        buffer = self._buffers[from_opener]
        buffer += data
        self._owner.spend(len(buffer) // LOOKED_A_PIECE)
        cut, sender = 0, "client" if from_opener else "server"
        try:
            while buffer and (size := self._wire.frame(bytes(buffer[: self._wire.longest]), sender)) is not None:
                if len(buffer) < size:
                    break
                message = self._wire.unframed(bytes(buffer[:size]))
                del buffer[:size]
                cut += 1
                if message:
                    self._splitter.message(time, sender, None, message)
        except RefusedError:  # what follows is none of its messages: the session that was agreed on
            self.wanted = False
        if len(buffer) > self._wire.longest or (cut and not self._splitter.open):
            self.wanted = False
