"""A pasted Nimbus exchange: the JSON messages of its three steps, with or without the settings object, in any text."""

from __future__ import annotations

import json
from typing import Any, Final

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.wire.nimbus.messages import split_exchange
from srpscope.wire.nimbus.wire import WIRE

TITLE = "Nimbus exchange"

LARGEST_FILE: Final = 4 * 1024 * 1024

_BRACES: Final = 2_000


def sureness(head: bytes, name: str) -> float:
    """0.97 where an answer with salt and B is followed by one with A and M1, 0 elsewhere."""
    if b'"M1"' not in head or b'"salt"' not in head or b'"B"' not in head:
        return 0.0
    names = [_name(sender, data) for sender, data in split_exchange(head.decode("utf-8", "replace"))]
    at = names.index("salt and B") if "salt and B" in names else len(names)
    return 0.97 if "step 2" in names[at:] else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake: a new one begins with each step 1, or where a step comes again. Raises FileError."""
    text = source.read_all(LARGEST_FILE).decode("utf-8", "replace")
    found: list[Capture] = []
    seen: set[str] = set()
    for sender, data in split_exchange(text):
        name = _name(sender, data)
        if name in ("registration", ""):
            continue
        if not found or name == "step 1" or name in seen:
            found.append(Capture({"title": f"{source.name}, Nimbus exchange {len(found) + 1}", "dialect": "nimbus"}))
            seen.clear()
        seen.add(name)
        found[-1].add("message", from_=sender, via="paste", endpoint="", bytes=data.hex())
    if not found:
        raise FileError(f"{source.name}: there is no message of a Nimbus exchange in it.")
    settings = _settings(text)
    for number, capture in enumerate(found, 1):
        capture.name = f"{source.name}, exchange {number}" if len(found) > 1 else source.name
        capture.header |= {"origin": "recorded", "group": None, "hash": None}
        _apply(capture, settings)
    return found


def _name(sender: str, data: bytes) -> str:
    decoded = WIRE.decode(sender, data, None)
    return "" if decoded is None else decoded.name


def _settings(text: str) -> dict[str, Any] | None:
    """The first object in the text that publishes N and H or a routine."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_BRACES):
        if at < 0:
            return None
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict) and ({"N", "H"} <= value.keys() or "xRoutine" in value) and "salt" not in value:
                return value
        at = text.find("{", end)
    return None


def _apply(capture: Capture, settings: dict[str, Any] | None) -> None:
    """Group, hash and routines as published; without them the group and hash are for the person to say."""
    if settings is None:
        return
    from srpscope.srp.nimbus_settings import of_object
    from srpscope.srp.primitives.groups import name_of

    try:
        published = of_object(settings)
    except FileError as error:
        capture.notes.append(str(error))
        return
    name = name_of(published.group.N, published.group.g)
    capture.header |= {"group": name, "hash": published.hash}
    if name is None:
        capture.add_values("both", {"N": f"{published.group.N:x}", "g": f"{published.group.g:x}"})
    for value, formula in published.changes.items():
        capture.add("edit", side="both", value=value, formula=formula, note="as the settings publish it")
