"""What stands between the parts of a literal and says nothing: white space, ends of lines, comments."""

from __future__ import annotations

import re

BLANK = re.compile(r"(?:[ \t\r]++|\n|\\\n|/\*(?:[^*]++|\*(?!/))*+\*/|//[^\n]*+(?=\n)|#[ \t][^\n]*+(?=\n))*+")
"""White space, comments and continued lines, as source code has them between two tokens."""

SPACE = re.compile(r"\s*+")


def past(blank: re.Pattern[str], text: str, at: int, end: int | None = None) -> int:
    """Where a run of blanks that begins at `at`, and goes no further than `end`, is over: `at` itself where none is."""
    found = blank.match(text, at, len(text) if end is None else end)
    return at if found is None else found.end()
