"""A JSON file of values: an object, a list of them, or one object a line; nested objects named after a side are its."""

from __future__ import annotations

import json
import re
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.capture.pages.handshakes.captures import captures_of_page
from srpscope.capture.pages.json_page import JsonNumber, add_json
from srpscope.capture.pages.lines import read_page
from srpscope.capture.pages.names import SETTINGS, recognise
from srpscope.capture.pages.page import Page
from srpscope.capture.refusals import ending_told, proof_of
from srpscope.capture.source import Source
from srpscope.capture.text.controls import plain
from srpscope.capture.text.text_lines import encoding_of, is_text, text_of
from srpscope.errors import FileError

TITLE = "JSON with values"

JSON_LIMIT = 16 * 1024 * 1024
"""Bytes of a JSON file at the most."""

DOCUMENTS_LIMIT = 10_000


_NAMED_IN_TEXT = re.compile(r"(?:\\n|\"|`)[>\s]{0,4}([A-Za-z][\w ]{0,30})[:=] ?[^\s\"]")
"""A name with its value in a text of several lines."""


def sureness(head: bytes, name: str) -> float:
    """Likely where a JSON text has keys that name values; 0 where it has none."""
    if not is_text(head):
        return 0.0
    text = text_of(head).lstrip()
    if not re.match(r'[\[{]\s*[\]}{"\[]', text) or re.search(r'^\{\s*"log"\s*:', text):
        return 0.0
    keys = set(re.findall(r'"([^"\\\n]{1,64})"\s*:', text)[:2_000])
    named = [found for key in keys if (found := recognise(key)) and found.name not in SETTINGS]
    if named:
        return min(0.65, 0.5 + 0.03 * len(named))
    written = {one for one in _NAMED_IN_TEXT.findall(text[:65_536]) if recognise(one) is not None}
    return 0.25 if len(written) > 1 else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake of a JSON file. Raises FileError with line and column where no object is whole."""
    data = source.read_all(JSON_LIMIT)
    text = data.decode(encoding_of(source.head), "replace")
    decoder = json.JSONDecoder(parse_int=JsonNumber, parse_float=JsonNumber)
    page, at, documents = Page(size=len(text)), 0, 0
    said: list[tuple[int, str]] = []
    texts: list[tuple[int, str]] = []
    page.hear(source.name)
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
            if documents == 0 or text[at] not in "[{":  # words behind it: a page in which JSON stands
                return _as_page(source, f"{source.name}: {sentence}.")
            page.note(f"{sentence}; what stands before it was read.")
            break
        if documents and _repeats(page, document):
            page.begin_record()
        documents += 1
        said += [(line, text) for text in _words_of(document)]
        texts += [(line, text) for text in _texts_of(document)]
        add_json(page, document, None, line, 0)
    captures = captures_of_page(page, source.name)
    if documents > 1 and len(captures) == 1 and (told := ending_told(said, proof_of(captures[0]))) is not None:
        captures[0].lines.append({"type": "event"} | told)
    if not captures:
        captures = _in_texts(texts, source.name)
    if not captures:
        raise FileError(f"{source.name}: no key of this JSON names a value that SRP knows. {' '.join(page.notes[:1])}")
    return captures


_TOLD_UNDER = frozenset("msg message error err reason detail event text log exception warning mt m".split())
"""Keys under which a log has what a program said."""


def _words_of(document: Any) -> list[str]:
    """What a line of a log says in words."""
    if not isinstance(document, dict):
        return []
    return [text for key, text in document.items() if key.lower().lstrip("@_") in _TOLD_UNDER and isinstance(text, str)]


TEXTS_LIMIT = 1_000
"""Texts of a document that are read as what people wrote, at the most."""
_WRITTEN_UNDER = frozenset("text body content message comment description".split())


def _texts_of(document: Any) -> list[str]:
    """What people wrote, in the export of a chat or of a thread: strings of several words."""
    found: list[str] = []
    left = [document]
    while left and len(found) < TEXTS_LIMIT:
        one = left.pop()
        if isinstance(one, dict):
            found += [
                text for key, text in one.items() if key in _WRITTEN_UNDER and isinstance(text, str) and " " in text
            ]
            left += [inner for inner in reversed(one.values()) if isinstance(inner, dict | list)]
        elif isinstance(one, list):
            left += [inner for inner in reversed(one) if isinstance(inner, dict | list)]
    return found


def _in_texts(texts: list[tuple[int, str]], name: str) -> list[Capture]:
    """The handshakes whose values stand in such texts, in their order."""
    rows = [(line, one) for line, text in texts for one in plain(text).replace("```", "\n").splitlines()]
    page = read_page(rows, name=name)
    captures = captures_of_page(page, name)
    if len(captures) == 1 and (told := ending_told(rows, proof_of(captures[0]))) is not None:
        captures[0].lines.append({"type": "event"} | told)
    return captures


def _repeats(page: Page, document: Any) -> bool:
    """Whether an object says anew what the objects before it said: lines of a log add to one another, lines of a list
    do not."""
    alone = Page()
    add_json(alone, document, None, 0, 0)
    so_far = {value.name for value in page.values[max(page.breaks, default=0) :]}
    return not so_far or any(value.name in so_far for value in alone.values)


def _as_page(source: Source, fault: str) -> list[Capture]:
    """What looks like JSON and is none may be the print of another language. Raises FileError with the JSON's fault."""
    from srpscope.capture.pages import format as printed

    try:
        return printed.read(source)
    except FileError:
        raise FileError(fault) from None


def _next(text: str, at: int) -> int:
    """The next place that is neither blank nor a comma."""
    found = re.compile(r"[^\s,]").search(text, at)
    return found.start() if found else len(text)
