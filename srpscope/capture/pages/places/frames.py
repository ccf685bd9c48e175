"""What printers put around a name over its bytes, around a value, and beside the bytes: `=== [A] (len:128) ===`,
`salt=[9dca]`, `9d ca |..`."""

from __future__ import annotations

import re

from srpscope.capture.pages.names import SETTINGS, TEXTS, recognise

_FRAMED = re.compile(
    r"\s*(?:[=\-*#+~]{2,}|\[|<)\s*[\[<]?(?P<name>[A-Za-z][\w .'\-]{0,40}?)[\]>]?\s*[:,]?\s*"
    r"(?:[(\[]?(?:len(?:gth)?|size)?\s*[:=]?\s*\d{1,5}(?: ?(?:bytes?|B))?[)\]]?)?\s*[\]>]?\s*[=\-*#+~:]*\s*"
)
"""A name in a frame over its bytes, with their number perhaps: `=== [A] (len:128) ===`."""


def unframed(line: str) -> str:
    """The name alone where a line is one in a frame, else the line."""
    framed = _FRAMED.fullmatch(line) if len(line) < 80 and line.lstrip()[:1] in "=-*#+~[<" else None
    named = None if framed is None else recognise(framed["name"])
    return line if framed is None or named is None or named.name in TEXTS | SETTINGS else framed["name"]


_BESIDE_TEXT = re.compile(r"\s*(?P<hex>(?:[0-9a-fA-F]{2} {1,2}){1,16}) {0,60}\|(?P<text>[^\n]{1,19})")
"""A row of bytes and the same as text behind a bar, without an offset, as Zephyr prints them."""


def without_its_text(line: str) -> str:
    """Such a row without the text."""
    row = _BESIDE_TEXT.fullmatch(line) if len(line) < 160 and "|" in line else None
    if row is None or len(row["text"].rstrip("|")) not in range(len(row["hex"].split()) - 1, 19):
        return line
    return row["hex"].rstrip()


_IN_BRACKETS = re.compile(
    r"(?P<name>(?<![\w.])[A-Za-z][\w.]{0,40}(?: [a-z]{1,12})?) ?[=:] ?\[(?!\d{1,3}\])"
    r"(?P<value>[^\[\](){}<>\"'`,;=\s]{2,64}|[0-9A-Za-z+/_\-]{8,6000}={0,2})\](?![\w\[(.])"
)
"""A value as loggers of Java hold it apart: `user=[nora], salt=[9dca]`."""
_FOR_USER = re.compile(r"\b(?P<name>[uU]ser(?: ?[nN]ame)?) \[(?P<value>[^\[\](){}<>\"'`,;=\s]{1,64})\]:?")


def unbracketed(line: str) -> str:
    """A line without the brackets around a value, where more than one has them: one alone may be a list."""
    if len(_IN_BRACKETS.findall(line)) + len(_FOR_USER.findall(line)) < 2 and not _IS_LONG.search(line):
        return line
    line = _FOR_USER.sub(r'; \g<name>: "\g<value>",', line)
    return _IN_BRACKETS.sub(lambda one: f"{one['name']}={one['value']}" if recognise(one["name"]) else one[0], line)


_IS_LONG = re.compile(r"[=:] ?\[[0-9a-fA-F]{16,}\]")
