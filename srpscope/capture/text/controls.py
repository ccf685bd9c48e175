"""Control characters in a text, in every habit of showing them: as they are, as a name, a number or an escape.

Terminals and log collectors print what they cannot show: HTerm `<27>[0m` and `<\\r><\\n>`, rsyslog `#033[` and `#015`,
less and cat -v `^[[0m` and `^M`, programs `\\x1b[`, `\\033[`, `\\e[`, Windows' console an arrow. Colours are taken
out, and a shown line end ends a line.
"""

from __future__ import annotations

import re
from typing import Final

SHOWN_LINE_END: Final = "\r"
"""What a shown line end becomes: a text that was read has no other one left, so lines keep their numbers."""

BLANKS_LIMIT: Final = 32
"""Blanks in a row at the most: longer runs say nothing, and expressions go over them again and again."""

_ESCAPE_CHARACTER = r"(?:\x1b|\u241b|\u2190|\^\[|<27>|<(?:ESC|esc)>|<0x1[bB]>|\[ESC\]|\{ESC\}|#033)"
_ESCAPED = r"(?:\\x1[bB]|\\033|\\e|\\u\{?(?:00)?1[bB]\}?|\\u001[bB])"
"""As a program's text has it; bytes of a value are printed so too, so that only a colour is taken out."""
_COLOUR = re.compile(
    _ESCAPE_CHARACTER
    + r"(?:\[[0-9;:?]{0,24}[ -/]?[@-~]|\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)|[()][0-9A-Z](?![0-9A-Za-z]))"
    rf"|{_ESCAPED}(?:\[[0-9;]{{0,24}}[mK]|[()][0B](?![0-9A-Za-z]))"
    r"|(?<![\w\]])\[0(?:;\d{1,2}){1,2}m|\[0m"  # an escape character lost in a copy leaves "[0;31m" and "[0m" behind
)
_LINE_END = re.compile(
    r"(?:<\\r>)?<\\n>|<\\r>|<(?:CR|cr)>(?:<(?:LF|lf)>)?|<(?:LF|lf)>|<13><10>|<(?:13|10)>(?=[ \t]*$)"
    r"|(?:<0x0[dD]>)?<0x0[aA]>|<0x0[dD]>|\[CR\](?:\[LF\])?|\u240d\u240a?|\u240a"
    r"|\^M(?:\^J)?(?=[ \t]*$)|#015(?:#012)?|#012(?=[ \t]*$)"
    r"|(?:(?<!\\)\\r)?(?<!\\)\\n(?=[ \t]*$)|(?<!\\)\\r(?=[ \t]*$)",
    re.MULTILINE,
)
_BLANKS = re.compile(rf"[^\S\n\r]{{{BLANKS_LIMIT + 1},}}")
_BLANK_RUN = " " * (BLANKS_LIMIT + 1)

_ESCAPE_SIGNS = {
    "\x1b": ("\x1b",), "\u241b": ("\u241b",), "\u2190": ("\u2190",), "^": ("^[",),
    "<": ("<27>", "<ESC", "<esc", "<0x1"), "{": ("{ESC",),
    "\\": ("\\x1", "\\033", "\\e[", "\\u"), "#": ("#033",), "[": ("[0", "[ESC"),
}  # fmt: skip
_END_SIGNS = {
    "<": ("<\\", "<CR", "<cr", "<LF", "<lf", "<13>", "<10>", "<0x0"), "[": ("[CR]",), "\u240d": ("\u240d",),
    "\u240a": ("\u240a",), "^": ("^M",), "#": ("#01",), "\\": ("\\n", "\\r"),
}  # fmt: skip
"""What a pattern's match must hold, by its first character: whether that is there at all is quickly known."""


def _holds(text: str, signs: dict[str, tuple[str, ...]]) -> bool:
    return any(first in text and any(sign in text for sign in whole) for first, whole in signs.items())


def uncoloured(text: str) -> str:
    """A text without terminal colours, also where the escape character is shown as something else or was lost."""
    return _COLOUR.sub("", text) if _holds(text, _ESCAPE_SIGNS) else text


def plain(text: str) -> str:
    """A text without colours and endless runs of blanks; a shown line end is SHOWN_LINE_END. Line feeds stay."""
    text = uncoloured(text)
    if _holds(text, _END_SIGNS):
        text = _LINE_END.sub(SHOWN_LINE_END, text)
    if _BLANK_RUN in text or "\t\t" in text or not text.isascii():
        text = _BLANKS.sub(" " * BLANKS_LIMIT, text)
    return text
