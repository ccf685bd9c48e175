"""Values that a program prints as objects, so that they stand some lines below their names: phpseclib's BigInteger
in PHP, Data in Swift."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_DUMPED = re.compile(r"\s*object\([\w\\]{0,60}BigInteger\)#\d{1,6} \(\d{1,3}\) \{\s*$")
"""var_dump's, on the line below the name."""
_PRINTED = re.compile(r"(?P<name>\s*\[[^\[\]\n]{1,80}\] => )[\w\\]{0,60}BigInteger Object\s*$")
"""print_r's, behind the name."""
_VALUE = re.compile(r"\s*\[\"?value\b[^\[\]\n]{0,60}\] ?=>[ \t]*(?P<here>0x[0-9a-fA-F]+|-?\d+)?\s*$")
_TEXT = re.compile(r"\s*string\(\d{1,6}\) (?P<text>\"(?:0x[0-9a-fA-F]+|-?\d+)\")\s*$")
_NEAR = 6
"""Lines below the object's in which its value stands."""


_BYTES = re.compile(r"(?P<name>[ \t\-▿▹]*[A-Za-z_]\w{0,40}) : (?P<size>\d{1,4}) bytes\s*$")
_ELEMENTS = re.compile(r"[ \t▿▹\-]*bytes : (?P<size>\d{1,4}) elements\s*$")
_ELEMENT = re.compile(r"[ \t]*- (?P<byte>\d{1,3})\s*$")
"""What lldb and `dump` print of Swift's Data: its size, a pointer, its bytes a line each."""


def of_objects(rows: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, with the value of such an object on the line of its name."""
    return _with_data(list(_with_numbers(rows)))


def _with_data(rows: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(rows):
        number, line = rows[at]
        name = _BYTES.match(line)
        found = _elements(rows, at + 1, int(name["size"])) if name is not None else None
        if name is None or found is None:
            yield number, line
            at += 1
            continue
        data, behind = found
        yield number, f"{name['name']} : [{data}]"
        yield from ((one, "") for one, _ in rows[at + 1 : behind])
        at = behind


def _elements(rows: Sequence[tuple[int, str]], first: int, size: int) -> tuple[str, int] | None:
    """(the bytes in decimal, the line behind them), where as many stand there as are said to."""
    for at in range(first, min(first + _NEAR, len(rows))):
        said = _ELEMENTS.match(rows[at][1])
        if said is None:
            continue
        listed = [_ELEMENT.match(line) for _, line in rows[at + 1 : at + 1 + size]]
        data = [one["byte"] for one in listed if one is not None]
        return (", ".join(data), at + 1 + size) if len(data) == size == int(said["size"]) else None
    return None


def _with_numbers(rows: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(rows):
        number, line = rows[at]
        below = rows[at + 1][1] if at + 1 < len(rows) else ""
        printed = _PRINTED.match(line)
        dumped = printed is None and line.rstrip().endswith("=>") and _DUMPED.match(below) is not None
        found = _value(rows, at + 1 + dumped) if printed is not None or dumped else None
        if found is None:
            yield number, line
            at += 1
            continue
        text, behind = found
        yield number, f"{printed['name'] if printed is not None else line} {text}"
        yield from ((one, "") for one, _ in rows[at + 1 : behind])
        at = behind


def _value(rows: Sequence[tuple[int, str]], first: int) -> tuple[str, int] | None:
    """(the value of an object whose lines begin there, the line behind it)."""
    for at in range(first, min(first + _NEAR, len(rows))):
        value = _VALUE.match(rows[at][1])
        if value is not None and value["here"]:
            return value["here"], at + 1
        text = _TEXT.match(rows[at + 1][1]) if value is not None and at + 1 < len(rows) else None
        if text is not None:
            return text["text"], at + 2
    return None
