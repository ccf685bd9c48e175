"""Messages that stand in a text: the bytes of every wire, printed in whatever way, back as the messages they were.

A run of bytes that is whole as a message of a wire, with a handshake's shape, is that message wherever it stands: in a
log of an app, of a proxy, of a sniffer, in a dump over many lines, or bare. What an MTU or a print cut into pieces is
joined. Who sent it follows from the message itself, and where that cannot tell (`Excalibur` has the same form both
ways) from the words in front of it. What comes out is cut into handshakes like the bytes of a radio.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from functools import cache
from typing import Final

from srpscope.capture.capture import Capture
from srpscope.capture.events import event
from srpscope.capture.faults import Faults
from srpscope.capture.handshakes import Found, Splitter, captures_of
from srpscope.capture.identity import identity
from srpscope.capture.logs.byte_runs import OF_TLV, byte_runs, may_hold_bytes, may_hold_run, row_bytes
from srpscope.capture.logs.said import said
from srpscope.capture.logs.tlv_lines import TlvLines
from srpscope.capture.own_words import READ_FROM_TEXT
from srpscope.capture.pages.places.bare import dump_at
from srpscope.capture.refusals import refusal_in
from srpscope.capture.text.json_objects import json_objects
from srpscope.wire.decoders import Wire
from srpscope.wire.wires import WIRES, wire

LONGEST: Final = 8_192
"""Bytes of a message in a text at the most."""

MOST_PIECES: Final = 4_096
"""Pieces that one message is put together from: one byte a line is the smallest print."""

MOST_BETWEEN: Final = 400
"""Lines of other words between two pieces of one message."""

MOST_AFTER: Final = 10_000
"""Lines behind a message among which its short answer is looked for; elsewhere a line has to look like bytes first."""

LEAST_BYTES: Final = 6
"""Bytes of the shortest message: how HomeKit begins, and how it refuses."""

HTTP_BODY: Final = b"\r\n\r\n"

_PUBLIC: Final = ("A", "B")

_OBJECTS: Final = 20
"""Beginnings of JSON objects that are tried in one line."""

_PREFIX_BYTES: Final = 4
"""Bytes that may stand before a message in its run: an ATT opcode and handle, a word that looks like hex."""

SHORT_ROW: Final = 12
"""Characters of a line that may be a row of one byte or two."""

_HINT = re.compile(
    r"[0-9a-fA-F]{6}|\d,\s*-?\d+,|[0-9a-fA-F]{2}[ :,.\-][0-9a-fA-F]{2}[ :,.\-]|0x[0-9a-fA-F]+,? ?0x|\\x|\{\""
    r"|\\[0-3][0-7]{2}"
    r"|\b(?:00|0x)[0-9a-fA-F]{2} ?[:\-] ?(?:0x)?[0-9a-fA-F]{2}\b"
    r"|0x[0-9a-fA-F]{2},? ?/\*|[A-Za-z0-9+/]{16}|" + OF_TLV.pattern
)
_BASE64_TAIL = re.compile(
    r"\s*+((?:[A-Za-z0-9+/]{4}){0,3}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==))\s*+"
)
"""The last row of base64 over several lines."""
_OPCODE = re.compile(r"\b(?:00|0x)([0-9a-fA-F]{2}) ?[:\-] ?$")
"""A packet's opcode, printed apart from its bytes: `PACKET: 0001 - B0 5F ..`."""
_BRIEF = re.compile(r"(?<![\w.:])(?:0x)?([0-9a-fA-F]{2})[ ,]{1,2}(?:0x)?([0-9a-fA-F]{2})\W{0,3}$")
"""Two bytes at the end of a line, which only a refusal has."""
_APART = re.compile(
    r"\b(?:00|0x)(?P<code>[0-9a-fA-F]{2}) ?[:\-] ?"
    r"(?P<rest>(?:0x)?[0-9a-fA-F]{2}(?:[ ,]{1,2}(?:0x)?[0-9a-fA-F]{2}){0,2})\W{0,3}$"
)
"""A refusal's opcode, printed apart from the one to three bytes behind it."""
_RULER = bytes(range(16))
"""The numbers of the columns above a dump."""
_CUT = re.compile(r"[0-9a-fA-F]{2}\W{0,2}(?:\.\.\.|\u2026)")
_ITEM_LINE = re.compile(r"\s*+(-?(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])),?\s*+$")
_BESIDE = re.compile(r"/\*.*?\*/|(?<=^)(?P<row>\s*+(?:[0-9a-fA-F]{2} {1,4}){1,32}+) *\|.*$")
"""What stands beside the bytes of a row: the same as text."""
_CLIENT_WORDS = re.compile(
    r"\b(?:tx|sent|send(?:ing)?|writ(?:e|ing|ten)|request|req|post|cmd\d?|command|out(?:going|bound)?"
    r"|client|app|to device)\b"
    r"|writeCharacteristic|->|>>|=>|\u2192",
    re.IGNORECASE,
)
_SERVER_WORDS = re.compile(
    r"\b(?:rx|recv|receiv(?:e|ed|ing)|read(?:ing)?|response|resp\d?|reply|answer|notif\w+|in(?:coming|bound)?|server"
    r"|device|from device)\b|OnCharacteristicReceived|<-|<<|<=|\u2190",
    re.IGNORECASE,
)
_HTTP_FAILED = re.compile(r"\bHTTP/\d(?:\.\d)?\s+(?P<code>[45]\d\d)\b(?P<text>.{0,80})")
_GATT_FAILED = re.compile(
    r"\b(?:GATT|ATT|BLE|bluetooth|characteristic\w*|onCharacteristic\w+)\b.{0,80}?\b(?:status|error|code|err)\b\W{0,3}"
    r"(?P<code>0x[0-9a-f]{1,4}|\d{1,4})\b"
    r"|(?:\bError |^)(?P<nordic>\d{1,3}) \(0x[0-9a-f]{1,4}\): GATT\b"
    r"|^\s*Error: [A-Z][A-Za-z ]{2,40} \((?P<btmon>0x[0-9a-f]{2})\)\s*$",
    re.IGNORECASE,
)
"""An ATT error: in an app's words, in nRF Connect's, in btmon's."""
_LINK_ENDED = re.compile(
    r"(?:\b|\bon)connection ?state(?: ?changed?)?\b.{0,40}?\bstatus\W{1,3}(\d{1,3})\b.{0,40}?"
    r"(?:\bDISCONNECTED\b|\bnew ?state\W{1,3}0\b)"
    r"|(?:\bError |^)(\d{1,3}) \(0x[0-9a-f]{1,4}\): GATT CONN\b",
    re.IGNORECASE,
)
"""How Android and nRF Connect say that the link ended, and why; no word on a message."""


class TextMessages:
    """Takes the lines of a text, in order, and gives the handshakes whose messages stood in them.

    events: whether lines by which somebody refuses are events; a log's own reader knows its words better.
    """

    def __init__(self, name: str, *, events: bool = True) -> None:
        self._name = name
        self._events = events
        self._found = Found()
        self._splitter = Splitter(self._found, "text")
        self._time = 0.0
        self._number = 0
        self._last: list[tuple[str, bytes]] = []
        self._pieces = _Pieces()
        self._dump: list[str] = []
        self.dumped: set[int] = set()
        """Lines of dumps that were messages: they name nothing."""
        self._tlv = TlvLines()
        self._words = ""
        self._looking = True
        self._whole_until = -1
        self._items: list[int] | None = None
        self.cut = 0
        """The first line on which bytes were printed only in part; 0 where there is none."""

    def block(self, text: str) -> bool:
        """The lines that come next, together: whether bytes may stand in them. Where none do, they are quickly done."""
        self._looking = may_hold_bytes(text)
        return self._looking

    @property
    def looking(self) -> bool:
        """Whether bytes may stand in the lines that come next: else nobody needs what stands before their words."""
        return self._looking

    def line(self, number: int, text: str, time: float | None = None) -> bool:
        """One line, without its prefix. Whether whole messages stand in it, so that nothing else is to be read there.

        time: in seconds, of the line's stamp."""
        self._number = number
        if time is not None:
            self._time = time
        if self._looking and len(self._pieces) and (tail := _BASE64_TAIL.fullmatch(text)) and row_bytes(text) is None:
            return self._piece(number, base64.b64decode(tail[1]), row=True)
        if not self._looking or self._dull(number, text):
            self._words = text[:200]
            self._event(text)
            return False
        if self._dumped(number, text):
            return False
        if self._listed(number, text):
            return False
        text = _BESIDE.sub(lambda beside: beside["row"] or "", text)
        if _CUT.search(text) and any(begins(run.data) for run in byte_runs(text[:200])):
            self.cut = self.cut or number
        built = self._tlv.line(text)
        if built is not None:
            self._whole(built, text)
        if self._tlv.inside:
            return True
        row = row_bytes(text)
        if row == _RULER:
            return False
        if row is not None:
            self._piece(number, row, row=True)
            return False
        found = False
        before = 0
        for run in byte_runs(text) if len(text) > 5 else ():
            words = text[before : run.start]
            if words.strip(" \t'\"([{<,"):
                self._words = words
            before = run.end
            opcode = _OPCODE.search(words)
            with_it = opcode is not None and self._whole(bytes.fromhex(opcode[1]) + run.data, self._words)
            found = with_it or self._piece(number, run.data) or found
        for _, written in json_objects(text, _OBJECTS, opens='{"'):
            found = self._whole(written.encode("utf-8", "replace"), text[:200]) or found
        apart = _APART.search(text) if self._last and not found else None
        brief = _BRIEF.search(text) if before == 0 and self._last else None
        if apart is not None:
            behind = bytes.fromhex(re.sub(r"0x|[ ,]", "", apart["rest"]))
            found = self._whole(bytes.fromhex(apart["code"]) + behind, text[: apart.start()])
        if brief is not None and not found:
            found = self._whole(bytes.fromhex(brief[1] + brief[2]), text[: brief.start()]) or found
        if before == 0 and text.strip():
            self._words = text[:200]
        if not found and text.strip():
            self._event(text)  # beside bytes too, an address above all
        return found

    def _dull(self, number: int, text: str) -> bool:
        """Whether a line cannot hold bytes nor end what is being put together: most lines, so this is quick."""
        if len(text) <= SHORT_ROW or self._dump or self._tlv.pending:
            return False
        if _HINT.search(text) is None:
            return True
        waiting = number <= self._whole_until or self._pieces.wait(number)
        return not waiting and not may_hold_run(text)

    def captures(self) -> list[Capture]:
        """Every handshake, as a recording of the transport would give it."""
        self._flush_dump(0)
        built = self._tlv.end()
        if built is not None:
            self._whole(built, "")
        self._splitter.without_opening()
        found = captures_of(self._found, Faults(), self._name)
        for one in found:
            one.header["origin"] = READ_FROM_TEXT
            one.header.pop("created", None)
        return found

    def _listed(self, number: int, text: str) -> bool:
        """Whether a line is an item of a list that has one on each line; the whole list is one piece."""
        opened = text.rstrip().endswith("[")
        if self._items is None or opened:
            self._items = [] if opened else None
            return False
        item = _ITEM_LINE.match(text)
        if item is not None and len(self._items) < LONGEST:
            self._items.append(int(item[1]) & 0xFF)
            return True
        items, self._items = self._items, None
        if len(items) >= LEAST_BYTES and text.strip()[:1] == "]":
            self._piece(number, bytes(items))
            return True
        return False

    def _dumped(self, number: int, text: str) -> bool:
        """Whether a line is a row of a dump with offsets: they are read when the dump ends."""
        if _DUMP_ROW.match(text) and len(self._dump) < MOST_PIECES:
            if self._dump and _first_row(text):
                self._flush_dump(number)
            self._dump.append(text.strip())
            return True
        self._flush_dump(number)
        return False

    def _flush_dump(self, number: int) -> None:
        rows, self._dump = self._dump, []
        if rows:
            dump = dump_at("\n".join(rows), 0)
            if dump is not None:
                if self._piece(number, bytes.fromhex(dump[0])):
                    self.dumped |= set(range(number - len(rows), number))
                return
            for row in rows:
                self._piece(number, row_bytes(row) or b"", row=True)

    def _piece(self, number: int, data: bytes, row: bool = False) -> bool:
        """Some bytes: a whole message, or a piece of one. Whether a message became whole."""
        if not row and self._whole(data, self._words):
            self._pieces.clear()
            return True
        joined = self._pieces.add(number, data, row)
        if joined is not None and self._whole(joined, self._pieces.words or self._words):
            self._pieces.clear()
            return True
        if len(self._pieces) == 1:
            self._pieces.words = self._words
        return False

    def _whole(self, data: bytes, words: str) -> bool:
        """Whether bytes are a message; it goes to its handshake, unless it was just printed already."""
        found = message_in(data) or self._refusal(data, words)
        if found is None:
            return False
        sender, message = found
        if sender == "either":
            sender = sender_from(words) or self._other()
        if (sender, message) not in self._last:
            self._splitter.message(self._time, sender, None, message)
            self._last = [*self._last[-1:], (sender, message)]
        self._whole_until = self._number + MOST_AFTER
        return True

    def _refusal(self, data: bytes, words: str) -> tuple[str, bytes] | None:
        """Bytes that are too few for a message, where they refuse what the client has just sent."""
        if (
            len(data) >= LEAST_BYTES
            or not self._last
            or self._last[-1][0] != "client"
            or sender_from(words) != "server"
        ):
            return None
        asked = self._last[-1][1]
        spoken = next((one for one in _wires() if one.begins(asked) and one.spoken_by(asked) is not None), None)
        return ("server", data) if spoken is not None and spoken.refuses(data) else None

    def _other(self) -> str:
        """Whose turn it is."""
        return "server" if self._last and self._last[-1][0] == "client" else "client"

    def _event(self, text: str) -> None:
        """A line of words by which somebody refuses."""
        if not self._events or not self._splitter.open:
            return
        told = said(text)
        http, gatt = _HTTP_FAILED.search(text), _GATT_FAILED.search(text)
        if told is not None:
            keys = event("accepted" if told.accepted else "refused", "server", told.of, text.strip()[:500])
        elif (refused := refusal_in(text)) is not None:
            keys = refused
        elif http is not None:
            keys = event("error", "server", text=text.strip()[:500], code=int(http["code"]))
        elif (ended := _LINK_ENDED.search(text)) is not None:
            keys = event("broken-off", "", text=text.strip()[:500], code=int(ended[1] or ended[2]))
        elif gatt is not None and (code := int(gatt[gatt.lastgroup or "code"], 0)):
            keys = event("error", "server", text=text.strip()[:500], code=code)
        else:
            return
        self._splitter.event(self._time, **keys)


def joined(captures: list[Capture], told: list[Capture]) -> list[Capture]:
    """What a log says, with the handshakes whose messages stood in it. Where there is one of each, and the log holds no
    public value of its own but one that the messages do not hold, they are the same handshake."""
    if len(captures) != 1 or len(told) != 1:
        return captures + told
    log, handshake = captures[0], told[0]
    own, carried = identity(log), identity(handshake)
    if any(own[kind] and (carried[kind] or not any(carried.values())) for kind in _PUBLIC):
        return captures + told
    return [
        replace(
            log,
            header={
                **handshake.header,
                **{key: value for key, value in log.header.items() if value is not None},
                "origin": READ_FROM_TEXT,
            },
            lines=[*handshake.lines, *(line for line in log.lines if line not in handshake.lines)],
            notes=[*handshake.notes, *log.notes],
        )
    ]


class _Pieces:
    """A message that comes in pieces."""

    def __init__(self) -> None:
        self.words = ""
        self.clear()

    def __len__(self) -> int:
        return self._count

    def wait(self, number: int) -> bool:
        """Whether a piece that comes on this line may go on with those before."""
        return self._count > 0 and number - self._line <= MOST_BETWEEN

    def clear(self) -> None:
        self._data, self._count, self._line, self._piece = b"", 0, 0, b""

    def add(self, number: int, piece: bytes, row: bool) -> bytes | None:
        """One more piece; all so far where they may be a message, else None."""
        if self.wait(number) and self._count < MOST_PIECES:
            if piece == self._piece and not row and len(piece) > 8:
                self._line = number
                return None  # printed twice: when it is sent, and when it was
            joined = self._data + piece
            if len(joined) <= LONGEST and begins(joined):
                self._data, self._count, self._line, self._piece = joined, self._count + 1, number, piece
                return joined
        self.clear()
        if len(piece) <= LONGEST and begins(piece):
            self._data, self._count, self._line, self._piece = piece, 1, number, piece
            return piece
        return None


@cache
def _wires() -> tuple[Wire, ...]:
    return tuple(wire(name) for name in WIRES)


def begins(head: bytes) -> bool:
    """Whether bytes may be the beginning of a message of any wire."""
    return any(one.begins(head) for one in _wires())


def message_in(data: bytes) -> tuple[str, bytes] | None:
    """("client" or "server" or "either", the message) of a run of bytes that is a whole message of a handshake's shape;
    what stands before it in the run (an HTTP head, an ATT opcode and handle) left out. None where it is none."""
    if not LEAST_BYTES <= len(data) <= LONGEST:
        return None
    for one in _wires():
        if one.begins(data) and (sender := one.spoken_by(data)) is not None:
            return sender, data
        if one.unmistakable:
            for start in range(1, _PREFIX_BYTES + 1):
                rest = data[start:]
                if one.begins(rest) and (sender := one.spoken_by(rest)) is not None:
                    return sender, rest
    return message_in(data.partition(HTTP_BODY)[2]) if HTTP_BODY in data else None


def sender_from(words: str) -> str | None:
    """Who sent what stands behind these words; the word nearest to it decides. None where they do not say."""
    sent = [match.end() for match in _CLIENT_WORDS.finditer(words)]
    received = [match.end() for match in _SERVER_WORDS.finditer(words)]
    if not sent and not received:
        return None
    return "client" if max(sent, default=-1) > max(received, default=-1) else "server"


_DUMP_ROW = re.compile(r"\s*(?:0x)?[0-9a-fA-F]{4,16}:?(?:[ \t]{1,3}[0-9a-fA-F]{2,8})+(?![0-9a-fA-F])")


def _first_row(text: str) -> bool:
    return int(re.match(r"\s*(?:0x)?([0-9a-fA-F]{4,16})", text)[1], 16) == 0  # type: ignore[index]
