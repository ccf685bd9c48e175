"""Literals that hold no other: numbers, Erlang's binaries, dumps, here documents, a Buffer as JSON."""

from __future__ import annotations

import re

from srpscope.capture.pages.literals.blanks import BLANK, past
from srpscope.capture.pages.literals.byte_lists import ITEM, ITEMS_LIMIT, At, Literal, bytes_of, list_at
from srpscope.capture.pages.literals.conversions import effects_of
from srpscope.capture.pages.literals.strings import heredoc_at, string_at

_NUMBER = re.compile(
    r"(?P<minus>[-\u2212\u2013]?)(?:0[xX](?P<hex>[0-9a-fA-F](?:_?[0-9a-fA-F]++)*+)|16[#r](?P<erlang>[0-9a-fA-F]++(?:_[0-9a-fA-F]++)*+)#?"
    r"|(?P<dec>\d(?:_?\d++)*+))(?P<suffix>n|N|M|m|uy|[uU]?[lL]{0,2}|u8|i8|u32|U|_u8)(?![\w#]|\.(?!to_bytes\())|(?P<end>(?!))"
)
_BUFFER_OBJECT = re.compile(r"\{\s*+['\"]?type['\"]?\s*+:\s*+['\"]Buffer['\"]\s*+,\s*+['\"]?data['\"]?\s*+:\s*+(?=\[)")
_INDEX = re.compile(r"\s*+['\"]?(\d{1,5})['\"]?\s*+:\s*+(\d{1,3})\s*+(,|\})")
_NSDATA = re.compile(r"\{ ?length = (?P<length>\d{1,6}), bytes = 0x(?P<digits>[0-9a-f]{2}[0-9a-f ]*+)\}")
"""What Apple's NSData says of itself; of a long one it shows the ends alone, which are not as long as it says."""
INSPECTED = re.compile(r"#<OpenSSL::BN (-?\d{1,9865})>")
_DUMPED = re.compile(
    r"<\s*+(?:Buffer|SlowBuffer|Data|NSData)?\s*+(?P<digits>[0-9a-fA-F]{2}(?:\s*+[0-9a-fA-F]{2})*+)\s*+>"
)


def raw(content: str) -> Literal:
    """Text whose characters are the bytes themselves (Latin-1), as `b"..."` has them; UTF-8 where one is above 255."""
    try:
        data = content.encode("latin-1")
    except UnicodeEncodeError:
        data = content.encode("utf-8", "replace")
    return Literal("bytes", content, data, said="a bytes literal", raw=True)


def number_at(text: str, at: int) -> At | None:
    """The number that begins here, hex or decimal, with its sign; None where none does."""
    match = _NUMBER.match(text, at)
    if match is None:
        return None
    digits = match["hex"] or match["erlang"]
    minus = "-" if match["minus"] else ""
    if digits is not None:
        return At(Literal("number", f"{minus}0x{digits.replace('_', '')}", form="hex", said="a number"), match.end())
    decimal = match["dec"].replace("_", "")
    certain = "decimal" if match["suffix"] else None
    return At(Literal("number", minus + decimal, form=certain, said="a number"), match.end())


def angled_at(text: str, at: int) -> At | None:
    """<<"alice">>, <<16#1F, 2>>, <<16#EEAF..:1024>>, <Buffer 1f 2a>, <9dca5d5f 96281e2e>, a here document."""
    if text.startswith("<<", at):
        heredoc = heredoc_at(text, at)
        if heredoc is not None:
            return _heredoc(text, heredoc)
        place = past(BLANK, text, at + 2)
        string = string_at(text, place)
        if string is not None:
            end = re.compile(r"(?:/utf8)?\s*+>>").match(text, string.end)
            return None if end is None else At(raw_utf8(string.text), end.end())
        number = re.compile(r"(?:16#|0x)([0-9a-fA-F]{3,})\s*+(?::\s*+\d+\s*+)?(?:/[a-z\-]+)?\s*+>>").match(text, place)
        if number is not None:
            return At(Literal("number", "0x" + number[1], form="hex", said="a number"), number.end())
        items: list[re.Match[str]] = []
        item = ITEM.match(text, place)
        while item is not None and len(items) < ITEMS_LIMIT:
            items.append(item)
            place = past(BLANK, text, item.end())
            if text.startswith(">>", place):
                return bytes_of(items, [], place + 2, False)
            if text[place : place + 1] != ",":
                return None
            item = ITEM.match(text, past(BLANK, text, place + 1))
        return None
    match = _DUMPED.match(text, at)
    if match is None:
        return None
    return At(Literal("text", "".join(match["digits"].split()), form="hex bytes", said="a dump"), match.end())


def raw_utf8(content: str) -> Literal:
    """The UTF-8 bytes of a text, as `"..".encode()` gives them."""
    return Literal("bytes", content, content.encode("utf-8", "surrogateescape"), said="a text as bytes", raw=True)


def _heredoc(text: str, found: tuple[str, int, int]) -> At | None:
    body, after, end = found
    rest = text[after : text.find("\n", after)]
    methods = re.fullmatch(r"((?:\.\w{1,20}(?:\([^()\n]{0,40}\))?)*+)[\s)\];,]*+", rest)
    if methods is None or any(effects_of(one) is None for one in re.findall(r"\.(\w+)", methods[1])):
        return None
    stripped = "\n".join(line.strip() for line in body.splitlines())
    return At(Literal("text", stripped, said="a here document"), end)


def object_at(text: str, at: int) -> At | None:
    """Node's Buffer as JSON, and a Uint8Array as JSON.stringify gives it."""
    shown = _NSDATA.match(text, at)
    if shown is not None:
        digits = shown["digits"].replace(" ", "")
        whole = len(digits) == 2 * int(shown["length"])
        return At(Literal("text", digits, form="hex bytes", said="a dump"), shown.end()) if whole else None
    buffer = _BUFFER_OBJECT.match(text, at)
    if buffer is not None:
        listed = list_at(text, buffer.end())
        if listed is None:
            return None
        closing = re.compile(r"\s*+,?\s*+\}").match(text, listed.end)
        return None if closing is None else At(listed.literal, closing.end())
    data = bytearray()
    place = at + 1
    while (entry := _INDEX.match(text, place)) is not None and len(data) < ITEMS_LIMIT:
        if int(entry[1]) != len(data) or int(entry[2]) > 255:
            return None
        data.append(int(entry[2]))
        place = entry.end()
        if entry[3] == "}":
            return At(Literal("bytes", data=bytes(data), said="a byte list"), place)
    return None
