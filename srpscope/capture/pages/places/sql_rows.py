"""Rows that SQL inserts, with the names of their columns beside each value: one a line or many, as dumps have them."""

from __future__ import annotations

import re
from itertools import zip_longest

ROWS_LIMIT = 1_000
"""Rows of one line that are read."""

_INSERT = re.compile(
    r"(?i)\s*(?:insert|replace)\s+(?:ignore\s+)?into\s+[\w.`\"]{1,80}\s*\((?P<names>[^()]{3,400})\)\s*values\s*"
)
_ROW = re.compile(r"\s*\((?P<values>(?:[^()']|'(?:[^']|'')*+'|\([^()]{0,40}\)){3,20000})\)\s*(?P<more>[,;]?)")
_VALUE = re.compile(r"\s*(?P<one>[xX]?'(?:[^']|'')*+'|[^,']*+)\s*(?:,|$)")


def inserted(line: str, names: str) -> tuple[str, str]:
    """(the line with the name of its column before each value, the columns that the line below goes on with).

    names: the columns of the statement that goes on in this line, "" where none does.
    """
    if not names and "into" not in line[:40].lower():
        return line, ""
    head = _INSERT.match(line)
    if head is None and (not names or line.lstrip()[:1] != "("):
        return line, ""
    names = head["names"] if head is not None else names
    at = head.end() if head is not None else 0
    rows: list[str] = []
    more = "," if head is not None else ""
    while len(rows) < ROWS_LIMIT and (row := _ROW.match(line, at)) is not None:
        rows.append(_named(names, row["values"]))
        at, more = row.end(), row["more"]
    if not rows and head is None:
        return line, ""
    return ", ".join(rows), names if more == "," and not line[at:].strip() else ""


def _named(names: str, values: str) -> str:
    columns = [one.strip(' `"\n[]') for one in names.split(",")]
    cells = [one["one"].strip() for one in _VALUE.finditer(values)][: len(columns)]
    return ", ".join(f"{name}: {cell}" for name, cell in zip_longest(columns, cells, fillvalue="") if cell)
