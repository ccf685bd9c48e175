"""Every format that can be opened. A new one is one module with the three names of Format, and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.printable import HALF_A_PAIR, has_half_a_pair, printable

FORMATS: tuple[str, ...] = (
    "srpscope.capture.srp_jsonl",
    "srpscope.capture.packets.btsnoop",
    "srpscope.capture.packets.pcap",
    "srpscope.capture.packets.pcapng",
    "srpscope.capture.packets.packetlogger",
    "srpscope.capture.packets.android_bug_report",
    "srpscope.capture.network.tls_key_log",
    "srpscope.capture.network.har",
    "srpscope.capture.logs.tap_lines",
    "srpscope.capture.logs.esp_log",
    "srpscope.capture.logs.esp_prov",
    "srpscope.capture.logs.mobile_log",
    "srpscope.capture.pages.nimbus_exchange",
    "srpscope.capture.pages.notebooks",
    "srpscope.capture.pages.json_values",
    "srpscope.capture.pages.format",
    "srpscope.capture.logs.message_log",
)
"""Modules, imported only when a file is opened. On equal sureness the first one wins."""


PAGE = "srpscope.capture.pages.format"
"""A page of values: what stands behind its first bytes may be a log, with the messages of the same handshake."""


class Format(Protocol):
    """What a format's module holds."""

    __name__: str
    TITLE: str
    """What people call it: "btsnoop", "ESP-IDF monitor log"."""

    def sureness(self, head: bytes, name: str) -> float:
        """0 (cannot be this) to 1 (certain), from the first 64 KiB and the file's name. Never raises."""
        ...

    def read(self, source: Source) -> list[Capture]:
        """Every handshake in it. Raises FileError with the position where nothing at all could be read;
        what could be read before a fault is returned, with the fault as a note."""
        ...


def formats() -> list[Format]:
    """All format modules, imported now."""
    return [cast(Format, import_module(name)) for name in FORMATS]


def recognise(source: Source) -> Format:
    """The format this is. Raises FileError naming the likeliest ones where none is sure enough."""
    if source.size == 0:
        raise FileError(f"{source.name}: the file is empty.")
    for name in FORMATS:  # in order, so that a file whose first bytes are certain needs no other format imported
        one = cast(Format, import_module(name))
        if one.sureness(source.head, source.name) >= (0.9 if name == FORMATS[0] else 1):
            return one
    best = max(formats(), key=lambda one: one.sureness(source.head, source.name))
    if best.sureness(source.head, source.name) <= 0:
        raise FileError(f"{source.name}: this is nothing that srpscope can read. {_what_would_do()}")
    return best


def _what_would_do() -> str:
    titles = ", ".join(one.TITLE for one in formats())
    return f"It opens: {titles}."


def read(source: Source) -> list[Capture]:
    """Every handshake in a source, whatever its format. Raises FileError, where there is none in it too: one of
    several files is never passed over in silence."""
    one = recognise(source)
    captures = one.read(source)
    if source.size > len(source.head) and one.__name__ == PAGE:
        from srpscope.capture.logs.message_log import messages_in

        captures = messages_in(source, captures)
    for capture in captures:
        _leave_out_halves(capture)
    if not captures:
        raise FileError(f"{source.name}: no handshake was found in it, read as {one.TITLE}.")
    return captures


def read_beside(source: Source) -> list[Capture]:
    """The values of a text that stands beside a handshake of SRP: what it names need not show by itself that it is of
    SRP. Raises FileError where it names no value that can be read."""
    from srpscope.capture.pages import format as page

    captures = page.read(source, of_srp=True)
    for capture in captures:
        _leave_out_halves(capture)
    return captures


def _leave_out_halves(capture: Capture) -> None:
    """What no bytes stand for is left out here, whatever the format, and said: nobody behind this meets it."""
    for key in [key for key, value in capture.header.items() if _has_half([key, value])]:
        del capture.header[key]
        capture.notes.append(f'header: "{printable(key, 40)}" has {HALF_A_PAIR}; it is left out.')
    wrong = {index for index, line in enumerate(capture.lines) if _has_half(line)}
    if not wrong:
        return
    numbered = len(capture.numbers) == len(capture.lines)
    for index in sorted(wrong):
        where = f"line {capture.numbers[index]}" if numbered else f"item {index + 1}"
        capture.notes.append(f"{where}: it has {HALF_A_PAIR}; it is left out.")
    capture.lines = [line for index, line in enumerate(capture.lines) if index not in wrong]
    if numbered:
        capture.numbers = [number for index, number in enumerate(capture.numbers) if index not in wrong]


def _has_half(value: Any) -> bool:
    """Whether a text anywhere in a line's value has one; as deep as the reader of JSON goes, without recursion."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            if has_half_a_pair(one):
                return True
        elif isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one
    return False
