"""Makes outside text safe to show: control, escape and bidi characters become visible, never effective.

`printable` is for one piece of outside text that goes into a sentence, a row or a widget. `harmless` stands under
standard output and standard error and everything that is written for people, whatever was forgotten above it.
"""

from __future__ import annotations

import re
import unicodedata

_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Half of a surrogate pair: JSON and Python can write one, and no text has it. U+DC80 to U+DCFF are no such half here:
they stand for bytes that were no UTF-8 when they were read."""

HALF_A_PAIR = "half a surrogate pair, which no UTF-8 text can hold"


def has_half_a_pair(text: str) -> bool:
    """Whether a text has a character that no bytes stand for: whoever encoded it would fail."""
    return not text.isascii() and _HALF.search(text) is not None


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


_HARMFUL = re.compile(r"[^\n\t -~\u00a1-\u00ac\u00ae-\u02ff\u2190-\u28ff]")
"""What may be harmful: everything but the characters that most text is made of, which need no second look."""


def harmless(text: str) -> str:
    """The text with every character that could act on a terminal as \\uXXXX, which JSON reads as that character.

    Line feeds and tabs stay. Format characters (bidi, zero width, byte order mark) go with the control characters.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HARMFUL.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    category = unicodedata.category(character)
    if category[0] != "C" and category not in ("Zl", "Zp"):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
