"""One place of a page that names a value: read, or not."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.capture.pages.literals.byte_lists import Literal
from srpscope.capture.pages.names import ValueName


@dataclass(frozen=True)
class PagePlace:
    """A name with its value: where, how it is spelled, what it means, the literal or the bare text, and the form.

    scope: the openers (tests, functions, objects of a list) it stands in, outermost first, by their offsets.
    owner: the spelling of the object it is a key of. side: of the innermost owner that names one.
    """

    line: int
    spelling: str
    named: ValueName
    literal: Literal | None
    text: str
    form: str
    scope: tuple[int, ...] = ()
    side: str | None = None


UNREAD_LIMIT = 10_000
"""Places that are remembered of a page or of a stretch of it at the most."""


@dataclass(frozen=True)
class Unread:
    """A place that names a value and was not read: its line, its spelling, why."""

    line: int
    spelling: str
    why: str
