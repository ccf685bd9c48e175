"""What a search for names steps over whole: strings and comments, so that nothing is ever found inside one."""

from __future__ import annotations

import re

from srpscope.capture.pages.literals.strings import string_at

_NO_COMMENT = re.compile(r"#\s*(?:define|include|if|else|end)|#\{|#(?:expect|require)\(")
"""The C preprocessor's lines, Erlang's maps, Swift's macros."""


def quote_end(text: str, at: int, begin: int, program: bool) -> tuple[int, int]:
    """Where a quote mark leads, and where the next name may begin: behind the string, or one place on."""
    before = text[at - 1 : at]
    if (
        text[at] == "'"
        and (before.isalnum() or before == "_")
        and not re.search(r"(?<!\w)(?:b|r|u|rb|br|u8|L|f)$", text[max(0, at - 3) : at])
    ):
        return at + 1, begin  # an apostrophe, or Rust's and Haskell's mark
    if text[at] == "'" and re.match(r"'[a-z]\w*(?!['\w])", text[at : at + 24]) and program:
        return at + 1, begin  # a lifetime of Rust
    start = at
    prefix = re.search(r"(?:[bBrRuULfF@$]{1,2}|u8)$", text[max(0, at - 2) : at])
    if prefix is not None and not re.match(r"\w", text[at - len(prefix[0]) - 1 : at - len(prefix[0])]):
        start = at - len(prefix[0])
    found = string_at(text, start) or string_at(text, at)
    if found is None:
        if text[at] == "`" or before not in ("", " ", "\t", "(", "[", "{", ",", "=", ":", "b", "\n"):
            return at + 1, begin
        end = text.find("\n", at)
        return (len(text) if end < 0 else end), (len(text) if end < 0 else end)
    if len(found.text) <= 64 and "\n" not in found.text:
        return found.end, begin  # it may be a name: "A": ..
    return found.end, found.end


def comment_end(text: str, match: re.Match[str], begin: int, program: bool) -> tuple[int, int]:
    """The same of a mark that opens a comment in program text."""
    mark = match[0]
    if not program:
        return match.end(), match.end()
    if mark == "/*":
        end = text.find("*/", match.end())
        end = len(text) if end < 0 else end + 2
        return end, end
    if mark == "#" and re.match(r"#\w+\{", text[match.start() : match.start() + 40]):
        return match.end(), match.end()  # a record of Erlang
    if mark == "#" and _NO_COMMENT.match(text, match.start()):
        return match.end(), match.end()
    if mark == "//" and text[match.start() - 1 : match.start()] == ":":
        return match.end(), begin
    end = text.find("\n", match.end())
    end = len(text) if end < 0 else end
    return end, end


_FORMULA = re.compile(r"[^\n=;\"']{0,20}[(^*|][^\n=;\"']{0,80}=\s*+(?=(?:0[xX])?[0-9a-fA-F]{8})")
_NAME_AGAIN = re.compile(r"(?:[\w>\])]|\*{2})[ \t]+[A-Za-z]\w*[ \t]*=\s*$")
"""What ends with the next name of a row and its sign: `******** salt=`."""
_INSTEAD = re.compile(r"(?<==)<[a-z][\w ]{1,30}>(?=[ \t,;])", re.IGNORECASE)
"""What stands for a value that somebody took out: `a=<redacted> A=9dca`."""


def behind_formula(text: str, at: int) -> int:
    """Where a value stands behind its formula, `= H(A | B) = 9dca`; the same place where none stands here."""
    formula = _FORMULA.match(text, at)
    if formula is None or text[at : at + 1] == "\n" or _NAME_AGAIN.search(formula[0]) is not None:
        return at
    return formula.end()


def behind_stand_in(text: str, at: int, otherwise: int) -> int:
    """Where to go on behind what stands for a value; otherwise, where none stands here."""
    found = _INSTEAD.match(text, at)
    return otherwise if found is None else found.end()
