"""The one reader of literals: what stands at a place of a text, in any of the languages that people paste.

A small recursive descent over the characters, with possessive regular expressions for what is long: strings, numbers,
lists, the calls and methods around them, joining over lines. Each rule either takes a literal whole or nothing; no
rule looks inside a string, and none goes back over what it took, so that the time is linear in the text.

Parser libraries were weighed. Lark and parsimonious want one grammar of one language and a whole text; here islands
of fourteen languages stand in prose, logs and cut off pastes, and an Earley parser over them is not linear. The
tree-sitter grammars of fourteen languages are about 40 MB of compiled tables, find no errors that matter here (a
fragment has always some), and would still leave every call and literal of each to be named by us.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from srpscope.capture.pages.literals.byte_lists import BLANK, ITEM, ITEMS_LIMIT, At, Literal, bytes_of, list_at
from srpscope.capture.pages.literals.conversions import MODIFIERS, effects_of, strips
from srpscope.capture.pages.literals.strings import heredoc_at, string_at, words_at

DEPTH_LIMIT = 8
ARGUMENTS_LIMIT = 6
RADIX = {"16": "hex", "10": "decimal", "64": "base64"}


_UNARY = re.compile(
    r"(?:(?:new|await|try[!?]?|mut|const|static|box|return)\s++|new\([\w.]{1,24}\)\.|"
    r"string\(\d{1,6}\)\s++(?=\")|<(?:int|Byte|byte|u8|UInt8|uint8)>(?=[\[{])|"
    r"cast\([\w\[\]() ]{1,24}\)\s*+|&(?:mut\s++)?(?:'\w+\s++)?|\*(?=b?[\"'\[])|@(?=[\[{(\d])"
    r"|\((?:unsigned\s+|const\s+|signed\s+)*(?:byte|Byte|sbyte|char|uint8_t|u8|int|word8|Word8|BYTE|long)"
    r"(?:\s*\*+|\[\d*\]|\[\])?\)\s*+)"
)
_NUMBER = re.compile(
    r"(?P<minus>[-\u2212\u2013]?)(?:0[xX](?P<hex>[0-9a-fA-F](?:_?[0-9a-fA-F]++)*+)|16[#r](?P<erlang>[0-9a-fA-F]++)"
    r"|(?P<dec>\d(?:_?\d++)*+))(?P<suffix>n|N|M|m|[uU]?[lL]{0,2}|u8|i8|u32|U|_u8)(?![\w.#])|(?P<end>(?!))"
)
_CHAIN = re.compile(
    r"(?P<name>(?:\[\d{0,5}\])?[A-Za-z_$][\w$]{0,40}(?:(?:\.|::|->|:)[A-Za-z_$][\w$]{0,40}|\(\)(?=\.)){0,6})"
    r"(?:<[\w<>,\s\[\]]{0,40}>)?(?P<array>(?:\[\d{0,5}\])?)(?:\(\d{1,6}\)\s*(?=[\[{]))?!?\s?(?P<open>[(\[{])"
)
_APPLIED = re.compile(r"(?P<name>[A-Za-z_][\w.']{1,40})(?:[ \t]+|[ \t]*\n[ \t]+)(?=\")")
_ENUM = re.compile(r"[.&:]{0,2}[A-Za-z_$][\w$]{0,40}(?:(?:\.|::)[A-Za-z_$][\w$]{0,40}){0,4}(?:\(\)|/[a-z]{0,3})?")
_LABEL = re.compile(r"[A-Za-z_]\w{0,24}\s?[:=](?![:=])\s*+")
_METHOD = re.compile(
    r"\s*+(?:\??\.|->|\|>\s?)(?P<name>[A-Za-z_][\w!?]{0,40}(?:\.[A-Za-z_][\w!?]{0,40}){0,2})(?P<open>\(?)"
)
_BLANK_REGEX = re.compile(
    r"/(?:\\s|\[[\\\s:sn\-,]{1,12}\]|\\n|\\W| )[+*]?/[gimu]{0,3}|r?(['\"])(?:\\\\?[sn]\+?|[\s:,\-]{0,3})\1"
)
_AS = re.compile(
    r"\s*+(?:(?:as[!?]?|::)\s+[A-Za-z_][\w.:<>\[\] ]{0,40}?(?=\s*(?:[,;)\]}\n]|$))|![ \t]*(?=[,;)\]}\n.]|$))"
)
_JOIN = re.compile(r"\s*+(?:\+\+?|<>|\.\.?|&|\|\|)[ \t]*+(?:\\?\r?\n\s*+)?(?=[\"'`(]|[bBrRuU@$]{1,2}[\"'])")
_NEXT_STRING = re.compile(r"(?:[ \t]*+\\?\r?\n)?[ \t]*+(?=(?:[bBrRuULfF@]{1,2}|u8)?[\"'])")
_IS_NAME = re.compile(r"[ \t]*+(?:=>|:|=|->)")
_BUFFER_OBJECT = re.compile(r"\{\s*+['\"]?type['\"]?\s*+:\s*+['\"]Buffer['\"]\s*+,\s*+['\"]?data['\"]?\s*+:\s*+(?=\[)")
_INDEX = re.compile(r"\s*+['\"]?(\d{1,5})['\"]?\s*+:\s*+(\d{1,3})\s*+(,|\})")
_INSPECTED = re.compile(r"#<OpenSSL::BN (-?\d{1,9865})>")
_DUMPED = re.compile(
    r"<\s*+(?:Buffer|SlowBuffer|Data|NSData)?\s*+(?P<digits>[0-9a-fA-F]{2}(?:\s*+[0-9a-fA-F]{2})*+)\s*+>"
)


class _Given(NamedTuple):
    """A literal among the arguments of a call: the how manieth argument it is."""

    place: int
    literal: Literal


def literal_at(text: str, at: int, depth: int = 0) -> At | None:
    """The literal that begins at a place, with everything that belongs to it; None where there is none whole."""
    if depth > DEPTH_LIMIT:
        return None
    found = _primary(text, at, depth)
    while found is not None:
        more = _more(text, found, depth)
        if more is None or more.end == found.end:
            break
        found = more
    return found


def _primary(text: str, at: int, depth: int) -> At | None:
    for _ in range(3):
        unary = _UNARY.match(text, at)
        if unary is None:
            break
        at = unary.end()
    mark = text[at : at + 1]
    if not mark:
        return None
    if mark == "#" and (inspected := _INSPECTED.match(text, at)) is not None:
        return At(Literal("number", inspected[1], form="decimal", said="a number"), inspected.end())
    if mark in "xX" and text[at + 1 : at + 2] in ("'", '"'):  # D's and SQL's hex strings
        hexed = string_at(text, at + 1)
        return None if hexed is None else At(Literal("text", hexed.text, form="hex", said="a string of hex"), hexed.end)
    string = string_at(text, at)
    if string is not None:
        if string.raw:
            return At(_raw(string.text), string.end)
        return At(Literal("text", string.text, said="a string"), string.end)
    if mark in "%~q" and (words := words_at(text, at)) is not None:
        return At(Literal("words", words=tuple(words[0]), said="a list of words"), words[1])
    if mark == "<":
        return _angled(text, at)
    if mark == "{" and (buffer := _object(text, at)) is not None:
        return buffer
    if mark.isdigit() or mark in "-\u2212\u2013":
        return _number(text, at)
    if mark == "[" and _CHAIN.match(text, at) is not None:
        return _call(text, at, depth)
    if mark in "[{(" and (listed := list_at(text, at)) is not None:
        return listed if mark != "(" or len(listed.literal.data) >= 4 else None
    if mark == "(":
        return _parenthesised(text, at, depth)
    return _call(text, at, depth)


def _raw(content: str) -> Literal:
    try:
        data = content.encode("latin-1")
    except UnicodeEncodeError:
        data = content.encode("utf-8", "replace")
    return Literal("bytes", content, data, said="a bytes literal", raw=True)


def _number(text: str, at: int) -> At | None:
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


def _angled(text: str, at: int) -> At | None:
    """<<"alice">>, <<16#1F, 2>>, <<16#EEAF..:1024>>, <Buffer 1f 2a>, <9dca5d5f 96281e2e>, a here document."""
    if text.startswith("<<", at):
        heredoc = heredoc_at(text, at)
        if heredoc is not None:
            return _heredoc(text, heredoc)
        place = BLANK.match(text, at + 2).end()  # type: ignore[union-attr]
        string = string_at(text, place)
        if string is not None:
            end = re.compile(r"(?:/utf8)?\s*+>>").match(text, string.end)
            return None if end is None else At(_raw_utf8(string.text), end.end())
        number = re.compile(r"(?:16#|0x)([0-9a-fA-F]{3,})(?::\d+)?(?:/[a-z\-]+)?\s*+>>").match(text, place)
        if number is not None:
            return At(Literal("number", "0x" + number[1], form="hex", said="a number"), number.end())
        items: list[re.Match[str]] = []
        item = ITEM.match(text, place)
        while item is not None and len(items) < ITEMS_LIMIT:
            items.append(item)
            place = BLANK.match(text, item.end()).end()  # type: ignore[union-attr]
            if text.startswith(">>", place):
                return bytes_of(items, [], place + 2, False)
            if text[place : place + 1] != ",":
                return None
            item = ITEM.match(text, BLANK.match(text, place + 1).end())  # type: ignore[union-attr]
        return None
    match = _DUMPED.match(text, at)
    if match is None:
        return None
    return At(Literal("text", "".join(match["digits"].split()), form="hex bytes", said="a dump"), match.end())


def _raw_utf8(content: str) -> Literal:
    return Literal("bytes", content, content.encode("utf-8", "surrogateescape"), said="a text as bytes", raw=True)


def _heredoc(text: str, found: tuple[str, int, int]) -> At | None:
    body, after, end = found
    rest = text[after : text.find("\n", after)]
    methods = re.fullmatch(r"((?:\.\w{1,20}(?:\([^()\n]{0,40}\))?)*+)[\s)\];,]*+", rest)
    if methods is None or any(effects_of(one) is None for one in re.findall(r"\.(\w+)", methods[1])):
        return None
    stripped = "\n".join(line.strip() for line in body.splitlines())
    return At(Literal("text", stripped, said="a here document"), end)


def _object(text: str, at: int) -> At | None:
    """Node's Buffer as JSON, and a Uint8Array as JSON.stringify gives it."""
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


def _parenthesised(text: str, at: int, depth: int) -> At | None:
    place = BLANK.match(text, at + 1).end()  # type: ignore[union-attr]
    inside = literal_at(text, place, depth + 1)
    if inside is None:
        return None
    end = BLANK.match(text, inside.end).end()  # type: ignore[union-attr]
    if text[end : end + 1] == ",":
        end = BLANK.match(text, end + 1).end()  # type: ignore[union-attr]
    return At(inside.literal, end + 1) if text[end : end + 1] == ")" else None


def _call(text: str, at: int, depth: int) -> At | None:
    """A conversion around a literal: `Buffer.from("..", 'hex')`, `new byte[] {..}`, `Uint8Array(4) [..]`."""
    chain = _CHAIN.match(text, at)
    if chain is None:
        return _applied(text, at)
    effects = effects_of(chain["name"])
    if effects is None:
        return None
    opening = chain.end() - 1
    if chain["open"] in "[{":
        listed = list_at(text, opening)
        indexed = chain["open"] == "[" and listed is not None and len(listed.literal.data) == 1
        return None if indexed else listed  # data[0] is an item, and no list of one
    return made_by(text, chain["name"], opening, depth)


def made_by(text: str, name: str, opening: int, depth: int = 0) -> At | None:
    """What a conversion of that name makes of the arguments whose bracket opens at a place."""
    effects = effects_of(name)
    if effects is None:
        return None
    listed = list_at(text, opening) if "bytes" in effects else None
    if listed is not None and listed.literal.kind == "bytes":
        return listed
    arguments = _arguments(text, opening + 1, depth)
    if arguments is None:
        return None
    literals, enums, end = arguments
    return _converted(name, effects, literals, enums, end)


def _applied(text: str, at: int) -> At | None:
    """A function before its argument without brackets, as Haskell, OCaml and F# have it: `fromHex "9dca"`."""
    applied = _APPLIED.match(text, at)
    effects = effects_of(applied["name"]) if applied is not None else None
    if applied is None or effects is None or not effects & {"hex", "base64"}:
        return None
    string = string_at(text, applied.end())
    if string is None:
        return None
    made = _as(Literal("text", string.text, said="a string"), set(effects), applied["name"])
    return None if made is None else At(made, string.end)


def _arguments(text: str, place: int, depth: int) -> tuple[list[_Given], list[str], int] | None:
    """(literals, other words such as `StandardCharsets.UTF_8`, where the call ends)."""
    literals: list[_Given] = []
    enums: list[str] = []
    for index in range(ARGUMENTS_LIMIT):
        place = BLANK.match(text, place).end()  # type: ignore[union-attr]
        if text[place : place + 1] == ")":
            return literals, enums, place + 1
        label = _LABEL.match(text, place)
        if label is not None:
            place = label.end()
            enums.append(label[0].rstrip(" :=\t"))
        found = literal_at(text, place, depth + 1)
        if found is not None:
            literals.append(_Given(index, found.literal))
            place = found.end
        else:
            enum = _ENUM.match(text, place)
            if enum is None:
                return None
            enums.append(enum[0])
            place = enum.end()
        place = BLANK.match(text, place).end()  # type: ignore[union-attr]
        if text[place : place + 1] == ",":
            place += 1
        elif text[place : place + 1] != ")":
            return None
    return None


def _converted(name: str, effects: frozenset[str], given: list[_Given], enums: list[str], end: int) -> At | None:
    """What a call makes of its arguments: one is the value, the others say how it is meant."""
    wanted = set(effects)
    values: list[Literal] = []
    for index, (place, one) in enumerate(given):
        modifier = MODIFIERS.get(one.text.lower()) if one.kind == "text" else None
        if one.kind == "number" and index and one.text in RADIX:
            wanted.add(RADIX[one.text])
            continue
        others = [other for _, other in given[index + 1 :]]
        if one.kind == "number" and one.text == "1" and others and (others[0].kind == "bytes" or others[0].form):
            continue  # the sign of Java's BigInteger(1, bytes)
        first = place == 0 and len(others) == 1 and others[0].text.lower() not in MODIFIERS
        if modifier is not None and (place or first):
            wanted.add(modifier)
            continue
        values.append(one)
    for enum in enums:
        said = effects_of(enum)
        if said is None or "little" in enum.lower():
            return None
        wanted |= said
    if len(values) > 1 and "hex" in wanted and all(one.kind == "text" for one in values):
        values = [replace(values[0], text="".join(one.text for one in values))]
    if len(values) != 1:
        return None
    converted = _as(values[0], wanted, name)
    return None if converted is None else At(converted, end)


def _as(value: Literal, wanted: set[str], name: str) -> Literal | None:
    if value.kind == "words":
        if "join" in name.lower() or wanted & {"hex", "base64"}:
            value = Literal("text", "".join(value.words), said="strings joined")
        else:
            return value
    if value.kind in ("bytes", "number"):
        return None if value.kind == "number" and wanted & {"base64", "text"} else value
    for form in ("hex", "base64", "decimal"):
        if form in wanted:
            if value.form not in (None, form):
                return value if value.form == "hex bytes" else None
            return replace(value, form=form, said=f"{value.said} of {form}")
    if "number" in wanted:
        certain = "decimal" if re.fullmatch(r"\s*-?\d+\s*", value.text) else None
        return replace(value, form=value.form or certain)
    if "text" in wanted or ("bytes" in wanted and value.form is None):
        return _raw_utf8(value.text)
    return value


def _more(text: str, found: At, depth: int) -> At | None:
    """What may stand behind a literal and belongs to it: a method, a type, another string that it is joined with."""
    literal, end = found
    method = _METHOD.match(text, end)
    if method is not None and not text.startswith("..", method.start("name") - 2):
        return _method(text, literal, method, depth)
    typed = _AS.match(text, end)
    if typed is not None:
        return At(literal, typed.end())
    if literal.kind != "text" and not literal.raw:
        return None
    joined = _JOIN.match(text, end)
    if joined is not None:
        other = literal_at(text, joined.end(), depth + 1) if text[joined.end()] == "(" else None
        string = string_at(text, joined.end())
        if other is not None and other.literal.kind == "text":
            return At(replace(literal, text=literal.text + other.literal.text), other.end)
        return None if string is None else At(_together(literal, string.text), string.end)
    adjacent = _NEXT_STRING.match(text, end)
    if adjacent is None:
        return None
    string = string_at(text, adjacent.end())
    if string is None or string.raw != literal.raw or _IS_NAME.match(text, string.end):
        return None
    return At(_together(literal, string.text), string.end)


def _together(literal: Literal, more: str) -> Literal:
    text = literal.text + more
    joined = _raw(text) if literal.raw else replace(literal, text=text)
    return replace(joined, said="strings joined" if not literal.raw else joined.said)


def _method(text: str, literal: Literal, method: re.Match[str], depth: int) -> At | None:
    effects = effects_of(method["name"])
    if effects is None:
        return None
    if not method["open"]:
        made = _as(literal, set(effects), method["name"])
        return None if made is None else At(made, method.end())
    place = method.end()
    blanks: list[str] = []
    if strips(method["name"]):
        while (blank := _BLANK_REGEX.match(text, place)) is not None and len(blanks) < 3:
            blanks.append(blank[0])
            place = re.compile(r"\s*+,?\s*+").match(text, blank.end()).end()  # type: ignore[union-attr]
        if text[place : place + 1] != ")":
            return None
        squeezed = re.sub(r"[\s:,\-]", "", literal.text) if literal.kind == "text" else literal.text
        return At(replace(literal, text=squeezed), place + 1)
    arguments = _arguments(text, place, depth)
    if arguments is None:
        return None
    literals, enums, end = arguments
    if method["name"] == "expect" and len(literals) == 1 and not enums:
        return At(literal, end)  # Rust's: what is said where there is none
    if "join" in method["name"] and all(not one.literal.text.strip() for one in literals):
        literals = []
    given = [_Given(0, literal), *(_Given(one.place + 1, one.literal) for one in literals)]
    return _converted(method["name"], effects, given, enums, end)
