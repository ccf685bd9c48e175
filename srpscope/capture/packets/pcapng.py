"""pcapng: what Wireshark and editcap write, with several interfaces, and TLS secrets, in one file.

Layout: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/. Each section has a byte order of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct

from srpscope.capture.capture import Capture
from srpscope.capture.faults import Faults
from srpscope.capture.links import MOST_BYTES, TLS_KEY_LOG, Layer, Layers
from srpscope.capture.packets import skim
from srpscope.capture.packets.dissection import dissect
from srpscope.capture.packets.window import Window
from srpscope.capture.source import Source
from srpscope.errors import FileError

TITLE = "pcapng"

MAGIC = b"\x0a\x0d\x0d\x0a"

SECTION, INTERFACE, OLD_PACKET, SIMPLE_PACKET, ENHANCED_PACKET, SECRETS = 0x0A0D0D0A, 1, 2, 3, 6, 10
"""A section's number is the same in either byte order, so that it is told before its order is known."""

TLS_KEY_LOG_SECRETS = 0x544C_534B
"""The kind of secrets that is a TLS key log ("TLSK")."""

MOST_INTERFACES = 4_096


def sureness(head: bytes, name: str) -> float:
    """1 where the file starts with a section header and its byte order mark, else 0."""
    return 1.0 if head.startswith(MAGIC) and head[8:12] in (b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d") else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake in it. Raises FileError where there is none, saying what was found instead."""
    return dissect(source, feed)


@dataclass
class _Section:
    """What the blocks of one section share. interfaces: (layer, seconds in one unit of time, offset in seconds)."""

    order: str
    interfaces: list[tuple[Layer, float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.packet = Struct(self.order + "IIIIIII").unpack_from
        self.enhanced = Struct(self.order + "IIIII").unpack_from
        self.old = Struct(self.order + "HHIIII").unpack_from
        self.skip = skim.blocks(None, self.order)
        self.block = Struct(self.order + "II").unpack_from
        self.option = Struct(self.order + "HH").unpack_from

    def add_interface(self, layers: Layers, data: bytes, start: int, stop: int) -> None:
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
        layer = layers[Struct(self.order + "H").unpack_from(data, start)[0]]
        self.skip = skim.blocks(None if self.interfaces else layer.look, self.order)
        self.interfaces.append((layer, unit, shift))


def feed(source: Source, faults: Faults, layers: Layers) -> None:
    """Give each packet of all sections, and each key log, to its layer; what ends them early is added to faults."""
    with Window(source) as window:
        window.more(0)
        section: _Section | None = None
        data, position = window.data, 0
        block = Struct("<II").unpack_from
        while True:
            if section is not None:
                end = len(data)
                position = section.skip(data, position, end - 28 - skim.REACH)
                if position + 32 <= end:  # most blocks are whole packets, and are given without a detour
                    kind, length, interface, high, low, included, original = section.packet(data, position)
                    stop, start = position + length, position + 28
                    if (
                        kind == ENHANCED_PACKET
                        and stop <= end
                        and included == original <= length - 32
                        and not length & 3
                        and interface < len(section.interfaces)
                    ):
                        layer, unit, shift = section.interfaces[interface]
                        time = (high << 32 | low) * unit + shift
                        layer.take(window.offset + position, time, 0, data, start, start + included)
                        position = stop
                        continue
            if position + 12 > len(data):
                if window.more(position):
                    data, position = window.data, 0
                    continue
                if position != len(data):
                    faults.add(window.offset + min(position, len(data)), "the file ends inside a block.")
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
                    continue
                faults.add(window.offset + position, "the file ends inside a block.")
                return
            offset, start = window.offset + position, position + 8
            if kind == ENHANCED_PACKET and length >= 32:
                _odd_packet(offset, section, data, start, stop - 4, faults)
            elif not _other_block(offset, section, kind, data, start, stop - 4, layers):
                faults.add(offset, f"more than {MOST_INTERFACES:,} interfaces; reading stops.")
                return
            position = stop


def _odd_packet(offset: int, section: _Section, data: bytes, start: int, stop: int, faults: Faults) -> None:
    """A packet that is not whole, or has options behind it; its block's body is at start:stop."""
    interface, high, low, included, original = section.enhanced(data, start)
    if interface >= len(section.interfaces) or included > stop - start - 20:
        faults.add(offset, "a packet's interface or length is not possible; left out.")
        return
    if original > included:
        faults.say("The recorder cut packets short. Record again with the full length.")
    layer, unit, shift = section.interfaces[interface]
    layer.take(offset, (high << 32 | low) * unit + shift, 0, data, start + 20, start + 20 + included)


def _other_block(offset: int, section: _Section, kind: int, data: bytes, start: int, stop: int, layers: Layers) -> bool:
    """One block with its body at start:stop. False where there are too many interfaces."""
    size = stop - start
    if kind == INTERFACE and size >= 8:
        if len(section.interfaces) >= MOST_INTERFACES:
            return False
        section.add_interface(layers, data, start, stop)
    elif kind == SIMPLE_PACKET and size >= 4 and section.interfaces:
        included = min(section.block(data, start)[0], size - 4)
        section.interfaces[0][0].take(offset, 0.0, 0, data, start + 4, start + 4 + included)
    elif kind == OLD_PACKET and size >= 20:
        interface, _, high, low, included, _ = section.old(data, start)
        if interface < len(section.interfaces) and included <= size - 20:
            layer, unit, shift = section.interfaces[interface]
            layer.take(offset, (high << 32 | low) * unit + shift, 0, data, start + 20, start + 20 + included)
    elif kind == SECRETS and size >= 8:
        secrets_kind, length = section.block(data, start)
        if secrets_kind == TLS_KEY_LOG_SECRETS:
            layers[TLS_KEY_LOG].take(offset, 0.0, 0, data, start + 8, min(start + 8 + length, stop))
    return True


def _section(data: bytes, position: int) -> _Section | None:
    mark = data[position + 8 : position + 12]
    if mark == b"\x4d\x3c\x2b\x1a":
        return _Section("<")
    if mark == b"\x1a\x2b\x3c\x4d":
        return _Section(">")
    return None
