"""A pasted Nimbus exchange: the JSON messages of its three steps, with or without the settings object, in any text."""

from __future__ import annotations

from typing import Any, Final

from srpscope.capture.capture import Capture
from srpscope.capture.own_words import READ_FROM_TEXT
from srpscope.capture.pages.handshakes.captures import captures_of_page
from srpscope.capture.pages.lines import read_page
from srpscope.capture.refusals import ProofRead, ending_told
from srpscope.capture.source import Source
from srpscope.capture.text.json_objects import json_objects
from srpscope.errors import FileError
from srpscope.wire.wires import wire

TITLE = "Nimbus exchange"

LARGEST_FILE: Final = 4 * 1024 * 1024

_MESSAGES: Final = 1_000
_SETTINGS: Final = 2_000
"""Braces of a text that are tried as the beginning of a message, or of the settings."""


def sureness(head: bytes, name: str) -> float:
    """0.97 where an answer with salt and B is followed by one with A and M1, 0 elsewhere."""
    if b'"M1"' not in head or b'"salt"' not in head or b'"B"' not in head:
        return 0.0
    names = [name for _, name, _ in split_exchange(head.decode("utf-8", "replace"))]
    at = names.index("salt and B") if "salt and B" in names else len(names)
    return 0.97 if "step 2" in names[at:] else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake: a new one begins with each step 1, or where a step comes again. Raises FileError."""
    text = source.read_all(LARGEST_FILE).decode("utf-8", "replace")
    found: list[Capture] = []
    seen: set[str] = set()
    for sender, name, data in split_exchange(text):
        if name == "registration":
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
        capture.header |= {"origin": READ_FROM_TEXT, "group": None, "hash": None}
        _apply(capture, settings)
    return _with_its_page(found, text, source.name) if len(found) == 1 else found


def _with_its_page(found: list[Capture], text: str, name: str) -> list[Capture]:
    """The one handshake with what the text around its messages says: a user name, a refusal."""
    for _, said in json_objects(text, _MESSAGES):
        text = text.replace(said, "\n" * said.count("\n"), 1)
    lines = text.splitlines()
    last = [line["from"] for line in found[0].lines if line["type"] == "message"][-1]
    printed = captures_of_page(read_page(enumerate(lines, 1), of_srp=True), name)
    if len(printed) == 1:
        found[0].lines += printed[0].lines
        found[0].notes += printed[0].notes
        found[0].unread += printed[0].unread
        found[0].header["secrets"] = bool(printed[0].header.get("secrets"))
    if last == "client" and (told := ending_told(enumerate(lines, 1), ProofRead())) is not None:
        found[0].lines.append({"type": "event"} | told)
    return found


def split_exchange(text: str) -> list[tuple[str, str, bytes]]:
    """(sender, what Nimbus calls it, bytes) of the messages of a pasted exchange: every JSON object in the text that is
    one of Nimbus' steps, in the order of the text."""
    spoken = wire("nimbus")
    found = []
    for _, said in json_objects(text, _MESSAGES):
        data = said.encode("utf-8", "replace")
        sender = spoken.spoken_by(data)
        if sender is not None and (decoded := spoken.decode(sender, data)) is not None:
            found.append((sender, decoded.name, data))
    return found


def _settings(text: str) -> dict[str, Any] | None:
    """The first object in the text that publishes N and H or a routine."""
    for value, _ in json_objects(text, _SETTINGS):
        if ({"N", "H"} <= value.keys() or "xRoutine" in value) and "salt" not in value:
            return value
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
