"""Every long literal of a page, whatever stands before it: a test hands numbers to calls, compares them and lists them
in tables without a name, and arithmetic may tell later what they are. Bounded: a page of values, and no dump."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

from srpscope.capture.pages.literals.byte_lists import At, Literal
from srpscope.capture.pages.literals.forms import LiteralReading, UnreadableError, bare_readings, readings_of
from srpscope.capture.pages.literals.reader import literal_at
from srpscope.capture.pages.literals.strings import string_at

LITERALS_LIMIT = 96
"""Long literals that are kept of one page."""
TEXTS_LIMIT = 128
"""Short texts that are kept, of those that stand beside a long literal."""
TEXT_LENGTH = 64
"""Characters of a user name or a password at the most."""
LOOKED_AT = 1 << 20
"""Characters of a page that are looked through: no test is longer."""
LEAST = 12
"""Bytes of the shortest literal that somebody drew or computed."""
LONGEST = 1_024
"""Bytes of the longest one: a public value of the largest known group."""
PIECES = 4
"""Strings side by side that may be one literal or several arguments."""

_BESIDE = 300
"""Characters before and behind a long literal in which a user name and a password may stand."""
_ABOUT = 120
"""Characters before it whose words may say what it is."""

_RUN = re.compile(
    r"(?:[0-9a-fA-F]{8} ?){3}|(?:[0-9a-fA-F]{2}[ :]){11}|(?:(?:0[xX]|16#)?[0-9a-fA-F]{1,2}, ?\s{0,40}){11}"
    r"|(?:\d{1,3}, ?\s{0,40}){11}|(?<=[\"'`])(?=[A-Za-z+/]{0,64}\d)[A-Za-z0-9+/]{22,}={0,2}(?=[\"'`])"
)
_SEVERAL = re.compile(r"[0-9a-fA-F]++[,;|]")
_REST = re.compile(r"[0-9a-fA-F]*+")
_BEFORE = re.compile(
    r"(?P<quote>[\"'`]{1,3})(?:0[xX]|\\?\r?\n\s{0,40})?$|(?P<open><<|[\[{(])\s{0,40}$|(?P<mark>0[xX]|16#)$"
)
_PIECE = re.compile(r"([\"'`])([0-9a-fA-F\s]{24,}+)\1")
_QUOTED = re.compile(r"\"([^\"\\\n]*+)\"|'([^'\\\n]*+)'|`([^`\\\n]*+)`")
_FIELD = re.compile(r"[,;|\t\[\]{}]|\s{2,}")
_HEX = re.compile(r"(?:0[xX])?[0-9a-fA-F]{16,}")


@dataclass(frozen=True)
class LongLiteral:
    """A literal of 12 bytes or more: each way to read it, its line and scope, the words before it, and how many came
    before."""

    readings: tuple[LiteralReading, ...]
    line: int
    scope: tuple[int, ...]
    about: str
    order: int
    program: bool
    said: str

    @property
    def short(self) -> str:
        """How a note names it."""
        return f"{self.readings[0].hex[:8]}.."


@dataclass(frozen=True)
class ShortText:
    """A text beside a long literal, which may be a user name or a password."""

    text: str
    line: int
    scope: tuple[int, ...]
    order: int
    program: bool


@dataclass
class LongLiterals:
    """Those of one page, in order, with the short texts beside them."""

    found: list[LongLiteral] = field(default_factory=list)
    texts: list[ShortText] = field(default_factory=list)
    _looked_at: int = 0
    _order: int = 0

    def collect(
        self, text: str, line_of: Callable[[int], int], scopes: Callable[[int], tuple[int, ...]], program: bool
    ) -> None:
        """Keep what a stretch of text has of them. line_of: the line of a place; scopes: what a line is in."""
        room = LOOKED_AT - self._looked_at
        self._looked_at += len(text)
        beside: dict[int, str] = {}
        end = 0
        for start, one, told in _all_in(text[: max(room, 0)], program):
            if len(self.found) >= LITERALS_LIMIT:
                break
            line = line_of(start)
            about = text[max(0, start - _ABOUT, end) : start]
            self.found.append(
                LongLiteral(one, line, scopes(line), about, self._order + start, program, told.literal.said)
            )
            end = told.end
            beside |= _texts_beside(text, start, end, program)
        for at in sorted(beside)[: TEXTS_LIMIT - len(self.texts)]:
            line = line_of(at)
            self.texts.append(ShortText(beside[at], line, scopes(line), self._order + at, program))
        self._order += len(text) + 1


def _all_in(text: str, program: bool) -> Iterator[tuple[int, tuple[LiteralReading, ...], At]]:
    """(where it begins, its readings, the literal with its end) of each one in a text; of strings that stand side by
    side the whole and each."""
    at = 0
    while (run := _RUN.search(text, at)) is not None:
        at = max(run.end(), _REST.match(text, run.end()).end())  # type: ignore[union-attr]
        start = _start(text, run.start())
        if start is None:
            continue
        found = literal_at(text, start) if start < run.start() or text[start] in "[{(" else None
        if found is None and text[start] in "[{(<":
            start = run.start()
        if found is None:
            found = _bare(text, start, at)
        if found is None or found.end <= run.start():
            continue
        if text[start] in "\"'`" and _SEVERAL.match(text, run.start(), at + 2):
            found = _bare(text, run.start(), at) or found  # one of several in a string, as JUnit's rows are
        at = max(at, found.end)
        for place, one in _apart(text, start, found):
            read = _readings(one.literal, program)
            if read:
                yield place, read, one


def _start(text: str, at: int) -> int | None:
    """Where the literal begins whose digits begin at a place; None where they are a part of a word."""
    before = _BEFORE.search(text, max(0, at - 48), at)
    if before is None:
        return None if text[at - 1 : at].isalnum() or text[at - 1 : at] in ("_", "-", "/", ".") else at
    start = before.start()
    if before["quote"] and len(before["quote"]) == 2:
        return None  # an empty string before it
    return None if before["mark"] and text[start - 1 : start].isalnum() else start


def _bare(text: str, start: int, end: int) -> At | None:
    digits = text[start:end]
    behind = text[end : end + 1]
    if behind == "n" and digits.isdigit():
        return At(Literal("number", digits, form="decimal", said="a number"), end + 1)  # JavaScript's BigInt
    if behind.isalnum() or behind in ("_", "-") or not re.fullmatch(r"[0-9a-fA-F]{24,}", digits.strip()):
        return None
    return At(Literal("number" if digits.isdigit() else "text", digits.strip(), said="as it stands"), end)


def _apart(text: str, start: int, found: At) -> Iterator[tuple[int, At]]:
    """A literal; where it was joined of strings with nothing but blanks between, and they may be several arguments,
    each of them too."""
    pieces = list(_PIECE.finditer(text, start, found.end))
    lengths = [len(one[2]) for one in pieces]
    even = len(set(lengths[:-1])) == 1 and lengths[-1] <= lengths[0]  # cut to fit the lines
    if len(pieces) <= PIECES or even:
        yield start, found
    between = (text[one.end() : other.start()] for one, other in pairwise(pieces))
    if len(pieces) >= 2 and (len(pieces) <= PIECES or not even) and not any(gap.strip() for gap in between):
        for one in pieces:
            string = string_at(text, one.start())
            if string is not None:
                yield one.start(), At(Literal("text", string.text, said="a string"), string.end)


def _readings(literal: Literal, program: bool) -> tuple[LiteralReading, ...]:
    found: list[LiteralReading] = []
    form = "decimal" if program and literal.kind == "number" and literal.form is None else None
    with suppress(UnreadableError):
        bare = literal.said == "as it stands"
        found = bare_readings(literal.text, form) if bare else readings_of(literal, form)
    return tuple(one for one in found if 2 * LEAST <= len(one.hex) <= 2 * LONGEST and not one.form.startswith("neg"))


def _texts_beside(text: str, start: int, end: int, program: bool) -> dict[int, str]:
    """Place -> text of the short texts around a long literal: those in quotes, and in printed text the other fields of
    its line."""
    found = {} if program else _fields(text, start, end)
    earliest = text.find("\n", max(0, start - _BESIDE), start) if start > _BESIDE else 0
    latest = text.rfind("\n", end, end + _BESIDE) if end + _BESIDE < len(text) else len(text)
    window = (start if earliest < 0 else earliest, end if latest < 0 else latest)
    for one in _QUOTED.finditer(text, *window):
        said = next((group for group in one.groups() if group), "")
        if len(said) > TEXT_LENGTH and "," in said:  # a row in one string
            found |= {one.start() + 1 + index: part.strip() for index, part in enumerate(said.split(",")[:8])}
        else:
            found[one.start()] = said
    return {at: said for at, said in found.items() if 0 < len(said) <= TEXT_LENGTH and not _HEX.fullmatch(said)}


def _fields(text: str, start: int, end: int) -> dict[int, str]:
    """The fields of the line that a literal stands in, without their quotes."""
    at = max(text.rfind("\n", 0, start) + 1, start - _BESIDE)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + _BESIDE)
    found: dict[int, str] = {}
    for one in _FIELD.split(text[at:last]):
        place = text.find(one, at)
        found[place] = one.strip().strip("\"'`").strip()
        at = place + len(one)
    return found
