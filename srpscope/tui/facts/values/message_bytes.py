"""A message on the screen with every byte explained: where it stands, what it is, what it says and why."""

from __future__ import annotations

from collections.abc import Sequence, Set

from srpscope.printable import printable
from srpscope.report.every_byte import ROW, ROWS, said
from srpscope.session import Message
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import Line, place, shorten, wrapped
from srpscope.wire.pieces import WirePiece

WIDE = 100
"""From so many cells on the explanation stands beside the bytes, else below them."""

BYTES, FIELD, SAID = 8, 34, 56
"""Columns."""


def hues(messages: Sequence[tuple[Message, list[WirePiece]]]) -> dict[str, str]:
    """The role of each value that the messages carry: the same in all of them."""
    names = dict.fromkeys(piece.value for _, pieces in messages for piece in pieces if piece.value)
    return {name: operand_role(number) for number, name in enumerate(names, 1)}


def message_bytes(
    message: Message, pieces: Sequence[WirePiece], roles: dict[str, str], chosen: int, unfolded: Set[int], cells: int
) -> tuple[list[Line], int]:
    """The message's lines, and the row of the chosen piece. unfolded: pieces that are shown whole."""
    columns = [(1, "at"), (BYTES, "bytes"), (FIELD, "field")]
    if cells >= WIDE:
        columns.append((SAID, "what it says, and why"))
    lines: list[Line] = [place([(at, text, "dim") for at, text in columns])]
    row = 0
    for index, piece in enumerate(pieces):
        if index == chosen:
            row = len(lines)
        role = roles.get(piece.value, "text")
        lines += _piece(message.data, piece, role, index == chosen, index in unfolded, cells)
    if message.decoded is not None:
        lines += [line for note in message.decoded.notes for line in wrapped(printable(note, 300), cells - 2, "warn")]
    return lines, row


def _piece(data: bytes, piece: WirePiece, role: str, chosen: bool, whole: bool, cells: int) -> list[Line]:
    end = piece.offset + piece.length
    rows: list[tuple[str, str, str]] = [
        (f"{at:04x}", data[at : min(at + ROW, end)].hex(" "), role) for at in range(piece.offset, end, ROW)
    ] or [("", "no bytes", "dim")]
    if not whole and len(rows) > ROWS:
        rows = [rows[0], ("", f"{len(rows) - 2} rows, space unfolds", "dim"), rows[-1]]
    room = cells - SAID - 1 if cells >= WIDE else cells - BYTES - 1
    told = wrapped(said(piece), max(room, 20), "text") if said(piece) else []
    beside = told if cells >= WIDE else []
    field = shorten(f"{'  ' * piece.depth}{printable(piece.field, 24)}", (SAID if cells >= WIDE else cells) - FIELD - 1)
    lines: list[Line] = []
    for index in range(max(len(rows), len(beside))):
        at, octets, look = rows[index] if index < len(rows) else ("", "", "text")
        spans = [(0, "►" if chosen and index == 0 else " ", "accent bold"), (1, at, "dim"), (BYTES, octets, look)]
        if index == 0:
            spans.append((FIELD, field, f"{role} bold" if piece.value else "text"))
        if index < len(beside):
            spans += [(SAID, "".join(text for text, _ in beside[index]), "text" if index == 0 else "dim")]
        lines.append(place(spans))
    if cells < WIDE:
        lines += [((" " * BYTES, "text"), *((text, "dim") for text, _ in line)) for line in told]
    return lines
