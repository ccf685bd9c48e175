"""Calls that turn a literal into a value, known by their words: `NumberFromString`, `Buffer.from`, `hexStringToBytes`.

Libraries and people name such calls in a thousand ways out of the same few words. A call whose every word is in this
table is a conversion and does what its words say; one with any other word (`sha256`, `derive`, `reverse`) computes
something, and nothing is read out of it.
"""

from __future__ import annotations

import re
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """A set of words, written as a text of them."""
    return frozenset(text.split())


_HEX = (
    "hexdecode hexbytes hex hexadecimal unhex unhexlify fromhex hexstr hexstring frombase16 base16 b16 decode16 hx x h"
)
_BASE64 = "base64 b64 frombase64 base64url decode64 urlsafe atob"
_TEXT = "codeunits units utf8 utf ascii latin1 iso 8859 text unicode charset charsets standard encoder encoding us"
_NUMBER = (
    "int integer bigint biginteger bn bignum bignumber mpz mpi mpint num number natural big biguint bigu uint long "
    "bigz u gmp sbigint unsigned ubig jsbn forge jsbigint mp bint ubyte"
)
_BYTES = (
    "bytes byte sbyte bytearray buffer data array list octets getbytes tobytes uint8 int8 u8 i8 uint8list uint8array "
    "c bs char chars vec vector nsdata bytestring binary bin blob string2bytes str2bytes s2b encode bytea octetstring"
)
_NEUTRAL = (
    "i be style styles "
    "from to new get parse decode string str of value make create must read load convert into iter collect unwrap "
    "trim strip join replace all lower upper case downcase upcase copy clone static util utils helper helpers "
    "codec codecs wrap as ref owned own up down squish remove delete gsub tr sub split flatten final const frozen "
    "freeze some ok just optional unmodifiable view typed math crypto node java kotlin std core safe pack unpack "
    "expect "
    "import init set raw literal force dup clean no spaces whitespace concat seq sequence tuple only with is non "
    "null not positive signum srp srp6 srp6a js lib org bouncycastle strings io format radix base native "
    "serialize deserialize bits sjcl cryptojs enc word words array32 using allowing binascii q qt ns bi secret "
    "open ssl gmpy pp multiprecision cpp datatype converter decoder default phpseclib system globalization allow "
    "specifier normalized mixed enum chunked occurrences replacing byteorder signed false strdup z cstruct "
    "alloc implode paste true "
    "code crypt botan openssl mbedtls cryptopp boost sodium ruby php perl "
    "spec conversion must precomputed order endian converters numerics dtype encoded initialize lowercased "
    "custom variable ironclad "
    "filter whitespaces maybe lenient try uppercased indent margin dedent textwrap lines multiline"
)

EFFECTS: dict[str, str] = {}
"""Word -> "hex", "base64", "text", "number", "bytes", "little" where the low byte stands first, or "" for one that
changes nothing."""
for _effect, _words in (("", _NEUTRAL), ("bytes", _BYTES), ("number", _NUMBER), ("text", _TEXT)):
    EFFECTS |= dict.fromkeys(_words.split(), _effect)
EFFECTS |= dict.fromkeys(["little", "le"], "little") | {"endianness": ""}
EFFECTS |= dict.fromkeys(_BASE64.split(), "base64") | dict.fromkeys(_HEX.split(), "hex")

STRIPPING = frozenset(
    ["replace", "replacing", "gsub", "delete", "tr", "remove", "strip", "trim", "split", "squish", "clean", "filter"]
)
"""Words of a call that takes blanks out of a text."""

MODIFIERS = {
    "hex": "hex", "base16": "hex", "h*": "hex", "(h2)*": "hex", "base64": "base64", "base64url": "base64",
    "m": "base64", "m0": "base64", "b": "", "utf8": "text", "utf-8": "text", "ascii": "text", "latin1": "text",
    "us-ascii": "text", "iso-8859-1": "text", "binary": "text", "c*": "", "big": "", "n": "",
    "allowhexspecifier": "hex", "hexnumber": "hex", "little": "little", "le": "little",
}  # fmt: skip
"""Strings that say to a call how another string is meant."""

_SHORT = {
    "h2b": "hex",
    "a2b_hex": "hex",
    "a2b_base64": "base64",
    "s2b": "bytes",
    "hb": "hex",
    "srpkey": "number",
    "hexdigest": "hex",
    "bindata": "base64",
    "to_s": "",
    "gmp_strval": "",
    "lc": "",
    "uc": "",
    "bint": "number",
}

_WORD = re.compile(r"[A-Z]?[a-z]+\d*|[A-Z]+(?![a-z])\d*|\d+|[A-Z]")
_DIGITS = {"16": "hex", "64": "base64"}


@lru_cache(4_096)
def effects_of(name: str) -> frozenset[str] | None:
    """What the words of a call's name do, or None where one of them is unknown."""
    name = re.sub(r"(?<![A-Za-z])T(?=[A-Z][a-z])", "", name.removesuffix("_t"))  # a type of Delphi's
    short = name.rsplit(".", 1)[-1].lower()
    if short in _SHORT and (short != "to_s" or name == short):  # A.to_s(16) shows A
        return frozenset([_SHORT[short]])
    found = set()
    for word in _WORD.findall(name):
        low = word.lower()
        if low in EFFECTS:
            found.add(EFFECTS[low])
            continue
        letters = low.rstrip("0123456789")
        digits = low[len(letters) :]
        if letters and letters not in EFFECTS:
            return None
        if letters:
            found.add(EFFECTS[letters])
        if digits in _DIGITS and letters in ("", "decode", "base", "radix", "from"):
            found.add(_DIGITS[digits])
    return frozenset(found)


def shows(name: str) -> bool:
    """Whether a call only prints what it is given: `hexlify(A)` is A."""
    last = re.split(r"[.:>]", name)[-1]
    return effects_of(re.sub(r"(?i)hexlify|encode|dump|inspect", "", last) or "hex") is not None


def strips(name: str) -> bool:
    """Whether a call takes blanks out."""
    return any(word.lower() in STRIPPING for word in _WORD.findall(name))
