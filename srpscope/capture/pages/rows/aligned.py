"""Rows whose values begin in one column: a user name or a password stands among them without a sign before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from srpscope.capture.pages.names import SETTINGS, TEXTS, recognise

LEAST = 2
"""Long values in a column that show that it is one."""

_ROW = re.compile(r"[ \t>]*(?P<name>[A-Za-z][\w.\-]{0,24}(?: [a-z]\w{0,16})?) {2,}(?P<value>\S{1,4000})[ \t]*$")
_LONG = re.compile(r"(?:0[xX])?[0-9a-fA-F]{16,}|\d{20,}|[A-Za-z0-9+/]{22,}={0,2}")


def text_rows(lines: Sequence[str]) -> dict[int, str]:
    """By their index, the lines that give a user name or a password in the column of long values that names of SRP's
    stand before, with a colon behind the name: `I      nora` over `salt   9dca..`."""
    columns: dict[int, int] = {}
    texts: list[tuple[int, re.Match[str]]] = []
    for index, line in enumerate(lines):
        row = _ROW.match(line) if "  " in line[:64] else None
        named = None if row is None else recognise(row["name"])
        if row is None or named is None or named.name in SETTINGS:
            continue
        if named.name in TEXTS:
            texts.append((index, row))
        elif _LONG.fullmatch(row["value"]):
            columns[row.start("value")] = columns.get(row.start("value"), 0) + 1
    return {
        index: f"{row['name']}: {row['value']}" for index, row in texts if columns.get(row.start("value"), 0) >= LEAST
    }
