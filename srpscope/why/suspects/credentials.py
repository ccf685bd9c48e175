"""I and P: other characters than the person typed, or the right ones in another form."""

import base64
import binascii
import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from srpscope.srp.encodings import text_bytes
from srpscope.srp.formula import Call, Concatenation, Node, Text
from srpscope.srp.sheet import Knowledge
from srpscope.why.suspect import Strikes, Suspect, given_text, wrap_operands
from srpscope.wording import capital

_Transform = Callable[[str], str | bytes | None]


def _hex_decoded(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if text else None
    except ValueError:
        return None


def _base64_decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) or None
    except (binascii.Error, ValueError):
        return None


_BOTH: tuple[tuple[str, str, _Transform, Strikes, float], ...] = (
    ("newline", "has a newline at its end", lambda text: text + "\n", "always", 2.0),
    ("crlf", "has CR LF at its end", lambda text: text + "\r\n", "always", 3.5),
    ("nul", "has a NUL byte at its end", lambda text: text + "\0", "always", 2.0),
    ("space-after", "has a space at its end", lambda text: text + " ", "always", 3.0),
    ("space-before", "has a space in front", lambda text: " " + text, "always", 3.5),
    ("trimmed", "lost the spaces around it", str.strip, "some-text", 3.0),
    ("upper", "is in capitals", str.upper, "some-text", 3.0),
    ("lower", "is in small letters", str.lower, "some-text", 2.5),
    ("capitalised", "begins with a capital", capital, "some-text", 3.5),
    ("utf16", "is hashed as UTF-16, little-endian", lambda text: text.encode("utf-16-le"), "always", 3.0),
    ("utf16-be", "is hashed as UTF-16, big-endian", lambda text: text.encode("utf-16-be"), "always", 4.0),
    ("latin1", "is hashed as Latin-1", lambda text: text.encode("latin-1"), "some-text", 3.0),
    ("nfc", "is in Unicode's normal form NFC", lambda text: unicodedata.normalize("NFC", text), "some-text", 3.5),
    ("nfd", "is in Unicode's normal form NFD", lambda text: unicodedata.normalize("NFD", text), "some-text", 3.5),
    ("nfkc", "is in Unicode's normal form NFKC", lambda text: unicodedata.normalize("NFKC", text), "some-text", 4.0),
    ("nfkd", "is in Unicode's normal form NFKD", lambda text: unicodedata.normalize("NFKD", text), "some-text", 4.0),
    ("quoted", "stands in double quotes", lambda text: f'"{text}"', "always", 4.0),
    ("empty", "is empty", lambda text: "", "always", 3.0),
    ("hex-text", "is hashed as the hex text of its bytes", lambda text: text_bytes(text).hex(), "always", 3.5),
    ("hex-decoded", "is read as hex", _hex_decoded, "always", 2.5),
    ("base64-text", "is hashed as base64 text", lambda text: base64.b64encode(text_bytes(text)), "always", 3.5),
    ("base64-decoded", "is read as base64", _base64_decoded, "always", 3.5),
)

_PASSWORD_ONLY: tuple[tuple[str, str, _Transform, float], ...] = (
    ("sha256", "is hashed with SHA-256 first", lambda text: hashlib.sha256(text_bytes(text)).digest(), 2.5),
    (
        "sha256-hex",
        "is replaced by the hex text of its SHA-256",
        lambda t: hashlib.sha256(text_bytes(t)).hexdigest(),
        3.0,
    ),
    ("sha512", "is hashed with SHA-512 first", lambda text: hashlib.sha512(text_bytes(text)).digest(), 4.0),
    ("sha1", "is hashed with SHA-1 first", lambda text: hashlib.sha1(text_bytes(text)).digest(), 4.0),
    ("md5-hex", "is replaced by the hex text of its MD5", lambda t: hashlib.md5(text_bytes(t)).hexdigest(), 4.5),
    ("default", "is the example's, abcd1234", lambda text: "abcd1234", 3.0),
    ("cut-72", "is cut after 72 bytes", lambda text: text_bytes(text)[:72], 4.5),
)


def _swapped(known: Knowledge) -> Knowledge | None:
    I, P = known.given.get("I"), known.given.get("P")  # noqa: E741
    if I is None or P is None or I == P:
        return None
    return replace(known, given={**known.given, "I": P, "P": I})


def _in_x_only(function: str) -> Callable[[Node], Node]:
    return lambda node: Call(function, (node,))


_X_ONLY = (
    Suspect(
        "x-name-lower",
        "the user name is in small letters in x only.",
        "x",
        wrap_operands("x", "I", _in_x_only("LOWER")),
        strikes="some-text",
        cost=3.5,
        fix="credential",
        operand="username",
        seen=("luanti-org/luanti#16284",),
    ),
    Suspect(
        "x-name-upper",
        "the user name is in capitals in x only.",
        "x",
        wrap_operands("x", "I", _in_x_only("UPPER")),
        cost=4.0,
        fix="credential",
        operand="username",
    ),
    Suspect(
        "x-name-nul",
        "the user name has a NUL byte at its end in x only.",
        "x",
        wrap_operands("x", "I", lambda node: Concatenation((node, Text("\0")))),
        cost=4.0,
        fix="credential",
        operand="username",
    ),
)

SUSPECTS = (
    *(
        Suspect(
            f"password-{name}",
            f"the password {words}.",
            "P",
            given_text("P", transform),
            strikes,
            cost,
            "credential",
            slip="line-feed" if name == "newline" else "",
        )
        for name, words, transform, strikes, cost in _BOTH
    ),
    *(
        Suspect(
            f"password-{name}",
            f"the password {words}.",
            "P",
            given_text("P", transform),
            "always",
            cost,
            "credential",
        )
        for name, words, transform, cost in _PASSWORD_ONLY
    ),
    *(
        Suspect(
            f"name-{name}",
            f"the user name {words}.",
            "I",
            given_text("I", transform),
            strikes,
            cost + 0.5,
            "credential",
            slip="line-feed" if name == "newline" else "",
        )
        for name, words, transform, strikes, cost in _BOTH
        if name not in ("hex-decoded", "base64-decoded")
    ),
    Suspect(
        "name-default",
        "the user name is the example's, wifiprov.",
        "I",
        given_text("I", lambda text: "wifiprov"),
        cost=3.0,
        fix="credential",
        seen=("espressif/esp-idf-provisioning-android#105",),
    ),
    Suspect(
        "credentials-swapped",
        "user name and password are swapped.",
        "I",
        _swapped,
        cost=3.0,
        fix="credential",
    ),
    *_X_ONLY,
    Suspect(
        "name-latin1-in-x",
        "the user name is hashed as Latin-1 in x and as UTF-8 elsewhere.",
        "x",
        wrap_operands("x", "I", _in_x_only("LATIN1")),
        strikes="some-text",
        cost=4.0,
        fix="credential",
        operand="username",
    ),
)
