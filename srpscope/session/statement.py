"""What a capture says, read once: whose values, by what right, the messages, the hash calls, what could not be read.

Nothing here depends on a dialect; reading.py makes values of it for the dialect that a side speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from srpscope.capture.capture import DEDUCED, Capture, Line
from srpscope.errors import SrpscopeError, UserError
from srpscope.srp.edit import Edit
from srpscope.srp.primitives import groups, hashes
from srpscope.srp.primitives.groups import Group
from srpscope.srp.values import BOTH_SIDES, BYS, SIDES, By
from srpscope.srp.written import FORMS

TYPED = frozenset(["I", "P", "N", "g"])
"""Values that a person says rather than a program, where a line does not say who did."""


@dataclass(frozen=True)
class Said:
    """One value as it was written. form: "" where its name says none. where: for a sentence about it. little: its
    number is little-endian. of: the side whose program printed it, where it stands for both; "" for nobody's."""

    side: str
    name: str
    form: str
    content: str
    where: str
    by: By
    little: bool = False
    of: str = ""


@dataclass(frozen=True)
class RawMessage:
    """The bytes of a message line."""

    line: Line
    data: bytes


@dataclass(frozen=True)
class HashLine:
    """A hash call that a user's program logged: the best evidence there is."""

    side: str
    alg: str
    fed: bytes
    out: bytes


@dataclass(frozen=True)
class UnreadValue:
    """A value that stands in a file and cannot be read; side and name are "" where the whole line cannot. said: where
    and why, as a clause."""

    side: str
    name: str
    said: str


@dataclass(frozen=True)
class Statement:
    """A capture, and what the command line adds to it.

    hash, group: what the header names; group_named: it names one, be it known or not; group_deduced: a page's
    arithmetic alone gives it. widthless: names whose bytes lost
    their length. has_enroller: somebody speaks of the one who made the verifier. unread: the values lines among what
    could not be read. notes: all of it, a sentence each.
    """

    hash: str | None
    group: Group | None
    group_named: bool
    group_deduced: bool
    values: tuple[Said, ...]
    messages: tuple[RawMessage, ...]
    hashes: tuple[HashLine, ...]
    edits: tuple[Edit, ...]
    unread_edits: tuple[str, ...]
    widthless: frozenset[str]
    has_enroller: bool
    unread: tuple[UnreadValue, ...]
    notes: tuple[str, ...]

    @property
    def logged_hash(self) -> str | None:
        """The one that every logged hash call names: H, where the dialect leaves it open."""
        named = {one.alg for one in self.hashes}
        return named.pop() if len(named) == 1 else None


def statement(capture: Capture, settings: Sequence[tuple[str, str, str]] = ()) -> Statement:
    """What a capture says. settings: (side, name, content) from the command line, which act like a last values line."""
    reader = _Reader(capture)
    for index, line in enumerate(capture.lines):
        reader.read(line, index)
    for side, key, content in settings:
        reader.set(side, key, content)
    return reader.statement()


class _Reader:
    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._notes: dict[str, None] = {}
        self._values: list[Said] = []
        self._messages: list[RawMessage] = []
        self._hashes: list[HashLine] = []
        self._edits: list[Edit] = []
        self._unread_edits: list[str] = []
        self._widthless: set[str] = set()
        self._unread: list[UnreadValue] = []

    def statement(self) -> Statement:
        header = self._capture.header
        return Statement(
            self._header_hash(header.get("hash")),
            self._header_group(header.get("group")),
            bool(header.get("group")),
            header.get("group_by") == DEDUCED,
            tuple(self._values),
            tuple(self._messages),
            tuple(self._hashes),
            tuple(self._edits),
            tuple(self._unread_edits),
            frozenset(self._widthless),
            bool(header.get("enroller_dialect")) or any(one.side == "enroller" for one in self._values),
            tuple(self._unread),
            tuple(self._notes),
        )

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None

    def _header_hash(self, named: object) -> str | None:
        try:
            return None if named is None else hashes.canonical(str(named))
        except UserError as error:
            self._note(f"header, hash: {error}")
            return None

    def _header_group(self, named: object) -> Group | None:
        try:
            return groups.group(str(named)) if named else None
        except UserError as error:
            self._note(f"header, group: {error}")
            return None

    def read(self, line: Line, index: int) -> None:
        """One line. Lines of other types are none of ours."""
        kind = line.get("type")
        if kind == "values":
            self._line_of_values(line, self._place(index))
        elif kind == "message":
            self._message(line, index)
        elif kind == "hash":
            self._hash_call(line, index)
        elif kind == "edit":
            try:
                self._edit(Edit.of_line(line))
            except SrpscopeError as error:
                if line.get("off") is not True:
                    self._unread_edits.append(self._place(index))
                self._note(f"{self._place(index)}: {error}")

    def _edit(self, edit: Edit) -> None:
        """An edit; one that is written again and off takes the earlier one back from there on."""
        on = replace(edit, off=False)
        if edit.off and on in self._edits:
            self._edits[self._edits.index(on)] = edit
        else:
            self._edits.append(edit)

    def _place(self, index: int) -> str:
        numbers = self._capture.numbers
        return f"line {numbers[index] if index < len(numbers) else index + 2}"

    def _message(self, line: Line, index: int) -> None:
        text = line.get("bytes")
        try:
            if isinstance(text, str):
                self._messages.append(RawMessage(line, bytes.fromhex(text)))
                return
        except ValueError:
            pass
        self._note(f'{self._place(index)}: the key "bytes" is no hex.')

    def _hash_call(self, line: Line, index: int) -> None:
        try:
            fed, out = bytes.fromhex(line["in"]), bytes.fromhex(line["out"])
            self._hashes.append(HashLine(str(line.get("side", "")), hashes.canonical(str(line["alg"])), fed, out))
        except (KeyError, ValueError, TypeError, SrpscopeError):
            self._note(f"{self._place(index)}: a hash line has side, alg, in and out in hex.")

    def _line_of_values(self, line: Line, where: str) -> None:
        side, values = line.get("side"), line.get("values")
        if side not in SIDES or not isinstance(values, dict):
            self._unread_value("", "", f'{where}: a values line has a side ({", ".join(SIDES)}) and "values".')
            return
        if line.get("width") is False:
            self._widthless |= {str(key).split(".")[0] for key in values}
        by = line.get("by")
        if by is not None and by not in BYS:
            self._note(f'{where}: "by" is one of {", ".join(BYS)}.')
        for key, content in ((str(key), content) for key, content in values.items()):
            if isinstance(content, str):
                self.say(side, key, content, where, by if by in BYS else None, line)
            else:
                kind = type(content).__name__
                self._unread_value(side, key, f"{where}, {side} {key[:32]}: a value is text in quotes, not {kind}.")

    def set(self, side: str, key: str, content: str) -> None:
        """A value of the command line. A group's name, or its bits, in the place of N is that group, with its g where
        nobody says another."""
        named = content.strip().lower()
        known = groups.known_groups().get(f"rfc5054-{named}" if named.isdecimal() else named) if key == "N" else None
        if known is not None:
            content = f"{known.group.N:x}"
            if not any(one.name == "g" and one.side in (side, "both") for one in self._values):
                self.say(side, "g", f"{known.group.g:x}", "--set", "typed")
        self.say(side, key, content, "--set", "typed")

    def _unread_value(self, side: str, key: str, sentence: str) -> None:
        self._note(sentence)
        self._unread.append(UnreadValue(side, key.split(".")[0], sentence.rstrip(".")))

    def say(self, side: str, key: str, content: str, where: str, by: object, line: Line | None = None) -> None:
        """One value. by: None where the line does not say by what right. line: the one that it stands in, if any."""
        before, dot, last = key.rpartition(".")
        name, form = (before, last) if dot and last in FORMS else (key, "")
        if by is None:
            by = "sent" if side == "wire" else "typed" if name in TYPED else "logged"
        said = line or {}
        little, of = said.get("order") == "little", said.get("of") if said.get("of") in BOTH_SIDES else ""
        self._values.append(Said(side, name, form, content, where, cast(By, by), little, str(of)))
