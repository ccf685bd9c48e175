"""Takes the secrets out of a capture or a text, searching for each one's bytes in every form that we print.

Messages, events, notes, edits, findings, questions and unknown keys are searched, not only the values that are named
secret; and what was removed is said. Public values stay: what a listener saw is no secret. A text that still holds a
run of a secret's bytes in any print (remnants.py), or that nothing here can read, is left out whole.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from srpscope.capture.capture import Capture, Line
from srpscope.capture.codes import without_codes
from srpscope.capture.own_words import WORDS, is_own
from srpscope.capture.remnants import Remnants, decimal_text, unreadable

SECRET_VALUES = frozenset(["P", "x", "a", "b", "v", "S", "K", "key", "session_key", "private_key", "psk"]) | frozenset(
    ["premaster", "master", "master_secret", "token", "pop", "passphrase"]
)
"""Names whose values are secret."""

DECRYPTED_KEYS = frozenset(["plain", "plaintext", "decrypted", "decoded", "key", "secret", "password", "token", "jwt"])
"""Keys of any line that hold what was encrypted, or a secret outright."""

SAID = frozenset(["title", "note", "text"])
"""Keys of free text: what a person or a program says."""

REMOVED = "[removed]"
TOO_LONG = "a text too long to search"
UNREADABLE = "a text in a form that cannot be read"
SHORTEST = 3
"""Bytes: a shorter secret is searched for as a whole word only, or every text would be full of it."""

LONGEST_PATTERN = 4_096
"""Bytes: of a longer secret no expression is made; its remnants are searched for alone."""

LARGEST_NUMBER = 10**12
"""A number of JSON that is larger may be a part of a secret; times and lengths are smaller."""

LONGEST_TEXT = 256 * 1024
"""Characters: a longer text from outside is left out, not searched."""

BETWEEN = r"(?:[\s:,_\-]|0x|\\x){0,16}"
"""What may stand between two bytes in hex: blanks, line breaks, colons, the rest of a C array."""

_ASSIGNED = re.compile(
    r"(?i)\b(pop|proof of possession|password|passphrase|passwd|pwd|token)\b(\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|\S+)"
)


@dataclass(frozen=True)
class Secret:
    """One secret: its name for the sentence, its bytes, and whether it is a number (leading zeros may be gone)."""

    name: str
    data: bytes
    number: bool = False

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Every text form that we, or a program whose output we read, print it in; longest first."""
        found: set[str] = set()
        if len(self.data) > LONGEST_PATTERN:
            return ()
        for data in {self.data, self.data.lstrip(b"\0"), self.data[::-1]}:
            if data:
                found.update(_forms(data))
        try:
            text = self.data.decode("utf-8")
            if text and text.isprintable():
                found.update((text, quote(text), text.encode("unicode_escape").decode("ascii")))
        except UnicodeDecodeError:
            pass
        return tuple(sorted((one for one in found if one), key=len, reverse=True))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All forms as one expression; hex in either case, with anything usual between its bytes."""
        pieces = [_flexible(form) for form in self.forms]
        for data in dict.fromkeys((self.data, self.data.lstrip(b"\0"), self.data[::-1])):
            if SHORTEST <= len(data) <= LONGEST_PATTERN:
                pieces.insert(0, BETWEEN.join(f"{byte:02x}" for byte in data))
        return re.compile("|".join(pieces) if pieces else r"(?!)", re.IGNORECASE)


def _forms(data: bytes) -> Iterator[str]:
    digits = data.hex()
    yield digits
    if digits.startswith("0") and len(data) > SHORTEST:
        yield digits.lstrip("0")
    if len(data) >= 4:
        number = int.from_bytes(data, "big")
        if number.bit_length() <= 32_768:
            yield decimal_text(number)
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(data).decode("ascii").rstrip("=")
            for start in range(3):
                yield _base64_core(data, start, encode)
    if len(data) >= 2:
        yield ", ".join(str(byte) for byte in data)
        yield ", ".join(str(byte - 256 if byte > 127 else byte) for byte in data)


def _base64_core(data: bytes, start: int, encode: Callable[[bytes], bytes]) -> str:
    """What data alone decides of a larger base64 text in which it begins start bytes into a group of three."""
    padded = b"\0" * start + data
    whole = len(padded) - len(padded) % 3
    text = encode(padded[:whole]).decode("ascii")
    return text[4:] if start else text


def _flexible(form: str) -> str:
    """A form as an expression: any blanks between the items of a list; a short one as a whole word only."""
    if ", " in form and form.replace(", ", "").lstrip("-").replace("-", "").isdigit():
        items = r"\s*,\s*".join(re.escape(item) for item in form.split(", "))
        return rf"(?<![\w.-]){items}(?!\w)"
    escaped = re.escape(form)
    if len(form.encode("utf-8", "surrogateescape")) < 2 * SHORTEST:
        return rf"(?<!\w){escaped}(?!\w)"
    return escaped


@dataclass
class Redaction:
    """A capture without its secrets, and sentences that say what was removed."""

    capture: Capture
    removed: list[str] = field(default_factory=list)


def secrets_of(capture: Capture, more: Iterable[Secret] = ()) -> list[Secret]:
    """The secrets that a capture names: values lines, edits, questions; and those given besides."""
    found: dict[tuple[str, bytes], Secret] = {}
    for line in capture.lines:
        for name, text, form in _named(line):
            if name in SECRET_VALUES:
                data = _bytes_of(text, form or ("text" if name in ("P", "pop", "passphrase", "token") else "hex"))
                if data:
                    found.setdefault((name, data), Secret(name, data, name in "xabvS"))
    for one in more:
        if one.data:
            found.setdefault((one.name, one.data), one)
    return list(found.values())


def _named(line: Line) -> Iterator[tuple[str, str, str]]:
    """(name, text, form) of everything that a line gives a value to."""
    values = line.get("values")
    if isinstance(values, dict):
        for key, text in values.items():
            name, _, form = str(key).partition(".")
            if isinstance(text, str):
                yield name, text, form
    if line.get("type") in ("edit", "question"):
        for one in (line, *_list(line.get("alternatives"))):
            if isinstance(one, dict):
                name = str(one.get("value", line.get("value", "")))
                for form in ("hex", "text", "dec", "b64"):
                    if isinstance(one.get(form), str):
                        yield name, one[form], form
    if line.get("type") == "finding":
        for one in _list(line.get("changes")):
            if isinstance(one, dict) and isinstance(one.get("hex"), str):
                yield str(one.get("value", "")), one["hex"], "hex"


def public_hex(capture: Capture) -> frozenset[str]:
    """The values that are no secret, as hex in small letters."""
    named = (one for line in capture.lines for one in _named(line))
    return frozenset(text.lower() for name, text, form in named if name not in SECRET_VALUES and form in ("", "hex"))


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _bytes_of(text: str, form: str) -> bytes:
    """The bytes of a written value; b"" where it is none."""
    try:
        if form == "text":
            return text.encode("utf-8", "surrogateescape")
        if form == "dec":
            from srpscope.capture.pages.literals.forms import decimal_hex

            digits = decimal_hex(text.strip().lstrip("-"))
            return bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
        if form == "b64":
            return base64.b64decode(text, validate=False)
        digits = "".join(text.split()).removeprefix("0x").lstrip("-")
        return bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
    except ValueError:
        return text.encode("utf-8", "surrogateescape")


class SecretSearch:
    """Some secrets, and what it takes to find them in texts and bytes; made once, used for every text."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.secrets = list(secrets)
        self.remnants = Remnants(self.secrets)

    def hide(self, text: str) -> tuple[str, list[str]]:
        """A text with every form of every secret replaced, and the names of those that were found.

        All of it is replaced where more than those forms is left of one, or where it is too long or cannot be read.
        """
        if len(text) > LONGEST_TEXT:
            return REMOVED, [TOO_LONG]
        found: list[str] = []
        for secret in self.secrets:
            text, count = secret.pattern.subn(REMOVED, text)
            if count:
                found.append(secret.name)
        left = self.remnants.names(text)
        if left:
            return REMOVED, [*found, *(name for name in left if name not in found)]
        if self.secrets and unreadable(text):
            return REMOVED, [*found, UNREADABLE]
        return text, found

    def holds(self, text: str) -> list[str]:
        """The names of the secrets that a text holds in any form: what a report is checked with."""
        formed = [secret.name for secret in self.secrets if secret.pattern.search(text)]
        return formed + [name for name in self.remnants.names(text) if name not in formed]


def hide(text: str, secrets: Iterable[Secret]) -> tuple[str, list[str]]:
    """`Search.hide` of one text."""
    return SecretSearch(secrets).hide(text)


def holds(text: str, secrets: Iterable[Secret]) -> list[str]:
    """`Search.holds` of one text."""
    return SecretSearch(secrets).holds(text)


def redact(capture: Capture, more: Iterable[Secret] = ()) -> Redaction:
    """A copy of a capture without its secrets. The capture itself is left as it is.

    more: secrets that are computed (x, v, S, K of a sheet) and stand nowhere by name.
    """
    secrets = secrets_of(capture, more)
    search = SecretSearch(secrets)
    hiding = _Hiding(search, public_hex(capture))
    header = hiding.mapping(deepcopy(capture.header), "the header")
    lines = [line for one in deepcopy(capture.lines) if (line := hiding.line(one)) is not None]
    header, lines = hiding.checked(header, lines)
    header["secrets"] = False
    notes = [search.hide(note)[0] for note in capture.notes]
    name = search.hide(capture.name)[0]
    return Redaction(Capture(header=header, lines=lines, notes=notes, name=name), hiding.sentences())


class _Hiding:
    """Goes over lines and counts what it removes."""

    def __init__(self, search: SecretSearch, public: frozenset[str]) -> None:
        self._search, self._public = search, public
        self._counts: dict[str, int] = {}

    def sentences(self) -> list[str]:
        return [f"{what}: removed" + (f" {count} times" if count > 1 else "") for what, count in self._counts.items()]

    def _count(self, what: str) -> None:
        self._counts[what] = self._counts.get(what, 0) + 1

    def line(self, line: Line) -> Line | None:
        """A line without its secrets, None where nothing of it is left."""
        kind = line.get("type")
        if kind == "values" and isinstance(line.get("values"), dict):
            return self._values(line)
        secret = str(line.get("value", "")).split(".")[0] in SECRET_VALUES
        if secret and (kind == "question" or (kind == "edit" and "formula" not in line)):
            self._count(f"{kind} of {str(line.get('value')).split('.')[0]}")
            return None
        if kind == "hash":
            # Its input is often H(I:P), S or K: enough to guess a password or to log in.
            self._count("logged hash calls")
            return None
        if kind == "message" and isinstance(line.get("bytes"), str):
            line["bytes"] = self._message(line)
        return self.mapping(line, f"{kind if is_own('type', kind) else 'other'} lines")

    def checked(self, header: Line, lines: list[Line]) -> tuple[Line, list[Line]]:
        """The last look, at the result: what still holds a secret, in one text or spread over several, goes out."""
        clean = [line for line in lines if not self._left(line)]
        if len(clean) < len(lines):
            self._count("lines that held a secret in several texts")
        if self._left(header):
            self._count("the header, which held a secret in several texts")
            header = {}
        if self._search.holds("\n".join(text for line in (header, *clean) for text in _free(line))):
            self._count("a secret spread over lines: events and lines of other types")
            clean = [line for line in clean if line.get("type") in ("values", "message")]
        return header, clean

    def _left(self, line: Line) -> bool:
        return bool(self._search.holds("\n".join(_free(line))))

    def _values(self, line: Line) -> Line | None:
        kept = {}
        for key, value in line["values"].items():
            if str(key).split(".")[0] in SECRET_VALUES:
                side = line.get("side")
                self._count(f"{side if is_own('side', side) else '?'} {str(key).split('.')[0]}")
            else:
                kept[key] = value
        if not kept:
            return None
        line["values"] = self.mapping(kept, "values of other names")
        return self.mapping(line, "values lines")

    def _message(self, line: Line) -> str:
        """The bytes of a message with those of each secret as zeros, so that lengths stay; of a text as its digits 0,
        or it could not be read any more."""
        text = line["bytes"].lower()
        if not re.fullmatch(r"(?:[0-9a-f]{2})*", text):
            return self._text(line["bytes"], "message lines")
        data = bytearray.fromhex(text)
        zero = b"0" if data[:1] == b"{" and data.isascii() else b"\0"
        hidden: list[list[int]] = []
        for secret in self._search.secrets:
            for needle in {secret.data, secret.data.lstrip(b"\0")}:
                if len(needle) < SHORTEST:
                    continue
                at = data.find(needle)
                while at >= 0:
                    data[at : at + len(needle)] = zero * len(needle)
                    hidden.append([at, len(needle)])
                    self._count(f"{secret.name} inside a message")
                    at = data.find(needle, at + len(needle))
            for form in secret.forms:  # a message that carries it as text: JSON, hex, base64
                raw = form.encode("utf-8", "surrogateescape")
                at = data.find(raw) if len(raw) >= 2 * SHORTEST else -1
                while at >= 0:
                    data[at : at + len(raw)] = b"0" * len(raw)
                    hidden.append([at, len(raw)])
                    self._count(f"{secret.name} inside a message")
                    at = data.find(raw, at + len(raw))
        for at, length, name in list(self._search.remnants.in_bytes(bytes(data))):
            data[at : at + length] = bytes(length)
            hidden.append([at, length])
            self._count(f"{name} inside a message")
        if names := self._search.remnants.names(data.decode("latin-1")):
            hidden = [[0, len(data)]]
            data = bytearray(len(data))
            self._count(f"{' and '.join(names)} inside a message")
        if hidden:
            line["redacted"] = hidden
        return data.hex()

    def mapping(self, found: dict[str, Any], where: str, depth: int = 0) -> dict[str, Any]:
        """An object with every text in it searched, and keys that hold decrypted content taken out."""
        result: dict[str, Any] = {}
        for key, value in found.items():
            if is_own(key, value) or (key == "bytes" and where == "message lines"):
                result[key] = value
            elif key in DECRYPTED_KEYS and isinstance(value, str | dict | list):
                self._count(f'"{key}" in {where}')
            else:
                shown = self._any(value, where, depth)
                said = key in SAID and isinstance(shown, str)
                result[key if key in WORDS else self._text(key, where)] = self._plain(shown, where) if said else shown
        return result

    def _any(self, value: Any, where: str, depth: int) -> Any:
        if isinstance(value, str):
            return self._text(value, where)
        if depth > 20:
            self._count(f"deeply nested content in {where}")
            return None
        if isinstance(value, Mapping):
            return self.mapping(dict(value), where, depth + 1)
        if isinstance(value, list):
            return [self._any(one, where, depth + 1) for one in value]
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > LARGEST_NUMBER:
            self._count(f"a long number in {where}")
            return REMOVED
        return value

    def _text(self, text: str, where: str) -> str:
        shown, found = self._search.hide(text)
        for name in found:
            self._count(f"{name} in {where}")
        if where != "event lines":
            return shown
        masked = _ASSIGNED.sub(lambda match: match[1] + match[2] + REMOVED, shown)
        if masked != shown:
            self._count(f"a password in {where}")
        return self._plain(masked, where)

    def _plain(self, text: str, where: str) -> str:
        """What a person or a program said, without what may carry a secret in a code."""
        plain = without_codes(text, REMOVED, self._public) if self._search.secrets else text
        if plain != text:
            self._count(f"what may be a code in {where}")
        return plain


def _free(found: object, key: str = "") -> Iterator[str]:
    """Every value of a line that is a text and no word of the file's own."""
    if isinstance(found, Mapping):
        for name, value in found.items():
            if name not in ("bytes", "redacted"):
                yield from _free(value, str(name))
    elif isinstance(found, list):
        for one in found:
            yield from _free(one, key)
    elif isinstance(found, str) and not is_own(key, found) and found != REMOVED:
        yield found
