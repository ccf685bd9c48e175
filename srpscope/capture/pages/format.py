"""Values as people print them: `name: hex`, `name = 0x..`, C arrays, byte lists, base64, decimal numbers, tables."""

from __future__ import annotations

from srpscope.capture.capture import Capture
from srpscope.capture.pages.handshakes.captures import captures_of_page
from srpscope.capture.pages.handshakes.unnamed import name_the_unnamed
from srpscope.capture.pages.lines import read_page
from srpscope.capture.pages.places.stretches import is_program
from srpscope.capture.pages.printed_by import printed_by
from srpscope.capture.pages.shown_texts import as_text
from srpscope.capture.refusals import ending_told, proof_of
from srpscope.capture.source import Source
from srpscope.capture.text.controls import plain
from srpscope.capture.text.text_lines import is_text, text_lines, text_of
from srpscope.errors import FileError

TITLE = "a page of printed values"

TEXT_LIMIT = 16 * 1024 * 1024
"""Bytes of a page at the most."""


def sureness(head: bytes, name: str) -> float:
    """How many lines of the first ones name a value that can be read."""
    if not is_text(head):
        return 0.0
    lines = [plain(line) for line in text_of(head[:16_384]).splitlines()[:200]]
    try:
        page = read_page(enumerate(lines, 1))
    except (ValueError, RecursionError):
        return 0.0
    if not page.values:
        name_the_unnamed(page)
    if not page.values and not page.notes:
        return 0.0
    return min(0.6, 0.3 + 0.05 * len(page.values))


def read(source: Source, of_srp: bool = False) -> list[Capture]:
    """Every handshake of a page. of_srp: it stands beside a handshake of SRP. Raises FileError where it names no value
    at all."""
    if source.size > TEXT_LIMIT:
        raise FileError(
            f"{source.name}: {source.size:,} bytes are too many for a page of values; the limit is {TEXT_LIMIT:,}."
        )
    lines = list(text_lines(source))
    page = read_page(lines, of_srp, source.name)
    captures = captures_of_page(page, source.name)
    if captures:
        texts = [line for _, line in lines]
        alone = captures[0] if len(captures) == 1 and not is_program(texts) else None
        if alone is not None and (ended := ending_told(as_text(lines), proof_of(alone, page.proof_line))) is not None:
            alone.lines.append({"type": "event"} | ended)
        if language := printed_by(texts):
            for capture in captures:
                capture.header["printed_by"] = language
        return captures
    if page.notes:
        raise FileError(f"{source.name}: no value could be read. {page.notes[0][0].upper()}{page.notes[0][1:]}")
    raise FileError(f"{source.name}: no value is named in it. Print them as `A: 9dca..` or `A = 0x9dca..`, one a line.")
