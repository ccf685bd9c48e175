"""What people call SRP's values: one spelling in, the field's name out.

Programs print `clientPublicKey`, `pub_a`, `srpA`, `A (hex)`, `Device Proof`, `sec2_salt` and a hundred more. A name is
cut into words (camel case, underscores, blanks), words that say nothing are dropped, words that say whose value it is
are taken apart, and what is left is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBERS = frozenset(["N", "g", "k", "x", "v", "u", "a", "b", "A", "B", "S"])
"""Values that are numbers: their width as printed is no evidence."""

BYTE_STRINGS = frozenset(["s", "K", "M1", "M2", "nonce"])
"""Values that are byte strings: every byte counts."""

TEXTS = frozenset(["I", "P"])
"""Values that are text."""

SETTINGS = frozenset(["hash", "group", "dialect"])
"""Names that fill the header of a capture instead of a value."""

CLIENT_WORDS = frozenset(
    ["client", "clients", "app", "phone", "mobile", "flutter", "android", "ios", "browser", "initiator", "controller"]
)
SERVER_WORDS = frozenset(
    ["server", "servers", "device", "esp", "esp32", "host", "firmware", "peer", "remote", "accessory", "responder"]
)

_NOISE = frozenset(
    [
        "srp",
        "srp6",
        "srp6a",
        "the",
        "value",
        "val",
        "my",
        "our",
        "hex",
        "hexadecimal",
        "dec",
        "decimal",
        "base64",
        "b64",
        "bytes",
        "byte",
        "raw",
        "bigint",
        "biginteger",
        "big",
        "int",
        "integer",
        "str",
        "string",
        "text",
        "utf8",
        "received",
        "sent",
        "computed",
        "calculated",
        "generated",
        "final",
        "is",
        "of",
        "sec",
        "2",
        "number",
        "num",
        "as",
        "from",
        "array",
        "list",
        "data",
        "static",
        "const",
        "used",
    ]
)
_FORM_WORDS = {
    "hex": "hex",
    "hexadecimal": "hex",
    "dec": "decimal",
    "decimal": "decimal",
    "base64": "base64",
    "b64": "base64",
}
_NOT_A_VALUE = frozenset(
    [
        "len",
        "length",
        "size",
        "bits",
        "count",
        "mod",
        "hash",
        "digest",
        "sha256",
        "sha512",
        "sha1",
        "wifi",
        "ssid",
        "ap",
        "uuid",
        "mtu",
    ]
)

_PUBLIC = {
    "public key", "pub key", "pubkey", "publickey", "public", "pub", "public ephemeral", "ephemeral public",
    "ephemeral", "public ephemeral key", "ephemeral public key", "ephemeral key", "pk", "pub ephemeral",
}  # fmt: skip
_PRIVATE = {
    "private", "priv", "private key", "privkey", "privatekey", "secret", "private ephemeral", "ephemeral private",
    "secret ephemeral", "ephemeral secret", "private ephemeral key", "ephemeral private key", "secret key", "random",
}  # fmt: skip
_PROOF = {
    "proof", "evidence", "evidence message", "session proof", "verification", "m", "verify data", "auth proof", "mac",
}  # fmt: skip

_PLAIN = {
    "salt": "s", "user salt": "s", "password salt": "s", "salt s": "s",
    "verifier": "v", "password verifier": "v", "pwd verifier": "v", "verifier v": "v", "salt verifier": "v",
    "username": "I", "user name": "I", "user": "I", "identity": "I", "user identity": "I", "login": "I", "email": "I",
    "user id": "I", "userid": "I", "account": "I", "account name": "I", "username i": "I",
    "password": "P", "pass": "P", "passwd": "P", "pwd": "P", "pop": "P", "proof possession": "P", "user password": "P",
    "password p": "P", "p": "P",
    "premaster": "S", "premaster secret": "S", "pre master secret": "S", "common secret": "S", "premaster key": "S",
    "shared secret s": "S",
    "session key": "K", "sessionkey": "K", "shared key": "K", "hashed secret": "K", "strong session key": "K",
    "session key k": "K", "session secret": "K",
    "scrambler": "u", "scrambling": "u", "scrambling parameter": "u", "random scrambling parameter": "u",
    "scramble": "u", "multiplier": "k", "multiplier parameter": "k", "k multiplier": "k",
    "prime": "N", "modulus": "N", "n": "N", "safe prime": "N", "large safe prime": "N", "prime n": "N",
    "modulus n": "N",
    "generator": "g", "generator g": "g", "gen": "g",
    "hamk": "M2", "amk": "M2", "h amk": "M2", "m2": "M2", "m1": "M1",
    "nonce": "nonce", "iv": "nonce", "initialization vector": "nonce",
    "hash": "hash", "hash algorithm": "hash", "algorithm": "hash", "hash alg": "hash", "digest algorithm": "hash",
    "group": "group", "dialect": "dialect",
}  # fmt: skip

_LETTERS = {**{letter: letter for letter in "NgIPskxvabABuSK"}, "M": "M1", "n": "N", "p": "P", "M1": "M1", "M2": "M2"}

_WORD = re.compile(r"[mM][12](?![A-Za-z0-9])|[A-Z]?[a-z]+(?:64|32|8)?|[A-Z]+(?![a-z])|[A-Z]|\d+")


@dataclass(frozen=True)
class ValueName:
    """A spelling understood.

    names: the value it means; more than one where the spelling alone does not tell ("shared secret" is S or K).
    side: "client" or "server" where the spelling says whose copy it is, else None.
    form: "hex", "decimal" or "base64" where the spelling says it.
    """

    names: tuple[str, ...]
    side: str | None = None
    form: str | None = None

    @property
    def name(self) -> str:
        """The first, likeliest meaning."""
        return self.names[0]


def side_of(words: str) -> str | None:
    """Which side a heading speaks of: "== Client ==", "on the device:". None where it names none or both."""
    found = {word.lower() for word in _WORD.findall(words)}
    client, server = bool(found & CLIENT_WORDS), bool(found & SERVER_WORDS)
    if client == server:
        return None
    return "client" if client else "server"


def recognise(spelling: str) -> ValueName | None:
    """The value that a printed name means, or None where it names none. Names over 64 characters mean nothing."""
    if len(spelling) > 64:
        return None
    text = re.sub(r"['’]s\b", "", spelling)
    bracketed = " ".join(re.findall(r"[(\[<]([^)\]>]*)[)\]>]", text))
    text = re.sub(r"[(\[<][^)\]>]*[)\]>]?", " ", text)
    # "SHA-512" and "base64" keep their digits; the rest of a name is words.
    words = _WORD.findall(text)
    extra = [word.lower() for word in _WORD.findall(bracketed)]
    if not words or len(words) > 7:
        return None
    lower = [word.lower() for word in words]
    form = next((_FORM_WORDS[word] for word in [*lower, *extra] if word in _FORM_WORDS), None)
    side = side_of(" ".join([*words, *extra]))
    if _NOT_A_VALUE & set(lower) and " ".join(lower) not in _PLAIN:
        return None
    core = [
        word
        for word, low in zip(words, lower, strict=True)
        if low not in _NOISE and low not in CLIENT_WORDS and low not in SERVER_WORDS
    ]
    if core and core[0].lower() == "expected":
        rest = recognise(" ".join(core[1:])) if core[1:] else None
        return ValueName(("M1",), "server", form) if rest and rest.name == "M1" else None
    phrase = " ".join(word.lower() for word in core)
    names = _names_of(core, phrase, side)
    if not names:
        return None
    if phrase in _PUBLIC | _PRIVATE | _PROOF and len(core[0]) > 1:
        side = None  # "client public key" says which value, not whose copy of it
    elif len(core) == 2 and len(core[0]) == 1 and core[1] in "cs" and core[0] in "KSMuk":
        side = "client" if core[1] == "c" else "server"  # K_c and K_s
        if core[0] == "M":
            names, side = (("M1",) if core[1] == "c" else ("M2",)), None
    return ValueName(names, side, form)


def _names_of(core: list[str], phrase: str, side: str | None) -> tuple[str, ...]:
    if not core:
        return ()
    if len(core) == 1:
        letter = core[0]
        if letter == "M" and side:
            return ("M1",) if side == "client" else ("M2",)
        if letter in _LETTERS:
            return (_LETTERS[letter],)
    for spelled in (phrase, phrase.replace(" ", "")):  # "PoP" is one word
        if spelled in _PLAIN:
            return (_PLAIN[spelled],)
    if phrase in ("shared secret", "key", "secret s"):
        return ("S", "K") if phrase == "shared secret" else ()
    if phrase in _PUBLIC:
        return {"client": ("A",), "server": ("B",)}.get(side or "", ("A", "B"))
    if phrase in _PRIVATE:
        unsaid = ("a", "x") if phrase in ("private key", "privatekey") else ("a", "b")
        return {"client": ("a",), "server": ("b",)}.get(side or "", () if phrase in ("secret", "random") else unsaid)
    if phrase in _PROOF:
        return ("M2",) if side == "server" else ("M1",)
    if len(core) == 2:
        return _pair(core)
    return ()


def _pair(core: list[str]) -> tuple[str, ...]:
    """Two words: a letter beside the word that it belongs to ("pub_a", "A public", "secret b", "K_c")."""
    one, other = core[0].lower(), core[1].lower()
    for word, letter in ((one, other), (other, one)):
        if letter in ("a", "b") and len(letter) == 1:
            if word in ("pub", "public"):
                return (letter.upper(),)
            if word in ("priv", "private", "secret", "ephemeral"):
                return (letter,)
    if core[1] in ("c", "s") and core[0] in ("K", "S", "M", "u", "k"):
        return (_LETTERS[core[0]],)
    if core[0].lower() in ("salt", "verifier", "prime", "modulus", "generator", "proof", "username", "password"):
        return (_LETTERS[core[1]],) if core[1] in _LETTERS else ()
    return ()
