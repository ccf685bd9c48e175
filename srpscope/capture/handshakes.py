"""Cuts what passes on a connection into handshakes, and makes a capture of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from srpscope.capture.capture import Capture, Line
from srpscope.capture.faults import Faults
from srpscope.wire.decoders import Decoded, SeenBefore
from srpscope.wire.wires import WIRES, wire

MOST_LINES = 2_000
"""Lines kept of one handshake with all that follows it on its connection."""

MOST_MESSAGE_BYTES = 4 * 1024 * 1024
"""Bytes of messages kept of one handshake."""

MOST_FILE_BYTES = 32 * 1024 * 1024
"""Bytes of messages kept of one file: bodies may unpack to a thousand times what the file has. As text they take twice
as much, and once more as they are read: with 128 MB a hundred handshakes that somebody made took 546 MB."""

MOST_HANDSHAKES = 1_000
"""Handshakes kept of one file."""

LONGEST_DECODED = 256 * 1024
"""Messages longer than this are none of a handshake."""


@dataclass
class RecordedHandshake:
    """One handshake as it was found.

    wire: the protocol. time: of its first message. lines: its capture's lines, with times in seconds since 1970.
    seen: every message and value that was sent. accepted: the server took the client's proof. notes: sentences about
    it. dropped: lines too many. endpoints: where its messages went.
    """

    wire: str
    time: float
    lines: list[Line] = field(default_factory=list)
    seen: SeenBefore = field(default_factory=SeenBefore)
    accepted: bool = False
    notes: list[str] = field(default_factory=list)
    header: Line = field(default_factory=dict)
    size: int = 0
    dropped: int = 0
    endpoints: set[str | None] = field(default_factory=set)

    @property
    def is_handshake(self) -> bool:
        """Whether it is one for sure. JSON with a user name alone could be any log-in."""
        return wire(self.wire).unmistakable or bool(self.seen.values & _TELLING)

    def know(self, sender: str, decoded: Decoded, data: bytes) -> None:
        """Remember what a message of the handshake carries, and what it says of the session."""
        spoken = wire(self.wire)
        self.seen.add(sender, decoded)
        self.accepted = self.accepted or (sender == "server" and decoded.says_yes)
        dialect, remark = spoken.dialect_of(data), spoken.remark(sender, data)
        if dialect is not None:
            self.header["dialect"] = dialect
        elif not spoken.unmistakable:
            self.header["wire"] = self.wire
        if remark and remark not in self.notes:
            self.notes.append(remark)

    def add(self, line: Line) -> None:
        """One more line, unless there are too many."""
        if line["type"] == "message":
            self.endpoints.add(line["endpoint"])
        self.size += len(line.get("bytes", "")) // 2
        if len(self.lines) >= MOST_LINES or self.size > MOST_MESSAGE_BYTES:
            self.dropped += 1
        else:
            self.lines.append(line)


_TELLING = {("client", "A"), ("server", "B"), ("client", "M1")}


class Found:
    """All handshakes of one file, bounded."""

    def __init__(self) -> None:
        self.handshakes: list[RecordedHandshake] = []
        self.left_out = 0
        self._size = 0

    def keep(self, line: Line, handshake: RecordedHandshake) -> None:
        """A line goes into its handshake, unless the file has too much of them."""
        self._size += len(line.get("bytes", "")) // 2
        if self._size > MOST_FILE_BYTES:
            handshake.dropped += 1
        else:
            handshake.add(line)

    def add(self, handshake: RecordedHandshake) -> None:
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
        self._wires = tuple(WIRES if wires is None else wires)
        self._unmistakable = tuple(one for name in self._wires if (one := wire(name)).unmistakable)
        self._asked_before = tuple(one for name in self._wires for one in wire(name).asked_before)
        self._before: deque[Line] = deque(maxlen=24)
        self._current: RecordedHandshake | None = None
        self._unopened: deque[tuple[str, str, Decoded, bytes]] = deque(maxlen=24)
        self._kept = False
        self._aside = False

    @property
    def open(self) -> bool:
        """Whether a handshake has begun."""
        return self._current is not None

    def asked(self, endpoint: str, data: bytes) -> None:
        """A request begins, with its message or with none. Once a handshake is accepted its connection may go on with
        others, and their answers, errors above all, say nothing of it."""
        current = self._current
        self._aside = False
        if current is not None and current.accepted and not self._belongs(current):
            ours = self._recognise("client", data, endpoint) is not None if data else endpoint in current.endpoints
            self._aside = not ours

    def event(self, time: float, what: str, **keys: Any) -> None:
        """Something that happened on the transport."""
        if self._aside and what in ("error", "refused", "http-status"):
            return
        line: Line = {"type": "event", "t": time, "what": what, **keys}
        if self._current is not None:
            self._current.add(line)
        else:
            self._before.append(line)

    def session_endpoint(self, sender: str, data: bytes) -> str | None:
        """Where a message that came to an endpoint without a name must have been sent; None where it tells nothing."""
        for one in self._unmistakable:
            if one.recognise(sender, data, None) is not None:
                return one.endpoint(sender, data, "")
        return None

    def reconnected(self) -> None:
        """What comes now is said on a new connection: it belongs to no handshake before."""
        self._current, self._aside = None, False
        self._before = deque((line for line in self._before if line.get("what") == "connect"), self._before.maxlen)

    def follow(self, earlier: Splitter) -> None:
        """This connection grew out of another one: what was said there stands before it, too."""
        self._before.extend(line for line in earlier._before if line.get("endpoint") not in self._asked_before)
        self.notes.extend(earlier.notes)

    def message(self, time: float, sender: str, endpoint: str | None, data: bytes) -> None:
        """A whole message of "client" or "server"."""
        line: Line = {"type": "message", "t": time, "from": sender, "via": self._via, "endpoint": endpoint}
        line["bytes"] = data.hex()
        recognised = None if self._aside else self._recognise(sender, data, endpoint)
        if recognised is None:
            if self._current is not None and self._belongs(self._current):
                self._found.keep(line, self._current)
            elif endpoint is not None and endpoint.lower().endswith(self._asked_before) and len(data) <= 4_096:
                self._before.append(line)
            return
        name, decoded = recognised
        own = wire(name).endpoint(sender, data, endpoint)
        if own != endpoint:
            line["endpoint"], line["called"] = own, endpoint  # an application may call it what it likes
        if wire(name).opens(sender, decoded, None if self._current is None else self._current.seen):
            self._current = self._begin(name, time)
        elif self._current is None:
            self._before.append(line)  # a salt that is asked for before the handshake
            self._unopened.append((name, sender, decoded, data))
            return
        self._current.know(sender, decoded, data)
        self._found.keep(line, self._current)
        if not self._kept and self._current.is_handshake:
            self._kept = True
            self._found.add(self._current)

    def without_opening(self) -> None:
        """What was said is over, and nobody opened: a log that begins behind the client's first message has its
        handshake all the same, where both sides were heard."""
        told = [one for one in self._unopened if {(one[1], name) for name in one[2].values} & _TELLING]
        if self._current is not None or self._found.handshakes or {one[1] for one in told} != {"client", "server"}:
            return
        self._current = self._begin(told[0][0], 0.0)
        for _, sender, decoded, data in self._unopened:
            self._current.know(sender, decoded, data)
        if self._current.is_handshake:
            self._found.add(self._current)

    def _begin(self, name: str, time: float) -> RecordedHandshake:
        handshake = RecordedHandshake(name, time, notes=list(self.notes))
        self._kept = False
        for line in self._before:
            self._found.keep(dict(line), handshake)
        return handshake

    def _belongs(self, current: RecordedHandshake) -> bool:
        """Whether a message that we do not know is part of it: on a connection that carries nothing else, it is."""
        return self._via in ("ble", "websocket") or wire(current.wire).goes_on

    def _recognise(self, sender: str, data: bytes, endpoint: str | None) -> tuple[str, Decoded] | None:
        names = self._wires
        if self._current is not None:
            names = (self._current.wire, *(one for one in names if one != self._current.wire))
        for name in names:
            if len(data) > LONGEST_DECODED and not wire(name).unmistakable:
                continue
            decoded = wire(name).recognise(sender, data, endpoint)
            if decoded is None:
                continue
            if self._current is not None or decoded.values or wire(name).opens(sender, decoded, None):
                return name, decoded
        return None


def captures_of(found: Found, faults: Faults, name: str) -> list[Capture]:
    """A capture for each handshake, in the order of their first messages, with times from the first line on.

    name: the file's; a capture is called after it, with its number where there are several.
    """
    handshakes = sorted(found.handshakes, key=lambda one: one.time)
    if found.left_out:
        faults.say(f"{found.left_out:,} further handshakes are left out.")
    origin = min((line["t"] for one in handshakes for line in one.lines[:1]), default=0.0)
    return [_capture(one, faults, origin, name, number, len(handshakes)) for number, one in enumerate(handshakes, 1)]


def _capture(
    handshake: RecordedHandshake, faults: Faults, origin: float, name: str, number: int, count: int
) -> Capture:
    for line in handshake.lines:
        line["t"] = round(line["t"] - origin, 6)
    stem = PurePath(name).stem or name
    title = stem if count == 1 else f"{stem}, session {number}"
    header = {"srpscope": 1, "title": title, "created": _utc(handshake.time), "origin": "recorded", **handshake.header}
    notes = faults.sentences() + handshake.notes
    lines = handshake.lines
    unsent = wire(handshake.wire).unsent if handshake.wire in WIRES else None
    if unsent:
        lines = [*lines, {"type": "values", "side": "both", "by": "assumed", "values": dict(unsent)}]
    if handshake.dropped:
        notes.append(f"{handshake.dropped:,} later lines of this session are left out.")
    return Capture(header=header, lines=lines, notes=notes, name=title)


def _utc(seconds: float) -> str:
    """A time for the header; one that no calendar has becomes the start of 1970."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return "1970-01-01T00:00:00Z"
