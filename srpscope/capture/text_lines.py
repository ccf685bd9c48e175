"""A text as lines, whatever wrote it: UTF-8 or UTF-16 (PowerShell), any line ending, colours taken off."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from srpscope.capture.source import Source

LINE_LIMIT = 1024 * 1024
"""Characters of one line at the most; what is longer is cut into several."""

BLANKS_LIMIT = 32
"""Blanks in a row at the most: longer runs say nothing, and expressions go over them again and again."""

_BLANKS = re.compile(rf"[^\S\n]{{{BLANKS_LIMIT + 1},}}")

_ESCAPE = re.compile(
    r"(?:\x1b|\u241b|\^\[)(?:\[[0-9;:?]{0,24}[ -/]?[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)|[()][0-9A-Z])"
    r"|(?<![\w\]])\[0(?:;\d{1,2}){1,2}m|\[0m"  # an escape character lost in a copy leaves "[0;31m" and "[0m" behind
)


def encoding_of(head: bytes) -> str:
    """The text encoding of a file from its first bytes: a byte order mark, or the zero bytes of bare UTF-16."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head[:512]
    if len(start) >= 8:
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if odd > len(start) * 0.3 and even < len(start) * 0.05:
            return "utf-16-le"
        if even > len(start) * 0.3 and odd < len(start) * 0.05:
            return "utf-16-be"
    return "utf-8"


def text_of(data: bytes) -> str:
    """All of some bytes as text; what is no text becomes U+FFFD."""
    return data.decode(encoding_of(data), "replace")


def is_text(head: bytes) -> bool:
    """Whether these are the first bytes of a text: no NUL bytes beyond those of UTF-16, few control characters."""
    text = text_of(head[:4096])
    if not text:
        return False
    odd = sum(1 for char in text if (char < " " and char not in "\t\r\n\f\x1b\x07\x08") or char == "\ufffd")
    return odd <= len(text) // 50


def uncoloured(line: str) -> str:
    """A line without terminal colours, also where the escape character itself was lost on the way."""
    return _ESCAPE.sub("", line) if "\x1b" in line or "m" in line or "\u241b" in line or "^[" in line else line


def plain(line: str) -> str:
    """A line without colours and without endless runs of blanks."""
    line = uncoloured(line)
    return _BLANKS.sub(" " * BLANKS_LIMIT, line) if len(line) > BLANKS_LIMIT else line


def text_lines(source: Source) -> Iterator[tuple[int, str]]:
    """(line number from 1, text without line ending and colours) of a source, read as it is used."""
    done = 0
    with source.open() as raw, io.TextIOWrapper(raw, encoding_of(source.head), "replace", newline=None) as stream:
        number = 0
        while line := stream.readline(LINE_LIMIT):
            number += 1
            done += len(line)
            if number % 20_000 == 0:
                source.progress(min(done, source.size), source.size)
            yield number, plain(line.rstrip("\r\n"))
