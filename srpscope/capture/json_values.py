"""A JSON file of values: an object, a list of them, or one object a line; nested objects named after a side are its."""

from __future__ import annotations

import json
import re

from srpscope.capture.capture import Capture
from srpscope.capture.page import Page
from srpscope.capture.page_captures import captures_of_page
from srpscope.capture.page_json import JsonNumber, add_json
from srpscope.capture.source import Source
from srpscope.capture.text_lines import encoding_of, is_text, text_of
from srpscope.capture.value_names import SETTINGS, recognise
from srpscope.errors import FileError

TITLE = "JSON with values"

JSON_LIMIT = 16 * 1024 * 1024
"""Bytes of a JSON file at the most."""

DOCUMENTS_LIMIT = 10_000


def sureness(head: bytes, name: str) -> float:
    """Likely where a JSON text has keys that name values; 0 where it has none."""
    if not is_text(head):
        return 0.0
    text = text_of(head).lstrip()
    if not re.match(r'[\[{]\s*[\]}{"\[]', text) or re.search(r'^\{\s*"log"\s*:', text):
        return 0.0
    keys = set(re.findall(r'"([^"\\\n]{1,64})"\s*:', text)[:2_000])
    named = [found for key in keys if (found := recognise(key)) and found.name not in SETTINGS]
    return min(0.65, 0.5 + 0.03 * len(named)) if named else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake of a JSON file. Raises FileError with line and column where no object is whole."""
    data = source.read_all(JSON_LIMIT)
    text = data.decode(encoding_of(source.head), "replace")
    decoder = json.JSONDecoder(parse_int=JsonNumber, parse_float=JsonNumber)
    page, at, documents = Page(), 0, 0
    while documents < DOCUMENTS_LIMIT:
        at = _next(text, at)
        if at >= len(text):
            break
        line = text.count("\n", 0, at) + 1
        try:
            document, at = decoder.raw_decode(text, at)
        except RecursionError:
            raise FileError(f"{source.name}: line {line}: the JSON is nested too deeply.") from None
        except json.JSONDecodeError as error:
            sentence = f"line {error.lineno}, column {error.colno}: the JSON breaks off or is wrong here ({error.msg})"
            if documents == 0:
                raise FileError(f"{source.name}: {sentence}.") from None
            page.note(f"{sentence}; what stands before it was read.")
            break
        if documents:
            page.breaks.append(len(page.values))
        documents += 1
        add_json(page, document, None, line, 0)
    captures = captures_of_page(page, source.name)
    if not captures:
        raise FileError(f"{source.name}: no key of this JSON names a value that SRP knows. {' '.join(page.notes[:1])}")
    return captures


def _next(text: str, at: int) -> int:
    """The next place that is neither blank nor a comma."""
    found = re.compile(r"[^\s,]").search(text, at)
    return found.start() if found else len(text)
