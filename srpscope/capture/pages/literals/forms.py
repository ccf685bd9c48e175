"""One printed value: the ways in which it can be read, each as hex.

A literal says itself what it is, or holds a text; a text, or a value without quotes, is hex in one of its shapes,
base64, or a decimal number. What can be read in two ways gives two readings; nothing is chosen here.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from typing import NamedTuple

from srpscope.capture.pages.literals.byte_lists import Literal
from srpscope.capture.pages.literals.reader import literal_at

BITS_LIMIT = 32_768
"""The largest number that is read, in bits (as srp/limits.py has it)."""

BYTES_LIMIT = 65_536
"""The longest byte string that is read."""

_WORDS_JOINED = re.compile(r"[A-Z]?[a-z]{2,}(?:[_\-]?[A-Z][a-z]{2,})+")
"""ContactFlowSummaryList is a name, though every letter of it is one of base64 too."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_GROUPED = re.compile(r"\s*(?:(?:[0-9a-fA-F]{2}){1,64}\s+)+(?:[0-9a-fA-F]{2}){1,64}\s*")
"""Hex in groups, over lines perhaps, as RFCs print it."""
DOUBT = -9.0
"""A reading less likely than the best one by this power of ten is no longer a doubt (random values, equal priors)."""


@dataclass(frozen=True)
class LiteralReading:
    """One way to read a printed value.

    form: "hex", "decimal", "base64", "byte list", "signed byte list", "string escapes", "hex bytes", "negative hex",
    "negative decimal".
    hex: the digits; of a number perhaps an odd count.
    width: whether the count of bytes printed is evidence of the count of bytes there were.
    remark: a sentence for the notes, or "".
    """

    form: str
    hex: str
    width: bool = True
    remark: str = ""

    @property
    def number(self) -> int:
        """The value as a number."""
        return int(self.hex or "0", 16)


class UnreadableError(ValueError):
    """A value that cannot be read at all: the rest of a sentence that starts with its name."""


def decimal_hex(digits: str) -> str:
    """Hex of a decimal number of up to 9,865 digits, without Python's limit on the length of such text."""
    number = 0
    for start in range(0, len(digits), 4000):
        part = digits[start : start + 4000]
        number = number * 10 ** len(part) + int(part)
    if number.bit_length() > BITS_LIMIT:
        raise UnreadableError(f"is a number of {number.bit_length():,} bits; the limit is {BITS_LIMIT:,}")
    return f"{number:x}"


def readings(text: str, form: str | None = None) -> list[LiteralReading]:
    """Every way to read a printed value, likeliest first. Raises UnreadableError saying what is wrong with it.

    form: "hex", "decimal" or "base64" where the name said which; then only that.
    """
    text = text.strip().rstrip(";,").strip()
    if len(text) > 8 * BYTES_LIMIT:
        raise UnreadableError(f"has {len(text):,} characters; the limit is {8 * BYTES_LIMIT:,}")
    if not text:
        raise UnreadableError("is empty")
    if printed_in_part(text):
        raise UnreadableError("was printed only in part (…); print it as hex, whole")
    found = literal_at(text, 0)
    if found is not None and found.end == len(text):
        return readings_of(found.literal, form)
    return bare_readings(text, form)


def printed_in_part(text: str) -> bool:
    """Whether a value was cut short by what printed it."""
    return re.search(r"\.\.\.|\u2026|\bmore (?:items?|bytes?|elements?)\b", text) is not None


def readings_of(literal: Literal, form: str | None = None) -> list[LiteralReading]:
    """Every way to read a literal as bytes or a number. Raises UnreadableError."""
    if literal.kind == "bytes":
        if literal.raw and re.fullmatch(r"\.{2,}|\u2026", literal.text):
            raise UnreadableError("was printed only in part (…); print it as hex, whole")
        return [_within(_of_bytes(literal, form))]
    if literal.kind == "words":
        if not all(re.fullmatch(r"(?:[0-9a-fA-F]{2})+", "".join(one.split())) for one in literal.words):
            raise UnreadableError("is a list of strings that are no hex")
        return [_within(LiteralReading("byte list", "".join("".join(literal.words).split()).lower()))]
    if printed_in_part(literal.text):
        raise UnreadableError("was printed only in part (…); print it as hex, whole")
    if literal.form == "hex bytes":
        return [_within(LiteralReading("hex bytes", literal.text.lower()))]
    said = literal.form or form
    text = literal.text.strip()
    if said == "hex" and literal.kind == "text":
        text = re.sub(r"\\[nrt]", "", text)
    return bare_readings(text, said)


def literal_hex(text: str) -> str | None:
    """The hex of bytes or a number written as a literal of any language, a list also without its brackets; None where
    it is none whole, and where it can be read in two ways."""
    written = text.strip().rstrip(";").rstrip()
    for candidate in (written, f"[{written.rstrip(',')}]" if "," in written else ""):
        found = literal_at(candidate, 0)
        if found is None or found.end != len(candidate):
            continue
        try:
            ways = readings_of(found.literal)
        except UnreadableError:
            return None
        return ways[0].hex if len(ways) == 1 and not ways[0].form.startswith("negative") else None
    return None


def quoted_text(text: str) -> str:
    """A text as somebody types it: what stands in the quotes of a language, else every character."""
    found = literal_at(text.strip(), 0)
    if found is None or found.end != len(text.strip()) or found.literal.kind == "number":
        return text
    return text_of_literal(found.literal) or text


def _of_bytes(literal: Literal, form: str | None = None) -> LiteralReading:
    text = literal.text
    if literal.raw and form == "hex" and re.fullmatch(r"[0-9a-fA-F]+", text):
        return _hex(text, False)
    digits = "".join(text.split()) if _GROUPED.fullmatch(text) else text
    if literal.raw and len(digits) >= 16 and len(digits) % 2 == 0 and re.fullmatch(r"[0-9a-fA-F]+", digits):
        remark = "holds hex digits as text: it is read as hex, as hexlify prints it"
        return LiteralReading("hex", digits.lower(), remark=remark)
    form = "string escapes" if literal.raw else "signed byte list" if literal.signed else "byte list"
    return LiteralReading(form, literal.data.hex())


def text_of_literal(literal: Literal) -> str | None:
    """A user name or password as a literal spells it; None where it is bytes that are no text, or a number."""
    if literal.kind == "text" and literal.form is None:
        return literal.text
    if literal.kind == "text" and literal.form == "hex":
        digits = re.sub(r"[\s:,_\-]|0[xX]", "", literal.text)
        return _text_of_bytes(bytes.fromhex(digits)) if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", digits) else None
    if literal.kind == "text" and literal.form in ("hex bytes", "base64"):
        try:
            return _text_of_bytes(bytes.fromhex(readings_of(literal)[0].hex))
        except (UnreadableError, ValueError):
            return None
    return _text_of_bytes(literal.data) if literal.kind == "bytes" else None


def _text_of_bytes(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def bare_readings(text: str, form: str | None = None) -> list[LiteralReading]:
    """Every way to read a value that stands without quotes or brackets, likeliest first. Raises UnreadableError."""
    text = text.strip()
    if not text:
        raise UnreadableError("is empty")
    if re.fullmatch(r"\d+ ?bytes", text):
        raise UnreadableError(f"is not there, only its length ({text}); print its bytes as hex")
    listed = _listed(text)
    found = [listed] if listed is not None else _plain(text, form)
    if not found:
        raise UnreadableError("is neither hex nor base64, a decimal number or a list of bytes")
    return [_within(one) for one in found]


def _listed(text: str) -> LiteralReading | None:
    """157,202,93: what a list of bytes prints as in JavaScript, four of them or more."""
    if "," not in text or text.count(",") < 3:
        return None
    found = literal_at(f"[{text.rstrip(', ')}]", 0)
    whole = found is not None and found.literal.kind == "bytes" and found.end == len(text.rstrip(", ")) + 2
    return _of_bytes(found.literal) if found is not None and whole else None


def _within(reading: LiteralReading) -> LiteralReading:
    if len(reading.hex) > 2 * BYTES_LIMIT:
        raise UnreadableError(f"has {len(reading.hex) // 2:,} bytes; the limit is {BYTES_LIMIT:,}")
    return reading


class _Bare(NamedTuple):
    """A value without brackets. text: as it stands; body: without its sign, of another base with 0x in front; form:
    what it is said to be."""

    text: str
    body: str
    minus: bool
    form: str | None

    @property
    def joined(self) -> str:
        """The body without white space."""
        return "".join(self.body.split())


def _plain(text: str, form: str | None) -> list[LiteralReading]:
    """A value without brackets: hex, decimal, base64. Who is sure of it says all of it; else the likeliest do."""
    minus = text[0] in "-\u2212\u2013"
    body = text[1:].strip() if minus else text
    ada = re.fullmatch(r"16#([0-9a-fA-F_]+)#", body)
    bare = _Bare(text, f"0x{ada[1]}" if ada is not None else body, minus, form)
    for sure in (_marked_hex, _as_said, _hex_pairs, _decimal_bytes):
        found = sure(bare)
        if found is not None:
            return found
    return _likeliest(_weighed(bare))


def _marked_hex(bare: _Bare) -> list[LiteralReading] | None:
    """0x1f, $1f, 1fh."""
    body = bare.body
    if not re.match(r"0[xX]|\$[0-9a-fA-F]+$", body) and not re.fullmatch(r"[0-9a-fA-F]+h", body):
        return None
    digits = re.sub(r"(?:0[xX]|[\s,_:$])", "", body.rstrip("h"))
    if re.fullmatch(r"[0-9a-fA-F]+", digits):
        return [_hex(digits, bare.minus)]
    return [] if bare.form == "hex" else None  # base64 may begin with 0x too


def _as_said(bare: _Bare) -> list[LiteralReading] | None:
    """What is said to be decimal or base64, and JavaScript's BigInt."""
    text = bare.text
    if bare.form is None and re.fullmatch(r"\d{2,}n", text):
        return [_decimal(text[:-1])]
    if bare.form == "decimal":
        return [_decimal(text)] if re.fullmatch(r"[-+]?[\d\s]+", text) else []
    if bare.form == "base64":
        decoded = _base64("".join(text.split()))
        return [decoded] if decoded else []
    return None


def _hex_pairs(bare: _Bare) -> list[LiteralReading] | None:
    """9d:ca:5e, which may be a list of decimal bytes where no letter is in it."""
    body = bare.body
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2}[:\-. ]\s*)+[0-9a-fA-F]{2}", body):
        return None
    digits = re.sub(r"[^0-9a-fA-F]", "", body)
    found = [LiteralReading("hex bytes", digits.lower())]
    few = len(digits) // 2 < 22  # (100/256) ** 22 is one in 10 ** 9
    if re.fullmatch(r"(?:\d\d )+\d\d", body) and bare.form != "hex" and few:
        found.append(_byte_list(body.split()))
    return found


def _decimal_bytes(bare: _Bare) -> list[LiteralReading] | None:
    """157 2 93: of several lengths, four of them or more."""
    parts = bare.body.split()
    if bare.minus or len(parts) < 4 or len({len(part) for part in parts}) == 1:
        return None
    if not re.fullmatch(r"(?:\d{1,3}\s+)+\d{1,3}", bare.body) or any(int(part) > 255 for part in parts):
        return None
    return [_byte_list(parts)]


def _byte_list(parts: list[str]) -> LiteralReading:
    return LiteralReading("byte list", bytes(int(part) for part in parts).hex())


def _weighed(bare: _Bare) -> list[tuple[float, LiteralReading]]:
    """Everything that it may be: (the logarithm of how likely such a text is by chance, what it is then)."""
    joined, found = bare.joined, list[tuple[float, LiteralReading]]()
    word = joined.isalpha() and len(joined) < 8  # "bad", "added", "face" are words
    if re.fullmatch(r"[0-9a-fA-F]+", joined) and (bare.form == "hex" or not word):
        mixed = bool(re.search(r"[a-f]", joined) and re.search(r"[A-F]", joined))
        found.append((_likelihood(22 if mixed else 16, joined), _hex(joined, bare.minus)))
    if bare.form is None:
        if joined.isdigit() and joined.isascii() and (len(joined) == 1 or joined[0] != "0"):
            found.append((_likelihood(10, joined), _decimal(("-" if bare.minus else "") + joined)))
        decoded = _in_rows(bare.text, bool(found))
        if decoded:
            found.append((_likelihood(64, joined), decoded))
    return found


def _likeliest(weighed: list[tuple[float, LiteralReading]]) -> list[LiteralReading]:
    """Those between which there is doubt, each number once as such and once as base64."""
    weighed.sort(key=lambda one: -one[0])
    unequal: dict[tuple[int, bool], LiteralReading] = {}
    for likelihood, reading in weighed:
        if likelihood >= weighed[0][0] + DOUBT:
            unequal.setdefault((reading.number, reading.form == "base64"), reading)
    return list(unequal.values())


def _in_rows(text: str, digits: bool) -> LiteralReading | None:
    """Base64 in one row or several, None where it is a word. digits: whether it can be a number too. Raises
    UnreadableError where it is hex but for a character or two."""
    rows = [row.strip() for row in text.split("\n")]  # base64url may begin with what looks like a minus sign
    wrapped = "".join(rows) if all(len(row) >= 16 for row in rows[:-1]) else text
    if not digits and _is_damaged_hex(wrapped):
        raise UnreadableError("is hex but for a character or two: a digit is wrong, or another value stands in it")
    telling = digits or re.search(r"[0-9+/=]", wrapped) or len(wrapped) >= 32
    if len(wrapped) < 8 or not telling or _WORDS_JOINED.fullmatch(wrapped):
        return None
    return _base64(wrapped.strip())


def _is_damaged_hex(text: str) -> bool:
    """Whether nearly every character is a digit of hex, in one case: of random base64 a quarter is."""
    digits = max(sum(one in case for one in text) for case in ("0123456789abcdef", "0123456789ABCDEF"))
    return len(text) >= 16 and digits * 20 >= len(text) * 17


def _likelihood(symbols: int, text: str) -> float:
    """log10 of how likely a random value of an alphabet prints as this text. A repeated character counts once: a value
    of zeros (AAAA.. in base64) is not random."""
    changes = sum(1 for one, following in pairwise(text) if one != following)
    return -log10(symbols) * (changes + 1)


def _hex(digits: str, minus: bool) -> LiteralReading:
    if len(digits) > 2 * BYTES_LIMIT:
        raise UnreadableError(f"has {len(digits):,} digits; the limit is {2 * BYTES_LIMIT:,}")
    digits = digits.lower()
    if minus:
        return _negative(int(digits, 16), "hex")
    odd = len(digits) % 2 == 1
    remark = "is printed with an odd count of digits: a leading zero was dropped, and its length is no evidence"
    return LiteralReading("hex", digits, width=not odd, remark=remark if odd and len(digits) > 2 else "")


def _decimal(text: str) -> LiteralReading:
    digits = re.sub(r"\s", "", text)
    minus = digits.startswith("-")
    digits = digits.lstrip("+-")
    if not digits.isdigit() or not digits.isascii():
        raise UnreadableError("is no decimal number")
    if len(digits) > 9_865:
        raise UnreadableError(f"has {len(digits):,} decimal digits; the limit is 9,865")
    value = decimal_hex(digits)
    return _negative(int(value, 16), "decimal") if minus else LiteralReading("decimal", value, width=False)


def _negative(magnitude: int, form: str) -> LiteralReading:
    """A number printed with a minus sign: Java's BigInteger made of bytes whose top bit was set (Nimbus' document).
    form: in which its digits are."""
    length = max(1, ((magnitude - 1).bit_length() if magnitude else 0) // 8 + 1)
    data = (-magnitude).to_bytes(length, "big", signed=True)
    remark = (
        f"is printed with a minus sign, and is read as two's complement of {length} bytes: Java's new "
        "BigInteger(bytes) takes the top bit as a sign, and new BigInteger(1, bytes) does not"
    )
    return LiteralReading(f"negative {form}", data.hex(), width=False, remark=remark)


def _base64(text: str) -> LiteralReading | None:
    if _UUID.fullmatch(text) or not re.fullmatch(r"[A-Za-z0-9+/_\-]+={0,2}", text) or len(text.rstrip("=")) % 4 == 1:
        return None
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    canonical = base64.b64encode(data).decode("ascii").rstrip("=")
    return LiteralReading("base64", data.hex()) if canonical == standard and data else None
