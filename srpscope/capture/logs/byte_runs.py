"""Runs of bytes in a log line, wherever they stand and however they are printed.

Hex without blanks or with blanks, colons, dashes, commas or 0x between; lists of numbers; `<Buffer 10 02>`; strings
with escapes such as b'\\x10\\x02b'; base64. And rows: lines that hold nothing but bytes, as loops over bytes print.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from srpscope.capture.pages.literals.reader import literal_at

LEAST_BYTES: Final = 3
"""A run has so many bytes at least; a row may have one."""

_DIGITS = b"0123456789abcdefABCDEF"
_SEPARATORS = b" -,.\t"
_OWN_CLASS = {ord("\n"): ord("n"), ord("x"): ord("x"), ord(":"): ord(":")}
_CLASSES = bytes(
    ord("h") if one in _DIGITS else ord(" ") if one in _SEPARATORS else _OWN_CLASS.get(one, ord("."))
    for one in range(256)
)
_BLANKED = bytes(ord(" ") if one in _SEPARATORS else one for one in range(256))
_TOKENS = bytes(
    ord("x") if one < 128 and (chr(one).isalnum() or chr(one) in "+/_-") else ord(".") for one in range(256)
)
_ONE_A_LINE = (b": hhn", b"xhhn", b"nhhn", b"hh n")
MOST_SINGLES: Final = 40
"""Lines of a block that end in two digits and mean nothing by it."""
_PRINTS = (
    b"h" * 24,
    b" ".join([b"hh"] * 6),
    b" ".join([b"h" * 4] * 4),
    b" ".join([b"h" * 8] * 3),
    b":".join([b"hh"] * 7),  # a Bluetooth address has six
)
_LONG_TOKEN = b"x" * 40
_FOUR = b" hh hh hh hh "
"""What bytes without padding hold somewhere: one in sixteen has a single digit."""
OF_TLV = re.compile(r"tlv_debug|bytes/<class| bytes\) 0x|[A-Z]\(\d|0x0\w \([A-Z]")
"""What stands in the lines of programs that print TLV8 item by item."""
_LOOSE = re.compile(r"(?:\b[0-9a-fA-F]{1,2} ){7}")
_LISTED = re.compile(r", {0,3}-?\d{1,3}, {0,3}-?\d{1,3}, {0,3}-?\d{1,3}, {0,3}-?\d")
_PREFIXED = re.compile(r"0x[0-9a-fA-F]{2},? ?0x")
_OCTAL = re.compile(r"(?:\\[0-3][0-7]{2}){2}")
"""Bytes as protobuf's text format escapes them."""
_SHORT = (b"060101", b"060104", b"06 01 0")
"""How HomeKit's shortest messages begin: first and refused."""


def may_hold_bytes(text: str) -> bool:
    """Whether many lines together may hold a run of bytes worth a look: quick, and never wrong where it says no."""
    data = text.encode("latin-1", "replace")
    pairs, blanked = data.translate(_CLASSES), data.translate(_BLANKED)
    return (
        any(print_ in pairs for print_ in _PRINTS)
        or any(sign in blanked for sign in _SHORT)
        or "\\x" in text
        or ("\\" in text and _OCTAL.search(text) is not None)
        or '{"' in text
        or _LONG_TOKEN in data.translate(_TOKENS)
        or sum(map(pairs.count, _ONE_A_LINE)) > MOST_SINGLES
        or _PREFIXED.search(text) is not None
        or _LISTED.search(text) is not None
        or (_FOUR in pairs and _LOOSE.search(text) is not None)
    )


def may_hold_run(line: str) -> bool:
    """The same of one line, where nothing before it waits for a few bytes more."""
    return _ROW.match(line) is not None or OF_TLV.search(line) is not None or may_hold_bytes(line)


class Run(NamedTuple):
    """Bytes in a line: where they begin and end, and what they are."""

    start: int
    end: int
    data: bytes


_PAIR = r"[0-9a-fA-F]{2}"
_ONE = r"[0-9a-fA-F]{1,2}"
_HEX = (
    rf"0x{_ONE}(?:,? ?0x{_ONE})++|{_PAIR}(?:, ?{_PAIR}){{2,}}+|{_PAIR}(?::{_PAIR}){{2,}}+|{_PAIR}(?:-{_PAIR}){{2,}}+"
    rf"|{_PAIR}(?:\.{_PAIR}){{5,}}+"
    rf"|(?:0x)?(?:{_PAIR})++(?: (?:{_PAIR})++)*+"
)
_RUN = re.compile(
    r"(?P<uuid>(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z]))"
    r"|(?P<literal>(?<!\w)b?[\"'](?=[^\"'\n]{0,400}\\(?:x|[0-3][0-7]{2}))|<<(?=\s*\d)|[\[{(<](?=\s*(?:Buffer\b|-?\d|0x|[0-9a-fA-F]{2})))"
    r"|(?<![\w.])(?P<bare>-?\d{1,3}(?:, ?-?\d{1,3}){5,}+)(?![\w.])"
    rf"|(?<![0-9A-Za-z_])(?P<loose>(?=(?:{_PAIR} )*+[0-9a-fA-F] ){_ONE}(?: {_ONE}){{7,}}+)(?![0-9A-Za-z+/=])"
    rf"|(?<![0-9A-Za-z_])(?P<hex>{_HEX})(?![0-9A-Za-z+/=])"
    r"|(?<![\w+/=])(?P<base64>[A-Za-z0-9+/]{16,}+={0,2})(?![\w+/=])"
)
_BARE_LIST = re.compile(rf"\[{_ONE}(?:, {_ONE}){{5,}}+\]")
_ITEM = re.compile(_ONE)
_SPACED = re.compile(r"[ :,.\-]|0x")
_ROW = re.compile(rf"\s*+(?P<hex>(?:0x)?{_PAIR}(?:(?:[ \t]{{1,2}}|[:,\-] ?)?(?:0x)?{_PAIR})*+)[,;]?\s*+(?!.)")
_LIST_ROW = re.compile(r"\s*+-?\d{1,3}(?:,\s*+-?\d{1,3})++,?\s*+(?!.)")
_MARKED = re.compile(rf"0x({_ONE})")


def byte_runs(line: str) -> Iterator[Run]:
    """Every run of LEAST_BYTES or more in a line, in order; none lies in another."""
    at = 0
    while match := _RUN.search(line, at):
        at = match.end()
        if match["uuid"] is not None:
            continue  # which characteristic, service or device it is of
        if match["literal"] is not None:
            found = literal_at(line, match.start())
            if found is None and (bare := _BARE_LIST.match(line, match.start())):
                at = bare.end()  # Rust's {:x?}: hex without anything to show it
                yield Run(match.start(), at, bytes(int(one, 16) for one in _ITEM.findall(bare[0])))
            elif found is not None and found.literal.kind == "bytes":
                at = found.end
                if len(found.literal.data) >= LEAST_BYTES:
                    yield Run(match.start(), found.end, found.literal.data)
        elif match["bare"] is not None:  # Java's and Dart's lists without their brackets
            if (data := _of_numbers(match["bare"])) is not None:
                yield Run(match.start(), match.end(), data)
        elif match["loose"] is not None:  # Arduino's print(byte, HEX), which pads nothing
            yield Run(match.start(), match.end(), bytes(int(one, 16) for one in match["loose"].split()))
        elif match["hex"] is not None:
            data = _of_hex(match["hex"])
            if len(data) >= LEAST_BYTES:
                yield Run(match.start(), match.end(), data)
        elif (decoded := _unbase64(match["base64"])) is not None:
            yield Run(match.start(), match.end(), decoded)


def _of_numbers(text: str) -> bytes | None:
    numbers = text.split(",")
    if all(re.fullmatch(r" ?\d\d", one) for one in numbers):
        return bytes.fromhex(re.sub(r"[ ,]", "", text))  # two digits each: hex, as programs pad it
    values = [int(one) for one in numbers]
    return bytes(one & 0xFF for one in values) if all(-129 < one < 256 for one in values) else None


def _of_hex(text: str) -> bytes:
    if "0x" in text[:2] and "0x" in text[2:]:
        return bytes(int(one, 16) for one in _MARKED.findall(text))
    return bytes.fromhex(_SPACED.sub("", text))


def row_bytes(text: str) -> bytes | None:
    """The bytes of a line that holds nothing else, in hex or as a piece of a list; None for any other line."""
    match = _ROW.match(text)
    if match is None and _LIST_ROW.match(text):
        numbers = [int(one) for one in text.replace(",", " ").split()]
        return bytes(one & 0xFF for one in numbers) if all(-129 < one < 256 for one in numbers) else None
    return bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", match["hex"].replace("0x", ""))) if match else None


def _unbase64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def spaced_hex(text: str) -> bytes | None:
    """Bytes of two digits each, one blank between; None for anything else."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return None
    return data if len(text) == 3 * len(data) - 1 else None
