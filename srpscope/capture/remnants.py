"""What is left of a secret in a text, in whatever print: the second look after the forms that we know were taken out.

A text is read as everything that it may be (characters, escapes, hex with anything between, lists of numbers, base64,
base32, long decimals, bits, and each of these inside another), and each reading is searched for every run of six bytes
of every secret. So a half of a secret is found, and a form that nobody listed, as long as its bytes are there in order.
Reading for values (capture/pages) wants a literal whole and named; here any remnant counts.

Work and memory are linear in the length of text and secrets.
"""

from __future__ import annotations

import base64
import html
import math
import re
import string
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from srpscope.capture.own_words import is_protocols
from srpscope.capture.text.number_words import (
    SPELLED_RUN,
    decimals_in_parts,
    readings_of_words,
    written_in_other_bases,
)

RUN = 6
"""Bytes in a row that give a secret away."""

DECIMAL_RUN = 15
"""Digits in a row that do: six bytes are up to 15 digits."""

MOST_WINDOWS = 65_536
"""Runs kept of one secret; of a longer one every n-th, so that memory stays what it is."""

DEPTH = 3
"""How deep one print may stand in another: base64 of hex of a C array."""

_PART = 3
_STEP = RUN - _PART + 1
_SHORTEST = 4
"""Bytes: a secret shorter than RUN is sought whole, down to this length."""

_ESCAPE = re.compile(
    r"\\x([0-9a-fA-F]{2})|\\u00([0-9a-fA-F]{2})|%([0-9a-fA-F]{2})|\\([0-7]{3})|\\([nrt0abfv\\\"'])"
    r"|=([0-9a-fA-F]{2})|\\u\{([0-9a-fA-F]{1,2})\}|&#[xX]([0-9a-fA-F]{1,2});|&#([0-9]{1,3});|=\r?\n"
)
_DECIMAL_ESCAPE = re.compile(r"\\([0-9]{1,3})|\\&")
"""As Haskell and Lua write a byte."""
_SIMPLE = {"n": 10, "r": 13, "t": 9, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11}
_DRESS = re.compile(
    r"(?i)\((?:byte|sbyte|uint8_t|unsigned char)\)|\.to(?:u?byte|int8)\(\)|0x|\\x|\\u00|16#|&h|(?<=[0-9a-f])u8\b"
    r"|\b0(?=[0-9a-f]{2}h\b)|(?<=[0-9a-f]{2})h\b"
)
_TAGS = {0xE0000 + code: chr(code) for code in range(32, 127)}
"""Tag characters, which no screen shows, as what they stand for."""
_NO_WORD = re.compile(r"[^0-9A-Za-z]+")
_WORD = re.compile(r"[^\W_]+")
_SMALL, _LARGE = string.ascii_lowercase, string.ascii_uppercase
_MOVED = [
    str.maketrans(_SMALL + _LARGE, _SMALL[by:] + _SMALL[:by] + _LARGE[by:] + _LARGE[:by]) for by in range(len(_SMALL))
]
"""Caesar's codes, the thirteenth is ROT13; the first leaves a text as it is."""
_STRIDES = (2, 3, 4)
"""One letter in so many words is a secret's, where it is told letter by letter: p[0] = 'M'; p[1] = 'a'."""
_HEX = re.compile(r"[0-9a-fA-F]{12,}")
_NUMBER = re.compile(r"(?i)(-?)(?:(?:0x|16#|\\x)([0-9a-f]{1,2})|(?<![0-9a-z.])([0-9]{1,3}))(?![0-9a-f])")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{8,}")
_BASE32 = re.compile(r"[A-Za-z2-7]{10,}")
_BASE32_HEX = re.compile(r"[A-Va-v0-9]{10,}")
_OF_BASE32_HEX: dict[int, str] = {}
_OF_BASE32 = str.maketrans(_LARGE + _SMALL + "234567", (string.digits + _LARGE[:16]) * 2 + _LARGE[16:22])
"""The digits of base32 as those of base32hex, which Python's own base 32 has too."""
_BITS = re.compile(r"[ \t]{48,}|[01](?:[^0-9A-Za-z]{0,2}[01]){47,}")
_BIT = str.maketrans(" \t", "01")
_NO_DIGIT = re.compile(r"[^0-9]+")
_BETWEEN_LINES = re.compile(r"(?:\\[nr]|[\s\"'`,=])+")
_TOKEN = re.compile(r"\S{32,}")
_BITS_UNREADABLE = 4.5
"""Bits a character from which a long word of mixed signs is taken for something that could not be read."""


class Named(Protocol):
    """A secret: what it is called, its bytes, whether it is a number."""

    @property
    def name(self) -> str:
        """What it is called: `P`, `a`, `K`."""

    @property
    def data(self) -> bytes:
        """Its bytes, as recorded."""

    @property
    def number(self) -> bool:
        """Whether it is a number, whose decimal digits are searched for as well."""


class Remnants:
    """The runs of some secrets, to search texts and bytes for."""

    def __init__(self, secrets: Iterable[Named]) -> None:
        self._runs: dict[bytes, str] = {}
        self._parts: set[bytes] = set()
        self._part_items: set[tuple[int, ...]] = set()
        self._short: dict[bytes, str] = {}
        self._digits: dict[str, str] = {}
        self._spelled: dict[str, str] = {}
        for one in secrets:
            for data in (one.data, one.data[::-1]):
                self._take(one.name, data)
            turned = MOST_WINDOWS // (2 * len(_MOVED)) if len(one.data) > MOST_WINDOWS else MOST_WINDOWS
            for letters in _letters_of(one.data):
                self._take(one.name, letters, turned)
            if len(one.data) > 4_096:
                continue
            if one.number:
                self._take_digits(one.name, decimal_text(int.from_bytes(one.data, "big")))
            if len(one.data) > 2 * RUN:
                self._take_digits(one.name, f"{int.from_bytes(one.data):o}")
                for written in written_in_other_bases(one.data):
                    for at in range(len(written) - SPELLED_RUN + 1):
                        self._spelled.setdefault(written[at : at + SPELLED_RUN], one.name)

    def _take(self, name: str, data: bytes, most: int = MOST_WINDOWS) -> None:
        length = min(RUN, len(data))
        if length < _SHORTEST:
            return
        positions = len(data) - length + 1
        steps = range(0, positions, 1 + positions // most)
        runs = [run for at in steps if len(set(run := data[at : at + length])) > 2]  # zeros stand everywhere
        # So do the words of a protocol: of Secret#1 what goes beyond them gives it away, if anything does.
        for run in [run for run in runs if not is_protocols(run) and not is_protocols(run[::-1])] or runs:
            if length < RUN:
                self._short.setdefault(run, name)
                continue
            self._runs.setdefault(run, name)
            parts = [run[start : start + _PART] for start in range(RUN - _PART + 1)]
            self._parts.update(parts)
            self._part_items.update(map(tuple, parts))

    def _take_digits(self, name: str, digits: str) -> None:
        for at in range(len(digits) - DECIMAL_RUN + 1):
            self._digits.setdefault(digits[at : at + DECIMAL_RUN], name)

    def in_bytes(self, data: bytes) -> Iterator[tuple[int, int, str]]:
        """(offset, length, name) of every run of a secret in these bytes.

        Of six bytes in a row, three begin at a multiple of four: only those are looked up, and what is round a hit.
        """
        seen = -1
        for part in range(0, len(data) - _PART + 1, _STEP):
            if data[part : part + _PART] not in self._parts:
                continue
            for at in range(max(seen + 1, part + _PART - RUN), min(part, len(data) - RUN) + 1):
                seen = at
                name = self._runs.get(data[at : at + RUN])
                if name is not None:
                    yield at, RUN, name
        for run, name in self._short.items():
            at = data.find(run)
            while at >= 0:
                yield at, len(run), name
                at = data.find(run, at + 1)

    def _may_be_in(self, data: bytes) -> bool:
        """Whether it is worth a look at each place: of most readings it is not."""
        parts = zip(data[::_STEP], data[1::_STEP], data[2::_STEP], strict=False)
        return not self._part_items.isdisjoint(parts) or any(run in data for run in self._short)

    def names(self, text: str) -> list[str]:
        """The names of the secrets of which something stands in a text, in any print; in order of their names."""
        if not self._runs and not self._short and not self._digits:
            return []
        text = _in_ascii_digits(text)
        found = {name for view in _views(text, DEPTH) if self._may_be_in(view) for _, _, name in self.in_bytes(view)}
        for digits in (_NO_DIGIT.sub("", text), *decimals_in_parts(text)) if self._digits else ():
            found.update(_windows(digits, DECIMAL_RUN, self._digits))
        if self._spelled:
            for letters in ("".join(text.split()).casefold(), _squeezed(text).decode("utf-8", "replace")):
                found.update(_windows(letters, SPELLED_RUN, self._spelled))
        return sorted(found)


def _windows(text: str, length: int, runs: Mapping[str, str]) -> Iterator[str]:
    """The names of the runs of that length that stand in a text."""
    for at in range(len(text) - length + 1):
        name = runs.get(text[at : at + length])
        if name is not None:
            yield name


def unreadable(text: str) -> bool:
    """Whether a long word of a text looks like coded bytes in a form that nothing here reads (Ascii85 and the like)."""
    return any(
        len(set(re.sub(r"[\w./:()|,=-]", "", word))) >= 6 and _bits(word) > _BITS_UNREADABLE
        for word in _TOKEN.findall(text)
    )


def _bits(word: str) -> float:
    total = len(word)
    return -sum(count / total * math.log2(count / total) for count in Counter(word).values())


def _views(text: str, depth: int) -> Iterator[bytes]:
    """Every reading of a text as bytes, and of those of them that are text again."""
    for data in _readings(text):
        yield data
        if inner := _inflated(data):
            yield inner
            if depth > 1 and _is_text(inner):
                yield from _views(inner.decode("latin-1"), depth - 1)
        if b"\0" in data:  # UTF-16, in whatever print
            yield (data := data.replace(b"\0", b""))
        if depth > 1 and len(data) >= 2 * RUN and _is_text(data):
            yield from _views(data.decode("latin-1"), depth - 1)


def _in_ascii_digits(text: str) -> str:
    """The digits of every script as those of ASCII."""
    return text if text.isascii() else "".join(str(int(one)) if one.isdecimal() else one for one in text)


def _inflated(data: bytes) -> bytes:
    """What stands compressed in bytes (gzip, zlib), as much of it as can say something; nothing where they are not."""
    if not data.startswith((b"\x1f\x8b", b"\x78")):
        return b""
    try:
        return zlib.decompressobj(47).decompress(data, MOST_WINDOWS)
    except zlib.error:
        return b""


def _plain(text: str) -> str:
    """In small letters and the plainest form of each, without the accents on them."""
    return unicodedata.normalize("NFKD", html.unescape(text).translate(_TAGS)).casefold()


def _squeezed(text: str) -> bytes:
    """The letters and digits alone, in the plainest form of each: whatever stands between, on or within them (blanks,
    dashes, quotes, entities, accents, invisible characters, full width, tags) hides nothing from a reader."""
    return "".join(filter(str.isalnum, _plain(text))).encode("utf-8", "replace")


def _single_letters(text: str) -> Iterator[bytes]:
    """The letters that stand alone as every second, third or fourth word."""
    words = _WORD.findall(_plain(text))
    if sum(len(word) == 1 for word in words) < _SHORTEST:
        return
    for stride in _STRIDES:
        for start in range(stride):
            letters = (word if len(word) == 1 else " " for word in words[start::stride])
            yield "".join(letters).encode("utf-8", "replace")


def _letters_of(secret: bytes) -> Iterator[bytes]:
    """The letters and digits of a secret that is text, also with its letters moved in the alphabet, forwards and
    backwards. Of a long one the plain letters are turned, so that megabytes are made plain once and not 52 times."""
    try:
        text = secret.decode("utf-8")
    except UnicodeDecodeError:
        return
    if text.isprintable() and len(text) > MOST_WINDOWS:
        plain = _squeezed(text).decode("utf-8")
        for turned in map(plain.translate, _MOVED):
            yield turned.encode("utf-8")
            yield turned[::-1].encode("utf-8")
    elif text.isprintable():
        for turned in map(text.translate, _MOVED):
            yield _squeezed(turned)
            yield _squeezed(turned[::-1])


def _is_text(data: bytes) -> bool:
    return sum(32 <= byte < 127 or byte in b"\n\r\t" for byte in data) * 10 >= len(data) * 9


def _readings(text: str) -> Iterator[bytes]:
    raw = text.encode("utf-8", "surrogatepass")
    if not _is_text(raw) or not text.isascii() or "\0" in text:
        yield raw.replace(b"\0", b"")
    yield raw
    yield (squeezed := _squeezed(text))
    yield squeezed[::2]  # each letter twice, or another one between
    yield squeezed[1::2]
    yield from _single_letters(text)
    yield from _escapes(text)
    yield from _hex(text)
    yield from _lists(text)
    yield from _base64(text)
    yield from _base32(text)
    yield from _of_bits(text)
    yield from readings_of_words(text)
    yield from _hex(turned := text[::-1])
    yield from _base64(turned)


def _escapes(text: str) -> Iterator[bytes]:
    """The characters of a string literal, a percent-encoded or a quoted-printable text, its escapes resolved; however
    often escaped."""
    if "\\" in text or "%" in text or "=" in text or "&#" in text:
        once = re.sub(r"\\+", r"\\\\", text).replace("\\\\", "\\")
        data = _ESCAPE.sub(_character, once).encode("latin-1", "replace")
        yield data
        if "\\" in text:
            yield _DECIMAL_ESCAPE.sub(_by_decimal, text).encode("latin-1", "replace")


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3] or found[6] or found[7] or found[8]
    if digits:
        return chr(int(digits, 16))
    if found[9]:
        return chr(int(found[9]))
    if found[4]:
        return chr(int(found[4], 8) & 255)
    if found[5] is None:  # quoted-printable goes on in the next line
        return ""
    return chr(_SIMPLE.get(found[5], ord(found[5])))


def _by_decimal(found: re.Match[str]) -> str:
    return chr(int(found[1])) if found[1] else ""


def _hex(text: str) -> Iterator[bytes]:
    """Hex digits with anything but letters and digits between, and what languages write before and after a byte."""
    for dressed in (_NO_WORD.sub("", _DRESS.sub("", text)), _NO_WORD.sub(" ", text)):
        for run in _HEX.finditer(dressed):
            for start in (0, 1):
                digits = run[0][start:]
                yield bytes.fromhex(digits[: len(digits) // 2 * 2])


def _lists(text: str) -> Iterator[bytes]:
    """Numbers from -128 to 255 in order, and every second of them: {"0": 31, "1": 139}."""
    numbers = bytearray()
    for sign, hexed, decimal in _NUMBER.findall(text):
        number = int(hexed, 16) if hexed else int(decimal)
        if number < 256:
            numbers.append((-number if sign else number) & 255)
    if len(numbers) >= _SHORTEST:
        yield bytes(numbers)
        yield bytes(numbers[0::2])
        yield bytes(numbers[1::2])


def _base64(text: str) -> Iterator[bytes]:
    """Base64 of both alphabets, wrapped over lines or not, begun at any character."""
    for joined in _unwrapped(text):
        standard = joined.replace("-", "+").replace("_", "/")
        for run in _BASE64.finditer(standard):
            for start in range(4):
                whole = run[0][start:]
                yield base64.b64decode(whole[: len(whole) // 4 * 4])


def _base32(text: str) -> Iterator[bytes]:
    """Base32 of both alphabets, wrapped over lines or not, begun at any character."""
    for joined in _unwrapped(text):
        for pattern, digits in ((_BASE32, _OF_BASE32), (_BASE32_HEX, _OF_BASE32_HEX)):
            for run in pattern.finditer(joined):
                yield from _from_any_bit(int(run[0].translate(digits), 32), 5 * len(run[0]))


def _unwrapped(text: str) -> Iterable[str]:
    joined = _BETWEEN_LINES.sub("", text)
    return (text,) if joined == text else (joined, text)


def _from_any_bit(number: int, bits: int) -> Iterator[bytes]:
    """The bytes in a number of so many bits, wherever the first of them begins."""
    for less in range(8):
        length = (bits - less) // 8
        yield (number >> less & (1 << 8 * length) - 1).to_bytes(length)


def _of_bits(text: str) -> Iterator[bytes]:
    """Bits, the highest first: as digits, or as blanks and tabs, which nobody sees; begun anywhere."""
    for run in _BITS.finditer(text):
        bits = re.sub(r"[^01]", "", run[0].translate(_BIT) if run[0].isspace() else run[0])
        yield from _from_any_bit(int(bits, 2), len(bits))


def decimal_text(number: int) -> str:
    """Decimal digits without Python's limit on how long such a text may be."""
    parts = []
    while number >= 10**4000:
        number, low = divmod(number, 10**4000)
        parts.append(f"{low:04000d}")
    return str(number) + "".join(reversed(parts))
