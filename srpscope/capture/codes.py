"""Runs of signs in a log's text that could carry a secret in a code that nobody listed: digits of any base in any
grouping, words of mixed signs, rows of invisible characters. They go out; sentences, times and addresses stay.

Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Set

CODE_RUN = 15
"""Letters and digits in a row, groups taken together: six bytes in base 10 or above are hardly longer."""

LONGEST_WORD = 12
"""Letters and digits mixed in one word: a name of a program, a version or a place is shorter."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?(?!\d)|(?<!\d)\d{8}[T-]\d{6}(?!\d)")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_DIGITS = re.compile(r"(?i)(?:0[xbo])?(?=[a-f]*[0-9]|[a-f]{2}$)[0-9a-f]+")
"""Digits to base 16 or below; of letters alone only two, or "face" and "added" were some."""
_ODD = re.compile(r"\S{16,}")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_MORSE = re.compile(r"(?:[.\-]{1,6}[ /]+){4,}[.\-]{1,6}")
_GAP = 3


def without_codes(text: str, removed: str, public: Set[str] = frozenset()) -> str:
    """A text with such runs replaced. public: hex in small letters that stands in the open anyway, and stays."""
    text = _SELECTORS.sub(removed, text)
    text = _MORSE.sub(removed, text)
    text = _ODD.sub(lambda word: removed if len(set(re.sub(r"[\w./:()|,=?\-]", "", word[0]))) >= 3 else word[0], text)
    times = {at for found in _TIME.finditer(text) for at in range(*found.span())}
    out: list[str] = []
    done = 0
    for start, end in _runs(text, times, public):
        out += [text[done:start], removed]
        done = end
    return "".join([*out, text[done:]])


def _runs(text: str, times: Set[int], public: Set[str]) -> list[tuple[int, int]]:
    """Where coded words stand, those that stand close to each other together, if there are enough signs in them."""
    found: list[tuple[int, int]] = []
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
