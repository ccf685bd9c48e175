"""The JSON objects that stand anywhere in a text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def json_objects(text: str, most: int, opens: str = "{") -> Iterator[tuple[dict[str, Any], str]]:
    """The objects in order, each with its text; of nested ones the outermost. most: how many openings are tried, so
    that a text of braces ends. opens: what one begins with, as it is written."""
    decoder = json.JSONDecoder()
    at = text.find(opens)
    for _ in range(most):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value, text[at:end]
        at = text.find(opens, end)
