"""The values of a page, whatever it is made of: prose, printed lines, tables, dictionaries, program text, dumps.

A page is cut into stretches at code fences and headings. Each is program text or printed text; `places` finds what
stands in it, and `Page` keeps the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from srpscope.capture.pages.documents import as_values
from srpscope.capture.pages.failed_tests import as_compared
from srpscope.capture.pages.languages import in_english
from srpscope.capture.pages.literals.byte_order import says_all_little
from srpscope.capture.pages.names import SETTINGS, TEXTS, in_object_of, recognise, side_of
from srpscope.capture.pages.page import Page
from srpscope.capture.pages.places.makers import settings_made
from srpscope.capture.pages.places.phrases import meaning
from srpscope.capture.pages.places.place import PagePlace
from srpscope.capture.pages.places.sentences import settings_said
from srpscope.capture.pages.places.stretches import is_program, scopes
from srpscope.capture.pages.places.whole_forms import Stretch
from srpscope.capture.pages.printed_objects import of_objects
from srpscope.capture.pages.rewriting import rewritten
from srpscope.capture.pages.rows.affixes import without_affix
from srpscope.capture.pages.rows.prompts import at_prompts
from srpscope.capture.pages.schemes import heads_another, logs_in_elsewhere
from srpscope.capture.pages.shown_texts import as_text
from srpscope.capture.pages.tables import (
    PageTable,
    boxed,
    cells_of,
    is_row,
    long_header,
    long_rows,
    separated_header,
    separated_rows,
    sided_header,
    sided_rows,
)
from srpscope.capture.text.lines import without_prefix

_HUNK = re.compile(r"@@ -\d{1,7}(?:,\d{1,7})? \+\d{1,7}(?:,\d{1,7})? @@")
_TAG = re.compile(r"\[([A-Za-z][\w.\-]{0,40})\]")
_ASSIGNED = re.compile(r"[A-Za-z]\w{0,20} ?[=:]")
_RECORD = re.compile(r"\s*\[\[[\w.\-]{1,60}\]\]\s*$")
"""TOML's head of one more table of a list."""
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)\s*[\w+#\-.]*\s*$")

_LEVEL_LETTER = re.compile(r"[DIWEV]: \S")
_LEVEL = re.compile(r"[DIWEV]: (?P<name>\w{1,12}(?: \w{1,12}){1,2}) ?[:=] ?(?:0x)?[0-9a-fA-F]{16}")
"""`I: SRP a: 9dca..`: a name stands behind the letter, with its own value."""
_NUMBERED = re.compile(r"\s*(?:step )?\d{1,2}[.):] [A-Z]", re.IGNORECASE)
_OF_INI = re.compile(r"[\w.\-]{1,40} ?= ?\S")
_TELLS = re.compile(r"(?:\bis|\bwas|[:=])[ \t*`]*$")
_PROMPT = re.compile(r"\s*(?:[\w@.~:/\-]{0,40} ?)?[$%] (?P<command>[a-z][\w\-]*(?: [\w\-]+){1,2})(?=\s|$)")
"""What was typed: `$ srptools server get_private_and_public`."""
_UNMARKED = re.compile(r"\s*(?P<name>[A-Za-z][\w.]{0,24}) (?P<value>[^\s:=,;]{1,64})(?=\s|$)")
_DIGITS = re.compile(r"[ \t]*(?:0[xX])?[0-9a-fA-F \t:]{8,}[ \t\r]*|[ \t\r]*")

SENTENCES_LIMIT = 100
"""Sentences about hash and group that are compared."""

Rows = Sequence[tuple[int, str]]


def read_page(lines: Iterable[tuple[int, str]], of_srp: bool = False, name: str = "") -> Page:
    """Every value on a page given as (line number, text without colours). of_srp: messages of SRP stand beside it.
    name: of its file, which may say what it is about."""
    page = Page(srp=int(of_srp))
    page.hear(name)
    sentences = page.sentences
    stretch: list[tuple[int, str]] = []
    announced: list[tuple[int, str]] = []
    side: str | None = None
    fenced = False
    for number, line in _of_this_login(as_values(_patched(of_objects(list(as_compared(list(as_text(list(lines))))))))):
        page.size += len(line)
        page.hear(line)
        if not page.all_little and says_all_little(line):
            page.all_little = number
        line = in_english(line)
        if len(sentences) < SENTENCES_LIMIT:
            sentences += [(number, one) for one in settings_said(line)]
        if _FENCE.match(line):
            if announced and _only_digits(stretch):
                stretch = [*announced, *stretch]
            else:
                _stretch(page, announced)
            announced = _announcing(stretch)
            if not announced:
                _stretch(page, stretch, side)
            fenced = not fenced
            side = _last_heading(stretch) if fenced else None
            stretch = []
        else:
            stretch.append((number, line))
    _stretch(page, announced)
    _stretch(page, stretch, side)
    page.turn_all()
    page.settle_sentences()
    return page


def _of_this_login(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, those empty that give the user names and passwords of other services: what a broker is told."""
    inside: str | None = None
    for number, line in lines:
        head = heads_another(line)
        if head is not None:
            inside = head
        elif inside is not None and (
            not line.strip() or line[:1] == "[" or not line.startswith((f"{inside} ", f"{inside}\t"))
        ):
            inside = inside if line.strip() and inside == "" and _OF_INI.match(line) else None
        yield number, "" if inside is not None or logs_in_elsewhere(line) else line


def _last_heading(rows: Rows) -> str | None:
    """The side that the last words above a fence name, where they are a heading: `4. Server verification`."""
    last = next((line for _, line in reversed(rows) if line.strip()), "")
    return _heading(last) or (_heading(f"# {last.strip()}") if _NUMBERED.match(last) else None)


def _patched(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines as a patch leaves them: what it takes away is not there, what it adds is."""
    inside = False
    for number, line in lines:
        hunk = _HUNK.match(line) is not None
        inside = hunk or (inside and line[:1] in ("+", "-", " ", "\\", ""))
        yield number, ("" if hunk or line[:1] in ("-", "\\") else line[1:]) if inside else line


def _announcing(rows: Rows) -> list[tuple[int, str]]:
    """The rows before a fence, where their last words say that a value stands in it ("my private a is", "A:"), with a
    colon behind those; else none."""
    last = next((index for index in range(len(rows) - 1, -1, -1) if rows[index][1].strip()), -1)
    if last < 0 or _TELLS.search(rows[last][1][-80:]) is None or _only_digits(rows):
        return []
    number, line = rows[last]
    return [*rows[:last], (number, _TELLS.sub(":", line))]


def _only_digits(rows: Rows) -> bool:
    return bool(rows) and all(_DIGITS.fullmatch(line) for _, line in rows)


def _stretch(page: Page, rows: Rows, side: str | None = None) -> None:
    """side: whose values these are, where the heading above their fence says so."""
    if not rows:
        return
    typed_rows, rows = at_prompts(rows)
    if typed_rows:
        _search(page, typed_rows, None, program=True)
    printed = _without_levels(
        [(number, boxed(line) or (line if is_row(line) else _untagged(line))) for number, line in rows]
    )
    if is_program([line for _, line in rows]):
        page.sentences += [(rows[0][0], one) for one in settings_made("\n".join(line for _, line in rows))]
        _search(page, rows, None, program=True)
        return
    typed = {number: side_of(typed["command"]) for number, line in rows if (typed := _PROMPT.match(line))}
    _printed(page, printed, typed, side)


def _untagged(line: str) -> str:
    """A line without what its log puts in front; but of a tag in brackets that names a side ([client] a=..), that."""
    rest = without_prefix(line)
    if rest is not line and line.endswith(rest):
        line, rest = line[: len(line) - len(rest)] + in_english(rest), in_english(rest)
    tags = _TAG.findall(line[: len(line) - len(rest)]) if line.endswith(rest) and _ASSIGNED.match(rest) else []
    side = next((found for tag in reversed(tags) if (found := side_of(tag.replace("-", " ")))), None)
    return f"{side}: {rest}" if side else rest


def _without_levels(rows: Rows) -> Rows:
    """A log in which `D: ` and `I: ` begin the lines, or a line names a value behind its letter: I is no user name
    there."""
    levels = {line[0] for _, line in rows if _LEVEL_LETTER.match(line)}
    if not levels & set("DWEV") and not any(_names_behind(line) for _, line in rows):
        return rows
    return [(number, line[3:] if _LEVEL_LETTER.match(line) else line) for number, line in rows]


def _names_behind(line: str) -> bool:
    behind = _LEVEL.match(line)
    return behind is not None and recognise(behind["name"]) is not None


def _printed(page: Page, rows: Rows, typed: dict[int, str | None], side: str | None) -> None:
    """Printed text: what stands between headings, tables and blank lines. typed: the lines on which somebody typed a
    command, each with the side that it speaks of. side: whose all is, up to the first heading."""
    table = PageTable()
    start = at = 0
    while at < len(rows):
        number, line = rows[at]
        at += 1
        cells = cells_of(line)
        if cells is not None:
            _search(page, rows[start : at - 1], side, program=False)
            table.row(page, cells, side, number)
            start = at
            continue
        if _RECORD.match(line):
            _search(page, rows[start : at - 1], side, program=False)
            page.begin_record()
            start = at
        elif line.strip():
            _say_unmarked(page, line, number)
            sided = sided_header(line)
            if sided is not None:
                _search(page, rows[start : at - 1], side, program=False)
                start = at = sided_rows(page, sided, rows, at)
                continue
            long = long_header(line)
            if long is not None:
                _search(page, rows[start : at - 1], side, program=False)
                start = at = long_rows(page, long, rows, at)
                continue
            header = separated_header(line)
            if header is not None:
                _search(page, rows[start : at - 1], side, program=False)
                start = at = separated_rows(page, header, rows, at, side)
                continue
            heading = _heading(line) if number not in typed else None
            if number in typed:
                _search(page, rows[start : at - 1], side, program=False)
                side, start = typed[number], at - 1
            elif heading:
                _search(page, rows[start : at - 1], side, program=False)
                side, start = heading, at
        else:
            table = PageTable()
    _search(page, rows[start:], side, program=False)


def _say_unmarked(page: Page, line: str, number: int) -> None:
    """`user nora pop tea4two`: words that may as well be a sentence are no values, and that is said."""
    at = 0
    names: list[str] = []
    while len(names) < 4 and (pair := _UNMARKED.match(line, at)) is not None:
        named = recognise(pair["name"])
        if named is None or named.name not in TEXTS:
            return
        names.append(pair["name"])
        at = pair.end()
    if len(names) > 1 and not line[at:].strip():
        for name in names:
            page.miss(number, name, "has a blank alone before its value; put a colon between", told=True)


def _search(page: Page, rows: Rows, side: str | None, program: bool) -> None:
    if not rows:
        return
    text = "\n".join(without_affix(rewritten(rows, program)))
    numbers = [number for number, _ in rows]
    blank = [number for number, line in rows if not line.strip()]
    stretch = Stretch(text, numbers[0], program, scopes(rows, program), numbers, page.attempts)
    further_in = {number for number, line in rows if side is not None and line[:1] in (" ", "\t")}
    paragraph = page.paragraph
    for place in stretch.places():
        while blank and blank[0] <= place.line:
            blank.pop(0)
            paragraph += 1
        page.paragraph, page.program = paragraph, program
        page.take(place if place.side or side is None else _under(place, side, place.line in further_in), program)
    page.long.collect(text, stretch.line_of, stretch.scopes, program)
    page.paragraph = paragraph + 1
    page.attempts = stretch.attempts
    for missed in stretch.unread:
        page.miss(missed.line, missed.spelling, missed.why, told=not program)


def _under(place: PagePlace, side: str, further_in: bool) -> PagePlace:
    """A place under a heading that names a side; further in than that, it is a key of an object of YAML's."""
    named = in_object_of(place.named, place.spelling, side) if further_in else place.named
    return replace(place, side=side, named=named)


def _heading(line: str) -> str | None:
    """The side that a heading names ("== Client ==", "Server side:"), or None where the line is no heading."""
    text = re.sub(r"[#=*_\-:\[\]<>~|.]+", " ", line).strip()
    words = text.split()
    if not 1 <= len(words) <= 5 or re.search(r"[0-9a-fA-F]{8}", text):
        return None
    if not (
        line.rstrip().endswith((":", "=", "-", "*", "#", "]"))
        or re.match(r"\s*(?:#|=|-|\*|\[)", line)
        or len(words) == 1
    ):
        return None
    spelled = re.split(r"[:=]", line.strip(" \t#*>-"), maxsplit=1)[0].strip(" `*_")
    named = recognise(spelled)
    if named is None and (line.rstrip().endswith("=") or len(words[-1]) == 1):
        named = (meaning(spelled, False) or ("", None))[1]
    if named is not None and named.name not in TEXTS | SETTINGS:
        return None  # "client public key:" over its hex, "the client sends A ="
    return side_of(text)
