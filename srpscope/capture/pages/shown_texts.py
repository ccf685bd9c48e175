"""Texts that a page shows in another dress: as HTML of a forum, as a dump of bytes beside their characters, with the
marks of Markdown or a console's place around them, as the body of a form, as strings in turns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_plus

from srpscope.capture.pages.names import TEXTS, recognise

Rows = Sequence[tuple[int, str]]

_SHOWN = re.compile(r"<(?:pre|code|blockquote|br)\b[^<>]{0,400}>")
_BREAK = re.compile(r"<br ?/?>")
_TAGS = re.compile(
    r"</?(?:pre|code|p|div|span|li|ul|ol|br|strong|em|blockquote|details|summary|h[1-6]|a)\b[^<>]{0,400}>"
)
_ROW = re.compile(
    r"(?P<indent>[ \t]*)(?:0x)?(?P<offset>[0-9a-fA-F]{4,8}):?[ \t]{1,3}"
    r"(?P<bytes>[0-9a-fA-F]{2}(?:[ \-]{1,2}[0-9a-fA-F]{2}){0,15})(?:[ \t]{2,}.{0,20})?\s*"
)
_PLACE = re.compile(r" +[\w.\-/]{1,60}\.(?:js|ts|mjs|jsx|tsx|html):\d{1,6}:\d{1,6}\s*$")
"""What Firefox's console has behind a line."""
_BOLD = re.compile(r"(?P<head>^[ \t>\-*]{0,8}?)\*\*\[(?P<name>[A-Za-z][\w \-]{0,30})\]\*\*:?[ \t]+")
_FIELD = r"[A-Za-z]\w{0,40}=[^'\"\s&]{0,4000}"
_FORM = re.compile(
    rf"(?:(?:^|\s)(?:-d|--data(?:-raw|-binary|-urlencode)?)[ =]+['\"]?({_FIELD}(?:&{_FIELD}){{0,20}})(?=['\"]|\s*$)"
    rf"|^({_FIELD}(?:&{_FIELD}){{1,20}})\s*$)"
)
"""The body of a form, alone on its line or as curl is given it."""
MOST_OF_A_FORM = 20_000
_ALONE = re.compile(r"\s*\"(?P<text>[^\"\\]{1,4000})\",?\s*")
LEAST_TEXT = 32
"""Bytes of the shortest dump that is taken for a text."""


def as_text(rows: Rows) -> Iterator[tuple[int, str]]:
    """The lines of a page, with what a dump or the marks of HTML show as the text that it is."""
    marked = any("<" in line and _SHOWN.search(line) for _, line in rows)
    at = 0
    while at < len(rows):
        text, end = _dumped(rows, at)
        if text is not None:
            first = rows[at][0]
            yield from ((first, line) for line in text.splitlines())
            at = end
            continue
        number, line = rows[at]
        if (pair := _in_turn(line, rows[at + 1][1] if at + 1 < len(rows) else "")) is not None:
            yield number, pair
            at += 2
            continue
        if "=" in line and (form := _FORM.search(line[:MOST_OF_A_FORM])) is not None:
            yield from ((number, unquote_plus(one)) for one in (form[1] or form[2]).split("&"))
            at += 1
            continue
        line = _PLACE.sub("", line) if ":" in line[-16:] else line
        line = _BOLD.sub(r"\g<head>\g<name>: ", line) if "**[" in line else line
        if marked and ("<" in line or "&" in line):
            yield from ((number, html.unescape(_TAGS.sub("", one))) for one in _BREAK.split(line))
        else:
            yield number, line
        at += 1


def _in_turn(line: str, below: str) -> str | None:
    """A name and its value that stand as strings on two lines: `"A",` over `"9dca.."`."""
    if line.strip()[:1] != '"':
        return None
    name, value = _ALONE.fullmatch(line), _ALONE.fullmatch(below)
    if name is None or value is None or not line.rstrip().endswith(","):
        return None
    named = recognise(name["text"])
    if named is None or recognise(value["text"]) is not None:
        return None
    if named.name not in TEXTS and re.fullmatch(r"(?:0[xX])?[0-9a-fA-F]{16,}", value["text"]) is None:
        return None
    return f'{name["text"]}: "{value["text"]}"'


def _dumped(rows: Rows, start: int) -> tuple[str | None, int]:
    """The text whose bytes stand in the rows from one on, and where the next row stands; None where they are none."""
    data, at, indent = bytearray(), start, ""
    first = 0
    while at < len(rows) and (row := _ROW.fullmatch(rows[at][1][:200])) is not None:
        offset = int(row["offset"], 16)
        if at == start:
            first, indent = offset, row["indent"]
        elif row["indent"] != indent or offset != first + len(data):
            break
        data += bytes.fromhex(re.sub(r"[ \-]", "", row["bytes"]))
        at += 1
    if len(data) < LEAST_TEXT:
        return None, start
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, start
    return (text, at) if all(one.isprintable() or one in "\r\n\t" for one in text) else (None, start)
