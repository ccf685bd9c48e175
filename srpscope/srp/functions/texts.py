"""The functions of text: case, normal forms, blanks, escapes, and how text becomes bytes and bytes text."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Callable
from itertools import takewhile
from urllib.parse import quote, unquote_to_bytes

from srpscope.srp import encodings, limits
from srpscope.srp.functions.function import Arguments, Function, of_bytes, of_text
from srpscope.srp.functions.hashing import check_length
from srpscope.srp.outcome import Failure
from srpscope.wording import capital

_UNICODE_SPACE = "\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_JAVASCRIPT_SPACE = "\t\n\x0b\x0c\r \ufeff" + _UNICODE_SPACE
_GO_SPACE = "\t\n\x0b\x0c\r \x85" + _UNICODE_SPACE

# Text to text


def _upper(call: Arguments) -> str:
    """locale='tr': i becomes a dotted capital, as toUpperCase() of a Turkish machine makes it."""
    text = call.text(0)
    return (text.replace("i", "\u0130") if call.word("locale") == "tr" else text).upper()


def _lower(call: Arguments) -> str:
    """locale='tr': I becomes a dotless small letter, as toLowerCase() of a Turkish machine makes it."""
    text = call.text(0)
    return (text.replace("\u0130", "i").replace("I", "\u0131") if call.word("locale") == "tr" else text).lower()


def _json(call: Arguments) -> str:
    """Quoted. form: 'unicode' keeps non-ASCII (JSON.stringify), 'ascii' escapes it (Python's json.dumps), 'php' escapes
    it and / too (json_encode)."""
    text = json.dumps(call.text(0), ensure_ascii=call.word("form") != "unicode")
    return text.replace("/", "\\/") if call.word("form") == "php" else text


_KEPT_IN_URLS = {
    "component": "-_.!~*'()",
    "uri": "-_.!~*'();/?:@&=+$,#",
    "form": "*-._ ",
    "quote": "-_.~/",
    "strict": "-_.~",
}


def _percent(call: Arguments) -> str:
    """Percent-encoded UTF-8. form: 'component' and 'uri' as encodeURIComponent and encodeURI, 'form' with + for a blank
    (URLEncoder, quote_plus), 'quote' as Python's quote, which keeps /, 'strict' as RFC 3986; 'escape' is JavaScript's
    escape(), which writes UTF-16 units: %E4, %u20AC."""
    form = call.word("form")
    if form == "escape":
        units = memoryview(_utf16(call.text(0))).cast("H")
        return "".join(_escaped(unit) for unit in units)
    # quote() always keeps ~, which a form does not.
    text = quote(encodings.text_bytes(call.text(0)), safe=_KEPT_IN_URLS[form])
    return text.replace("~", "%7E").replace(" ", "+") if form == "form" else text


def _escaped(unit: int) -> str:
    if unit < 0x80 and (chr(unit).isalnum() or chr(unit) in "@*_+-./"):
        return chr(unit)
    return f"%{unit:02X}" if unit < 0x100 else f"%u{unit:04X}"


_ESCAPE = re.compile("%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")


def _unpercent(call: Arguments) -> str:
    """form: 'component' reads UTF-8, 'form' a + as a blank too, 'escape' what escape() writes (unescape): a unit of
    UTF-16 each."""
    text = call.text(0)
    if call.word("form") == "escape":
        text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
        return _utf16(text).decode("utf-16-le", "surrogatepass")
    if call.word("form") == "form":
        text = text.replace("+", " ")
    return encodings.bytes_text(unquote_to_bytes(encodings.text_bytes(text)))


def _html(text: str) -> str:
    """& < > " ' as HTML escapes them."""
    for character, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(character, name)
    return text


def _without(call: Arguments) -> str:
    """Text without some characters: replaceAll('-', '')."""
    gone = set(call.text(1))
    return "".join(one for one in call.text(0) if one not in gone)


_ONLY = {"alphanumeric": str.isalnum, "digits": str.isdigit}


_SIGNS = {
    "blank": " ",
    "colon": ":",
    "comma": ",",
    "semicolon": ";",
    "equals-sign": "=",
    "number-sign": "#",
    "at-sign": "@",
    "slash": "/",
    "backslash": "\\",
    "ampersand": "&",
    "question-mark": "?",
    "percent-sign": "%",
    "dollar-sign": "$",
    "plus-sign": "+",
    "full-stop": ".",
    "dash": "-",
    "quote": '"',
    "apostrophe": "'",
    "bar": "|",
    "underscore": "_",
    "exclamation-mark": "!",
}


def _piece(call: Arguments) -> str:
    """What is left of a text that was split at a sign. part: 'first' ends at the first one, 'front' at the last one;
    'rest' begins behind the first one, 'last' behind the last one. Raises Failure where there is no such sign."""
    text, sign = call.text(0), _SIGNS[call.word("at")]
    if sign not in text:
        raise Failure(f"there is no {call.word('at').replace('-', ' ')} in it")
    match call.word("part"):
        case "first":
            return text.partition(sign)[0]
        case "front":
            return text.rpartition(sign)[0]
        case "rest":
            return text.partition(sign)[2]
        case _:
            return text.rpartition(sign)[2]


def _only(call: Arguments) -> str:
    """The ASCII letters and digits of a text, or its digits."""
    kept = _ONLY[call.word("form")]
    return "".join(one for one in call.text(0) if one.isascii() and kept(one))


def _grouped(call: Arguments) -> str:
    """Two characters at a time, or `size`, with a separator between: aa:bb:cc of hex text."""
    text, separator = call.text(0), call.text(1)
    size = max(call.count("size", "a group", limits.LENGTH_BYTES), 1) if call.given("size") else 2
    check_length((len(text), len(text) // size * len(separator)))
    return separator.join(text[start : start + size] for start in range(0, len(text), size))


# Text to bytes


def _latin1(text: str) -> bytes:
    try:
        return text.encode("latin-1", "surrogateescape")
    except UnicodeEncodeError as error:
        raise Failure(f"Latin-1 has no character {text[error.start]!r}") from None


def _utf16(text: str) -> bytes:
    """UTF-16, little-endian, without a byte order mark."""
    return text.encode("utf-16-le", "surrogatepass")


def _cesu(text: str) -> bytes:
    """Each UTF-16 unit as if it were a character of its own: what Java's and Oracle's old UTF-8 writes."""
    units = _utf16(text)
    return b"".join(
        chr(int.from_bytes(units[at : at + 2], "little")).encode("utf-8", "surrogatepass")
        for at in range(0, len(units), 2)
    )


def _as_many_bytes(text: str) -> bytes:
    """UTF-8, cut to as many bytes as the text has characters (UTF-16 units: length in JavaScript, Java and C#)."""
    return text.encode("utf-8", "surrogateescape")[: len(_utf16(text)) // 2]


_MACHINES = {
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1254": "cp1254",
    "iso-8859-2": "iso8859-2",
    "iso-8859-15": "iso8859-15",
    "koi8-r": "koi8-r",
    "cp437": "cp437",
    "cp850": "cp850",
    "cp866": "cp866",
    "mac-roman": "mac-roman",
    "shift-jis": "cp932",
    "euc-jp": "euc-jp",
    "gbk": "gbk",
    "big5": "cp950",
    "euc-kr": "cp949",
}
"""Character sets that some machine's programs take for granted, by Python's names of them."""


def _of_machine(codec: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(codec, "replace")


_ENCODED: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode("utf-8", "surrogateescape"),
    "utf-8-bom": lambda text: b"\xef\xbb\xbf" + text.encode("utf-8", "surrogateescape"),
    "latin-1": lambda text: text.encode("latin-1", "replace"),
    "ascii": lambda text: text.encode("ascii", "replace"),
    "ascii-dropped": lambda text: text.encode("ascii", "ignore"),
    "windows-1252": lambda text: text.encode("cp1252", "replace"),
    "low-byte": lambda text: _utf16(text)[::2],
    "utf-16le": _utf16,
    "utf-16be": lambda text: text.encode("utf-16-be", "surrogatepass"),
    "utf-16le-bom": lambda text: b"\xff\xfe" + _utf16(text),
    "utf-16be-bom": lambda text: b"\xfe\xff" + text.encode("utf-16-be", "surrogatepass"),
    "utf-32le": lambda text: text.encode("utf-32-le", "surrogatepass"),
    "utf-32be": lambda text: text.encode("utf-32-be", "surrogatepass"),
    "utf-32le-bom": lambda text: b"\xff\xfe\0\0" + text.encode("utf-32-le", "surrogatepass"),
    "utf-32be-bom": lambda text: b"\0\0\xfe\xff" + text.encode("utf-32-be", "surrogatepass"),
    "cesu-8": _cesu,
    "modified-utf-8": lambda text: _cesu(text).replace(b"\0", b"\xc0\x80"),
    "ascii-backslash": lambda text: text.encode("ascii", "backslashreplace"),
    "ascii-xml": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "utf-8-short": _as_many_bytes,
    **{name: _of_machine(codec) for name, codec in _MACHINES.items()},
}

_DECODED: dict[str, Callable[[bytes], str]] = {
    "latin-1": lambda data: data.decode("latin-1"),
    "utf-8": lambda data: data.decode("utf-8", "replace"),
    "utf-8-dropped": lambda data: data.decode("utf-8", "ignore"),
    "ascii": lambda data: data.decode("ascii", "replace"),
    "ascii-question": lambda data: "".join(chr(byte) if byte < 128 else "?" for byte in data),
    "ascii-7bit": lambda data: "".join(chr(byte & 0x7F) for byte in data),
    "windows-1252": lambda data: "".join(_windows_1252(byte) for byte in data),
    "windows-1252-replaced": lambda data: data.decode("cp1252", "replace"),
    "utf-8-backslash": lambda data: data.decode("utf-8", "backslashreplace"),
    "utf-16le": lambda data: data.decode("utf-16-le", "replace"),
    # (char) b of Java's signed bytes: 80 becomes U+FF80.
    "signed-chars": lambda data: "".join(chr(byte | 0xFF00 if byte > 127 else byte) for byte in data),
}


def _windows_1252(byte: int) -> str:
    """As the WHATWG's table has it: the five bytes that Windows leaves open are themselves."""
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte)


def _encode(call: Arguments) -> bytes:
    return _ENCODED[call.word("charset")](call.text(0))


def _decode(call: Arguments) -> str:
    return _DECODED[call.word("charset")](call.octets(0))


# Bytes to text and back


def _b64(call: Arguments) -> str:
    """form: 'url' has - and _, 'unpadded' no =, 'lines' a line end after each 76 characters and behind (Android's
    DEFAULT, Python's encodebytes), 'mime' CR LF between such lines (Java's MIME encoder)."""
    data, form = call.octets(0), call.word("form")
    text = base64.b64encode(data).decode("ascii")
    if form.startswith("url"):
        text = text.replace("+", "-").replace("/", "_")
    if form.endswith("unpadded"):
        text = text.rstrip("=")
    lines = [text[at : at + 76] for at in range(0, len(text), 76)]
    if form == "lines":
        return "".join(f"{line}\n" for line in lines)
    return "\r\n".join(lines) if form == "mime" else text


def _b64d(call: Arguments) -> bytes:
    """read='loose': both alphabets, = not needed, other characters passed over, as Node and PHP read it."""
    data = call.octets(0)
    if call.word("read") == "loose":
        data = data.translate(bytes.maketrans(b"-_", b"+/"), bytes(set(range(256)) - set(_BASE64)))
        data = data[: len(data) - (len(data) % 4 == 1)]
        data += b"=" * (-len(data) % 4)
    try:
        return base64.b64decode(data, validate=True)
    except ValueError:
        raise Failure("not base64") from None


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_DECIMAL = frozenset("0123456789")


def _unhex(call: Arguments) -> bytes:
    """odd: what becomes of an odd digit. 'refuse'; 'cut' stops at the first pair that is none (Buffer.from); 'fill'
    adds a 0 behind (Ruby's and Perl's pack); 'front' in front, which is right; 'pair' reads the last digit alone.
    digits='decimal': each pair as a decimal number as far as it is one, 0 where it is none (parseInt without 16);
    'number': the same, 0 where it is not one as a whole (JavaScript's Number, as a Uint8Array takes texts); 'single':
    each digit a byte of its own; 'single-number': the same, 0 for a letter (Uint8Array.from of a text)."""
    text, odd = call.text(0), call.word("odd")
    if call.word("digits") == "decimal":
        pairs = (text[at : at + 2] for at in range(0, len(text), 2))
        return bytes(int("".join(takewhile(_DECIMAL.__contains__, pair)) or "0") for pair in pairs)
    if call.word("digits") == "number":
        pairs = (text[at : at + 2] for at in range(0, len(text), 2))
        return bytes(int(pair) if _DECIMAL.issuperset(pair) else 0 for pair in pairs)
    if call.word("digits").startswith("single"):
        known = _HEX_DIGITS if call.word("digits") == "single" else _DECIMAL
        return bytes(int(digit, 16) if digit in known else 0 for digit in text)
    if odd == "cut":
        whole = len(text) // 2
        text = text[
            : 2 * next((at for at in range(whole) if not _HEX_DIGITS.issuperset(text[2 * at : 2 * at + 2])), whole)
        ]
    elif len(text) % 2:
        text = {"refuse": text, "fill": text + "0", "front": "0" + text, "pair": f"{text[:-1]}0{text[-1:]}"}[odd]
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Failure("not hex text with an even number of digits") from None


def _hex_bytes(call: Arguments) -> str:
    """Each byte's own hex text, one digit where one does. form: 'java' writes bytes from 80 as ffffff80
    (Integer.toHexString of a byte), 'js' as -80 (toString(16) of an Int8Array), 'blank' has a blank for a zero in front
    (C's %2x), 'c' writes bytes from 80 as ffffff80 and others with two digits (%02x of a char)."""
    data, form = call.octets(0), call.word("form")
    if form == "blank":
        return "".join(f"{byte:2x}" for byte in data)
    if form == "c":
        return "".join(f"{byte - 256 & 0xFFFFFFFF if byte > 127 else byte:02x}" for byte in data)
    if form == "java":
        return "".join(f"{byte - 256 & 0xFFFFFFFF:x}" if byte > 127 else f"{byte:x}" for byte in data)
    if form == "js":
        return "".join(f"{byte - 256 if byte > 127 else byte:x}" for byte in data)
    return "".join(f"{byte:x}" for byte in data)


_LISTS = {
    "js": ("", ",", ""),
    "python": ("[", ", ", "]"),
    "java": ("[", ", ", "]"),
    "json": ("[", ",", "]"),
    "go": ("[", " ", "]"),
    "erlang": ("<<", ",", ">>"),
    "elixir": ("<<", ", ", ">>"),
    "joined": ("", "", ""),
    "signed": ("", ",", ""),
}


def _list(call: Arguments) -> str:
    """The bytes as a list of decimal numbers, as languages print one: "1,2,255" (JavaScript), "[1, 2, 255]" (Python,
    Dart, Rust, Swift, Ruby), "[1, 2, -1]" (Java), {"0":1,"1":2} (JSON.stringify of a typed array)."""
    data, form = call.octets(0), call.word("form")
    if len(data) > limits.LENGTH_BYTES:
        raise Failure(f"a list of more than {limits.LENGTH_BYTES:,} bytes")
    if form == "indexed":
        return "{" + ",".join(f'"{place}":{byte}' for place, byte in enumerate(data)) + "}"
    start, between, end = _LISTS[form]
    signed = form in ("java", "signed")
    return start + between.join(str(byte - 256 if signed and byte > 127 else byte) for byte in data) + end


FUNCTIONS = (
    Function("UPPER", _upper, "text", options=("locale",), words={"locale": ("root", "tr")}),
    Function("LOWER", _lower, "text", options=("locale",), words={"locale": ("root", "tr")}),
    Function("FOLD", of_text(str.casefold), "text"),
    Function("CAPITAL", of_text(capital), "text"),
    Function("NFC", of_text(lambda text: unicodedata.normalize("NFC", text)), "text"),
    Function("NFD", of_text(lambda text: unicodedata.normalize("NFD", text)), "text"),
    Function("NFKC", of_text(lambda text: unicodedata.normalize("NFKC", text)), "text"),
    Function("NFKD", of_text(lambda text: unicodedata.normalize("NFKD", text)), "text"),
    Function("STRIP", of_text(str.strip), "text"),  # Python's own set, U+001C..1F and U+0085 among it
    Function("TRIM", of_text(lambda text: text.strip(_JAVASCRIPT_SPACE)), "text"),
    Function("GOTRIM", of_text(lambda text: text.strip(_GO_SPACE)), "text"),
    Function("NOSPACE", of_text(lambda text: "".join(text.split())), "text"),
    Function("WITHOUT", _without, "text", ("value", "characters")),
    Function(
        "PIECE",
        _piece,
        "text",
        options=("at", "part"),
        words={"at": tuple(_SIGNS), "part": ("first", "front", "rest", "last")},
    ),
    Function("ONLY", _only, "text", options=("form",), words={"form": tuple(_ONLY)}),
    Function("JSON", _json, "text", options=("form",), words={"form": ("unicode", "ascii", "php")}),
    Function("PERCENT", _percent, "text", options=("form",), words={"form": (*_KEPT_IN_URLS, "escape")}),
    Function("UNPERCENT", _unpercent, "text", options=("form",), words={"form": ("component", "form", "escape")}),
    Function("HTML", of_text(_html), "text"),
    Function("GROUPED", _grouped, "text", ("value", "separator"), options=("size",)),
    Function("LATIN1", of_text(_latin1)),
    Function("UTF16", of_text(_utf16)),
    Function("ENCODE", _encode, options=("charset",), words={"charset": tuple(_ENCODED)}),
    Function("DECODE", _decode, "text", options=("charset",), words={"charset": tuple(_DECODED)}),
    Function(
        "B64",
        _b64,
        "text",
        options=("form",),
        words={"form": ("standard", "url", "unpadded", "url-unpadded", "lines", "mime")},
    ),
    Function("B64D", _b64d, options=("read",), words={"read": ("strict", "loose")}),
    Function(
        "UNHEX",
        _unhex,
        options=("odd", "digits"),
        words={
            "odd": ("refuse", "cut", "fill", "front", "pair"),
            "digits": ("hex", "decimal", "number", "single", "single-number"),
        },
    ),
    Function("HEXBYTES", _hex_bytes, "text", options=("form",), words={"form": ("loose", "java", "js", "blank", "c")}),
    Function("LIST", _list, "text", options=("form",), words={"form": (*_LISTS, "indexed")}),
    Function("REPR", of_bytes(repr), "text"),
)
