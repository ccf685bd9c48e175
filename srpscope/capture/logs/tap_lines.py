"""A program's own output in which lines of our capture file stand, as `srpscope tap` makes a port print them: bare, or
behind whatever a logger puts in front. Each header begins another run of the program."""

from __future__ import annotations

import json
import re

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.capture.text.text_lines import is_text, text_lines
from srpscope.errors import FileError

TITLE = "a log with the lines of srpscope tap"

KINDS = ("header", "hash", "values")
"""What a tap prints; lines of other types in somebody's log are none of ours."""

MOST_LINES = 100_000
"""Lines of a run that are kept."""

_BEGINS = re.compile(r'\{ ?"type": ?"(?:hash", ?"side": ?"|values", ?"side": ?"|header", ?"srpscope":)')
_DECODER = json.JSONDecoder()


def sureness(head: bytes, name: str) -> float:
    """Certain where a whole line of a tap stands in the first bytes."""
    if not is_text(head):
        return 0.0
    text = head.decode("utf-8", "replace")
    found = _BEGINS.search(text)
    return 1.0 if found is not None and _line_in(text[found.start() :].split("\n", 1)[0]) is not None else 0.0


def read(source: Source) -> list[Capture]:
    """Every run in it that holds more than its header. Raises FileError where none does."""
    runs = [Capture(name=source.name)]
    cut = 0
    for number, text in text_lines(source):
        found = _BEGINS.search(text)
        if found is None:
            continue
        line = _line_in(text[found.start() :])
        if line is None:
            cut = cut or number
        elif line["type"] == "header":
            runs.append(Capture({key: value for key, value in line.items() if key != "type"}, name=source.name))
        elif len(runs[-1].lines) < MOST_LINES:
            runs[-1].lines.append(line)
            runs[-1].numbers.append(number)
    kept = [one for one in runs if one.lines]
    if not kept:
        raise FileError(f"{source.name}: no line of a tap could be read in it.")
    if cut:
        kept[0].notes.append(f"line {cut}: the line of a tap is cut off; loggers shorten what is long.")
    return kept


def _line_in(text: str) -> dict[str, object] | None:
    """The object that begins a text, where it is whole and of a tap."""
    try:
        line, _ = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) and line.get("type") in KINDS else None
