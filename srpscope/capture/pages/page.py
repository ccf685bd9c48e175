"""The values found on a page that people printed or pasted, before they are put together into handshakes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from srpscope.capture.pages import schemes
from srpscope.capture.pages.literals.byte_order import label_says_little, turned
from srpscope.capture.pages.literals.forms import (
    LiteralReading,
    UnreadableError,
    bare_readings,
    readings,
    readings_of,
    text_of_literal,
)
from srpscope.capture.pages.literals.long_literals import LongLiterals
from srpscope.capture.pages.literals.strings import string_at
from srpscope.capture.pages.names import (
    BYTE_STRINGS,
    EXTRA_NAMES,
    EXTRA_TEXTS,
    SETTINGS,
    TEXTS,
    ValueName,
    recognise,
    side_of,
    words_of,
)
from srpscope.capture.pages.places.bare import describes
from srpscope.capture.pages.places.meant import as_meant, is_sentence, looks_like_a_value, text_salt
from srpscope.capture.pages.places.place import UNREAD_LIMIT, PagePlace, Unread
from srpscope.capture.pages.places.sentences import SettingSaid
from srpscope.capture.pages.places.whole_forms import ATTEMPTS_LIMIT
from srpscope.capture.pages.spellings import group_spelled, hash_spelled
from srpscope.srp.primitives.groups import Group
from srpscope.wire.signed_text import signed_bytes

SENTENCE = "said in words"
"""The form of a hash or a group that no setting names, but a sentence or a call."""

SIGNED = "a signed modulus"
"""The form of Proton's modulus: every number beside it has its low byte first."""

VALUES_LIMIT = 10_000
NOTES_LIMIT = 100
TEXT_LIMIT = 4_096

HEARD_CHARACTERS = 65_536
"""Of one line, at the most: names of schemes stand beside what they name, and not amid megabytes of one value."""
HEARD_LINES = 64
"""Lines in which settings are counted: what has more is no note."""
SMALL = 1 << 32
"""A number below this in program text is a counter, an index or a stand-in that a test refuses."""

LEAST_N = 7
"""`if A % N = 0` gives no modulus; the smallest safe primes are 5 and 7."""

_SIZES = frozenset(["length", "len", "size", "bits", "bytes"])
"""What a line tells of a value that it names."""

_LISTED = 16
"""Hex digits of the shortest list of bytes that is a value: what is shorter is a list of anything."""

_LEAST = {"g": 2, "k": 1, "s": 1, "nonce": 1} | dict.fromkeys(("A", "B", "v", "S", "K", "M1", "M2", "x", "u"), 1 << 56)


@dataclass(frozen=True)
class PrintedValue:
    """One value found on a page.

    name, side: which value and whose (None: the page does not say). choices: more names where the spelling is in doubt.
    text: for I, P and settings. readings: for all others, likeliest first. line: where its name stands, from 1.
    form: how it was written. scope: the tests and functions it stands in. weak: counts only among others ("key").
    numbered: counts only among others that end with numbers too.
    """

    name: str
    side: str | None
    line: int
    text: str | None = None
    readings: tuple[LiteralReading, ...] = ()
    choices: tuple[str, ...] = ()
    spelling: str = ""
    enrolled: bool = False
    form: str = ""
    scope: tuple[int, ...] = ()
    paragraph: int = 0
    weak: bool = False
    numbered: bool = False
    group: Group | None = None
    program: bool = False

    def same_as(self, other: PrintedValue) -> bool:
        """Whether both say the same, in whatever form."""
        if self.text is not None or other.text is not None:
            return self.text == other.text and self.group == other.group
        return bool({one.number for one in self.readings} & {one.number for one in other.readings})


@dataclass
class Page:
    """The values of a page in order, and what could not be read."""

    values: list[PrintedValue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    """Indices into values at which a new record begins: an object of a list, a row of a table."""
    unread: list[Unread] = field(default_factory=list)
    sentences: list[tuple[int, SettingSaid]] = field(default_factory=list)
    """What sentences, and calls that make a side, say of hash and group, with their lines."""
    long: LongLiterals = field(default_factory=LongLiterals)
    """Every long literal, whether a name took it or not."""
    paragraph: int = 0
    attempts: int = ATTEMPTS_LIMIT
    program: bool = False
    """Whether what is added now stands in program text."""
    size: int = 0
    """Characters of the text; 0 where they were not counted."""
    srp: int = 0
    others: int = 0
    keepers: int = 0
    labels: int = 0
    ciphers: int = 0
    strangers: int = 0
    """Lines that speak of SRP alone, that name another scheme, another way to keep a password or key, that give a long
    value under a letter of another's, that speak of a cipher, that set what SRP has not (of the first ones alone)."""
    points: int = 0
    """Verifiers that hold a point of a curve: SPAKE2+ has a salt and a verifier too."""
    heard: int = 0
    """Lines that were looked at for these."""
    all_little: int = 0
    """The line that says that the low byte of all numbers stands first; 0 where none does."""
    told_little: set[int] = field(default_factory=set)
    """Indices into values of numbers of which their own label says so."""

    @property
    def settings(self) -> dict[str, str]:
        """The first hash, group and dialect that the page names."""
        found: dict[str, str] = {}
        for value in self.values:
            if value.name in SETTINGS and value.text:
                found.setdefault(value.name, value.text)
        return found

    @property
    def of_srp(self) -> bool:
        """Whether the page speaks of SRP more often than of other schemes: those that compare them name both."""
        return self.srp > self.others and not self.points

    @property
    def proof_line(self) -> int:
        """The line of the first M1; 0 where there is none."""
        return next((value.line for value in self.values if value.name == "M1"), 0)

    def hear(self, text: str) -> None:
        """Count what a line, a key with its value or a file's name says of schemes; of a very long one its two ends."""
        if len(text) > HEARD_CHARACTERS:
            text = f"{text[: HEARD_CHARACTERS // 2]}\n{text[-HEARD_CHARACTERS // 2 :]}"
        another = schemes.speaks_of_another(text)
        self.others += another
        self.srp += not another and schemes.speaks_of_srp(text)
        self.keepers += schemes.speaks_of_keeping(text)
        self.labels += schemes.shows_another(text)
        self.ciphers += schemes.speaks_of_cipher(text)
        self.heard += 1
        if self.heard <= HEARD_LINES and (name := schemes.sets(text)) is not None:
            named = recognise(name) or recognise(name.split()[-1])  # `let salt`
            unknown = side_of(name) is None and not _SIZES & {word.lower() for word in words_of(name)}
            self.strangers += unknown if named is None else named.name in EXTRA_NAMES

    def settle_sentences(self) -> None:
        """Put what the page names of hash and group in its sentences alone, and always the same, before all values."""
        named, found = self.settings.keys(), Page()
        for name in ("hash", "group"):
            said = [(line, one.text) for line, one in self.sentences if one.name == name]
            if self.values and name not in named:
                places = [
                    PagePlace(line, name, ValueName((name,)), None, text, SENTENCE, (), None) for line, text in said
                ]
                taken = [found.values.pop() for place in places if found._set(place)]
                found.values += taken[:1] if len({(one.text, one.group) for one in taken}) == 1 else []
        self.values[:0] = found.values
        self.breaks = {index + len(found.values) for index in self.breaks}

    def turn_all(self) -> None:
        """Read all numbers as the page says of them together, but those that were read so already; decimal ones have no
        bytes. To be called before anything is put in front of the values."""
        if not self.all_little:
            return
        names = []
        for index, value in enumerate(self.values):
            if index in self.told_little or value.name in BYTE_STRINGS or not value.readings:
                continue
            found = tuple(one if one.form == "decimal" else turned(one) for one in value.readings)
            self.values[index] = replace(value, readings=found)
            names += [value.name] if value.name not in names else []
        if names:
            self.note(f"line {self.all_little} says that the low byte stands first: {', '.join(names)} read so.")

    def begin_record(self) -> None:
        """What comes now belongs to another record."""
        self.breaks.add(len(self.values))

    def note(self, sentence: str) -> None:
        """Add a note, up to a limit."""
        if len(self.notes) < NOTES_LIMIT:
            self.notes.append(sentence)
        elif len(self.notes) == NOTES_LIMIT:
            self.notes.append("Further notes about this page are left out.")

    def miss(self, line: int, spelling: str, why: str, told: bool = False) -> None:
        """Remember a place that names a value and was not read; told: the note says why by itself."""
        if len(self.unread) < UNREAD_LIMIT:
            self.unread.append(Unread(line, spelling, why))
        if told:
            self.note(told_of(Unread(line, spelling, why)))

    def add(self, named: ValueName, side: str | None, text: str, line: int, spelling: str, form: str = "") -> bool:
        """Read the text of one value, as it stands in a table or in JSON, and keep it. False where it is no value."""
        return self._keep(PagePlace(line, spelling, named, None, text, form, (), side), program=False, whole=True)

    def take(self, place: PagePlace, program: bool) -> bool:
        """Keep the value of a place. False where its literal is no such value."""
        return self._keep(place, program, whole=False)

    def _keep(self, place: PagePlace, program: bool, whole: bool) -> bool:
        place = as_meant(place)
        named = place.named
        if len(self.values) >= VALUES_LIMIT:
            self.note(f"line {place.line}: more than {VALUES_LIMIT:,} values; the rest is left out.")
            return False
        if named.name in SETTINGS:
            return self._set(place)
        if named.name in TEXTS | EXTRA_TEXTS and named.names == (named.name,):
            return self._text(place, program, whole)
        try:
            found = self._readings(place, program, whole)
        except UnreadableError as error:
            if place.literal is None and (named.weak or describes(place.text)):
                return False
            if not program or "limit" in str(error) or looks_like_a_value(place):
                self.miss(place.line, place.spelling, str(error), told=not program or "limit" in str(error))
            return False
        if (
            not found
            or is_sentence(place)
            or self._is_of_a_curve(place, found)
            or (named.name == "N" and all(one.number < LEAST_N for one in found))
        ):
            return False
        little = place.literal is not None and place.literal.little
        if (little or label_says_little(place.spelling)) and named.name not in BYTE_STRINGS:
            found = [turned(one) for one in found]
            self.told_little.add(len(self.values))
        side = "wire" if named.name == "nonce" else named.side or place.side
        self._append(place, side, readings=tuple(found))
        return True

    def _is_of_a_curve(self, place: PagePlace, found: Sequence[LiteralReading]) -> bool:
        """Whether what is called a public key or a verifier is, or holds, a point of a curve of 256 bits, as such
        points are written; a group's elements have no such length."""
        digits = found[0].hex
        if place.named.name == "v" and _POINT_OF_SPAKE.fullmatch(digits.rjust(len(digits) + len(digits) % 2, "0")):
            self.points += 1
            return True
        return len(words_of(place.spelling)) > 1 and place.named.name in ("A", "B") and bool(_POINT.fullmatch(digits))

    def _append(
        self,
        place: PagePlace,
        side: str | None,
        text: str | None = None,
        readings: tuple[LiteralReading, ...] = (),
        group: Group | None = None,
    ) -> None:
        said = place.form or (readings[0].form if readings else "as it stands")
        if readings and not place.form.startswith("a table"):
            said = readings[0].form
        self.values.append(
            PrintedValue(
                place.named.name, side, place.line, text, readings, place.named.names[1:], place.spelling,
                place.spelling.lower().startswith("sec2"), said, place.scope, self.paragraph, place.named.weak,
                place.named.numbered, group,
                self.program,
            )
        )  # fmt: skip

    def _readings(self, place: PagePlace, program: bool, whole: bool) -> list[LiteralReading]:
        form = place.named.form
        if place.named.name == "N" and place.literal is not None and "PGP SIGNED MESSAGE" in place.literal.text:
            return _signed(place.literal.text)
        if place.named.name == "s" and place.literal is not None and (salt := text_salt(place.literal)) is not None:
            return [salt]
        if place.literal is not None:
            if program and place.literal.kind == "number" and place.literal.form is None:
                form = "decimal"
            if place.literal.raw and place.named.name == "g":
                form = form or "hex"  # b"5" is what a call of the page parses, and not the byte 0x35
            found = readings_of(place.literal, form)
            least = _LEAST.get(place.named.name, 1)
            if place.literal.kind == "number" and place.named.name not in ("g", "k"):
                least = max(least, SMALL)
            written = place.literal.text if place.literal.kind == "number" else ""
            if place.literal.kind == "bytes" and not place.literal.raw and least >= SMALL:
                found = [one for one in found if len(one.hex) >= _LISTED]
            negative = written.startswith("-") and len(written) < 12
            if program and (negative or all(one.number < least for one in found)):
                return []
            return found
        return readings(place.text, form) if whole else bare_readings(place.text, form)

    def _text(self, place: PagePlace, program: bool, whole: bool) -> bool:
        content: str | None = place.text
        if whole and (quoted := string_at(place.text.strip(), 0)) and quoted.end == len(place.text.strip()):
            content = quoted.text
        if place.literal is not None:
            content = text_of_literal(place.literal)
            if content is None:
                return self._bytes_of_text(place, program)
        assert content is not None
        content = _of_hex(place, content)
        if _OF_CRYPT.match(content):
            self.miss(place.line, place.spelling, "is the hash of a password, as crypt(3) keeps it", told=not program)
            return False
        if _MASKED.fullmatch(content):
            self.miss(place.line, place.spelling, "is masked", told=not program)
            return False
        if place.literal is None and not whole and _INSTEAD.fullmatch(content):
            return False
        if place.literal is None and not whole and _SENTENCE.search(content) and content.count(" ") > 1:
            self.miss(place.line, place.spelling, "is a sentence; quote it if it is none", told=True)
            return False
        if place.spelling == "p" and place.literal is None and not whole:
            return False  # Telegram's modulus, a paragraph, a path, anything but a password
        if len(content) > TEXT_LIMIT:
            self.miss(place.line, place.spelling, f"has {len(content):,} characters; the limit is 4,096", told=True)
            return False
        if place.spelling.lower() in ("pin", "pin code") and not content.replace("-", "").isdigit():
            return False
        if place.literal is None and not whole and place.form == "as it stands, before a blank":
            self.note(
                f"line {place.line}: {place.spelling} ends with a blank; it was cut off. Quote it if it belongs to it."
            )
        self._append(place, place.named.side or place.side, content)
        return True

    def _bytes_of_text(self, place: PagePlace, program: bool) -> bool:
        """A password that is bytes and no text: another hash of it, as some protocols have."""
        literal = place.literal
        found: list[LiteralReading] = []
        if literal is not None and (literal.kind == "bytes" or (literal.kind == "text" and literal.form)):
            with suppress(UnreadableError):
                found = readings_of(literal)
        if len(found) == 1 and 8 <= len(found[0].hex) <= 2 * TEXT_LIMIT:
            self._append(place, place.named.side or place.side, readings=tuple(found))
            return True
        if literal is not None and (literal.kind != "number" or not program):
            self.miss(place.line, place.spelling, f"is {literal.said}, which is no text")
        return False

    def _set(self, place: PagePlace) -> bool:
        name, text = place.named.name, place.text.strip()
        if name == "hash":
            spelled = hash_spelled(text)
            if spelled is None:
                return False
            if spelled == "":
                self.note(f"line {place.line}: the hash {text[:40]!r} is not known to srpscope.")
            self._append(place, None, spelled or f"?{text[:40]}")
            return True
        if name == "group":
            group = group_spelled(text)
            if group is None:
                return False
            self._append(
                place, None, group if isinstance(group, str) else "", group=None if isinstance(group, str) else group
            )
            return True
        self._append(place, None, text.lower())
        return True


def _signed(text: str) -> list[LiteralReading]:
    """The modulus that Proton signed; its low byte stands first."""
    modulus = signed_bytes(text)
    return [] if modulus is None else [LiteralReading(SIGNED, modulus[::-1].hex())]


def told_of(missed: Unread) -> str:
    """The note on one place that was not read."""
    return f"line {missed.line}: {missed.spelling} {missed.why}. It is left out."


_OF_CRYPT = re.compile(
    r"(?:\{\w{2,12}\})?\$(?:2[abxy]?|[156y]|argon2\w{0,2}|scrypt|s[01]|pbkdf2[\w\-]{0,8}|bcrypt\S{0,12})\$\S"
)

_MASKED = re.compile(
    r"\W?(?:\*{1,}|\u2022{3,}|[xX]{3,})|(?i:\W{0,3}(?:redacted|masked|filtered|censored)\W{0,3})"
    r"|\W{0,3}(?:HIDDEN|OMITTED|REMOVED)\W{0,3}"
    r"|[\[<({](?i:(?:value |password )?(?:hidden|omitted|removed|secret|not shown))[\]>)}]"
)
_INSTEAD = re.compile(r"<[a-z]+(?: [a-z]+)+>")
"""`P = <read from user>`: words in place of a value."""
_SENTENCE = re.compile(r"(?i)(?<!\w)(?:at least|must|should|never|is|are|the|new|not|will|can|has|have)(?!\w)")
"""Words of sentences about a user name or a password: `password: at least 8 characters`."""

_HEX_SAID = frozenset(["hex", "bytes", "raw", "utf8"])


def _of_hex(place: PagePlace, content: str) -> str:
    """The text that hex stands for under a name that says so: `username_bytes: 616c696365`."""
    said = {word.lower() for word in words_of(place.spelling)}
    if not said & _HEX_SAID or re.fullmatch(r"(?:[0-9a-fA-F]{2})+", content) is None:
        return content
    try:
        text = bytes.fromhex(content).decode("utf-8")
    except UnicodeDecodeError:
        return content
    return text if text.isprintable() else content


_POINT = re.compile(r"0[23].{64}|04.{128}")
_POINT_OF_SPAKE = re.compile(r".{64}04.{128}")
"""w0 and L of SPAKE2+ on P-256, as Matter keeps them."""
