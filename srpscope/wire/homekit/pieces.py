"""Each byte of a pair-setup message: type, length and value of every item."""

from __future__ import annotations

from srpscope.wire.homekit.messages import ERROR, ERRORS, ITEM_NAMES, METHOD, METHODS, PROOF, PUBLIC_KEY, SALT, STATE
from srpscope.wire.pieces import WirePiece
from srpscope.wire.tlv8 import FRAGMENT, Item, items


def pieces(sender: str, data: bytes) -> list[WirePiece]:
    """Of one message of `sender`."""
    found, _ = items(data)
    return [piece for item in found for piece in _of(sender, item)]


def _of(sender: str, item: Item) -> list[WirePiece]:
    name = ITEM_NAMES.get(item.kind, f"item {item.kind}")
    value = _value(sender, item.kind)
    made = []
    for number, (offset, length) in enumerate(item.spans, 1):
        part = f", part {number} of {len(item.spans)}" if len(item.spans) > 1 else ""
        made.append(WirePiece(offset - 2, 1, name, f"type {item.kind}{part}"))
        why = "255: more of the same type follows" if length == FRAGMENT else "one byte"
        made.append(WirePiece(offset - 1, 1, "length", f"{length} bytes follow", why, depth=1))
        if length:
            made.append(WirePiece(offset, length, value or "content", _says(item) or part.lstrip(", "), "", value, 1))
    return made


def _value(sender: str, kind: int) -> str:
    client = sender == "client"
    return {SALT: "s", PUBLIC_KEY: "A" if client else "B", PROOF: "M1" if client else "M2"}.get(kind, "")


def _says(item: Item) -> str:
    number = int.from_bytes(item.data, "little") if len(item.data) <= 4 else -1
    if item.kind == STATE:
        return f"M{number}"
    if item.kind == METHOD:
        return METHODS.get(number, str(number))
    if item.kind == ERROR:
        return ERRORS[number][0] if number in ERRORS else str(number)
    return ""
