"""A handshake's messages with every byte explained: what it is, what it says, why it stands there."""

from __future__ import annotations

from srpscope.printable import printable
from srpscope.session import Message, Session
from srpscope.srp.glossary import about
from srpscope.srp.values import SECRETS
from srpscope.wire.pieces import WirePiece
from srpscope.wire.wires import wire
from srpscope.wording import capital

ROW = 8
"""Bytes of a piece in one line."""

NO_MESSAGES = "This handshake has no messages: its values came from a log or a page."

ROWS = 3
"""Lines of a long piece: its beginning, how many are left out, its end."""


def as_lines(session: Session, full: bool = False) -> list[str]:
    """Every message, a line a piece or eight bytes of one. full: nothing is folded."""
    out: list[str] = []
    for message, pieces in explained(session):
        out += ["", *message_lines(message, pieces, full)]
    return out[1:] if out else [NO_MESSAGES]


def explained(session: Session) -> list[tuple[Message, list[WirePiece]]]:
    """The messages whose bytes can be explained, with their pieces."""
    return [(message, pieces) for message in session.messages if (pieces := pieces_of(session, message))]


def message_lines(message: Message, pieces: list[WirePiece], full: bool = False) -> list[str]:
    """One message."""
    assert message.decoded is not None
    name, size = printable(message.decoded.name, 24), len(message.data)
    out = [f"{printable(message.sender, 10)} sends {name}: {size:,} bytes"]
    out.append(f"  {'at':<6}{'bytes':<25}{'field':<22}what it says, and why")
    for piece in pieces:
        out += [f"  {line}".rstrip() for line in _lines(piece, message.data, full)]
    return out + [f"  {note}" for note in (printable(one, 300) for one in message.decoded.notes)]


def pieces_of(session: Session, message: Message) -> list[WirePiece]:
    """Every byte of a message in exactly one piece; none where its wire is unknown."""
    name = session.wire
    if name is None or message.decoded is None:
        return []
    endpoint = message.line.get("endpoint")
    return wire(name).pieces(message.sender, message.data, endpoint if isinstance(endpoint, str) else None)


def said(piece: WirePiece) -> str:
    """What a piece says and why, in one line. What a value is comes from the glossary."""
    why = piece.why or (about(piece.value) if piece.value not in SECRETS else "")
    says, because = (printable(part, 120).rstrip(".") for part in (piece.says, why))
    if not (says and because):
        return says or because
    because = capital(because) if because[1:2].islower() else because  # a word, and not the name of a value
    return f"{says}{'' if says.endswith('…') else '.'} {because}"


def _lines(piece: WirePiece, data: bytes, full: bool) -> list[str]:
    rows = [
        data[at : min(at + ROW, piece.offset + piece.length)]
        for at in range(piece.offset, piece.offset + piece.length, ROW)
    ]
    kept = range(len(rows)) if full or len(rows) <= ROWS else (0, len(rows) - 1)
    name = f"{'  ' * piece.depth}{printable(piece.field, 20)}"
    out = []
    for index in kept:
        offset = piece.offset + index * ROW
        first = index == 0
        text = f"{offset:04x}  {rows[index].hex(' '):<25}"
        out.append(f"{text}{name:<22}{said(piece)}" if first else text)
        if first and len(kept) < len(rows):
            out.append(f"      {len(rows) - len(kept)} rows more of {printable(piece.field, 20)}")
    return out
