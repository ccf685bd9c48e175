"""pcapng: what Wireshark and editcap write, with several interfaces, and TLS secrets, in one file.

Layout: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/. Each section has a byte order of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from struct import Struct

from srpscope.capture.capture import Capture
from srpscope.capture.dissection import Dissection
from srpscope.capture.faults import Faults
from srpscope.capture.packets import MOST_BYTES, Packet
from srpscope.capture.source import Source
from srpscope.capture.window import Window
from srpscope.errors import FileError

TITLE = "pcapng"

MAGIC = b"\x0a\x0d\x0d\x0a"

SECTION, INTERFACE, OLD_PACKET, SIMPLE_PACKET, ENHANCED_PACKET, SECRETS = 0x0A0D0D0A, 1, 2, 3, 6, 10

TLS_KEY_LOG = 0x544C_534B
"""The kind of secrets that is a TLS key log ("TLSK")."""

MOST_INTERFACES = 4_096

KeyLogSink = Callable[[bytes], None]
"""Called with the text of each key log in the file."""


def sureness(head: bytes, name: str) -> float:
    """1 where the file starts with a section header and its byte order mark, else 0."""
    return 1.0 if head.startswith(MAGIC) and head[8:12] in (b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d") else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake in it. Raises FileError where there is none, saying what was found instead."""
    faults = Faults()
    key_logs: list[bytes] = []
    return Dissection.of(source, faults, packets(source, faults, key_logs.append), key_logs)


@dataclass
class _Section:
    """What the blocks of one section share. interfaces: (link type, seconds in one unit of time, offset in seconds)."""

    order: str
    interfaces: list[tuple[int, float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.enhanced = Struct(self.order + "IIIII").unpack_from
        self.old = Struct(self.order + "HHIIII").unpack_from
        self.block = Struct(self.order + "II").unpack_from
        self.option = Struct(self.order + "HH").unpack_from

    def add_interface(self, data: bytes, start: int, stop: int) -> None:
        """Reads an interface description: link type, then the options if_tsresol (9) and if_tsoffset (14)."""
        unit, shift = 1e-6, 0
        position = start + 8
        while position + 4 <= stop:
            code, length = self.option(data, position)
            value = data[position + 4 : min(position + 4 + length, stop)]
            if code == 9 and len(value) == 1:
                power = value[0] & 0x7F
                unit = 2.0**-power if value[0] & 0x80 else 10.0**-power
            elif code == 14 and len(value) == 8:
                shift = Struct(self.order + "q").unpack(value)[0]
            elif code == 0:
                break
            position += 4 + (length + 3 & ~3)
        self.interfaces.append((Struct(self.order + "H").unpack_from(data, start)[0], unit, shift))


def packets(source: Source, faults: Faults, key_log: KeyLogSink = lambda _text: None) -> Iterator[Packet]:
    """The packets of all sections in order; what ends them early is added to faults."""
    with Window(source) as window:
        window.more(0)
        section: _Section | None = None
        data, position = window.data, 0
        block = Struct("<II").unpack_from
        while True:
            if position + 12 > len(data):
                if window.more(position):
                    data, position = window.data, 0
                    continue
                if position < len(data):
                    faults.add(window.offset + position, "the file ends inside the header of a block.")
                return
            kind, length = block(data, position)
            if kind == SECTION:
                section = _section(data, position)
                if section is None:
                    faults.add(window.offset + position, "a section has no byte order mark; reading stops.")
                    return
                block = section.block
                length = block(data, position)[1]
            if section is None:
                raise FileError(f"{source.name}: byte {window.offset + position:,}: no pcapng section starts here.")
            if length < 12 or length & 3 or length > MOST_BYTES:
                faults.add(window.offset + position, f"a block of {length:,} bytes is not possible; reading stops.")
                return
            stop = position + length
            if stop > len(data):
                if window.more(position):
                    data, position = window.data, 0
                    if kind == SECTION:  # seen again from its start once the rest is at hand
                        block = Struct("<II").unpack_from
                    continue
                faults.add(window.offset + position, "the file ends inside a block.")
                return
            body, end = position + 8, stop - 4
            if kind == ENHANCED_PACKET and end - body >= 20:
                interface, high, low, included, original = section.enhanced(data, body)
                if interface >= len(section.interfaces):
                    faults.add(window.offset + position, f"interface {interface} was not described; packet left out.")
                elif body + 20 + included > end:
                    faults.add(window.offset + position, "a packet is longer than its block; packet left out.")
                else:
                    link, unit, shift = section.interfaces[interface]
                    time = (high << 32 | low) * unit + shift
                    if original > included:
                        faults.say("The recorder cut packets short. Record again with the full length.")
                    yield window.offset + position, time, link, 0, data[body + 20 : body + 20 + included]
            elif kind == INTERFACE and end - body >= 8:
                if len(section.interfaces) >= MOST_INTERFACES:
                    faults.add(window.offset + position, f"more than {MOST_INTERFACES:,} interfaces; reading stops.")
                    return
                section.add_interface(data, body, end)
            elif kind == SIMPLE_PACKET and end - body >= 4 and section.interfaces:
                included = min(section.block(data, body)[0], end - body - 4)
                yield window.offset + position, 0.0, section.interfaces[0][0], 0, data[body + 4 : body + 4 + included]
            elif kind == OLD_PACKET and end - body >= 20:
                interface, _, high, low, included, _ = section.old(data, body)
                if interface < len(section.interfaces) and body + 20 + included <= end:
                    link, unit, shift = section.interfaces[interface]
                    time = (high << 32 | low) * unit + shift
                    yield window.offset + position, time, link, 0, data[body + 20 : body + 20 + included]
            elif kind == SECRETS and end - body >= 8:
                secrets_kind, size = section.block(data, body)
                if secrets_kind == TLS_KEY_LOG:
                    key_log(data[body + 8 : min(body + 8 + size, end)])
            position = stop


def _section(data: bytes, position: int) -> _Section | None:
    mark = data[position + 8 : position + 12]
    if mark == b"\x4d\x3c\x2b\x1a":
        return _Section("<")
    if mark == b"\x1a\x2b\x3c\x4d":
        return _Section(">")
    return None
