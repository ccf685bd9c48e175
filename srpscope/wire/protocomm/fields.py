"""Protobuf's encoding without a schema: any bytes give the fields that can be read and the fault that stopped it.

Mirrors the wire format of protocol buffers (tag = number << 3 | type). A scanner of our own, because a debugger must
show broken messages too, which a protobuf library only refuses.
"""

from __future__ import annotations

from dataclasses import dataclass

VARINT, FIXED64, BYTES, GROUP, FIXED32 = 0, 1, 2, 3, 5

MOST_FIELDS = 2_000
"""Fields read from one message; more than any real one has, few enough for a screen."""


@dataclass(frozen=True)
class RawField:
    """One field. offset: its tag; start..end: its content (for BYTES without the length); value: of numbers.

    missing: how many bytes of the content are not there (a message cut off); 0 in a whole one.
    """

    number: int
    wire_type: int
    offset: int
    start: int
    end: int
    value: int = 0
    missing: int = 0


@dataclass(frozen=True)
class ScanFault:
    """Why scanning stopped, and at which byte. truncated: the bytes end too early, all before is sound. grouped: a
    group begins there, which google.protobuf skips and the device's protobuf-c refuses."""

    offset: int
    text: str
    truncated: bool = False
    grouped: bool = False


def _varint(data: bytes, at: int, end: int, most: int = 10) -> tuple[int, int] | ScanFault:
    value = 0
    for count in range(most):
        if at + count >= end:
            return ScanFault(at, "a number is cut off", truncated=True)
        byte = data[at + count]
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at + count + 1
    return ScanFault(at, f"a number is longer than {most} bytes")


def scan(data: bytes, start: int = 0, end: int | None = None) -> tuple[list[RawField], ScanFault | None]:
    """The fields of data[start:end] in order, and the fault that ended the scan, if one did."""
    end = len(data) if end is None else end
    fields: list[RawField] = []
    at = start
    while at < end:
        if len(fields) >= MOST_FIELDS:
            return fields, ScanFault(at, f"more than {MOST_FIELDS:,} fields; the rest is not read")
        read = _field(data, at, end)
        if isinstance(read, ScanFault):
            return fields, read
        fields.append(read)
        if read.missing:
            return fields, ScanFault(
                read.offset, f"{read.missing:,} of {read.end - read.start + read.missing:,} bytes are missing", True
            )
        at = read.end
    return fields, None


def _field(data: bytes, at: int, end: int) -> RawField | ScanFault:
    tag = _varint(data, at, end, 5)
    if isinstance(tag, ScanFault):
        return tag
    number, wire_type, content = tag[0] >> 3, tag[0] & 7, tag[1]
    if not 1 <= number <= 0x1FFF_FFFF:
        return ScanFault(at, f"{number} is no field number")
    if wire_type == VARINT:
        value = _varint(data, content, end)
        if isinstance(value, ScanFault):
            return value
        return RawField(number, VARINT, at, content, value[1], value=value[0])
    if wire_type in (FIXED64, FIXED32):
        stop = content + (8 if wire_type == FIXED64 else 4)
        return RawField(
            number,
            wire_type,
            at,
            content,
            min(stop, end),
            value=int.from_bytes(data[content : min(stop, end)], "little"),
            missing=max(0, stop - end),
        )
    if wire_type == BYTES:
        length = _varint(data, content, end)
        if isinstance(length, ScanFault):
            return length
        if length[0] > 0x7FFF_FFFF:
            return ScanFault(at, f"field {number} claims {length[0]:,} bytes, more than protobuf allows")
        stop = length[1] + length[0]
        return RawField(number, BYTES, at, length[1], min(stop, end), missing=max(0, stop - end))
    text = f"field {number} has the type {wire_type}, which no protocomm message uses"
    return ScanFault(at, text, grouped=wire_type == GROUP)
