"""A message cut into pieces, each of its bytes in exactly one: what it is, what it says, and why it stands there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from srpscope.printable import printable

TEXT_SHOWN = 48
"""Characters of a text piece that are said."""


@dataclass(frozen=True)
class WirePiece:
    """offset, length: in bytes of the message. field: the wire's own name. says: what the bytes say. why: how they come
    to. value: the name that the bytes have in a sheet, or "". depth: how many fields enclose it."""

    offset: int
    length: int
    field: str
    says: str = ""
    why: str = ""
    value: str = ""
    depth: int = 0


def filled(pieces: Iterable[WirePiece], data: bytes) -> list[WirePiece]:
    """The pieces in order, with what lies between them; overlapping ones lose what was taken already."""
    found: list[WirePiece] = []
    at = 0
    for piece in sorted(pieces, key=lambda one: one.offset):
        if piece.offset < at:
            continue
        if piece.offset > at:
            found.append(between(data, at, piece.offset))
        found.append(piece)
        at = piece.offset + piece.length
    if at < len(data):
        found.append(between(data, at, len(data)))
    return found


def between(data: bytes, start: int, end: int) -> WirePiece:
    """What stands around the fields: the text itself where it is text."""
    text = data[start:end].decode("latin-1")
    if not (text.isascii() and text.isprintable()):
        return WirePiece(start, end - start, "frame", "", "what holds the fields together")
    return WirePiece(start, end - start, "text", printable(text, TEXT_SHOWN), "what holds the fields together")


def of_fields(fields: Sequence[tuple[str, Sequence[tuple[int, int]]]], values: Iterable[str]) -> list[WirePiece]:
    """The pieces of decoded fields. values: the names of those that are values of a sheet."""
    named = frozenset(values)
    found = []
    for name, spans in fields:
        for number, (offset, length) in enumerate(spans, 1):
            if length:
                part = f"part {number} of {len(spans)}" if len(spans) > 1 else ""
                found.append(WirePiece(offset, length, name, part, value=name if name in named else ""))
    return found
