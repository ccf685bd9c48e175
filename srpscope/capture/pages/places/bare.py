"""Values that stand bare, as programs print them: hex, base64 and numbers on a line, blocks of them on the lines below.

Dumps are read as xxd, hexdump, od, Wireshark and ESP-IDF print them: an offset, bytes, and perhaps the same as text.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from srpscope.capture.pages.literals.forms import printed_in_part
from srpscope.capture.pages.names import recognise

BLOCK_LINES = 6_000

_RUN = re.compile(
    r"[-\u2212\u2013]?(?:"
    r"0[xX][0-9a-fA-F]{2}(?:[ ,:]{1,2}0[xX][0-9a-fA-F]{2}){3,}"
    r"|0[xX][0-9a-fA-F]+(?:[ _][0-9a-fA-F]{2,})*"
    r"|[0-9a-fA-F]{2}(?P<sep>[:\-. ])[0-9a-fA-F]{2}(?:(?P=sep)[0-9a-fA-F]{2})*+:?"
    r"|[0-9a-fA-F]{4,}(?: [0-9a-fA-F]{4,})+"
    r"|-?\d{1,3}(?:\s?,\s?-?\d{1,3}){3,}"
    r"|\d{1,3}(?: {1,3}\d{1,3}){3,}"
    r"|[0-9a-fA-F]+h?"
    r")(?![\w+/=])"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]{8,}={0,2}(?![\w+/=])")
LENGTH = re.compile(r"\(?\d{1,5}[ \-]?(?:bytes?|octets|bits?|B)\b\)?[ \t]*[:,=\-]?[ \t]*")
"""`128 bytes: `: the length that stands before a value, and never is the value."""
_NAMED = re.compile(r"[ \t]*[\"'`*]*[ \t]*(?:=|:(?!//)|->)")
_HEX_ROW = re.compile(r"[ \t>|*]*+(?:0[xX])?(?P<hex>[0-9a-fA-F]{2}[0-9a-fA-F \t,:\-]*)\\?[ \t\r]*(?:\n|$)")
_BASE64_ROW = re.compile(r"[ \t>|]*+(?P<b64>[A-Za-z0-9+/]{4,}={0,2})[ \t\r]*(?:\n|$)")
DUMP_ROW = re.compile(
    r"[ \t>|]*+(?P<offset>(?:0[xX])?[0-9a-fA-F]{4,16}):?(?:[ \t]{1,4}|[ \t]+)"
    r"(?P<bytes>(?:[0-9a-fA-F]{2}){1,4}(?:[ \t\-]{1,2}(?:[0-9a-fA-F]{2}){1,4})*)(?P<rest>[^\n]*)(?:\n|$)"
)
_ARMOUR = re.compile(r"[ \t]*-----[A-Z ]{3,60}-----[ \t\r]*\n")
_BLOCK_MARK = re.compile(r"[ \t]*[|>][\-+]?\d?[ \t\r]*\n")
_RULER = re.compile(
    r"[ \t]*(?:Offset[ \t]+Bytes[^\n]*|0?0 0?1 0?2 0?3 [0-9A-Fa-f ]{8,40}[ \w]{0,24})[ \t\r]*\n(?:[ \t\-]*\r?\n)?"
)
"""The numbers of the columns above a dump, as Format-Hex and others print them."""
_BLANK_LINE = re.compile(r"[ \t\r]*\n")

_MASKED = re.compile(r"(?:\*{2,}|•{2,}|[xX]{3,}|\.{2,}|[<\[(]\s*(?:redacted|hidden|removed|secret|masked|"
                     r"password|name|username|your[^>\])]*|omitted)\s*[>\])])\W*", re.IGNORECASE)  # fmt: skip
_TYPES = re.compile(
    r"(?:&?'?\w*\s|&)?(?:string|str|bytes|bytearray|data|buffer|uint8list|uint8array|char|int|bool|object|any|none|null|"
    r"nil|undefined|true|false|nan|void|dynamic|function|callable|cstring|nsstring|biginteger|bigint|number|symbol|required|optional|"
    r"unknown|optional\[str\]|n/a|yes|no)\s?[?!*]*(?:\[\])?[,;]?|(?:List|Option|Vec|Array|Optional|Maybe|Future)<.*",
    re.IGNORECASE,
)
_OPENED = re.compile(r"[bBrRuU]{0,2}(?P<mark>\"{3}|'{3}|[\"'])")
_CALL = re.compile(r"(?:new\s+|await\s+)?[A-Za-z_$][\w$]*(?:(?:\.|::|->)\w+)*\(")
_MEMBER = re.compile(
    r"(?:self|this|args|options|opts|params|config|request|req|data|os|process|env|props|user|ctx|context|state)(?:\.|->|\[)\w*"
)
_STRUCTURE = re.compile(r"[\[{<(]|(?:%[\w.]{0,60}|[&@#])\{|#<|&\(")
"""What opens a list, a map or a struct: Elixir's `%{` and `%User{`, PowerShell's `@{`, Go's `&{`."""
_FIELD = re.compile(
    r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*){0,3}\.(?:password|passwd|username|user_?[nN]ame|salt|verifier)\b"
)
"""A value named as a field of something that has it: `account.password`."""
COMPUTED = re.compile(r"(?:new\s+)?[\w.]{1,60}\((?:[\"'\[{]|0x)")
"""A call of something that is no conversion, around a literal."""
_NEXT_NAME = re.compile(
    r"(?:[,;]|[ \t]+\|)[ \t]*"
    r"(?=[\"'`*]{0,2}[A-Za-z_][\w .'\-]{0,40}(?:\([^()\n]{0,20}\))?[\"'`*]{0,2}[ \t]*(?:=|:(?!//)))"
)
_NEXT_IN_ROW = re.compile(r"[ \t]+(?P<name>[A-Za-z]\w{0,24})[ \t]?[=:](?=[ \t]?\S)")


_WRAPPED = re.compile(
    r"(?:(?P<open>(?:Optional|Data|Bytes|BN|BigInteger|BigInt|[hH]ex)\()|[hH]ex:|#?<(?:BN|Buffer|BigInt):? |BN ?<|"
    r"(?:ByteString)?\[(?:size=\d{1,6} )?hex=)(?P<digits>[0-9a-fA-F]{16,}+)(?(open)\)|(?:[>\]]|(?!\w)))"
)
"""What a library prints around hex: Swift's Optional, bn.js's `<BN: 9dca>`, okio's `[hex=9dca]`."""


_ESCAPES = re.compile(r"(?:\\x[0-9a-fA-F]{2}){4,}+(?![\\\w])")
"""Bytes as a shell's printf and a debugger write them, without quotes."""
_LIST_ROW = re.compile(
    r"[ \t>|]*+(?P<items>(?:-?\d{1,3}|0[xX][0-9a-fA-F]{2})(?:, ?(?:-?\d{1,3}|0[xX][0-9a-fA-F]{2}))*+,?)[ \t\r]*(?:\n|$)"
)
"""A row of a list without brackets that was cut at the edge of a page: all but the last end with a comma."""


def bare_at(text: str, at: int, line_end: int) -> tuple[str, int] | None:
    """A bare value that begins at a place: (its characters, where it ends), with the rows of hex that go on below."""
    wrapped = _WRAPPED.match(text, at)
    if wrapped is not None:
        return wrapped["digits"], wrapped.end()
    escapes = _ESCAPES.match(text, at)
    if escapes is not None:
        return escapes[0].replace("\\x", ""), escapes.end()
    if "," in text[at : at + 8] and (listed := _list_below(text, at)) is not None:
        return listed
    if _OPENED.match(text, at) is not None:
        return None  # b'9dca: its b is no digit
    found = _RUN.match(text, at)
    if found is not None and _NAMED.match(text, found.end()) and " " in found[0]:
        shorter = found[0].rsplit(" ", 1)[0].rstrip()  # "A: 9dca B: 12": B is the next name
        found = re.compile(re.escape(shorter)).match(text, at)
    if found is None or not found[0].strip():
        found = _BASE64.match(text, at)
    if found is None or found.end() > line_end:
        return None
    content, end = found[0], found.end()
    if re.fullmatch(r"[ \t\r]*\\?", text[end:line_end][:40]) and len(re.sub(r"[^0-9a-fA-F]", "", content)) >= 16:
        rows, end = _rows(text, line_end + 1, content, end)
        content = "\n".join([content, *rows])
    return content, end


def _list_below(text: str, at: int) -> tuple[str, int] | None:
    """A list whose row ends with a comma, with the rows below that go on with it; None of one that ends in its line,
    and of one that is not whole."""
    rows: list[str] = []
    while len(rows) < BLOCK_LINES and (row := _LIST_ROW.match(text, at)) is not None:
        rows.append(row["items"])
        at = row.end()
        if rows[-1][-1] != ",":
            return (" ".join(rows), at - 1 if text[at - 1 : at] == "\n" else at) if len(rows) > 1 else None
    return None


def _rows(text: str, at: int, content: str, end: int) -> tuple[list[str], int]:
    """The rows below that go on with a value: of hex after hex, of base64 after a long row of base64."""
    pattern = _HEX_ROW if re.fullmatch(r"[0-9a-fA-F\s:,\-xX]+", content) else _BASE64_ROW
    if pattern is _BASE64_ROW and (len(content) < 40 or content.endswith("=")):
        return [], end
    rows: list[str] = []
    while len(rows) < BLOCK_LINES and at < len(text):
        match = pattern.match(text, at)
        if match is None or match.end() == at or (pattern is _BASE64_ROW and match[1].isalpha() and len(match[1]) < 16):
            break
        rows.append(match[1].strip())
        at = end = match.end()
    return rows, (end - 1 if rows and text[end - 1 : end] == "\n" else end)


def block_mark(text: str, at: int) -> tuple[str, int] | None:
    """What YAML's `|` or `>-` announces: (the lines below that are further in, where they end)."""
    marked = _BLOCK_MARK.match(text, at)
    if marked is None:
        return None
    start = text.rfind("\n", 0, at) + 1
    indent = len(text[start:at]) - len(text[start:at].lstrip(" -"))
    rows: list[str] = []
    place = marked.end()
    while len(rows) < BLOCK_LINES and place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        row = text[place:end]
        if row.strip() and len(row) - len(row.lstrip(" ")) <= indent:
            break
        rows.append(row.strip())
        place = end + 1
    content = "\n".join(rows).strip()
    return (content, min(place - 1, len(text))) if content else None


def block_at(text: str, at: int) -> tuple[str, str, int] | None:
    """A value on the lines below a label: (its characters, its form, where it ends). at: behind the label."""
    start = text.find("\n", at)
    if start < 0:
        return None
    start += 1
    blank = _BLANK_LINE.match(text, start)
    if blank is not None:
        start = blank.end()
    armour = _ARMOUR.match(text, start)
    if armour is not None:
        start = armour.end()
    if (ruled := _RULER.match(text, start)) is not None:
        start = ruled.end()
    dump = dump_at(text, start)
    if dump is not None:
        return dump[0], "a dump", dump[1]
    return _joined(text, start, armour is not None)


def _joined(text: str, start: int, certain: bool) -> tuple[str, str, int] | None:
    for pattern, group, form in ((_HEX_ROW, "hex", "hex on the lines below"), (_BASE64_ROW, "b64", "base64 below")):
        rows: list[str] = []
        at = start
        while len(rows) < BLOCK_LINES and (match := pattern.match(text, at)) is not None and match.end() > at:
            rows.append(match[group].strip())
            at = match.end()
        digits = sum(len(re.sub(r"[^0-9a-zA-Z+/=]", "", row)) for row in rows)
        if not rows or (digits < 8 and not certain) or (pattern is _BASE64_ROW and digits < 16 and not certain):
            continue
        if pattern is _BASE64_ROW and not re.search(r"[0-9+/=]", "".join(rows)):
            continue
        return "\n".join(rows), form, at - 1 if text[at - 1 : at] == "\n" else at
    return None


def dump_at(text: str, at: int) -> tuple[str, int] | None:
    """The bytes of a dump that begins on a line: (hex, where it ends). Rows must follow on one another."""
    data, expected, step, marked = "", None, 0, False
    rows = 0
    word = 0
    end = at
    while rows < BLOCK_LINES:
        match = DUMP_ROW.match(text, at)
        if match is None:
            break
        offset = _offset(match["offset"])
        marked = match["offset"][:2] in ("0x", "0X")
        if expected is not None and offset not in expected:
            break
        taken = _row_bytes(match["bytes"], match["rest"], step)
        if taken is None:
            break
        word = word if rows else word_of(match[0].rstrip())
        taken = _in_order(taken, word)
        step = step or len(taken) // 2
        data += taken
        rows += 1
        end = at = match.end()
        base = offset if rows == 1 else None
        if base is not None:
            first = base
        count = len(data) // 2
        expected = {first + count, int(f"{count:o}", 16) + first if first == 0 else -1}
    if rows == 0 or (rows == 1 and first != 0 and not marked):
        return None
    closing = re.compile(r"[ \t]*[0-9a-fA-F]{6,8}[ \t\r]*(?:\n|$)").match(text, at)
    if closing is not None and _offset(closing[0].strip()) in (expected or set()):
        end = closing.end()
    elif closing is not None and word == 2 and _counted(closing[0].strip(), len(data) // 2 - 1):
        data, end = data[:-2], closing.end()  # an odd byte stands in a word with a zero
    return data, end - 1 if text[end - 1 : end] == "\n" else end


_WORDS = re.compile(r"[0-9a-fA-F]{7} (?:[0-9a-fA-F]{4} {0,4}){1,8}")
_LONG_WORDS = re.compile(r"[0-9a-fA-F]{8}: ((?:[0-9a-fA-F]{8} ){1,4}) +(\S.*)")


def word_of(row: str) -> int:
    """How many bytes a word of a dump has whose low byte stands first: 2 as `hexdump` and `od -x` print them (their
    offsets have seven digits and no colon), 4 as `xxd -e` does, where the text beside says so; else 1."""
    row = row.strip(" \t>|*")
    if _WORDS.fullmatch(row):
        return 2
    words = _LONG_WORDS.fullmatch(row)
    if words is None:
        return 1
    swapped = bytes.fromhex(_in_order(words[1].replace(" ", ""), 4))
    shown = "".join(chr(one) if 32 <= one < 127 else "." for one in swapped)
    return 4 if shown == words[2] and bytes.fromhex(words[1]) != swapped else 1


def _in_order(digits: str, word: int) -> str:
    if word == 1:
        return digits
    size = 2 * word
    return "".join(bytes.fromhex(digits[at : at + size])[::-1].hex() for at in range(0, len(digits), size))


def _counted(digits: str, count: int) -> bool:
    return count in (int(digits, 16), int(digits, 8) if re.fullmatch("[0-7]+", digits) else -1)


def _offset(digits: str) -> int:
    return int(digits.removeprefix("0x").removeprefix("0X"), 16)


def _row_bytes(pairs: str, rest: str, step: int) -> str | None:
    """The bytes of a row without the text beside them, which may look like hex too."""
    groups = [(match.end(), match[0]) for match in re.finditer(r"[0-9a-fA-F]{2}", pairs)]
    limit = min(len(groups), step or 32)
    for count in range(limit, 0, -1):
        beside = (pairs[groups[count - 1][0] :] + rest).rstrip("\r")
        bare = beside.strip()
        if not bare:
            return "".join(pair for _, pair in groups[:count])
        if not re.match(r"[ \t]{2,}|[ \t]*\|", beside) and beside[:1] not in " \t":
            continue
        shown = re.sub(r"^\|(.*)\|?$", r"\1", bare).rstrip("|")
        if len(shown) <= count and (count == step or not step or len(shown) >= count - 1 or step > count):
            return "".join(pair for _, pair in groups[:count])
    return None


_FORM_FIELD = re.compile(r"[\w.%+\-*@]+(?=(?:&[\w.\-]{1,64}=[\w.%+\-*@]*)+\s*$)")
"""A field of a form that a browser sent, before its other fields: `I=nora&A=9dca`."""


def _until_next_in_row(rest: str) -> str:
    row = next((one for one in _NEXT_IN_ROW.finditer(rest) if recognise(one["name"]) is not None), None)
    return rest[: row.start()] if row else rest


def text_at(text: str, at: int, line_end: int, inside: bool) -> tuple[str | None, int, str]:
    """A user name or password that stands bare: (it or None, where it ends, why it was not taken or "").

    inside: in brackets that were opened on this line, so that a comma or the bracket ends it.
    """
    rest = text[at:line_end].rstrip("\r")
    if inside:
        cut = re.search(r"[,;](?=\s)|[})\]]", rest)
        rest = rest[: cut.start()] if cut else rest
        rest = _until_next_in_row(rest)
    else:
        following = _NEXT_NAME.search(rest)
        rest = rest[: following.start()] if following else rest
        rest = _until_next_in_row(rest)
    if (form := _FORM_FIELD.match(rest)) is not None:
        return unquote_plus(form[0]), at + form.end(), ""
    content = rest.strip()
    stop = at + len(rest)
    if not content:
        return None, at, ""
    if content[:1] in "\"'`" and content[:1] not in content[1:]:
        return None, at, "opens a quote that is not closed"
    if _MASKED.fullmatch(content):
        return None, at, "is masked"
    if _TYPES.fullmatch(content):
        return None, at, ""
    if (
        _CALL.match(content)
        or _MEMBER.match(content)
        or _STRUCTURE.match(content)
        or content.endswith(("{", ";", "(", " ?"))
    ):
        return None, at, "is program text"
    if re.search(r"\s//\s?[^\s/]", content):
        return None, at, "is program text"
    if re.fullmatch(r"[A-Za-z_$][\w$.]*,", content) or _FIELD.fullmatch(content):
        return None, at, "is program text"
    if re.search(r"\s(?:\?|\|\||&&|\+|=>|==)\s", content):
        return None, at, "is an expression"
    return content, stop, ""


_LOOKED_AT = 120
"""Characters behind a name that are looked at for a reason."""

_LIST_IN_PART = re.compile(r"[<\[({][^<>\[\](){}\n]{0,2000}\bmore (?:items?|bytes?|elements?)\b")
"""Bytes in brackets that end with how many were not shown, however long: `<Buffer 54 33 .. 14 more bytes>`."""


_OF_WORDS = re.compile(r"[\^⊕]|\bmod\b|\b(?:SHA-?\d{1,3}|H|HASH)\(|(?:[A-Za-z]{2,}\W+){2}[A-Za-z]{2}")
_OF_DIGITS = re.compile(r"[0-9A-Fa-f]{12}|[A-Za-z0-9+/]{24}|(?:[0-9A-Fa-f]{2}[ :,]+){6}")


def describes(text: str) -> bool:
    """Whether what stands behind a name says what it means (a legend, a formula) rather than what it is."""
    shown = text[:_LOOKED_AT]
    return _OF_WORDS.search(shown) is not None and _OF_DIGITS.search(shown) is None


def unread_because(rest: str) -> str:
    """Why what stands bare behind a name is no value, as the rest of a sentence; "" where nothing there looks like
    one."""
    bare, rest = rest.strip(), rest[:_LOOKED_AT]
    in_part = _LIST_IN_PART.match(bare) is not None
    if (opened := _OPENED.match(bare)) is not None and opened["mark"] not in bare[opened.end() :]:
        return "is cut off: the quote that it opens is not closed on its line"
    bare = bare[:_LOOKED_AT]
    if in_part or printed_in_part(bare):
        return "was printed only in part (…); print it as hex, whole"
    if re.fullmatch(r"\d+ bytes\W*", bare):
        return f"is not there, only its length ({bare}); print its bytes as hex"
    if COMPUTED.match(rest):
        return "is computed by a call"
    if describes(bare):
        return ""
    if re.match(r"[\[{<(\"']|0[xX]|-?\d", bare) or re.search(r"[0-9a-fA-F]{16}", bare):
        return "is neither hex nor base64, a decimal number or a list of bytes"
    return ""
