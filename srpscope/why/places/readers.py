"""What a program's own reader makes of a text or of hex digits: doubled signs taken for one, digits read in another
radix."""

from __future__ import annotations

import re
from collections.abc import Iterator

DOUBLED = {
    "$": "String.replace",
    "%": "a format",
    "\\": "an escape",
    "{": "a format",
    "}": "a format",
    "'": "a quotation",
    '"': "a quotation",
}
"""Signs that stand for themselves where they are doubled, and where that is so."""


def undoubled(text: str) -> Iterator[tuple[str, str]]:
    """A text that went through a template: what it is read as, and the text then."""
    for sign, where in DOUBLED.items():
        if sign * 2 in text:
            yield f"{sign}{sign} read as {sign}, as in {where}", text.replace(sign * 2, sign)


ESCAPED = {
    "a backslash before quotation marks and backslashes (addslashes)": ("'\"\\", "\\{}"),
    "its apostrophes doubled, as for SQL": ("'", "''"),
    "its quotation marks doubled, as for CSV": ('"', '""'),
    "its apostrophes as '\\'', as for a shell": ("'", "'\\''"),
    "a backslash before the signs of a regular expression": (".\\+*?[^]$(){}=!<>|:-#/", "\\{}"),
}
"""What is put before or for which signs of a text, so that another program takes it as it is."""


def escaped(text: str) -> Iterator[tuple[str, str]]:
    """A text that was made ready for a query, a shell or a pattern, and hashed so: how, and the text then."""
    for said, (signs, form) in ESCAPED.items():
        written = "".join(form.replace("{}", one) if one in signs else one for one in text)
        if written != text:
            yield said, written


KEYBOARDS = {
    "its runs of blanks as one, as HTML shows them": (r" {2,}", " "),
    "curly apostrophes (a telephone's keyboard)": ("'", "\u2019"),
    "a dash for two hyphens (a telephone's keyboard)": ("--", "\u2014"),
    "one sign for three dots (a telephone's keyboard)": (r"\.\.\.", "\u2026"),
    "straight apostrophes": ("[\u2018\u2019]", "'"),
    "straight quotation marks": ("[\u201c\u201d]", '"'),
    "blanks for its hyphens": ("-", " "),
    "en dashes for its hyphens": ("-", "\u2013"),
    "hyphens for its blanks": (" ", "-"),
    "hyphens for its dashes": ("[\u2010-\u2015\u2212]", "-"),
    "blanks that do not break": (" ", "\u00a0"),
    "plain blanks": ("[\u00a0\u2007\u202f]", " "),
}
"""What stands between a person and a program puts in the place of signs: a pattern, and what replaces it."""


def retyped(text: str) -> Iterator[tuple[str, str]]:
    """A text as a keyboard, a page or a file of settings makes it: how, and the text then."""
    for said, (pattern, sign) in KEYBOARDS.items():
        written = re.sub(pattern, sign, text)
        if written != text:
            yield said, written
    if '"' in text:
        # Every second one closes.
        parts = text.split('"')
        curly = "".join(one + "\u201c\u201d"[at % 2] for at, one in enumerate(parts[:-1])) + parts[-1]
        yield "curly quotation marks (a telephone's keyboard)", curly
    if "%" in text:
        yield "what Go makes of it as a format: nothing stands for its verbs", _FORMAT.sub(_no_operand, text)
    for said, written in _as_scalar(text):
        if written != text:
            yield said, written


_FORMAT = re.compile(r"%[+\-# 0]*\d{0,6}(?:\.\d{0,6})?(?P<verb>.?)", re.DOTALL)


def _no_operand(found: re.Match[str]) -> str:
    verb = found["verb"]
    return "%!(NOVERB)" if not verb else "%" if verb == "%" else f"%!{verb}(MISSING)"


_LONGEST = 40
"""Characters of a text that may be a number in a file of settings."""


def _as_scalar(text: str) -> Iterator[tuple[str, str]]:
    """A text without quotation marks that YAML 1.1 takes for a number or for yes and no, as it is printed then."""
    if len(text) > _LONGEST:
        return
    if re.fullmatch("0[0-7]+", text):
        yield "what YAML reads in it: an octal number", str(int(text, 8))
    if re.fullmatch(r"[0-9]{1,4}(?::[0-5]?[0-9])+", text):
        number = 0
        for part in text.split(":"):
            number = number * 60 + int(part)
        yield "what YAML reads in it: a number of base 60", str(number)
    if re.fullmatch(r"0x[0-9a-fA-F]+", text):
        yield "what is read in it: a hexadecimal number", str(int(text, 16))
    if re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?", text) and not text.isdigit():
        value = float(text)
        yield "what is read in it: a number with a fraction", str(value)
        if value.is_integer() and abs(value) < 2**53:
            yield "what is read in it: a number", str(int(value))
    if text.lower() in ("yes", "no", "on", "off", "true", "false"):
        truth = text.lower() in ("yes", "on", "true")
        yield "what YAML reads in it, as Python prints it", str(truth)
        yield "what YAML reads in it", str(truth).lower()


def by_map(data: bytes) -> bytes:
    """Bytes whose hex digits `hex.match(/../g).map(parseInt)` read: each pair by its place as the radix, which is ten
    for 0; what is no number there is the byte 0."""
    return bytes(_parsed(f"{byte:02x}", place) & 0xFF for place, byte in enumerate(data))


def _parsed(digits: str, radix: int) -> int:
    """JavaScript's parseInt: the digits in front that the radix has; with 0, ten."""
    if radix == 1 or radix > 36:
        return 0
    radix = radix or 10
    found = re.match(f"[{'0123456789abcdefghijklmnopqrstuvwxyz'[:radix]}]*", digits)
    return int(found[0], radix) if found is not None and found[0] else 0


LARGEST = tuple(top + b"\xff" * (size - 1) for size in (8, 4) for top in (b"\xff", b"\x7f"))
"""What strtoul and strtol make of digits that are too many for them."""

BASE_128 = 128


def by_short_length(own: bytes) -> Iterator[tuple[str, bytes]]:
    """Bytes behind a length of two bytes, as protobuf writes it, of which one was read: what is read instead."""
    high, low = divmod(len(own), BASE_128)
    if 0 < high < BASE_128:
        behind = bytes([high]) + own
        yield "the last byte of its length and what follows, cut short", behind[: BASE_128 | low]
        yield "the last byte of its length and what follows", behind[: len(own)]


TAGS = (0x0A, 0x12, 0x1A, 0x02, 0x03, 0x04)
"""What stands in front of a field's length: protobuf's first three fields, TLV8's salt and public key, DER's integer
and octet string."""


def beside_header(own: bytes, other: bytes) -> Iterator[tuple[str, bytes]]:
    """A field that is read with its own tag and length, or so many bytes off that some of the next field's come in.
    other: the field that may be the next one."""
    for tag in TAGS:
        mine, next_one = (bytes([tag]) + _base_128(len(data)) for data in (own, other))
        name = f"the tag {tag:02x}"
        yield f"with {name} and its length in front", mine + own
        yield f"from {name} and its length on, cut to its length", (mine + own)[: len(own)]
        for shift in range(1, len(next_one) + 1):
            far = f"from byte {shift + 1} on, then {shift} of the next header (tag {tag:02x})"
            yield far, own[shift:] + next_one[:shift]


def _base_128(size: int) -> bytes:
    """A length as protobuf writes it; as TLV8 and DER do where it is short."""
    low, rest = size % BASE_128, size // BASE_128
    return bytes([low | BASE_128]) + _base_128(rest) if rest else bytes([low])
