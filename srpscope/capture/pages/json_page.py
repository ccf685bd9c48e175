"""Named values in decoded JSON: strings, numbers, lists of bytes, Node's Buffer, a stringified Uint8Array."""

from __future__ import annotations

import json
from typing import Any

from srpscope.capture.pages.names import ValueName, in_object_of, recognise, side_of
from srpscope.capture.pages.page import Page
from srpscope.capture.pages.places.assertions import proof_spoken_of
from srpscope.capture.pages.schemes import is_service

JSON_DEPTH = 12
DOCUMENT_LIMIT = 65_536
"""Characters of an object in a string."""


_OF_AN_EXCHANGE = frozenset(["request", "response", "url", "uri", "endpoint", "method"])
"""What an item of a list of requests has: those of one log-in follow on one another."""


_COMPARED = {
    **dict.fromkeys(("got", "actual", "received"), "received"),
    **dict.fromkeys(("want", "wanted", "expected"), "expected"),
}
"""Keys under which a log has a proof that was sent, and the one that was expected."""


class JsonNumber(str):
    """A number of a JSON text, kept as its digits: big ones are values, and no limit of int() applies."""

    __slots__ = ()


def add_json(page: Page, data: Any, side: str | None, line: int, depth: int) -> None:
    """Take the values out of decoded JSON (numbers as JsonNumber): an object named after a side is that side's."""
    if depth > JSON_DEPTH:
        page.note(f"line {line}: objects nested deeper than {JSON_DEPTH} levels are left out.")
        return
    if isinstance(data, list):
        for item in data[:1_000]:
            if isinstance(item, dict | list):
                if isinstance(item, dict) and len(data) > 1 and not _OF_AN_EXCHANGE & item.keys():
                    page.begin_record()
                add_json(page, item, side, line, depth + 1)
        return
    if not isinstance(data, dict) or "kty" in data:  # x and n of a JSON Web Key are a curve's and RSA's
        return
    nested: list[tuple[str, Any]] = []
    proof = _proof_compared(data)
    for key, value in data.items():
        named = recognise(f"{_COMPARED[key.lower()]} {proof}" if proof and key.lower() in _COMPARED else key)
        text = _json_text(value)
        page.hear(key if named is not None or text is None else f"{key}: {text[:200]}")
        if named is not None and text is not None:
            page.add(in_object_of(_named_by_json(named, value), key, side), side, text, line, key)
        elif isinstance(value, str) and value[:1] == "{" and (inner := _document(value)) is not None:
            nested.append((key, inner))
        elif isinstance(value, dict | list) and not is_service(key):
            nested.append((key, value))
    for key, value in nested:
        add_json(page, value, side_of(key) or side, line, depth + 1)


def _proof_compared(data: dict[str, Any]) -> str | None:
    """Which proof an object compares, where its words say so: `{"msg": "bad proof", "got": "9dca", "want": "51e0"}`."""
    if not any(key.lower() in _COMPARED for key in data):
        return None
    words = [value for value in data.values() if isinstance(value, str) and " " in value and len(value) < 400]
    return proof_spoken_of("\n".join(words))


def _document(text: str) -> Any:
    """The object that a string holds: the body of a request, as exports of Postman and of proxies keep it."""
    if len(text) > DOCUMENT_LIMIT:
        return None
    try:
        return json.loads(text, parse_int=JsonNumber, parse_float=JsonNumber)
    except (ValueError, RecursionError):
        return None


def _named_by_json(named: ValueName, value: Any) -> ValueName:
    """A bare JSON number is decimal for certain."""
    return ValueName(named.names, named.side, "decimal") if isinstance(value, JsonNumber) else named


def _json_text(value: Any) -> str | None:
    """A JSON value as the text it would be printed as; None where it holds no value."""
    if isinstance(value, JsonNumber):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if not value.isprintable() else value
    if isinstance(value, dict):
        if isinstance(value.get("data"), list) and value.get("type") == "Buffer":  # Node's Buffer
            value = value["data"]
        elif value and all(key == str(index) for index, key in enumerate(value)):  # a Uint8Array in JSON.stringify
            value = list(value.values())
        else:
            return None
    if isinstance(value, list) and value and all(isinstance(item, JsonNumber) for item in value):
        return "[" + ",".join(value) + "]"
    return None
