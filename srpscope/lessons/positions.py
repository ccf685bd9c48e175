"""On which line of a TOML text a table or key stands: tomllib does not say, and a teacher needs to know."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]+\")\s*=")


def positions(text: str) -> dict[str, int]:
    """Path -> line, counted from 1: "title", "start", "step[0]", "step[0].tell", "step[1].option[2].say"."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, closing = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            if closing in line:
                closing = ""
            continue
        header = _TABLE.match(line)
        if header is not None:
            table = _resolved(header[2], header[1] == "[[", counts)
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key is not None:
            name = key[1].strip('"')
            found.setdefault(f"{table}.{name}" if table else name, number)
        for quotes in ('"""', "'''"):
            if line.count(quotes) % 2:
                closing = quotes
    return found


def _resolved(name: str, several: bool, counts: dict[str, int]) -> str:
    """The path of a header, each array of tables with its index."""
    path = ""
    parts = name.split(".")
    for index, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if several and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
