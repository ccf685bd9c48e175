"""Several names and as many literals in one assignment: `username, password = "nora", "blue-door-7"`."""

from __future__ import annotations

import re
from typing import NamedTuple

from srpscope.capture.pages.literals.blanks import BLANK, past
from srpscope.capture.pages.literals.byte_lists import Literal
from srpscope.capture.pages.literals.reader import literal_at
from srpscope.capture.pages.names import SETTINGS, ValueName, recognise
from srpscope.capture.pages.places.phrases import undoubled

NAMES_LIMIT = 8

TARGETS = re.compile(
    r"(?:^|\n|;)[ \t]*(?:(?:let|var|const|my|val|auto|local)\s+)?(?:list\(|[(\[]|\{:ok,)?\s*(?P<first>[\w.@$]+)"
    r"(?P<others>(?:\s*,\s*[\w.@$*]+)*)\s*[)\]}]?[ \t]*$"
)
UNUSED = re.compile(r"(?:\s*,\s*(?:_\w*|err\w*|ok|error|e|done))+")
_OPENING = re.compile(r"[ \t]*(?:\[|\(|array\(|\{)?")
_BEHIND = re.compile(r"(?:\s*+[\])}])?[ \t]*(?:[;)]|\r?\n|$|#|//)")


class Assigned(NamedTuple):
    """One name with its literal."""

    spelling: str
    named: ValueName
    literal: Literal


def several(names: list[str], text: str, at: int) -> tuple[list[Assigned], int] | None:
    """The names that are values, each with its literal, and where the assignment ends; None where the literals behind
    the sign are not as many as the names, or one of them is none. at: behind the sign."""
    if not 2 <= len(names) <= NAMES_LIMIT:
        return None
    opening = _OPENING.match(text, at)
    assert opening is not None
    place = opening.end()
    found: list[Assigned] = []
    for index, name in enumerate(names):
        place = past(BLANK, text, place)
        literal = literal_at(text, place)
        if literal is None:
            return None
        spelling = name.strip().lstrip("$@*&")
        named = recognise(undoubled(spelling))
        if named is not None and named.name not in SETTINGS:
            found.append(Assigned(spelling, named, literal.literal))
        place = literal.end
        if index + 1 < len(names):
            comma = re.compile(r"\s*+,").match(text, place)
            if comma is None:
                return None
            place = comma.end()
    return (found, place) if found and _BEHIND.match(text, place) else None
