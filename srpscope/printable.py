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


_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\u2800\U0001d159]"
)
"""What is drawn as nothing: Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt, the same from version 13
on), and two that only look empty, the blank Braille pattern and the null notehead. Two names that differ in one of
these look alike."""


def _is_hidden(character: str) -> bool:
    """Whether a character acts, or is drawn as nothing: control, format, surrogate, private and unassigned ones, ends
    of lines and paragraphs, what is ignored by default."""
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp") or _UNSEEN.match(character) is not None


LONGEST = 32
"""Bytes of a value that are shown whole where they are not asked for; of a longer one the first and last ENDS."""

ENDS = 8


def folded(digits: str, *, size_told: bool = False) -> str:
    """The hex digits of a value, or the ends of a long one. size_told: with how many bytes a folded one has."""
    size = len(digits) // 2
    if size <= LONGEST:
        return digits
    return f"{digits[: 2 * ENDS]}..{digits[-2 * ENDS :]}" + (f", {size} bytes" if size_told else "")


def printable(text: str, limit: int = 400) -> str:
    """The text with every character that acts or is drawn as nothing written as an escape.

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
    if _is_hidden(character):
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8
            return f"\\x{code - 0xDC00:02x}"
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


_HARMFUL = re.compile(r"[^\n\t -~\u00a1-\u00ac\u00ae-\u02ff\u2190-\u27ff\u2801-\u28ff]")
"""What may be harmful: everything but the characters that most text is made of, which need no second look."""


def harmless(text: str) -> str:
    """The text with every character that acts on a terminal or is drawn as nothing as \\uXXXX, as JSON reads it.

    Line feeds and tabs stay. Format characters (bidi, zero width, byte order mark) go with the control characters.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HARMFUL.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if not _is_hidden(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
