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

from srpscope.capture.pages.literals.blanks import BLANK, past
from srpscope.capture.pages.literals.byte_lists import At, Literal, list_at
from srpscope.capture.pages.literals.conversions import MODIFIERS, effects_of, strips
from srpscope.capture.pages.literals.sent import sent
from srpscope.capture.pages.literals.simple import INSPECTED, angled_at, number_at, object_at, raw, raw_utf8
from srpscope.capture.pages.literals.strings import string_at, words_at

DEPTH_LIMIT = 8
ARGUMENTS_LIMIT = 6
RADIX = {"16": "hex", "10": "decimal", "64": "base64", "0": "number", "256": "bytes"}


_UNARY = re.compile(
    r"(?:(?:Just|[nN]ew|await|try[!?]?|mut|const|static|box|return)\s++|new\([\w.]{1,24}\)\.|"
    r"string\(\d{1,6}\)\s++(?=\")|<\[?[\w; ]{1,24}\]?>::(?=\w)|:(?=[a-z]\w{1,24}\.)|\\(?=[A-Za-z]\w+\\)|"
    r"`Hex\s++(?=\")|"
    r"join\s*+(?:\"\"|'')\s*+,\s*+(?=qw)|"
    r"<string>(?=[\"'`])|<(?:int|Byte|byte|u8|UInt8|uint8)>(?=[\[{])|"
    r"cast\([\w\[\]() ]{1,24}\)\s*+|&(?:mut\s++)?(?:'\w+\s++)?|\*(?=b?[\"'\[])|@(?=[\[{(\d])"
    r"|\[(?:byte|string|char|bigint|System\.[\w.]{1,40})(?:\[\])?\]\s?(?=[@(\[\"'$])"
    r"|\((?:unsigned\s+|const\s+|signed\s+)*(?:byte|Byte|sbyte|char|uint8_t|u8|int|word8|Word8|BYTE|long)"
    r"(?:\s*\*+|\[\d*\]|\[\])?\)\s*+)"
)
_CHAIN = re.compile(
    r"(?P<name>(?:\[(?:\d{0,5}|\.\.\.|_)\]|\[(?=(?:UInt8|byte|Byte)\]))?[A-Za-z_$][\w$]{0,40}\]?(?:(?:\.|::|->|:|\\)[A-Za-z_$][\w$]{0,40}|\(0?\)(?=\.)){0,6})"
    r"(?:<[\w<>,:\s\[\]]{0,40}>|\[[A-Z]\w{0,20}\](?=\())?(?P<array>(?:\[\d{0,5}\])?)(?:\(\d{0,6}\)\s*(?:\[Uint8Array\]\s?)?(?=[\[{]))?!?\s?(?P<open>[(\[{])"
)
_PARSED = re.compile(
    r"^(?!Buffer\.)(?:[A-Z]\w*(?:\.|::))+(?=(?:try_?)?[fF]rom(?:_?[hH]ex\w*|_?[sS]tr\w*|_?[bB]ase\w*|_?[bB]ytes\w*)?$)"
)
"""A type that is read from a text: `Salt::from_hex("9dca")`, `PublicKey.from("9dca")` hold what the text says; Node's
Buffer.from holds the text itself."""
_LONG_BRACKETS = re.compile(r"\[\[([0-9a-fA-F\s]{16,}+)\]\]")
"""Lua's string in two brackets, where it holds hex."""
_TAGGED = re.compile(r"(?P<form>hex|base64|big)(?=[`\"])")
_APPLIED = re.compile(r"(?P<name>[A-Za-z_][\w.']{1,40})(?P<radix>[ \t]+16)?(?:[ \t]+|[ \t]*\n[ \t]+)(?=\")")
_DOLLARS = re.compile(
    r"(?P<name>[a-z]\w{1,40}(?:[ \t]+[\w.']{1,40}|[ \t]*\$){0,6})(?P<radix>(?!))?[ \t]*\$[ \t]*(?=\")"
)
"""The same over what Haskell and PureScript put between: `toBigInt $ hex $ "9dca"`."""
_ENUM = re.compile(r"[.&:]{0,2}[A-Za-z_$][\w$]{0,40}(?:(?:\.|::)[A-Za-z_$][\w$]{0,40}){0,4}(?:\(\)|/[a-z]{0,3})?")
_LABEL = re.compile(r"[A-Za-z_]\w{0,24}\s?[:=](?![:=])\s*+")
_METHOD = re.compile(
    r"\s*+(?:\??\.|->|\|>\s?)(?P<name>[A-Za-z_][\w!?]{0,40}(?:\.[A-Za-z_][\w!?]{0,40}){0,2})(?P<open>\(?)"
)
_OF_LUA = re.compile(r":(?P<name>[a-z]\w{1,40})(?P<open>\()")
"""`("9dca"):fromhex()`."""
_BLANK_REGEX = re.compile(
    r"/(?:\\s|\[[\\\s:sn\-,]{1,12}\]|\\n|\\W| )[+*]?/[gimu]{0,3}"
    r"|(?:(?P<made>Regex\()|of: )?@?r?(?P<quote>['\"]{1,3})(?:\\\\?[sn]\+?|[\s:,\-]{0,3})(?P=quote)"
    r"(?(made)\)|(?:\.toRegex\(\))?)"
    r"|(?:\|&?\w\||\w\s?=>|\{)?\s*!?&?(?:_|\w{1,4}|\$0|\w{2,9}(?:::|\.)\w{2,9})(?:\.|::)"
    r"is_?(?:ascii_?)?(?:[wW]hite_?[sS]pace|[sS]pace)(?:\(\w?\))?\s*\}?"
)
_NEXT_ARGUMENT = re.compile(r"\s*+,?\s*+(?:with: )?")
_AS = re.compile(
    r"\s*+(?:(?:as[!?]?|::)\s+[A-Za-z_][\w.:<>\[\] ]{0,40}?(?=\s*(?:[,;)\]}\n]|$))"
    r"|[!?][ \t]*(?=[,;)\]}\n.]|$)|\[\.\.\])"
)
_JOIN = re.compile(
    r"(?:\s|//[^\n]*+\n|/\*[^*\n]*+\*/)*+(?:\+\+?|<>|\.\.?|&|\|\||\^)[ \t]*+"
    r"(?:(?://[^\n]*+|/\*[^*\n]*+\*/[ \t]*+|_)?\\?\r?\n\s*+)?(?=[\"'`(]|[bBrRuU@$]{1,2}[\"'])"
)
_NEXT_STRING = re.compile(
    r"(?:[ \t]*+(?:/\*[^*\n]*+\*/[ \t]*+|//[^\n]*+(?=\n))?\\?\r?\n)?[ \t]*+"
    r"(?:/\*[^*\n]*+\*/[ \t]*+)?(?=(?:[bBrRuULfF@]{1,2}|u8)?[\"'])"
)
_NEXT_IN_BRACKETS = re.compile(r"[ \t]*+#[^\n]*+\n[ \t]*+(?=[bBrRuU]{0,2}[\"'])")
_SUFFIXED = re.compile(r"(?:sv?|u8|_[a-z]\w{0,20})(?![\w(\"'])")
_MAPPED = re.compile(
    r"\s*+(?P<hex>\.chunked\(2\)\s*+)?\.map\s?[({]\s*+(?:it|_|\$0|(?P<var>\w)\s?[-=]>\s?(?P=var))"
    r"(?(hex)\.toInt\((?:radix = )?16\))\.to_?U?[bB]yte(?:\(\))?\s*+[)}]"
)
_IS_NAME = re.compile(r"[ \t]*+(?:=>|:|=|->)")


_BLANK_TEXT = re.compile(r"\\{0,2}[sn]\+?|[\s:,\-]{0,3}")
_HANDLES = frozenset(["t", "self", "this", "len"])
"""What a helper of a test is handed beside its literal: `unhex(t, "9dca..")`."""


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
    if mark == "#" and (inspected := INSPECTED.match(text, at)) is not None:
        return At(Literal("number", inspected[1], form="decimal", said="a number"), inspected.end())
    tagged = _TAGGED.match(text, at)
    if tagged is not None:  # hex`..` of viem, hex".." of scodec, big".." of Julia
        string = string_at(text, tagged.end())
        made = None if string is None else _as(Literal("text", string.text, said="a string"), {tagged["form"]}, "")
        return None if string is None or made is None else At(made, string.end)
    if mark in "xX" and text[at + 1 : at + 2] in ("'", '"'):  # D's and SQL's hex strings
        hexed = string_at(text, at + 1)
        return None if hexed is None else At(Literal("text", hexed.text, form="hex", said="a string of hex"), hexed.end)
    string = string_at(text, at)
    if string is not None:
        if string.raw:
            return At(raw(string.text), string.end)
        return At(Literal("text", string.text, said="a string"), string.end)
    if mark in "%~q" and (words := words_at(text, at)) is not None:
        return At(Literal("words", words=tuple(words[0]), said="a list of words"), words[1])
    if mark == "<":
        return angled_at(text, at)
    if mark == "{" and (buffer := object_at(text, at)) is not None:
        return buffer
    if mark.isdigit() or mark in "-\u2212\u2013":
        return number_at(text, at)
    if mark == "[" and (long := _LONG_BRACKETS.match(text, at)) is not None:
        return At(Literal("text", long[1].strip(), said="a string"), long.end())
    if mark == "[" and _CHAIN.match(text, at) is not None:
        return _call(text, at, depth)
    if mark == "[" and (message := sent(text, at, depth, literal_at)) is not None:
        return _answered(*message)
    listed = list_at(text, at) if mark in "[{(" else None
    if listed is not None and (mark != "(" or len(listed.literal.data) >= 4):
        return listed
    if mark == "(":
        return _parenthesised(text, at, depth)
    return _call(text, at, depth)


def _parenthesised(text: str, at: int, depth: int) -> At | None:
    place = past(BLANK, text, at + 1)
    inside = literal_at(text, place, depth + 1)
    if inside is None:
        return None
    end = past(BLANK, text, inside.end)
    if text[end : end + 1] == ",":
        end = past(BLANK, text, end + 1)
    return At(inside.literal, end + 1) if text[end : end + 1] == ")" else None


def _call(text: str, at: int, depth: int) -> At | None:
    """A conversion around a literal: `Buffer.from("..", 'hex')`, `new byte[] {..}`, `Uint8Array(4) [..]`."""
    chain = _CHAIN.match(text, at)
    if chain is None:
        return _applied(text, at)
    name = _PARSED.sub("", chain["name"])
    effects = effects_of(name)
    if effects is None:
        return None
    opening = chain.end() - 1
    long = _LONG_BRACKETS.match(text, opening) if chain["open"] == "[" else None
    if long is not None:  # Lua calls with such a string alone
        made = _as(Literal("text", long[1].strip(), said="a string"), set(effects), name)
        return None if made is None else At(made, long.end())
    if chain["open"] in "[{":
        listed = list_at(text, opening)
        indexed = chain["open"] == "[" and listed is not None and len(listed.literal.data) == 1
        return None if indexed else listed  # data[0] is an item, and no list of one
    return made_by(text, name, opening, depth)


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


def _answered(name: str, literal: Literal, others: list[str], end: int) -> At | None:
    """What a message of Objective-C's makes of the literal in it."""
    effects = effects_of(name)
    return None if effects is None else _converted(name, effects, [_Given(0, literal)], others, end)


def _applied(text: str, at: int) -> At | None:
    """A function before its argument without brackets, as Haskell, OCaml and F# have it: `fromHex "9dca"`."""
    applied = _APPLIED.match(text, at) or _DOLLARS.match(text, at)
    effects = effects_of(re.sub(r"[\s$]+", ".", applied["name"])) if applied is not None else None
    string = string_at(text, applied.end()) if applied is not None and effects is not None else None
    if applied is None or effects is None or string is None:
        return None
    wanted = set(effects) | ({"hex"} if applied["radix"] or string.text[:2] == "0x" else set())
    if not wanted & {"hex", "base64"}:
        return None
    made = _as(Literal("text", string.text, said="a string"), wanted, applied["name"])
    return None if made is None else At(made, string.end)


def _arguments(text: str, place: int, depth: int) -> tuple[list[_Given], list[str], int] | None:
    """(literals, other words such as `StandardCharsets.UTF_8`, where the call ends)."""
    literals: list[_Given] = []
    enums: list[str] = []
    for index in range(ARGUMENTS_LIMIT):
        place = past(BLANK, text, place)
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
            if enum[0] not in _HANDLES:
                enums.append(enum[0])
            place = enum.end()
        place = past(BLANK, text, place)
        if text[place : place + 1] in (",", ";"):
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
        if one.kind == "number" and _counts(one, name, [other for _, other in given if other is not one]):
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
        if said is None:
            return None
        wanted |= said
    if len(values) > 1 and (found := _of_several(name, values)) is not None:
        values = [found]
    if len(values) > 1 and "hex" in wanted and all(one.kind == "text" for one in values):
        values = [replace(values[0], text="".join(one.text for one in values))]
    if len(values) != 1:
        return None
    converted = _as(values[0], wanted, name)
    if converted is not None and "little" in wanted:
        converted = _low_byte_first(converted)
    return None if converted is None else At(converted, end)


def _low_byte_first(literal: Literal) -> Literal | None:
    """What `int.from_bytes(bytes.fromhex("9dca"), "little")` makes of bytes; None of a number, which has none yet."""
    of_bytes = literal.form in (None, "hex", "hex bytes", "base64")
    if literal.kind == "number" or literal.raw or literal.little or not of_bytes:
        return None
    return replace(literal, little=True, said=f"{literal.said}, its low byte first")


def _counts(number: Literal, name: str, others: list[Literal]) -> bool:
    """Whether a number among the arguments only says how many bytes there are: `BN_bin2bn("..", 128, NULL)`."""
    if name.endswith("BinData"):
        return True  # Mongo's subtype
    if "alloc" in name.lower():
        return any(one.form or one.kind == "text" for one in others)
    sizes = {str(len(one.data)) for one in others if one.kind == "bytes"}
    return number.text in sizes or (number.text == "-1" and "replace" in name.lower())


def _of_several(name: str, values: list[Literal]) -> Literal | None:
    """What `String.join("", "9d", "ca")` and `strings.Replace("9d ca", " ", "", -1)` make of their texts."""
    if name.rstrip("0") == "paste" and all(one.kind == "text" for one in values):  # R
        return Literal("text", "".join(one.text for one in values), said="strings joined")
    if name.lower().endswith(("join", "implode")) and not values[0].text.strip() and values[0].kind == "text":
        rest = values[1:]
        if len(rest) == 1 and rest[0].kind == "words":
            return Literal("text", "".join(rest[0].words), said="strings joined")
        if all(one.kind == "text" for one in rest):
            return Literal("text", "".join(one.text for one in rest), said="strings joined")
    if strips(name) and all(one.kind == "text" for one in values):
        longest = max(values, key=lambda one: len(one.text))
        if all(one is longest or _BLANK_TEXT.fullmatch(one.text) for one in values):
            return replace(longest, text=re.sub(r"[\s:,\-]", "", longest.text))
    return None


def _as(value: Literal, wanted: set[str], name: str) -> Literal | None:
    if value.kind == "words":
        if "join" in name.lower() or wanted & {"hex", "base64"}:
            value = Literal("text", "".join(value.words), said="strings joined")
        else:
            return value
    if value.raw and "base64" in wanted:
        value = Literal("text", value.text, said="a string")
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
        return raw_utf8(value.text)
    return value


def _more(text: str, found: At, depth: int) -> At | None:
    """What may stand behind a literal and belongs to it: a method, a type, another string that it is joined with."""
    literal, end = found
    if literal.kind == "text" and text[end - 1 : end] == '"' and (suffix := _SUFFIXED.match(text, end)) is not None:
        return At(literal, suffix.end())
    mapped = _MAPPED.match(text, end)
    if mapped is not None and (literal.kind == "bytes" or (mapped["hex"] and literal.kind == "text")):
        return At(literal if literal.kind == "bytes" else replace(literal, form="hex"), mapped.end())
    method = _METHOD.match(text, end) or (_OF_LUA.match(text, end) if text[end - 1 : end] == ")" else None)
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
    adjacent = _NEXT_STRING.match(text, end) or (_NEXT_IN_BRACKETS.match(text, end) if depth else None)
    if adjacent is None or ("\n" in adjacent[0] and text[end - 1 : end] == ")"):
        return None  # what stands on the line below a call begins something else
    string = string_at(text, adjacent.end())
    if string is None or string.raw != literal.raw or _IS_NAME.match(text, string.end):
        return None
    return At(_together(literal, string.text), string.end)


def _together(literal: Literal, more: str) -> Literal:
    text = literal.text + more
    joined = raw(text) if literal.raw else replace(literal, text=text)
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
        place = past(BLANK, text, place)
        while (blank := _BLANK_REGEX.match(text, place)) is not None and len(blanks) < 3:
            blanks.append(blank[0])
            place = past(_NEXT_ARGUMENT, text, blank.end())
        place = past(BLANK, text, place)
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
    if literal.kind != "words" and not literal.text and not literal.data and len(literals) == 1:
        return _converted(method["name"], effects, literals, enums, end)  # b"".fromhex(..), "".join(..)
    given = [_Given(0, literal), *(_Given(one.place + 1, one.literal) for one in literals)]
    return _converted(method["name"], effects, given, enums, end)
