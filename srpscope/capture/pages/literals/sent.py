"""Objective-C's messages around a literal: `[NSData dataWithHexString:@"9dca"]`, `[@"9dca" dataFromHex]`."""

from __future__ import annotations

import re
from collections.abc import Callable

from srpscope.capture.pages.literals.byte_lists import At, Literal

PARTS_LIMIT = 4

_RECEIVER = re.compile(r"\[\s*+(?P<name>[A-Za-z_]\w{0,40}|\[\s*+[A-Z]\w{0,40}\s+alloc\s*+\])\s++(?=[a-z]\w*\s?:)")
_PART = re.compile(r"\s*+(?P<label>[A-Za-z_]\w{0,60})\s?:\s*+")
_OTHER = re.compile(r"[A-Za-z_]\w{0,60}|\d{1,6}")
_CLOSING = re.compile(r"\s*+\]")
_UNARY = re.compile(r"\s++(?P<label>[a-z]\w{0,60})\s*+\]")
_MEASURES = frozenset(["length", "options", "count", "error", "encoding", "radix", "base"])

Reader = Callable[[str, int, int], At | None]


def sent(text: str, at: int, depth: int, literal_at: Reader) -> tuple[str, Literal, list[str], int] | None:
    """(the words of the receiver and the selector, the literal that is sent, names beside it, where the message ends);
    None where there is no message around one literal."""
    receiver = _RECEIVER.match(text, at)
    if receiver is None:
        return _receives(text, at, depth, literal_at)
    words = re.sub(r"\balloc\b|^NS|\bNS(?=[A-Z])|self|[\[\]]", "", receiver["name"]).split()
    place = receiver.end()
    literals: list[Literal] = []
    others: list[str] = []
    for _ in range(PARTS_LIMIT):
        part = _PART.match(text, place)
        if part is None:
            break
        other = _OTHER.match(text, part.end()) if part["label"].lower() in _MEASURES else None
        found = literal_at(text, part.end(), depth + 1) if other is None else None
        if other is not None:
            others += [] if other[0].isdigit() or other[0] in ("nil", "NULL") else [other[0]]
            place = other.end()
        elif found is not None:
            words.append(part["label"])
            literals.append(found.literal)
            place = found.end
        else:
            return None
    closing = _CLOSING.match(text, place)
    if closing is None or len(literals) != 1:
        return None
    return ".".join(words), literals[0], others, closing.end()


def _receives(text: str, at: int, depth: int, literal_at: Reader) -> tuple[str, Literal, list[str], int] | None:
    found = literal_at(text, at + 1, depth + 1) if text[at + 1 : at + 2] == "@" else None
    unary = _UNARY.match(text, found.end) if found is not None else None
    return None if found is None or unary is None else (unary["label"], found.literal, [], unary.end())
