"""Each slip against a line of plain Python that was written without a look at its template."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import re
import string
import unicodedata
import urllib.parse
from collections.abc import Callable

import pytest

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Name, show
from srpscope.srp.outcome import Failure
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.why.slips import Slip, slips

W = 40
N = int("f3" + "5a" * 38 + "c7", 16)
SALT = bytes.fromhex("00a1b2c3d4e5f60718293a4b5c6d7e8f")
K = bytes(range(7, 71))
P = "pässword"
NUMBERS = (5, 0xF00DF00D, int("0f" + "3c" * 30 + "8100", 16), int("ff80" + "01" * 38, 16), int("9a" * 39, 16))
BYTES = (
    b" \0\x0bblank\n",
    b"\0\0\1\4\0\x8f\0",
    bytes.fromhex("ff8001") + bytes(range(61)),
    b"0012ab",
    SALT,
    b"Zm9v",
    bytes(range(90, 250)),
)
TEXTS = (
    "pässword",
    "00123",
    "a1b2",
    "a%20b+c/d",
    " Two words \x1f",
    "ﬁle é e\u0301 \U0001f600 €",
    "a<b>",
    "Zm9v",
    "x" * 90,
    "a b:c,d;e=f#g@h/i\\j&k?l%m$n+o.p-q\"r's|t_u!v w:x,y;z=a#b@c/d\\e&f?g%h$i+j.k-l\"m'n|o_p!q",
    "пароль密码パスワード암호ğő",
)


def i2b(v: int) -> bytes:
    return v.to_bytes((v.bit_length() + 7) // 8, "big")


def pad(v: int) -> bytes:
    return v.to_bytes(W, "big")


def b2i(d: bytes) -> int:
    return int.from_bytes(d, "big")


def signed(d: bytes) -> int:
    return int.from_bytes(d, "big", signed=True)


def php_base_convert(digits: str) -> int:
    """base_convert(digits, 16, 10): only what an int holds is exact."""
    value = int(digits, 16)
    if value < 1 << 63:
        return value
    rest, text = 0.0, ""
    for digit in digits:
        rest = rest * 16 + int(digit, 16)
    if rest == float("inf"):
        raise OverflowError
    while rest >= 1 and len(text) < 64:
        text, rest = str(int(rest % 10)) + text, rest / 10
    return int(text)


def java(v: int) -> bytes:
    """BigInteger.toByteArray: the shortest two's complement."""
    size = 1
    while not -(1 << 8 * size - 1) <= v < 1 << 8 * size - 1:
        size += 1
    return v.to_bytes(size, "big", signed=True)


def pairs(text: str, separator: str) -> str:
    return separator.join(re.findall("..?", text))


def node_hex(text: str) -> bytes:
    return bytes.fromhex((re.match("(?:[0-9a-fA-F]{2})*", text) or [""])[0])


def filled(text: str) -> bytes:
    return bytes.fromhex(text + "0" * (len(text) % 2))


def alone(text: str) -> bytes:
    return bytes(int(one, 16) for one in re.findall("..?", text))


def loose(d: bytes) -> str:
    return "".join(f"{one:x}" for one in d)


def java_hex(d: bytes) -> str:
    return "".join(f"{one if one < 128 else one + 0xFFFFFF00:x}" for one in d)


def turned(d: bytes, n: int = 4) -> bytes:
    return b"".join(d[at : at + n][::-1] for at in range(0, len(d), n))


def length(n: int, d: bytes, order: str = "big") -> bytes:
    return len(d).to_bytes(n, order) + d  # type: ignore[arg-type]


def der(v: int) -> bytes:
    return b"\2" + bytes([len(java(v))]) + java(v)


def based(v: int, base: int) -> str:
    return (based(v // base, base) if v >= base else "") + "0123456789abcdefghijklmnopqrstuvwxyz"[v % base]


def b64(d: bytes) -> str:
    return base64.b64encode(d).decode()


def url64(d: bytes) -> str:
    return base64.urlsafe_b64encode(d).decode()


def wrapped(v: int, bits: int) -> int:
    low = v % 2**bits
    return low - 2**bits if low >= 2 ** (bits - 1) else low


def mime(d: bytes) -> str:
    return "\r\n".join(re.findall(".{1,76}", b64(d)))


def listed(d: bytes, signs: bool = False) -> list[int]:
    return [one - 256 if signs and one > 127 else one for one in d]


def hashed(name: str, d: bytes) -> bytes:
    """A hash as slips name it, by another way than ours where there is one."""
    plain = name.lower().replace("shake128_", "shake_128 ").replace("shake256_", "shake_256 ")
    if plain.startswith("shake"):
        function, size = plain.split()
        return hashlib.new(function, d).digest(int(size))  # type: ignore[call-arg]
    if plain.startswith("blake2"):
        function, _, bits = plain.partition("_")
        size = int(bits) // 8 if bits else {"blake2b": 64, "blake2s": 32}[function]
        return getattr(hashlib, function)(d, digest_size=size).digest()  # type: ignore[no-any-return]
    return hashlib.new(plain, d).digest()


def h(d: bytes) -> bytes:
    return hashlib.sha256(d).digest()


def parse_int(text: str) -> int:
    digits = re.match("[0-9]+", text)
    if digits is None:
        raise ValueError
    return int(digits[0])


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def cesu(text: str) -> bytes:
    units = [chr(int.from_bytes(utf16(text)[at : at + 2], "little")) for at in range(0, len(utf16(text)), 2)]
    return b"".join(one.encode("utf-8", "surrogatepass") for one in units)


def loosely(d: bytes) -> bytes:
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", d.replace(b"-", b"+").replace(b"_", b"/"))
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


def web(text: str) -> str:
    """bytes.decode('cp1252') with the five open bytes as themselves."""
    return "".join(
        chr(o) if (o := ord(c)) in (0x81, 0x8D, 0x8F, 0x90, 0x9D) or o < 128 else bytes([o]).decode("cp1252")
        for c in text
    )


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def js(v: int) -> str:
    text = repr(float(v))
    if "e" not in text:
        return text.removesuffix(".0")
    mantissa, exponent = text.split("e")
    if int(exponent) < 21:
        return str(int(float(v)))
    return f"{mantissa.removesuffix('.0')}e+{int(exponent)}"


Of = int | str


def zeros(count: int) -> bytes:
    if count > 65_536:
        raise ValueError
    return bytes(count)


NUMBER: dict[str, Callable[[int], Value]] = {
    "bits-for-bytes": lambda v: v.to_bytes(8 * W, "big"),
    "digit-lost-first-cut": lambda v: node_hex(f"{v:x}"[1:]),
    "digit-lost-first-front": lambda v: bytes.fromhex("0" * (len(f"{v:x}"[1:]) % 2) + f"{v:x}"[1:]),
    "digit-lost-first-fill": lambda v: filled(f"{v:x}"[1:]),
    "digit-lost-last-cut": lambda v: node_hex(f"{v:x}"[:-1]),
    "digit-lost-last-front": lambda v: bytes.fromhex("0" * (len(f"{v:x}"[:-1]) % 2) + f"{v:x}"[:-1]),
    "digit-lost-last-fill": lambda v: filled(f"{v:x}"[:-1]),
    "padded": pad,
    "minimal": i2b,
    "signed": java,
    "signed-padded": lambda v: (b"\0" if pad(v)[0] > 127 else b"") + pad(v),
    "zero-in-front": lambda v: b"\0" + pad(v),
    "little": lambda v: pad(v)[::-1],
    "little-minimal": lambda v: i2b(v)[::-1],
    "little-signed": lambda v: java(v)[::-1],
    "big-padded": pad,
    "big-minimal": i2b,
    "big-signed": java,
    "little-filled": lambda v: pad(v)[::-1],
    "little-stripped": lambda v: i2b(v)[::-1],
    "little-with-sign": lambda v: java(v)[::-1],
    "little-one-short": lambda v: pad(v)[::-1][: W - 1],
    "words-swapped": lambda v: turned(pad(v)),
    "words-in-reverse": lambda v: turned(pad(v))[::-1],
    "right-padded": lambda v: i2b(v).ljust(W, b"\0"),
    "zfilled": lambda v: i2b(v).rjust(W, b"0"),
    "blank-filled": lambda v: i2b(v).rjust(W),
    "signed-cut": lambda v: java(v)[:W].ljust(W, b"\0"),
    "hex-zfilled": lambda v: f"{v:x}".zfill(W),
    "decimal-zfilled": lambda v: str(v).zfill(W),
    "repeated": lambda v: (i2b(v) * W)[:W],
    "hex-right-padded": lambda v: bytes.fromhex(f"{v:x}".ljust(2 * W, "0")),
    "hex": lambda v: f"{v:x}",
    "hex-upper": lambda v: f"{v:X}",
    "hex-even": lambda v: i2b(v).hex(),
    "hex-even-upper": lambda v: i2b(v).hex().upper(),
    "hex-padded": lambda v: f"{v:0{2 * W}x}",
    "hex-padded-upper": lambda v: f"{v:0{2 * W}X}",
    "hex-0x": hex,
    "hex-0x-packed-1": lambda v: b"\1" + i2b(v),
    "hex-0x-packed-9": lambda v: b"\x09" + i2b(v),
    "hex-0x-padded": lambda v: f"0x{v:0{2 * W}x}",
    "hex-0x-long": lambda v: hex(v) + "L",
    "hex-quoted": lambda v: json.dumps(f"{v:x}"),
    "hex-colons": lambda v: i2b(v).hex(":"),
    "hex-colons-upper": lambda v: i2b(v).hex(":").upper(),
    "hex-signed": lambda v: java(v).hex(),
    "hex-little": lambda v: pad(v)[::-1].hex(),
    "hex-0-in-front": lambda v: f"0{v:x}",
    "decimal": str,
    "decimal-n": lambda v: f"{v}n",
    "decimal-commas": lambda v: f"{v:,}",
    "decimal-points": lambda v: f"{v:,}".replace(",", "."),
    "decimal-digits": lambda v: bytes(map(int, str(v))),
    "hex-digits": lambda v: bytes(int(digit, 16) for digit in f"{v:x}"),
    "hex-digits-numbers": lambda v: bytes(int(digit) if digit.isdigit() else 0 for digit in f"{v:x}"),
    "binary-text": lambda v: f"{v:b}",
    "base-36": lambda v: based(v, 36),
    "base-32-digits": lambda v: based(v, 32),
    "float-text": js,
    "base64": lambda v: b64(i2b(v)),
    "base64-padded": lambda v: b64(pad(v)),
    "base64-url": lambda v: url64(i2b(v)).rstrip("="),
    "base64-url-padded": lambda v: url64(pad(v)).rstrip("="),
    "base64-signed": lambda v: b64(java(v)),
    "der": der,
    "mpint": lambda v: length(4, java(v)),
    "length-4": lambda v: length(4, pad(v)),
    "length-4-minimal": lambda v: length(4, i2b(v)),
    "length-4-little": lambda v: length(4, pad(v), "little"),
    "length-8-little": lambda v: length(8, pad(v), "little"),
    "length-2": lambda v: length(2, pad(v)),
    "length-2-minimal": lambda v: length(2, i2b(v)),
    "one-short": lambda v: pad(v)[: W - 1],
    "first-lost": lambda v: pad(v)[1:],
    "odd-cut": lambda v: node_hex(f"{v:x}"),
    "odd-cut-padded": lambda v: node_hex(f"{v:x}").rjust(W, b"\0"),
    "odd-fill": lambda v: filled(f"{v:x}"),
    "odd-pair": lambda v: alone(f"{v:x}"),
    "zeros-counted": zeros,
    "signed-hex": lambda v: f"{signed(pad(v)):x}",
    "signed-decimal": lambda v: str(signed(pad(v))),
    "signed-absolute": lambda v: i2b(abs(signed(pad(v)))),
    "sign-extended": lambda v: java(signed(pad(v))),
    "float": lambda v: i2b(int(float(v))),
    "int-text": lambda v: str(wrapped(v, 32)),
    "long-text": lambda v: str(wrapped(v, 64)),
    "json-number": lambda v: json.dumps([v]),
    "reversed-text": lambda v: "".join(reversed(f"{v:x}")),
}

SIZED_NUMBER: dict[str, Callable[[int, int], Value]] = {
    "words-turned": lambda v, n: turned(pad(v), n),
    "words-reversed": lambda v, n: turned(pad(v), n)[::-1],
    "width": lambda v, n: (v % 256**n).to_bytes(n, "big"),
    "int-little": lambda v, n: (v % 256**n).to_bytes(n, "little"),
    "first": lambda v, n: pad(v)[:n],
    "little-first": lambda v, n: pad(v)[::-1][:n],
}

OCTETS: dict[str, Callable[[bytes], Value]] = {
    "signed-chars": lambda d: "".join(chr(o - 256 & 0xFFFF if o > 127 else o) for o in d),
    "loose-hex": loose,
    "loose-hex-upper": lambda d: loose(d).upper(),
    "hex-pairs-decimal": lambda d: bytes(int(re.split("[a-f]", f"{byte:02x}")[0] or 0) for byte in d),
    "loose-hex-read": lambda d: node_hex(loose(d)),
    "loose-hex-front": lambda d: bytes.fromhex("0" * (len(loose(d)) % 2) + loose(d)),
    "loose-hex-fill": lambda d: filled(loose(d)),
    "loose-hex-pair": lambda d: bytes(int(two, 16) for two in re.findall("..?", loose(d))),
    "stripped": lambda d: d.lstrip(b"\0"),
    "bytes-absolute": lambda d: i2b(abs(signed(d))),
    "stripped-end": lambda d: d.rstrip(b"\0"),
    "one-zero-lost": lambda d: d.removeprefix(b"\0"),
    "one-zero-lost-end": lambda d: d.removesuffix(b"\0"),
    "bytes-trimmed": lambda d: d.strip(),
    "bytes-trimmed-nul": lambda d: re.sub(rb"\A[ \t\n\v\r\0]+|[ \t\n\v\r\0]+\Z", b"", d),
    "cut-at-nul": lambda d: d.partition(b"\0")[0],
    "last-byte-lost": lambda d: d[: len(d) - 1],
    "first-byte-lost": lambda d: d[1:],
    "head-half": lambda d: bytes(d[at] for at in range(0, len(d), 2)),
    "reversed": lambda d: bytes(reversed(d)),
    "bytes-words-turned": turned,
    "bytes-hex": bytes.hex,
    "bytes-hex-upper": lambda d: d.hex().upper(),
    "bytes-hex-spaced": lambda d: d.hex(" "),
    "bytes-hex-colons": lambda d: d.hex(":"),
    "bytes-hex-dashes": lambda d: d.hex("-").upper(),
    "hex-blanks": lambda d: "".join(f"{one:x}".rjust(2) for one in d),
    "hex-described": lambda d: f"<{' '.join(d[at : at + 4].hex() for at in range(0, len(d), 4))}>",
    "bytes-hex-0x": lambda d: "0x" + d.hex(),
    "hex-base64": lambda d: b64(d.hex().encode()),
    "nibbles-swapped": lambda d: bytes(one >> 4 | (one & 15) << 4 for one in d),
    "bytes-hex-twice": lambda d: d.hex().encode().hex(),
    "bytes-hex-java": java_hex,
    "bytes-hex-char": lambda d: "".join(f"{o:02x}" if o < 128 else f"ffffff{o:x}" for o in d),
    "bytes-hex-colons-upper": lambda d: d.hex(":").upper(),
    "bytes-hex-spaced-upper": lambda d: d.hex(" ").upper(),
    "bytes-hex-colons-behind": lambda d: "".join(f"{o:02x}:" for o in d),
    "bytes-hex-spaced-behind": lambda d: "".join(f"{o:02x} " for o in d),
    "bytes-hex-spaced-upper-behind": lambda d: "".join(f"{o:02X} " for o in d),
    "hex-in-list": lambda d: str([d.hex()]),
    "hex-in-list-quoted": lambda d: json.dumps([d.hex()]),
    "bytes-hex-digits": lambda d: bytes(int(digit, 16) for digit in d.hex()),
    "uuid-text": lambda d: "-".join(d[a:b].hex() for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, None))),
    "guid-text": lambda d: "-".join(one.hex() for one in (d[:4][::-1], d[4:6][::-1], d[6:8][::-1], d[8:10], d[10:])),
    "list-blanks": lambda d: " ".join(map(str, d)),
    "windows-1252-lost": lambda d: bytes(63 if o in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else o for o in d),
    "utf8-backslash": lambda d: d.decode(errors="backslashreplace"),
    "bytes-hex-js": lambda d: "".join(f"{one - 256 if one > 127 else one:x}" for one in d),
    "bytes-hex-number": lambda d: f"{b2i(d):x}",
    "bytes-hex-number-upper": lambda d: f"{b2i(d):X}",
    "bytes-signed-hex": lambda d: f"{signed(d):x}",
    "bytes-decimal": lambda d: str(b2i(d)),
    "bytes-signed-decimal": lambda d: str(signed(d)),
    "bytes-signed": lambda d: (b"\0" if d[0] > 127 else b"") + d,
    "bytes-number-signed": lambda d: java(b2i(d)),
    "bytes-sign-extended": lambda d: java(signed(d)),
    "bytes-odd-cut": lambda d: node_hex(f"{b2i(d):x}"),
    "bytes-odd-fill": lambda d: filled(f"{b2i(d):x}"),
    "bytes-base64": b64,
    "bytes-base64-url": url64,
    "bytes-base64-unpadded": lambda d: b64(d).rstrip("="),
    "bytes-base64-url-unpadded": lambda d: url64(d).rstrip("="),
    "bytes-base64-lines": lambda d: base64.encodebytes(d).decode(),
    "bytes-base64-mime": mime,
    "bytes-base64-quoted": lambda d: json.dumps(b64(d)),
    "digits-reversed": lambda d: bytes.fromhex("".join(reversed(d.hex()))),
    "bytes-base64-nl": lambda d: b64(d) + "\n",
    "list-js": lambda d: ",".join(map(str, d)),
    "list-python": lambda d: str(list(d)),
    "list-java": lambda d: str(listed(d, True)),
    "list-json": lambda d: json.dumps(list(d), separators=(",", ":")),
    "list-go": lambda d: str(list(d)).replace(",", ""),
    "list-erlang": lambda d: f"<<{','.join(map(str, d))}>>",
    "list-elixir": lambda d: f"<<{', '.join(map(str, d))}>>",
    "list-joined": lambda d: "".join(map(str, d)),
    "list-signed": lambda d: ",".join(map(str, listed(d, True))),
    "list-indexed": lambda d: json.dumps(dict(enumerate(d)), separators=(",", ":")),
    "list-buffer": lambda d: json.dumps({"type": "Buffer", "data": list(d)}, separators=(",", ":")),
    "python-bytes": str,
    "python-bytes-unmarked": lambda d: str(d)[2:-1],
    "python-bytearray": lambda d: str(bytearray(d)),
    "python-hexlify": lambda d: str(d.hex().encode()),
    "latin1-utf8": lambda d: "".join(map(chr, d)),
    "cp1252-utf8": lambda d: web("".join(map(chr, d))),
    "utf8-replaced": lambda d: d.decode(errors="replace"),
    "utf8-dropped": lambda d: d.decode(errors="ignore"),
    "ascii-replaced": lambda d: "".join(chr(o) if o < 128 else "\ufffd" for o in d),
    "ascii-question": lambda d: "".join(chr(o) if o < 128 else "?" for o in d),
    "ascii-7bit": lambda d: "".join(chr(o % 128) for o in d),
    "bytes-as-utf16": lambda d: b"".join(bytes([o, 0]) for o in d),
    "bytes-as-utf16be": lambda d: b"".join(bytes([0, o]) for o in d),
    "hex-as-utf16": lambda d: utf16(d.hex()),
    "nul": lambda d: d + b"\0",
    "line-feed": lambda d: d + b"\n",
    "doubled": lambda d: d * 2,
    "empty": lambda d: b"",
    "all-zeros": lambda d: bytes(len(d)),
    "dotnet-array": lambda d: "System.Byte[]",
    "js-object": lambda d: "[object Object]",
    "js-array-buffer": lambda d: "[object ArrayBuffer]",
    "js-promise": lambda d: "[object Promise]",
    "dart-future": lambda d: "Instance of 'Future<Uint8List>'",
    "php-array": lambda d: "Array",
    "swift-data": lambda d: f"{len(d)} bytes",
    "length-text": lambda d: str(len(d)),
    "length-byte": lambda d: length(1, d),
    "length-two": lambda d: length(2, d),
    "length-four": lambda d: length(4, d),
    "length-four-little": lambda d: length(4, d, "little"),
    "length-eight-little": lambda d: length(8, d, "little"),
    "octet-string": lambda d: b"\4" + length(1, d),
    "inner-h": h,
    "inner-hmac-salt": lambda d: hmac.digest(SALT, d, "sha256"),
    "unhexed": lambda d: bytes.fromhex(d.decode()),
    "bytes-hex-right-padded": lambda d: bytes.fromhex(f"{b2i(d):x}".ljust(2 * len(d), "0")),
    "unhexed-cut": lambda d: node_hex(d.decode("latin-1")),
    "base64-decoded": lambda d: base64.b64decode(d, validate=True),
    "base64-decoded-loose": loosely,
    "hex-pairs-number": lambda d: bytes(int(o) if o.isdecimal() else 0 for o in re.findall("..?", d.hex())),
    "hex-base64-decoded": lambda d: loosely(d.hex().encode()),
    "hex-upper-base64-decoded": lambda d: loosely(d.hex().upper().encode()),
    "base64-unhexed": lambda d: node_hex(b64(d)),
    "base64-signs-lost": lambda d: loosely(re.sub("[+/]", "", b64(d)).encode()),
}

SIZED_OCTETS: dict[str, Callable[[bytes, int], Value]] = {
    "bytes-words": turned,
    "bytes-words-reversed": lambda d, n: turned(d, n)[::-1],
    "head": lambda d, n: d[:n],
    "tail": lambda d, n: d[max(len(d) - n, 0) :],
    "filled-front": lambda d, n: bytes(max(n - len(d), 0)) + d,
    "filled-back": lambda d, n: d + bytes(max(n - len(d), 0)),
}

NAMED_OCTETS: dict[str, Callable[[bytes, str], Value]] = {
    "inner": lambda d, name: hashed(name, d),
    "inner-hex": lambda d, name: hashed(name, d).hex(),
    "inner-hex-upper": lambda d, name: hashed(name, d).hex().upper(),
    "inner-base64": lambda d, name: b64(hashed(name, d)),
}


def escaped(text: str) -> str:
    """JavaScript's escape()."""
    units = text.encode("utf-16-be", "surrogatepass")
    made = ""
    for high, low in zip(units[::2], units[1::2], strict=True):
        kept = not high and chr(low) in string.ascii_letters + string.digits + "@*_+-./"
        made += chr(low) if kept else f"%u{high:02X}{low:02X}" if high else f"%{low:02X}"
    return made


def unescaped(text: str) -> str:
    """JavaScript's unescape(), of texts without %u."""
    return urllib.parse.unquote(text, "latin-1")


TEXT: dict[str, Callable[[str], Value]] = {
    **{
        name: lambda t, name=name: OCTETS[name](t.encode())
        for name in ("list-js", "list-python", "list-java", "list-go")
    },
    "utf-16le": utf16,
    "utf-16be": lambda t: t.encode("utf-16-be"),
    "utf-16le-bom": lambda t: b"\xff\xfe" + utf16(t),
    "utf-16be-bom": lambda t: b"\xfe\xff" + t.encode("utf-16-be"),
    "utf-32le": lambda t: b"".join(ord(c).to_bytes(4, "little") for c in t),
    "utf-32be": lambda t: b"".join(ord(c).to_bytes(4, "big") for c in t),
    "utf-32le-bom": lambda t: b"".join(ord(c).to_bytes(4, "little") for c in "\ufeff" + t),
    "utf-32be-bom": lambda t: b"".join(ord(c).to_bytes(4, "big") for c in "\ufeff" + t),
    "utf-8-bom": lambda t: t.encode("utf-8-sig"),
    "latin-1": lambda t: bytes(ord(c) if ord(c) < 256 else 63 for c in t),
    "ascii-text": lambda t: bytes(ord(c) if ord(c) < 128 else 63 for c in t),
    "ascii-text-dropped": lambda t: bytes(ord(c) for c in t if ord(c) < 128),
    "windows-1252": lambda t: t.encode("cp1252", "replace"),
    "low-byte": lambda t: utf16(t)[::2],
    "cesu-8": cesu,
    "ascii-backslash": lambda t: t.encode("ascii", "backslashreplace"),
    "ascii-xml": lambda t: "".join(c if ord(c) < 128 else f"&#{ord(c)};" for c in t),
    "folded": lambda t: t.casefold(),
    "utf-8-short": lambda t: raw(t)[: len(utf16(t)) // 2],
    "write-utf": lambda t: length(2, cesu(t)),
    "mojibake": lambda t: "".join(map(chr, t.encode())),
    "mojibake-1252": lambda t: web("".join(map(chr, t.encode()))),
    "upper": str.upper,
    "lower": str.lower,
    "lower-turkish": lambda t: "".join({"I": "ı", "İ": "i"}.get(c, c.lower()) for c in t),
    "upper-turkish": lambda t: "".join({"i": "İ", "ı": "I"}.get(c, c.upper()) for c in t),
    "capitals-lower-turkish": lambda t: "".join({"I": "ı", "İ": "i"}.get(c, c.lower()) for c in t.upper()),
    "small-upper-turkish": lambda t: "".join({"i": "İ", "ı": "I"}.get(c, c.upper()) for c in t.lower()),
    "capital-alone": lambda t: t.lower()[0].upper() + t.lower()[1:],
    "capitalised": lambda t: t[0].upper() + t[1:],
    "nfc": lambda t: unicodedata.normalize("NFC", t),
    "nfd": lambda t: unicodedata.normalize("NFD", t),
    "nfkc": lambda t: unicodedata.normalize("NFKC", t),
    "nfkd": lambda t: unicodedata.normalize("NFKD", t),
    "trimmed": lambda t: t.strip(" \t\n\r"),
    "stripped-text": lambda t: t.strip(),
    "no-blanks": lambda t: re.sub(r"\s", "", t),
    "no-dashes": lambda t: t.replace("-", ""),
    "letters-and-digits": lambda t: re.sub(r"[^A-Za-z0-9]", "", t),
    "digits-only": lambda t: re.sub(r"[^0-9]", "", t),
    "html-escaped": lambda t: html.escape(t).replace("&#x27;", "&#39;"),
    "percent-decoded": urllib.parse.unquote,
    "unescape": unescaped,
    "characters-joined-,": lambda t: ",".join(t),
    "characters-joined-:": lambda t: ":".join(t),
    "characters-joined- ": lambda t: " ".join(t),
    "characters-joined-|": lambda t: "|".join(t),
    "characters-joined--": lambda t: "-".join(t),
    "form-decoded": urllib.parse.unquote_plus,
    "last-character-lost": lambda t: t[: len(t) - 1],
    "first-character-lost": lambda t: t[1:],
    "blank-in-front": lambda t: " " + t,
    "text-hex": lambda t: t.encode().hex(),
    "text-hex-upper": lambda t: t.encode().hex().upper(),
    "text-list": lambda t: str(list(t.encode())),
    "text-list-js": lambda t: ",".join(map(str, t.encode())),
    "reversed-characters": lambda t: "".join(reversed(t)),
    "null-in-brackets": lambda t: "(null)",
    "optional-text": lambda t: f'Optional("{t}")',
    "some-text-debug": lambda t: f'Some("{t}")',
    "just-number": lambda t: str(int(t)) if t.isdigit() else str(int("no")),
    "prefix-number": lambda t: str(parse_int(t.strip())),
    "number-bytes": lambda t: i2b(int(t)),
    "hex-number-bytes": lambda t: i2b(int(t, 16)),
    "colon-behind": lambda t: t + ":",
    "colon-in-front": lambda t: ":" + t,
    "quoted": lambda t: f'"{t}"',
    "single-quoted": lambda t: f"'{t}'",
    "json-escaped": lambda t: json.dumps(t, ensure_ascii=False),
    "json-ascii": json.dumps,
    "json-ascii-inside": lambda t: json.dumps(t)[1:-1],
    "json-inside": lambda t: json.dumps(t, ensure_ascii=False)[1:-1],
    "percent": lambda t: urllib.parse.quote(raw(t), safe="-_.!~*'()"),
    "escape": escaped,
    "percent-form": lambda t: urllib.parse.quote_plus(raw(t), safe="*").replace("~", "%7E"),
    "percent-strict": lambda t: urllib.parse.quote(raw(t), safe=""),
    "percent-quote": lambda t: urllib.parse.quote(raw(t)),
    "percent-uri": lambda t: urllib.parse.quote(raw(t), safe="-_.!~*'();/?:@&=+$,#"),
    "carriage-return": lambda t: t + "\r",
    "crlf": lambda t: t + "\r\n",
    "blank": lambda t: t + " ",
    "nul-in-front": lambda t: b"\0" + raw(t),
}

SIGNS = {
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
PYTHONS = {"windows": "cp", "mac-roman": "mac_roman", "shift-jis": "ms932", "big5": "cp950", "euc-kr": "uhc"}


def encoded(t: str, charset: str) -> bytes:
    """By Python's own name of the set: windows-1251 is cp1251."""
    family, _, number = charset.partition("-")
    name = PYTHONS["windows"] + number if family == "windows" else PYTHONS.get(charset, charset)
    return t.encode(name, "replace")


NAMED_TEXT: dict[str, Callable[[str, str], Value]] = {
    "machine-charset": encoded,
    "text-to-last": lambda t, of: t[: t.rindex(SIGNS[of])],
    "text-from-last": lambda t, of: t.split(SIGNS[of])[-1] if SIGNS[of] in t else str(int("no")),
    "text-to": lambda t, of: t[: t.index(SIGNS[of])],
    "text-from": lambda t, of: t[t.index(SIGNS[of]) + 1 :],
}
"""Those of a word, those with a longer name first."""

SIZED_TEXT: dict[str, Callable[[str, int], Value]] = {
    "text-head": lambda t, n: t[:n],
    "text-cut": lambda t, n: t[:n],
    "text-filled": lambda t, n: t.encode() + bytes(max(n - len(t.encode()), 0)),
    "blanks-behind": lambda t, n: (t + " " * 64)[:n],
    "inner-crypt": lambda t, n: hashlib.pbkdf2_hmac("sha256", t.encode(), SALT, n, 32),
    "inner-crypt-sha1": lambda t, n: hashlib.pbkdf2_hmac("sha1", t.encode(), SALT, n, 20),
    "inner-crypt-sha512": lambda t, n: hashlib.pbkdf2_hmac("sha512", t.encode(), SALT, n, 64),
}

READ: dict[str, Callable[[bytes], Value]] = {
    "read-big": b2i,
    "read-digits-reversed": lambda d: int("".join(reversed(d.hex())), 16),
    "read-little": lambda d: b2i(d[::-1]),
    "read-signed": signed,
    "read-signed-little": lambda d: signed(d[::-1]),
    "read-sign": lambda d: signed(d[::-1]),
    "read-big-sign": signed,
    "read-start-stripped": lambda d: b2i(d.lstrip(b"\0")),
    "read-absolute": lambda d: abs(signed(d)),
    "read-signed-mod": lambda d: signed(d) % N,
    "read-hex-bytes": lambda d: b2i(d.hex().encode()),
    "read-signed-sum": lambda d: sum((o - 256 if o > 127 else o) * 256**at for at, o in enumerate(d[::-1])),
    "read-hex-base64": lambda d: b2i(loosely(d.hex().encode())),
    "read-hex-bytes-upper": lambda d: b2i(d.hex().upper().encode()),
    "read-base64-bytes": lambda d: b2i(base64.b64encode(d)),
    "read-decimal-bytes": lambda d: b2i(str(b2i(d)).encode()),
    "read-list-bytes": lambda d: b2i(",".join(map(str, d)).encode()),
    "read-hex-as-decimal": lambda d: parse_int(d.hex()),
    "read-decimal-as-hex": lambda d: int(str(b2i(d)), 16),
    "read-digit-lost": lambda d: b2i(d) >> 4,
    "read-first-digit-lost": lambda d: b2i(bytes([d[0] & 15]) + d[1:]),
    "read-number-digit-lost": lambda d: b2i(node_hex(f"{b2i(d):x}")),
    "read-number-digit-filled": lambda d: b2i(filled(f"{b2i(d):x}")),
    "read-loose-hex": lambda d: int(loose(d), 16),
    "read-java-hex": lambda d: int(java_hex(d), 16),
    "read-first-lost": lambda d: b2i(d[1:]),
    "read-last-lost": lambda d: b2i(d[:-1]),
    "read-to-nul": lambda d: b2i(d.partition(b"\0")[0]),
    "read-end-stripped": lambda d: b2i(d.rstrip(b"\0")),
    "read-words": lambda d: b2i(turned(d)),
    "read-int": lambda d: wrapped(b2i(d), 32),
    "read-long": lambda d: wrapped(b2i(d), 64),
    "read-uint": lambda d: b2i(d) & 0xFFFFFFFF,
    "read-low-31": lambda d: b2i(d) & 0x7FFFFFFF,
    "read-low-63": lambda d: b2i(d) & 0x7FFFFFFFFFFFFFFF,
    "read-decimal-cut": lambda d: int(str(b2i(d))[:-1] or "0"),
    "read-ulong": lambda d: b2i(d) & 0xFFFFFFFFFFFFFFFF,
    "read-base-convert": lambda d: php_base_convert(d.hex()),
    "read-float": lambda d: int(float(b2i(d))),
    "read-hex-pairs-decimal": lambda d: b2i(OCTETS["hex-pairs-decimal"](d)),  # type: ignore[arg-type]
    "read-safe": lambda d: b2i(d) & (1 << 53) - 1,
    "read-mod-n": lambda d: b2i(d) % N,
    "read-mod-order": lambda d: b2i(d) % (N - 1),
    "read-mod-half": lambda d: b2i(d) % ((N - 1) // 2),
    "read-utf8": lambda d: b2i(d.decode(errors="replace").encode()),
    "read-latin1-utf8": lambda d: b2i("".join(map(chr, d)).encode()),
    "read-hex-latin1": lambda d: b2i("".join(map(chr, d)).encode()),
    "read-zero": lambda d: 0,
    "read-plus-zero": lambda d: b2i(d) << 8,
    "read-filled": lambda d: b2i(d + bytes(max(W - len(d), 0))),
    "read-negated": lambda d: -b2i(d),
    "read-hashed": lambda d: b2i(h(d)),
    "read-hex-of-hex": lambda d: b2i(d.hex().encode()),
}

SIZED_READ: dict[str, Callable[[bytes, int], Value]] = {
    "read-words-turned": lambda d, n: b2i(turned(d, n)),
    "read-words-reversed": lambda d, n: b2i(turned(d, n)[::-1]),
    "read-largest": lambda _d, n: n,
    "read-folded": lambda d, n: b2i(d[:n]) ^ b2i(d[n:]),
    "read-head": lambda d, n: b2i(d[:n]),
    "read-tail": lambda d, n: b2i(d[max(len(d) - n, 0) :]),
    "read-head-little": lambda d, n: int.from_bytes(d[:n], "little"),
}

OWN: dict[str, Callable[[int], Value]] = {
    "own-hex-text": lambda v: b2i(f"{v:x}".encode()),
    "own-hex-text-padded": lambda v: b2i(i2b(v).hex().encode()),
    "own-decimal-text": lambda v: b2i(str(v).encode()),
    "own-base64-text": lambda v: b2i(base64.b64encode(i2b(v))),
    "own-decimal-as-hex": lambda v: int(str(v), 16),
    "own-hex-as-decimal": lambda v: parse_int(f"{v:x}"),
    "own-little": lambda v: b2i(i2b(v)[::-1]),
    "own-little-padded": lambda v: b2i(pad(v)[::-1]),
    "own-signed": lambda v: signed(i2b(v)),
    "own-absolute": lambda v: abs(signed(i2b(v))),
    "own-last-lost": lambda v: v >> 8,
    "own-first-lost": lambda v: b2i(i2b(v)[1:]),
    "own-digit-lost": lambda v: b2i(node_hex(f"{v:x}")),
    "own-digit-filled": lambda v: b2i(filled(f"{v:x}")),
    "own-loose-hex": lambda v: int(loose(i2b(v)), 16),
    "own-java-hex": lambda v: int(java_hex(i2b(v)), 16),
    "own-int": lambda v: wrapped(v, 32),
    "own-long": lambda v: wrapped(v, 64),
    "own-uint": lambda v: v & 0xFFFFFFFF,
    "own-ulong": lambda v: v & 0xFFFFFFFFFFFFFFFF,
    "own-float": lambda v: int(float(v)),
    "own-wrapped": lambda v: v % 256**W,
    "own-wrapped-signed": lambda v: signed((v % 256**W).to_bytes(W, "big")),
    "own-wrapped-double": lambda v: v % 256 ** (2 * W),
    "own-utf8": lambda v: b2i(i2b(v).decode(errors="replace").encode()),
    "own-latin1-utf8": lambda v: b2i("".join(map(chr, i2b(v))).encode()),
    "own-to-nul": lambda v: b2i(i2b(v).partition(b"\0")[0]),
    "own-mod-n": lambda v: v % N,
    "own-mod-order": lambda v: v % (N - 1),
    "own-hashed": lambda v: b2i(h(i2b(v))),
    "own-plus-one": lambda v: v + 1,
    "own-top-lost": lambda v: v ^ 1 << len(bin(v)) - 3,
    "own-last-bit-lost": lambda v: v >> 1,
    "own-top-bit": lambda v: v | 0x80 << 8 * (len(i2b(v)) - 1),
    "own-odd": lambda v: v | 1,
    "own-minus-one": lambda v: v - 1,
    "own-negated": lambda v: -v,
}

SIZED_OWN: dict[str, Callable[[int, int], Value]] = {
    "own-words-reversed": lambda v, n: b2i(turned(i2b(v), n)[::-1]),
    "own-head": lambda v, n: b2i(i2b(v)[:n]),
    "own-tail": lambda v, n: v % 256**n,
}

HASH: dict[str, Callable[[bytes], Value]] = {
    "hash-twice": lambda d: h(h(d)),
    "hash-fed-hex": lambda d: h(d.hex().encode()),
    "hash-fed-hex-upper": lambda d: h(d.hex().upper().encode()),
    "hash-fed-base64": lambda d: h(base64.b64encode(d)),
    "hash-fed-latin1": lambda d: h("".join(map(chr, d)).encode()),
    "hash-fed-utf8": lambda d: h(d.decode(errors="replace").encode()),
    "hash-fed-nul": lambda d: h(d + b"\0"),
    "hash-fed-line": lambda d: h(d + b"\n"),
    "hash-fed-to-nul": lambda d: h(d.partition(b"\0")[0]),
    "hash-fed-list": lambda d: h(",".join(map(str, d)).encode()),
    "hash-fed-list-python": lambda d: h(str(list(d)).encode()),
    "hash-fed-length": lambda d: h(length(4, d)),
    "hash-fed-number": lambda d: h(d.lstrip(b"\0")),
    "hash-fed-utf16": lambda d: h(b"".join(bytes([o, 0]) for o in d)),
    "hash-fed-nothing": lambda d: h(b""),
    "hash-of-twice-fed": lambda d: h(d + d),
    "hash-unhashed": lambda d: d,
    "hash-appended": lambda d: d + h(b""),
    "hash-hmac-k": lambda d: hmac.digest(K, d, "sha256"),
    "hash-hmac-s": lambda d: hmac.digest(SALT, d, "sha256"),
    "hash-hmac-p": lambda d: hmac.digest(P.encode(), d, "sha256"),
    "hash-hmac-empty": lambda d: hmac.digest(b"", d, "sha256"),
    "hash-hmac-turned": lambda d: hmac.digest(d, b"", "sha256"),
    "hash-hmac-random-sha256": lambda d: hmac.digest(K, d, "sha256"),
    "hash-hmac-md5": lambda d: hmac.digest(K, d, "md5"),
    "digest-hex": lambda d: h(d).hex(),
    "digest-hex-upper": lambda d: h(d).hex().upper(),
    "digest-hex-dashes": lambda d: h(d).hex("-").upper(),
    "digest-hex-java": lambda d: f"{b2i(h(d)):x}",
    "digest-loose-hex": lambda d: loose(h(d)),
    "digest-java-hex": lambda d: java_hex(h(d)),
    "digest-base64": lambda d: b64(h(d)),
    "digest-base64-unpadded": lambda d: b64(h(d)).rstrip("="),
    "digest-base64-url": lambda d: url64(h(d)).rstrip("="),
    "digest-binary": lambda d: "".join(map(chr, h(d))),
    "digest-utf8": lambda d: h(d).decode(errors="replace"),
    "digest-stripped": lambda d: h(d).lstrip(b"\0"),
    "digest-signed": lambda d: (b"\0" if h(d)[0] > 127 else b"") + h(d),
    "digest-number-signed": lambda d: java(b2i(h(d))),
    "digest-reversed": lambda d: h(d)[::-1],
    "digest-words": lambda d: turned(h(d)),
    "digest-list": lambda d: str(list(h(d))),
    "digest-list-js": lambda d: ",".join(map(str, h(d))),
    "digest-to-nul": lambda d: h(d).partition(b"\0")[0],
    "digest-interleaved": lambda d: interleaved(d),
    "digest-mgf": lambda d: h(d + bytes(4)),
}


def interleaved(d: bytes) -> bytes:
    d = d.lstrip(b"\0")
    d = d[1:] if len(d) % 2 else d
    return b"".join(bytes(two) for two in zip(h(d[::2]), h(d[1::2]), strict=True))


SIZED_HASH: dict[str, Callable[[bytes, int], Value]] = {
    "hash-fed-buffer": lambda d, n: h(d + bytes(max(n - len(d), 0))),
    "digest-cut": lambda d, n: h(d)[:n],
    "digest-cut-last": lambda d, n: h(d)[32 - n :],
    "digest-hex-cut": lambda d, n: h(d).hex()[:n],
    "digest-filled": lambda d, n: h(d) + bytes(max(n - 32, 0)),
}

NAMED_HASH: dict[str, Callable[[bytes, str], Value]] = {
    "hash": lambda d, name: hashed(name, d),
    "digest-described": lambda d, name: f"{name} digest: {h(d).hex()}",
}


def looped(out: bytearray, p: bytes, q: bytes, at: range) -> bytes:
    """A loop that writes the xor of some bytes over what is there."""
    for one in at:
        out[one] = p[one] ^ q[one]
    return bytes(out)


def js_digits(p: str, q: str) -> str:
    """(p[i] ^ q[i]).toString(16) of each digit: what is no decimal digit is NaN, and that is 0."""
    return "".join(
        f"{int(one) ^ int(other):x}" for one, other in zip(*(re.sub("[a-f]", "0", d) for d in (p, q)), strict=True)
    )


XOR: dict[str, Callable[[bytes, bytes], Value]] = {
    "xor-or": lambda p, q: bytes(a | b for a, b in zip(p, q, strict=True)),
    "xor-and": lambda p, q: bytes(a & b for a, b in zip(p, q, strict=True)),
    "xor-plus": lambda p, q: i2b(b2i(p) + b2i(q)),
    "xor-plus-signed": lambda p, q: (b2i(p) + b2i(q)).to_bytes((b2i(p) + b2i(q)).bit_length() // 8 + 1, "big"),
    "xor-plus-bytes": lambda p, q: bytes((a + b) % 256 for a, b in zip(p, q, strict=True)),
    "xor-plus-cut": lambda p, q: i2b(b2i(p) + b2i(q)).rjust(len(p), b"\0")[-64:],
    "xor-joined": lambda p, q: p + q,
    "xor-number": lambda p, q: i2b(b2i(p) ^ b2i(q)),
    "xor-number-signed": lambda p, q: java(b2i(p) ^ b2i(q)),
    "xor-hex": lambda p, q: bytes(a ^ b for a, b in zip(p, q, strict=True)).hex(),
    "xor-hex-number": lambda p, q: f"{b2i(p) ^ b2i(q):x}",
    "xor-decimal": lambda p, q: str(b2i(p) ^ b2i(q)),
    "xor-first": lambda p, q: p,
    "xor-second": lambda p, q: q,
    "xor-zero": lambda p, q: "0",
    "xor-zero-byte": lambda p, q: b"\0",
    "xor-nothing": lambda p, q: b"",
    "xor-texts": lambda p, q: bytes(a ^ b for a, b in zip(p.hex().encode(), q.hex().encode(), strict=True)),
    "xor-digits": lambda p, q: bytes.fromhex(js_digits(p.hex(), q.hex())),
    "xor-digits-text": lambda p, q: js_digits(p.hex(), q.hex()),
    "xor-low-byte": lambda p, q: bytes([p[-1] ^ q[-1]]),
    "xor-one-byte": lambda p, q: bytes(one ^ q[0] for one in p),
    "xor-shifted": lambda p, q: bytes(one ^ (q[at + 1] if at + 1 < len(q) else 0) for at, one in enumerate(p)),
    "xor-shifted-back": lambda p, q: bytes(one ^ (q[at - 1] if at else 0) for at, one in enumerate(p)),
    "xor-against-reverse": lambda p, q: bytes(p[at] ^ q[-1 - at] for at in range(len(p))),
    "xor-last-zero": lambda p, q: looped(bytearray(len(p)), p, q, range(len(p) - 1)),
    "xor-last-kept": lambda p, q: looped(bytearray(p), p, q, range(len(p) - 1)),
    "xor-last-kept-second": lambda p, q: looped(bytearray(q), p, q, range(len(p) - 1)),
    "xor-first-zero": lambda p, q: looped(bytearray(len(p)), p, q, range(1, len(p))),
    "xor-first-kept": lambda p, q: looped(bytearray(p), p, q, range(1, len(p))),
    "xor-first-kept-second": lambda p, q: looped(bytearray(q), p, q, range(1, len(p))),
    "xor-powered": lambda p, q: pow(b2i(p), b2i(q), N),
    "xor-reversed": lambda p, q: bytes(a ^ b for a, b in zip(p[::-1], q[::-1], strict=True)),
}

SIZED_XOR: dict[str, Callable[[bytes, bytes, int], Value]] = {
    "xor-head": lambda p, q, n: looped(bytearray(len(p)), p, q, range(len(p)))[0:n],
    "xor-in-place": lambda p, q, n: looped(bytearray(p), p, q, range(min(n, len(p)))),
    "xor-into-second": lambda p, q, n: looped(bytearray(q), p, q, range(min(n, len(p)))),
    "xor-then-zeros": lambda p, q, n: looped(bytearray(len(p)), p, q, range(min(n, len(p)))),
}

XORED = ((b"\1" + bytes(range(100, 131)), b"\1" + bytes(range(180, 211))), (h(b"N"), h(b"g")))
SHEET_OF = Dialect("test", hash="sha256", types={"number": "number", "text": "text"})


def expected(one: Slip, value: Value) -> Callable[[], Value]:
    """The plain Python of a slip at one operand."""
    base, _, of = one.id.rpartition("-")
    size = int(of) if of.isdigit() else 0
    if isinstance(value, int):
        for table in (NUMBER, OWN):
            if one.id in table:
                return lambda: table[one.id](value)
        if one.id in OCTETS:
            return lambda: OCTETS[one.id](pad(value))
        sized = {**SIZED_NUMBER, **SIZED_OWN}.get(base)
        if sized is not None:
            return lambda: sized(value, size)
        if base in SIZED_OCTETS:
            return lambda: SIZED_OCTETS[base](pad(value), size)
        named = NAMED_OCTETS[base]
        return lambda: named(pad(value), of.upper())
    if isinstance(value, str):
        if one.id in TEXT:
            return lambda: TEXT[one.id](value)
        for key, of_word in NAMED_TEXT.items():
            if one.id.startswith(f"{key}-"):
                return lambda: of_word(value, one.id.removeprefix(f"{key}-"))
        if base in SIZED_TEXT:
            return lambda: SIZED_TEXT[base](value, size)
        if base == "null-text":
            return lambda: str(one.template).strip("'")
        return expected(one, value.encode())
    for table_ in (OCTETS, READ, HASH):
        if one.id in table_:
            return lambda: table_[one.id](value)
    if one.id in TEXT:
        return lambda: TEXT[one.id](value.decode("utf-8", "surrogateescape"))
    for sized_ in (SIZED_OCTETS, SIZED_READ, SIZED_HASH):
        if base in sized_:
            return lambda: sized_[base](value, size)
    for key, named_ in {**NAMED_OCTETS, **NAMED_HASH}.items():
        if one.id.startswith(f"{key}-") and one.id.removeprefix(f"{key}-").upper().replace("-", "_") == _of(one):
            return lambda: named_(value, _of(one))
    raise AssertionError(f"{one.id} has no vector")


def _of(one: Slip) -> str:
    """The hash that a slip of a family names."""
    found = re.search(r"'(\w+) digest|(\w+)\(\{\}\)", str(one.template))
    return (found[1] or found[2]) if found else ""


ELSEWHERE = {f"hash-keccak-{bits}" for bits in (224, 256, 384, 512)} | {
    f"hash-{name.replace('_', '-')}"
    for name in ("ripemd160", "sha512_224", "sha512_256")
    if name not in hashlib.algorithms_available
}
"""Hashes that nothing else here has: their vectors stand in tests/srp/test_functions.py."""

CASES = [
    (one, place, value)
    for one in slips().values()
    if one.template is not None
    for place in one.takes
    if place != "xor"
    for value in {"number": NUMBERS, "own": NUMBERS, "text": TEXTS}.get(place, BYTES)
    if "PBKDF2" not in one.template or value == P  # one password: it takes its time
]


def evaluated(one: Slip, operand: str, bare: str, given: dict[str, Value]) -> Value:
    known = Knowledge("client", SHEET_OF, {"N": N, "s": SALT, "K": K, "P": P, **given})
    return Sheet(known, record=False).evaluate(parse(show(one.applied(parse(operand).node, Name(bare), Name("q")))))[0]


@pytest.mark.parametrize("name", sorted({one.id for one, _, _ in CASES} - ELSEWHERE))
def test_a_slip_is_what_plain_python_does(name: str) -> None:
    compared = 0
    for one, place, value in CASES:
        if one.id != name:
            continue
        try:
            due = expected(one, value)()
        except (ValueError, OverflowError):
            due = None
        operand = {int: "number", bytes: "data", str: "text"}[type(value)]
        try:
            made = evaluated(one, f"PAD({operand})" if place == "number" else operand, operand, {operand: value})
        except Failure:
            made = None
        if place in ("number", "bytes", "text", "hash"):
            due, made = (v.encode("utf-8", "surrogateescape") if isinstance(v, str) else v for v in (due, made))
        assert made == due, (place, value)
        compared += made is not None
    assert compared


@pytest.mark.parametrize("name", sorted(one.id for one in slips().values() if "xor" in one.takes and one.template))
def test_a_slip_of_xor(name: str) -> None:
    base, _, of = name.rpartition("-")
    for p, q in XORED:
        due = XOR[name](p, q) if name in XOR else SIZED_XOR[base](p, q, int(of))
        assert evaluated(slips()[name], "p", "p", {"p": p, "q": q}) == due
