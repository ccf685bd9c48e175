"""HomeKit's TLV8 as programs print it, one item a line, back as the bytes of the message.

    aiohomekit     6 (State): (1 bytes/<class 'bytearray'>) 0x02
    homekit_python 6: (1 bytes) 0x02
    esp-homekit    tlv_debug: Type 6 value (1 bytes): \\x02
    HomeSpan       STATE(1) 02
    Apple          0x06 (State), 1 bytes, 02 |^|        and what is long as a dump under `0x03 (PublicKey)`

Each item says how many bytes it has: one that has another count (cut off, or its characters changed by a web page)
makes the message unreadable, and nothing is taken from it. The items stand in the order of the print.
"""

from __future__ import annotations

import re
from typing import Final

from srpscope.capture.pages.literals.reader import literal_at
from srpscope.capture.pages.literals.strings import unescaped
from srpscope.wire.tlv8 import tlv8

_AIOHOMEKIT = re.compile(
    r"\s*(?P<type>\d{1,3})(?: ?\([\w .]{1,30}\))?: "
    r"\((?P<length>\d{1,5}) bytes(?:/<class '\w{1,20}'>)?\) (?P<value>.+)"
)
_ESP_HOMEKIT = re.compile(
    r".{0,40}tlv_debug: Type (?P<type>\d{1,3}) value \((?P<length>\d{1,5}) bytes?\): ?(?P<text>.*)"
)
_HOMESPAN = re.compile(
    r"\s*(?P<name>STATE|METHOD|SALT|PUBKEY|PROOF|ERROR|ENC\.DATA|FLAGS|IDENTIFIER|SIGNATURE|CERTIFICATE|PERMISSION)"
    r"\((?P<length>\d{1,5})\) (?P<hex>(?:[0-9a-fA-F]{2})+)\s*(?!.)"
)
_APPLE = re.compile(
    r"\s*0x(?P<type>[0-9A-Fa-f]{2}) \([\w .]{1,30}\)"
    r"(?:,\s+(?P<length>\d{1,5}) bytes?, (?P<hex>(?:[0-9a-f]{2} ?)++)\|.*)?$"
)
_APPLE_ROW = re.compile(
    r"\s*\+[0-9a-f]{4,8}: (?P<hex>(?:(?:[0-9a-f]{2}){1,4} )++)\s*\|.{0,40}?\|(?: ?\((?P<length>\d{1,5}) bytes\))?\s*$"
)
_NAMES: Final = {
    "METHOD": 0, "IDENTIFIER": 1, "SALT": 2, "PUBKEY": 3, "PROOF": 4, "ENC.DATA": 5, "STATE": 6, "ERROR": 7,
    "CERTIFICATE": 9, "SIGNATURE": 10, "PERMISSION": 11, "FLAGS": 19,
}  # fmt: skip

MOST_ITEMS: Final = 32


class TlvLines:
    """Takes lines in order; a message is whole where a line that is no item follows its items."""

    def __init__(self) -> None:
        self._items: list[tuple[int, bytes]] = []
        self._broken = False
        self._open: tuple[int, int, str] | None = None
        self._dumped: tuple[int, int, bytes] | None = None
        self.inside = False

    @property
    def pending(self) -> bool:
        """Whether items have come whose message has not ended."""
        return bool(self._items) or self._open is not None or self._dumped is not None

    def line(self, text: str) -> bytes | None:
        """One line. The message that ended before it, where one did."""
        if self._of_dump(text):
            self.inside = True
            return None
        item = _item(text)
        if item is None and self._open is not None:
            kind, length, begun = self._open  # a print that was broken over two lines
            item = _of_text(kind, length, begun + text)
        self.inside = item is not None
        if item is None:
            return self.end()
        kind, length, data = item
        self._open = None
        if isinstance(data, str):
            self._open = (kind, length, data)
        elif len(self._items) < MOST_ITEMS:
            self._items.append((kind, data))
            self._broken = self._broken or len(data) != length
        return None

    def _of_dump(self, text: str) -> bool:
        """Whether a line is of an item that Apple prints as a dump: its name alone, or a row of it."""
        row = _APPLE_ROW.match(text) if self._dumped is not None else None
        if self._dumped is not None and row is not None:
            kind, length, data = self._dumped
            self._dumped = (kind, int(row["length"] or length), data + bytes.fromhex(row["hex"]))
            return True
        self._end_dump()
        head = _APPLE.match(text)
        if head is None or head["hex"]:
            return False
        self._dumped = (int(head["type"], 16), 0, b"")
        return True

    def _end_dump(self) -> None:
        if self._dumped is not None and len(self._items) < MOST_ITEMS:
            kind, length, data = self._dumped
            self._items.append((kind, data))
            self._broken = self._broken or len(data) != length
        self._dumped = None

    def end(self) -> bytes | None:
        """The message whose items have all come; None where there is none, or one of its items cannot be read."""
        self._end_dump()
        items, broken = self._items, self._broken or self._open is not None
        self._items, self._broken, self._open = [], False, None
        return tlv8(items) if items and not broken else None


def _item(text: str) -> tuple[int, int, bytes | str] | None:
    """(type, length as printed, content); the content as text where more of it must be on the next line."""
    if found := _AIOHOMEKIT.match(text):
        return int(found["type"]), int(found["length"]), _value(found["value"].strip())
    if found := _ESP_HOMEKIT.match(text):
        return _of_text(int(found["type"]), int(found["length"]), found["text"])
    if (found := _APPLE.match(text)) and found["hex"]:
        return int(found["type"], 16), int(found["length"]), bytes.fromhex(found["hex"])
    if found := _HOMESPAN.match(text):
        return _NAMES[found["name"]], int(found["length"]), bytes.fromhex(found["hex"])
    return None


def _value(text: str) -> bytes:
    if digits := re.match(r"0x((?:[0-9a-fA-F]{2})*)(?![0-9a-zA-Z])", text):
        return bytes.fromhex(digits[1])
    found = literal_at(text, 0)
    return found.literal.data if found is not None and found.literal.kind == "bytes" else b""


def _of_text(kind: int, length: int, text: str) -> tuple[int, int, bytes | str]:
    """Characters with \\xNN for the others, as esp-homekit prints bytes."""
    content = unescaped(text)[0]
    data = content.encode("latin-1", "replace")
    return kind, length, text if len(data) < length and len(text) < 4 * length else data
