"""One printed value: the ways in which its text can be read, each as hex.

Hex in all its shapes, base64, decimal, and the byte lists of C, Dart, Java, Kotlin, JavaScript, Swift, Python, Go and
Rust, signed ones too. What can be read in two ways gives two readings; nothing is chosen here.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from itertools import pairwise
from math import log10

BITS_LIMIT = 32_768
"""The largest number that is read, in bits (as srp/limits.py has it)."""

BYTES_LIMIT = 65_536
"""The longest byte string that is read."""

DOUBT = -9.0
"""A reading less likely than the best one by this power of ten is no longer a doubt (random values, equal priors)."""


@dataclass(frozen=True)
class Reading:
    """One way to read a printed value.

    form: "hex", "decimal", "base64", "byte list", "signed byte list", "string escapes", "signed hex", "hex bytes".
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


def readings(text: str, form: str | None = None) -> list[Reading]:
    """Every way to read a printed value, likeliest first. Raises UnreadableError saying what is wrong with it.

    form: "hex", "decimal" or "base64" where the name said which; then only that.
    """
    text = text.strip().rstrip(";,").strip()
    text = _without_wrapping(text)
    if not text:
        raise UnreadableError("is empty")
    if len(text) > 8 * BYTES_LIMIT:
        raise UnreadableError(f"has {len(text):,} characters; the limit is {8 * BYTES_LIMIT:,}")
    if re.search(r"\.\.\.|\u2026|\bmore (?:items?|bytes?|elements?)\b", text):
        raise UnreadableError("was printed only in part (…); print it as hex, whole")
    if re.fullmatch(r"\d+ bytes", text):
        raise UnreadableError(f"is not there, only its length ({text}); print its bytes as hex")
    escapes = _string_escapes(text)
    if escapes is not None:
        return [escapes]
    listed = _byte_list(text)
    if listed:
        return [_within(one) for one in listed]
    plain = _plain(text, form)
    if plain:
        return [_within(one) for one in plain]
    raise UnreadableError("is neither hex nor base64, a decimal number or a list of bytes")


def _within(reading: Reading) -> Reading:
    if len(reading.hex) > 2 * BYTES_LIMIT:
        raise UnreadableError(f"has {len(reading.hex) // 2:,} bytes; the limit is {BYTES_LIMIT:,}")
    return reading


def _without_wrapping(text: str) -> str:
    """A value without constructor, quotes and what follows them: `BigInteger("12", 16)`, `Uint8Array(3) [1, 2, 3]`."""
    for _ in range(4):
        before = text
        constructor = re.match(r"^(?:new\s+)?[A-Za-z_][\w.<>!]*(?:\[\])?\s*\((?P<inside>.*)\)!{0,2}$", text, re.DOTALL)
        if constructor and not re.match(r"^\(?[0-9a-fA-F]+\(", text):
            inside = constructor["inside"].strip()
            radix = re.match(r"^(?P<value>[^,]*),\s*(?:radix:?\s*=?\s*)?(?P<radix>10|16)$", inside, re.DOTALL)
            if radix:
                value = radix["value"].strip().strip("\"'")
                return ("0x" + value) if radix["radix"] == "16" and not value.startswith("-") else value
            if "fromhex" in text[: text.find("(")].lower():
                return "0x" + inside.strip("\"'")
            text = inside
        text = re.sub(r"^(?:Uint8Array|Uint8List|Int8Array|Array|Buffer)\s*\(\d+\)\s*(?=[\[{<])", "", text)
        text = re.sub(r"^(?:new\s+)?(?:byte|int|Byte|sbyte|uint8_t|u8)\s*\[\d*\]\s*(?=[\[{<])", "", text)
        text = re.sub(r"^(?:mapOf|listOf|vec!|hex!)\s*(?=[\[(\"'])", "", text)
        text = re.sub(r"(\]|\}|>)\s*(?:as\s+\w+|\.\w+\(\))$", r"\1", text)
        if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`":
            text = text[1:-1].strip()
        if re.fullmatch(r"[-+]?\d+[nNL]", text):
            return text[:-1] + "d"  # JavaScript's 12n and Java's 12L are decimal for certain
        if text == before:
            break
    return text


def _string_escapes(text: str) -> Reading | None:
    r"""b'\x9d\xca', "\x9d\xca" and their kin: a string literal with \x escapes."""
    literal = re.fullmatch(r"(?:b|rb|u)?(['\"])(.*)\1", text, re.DOTALL)
    body = literal[2] if literal else text
    if "\\x" not in body and not (literal and text.startswith("b")):
        return None
    data = bytearray()
    simple = {"n": 10, "r": 13, "t": 9, "\\": 92, "'": 39, '"': 34, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11}
    at = 0
    while at < len(body):
        char = body[at]
        if char != "\\":
            if ord(char) > 126:
                return None
            data.append(ord(char))
            at += 1
            continue
        escape = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([nrt\\'\"0abfv]))").match(body, at)
        if escape is None:
            return None
        data.append(int(escape[1], 16) if escape[1] else simple[escape[2]])
        at = escape.end()
    return Reading("string escapes", bytes(data).hex())


_ITEM = re.compile(
    r"""\s*(?:\(byte\)|\(sbyte\)|\(char\)|\(uint8_t\))?\s*
    (?P<quote>['"]?)(?P<minus>[-\u2212]?)(?P<body>0[xX][0-9a-fA-F]{1,2}|[0-9a-fA-F]{1,3}|\\x[0-9a-fA-F]{2})(?P=quote)
    (?:\.toByte\(\)|\.toUByte\(\)|u8|U|u|i8|\s+as\s+\w{1,6})?\s*""",
    re.VERBOSE,
)


def _byte_list(text: str) -> list[Reading]:
    """[157, 202, 93], {0x9d, 0xca}, [-99, -54], <Buffer 9d ca>, 157,202,93, Go's [157 202]. [] where it is none."""
    body = re.sub(r"/\*.*?\*/", " ", text[: 16 * BYTES_LIMIT], flags=re.DOTALL)
    body = re.sub(r"(?m)//.*$", " ", body)
    buffer = re.fullmatch(r"<\s*(?:Buffer\s+)?([0-9a-fA-F\s]+)>", body.strip())
    if buffer:
        digits = "".join(buffer[1].split())
        return [Reading("hex bytes", digits.lower())] if digits and len(digits) % 2 == 0 else []
    bracketed = re.fullmatch(r"\s*[\[{(](?P<inside>.*)[\]})]\s*", body, re.DOTALL)
    inside = bracketed["inside"] if bracketed else body
    if "," in inside:
        parts = inside.rstrip().rstrip(",").split(",")
    elif bracketed:
        parts = inside.split()
    else:
        return []
    if not bracketed and len(parts) < 4:
        return []
    if not parts or len(parts) > BYTES_LIMIT:
        return []
    items = []
    for part in parts:
        match = _ITEM.fullmatch(part)
        if match is None:
            return []
        items.append((bool(match["minus"]), match["body"]))
    return _bytes_of_items(items)


def _bytes_of_items(items: list[tuple[bool, str]]) -> list[Reading]:
    bodies = [body for _, body in items]
    if all(body[:2].lower() in ("0x", "\\x") for body in bodies):
        numbers = [int(body[2:], 16) for body in bodies]
    elif any(re.search(r"[a-fA-FxX]", body) or re.fullmatch(r"0\d", body) for body in bodies):
        # 9d, ca, 05: hex digits without 0x; 0x in some places only is a slip of the pen
        if not all(len(body) == 2 or body[:2].lower() == "0x" for body in bodies):
            mixed = [int(body, 16) if body[:2].lower() == "0x" else int(body) for body in bodies if _is_number(body)]
            if len(mixed) != len(bodies):
                return []
            numbers = mixed
        else:
            numbers = [int(body[-2:].lower().lstrip("x"), 16) for body in bodies]
    else:
        numbers = [int(body) for body in bodies]
    if any(minus for minus, _ in items):
        numbers = [-number if minus else number for (minus, _), number in zip(items, numbers, strict=True)]
        if not all(-128 <= number <= 127 for number in numbers):
            return []
        return [Reading("signed byte list", bytes(number & 0xFF for number in numbers).hex())]
    if any(number > 255 for number in numbers):
        return []
    return [Reading("byte list", bytes(numbers).hex())]


def _is_number(body: str) -> bool:
    return body.isdigit() or body[:2].lower() == "0x"


def _plain(text: str, form: str | None) -> list[Reading]:
    """A value without brackets: hex, decimal, base64."""
    if re.fullmatch(r"[-+]?\d+d", text) and form != "hex":
        marked = text[:-1]
        return [_decimal(marked)]
    minus = text[0] in "-\u2212\u2013"
    body = text[1:].strip() if minus else text
    if re.match(r"0[xX]", body) or re.fullmatch(r"[0-9a-fA-F]+h", body):
        digits = re.sub(r"(?:0[xX]|[\s,_:])", "", body.rstrip("h"))
        if re.fullmatch(r"[0-9a-fA-F]+", digits):
            return [_hex(digits, minus, marked=True)]
        if form == "hex":
            return []  # else base64 may begin with 0x too
    if form == "decimal":
        return [_decimal(text)] if re.fullmatch(r"[-+]?[\d\s]+", text) else []
    if form == "base64":
        decoded = _base64("".join(text.split()))
        return [decoded] if decoded else []
    joined = "".join(body.split())
    pairs = re.fullmatch(r"(?:[0-9a-fA-F]{2}[:\-. ]\s*)+[0-9a-fA-F]{2}", body)
    if pairs:
        digits = re.sub(r"[^0-9a-fA-F]", "", body)
        found = [Reading("hex bytes", digits.lower())]
        few = len(digits) // 2 < 22  # (100/256) ** 22 is one in 10 ** 9
        if re.fullmatch(r"(?:\d\d )+\d\d", body) and form != "hex" and few:
            found.append(Reading("byte list", bytes(int(part) for part in body.split()).hex()))
        return found
    if re.fullmatch(r"(?:\d{1,3}\s+)+\d{1,3}", body) and any(len(part) != 2 for part in body.split()):
        parts = body.split()
        if (
            not minus
            and len(parts) >= 4
            and all(int(part) < 256 for part in parts)
            and len({len(p) for p in parts}) > 1
        ):
            return [Reading("byte list", bytes(int(part) for part in parts).hex())]
    candidates: list[tuple[float, Reading]] = []
    word = joined.isalpha() and len(joined) < 8  # "bad", "added", "face" are words
    if re.fullmatch(r"[0-9a-fA-F]+", joined) and (form == "hex" or not word):
        mixed = bool(re.search(r"[a-f]", joined) and re.search(r"[A-F]", joined))
        candidates.append((_likelihood(22 if mixed else 16, joined), _hex(joined, minus, marked=False)))
    if form is None:
        if joined.isdigit() and joined.isascii() and (len(joined) == 1 or joined[0] != "0"):
            candidates.append((_likelihood(10, joined), _decimal(("-" if minus else "") + joined)))
        rows = text.split("\n")  # base64url may begin with what looks like a minus sign
        wrapped = "".join(rows) if all(len(row) >= 16 for row in rows[:-1]) else text
        telling = candidates or re.search(r"[0-9+/=]", wrapped) or len(wrapped) >= 32
        if len(wrapped) >= 8 and telling:
            decoded = _base64(wrapped.strip())
            if decoded:
                candidates.append((_likelihood(64, joined), decoded))
    if not candidates:
        return []
    best = max(likelihood for likelihood, _ in candidates)
    candidates.sort(key=lambda one: -one[0])
    kept = [reading for likelihood, reading in candidates if likelihood >= best + DOUBT]
    unequal: list[Reading] = []
    for reading in kept:
        if all((reading.number, reading.form == "base64") != (one.number, one.form == "base64") for one in unequal):
            unequal.append(reading)
    return unequal


def _likelihood(symbols: int, text: str) -> float:
    """log10 of how likely a random value of an alphabet prints as this text. A repeated character counts once: a value
    of zeros (AAAA.. in base64) is not random."""
    changes = sum(1 for one, following in pairwise(text) if one != following)
    return -log10(symbols) * (changes + 1)


def _hex(digits: str, minus: bool, *, marked: bool) -> Reading:
    if len(digits) > 2 * BYTES_LIMIT:
        raise UnreadableError(f"has {len(digits):,} digits; the limit is {2 * BYTES_LIMIT:,}")
    digits = digits.lower()
    if minus:
        return _negative(int(digits, 16))
    odd = len(digits) % 2 == 1
    remark = "is printed with an odd count of digits: a leading zero was dropped, and its length is no evidence"
    return Reading("hex", digits, width=not odd, remark=remark if odd and len(digits) > 2 else "")


def _decimal(text: str) -> Reading:
    digits = re.sub(r"\s", "", text)
    minus = digits.startswith("-")
    digits = digits.lstrip("+-")
    if not digits.isdigit() or not digits.isascii():
        raise UnreadableError("is no decimal number")
    if len(digits) > 9_865:
        raise UnreadableError(f"has {len(digits):,} decimal digits; the limit is 9,865")
    value = decimal_hex(digits)
    return _negative(int(value, 16)) if minus else Reading("decimal", value, width=False)


def _negative(magnitude: int) -> Reading:
    """A number printed with a minus sign: Java's BigInteger made of bytes whose top bit was set (Nimbus' document)."""
    length = max(1, ((magnitude - 1).bit_length() if magnitude else 0) // 8 + 1)
    data = (-magnitude).to_bytes(length, "big", signed=True)
    remark = (
        "is printed with a minus sign: new BigInteger(bytes) took the top bit as a sign. It is read as two's "
        f"complement of {length} bytes; new BigInteger(1, bytes) would have kept it positive"
    )
    return Reading("signed hex", data.hex(), width=False, remark=remark)


def _base64(text: str) -> Reading | None:
    if not re.fullmatch(r"[A-Za-z0-9+/_\-]+={0,2}", text) or len(text.rstrip("=")) % 4 == 1:
        return None
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    canonical = base64.b64encode(data).decode("ascii").rstrip("=")
    return Reading("base64", data.hex()) if canonical == standard and data else None
