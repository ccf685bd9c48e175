"""String literals of every language, found at a place in a text and read with their escapes.

A string that is opened must close: on its line for ' and ", anywhere for the triple quotes, back ticks and brackets
that may go over lines. One with something to be put in (`${x}`, `#{x}`) is an expression, and no literal.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HEREDOC_LIMIT = 16_384
"""Characters of a here document at the most."""

_PREFIX = re.compile(r"(?:u8|[bB][rR]?|[rR][bB]?|[uULfF@$]|\$@|@\$)?(?=[\"'`])|[rR]#{1,3}(?=\")|R(?=\"\()|\$(?=')")
_DOUBLE = re.compile(r'"(?:[^"\\\n]++|\\(?s:.)|"")*+"')
_SINGLE = re.compile(r"'(?:[^'\\\n]++|\\(?s:.)|'')*+'")
_TICKS = re.compile(r"`(?:[^`\\]++|\\(?s:.))*+`")
_VERBATIM = re.compile(r'"(?:[^"]++|"")*+"')
_HEX_ROWS = re.compile(r"(['\"])[0-9a-fA-F\s\\]{16,}+\1")
"""A quoted string that goes over lines without saying so (Rust, Ruby, PHP): only where it holds hex and blanks."""
_PLACEHOLDER = re.compile(r"(?<!\\)[$#]\{")
_ESCAPE = re.compile(
    r"\\(?:x(?P<x>[0-9a-fA-F]{2})|x\{(?P<braced>[0-9a-fA-F]{1,2})\}|u(?P<u>[0-9a-fA-F]{4})|u\{(?P<long>[0-9a-fA-F]{1,6})\}|U(?P<wide>[0-9a-fA-F]{8})"
    r"|(?P<octal>[0-7]{1,3})|(?P<newline>\r?\n)|(?P<one>.))"
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_DECIMAL = re.compile(
    r"\\(?:[89]\d{0,2}|[0-7][89]\d?|[0-7]{2}[89]|[4-9]\d{2}|&|NUL|SO?H|STX|ETX|EOT|ENQ|ACK|DLE|DC[1-4]|NAK|SYN|ETB|CAN|EM|"
    r"SUB|ESC|[FGRU]S|DEL)"
)
"""What only a string of Haskell or Lua has: a byte in decimal, a control character by its name."""
_IN_DECIMAL = re.compile(
    r"\\(?:(?P<code>\d{1,3})|(?P<name>NUL|SOH|STX|ETX|EOT|ENQ|ACK|DLE|DC[1-4]|NAK|SYN|ETB|CAN|SUB|ESC|DEL|SO|SI|EM|FS|GS"
    r"|RS|US)|(?P<nothing>&)|(?P<one>.))"
)
_CONTROLS = dict(
    zip(
        "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS "
        "RS US".split(),
        range(32),
        strict=True,
    )
) | {"DEL": 127}
_QUOTING = re.compile(r"(?:%[qQ]|~[sS]|\bqq?)([{(\[<|/])")
_WORDS = re.compile(r"(?:%[wW]|~w|\bqw)\s?([{(\[<|/])")
_CLOSING = {"{": "}", "(": ")", "[": "]", "<": ">"}
_HEREDOC = re.compile(r"<<([<~-]?)(['\"]?)([A-Z][A-Z0-9_]{1,19})\2(?![A-Za-z0-9_>])")


class FoundString(NamedTuple):
    """A string: its characters, whether it stands for bytes (b'..', or written with byte escapes), where it ends."""

    text: str
    raw: bool
    end: int


def unescaped(body: str) -> tuple[str, bool]:
    """The characters that a string's body stands for, and whether bytes were written (escapes like \\x9d, \\235)."""
    if "\\" not in body:
        return body, False
    if _DECIMAL.search(body) is not None and "\\x" not in body:
        return _of_decimals(body), True
    raw = False

    def one(match: re.Match[str]) -> str:
        nonlocal raw
        if digits := match["x"] or match["braced"] or match["octal"]:
            raw = True
            code = int(digits, 8 if match["octal"] else 16)
            return chr(code & 0xFF)
        for group in ("u", "long", "wide"):
            if match[group]:
                code = int(match[group], 16)
                return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if match["newline"]:
            return ""
        return _SIMPLE.get(match["one"], match["one"] if not match["one"].isalnum() else match[0])

    return _ESCAPE.sub(one, body), raw


def _of_decimals(body: str) -> str:
    """What Haskell's `show` and Lua's strings stand for: `\\190`, `\\NUL`, `\\&` for nothing."""

    def one(match: re.Match[str]) -> str:
        if match["code"]:
            return chr(int(match["code"]) & 0xFF)
        if match["name"]:
            return chr(_CONTROLS[match["name"]])
        return "" if match["nothing"] else _SIMPLE.get(match["one"], match["one"])

    return _IN_DECIMAL.sub(one, body)


def string_at(text: str, at: int) -> FoundString | None:
    """The string literal that begins at a place, or None where none does or it does not close."""
    prefix = _PREFIX.match(text, at)
    if prefix is not None:
        return _quoted(text, prefix[0], prefix.end())
    quoting = _QUOTING.match(text, at)
    if quoting is not None:
        end = text.find(_CLOSING.get(quoting[1], quoting[1]), quoting.end(), quoting.end() + HEREDOC_LIMIT)
        return None if end < 0 else FoundString(text[quoting.end() : end], False, end + 1)
    return None


def _quoted(text: str, prefix: str, at: int) -> FoundString | None:
    mark = text[at : at + 1]
    low = prefix.lower()
    if low.startswith("r#"):
        closing = '"' + prefix[1:]
        end = text.find(closing, at + 1)
        return None if end < 0 else FoundString(text[at + 1 : end], False, end + len(closing))
    if prefix == "R" and text.startswith('"(', at):
        end = text.find(')"', at)
        return None if end < 0 else FoundString(text[at + 2 : end], False, end + 2)
    if mark in "\"'" and text.startswith(mark * 3, at):
        end = text.find(mark * 3, at + 3)
        if end < 0:
            return None
        body = text[at + 3 : end]
        end += 3
    else:
        pattern = _TICKS if mark == "`" else _SINGLE if mark == "'" else _VERBATIM if "@" in prefix else _DOUBLE
        match = pattern.match(text, at) or _HEX_ROWS.match(text, at)
        if match is None:
            return None
        body, end = match[0][1:-1].replace(mark * 2, mark), match.end()
    if ("f" in low or prefix == "$") and "{" in body:
        return None
    if "r" in low or "@" in prefix:
        return FoundString(body, "b" in low, end)
    if mark != "'" and "b" not in low and _PLACEHOLDER.search(body):
        return None  # no language puts anything into bytes: b"\\x9d#{" is whole
    content, raw = unescaped(body)
    return FoundString(content, raw or "b" in low, end)


def words_at(text: str, at: int) -> tuple[list[str], int] | None:
    """Ruby's and Elixir's %w{ .. }, Perl's qw(..): (the words, where they end)."""
    match = _WORDS.match(text, at)
    if match is None:
        return None
    end = text.find(_CLOSING.get(match[1], match[1]), match.end(), match.end() + HEREDOC_LIMIT)
    return None if end < 0 else (text[match.end() : end].split(), end + 1)


def heredoc_at(text: str, at: int) -> tuple[str, int, int] | None:
    """A here document: (its lines, where what follows its opening begins, where it ends)."""
    match = _HEREDOC.match(text, at)
    if match is None:
        return None
    start = text.find("\n", match.end(), match.end() + 200)
    if start < 0:
        return None
    closing = re.compile(rf"\n[ \t]*{match[3]}\b").search(text, start, start + HEREDOC_LIMIT)
    return None if closing is None else (text[start + 1 : closing.start()], match.end(), closing.end())
