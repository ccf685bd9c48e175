"""Runs of signs in a text from outside that could carry a secret in a code that nobody listed: digits of any base in
any grouping and script, words of mixed signs, of letters alone or out of a handful, rows of signs and of invisible
characters. They go out; sentences, times and addresses stay.

Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from typing import Literal

CODE_RUN = 15
"""Letters and digits in a row, groups taken together: six bytes in base 10 or above are hardly longer."""

LONGEST_WORD = 12
"""Letters and digits mixed in one word: a name of a program, a version or a place is shorter."""

LONGEST_LETTERS = 20
"""Letters alone in one word, or in a piece of one that is written likeThis: sixteen letters can be hex digits."""

SHORTEST_PIECE = 2.5
"""Letters that the pieces of a word written likeThis have at least, one with another."""

WORDS_LOOKED_AT, FEWEST_WORDS = 24, 14
"""Of so many words in a row more than so many are different: digits as words ("four", "kilo", "true") are sixteen, of
which as many draws have about twelve."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?!\d)|(?<!\d)\d{8}[T-]\d{6}(?!\d)")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_DIGITS = re.compile(
    r"(?i)(?:0[xbo]|[uxhob]|16r)?(?=[a-f]*[0-9]|[a-f]{2}(?![a-z]))[0-9a-f]+(?:h|n|u8|uy|ul?|l)?", re.ASCII
)
"""Digits to base 16 or below, and what languages write before and after them; of letters alone only two, or "face" and
"added" were some."""
_ODD = re.compile(r"\S{16,}")
_SIGNS = re.compile(r"[^\w\s]{24,}")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_MORSE = re.compile(r"(?:[.\-]{1,6}[ /]+){4,}[.\-]{1,6}")
_LETTERS = re.compile(rf"[A-Za-z]{{{LONGEST_LETTERS},}}")
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORD = re.compile(r"[A-Za-z]+")
_LINE = re.compile(r"[^\n]+|\n(?=\n)|\Z")
_GAP = 3

_SHORT_LINE, FEWEST_LINES = 12, 3
"""Characters of a line, and lines in a row: a longer code may be cut over lines as short, or over longer ones without a
blank in them."""

Span = tuple[int, int]
Kind = Literal["text", "sentence", "formula"]


def without_codes(text: str, removed: str, public: Set[str] = frozenset(), kind: Kind = "text") -> str:
    """A text with such runs replaced. public: hex in small letters that stands in the open anyway, and stays. kind: in
    a sentence of ours that repeats words from outside, our words may come again and again; in a formula signs too."""
    out: list[str] = []
    done = 0
    for start, end in code_spans(text, public, kind):
        out += [text[done:start], removed]
        done = end
    return "".join([*out, text[done:]])


def code_spans(text: str, public: Set[str] = frozenset(), kind: Kind = "text") -> list[Span]:
    """Where such runs stand, in order; arguments as of without_codes."""
    plain = _ascii(text)
    found = _spans(plain, public, kind)
    if kind == "text":
        found += _over_lines(plain, public)
    return list(_together(sorted(found)))


def _spans(plain: str, public: Set[str], kind: Kind) -> list[Span]:
    """Where such runs stand in a text as it is, in no order."""
    times = {at for found in _TIME.finditer(plain) for at in range(*found.span())}
    found = [one.span() for one in _SELECTORS.finditer(plain)]
    found += _runs(plain, times, public)
    found += [one.span() for one in _LETTERS.finditer(plain) if _no_word(one[0]) and one[0].lower() not in public]
    if kind != "formula":
        found += [one.span() for one in _MORSE.finditer(plain)]
        odd = (one for one in _ODD.finditer(plain) if len(set(re.sub(r"[\w./:()|,=?\-]", "", one[0]))) >= 3)
        found += [one.span() for one in odd if kind == "text" or "://" not in one[0]]  # a sentence may name an address
        found += [one.span() for one in _SIGNS.finditer(plain) if len(set(one[0])) > 1]
    if kind == "text":
        found += _few_words(plain)
    return found


def _over_lines(plain: str, public: Set[str]) -> Iterator[Span]:
    """The lines that only together may be a code: one that is wrapped, or told in an event after the other."""
    for row in _wrapped(plain):
        joined = "".join(plain[start:end] for start, end in row)
        owners = [number for number, (start, end) in enumerate(row) for _ in range(start, end)]
        spans = _together(sorted(_spans(joined, public, "text")))
        yield from (row[number] for number in {owners[at] for span in spans for at in range(*span)})


def _wrapped(plain: str) -> Iterator[list[Span]]:
    """Lines in a row that are as long as one another, the last one at most: so much is one text cut into pieces."""
    row: list[Span] = []
    width = 0
    for line in _LINE.finditer(plain):
        length = len(line[0])
        piece = length <= _SHORT_LINE or not re.search(r"\s", line[0].strip())
        if row and piece and 0 < length <= width:
            row.append(line.span())
            if length == width:
                continue
            piece = False  # a shorter one is the last
        if len(row) >= FEWEST_LINES:
            yield row
        row, width = ([line.span()], length) if piece and line[0].strip() else ([], 0)


def _ascii(text: str) -> str:
    """As long as the text, with the digits and letters of other scripts and widths as those that they stand for."""
    if text.isascii():
        return text
    return "".join(char if char.isascii() else _plainest(char) for char in text)


def _plainest(char: str) -> str:
    digit = unicodedata.digit(char, None)
    plain = str(digit) if digit is not None else unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() else char


def _together(spans: list[Span]) -> Iterator[Span]:
    """Those that touch as one."""
    start = end = -1
    for one, other in spans:
        if one > end:
            if end > start:
                yield start, end
            start, end = one, other
        end = max(end, other)
    if end > start:
        yield start, end


def _no_word(letters: str) -> bool:
    """Whether no language and no program has such a word."""
    pieces = [len(one) for one in _PIECE.findall(letters)]
    return max(pieces) >= LONGEST_LETTERS or len(letters) < SHORTEST_PIECE * len(pieces)


def _few_words(text: str) -> Iterator[Span]:
    """Where a handful of words is said again and again."""
    words = [(one[0].lower(), one.span()) for one in _WORD.finditer(text)]
    seen = Counter(word for word, _ in words[:WORDS_LOOKED_AT])
    for at in range(len(words) - WORDS_LOOKED_AT + 1):
        if at:
            seen[words[at + WORDS_LOOKED_AT - 1][0]] += 1
        if len(seen) <= FEWEST_WORDS:
            yield words[at][1][0], words[at + WORDS_LOOKED_AT - 1][1][1]
        word = words[at][0]
        seen[word] -= 1
        if not seen[word]:
            del seen[word]


def _runs(text: str, times: Set[int], public: Set[str]) -> list[Span]:
    """Where coded words stand, those that stand close to each other together, if there are enough signs in them."""
    found: list[Span] = []
    start = end = total = 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        if token.start() in times or word.lower() in public:
            continue
        if len(word) >= LONGEST_WORD and any(map(str.isdigit, word)):
            found.append(token.span())
        if not _DIGITS.fullmatch(word):
            continue
        if total and token.start() - end <= _GAP:
            end, total = token.end(), total + len(word)
        else:
            (start, end), total = token.span(), len(word)
        if total >= CODE_RUN:
            while found and found[-1][0] >= start:
                found.pop()
            found.append((start, end))
    return found
