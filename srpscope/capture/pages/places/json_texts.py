"""A JSON object that stands in a string: the body of a request in a log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from srpscope.capture.pages.names import ValueName, recognise

DEPTH_LIMIT = 6


def pairs_of(text: str) -> Iterator[tuple[str, ValueName, str]]:
    """(key, what it means, content) of each key that names a value and has a text; nothing where it is no JSON."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield from _pairs(document, 0)


def _pairs(data: Any, depth: int) -> Iterator[tuple[str, ValueName, str]]:
    if not isinstance(data, dict) or depth > DEPTH_LIMIT:
        return
    for key, value in data.items():
        named = recognise(key)
        if named is not None and isinstance(value, str):
            yield key, named, value
        yield from _pairs(value, depth + 1)
