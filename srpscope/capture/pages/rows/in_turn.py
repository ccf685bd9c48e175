"""Names in a row and as many values in a row: `s, B = b'..' b'..'`, `A / B: 9dca 51e0`, `(s, B) ('9dca', '51e0')`."""

from __future__ import annotations

import re

from srpscope.capture.pages.literals.reader import literal_at
from srpscope.capture.pages.literals.strings import string_at
from srpscope.capture.pages.names import SETTINGS, TEXTS, recognise

MOST = 8
"""Names of one row at the most."""

_BARE = re.compile(r"(?:0[xX])?[0-9a-fA-F]{8,}(?![\w+/=])|\d{12,}(?![\w+/=])|[A-Za-z0-9+/]{22,}={0,2}(?![\w+/=])")
_BETWEEN = re.compile(r"\s*(?:[,;/|&]|and\b)?\s*")
_NAME = r"[A-Za-z_][\w.$]{0,40}(?:\.hex\(\)|\(\))?"
_NAMES = re.compile(
    rf"(?P<before>[ \t>*\-]{{0,12}}(?:\[[^\[\]\n]{{1,40}}\] ?:? ?|[A-Za-z][\w ]{{0,24}}: )?)"
    rf"[(\[]?(?P<names>{_NAME}(?:[ \t]*(?:[,/&|]|\band\b)[ \t]*{_NAME}){{1,7}})[)\]]?[ \t]*(?:=>|->|[:=])?[ \t]*"
)
_OPENED = {"(": ")", "[": "]", "{": "}"}


def values_of(text: str) -> list[str]:
    """The values that a line is made of, each as it is written; none where anything else stands there."""
    text = text.strip().rstrip(";")
    found = _in_a_row(text)
    if not found and text[:1] in _OPENED and text[-1:] == _OPENED[text[:1]]:
        found = _in_a_row(text[1:-1].strip())
    return found


def _in_a_row(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(text) and len(found) <= MOST:
        string = string_at(text, at)  # Python joins two strings that stand beside one another; nobody prints them so
        literal = literal_at(text, at) if string is None else None
        bare = _BARE.match(text, at)
        if string is not None:
            end = string.end
        elif bare is not None and (literal is None or literal.literal.kind == "number"):
            end = bare.end()
        elif literal is not None and (literal.literal.kind != "number" or len(literal.literal.text) > 8):
            end = literal.end
        else:
            return []
        found.append(text[at:end])
        between = _BETWEEN.match(text, end)
        if between is None or (between.end() == end and end < len(text)):
            return []
        at = between.end()
    return found


def in_turn(line: str) -> str:
    """A line with names in a row and their values behind them, as one that gives each; any other as it is."""
    row = _NAMES.match(line)
    if row is None:
        return line
    names = [
        one.split("(")[0].removesuffix(".hex") for one in re.split(r"[ \t]*(?:[,/&|]|\band\b)[ \t]*", row["names"])
    ]
    meant = [recognise(one) for one in names]
    if any(one is None or one.name in SETTINGS or one.weak for one in meant):
        return line
    values = values_of(line[row.end() :])
    texts = [value for one, value in zip(meant, values, strict=False) if one is not None and one.name in TEXTS]
    if len(values) != len(names) or any(one[:1] not in "\"'`bu" for one in texts):
        return line
    return row["before"] + "; ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))
