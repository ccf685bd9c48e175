"""The values found on a page that people printed or pasted, before they are put together into handshakes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from srpscope.capture.value_forms import Reading, UnreadableError, readings
from srpscope.capture.value_names import SETTINGS, TEXTS, ValueName

VALUES_LIMIT = 10_000
NOTES_LIMIT = 100

HASHES = {
    "sha1": "sha1", "sha224": "sha224", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512",
    "sha3256": "sha3-256", "sha3512": "sha3-512",
}  # fmt: skip


@dataclass(frozen=True)
class PrintedValue:
    """One value found on a page.

    name, side: which value and whose (None: the page does not say). choices: more names where the spelling is in doubt.
    text: for I and P. readings: for all others, likeliest first. line: where its name stands, from 1.
    """

    name: str
    side: str | None
    line: int
    text: str | None = None
    readings: tuple[Reading, ...] = ()
    choices: tuple[str, ...] = ()
    spelling: str = ""
    enrolled: bool = False

    def same_as(self, other: PrintedValue) -> bool:
        """Whether both say the same."""
        return self.text == other.text and [one.hex for one in self.readings] == [one.hex for one in other.readings]


@dataclass
class Page:
    """The values of a page in order, its settings (hash, group, dialect), and what could not be read."""

    values: list[PrintedValue] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    """Indices into values at which a new object of a list begins."""

    def note(self, sentence: str) -> None:
        """Add a note, up to a limit."""
        if len(self.notes) < NOTES_LIMIT:
            self.notes.append(sentence)
        elif len(self.notes) == NOTES_LIMIT:
            self.notes.append("Further notes about this page are left out.")

    def add(self, named: ValueName, side: str | None, text: str, line: int, spelling: str) -> bool:
        """Read one value's text and keep it. False where it is no value (and the note says why)."""
        name = named.name
        if len(self.values) >= VALUES_LIMIT:
            self.note(f"line {line}: more than {VALUES_LIMIT:,} values; the rest is left out.")
            return False
        if name in SETTINGS:
            return self.set(name, text)
        if name in TEXTS:
            return self.add_text(named, side, text, line, spelling)
        try:
            found = readings(text, named.form)
        except UnreadableError as error:
            if _looks_like_a_value(text):
                self.note(f"line {line}: {spelling} {error}. It is left out.")
            return False
        if name == "nonce":
            side = "wire"
        self.values.append(
            PrintedValue(
                name, named.side or side, line, None, tuple(found), named.names[1:], spelling, _enrols(spelling)
            )
        )
        return True

    def add_text(self, named: ValueName, side: str | None, text: str, line: int, spelling: str) -> bool:
        """Keep a user name or password: what stands in quotes, else the line as it is."""
        quoted = re.match(r"""\s*(?:u|r)?(["'`])(?P<inside>.*?)(?<!\\)\1""", text)
        value = quoted["inside"] if quoted else text.strip().rstrip(";")
        if not quoted and text.rstrip("\r\n") != text.rstrip("\r\n").rstrip(" \t") and value:
            self.note(
                f"line {line}: {spelling} ends with a blank; it was cut off. Quote it if it belongs to the value."
            )
        if len(value) > 4_096:
            self.note(f"line {line}: {spelling} has {len(value):,} characters; the limit is 4,096. It is left out.")
            return False
        if not value and not quoted:
            return False
        self.values.append(PrintedValue(named.name, named.side or side, line, value, (), (), spelling))
        return True

    def set(self, name: str, text: str) -> bool:
        """Keep a hash, group or dialect."""
        value = text.strip().strip("\"'`,;").lower()
        if name == "hash":
            value = HASHES.get(re.sub(r"[^a-z0-9]", "", value), "")
        if not re.fullmatch(r"[a-z0-9][a-z0-9._\-]{0,40}", value):
            return False
        self.settings.setdefault(name, value)
        return True


def _enrols(spelling: str) -> bool:
    return spelling.lower().startswith("sec2")


def _looks_like_a_value(text: str) -> bool:
    """Whether a text that could not be read was meant as a value: digits or brackets, not a sentence."""
    start = text.strip()[:200]
    return bool(re.match(r"[\[{<(]|0[xX]|b?['\"]|-?\d", start)) or bool(re.search(r"[0-9a-fA-F]{16}|…|\.\.\.", start))
