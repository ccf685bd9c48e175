"""Lists of bytes and of strings, as every language writes them: between brackets, signed or not, decimal or hex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from srpscope.capture.pages.literals.blanks import BLANK, past
from srpscope.capture.pages.literals.strings import string_at

ITEMS_LIMIT = 65_536

_LETTERS_FROM = 8
"""Items of the shortest list in which a single letter is a byte."""

ITEM = re.compile(
    r"(?:\((?:byte|sbyte|Byte|char|unsigned char|uint8_t|u8|int8_t)\)\s*+)?"
    r"(?:(?P<quote>['\"])(?P<char>\\[^\n]|(?!(?P=quote))[^\n\\]|\\x[0-9a-fA-F]{2}|0x[0-9a-fA-F]{2}|[0-9a-fA-F]{2}|\d{1,3})(?P=quote)"
    r"|(?P<minus>[-\u2212]?)(?:0[xX](?P<hex>[0-9a-fA-F]{1,2})|(?:16#|&H|\$)(?P<erl>[0-9a-fA-F]{1,2})#?|(?P<dec>\d{1,3})"
    r"|(?P<bare>[0-9a-fA-F]{1,2})))"
    r"(?:\.toByte\(\)|\.toUByte\(\)|\.to_u8\(\)|[_']?u8|[_']?i8|uy|[uU]|:8|\s+as\s+\w{1,6})?(?![\w.#'\"(])"
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_REPEATED = re.compile(
    r"\[\s*+(?:0[xX](?P<hex>[0-9a-fA-F]{1,2})|(?P<dec>\d{1,3}))(?:_?[ui]8)?\s*+;\s*+(?P<times>\d{1,6})(?:_?usize)?\s*+\]"
)
"""Rust's `[0x42u8; 16]`: one byte so many times."""


@dataclass(frozen=True)
class Literal:
    """A literal read whole.

    kind: "text" (a string, whatever it may mean), "bytes" (each byte is known), "number" (digits as written),
    "words" (a list of strings). form: "hex", "decimal", "base64" where a call or a radix says how a text is meant.
    said: how it was written, in a few words. raw: a string that stands for bytes. signed: bytes below zero.
    little: a number is made of it whose low byte stands first.
    """

    kind: str
    text: str = ""
    data: bytes = b""
    form: str | None = None
    words: tuple[str, ...] = ()
    said: str = ""
    raw: bool = False
    signed: bool = False
    little: bool = False


class At(NamedTuple):
    """A literal and where it ends."""

    literal: Literal
    end: int


def list_at(text: str, at: int) -> At | None:
    """A list of bytes, or of strings, in brackets."""
    repeated = _REPEATED.match(text, at)
    if repeated is not None:
        return _repeated(repeated)
    barred = text.startswith("[|", at)  # F#
    closing = "|]" if barred else _CLOSING[text[at]]
    place = past(BLANK, text, at + len(closing))
    if text[at] == text[place : place + 1] == "{":
        return _doubly(text, place)
    items: list[re.Match[str]] = []
    strings: list[str] = []
    spaced = False
    while len(items) + len(strings) <= ITEMS_LIMIT:
        if text.startswith(closing, place):
            return bytes_of(items, strings, place + len(closing), text[at] == "(")
        item = ITEM.match(text, place)
        if item is not None and not strings:
            items.append(item)
            place = item.end()
        else:
            string = string_at(text, place) if not items or all(one["char"] for one in items) else None
            if string is None or string.raw:
                return None
            strings += [_char(one) for one in items]
            items = []
            strings.append(string.text)
            place = string.end
        blank = past(BLANK, text, place)
        if text[blank : blank + 1] in (",", ";"):
            place = past(BLANK, text, blank + 1)
        elif text.startswith(closing, blank) or (barred and "\n" in text[place:blank]):
            place = blank
        elif blank > place and items and (spaced or len(items) == 1):
            spaced, place = True, blank
        else:
            return None
    return None


def _doubly(text: str, at: int) -> At | None:
    """C++'s std::array, whose list stands in two pairs of braces. at: of the second one."""
    if text.startswith("{", past(BLANK, text, at + 1)):
        return None
    inner = list_at(text, at)
    end = past(BLANK, text, inner.end) if inner is not None else at
    return At(inner.literal, end + 1) if inner is not None and text.startswith("}", end) else None


def _repeated(match: re.Match[str]) -> At | None:
    byte = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    times = int(match["times"])
    if byte > 255 or not 1 <= times <= ITEMS_LIMIT:
        return None
    return At(Literal("bytes", data=bytes([byte]) * times, said="a byte list"), match.end())


def _char(item: re.Match[str]) -> str:
    return item["char"] or item["hex"] or item["dec"] or item["bare"] or ""


def bytes_of(items: list[re.Match[str]], strings: list[str], end: int, round_: bool) -> At | None:
    """The bytes that a list of numbers or of strings stands for, and where it ends; None where it is neither. round_:
    in round brackets, where one number alone is no list."""
    if strings:
        return At(Literal("words", words=tuple(strings), said="a list of strings"), end)
    if not items or (round_ and len(items) < 2):
        return None
    zeros = any(item["dec"] and re.fullmatch(r"0\d", item["dec"]) for item in items)
    hexed = zeros or any(item["bare"] for item in items)
    if hexed and not zeros and not _of_rust(items):
        return None
    numbers = []
    for item in items:
        if item["char"] is not None:
            value = _quoted_item(item["char"])
        elif item["hex"] or item["erl"] or item["bare"]:
            value = int(item["hex"] or item["erl"] or item["bare"], 16)
        else:
            value = int(item["dec"], 16 if hexed else 10)
            if zeros and len(item["dec"]) != 2:
                return None
        if value is None:
            return None
        numbers.append(-value if item["minus"] else value)
    if not all(-128 <= number <= 255 for number in numbers):
        return None
    signed = any(number < 0 for number in numbers)
    if signed and any(number > 127 for number in numbers):
        return None
    said = "a signed byte list" if signed else "a byte list"
    return At(Literal("bytes", data=bytes(number & 0xFF for number in numbers), said=said, signed=signed), end)


def _of_rust(items: Sequence[re.Match[str]]) -> bool:
    """Whether digits without a sign that they are hex are bytes: all of two digits, or as Rust's `{:x?}` prints them,
    without zeros in front. Letters alone in a short list are names: `[a, b, c]`."""
    shown = [item["bare"] or item["dec"] or "00" for item in items]
    return all(len(one) == 2 for one in shown) or (
        len(shown) >= _LETTERS_FROM
        and all(len(one) <= 2 and one == one.lower() for one in shown)
        and 2 * sum(len(one) == 2 for one in shown) > len(shown)
    )


def _quoted_item(char: str) -> int | None:
    if char[:2] in ("\\x", "0x"):
        return int(char[2:], 16)
    if re.fullmatch(r"[0-9a-fA-F]{2}", char):
        return int(char, 16)
    if len(char) == 1:
        return ord(char) if ord(char) < 256 else None
    return int(char) if char.isdigit() else {"\\n": 10, "\\r": 13, "\\t": 9, "\\0": 0, "\\\\": 92}.get(char)
