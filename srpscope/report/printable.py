"""Makes outside text safe to show: control, escape and bidi characters become visible, never effective."""

from __future__ import annotations

import unicodedata

_VISIBLE = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e", "\0": "\\0"}


def printable(text: str, limit: int = 400) -> str:
    """The text with every control, format, surrogate, private and unassigned character written as an escape.

    Longer than limit characters: cut, with how many are missing.
    """
    cut = f"..({len(text) - limit:,} more)" if len(text) > limit else ""
    shown = text[:limit]
    if shown.isascii() and shown.isprintable():
        return shown + cut
    return "".join(map(_visible, shown)) + cut


def _visible(character: str) -> str:
    if character in _VISIBLE:
        return _VISIBLE[character]
    category = unicodedata.category(character)
    if category in ("Zl", "Zp") or category[0] == "C":
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8
            return f"\\x{code - 0xDC00:02x}"
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character
