"""What a test runner prints of a comparison that failed: two values, and the expression that names both elsewhere.

Jest, Vitest and RSpec say which value was expected, Rust, pytest and unittest which stands on the left, Node and
testify have words of their own. A value is told under its name only where the expression is certain: the one that the
runner marks, else the only one of its kind on the page; and only where it compares the same value of two sides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from srpscope.capture.pages.names import SETTINGS, TEXTS
from srpscope.capture.pages.places.assertions import arguments_at, shown_name

LINE_LIMIT = 4_000
NEAR = 60
"""Lines between an expression and its values at the most."""
DIFF_LINES = 12

Rows = Sequence[tuple[int, str]]

_TEXT = "(?P<{0}>(?P<{0}_quote>[\"'`])(?P<{0}_text>[0-9a-zA-Z+/=._-]{{8,2000}})(?P={0}_quote)"
_VALUE = _TEXT + r"|\[\d{{1,3}}(?:, ?\d{{1,3}}){{7,2000}},?\]|\d{{20,2000}}n?)"
_SAID = re.compile(
    r"\s*(?:E\s+)?(?P<which>Expected|Received|expected|received|got|actual|left|right)(?: value)?\s*: "
    + _VALUE.format("value")
    + r"\s*$"
)
_EQUAL = re.compile(
    r"\s*E?\s*(?:\w*(?:Error|Failure)(?: \[\w+\])?: )?(?:assert )?b?"
    + _VALUE.format("left")
    + r" (?:==|!=|!==) b?"
    + _VALUE.format("right")
    + r"\s*$"
)
_DIFF = re.compile(r"\s*(?:E\s+)?(?P<sign>[-+]) b?(?P<quote>[\"'`]?)(?P<text>[0-9a-zA-Z+/=_\-]{8,2000})(?P=quote)\s*$")
_OF_NODE = re.compile(r"\s*\+ actual - expected\s*$")

_FAILURE = re.compile(r"\s*(?:Failure/Error:|>)\s*")
_EXPECT = re.compile(r"\bexpect\((?P<one>[^\n]{1,160}?)\)\.to(?:Be|Equal|StrictEqual)?\b(?P<rest>[^\n]{1,200})")
_MATCHER = re.compile(r"(?: |\.)?(?:(?:be|deep|equal|eq|eql|strictly)[. (]+)*\(?(?P<two>[^\n]{1,160}?)\)?\s*;?\s*$")
_CALL = re.compile(
    r"\b(?P<call>assert_eq!|(?:self\.|assert\.|t\.|\w*[aA]ssertions?\.)?(?:assertEquals?|assert_equal|strictEqual|deepEqual|"
    r"deepStrictEqual|Equal|equal|is))(?=\()"
)
_ASSERT = re.compile(r"\bassert (?P<one>[^\n=]{1,160}?) == (?P<two>[^\n=,]{1,160})(?:,.*)?$")

_RECEIVED = frozenset(["received", "got", "actual"])


class _Compared(NamedTuple):
    """An expression of a test: its two names, in the order that stands there; which the runner calls the expected one:
    0, 1. kind: the runners that print its values; marked: the runner says that it is this one that failed."""

    at: int
    names: tuple[str, str]
    expected: int
    kind: str
    marked: bool


class _Printed(NamedTuple):
    """Two values that a runner printed. by_place: they are in the order of the expression, and not
    (expected, received)."""

    at: int
    lines: tuple[int, int]
    values: tuple[str, str]
    by_place: bool


def as_compared(rows: Rows) -> Iterator[tuple[int, str]]:
    """The lines, with their numbers: where a runner printed two values, each stands under the name that it has in the
    expression."""
    printed = list(_printed(rows))
    compared = (
        [found for at, (_, line) in enumerate(rows) if (found := _compared(at, line)) is not None] if printed else []
    )
    told: dict[int, list[str]] = {}
    for one in printed:
        by = _expression_of(one, compared)
        if by is None:
            continue
        names = by.names if one.by_place or by.expected == 0 else by.names[::-1]
        for at, name, value in zip(one.lines, names, one.values, strict=True):
            told.setdefault(at, []).append(f"{name} = {value}")
    for at, (number, line) in enumerate(rows):
        for said in told.get(at, (line,)):
            yield number, said


def _expression_of(printed: _Printed, compared: list[_Compared]) -> _Compared | None:
    """The expression whose values these are; None where it is not certain."""
    kind = "place" if printed.by_place else "expected"
    near = compared[bisect_left(compared, (printed.at - NEAR,)) : bisect_left(compared, (printed.at + NEAR,))]
    fits = [one for one in near if one.kind == kind]
    marked = [one for one in fits if one.marked]
    if marked:
        # pytest and RSpec mark it above the values, Jest and Vitest below.
        behind = [one for one in marked if one.at > printed.at]
        before = [one for one in marked if one.at < printed.at]
        return (before or behind)[-1] if printed.by_place or not behind else behind[0]
    return fits[0] if len({one.names for one in fits}) == 1 else None


def _compared(at: int, line: str) -> _Compared | None:
    if len(line) > LINE_LIMIT or not ("ssert" in line or "expect(" in line or "qual(" in line or ".is(" in line):
        return None
    marked = _FAILURE.match(line) is not None
    expecting = _EXPECT.search(line)
    if expecting is not None:
        two = _MATCHER.match(expecting["rest"])
        return None if two is None else _named(at, expecting["one"], two["two"], 1, "expected", marked)
    call = _CALL.search(line)
    if call is not None:
        given = arguments_at(line, call.end() + 1)
        words = [one for _, one in given[0] if isinstance(one, str)] if given is not None else []
        if words[:1] == ["t"]:
            words = words[1:]
        if len(words) < 2:
            return None
        node = call["call"].endswith(("trictEqual", "deepEqual", ".equal", ".is"))
        kind = "place" if call["call"] in ("assert_eq!", "self.assertEqual", "self.assertEquals") else "expected"
        return _named(at, words[0], words[1], 1 if node else 0, kind, marked)
    stated = _ASSERT.search(line)
    return None if stated is None else _named(at, stated["one"], stated["two"], 1, "place", marked)


def _named(at: int, one: str, two: str, expected: int, kind: str, marked: bool) -> _Compared | None:
    """The comparison of the same value of two sides; None of any other."""
    first, second = shown_name(one.strip()), shown_name(two.strip())
    if first is None or second is None or first[1].name != second[1].name or first[1].side == second[1].side:
        return None
    if first[1].name in SETTINGS | TEXTS:
        return None
    return _Compared(at, (first[0], second[0]), expected, kind, marked)


def _printed(rows: Rows) -> Iterator[_Printed]:
    last: tuple[int, str, str] | None = None
    for at, (_, line) in enumerate(rows):
        if not 20 < len(line) <= LINE_LIMIT:
            if _OF_NODE.match(line):
                yield from _of_diff(rows, at, None)
            continue
        if ": " in line and (said := _SAID.match(line)) is not None:
            which = said["which"].lower()
            if last is not None and at - last[0] <= 2 and (pair := _pair(last, which, at, said["value"])) is not None:
                yield pair
                last = None
            else:
                last = (at, which, said["value"])
        elif _OF_NODE.match(line):
            yield from _of_diff(rows, at, None)
        elif "= " in line and (equal := _EQUAL.match(line)) is not None:
            if ".." not in equal["left"] + equal["right"]:
                yield _Printed(at, (at, at), (equal["left"], equal["right"]), by_place=True)
            elif equal["left_text"] and equal["right_text"]:
                yield from _of_diff(rows, at, (equal["left_text"], equal["right_text"]))


def _pair(last: tuple[int, str, str], which: str, at: int, value: str) -> _Printed | None:
    """(left, right) or (expected, received), whichever came first."""
    sides = (last[1], which)
    if sides == ("left", "right"):
        return _Printed(at, (last[0], at), (last[2], value), by_place=True)
    if sides[0] == "expected" and sides[1] in _RECEIVED:
        return _Printed(at, (last[0], at), (last[2], value), by_place=False)
    if sides[1] == "expected" and sides[0] in _RECEIVED:
        return _Printed(at, (at, last[0]), (value, last[2]), by_place=False)
    return None


def _of_diff(rows: Rows, at: int, cut: tuple[str, str] | None) -> Iterator[_Printed]:
    """The two lines of a diff below. cut: left and right as they were cut off, which say what is which; without, the
    line that is added is the actual value."""
    found: dict[str, tuple[int, str]] = {}
    for place in range(at + 1, min(len(rows), at + 1 + DIFF_LINES)):
        line = rows[place][1]
        diff = _DIFF.match(line) if len(line) <= LINE_LIMIT else None
        if diff is not None:
            found.setdefault(diff["sign"], (place, diff["text"]))
    if set(found) != {"+", "-"}:
        return
    added, taken = found["+"], found["-"]
    if cut is None:
        yield _Printed(at, (taken[0], added[0]), (f'"{taken[1]}"', f'"{added[1]}"'), by_place=False)
        return
    for left, right in ((added, taken), (taken, added)):
        if _is_cut(cut[0], left[1]) and _is_cut(cut[1], right[1]):
            yield _Printed(at, (left[0], right[0]), (f'"{left[1]}"', f'"{right[1]}"'), by_place=True)
            return


def _is_cut(shown: str, whole: str) -> bool:
    """Whether a text that was cut off in its middle is this one."""
    head, dots, tail = shown.partition("...")
    return (
        len(whole) >= len(head) + len(tail)
        and whole.startswith(head)
        and whole.endswith(tail.lstrip(".") if dots else head)
    )
