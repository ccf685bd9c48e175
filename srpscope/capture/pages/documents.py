"""What RFCs and documents like them have around and before a value: breaks between pages, a prime that is given by its
formula first, a group that is named where N and g would stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FOOT = re.compile(r"\S.{0,80}\[Page \d{1,4}\][ \t]*")
"""`Taylor, et al.               Informational                     [Page 17]`"""
_HEAD = re.compile(r"\S.{0,40}?[ \t]{3,}\S.{0,60}?[ \t]{3,}\S.{0,40}")
"""`RFC 5054            Using SRP for TLS Authentication       November 2007`"""
_PRIME = re.compile(r"\s*(?:The|This) prime is:? 2\^")
_ITS_DIGITS = re.compile(r"\s*Its hexadecimal value is:?\s*$")
_FORMULA_LINES = 4
"""Lines of a formula at the most, the blank one behind it included."""
_NAMED = re.compile(r"\s*\(?N, ?g\)? ?[=:] ?<?(?P<bits>\d{3,4})[ -]?bit\b.{0,60}")
"""`N, g = <1024-bit parameters from Appendix A>`"""


def as_values(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, with their numbers: a value goes on behind the break of a page, "Its hexadecimal value is:" says of
    what, and a group has its name."""
    left = 0
    for number, line in _without_breaks(lines):
        if _PRIME.match(line):
            line, left = "", _FORMULA_LINES
        elif left:
            left -= 1
            its = _ITS_DIGITS.match(line)
            line, left = ("The prime is:", 0) if its else ("" if left else line, left)
        elif "bit" in line and (named := _NAMED.fullmatch(line)):
            line = f"group: {named['bits']}-bit"
        yield number, line


def _without_breaks(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    blank: list[tuple[int, str]] = []
    broken = False
    for number, line in lines:
        if not line.strip():
            blank.append((number, line))
        elif _FOOT.fullmatch(line):
            blank, broken = [], True
        elif broken and _HEAD.fullmatch(line):
            blank = []
        else:
            if not broken:
                yield from blank
            yield number, line
            blank, broken = [], False
    yield from blank
