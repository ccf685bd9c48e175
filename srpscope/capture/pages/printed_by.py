"""Which language printed a page, where its way of writing values shows it: the fix is shown in that one first."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 1_000_000
"""Characters that are looked at."""

SIGNS = (
    ("dart", re.compile(r"^(?:.{0,60}\b)?flutter ?(?:\( *\d+\))?: ", re.MULTILINE)),
    ("javascript", re.compile(r"<Buffer [0-9a-f]{2}\b|\bUint8Array\(\d{1,6}\) \[|(?<![\w.])\d{20,}n\b")),
    ("swift", re.compile(r"\bOptional\((?:\"|\d+ bytes|\[)")),
    ("python", re.compile(r"(?<!\w)b(?:'\\x|\"\\x)|\bbytearray\(b['\"]")),
)
"""Ids of languages, and what only their own way of printing writes."""


def printed_by(lines: Iterable[str]) -> str | None:
    """The one language whose signs stand in the first lines; None where none does, or several do."""
    first, left = [], MOST
    for line in lines:
        first.append(line[:left])
        left -= len(line) + 1
        if left <= 0:
            break
    text = "\n".join(first)
    found = [name for name, sign in SIGNS if sign.search(text)]
    return found[0] if len(found) == 1 else None
