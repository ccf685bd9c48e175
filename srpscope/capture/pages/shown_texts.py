"""Texts that a page shows in another dress: as HTML of a forum, as a dump of bytes beside their characters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

Rows = Sequence[tuple[int, str]]

_SHOWN = re.compile(r"<(?:pre|code)\b[^<>]{0,400}>")
_TAGS = re.compile(
    r"</?(?:pre|code|p|div|span|li|ul|ol|br|strong|em|blockquote|details|summary|h[1-6]|a)\b[^<>]{0,400}>"
)
_ROW = re.compile(
    r"(?P<indent>[ \t]*)(?:0x)?(?P<offset>[0-9a-fA-F]{4,8}):?[ \t]{1,3}"
    r"(?P<bytes>[0-9a-fA-F]{2}(?:[ \-]{1,2}[0-9a-fA-F]{2}){0,15})(?:[ \t]{2,}.{0,20})?\s*"
)
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
        yield number, html.unescape(_TAGS.sub("", line)) if marked and ("<" in line or "&" in line) else line
        at += 1


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
