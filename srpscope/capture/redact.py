"""Takes the secrets out of a capture or a text, searching for each one's bytes in every form that we print.

Messages, events, notes, edits, findings, questions and unknown keys are searched, not only the values that are named
secret; and what was removed is said. Public values stay: what a listener saw is no secret. Of every text from outside
what may be a code of one (codes.py) goes too.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from srpscope.capture.capture import Capture, Line
from srpscope.capture.codes import Kind, code_spans, without_codes
from srpscope.capture.own_words import WORDS, is_own
from srpscope.capture.secret_search import REMOVED, SHORTEST, Secret, SecretSearch

SECRET_VALUES = frozenset(["P", "x", "a", "b", "v", "S", "K", "key", "session_key", "private_key", "psk"]) | frozenset(
    ["premaster", "master", "master_secret", "token", "pop", "passphrase"]
)
"""Names whose values are secret."""

DECRYPTED_KEYS = frozenset(["plain", "plaintext", "decrypted", "decoded", "key", "secret", "password", "token", "jwt"])
"""Keys of any line that hold what was encrypted, or a secret outright."""

MOST_NUMBERS = 5
"""Numbers in one list or object of a line that nobody knows: six of them may be bytes."""

_SHAPED = {"": re.compile(r"[\s0-9a-fA-Fx]*"), "hex": re.compile(r"[\s0-9a-fA-Fx]*"), "dec": re.compile(r"[\s0-9]*")}
_SHAPED["b64"] = re.compile(r"[\sA-Za-z0-9+/_=\-]*")
"""What a value of a form looks like: of a public value, hex is no code but the value."""


LARGEST_NUMBER = 10**12
"""A number of JSON that is larger may be a part of a secret; times and lengths are smaller."""


_ASSIGNED = re.compile(
    r"(?i)\b(pop|proof of possession|password|passphrase|passwd|pwd|token)\b(\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|\S+)"
)


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
    notes = [without_codes(search.hide(note)[0], REMOVED, kind="sentence") for note in capture.notes]
    name = search.hide(capture.name)[0]
    return Redaction(Capture(header=header, lines=lines, notes=notes, name=name), hiding.sentences())


_OTHER_VALUES = "values of other names"


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
        clean = self._without_rows(clean)
        if self._left(header):
            self._count("the header, which held a secret in several texts")
            header = {}
        if self._search.holds("\n".join(text for line in (header, *clean) for text in _free(line))):
            self._count("a secret spread over lines: events and lines of other types")
            clean = [line for line in clean if line.get("type") in ("values", "message")]
        return header, self._without_spread(clean)

    def _without_rows(self, lines: list[Line]) -> list[Line]:
        """Lines without those whose numbers and names of keys may be a secret's, in one line or one after the other."""
        clean = []
        for line in lines:
            unknown = not is_own("type", line.get("type"))
            told = [*_scalars(_timeless(line)), *(key for key in line if key not in WORDS)] if unknown else []
            if not self._numbers(told):
                clean.append(line)
        if self._search.holds(" ".join(str(one) for line in clean for one in _scalars(_timeless(line)))):
            clean = [line for line in clean if not any(True for _ in _scalars(_timeless(line)))]
        if len(clean) < len(lines):
            self._count("lines whose numbers may be a secret")
        return clean

    def _without_spread(self, lines: list[Line]) -> list[Line]:
        """Lines without those that only together may be a code: a few signs of it in each."""
        where: list[int] = []
        said: list[str] = []
        for number, line in enumerate(lines):
            if line.get("type") not in ("values", "message", "edit", "finding", "question"):
                for text in _free(line):
                    said.append(text)
                    where += [number] * (len(text) + 1)
        if not self._search.secrets:
            return lines
        spread = {where[at] for span in code_spans("\n".join(said), self._public) for at in range(*span)}
        if spread:
            self._count("lines that may be one code together")
        return [line for number, line in enumerate(lines) if number not in spread]

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
        values = self.mapping(kept, _OTHER_VALUES)
        return {**self.mapping({**line, "values": {}}, "values lines"), "values": values}

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
                shown = self._any(value, where, depth, key)
                result[key if key in WORDS else self._text(key, where)] = shown
        return result

    def _any(self, value: Any, where: str, depth: int, key: str) -> Any:
        if isinstance(value, str):
            return self._value(value, where, key)
        row = isinstance(value, Mapping | list) and key not in ("values", "redacted")
        if row and self._numbers(_scalars(value)):
            self._count(f"a row of numbers in {where}")
            return REMOVED
        if depth > 20:
            self._count(f"deeply nested content in {where}")
            return None
        if isinstance(value, Mapping):
            return self.mapping(dict(value), where, depth + 1)
        if isinstance(value, list):
            return [self._any(one, where, depth + 1, key) for one in value]
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > LARGEST_NUMBER:
            self._count(f"a long number in {where}")
            return REMOVED
        return value

    def _numbers(self, told: Iterable[object]) -> bool:
        """Whether the numbers of a list or an object may be a secret's, as bytes, larger parts, fractions or bits."""
        inside = list(told)
        if len(inside) <= MOST_NUMBERS or not self._search.secrets:
            return False
        said = " ".join(map(str, inside))
        return bool(self._search.holds(said)) or bool(code_spans(said, self._public))

    def _value(self, text: str, where: str, key: str) -> str:
        """A text under a key: of a public value in its own form no code is looked for in it, nor in a user name."""
        name, _, form = key.partition(".")
        if where in ("edit lines", "question lines", "finding lines"):
            if key == "formula":
                return self._text(text, where, "formula")
            form = key
        elif where != _OTHER_VALUES:
            return self._text(text, where)
        elif name == "I":
            return self._searched(text, where)
        if form in _SHAPED and _SHAPED[form].fullmatch(text):
            return self._searched(text, where)
        return self._text(text, where, "formula" if key == "formula" else "text")

    def _searched(self, text: str, where: str) -> str:
        shown, found = self._search.hide(text)
        for name in found:
            self._count(f"{name} in {where}")
        return shown

    def _text(self, text: str, where: str, kind: Kind = "text") -> str:
        """A text from outside, wherever it stands, without secrets and without what may carry one in a code."""
        shown = self._searched(text, where)
        if where == "event lines":
            masked = _ASSIGNED.sub(lambda match: match[1] + match[2] + REMOVED, shown)
            if masked != shown:
                self._count(f"a password in {where}")
            shown = masked
        plain = without_codes(shown, REMOVED, self._public, kind) if self._search.secrets else shown
        if plain != shown:
            self._count(f"what may be a code in {where}")
        return plain


def _scalars(found: object, depth: int = 0) -> Iterator[int | float]:
    """The numbers and truth values in a list or an object, in their order."""
    if isinstance(found, int | float):
        yield found
    elif depth < 20 and isinstance(found, Mapping | list):
        for one in found.values() if isinstance(found, Mapping) else found:
            yield from _scalars(one, depth + 1)


def _timeless(line: Line) -> Line:
    """A line without what it says of when, and without what is its type's own."""
    return {
        key: value
        for key, value in line.items()
        if key != "redacted" and (key != "t" or not isinstance(value, int | float))
    }


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
