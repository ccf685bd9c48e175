"""From what stands in front of a separator to the name in it: `private static final BigInteger A`, `vec["salt"]`."""

from __future__ import annotations

import re
from functools import lru_cache

from srpscope.capture.pages.literals.conversions import shows, words
from srpscope.capture.pages.names import ValueName, recognise, words_of

_DECLARING = words(
    "static const final var let val private public protected internal unsigned signed export late auto lateinit "
    "constexpr uint8_t uint8 u8 char byte sbyte int bigint biginteger biguint string uint8list list bytearray data "
    "nsdata mpz bytes my our local def mut pub readonly str varchar word8 integer number buffer uint8array set "
    "declare override open inline volatile struct global define bn bignum mpz_t cbb long short wchar_t object "
    "companion vector std usize slice vec assert return expect and the for use constant attr_reader"
)
_LINKING = words(
    "the value of values our my using use with and is for their this that now then here received sent computed "
    "calculated generated got has have user client server device app phone host peer srp prints print printing shows "
    "following known correct wrong expected actual raw hex let const var final val static set byte mine sends sending "
    "gives gave returns returned receives gets computes calculates says said sees as to check checking checked mpi bn "
    "draws drew drawn picks picked chooses chose generates creates uses used logs "
    "logged reports reported answers answered"
)
_MEASURING = frozenset(["len", "length", "size", "sizeof", "bits", "count", "hash", "digest", "sz", "strlen", "number"])
_COUNTED = frozenset(
    ["session", "conn", "connection", "request", "req", "client", "peer", "handshake", "attempt", "login"]
)
_WORDLIKE = re.compile(r"[\w.$@%&*:\-\s\[\]()<>\"'`’/^]*")
_INDEXED = re.compile(r"\[\s*['\"]?([A-Za-z_]\w*)['\"]?\s*\]")
_MARKS = re.compile(r"\[[^\]]*\]|[\"'`*]+$|^[\s\-*>$@%&:.\"'`#]+")
_CALLED = re.compile(r"(?:assert\s+)?(?P<call>[A-Za-z_$][\w$.]{0,60})\((?P<inner>[\w$.\[\]'\"]{1,60})\)")
_CLOSED_TYPE = re.compile(r"^[\w ]{0,12}>+\s*[&*]?\s*(?=\w)")
_ATTRIBUTE = re.compile(r"\s+(?:PROGMEM|[A-Z]+_ATTR|__attribute__.*)$")
_MODIFIED = re.compile(
    r"(?:(?:public|private|protected|internal|readonly|static|final|const)\s+)*"
    r"(?:(?!return|else|new|case|in|not|is)(?:[A-Z]\w*|\w+_t|\w+(?:::\w+)+|[a-z]\w*)[*&?]*\s+)?[*&$]?(?P<name>\w+)"
)


_DEFINING = re.compile(
    r"[ \t}]*(?:async\s+)?(?:def|class|if|elif|for|while|with|except|case|lambda|match|try|else)\b", re.ASCII
)

_KEY_BEFORE = re.compile(r"(?:.*\w=|\s*)(?P<quote>[\"']).*(?P=quote)\s+(?=\w)")
"""What logfmt says before a key: `msg="client hello" A`."""

_PREFIXED = re.compile(r"(?<![\w\"'])[uUbB](?=(?P<quote>[\"'])\w[\w .\-]{0,60}(?P=quote)\s*$)")
"""What Python says before a key: of `u's'` and `b's'` the letter is no name."""

_DOUBLED = {"aa": "A", "bb": "B", "ss": "S", "kk": "K", "mm": "M", "V": "v", "U": "u", "X": "x"}


def defines(phrase: str) -> bool:
    """Whether the words before a colon open a block of Python's: `def pop(self):` is followed by no value."""
    return _DEFINING.match(phrase) is not None


def undoubled(name: str) -> str:
    """Ruby's and Crystal's names for A, B, S, K, M, which may not begin with a capital: `aa`, `xbb`; Erlang's for v
    and u, which must."""
    return _DOUBLED.get(name.removeprefix("x"), name)


@lru_cache(4_096)
def meaning(phrase: str, program: bool) -> tuple[str, ValueName | None] | None:
    """(how the name is spelled, what it means or None where it names no value); None where nothing there is a name."""
    phrase = _PREFIXED.sub("", phrase)
    kept = _kept(phrase if program else _KEY_BEFORE.sub("", phrase))
    called = _CALLED.fullmatch(kept or "")
    if called is not None and (program or (len(called["call"]) > 1 and recognise(called["inner"]))):  # to_hex(A)
        if not shows(called["call"].split(".")[-1]):
            return None
        kept = called["inner"]
    if not kept:
        return None
    if program and not set(phrase) & set("\"'`"):
        kept = _without_type(kept)
    pieces = _undeclared(kept.split())[-7:]
    for skip in range(len(pieces)):
        if skip and _MEASURING & {word.lower() for word in words_of(pieces[skip - 1])}:
            return None  # "length of A: 384"
        spelling = " ".join(pieces[skip:]).strip(" \"'`*")
        named = recognise(undoubled(spelling) if program else spelling)
        if named is None:
            continue
        alone = skip and (len(spelling.split("(")[0].strip()) <= 2 or named.weak)  # "section B", "client write key"
        before = pieces[skip - 1].lower().strip("\"'`*,.()") if alone else ""
        if alone and before not in _LINKING and not _is_counted(pieces[:skip]):
            return None
        return spelling, named
    return " ".join(pieces), None


def _is_counted(pieces: list[str]) -> bool:
    """Whether words in front of a letter say which connection it is of: `session 17 A`."""
    return len(pieces) > 1 and pieces[-1].strip("#").isdigit() and pieces[-2].lower() in _COUNTED


def _without_type(kept: str) -> str:
    """A declaration's name without what says who may see it, and what of a type was cut off: no name of a program has
    a blank in it."""
    kept = _CLOSED_TYPE.sub("", _ATTRIBUTE.sub("", kept))
    seen = _MODIFIED.fullmatch(kept)
    if seen is None:
        return kept
    named = recognise(undoubled(seen["name"]))
    return seen["name"] if named is not None and not named.weak else kept


def _kept(phrase: str) -> str | None:
    """The last words of a phrase, without marks around them; None where they are part of an expression."""
    matched = _WORDLIKE.match(phrase[::-1])
    kept = phrase[len(phrase) - (matched.end() if matched else 0) :]
    if len(kept) < len(phrase) and phrase[len(phrase) - len(kept) - 1] in "?+!":
        return None
    return _MARKS.sub("", _INDEXED.sub(r".\1", kept)).strip(" \"'`*$@&:-")


def _undeclared(pieces: list[str]) -> list[str]:
    """The words without what declares them: modifiers and types."""
    while len(pieces) > 1 and pieces[1][:1] != "(":
        first = pieces[0].lower().strip("*&[]<>?!,")
        declares = first in _DECLARING or "<" in pieces[0] or "::" in pieces[0]
        declared = pieces[1].lower().strip("*&[]<>?!,") in _DECLARING
        if not declares or (not declared and recognise(" ".join(pieces)) is not None):
            break
        pieces = [pieces[1].lstrip("*&$@"), *pieces[2:]]
    return pieces
