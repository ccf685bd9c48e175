"""Cuts what passes on a connection into handshakes, one capture each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from srpscope.capture.capture import Line
from srpscope.wire.decoders import DECODERS, Decoded, decode

MOST_LINES = 2_000
"""Lines kept of one handshake with all that follows it on its connection."""

MOST_MESSAGE_BYTES = 4 * 1024 * 1024
"""Bytes of messages kept of one handshake."""

MOST_HANDSHAKES = 1_000
"""Handshakes kept of one file."""

LONGEST_DECODED = 256 * 1024
"""Messages longer than this are none of a handshake."""

VERSION_ENDPOINTS = ("proto-ver", "esp_local_ctrl/version")
"""What a client asks before the handshake, and what belongs to it."""

PROTOCOMM_START = b"\x10\x02\x62"
"""How every Security 2 message starts: sec_ver 2, then the payload's tag."""


OTHER_SECURITY = {
    b"\x10\x01": "The client speaks Security 1 (X25519 and a proof of possession): there is no SRP in this session.",
    b"\x5a": "The client sends a Security 1 message without its version: there is no SRP in this session.",
    b"\x52": "The client speaks Security 0, without any security: there is no SRP in this session.",
}
"""How messages of the other security schemes start, and what to say of them."""


@dataclass
class Handshake:
    """One handshake as it was found.

    wire: the protocol. time: of its first message. lines: its capture's lines, with times in seconds since 1970.
    seen: (side, name) of every message and value that was sent. notes: sentences about it. dropped: lines too many.
    """

    wire: str
    time: float
    lines: list[Line] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    header: Line = field(default_factory=dict)
    size: int = 0
    dropped: int = 0

    @property
    def is_handshake(self) -> bool:
        """Whether it is one for sure. JSON with a user name alone could be any log-in."""
        return self.wire == "protocomm" or bool(self.seen & {("client", "A"), ("server", "B"), ("client", "M1")})

    def know(self, sender: str, decoded: Decoded, data: bytes) -> None:
        """Remember what a message of the handshake carries."""
        self.seen.add((sender, decoded.name))
        self.seen.update((sender, name) for name in decoded.values)
        if self.wire == "protocomm" and data.startswith(PROTOCOMM_START):
            self.header["dialect"] = "esp-idf-security2"
        elif self.wire == "protocomm" and sender == "client" and data.startswith(tuple(OTHER_SECURITY)):
            note = next(text for start, text in OTHER_SECURITY.items() if data.startswith(start))
            if note not in self.notes:
                self.notes.append(note)
        elif self.wire != "protocomm":
            self.header["wire"] = self.wire

    def add(self, line: Line) -> None:
        """One more line, unless there are too many."""
        self.size += len(line.get("bytes", "")) // 2
        if len(self.lines) >= MOST_LINES or self.size > MOST_MESSAGE_BYTES:
            self.dropped += 1
        else:
            self.lines.append(line)


class Found:
    """All handshakes of one file, bounded."""

    def __init__(self) -> None:
        self.handshakes: list[Handshake] = []
        self.left_out = 0

    def add(self, handshake: Handshake) -> None:
        """Keep a handshake, unless there are too many already."""
        if len(self.handshakes) < MOST_HANDSHAKES:
            self.handshakes.append(handshake)
        else:
            self.left_out += 1


class Splitter:
    """Follows one connection (or one pair of hosts) and knows where a handshake begins.

    A handshake begins with the first message of a protocol that we know, and the next one where the client opens again
    (Cmd0, another user name); what passes in between and after, encrypted messages too, belongs to it. What was said
    before (connection, MTU, version) is put in front of each handshake of the connection.
    """

    def __init__(self, found: Found, via: str, wires: Iterable[str] | None = None) -> None:
        self.notes: list[str] = []
        self._found = found
        self._via = via
        self._wires = tuple(DECODERS if wires is None else wires)
        self._before: deque[Line] = deque(maxlen=24)
        self._current: Handshake | None = None
        self._kept = False

    @property
    def open(self) -> bool:
        """Whether a handshake has begun."""
        return self._current is not None

    def event(self, time: float, what: str, **keys: Any) -> None:
        """Something that happened on the transport."""
        line: Line = {"type": "event", "t": time, "what": what, **keys}
        if self._current is not None:
            self._current.add(line)
        else:
            self._before.append(line)

    def reconnected(self) -> None:
        """What comes now is said on a new connection: it belongs to no handshake before."""
        self._current = None
        self._before = deque((line for line in self._before if line.get("what") == "connect"), self._before.maxlen)

    def follow(self, earlier: Splitter) -> None:
        """This connection grew out of another one: what was said there stands before it, too."""
        self._before.extend(line for line in earlier._before if line.get("endpoint") not in VERSION_ENDPOINTS)
        self.notes.extend(earlier.notes)

    def message(self, time: float, sender: str, endpoint: str | None, data: bytes) -> None:
        """A whole message of "client" or "server"."""
        line: Line = {"type": "message", "t": time, "from": sender, "via": self._via, "endpoint": endpoint}
        line["bytes"] = data.hex()
        recognised = self._recognise(sender, data, endpoint)
        if recognised is None:
            if self._current is not None and self._belongs(self._current):
                self._current.add(line)
            elif endpoint is not None and endpoint.lower().endswith(VERSION_ENDPOINTS) and len(data) <= 4_096:
                self._before.append(line)
            return
        wire, decoded = recognised
        if wire == "protocomm" and decode(wire, sender, data, endpoint) is None:
            line["endpoint"], line["called"] = "prov-session", endpoint  # an application may call it what it likes
        if self._current is None and sender == "server" and decoded.values.keys() == {"s"}:
            self._before.append(line)  # a salt that is asked for before the handshake
            return
        if self._current is None or _starts_again(self._current, sender, decoded):
            self._current = self._begin(wire, time)
        self._current.know(sender, decoded, data)
        self._current.add(line)
        if not self._kept and self._current.is_handshake:
            self._kept = True
            self._found.add(self._current)

    def _begin(self, wire: str, time: float) -> Handshake:
        handshake = Handshake(wire, time, notes=list(self.notes))
        self._kept = False
        for line in self._before:
            handshake.add(dict(line))
        return handshake

    def _belongs(self, current: Handshake) -> bool:
        """Whether a message that we do not know is part of it: on a connection that carries nothing else, it is."""
        return self._via in ("ble", "websocket") or current.wire == "protocomm"

    def _recognise(self, sender: str, data: bytes, endpoint: str | None) -> tuple[str, Decoded] | None:
        wires = self._wires
        if self._current is not None:
            wires = (self._current.wire, *(one for one in wires if one != self._current.wire))
        for wire in wires:
            if wire == "protocomm":
                at_session = endpoint is not None and endpoint.lower().split("/")[-1] in ("prov-session", "session")
                if not (at_session or data.startswith(PROTOCOMM_START)):
                    continue
                decoded = decode(wire, sender, data, "prov-session")
                if decoded is not None:
                    return wire, decoded
            elif len(data) <= LONGEST_DECODED:
                decoded = decode(wire, sender, data, endpoint)
                if decoded is not None and (decoded.values or self._current is not None):
                    return wire, decoded
        return None


def _starts_again(current: Handshake, sender: str, decoded: Decoded) -> bool:
    """A further proof belongs to the same handshake, and so may a further A; another opening does not."""
    if sender != "client":
        return False
    if decoded.name == "Cmd0":
        return bool(current.seen)
    if ("client", "I") in current.seen and "I" in decoded.values:
        return True
    return ("server", "M2") in current.seen and "A" in decoded.values
