"""A program's own output in which lines of our capture file stand, as `srpscope tap` makes a port print them: bare, or
behind whatever a logger puts in front. Each header begins another run of the program."""

from __future__ import annotations

import json
import re
from itertools import islice

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.capture.text.text_lines import is_text, text_lines
from srpscope.errors import FileError

TITLE = "a log with the lines of srpscope tap"

KINDS = ("header", "hash", "values")
"""What a tap prints; lines of other types in somebody's log are none of ours."""

MOST_LINES = 100_000
"""Lines of a run that are kept."""

_BEGINS = re.compile(r'\{ ?"(?:type|alg|in|out|side|values|dialect|secrets|srpscope|title)" ?:')
"""Any key of a line of ours: what writes JSON may sort them."""

_OURS = re.compile(
    r'\{ ?"(?:type": ?"(?:hash", ?"side": ?"|values", ?"side": ?"|header", ?"srpscope":)'
    r'|alg": ?"[\w-]{1,20}", ?"in": ?")'
)
"""What begins so is a line of a tap, whole or not."""

_TRIED = 4
"""Places of a line at which one of ours may begin, behind what a logger put in front."""
_LOOKED_AT = 20
"""Lines of the first bytes that may be a tap's."""

_DECODER = json.JSONDecoder()


def sureness(head: bytes, name: str) -> float:
    """Certain where a whole line of a tap stands in the first bytes."""
    if not is_text(head):
        return 0.0
    text = head.decode("utf-8", "replace")
    lines = (line for line in text.split("\n") if _BEGINS.search(line))
    return 1.0 if any(_line_in(line) is not None for line in islice(lines, _LOOKED_AT)) else 0.0


def read(source: Source) -> list[Capture]:
    """Every run in it that holds more than its header. Raises FileError where none does."""
    runs = [Capture(name=source.name)]
    cut = 0
    for number, text in text_lines(source):
        line = _line_in(text)
        if line is None:
            cut = cut or (number if _OURS.search(text) else 0)
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
    """The object of a tap in a line of text, where it is whole."""
    for found in islice(_BEGINS.finditer(text), _TRIED):
        try:
            line, _ = _DECODER.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(line, dict) and _is_a_taps(line):
            return line
    return None


def _is_a_taps(line: dict[str, object]) -> bool:
    """Whether it has the keys that tell it from the lines of other programs."""
    if line.get("type") == "header":
        return "srpscope" in line
    return line.get("type") in KINDS and isinstance(line.get("side"), str)
