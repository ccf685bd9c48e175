"""A text as lines, whatever wrote it: UTF-8 or UTF-16 (PowerShell), any line ending, colours taken off."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import Final

from srpscope.capture.source import Source
from srpscope.capture.text.controls import SHOWN_LINE_END, plain

LINE_LIMIT: Final = 1024 * 1024
"""Characters of one line at the most; what is longer is cut into several."""

_BLOCK: Final = 64 * 1024
"""Characters taken up at once; lines of a block in which nothing tells are passed over together."""


Dull = Callable[[str], object]
"""Whether a line can be dropped unseen."""

Skim = Callable[[str], Dull | None]
"""Of a block of lines, what says which of them are dull; None where each must be looked at. For logs that are long:
what holds nothing that a reader looks for is then passed over block by block."""


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


def text_lines(source: Source, skim: Skim | None = None) -> Iterator[tuple[int, str]]:
    """(line number from 1, text without line ending and colours) of a source, read as it is used.

    A line end that is shown in the text ("<\\r><\\n>") ends a line too; what follows it has the same number.
    """
    number = 0
    for block in _blocks(source):
        text = plain(block)
        lines = text.split("\n")
        dull = skim(text) if skim is not None else None
        if dull is not None:
            for line in lines:
                number += 1
                if not dull(line):
                    yield from _pieces(number, line)
        elif SHOWN_LINE_END in text:
            for line in lines:
                number += 1
                yield from _pieces(number, line)
        else:
            for line in lines:
                number += 1
                yield number, line


def _pieces(number: int, line: str) -> Iterator[tuple[int, str]]:
    if SHOWN_LINE_END in line:
        yield from ((number, piece) for piece in line.rstrip(SHOWN_LINE_END).split(SHOWN_LINE_END))
    else:
        yield number, line


def _blocks(source: Source) -> Iterator[str]:
    """The text in pieces of whole lines, without the last line feed of each."""
    done, rest = 0, ""
    with source.open() as raw, io.TextIOWrapper(raw, encoding_of(source.head), "replace", newline=None) as stream:
        while chunk := stream.read(_BLOCK):
            done += len(chunk)
            source.progress(min(done, source.size), source.size)
            end = chunk.rfind("\n")
            if end >= 0:
                yield rest + chunk[:end]
                rest = chunk[end + 1 :]
            else:
                rest += chunk
                while len(rest) > LINE_LIMIT:
                    yield rest[:LINE_LIMIT]
                    rest = rest[LINE_LIMIT:]
        if rest:
            yield rest
