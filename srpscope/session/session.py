"""One handshake being looked at: a capture, a dialect a side, and a list of edits that can be undone and switched off.

Data flows one way: the capture's messages and values give what each side is known to have (Knowledge), a sheet is
evaluated from that, and the sheets are compared. `Session.view` is that result, remembered until something changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from srpscope.capture.capture import Capture, Line
from srpscope.capture.srp_jsonl import place
from srpscope.errors import FileError, SrpscopeError, UserError
from srpscope.session.reading import Reading
from srpscope.srp import hashes
from srpscope.srp.checks import notes_on_values
from srpscope.srp.comparison import Comparison, compare
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.edit import Edit, hash_of, read_value
from srpscope.srp.encodings import bytes_text
from srpscope.srp.sheet import Memory, Sheet
from srpscope.srp.values import Value
from srpscope.wire.decoders import DECODERS, Decoded, decode

if TYPE_CHECKING:
    from srpscope.srp.nimbus_settings import NimbusSettings

UNDECLARED = "srp6a"
"""The dialect assumed for a capture that names none, until identify or the person says which."""

REFUSALS = ("refused", "att-error", "closed-without-answer")
"""Events that say that a side did not take what it was sent."""


@dataclass(frozen=True)
class HashLine:
    """A hash call that a user's program logged: the best evidence there is."""

    side: str
    alg: str
    fed: bytes
    out: bytes


@dataclass(frozen=True)
class Message:
    """A message of the capture, decoded where its wire is known."""

    line: Line
    data: bytes
    decoded: Decoded | None

    @property
    def sender(self) -> str:
        """client or server."""
        return str(self.line.get("from", ""))

    @property
    def time(self) -> float | None:
        """Seconds since the recording began."""
        t = self.line.get("t")
        return float(t) if isinstance(t, int | float) and not isinstance(t, bool) else None


@dataclass(frozen=True)
class View:
    """What a session gives at one moment: both sheets, the wire, their comparison, and what is odd."""

    client: Sheet
    server: Sheet
    enroller: Sheet | None
    wire: Mapping[str, bytes]
    comparison: Comparison
    notes: tuple[str, ...]

    def sheet(self, side: str) -> Sheet:
        """The sheet of a side."""
        found = {"client": self.client, "server": self.server, "enroller": self.enroller}[side]
        if found is None:
            raise UserError("this capture has no enroller.")
        return found


@dataclass
class Session:
    """A capture opened, with its edits.

    dialects: the dialect of each side, by id; None for a side means the capture's own. values set here
    (side, name, form, content) come from the command line and act like a last values line.
    """

    capture: Capture
    dialects: dict[str, str] = field(default_factory=dict)
    settings: list[tuple[str, str, str]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self._notes: list[str] = []
        for line in self.capture.edits:
            try:
                self.edits.append(Edit.of_line(line))
            except SrpscopeError as error:
                self._notes.append(f"{place(self.capture, line)}: {error}")
        self.saved_edits = list(self.edits)
        self._undone: list[list[Edit]] = []
        self._history: list[list[Edit]] = []
        self._view: View | None = None
        self._messages: list[Message] | None = None
        self._published: dict[int, tuple[dict[str, Any], NimbusSettings]] = {}

    # What the capture says

    @property
    def title(self) -> str:
        """What people call it."""
        return self.capture.title or "untitled"

    @property
    def declared(self) -> str | None:
        """The dialect that the capture, or the person, names; None where nobody did, or what the file names is
        unknown."""
        found, where = self._named("both")
        if found is None:
            return None
        spoken = self._spoken(found, where)
        return None if spoken is None else spoken.id

    def dialect(self, side: str) -> Dialect:
        """The dialect of a side. What the file's header says and nobody knows is a note, and the side is read as if
        it said nothing. Raises UserError for an unknown one that the person named."""
        found, where = self._named(side)
        spoken = None if found is None else self._spoken(found, where)
        return dialect(UNDECLARED) if spoken is None else spoken

    def settings_object(self, side: str) -> NimbusSettings | None:
        """The published Nimbus settings that a side's dialect is, where it is such an object that says enough."""
        found, where = self._named(side)
        return None if self._spoken(found, where) is None or not isinstance(found, dict) else self._read_settings(found)

    def _named(self, side: str) -> tuple[object, str]:
        """What names a side's dialect, and the header's key where the file does it; (None, "") where nothing does."""
        header = self.capture.header
        for one in (side, "server") if side == "enroller" else () if side == "both" else (side,):
            if self.dialects.get(one):
                return self.dialects[one], ""
            if header.get(f"{one}_dialect") and not self.dialects.get("both"):
                return header[f"{one}_dialect"], f"{one}_dialect"
        if self.dialects.get("both"):
            return self.dialects["both"], ""
        return (header["dialect"], "dialect") if header.get("dialect") else (None, "")

    def _spoken(self, found: object, where: str) -> Dialect | None:
        try:
            if isinstance(found, dict):
                published = self._read_settings(found)
                return replace(published.dialect, hash=published.hash, group=None, _parsed={})
            if isinstance(found, str):
                return dialect(found)
            if found is None:
                return None
            raise UserError("it is an id in quotes, the settings object that Nimbus publishes, or null.")
        except (UserError, FileError) as error:
            if not where:
                raise
            self._note(f"header, {where}: {error}")
            return None

    def _read_settings(self, found: dict[str, Any]) -> NimbusSettings:
        from srpscope.srp.nimbus_settings import of_object

        # The object is kept beside what it gives: its id stays its own.
        known = self._published.get(id(found))
        if known is None:
            known = self._published[id(found)] = (found, of_object(found))
        return known[1]

    @property
    def messages(self) -> list[Message]:
        """The capture's messages, decoded."""
        if self._messages is None:
            self._messages = [message for line in self.capture.messages if (message := self._message(line))]
        return self._messages

    def _message(self, line: Line) -> Message | None:
        text = line.get("bytes")
        try:
            data = bytes.fromhex(text) if isinstance(text, str) else None
        except ValueError:
            data = None
        if data is None:
            self._notes.append(f'{place(self.capture, line)}: the key "bytes" is no hex.')
            return None
        endpoint = line.get("endpoint")
        decoded = None
        if self.wire is not None:
            sender = str(line.get("from", ""))
            decoded = decode(self.wire, sender, data, endpoint if isinstance(endpoint, str) else None)
        return Message(line, data, decoded)

    @property
    def wire(self) -> str | None:
        """What the messages are: as the file says, who may have seen it in them, else what a side's dialect speaks."""
        named = self.capture.header.get("wire")
        if isinstance(named, str) and named in DECODERS:
            return named
        return self.dialect("client").messages or self.dialect("server").messages

    @property
    def hash_lines(self) -> list[HashLine]:
        """Logged hash calls."""
        found = []
        for line in self.capture.of_type("hash"):
            try:
                fed, out = bytes.fromhex(line["in"]), bytes.fromhex(line["out"])
                found.append(HashLine(str(line.get("side", "")), hashes.canonical(str(line["alg"])), fed, out))
            except (KeyError, ValueError, TypeError, SrpscopeError):
                self._note(f"{place(self.capture, line)}: a hash line has side, alg, in and out in hex.")
        return found

    def _check_hash_lines(self) -> None:
        for _ in self.hash_lines:
            pass

    @property
    def refusal(self) -> str | None:
        """What a peer's refusal said, where the capture records one; None where nobody refused."""
        for line in self.capture.events:
            if line.get("what") in REFUSALS:
                return str(line.get("text") or line["what"])
        return None

    @property
    def origin(self) -> str:
        """recorded, published or made; "" where the file does not say."""
        origin = self.capture.header.get("origin")
        return origin if isinstance(origin, str) else ""

    # Edits

    def edit(self, edit: Edit) -> None:
        """Add an edit. Raises UserError, FormulaError where it says nothing that can be applied."""
        self._check(edit)
        self._change([*self.edits, edit])

    def replace_edits(self, edits: list[Edit]) -> None:
        """Put another list in place of the edits, as one step that can be undone."""
        for one in edits:
            self._check(one)
        self._change(list(edits))

    def switch(self, index: int) -> None:
        """Switch one edit off, or on again."""
        edits = list(self.edits)
        edits[index] = edits[index].toggled()
        self._change(edits)

    def undo(self) -> bool:
        """Take the last change of the list back; False where there is none."""
        if not self._history:
            return False
        self._undone.append(self.edits)
        self.edits = self._history.pop()
        self._view = None
        return True

    def redo(self) -> bool:
        """Make an undone change again; False where there is none."""
        if not self._undone:
            return False
        self._history.append(self.edits)
        self.edits = self._undone.pop()
        self._view = None
        return True

    @property
    def unsaved(self) -> bool:
        """Whether the edits differ from those of the file."""
        return self.edits != self.saved_edits

    def as_capture(self) -> Capture:
        """The capture with the edits as they are now, for saving."""
        lines = [line for line in self.capture.lines if line.get("type") != "edit"]
        return replace(self.capture, lines=[*lines, *(edit.as_line() for edit in self.edits)], numbers=[])

    def _change(self, edits: list[Edit]) -> None:
        self._history.append(self.edits)
        self._undone.clear()
        self.edits = edits
        self._view = None

    def _check(self, edit: Edit) -> None:
        if edit.value == "H":
            hash_of(edit)
        elif edit.form == "formula":
            side = edit.side if edit.side in ("client", "server", "enroller") else "client"
            self.dialect(side).parse(edit.content)
        else:
            side = edit.side if edit.side in ("client", "server", "enroller") else "client"
            spoken = self.dialect(side)
            read_value(spoken.kind(edit.value), edit.form, edit.content, spoken.order)

    def changed(self) -> None:
        """The capture got more lines (a live session): everything is looked at again."""
        self._messages = None
        self._view = None

    # Evaluation

    @property
    def view(self) -> View:
        """Both sheets and their comparison, evaluated now or remembered."""
        if self._view is None:
            self._view = self.evaluate(self.edits)
        return self._view

    def evaluate(self, edits: list[Edit]) -> View:
        """The view with another list of edits; nothing is changed."""
        reading = Reading(self, edits)
        client = Sheet(reading.client, self.memory)
        server = Sheet(reading.server, self.memory)
        enroller = None if reading.enroller is None else Sheet(reading.enroller, self.memory)
        comparison = compare(client, server, reading.wire, reading.widthless)
        self._check_hash_lines()
        notes = [*self.capture.notes, *self._notes, *reading.notes, *notes_on_values(client, server, reading.wire)]
        if self.refusal is not None and server["M1"].value is None and "M2" not in reading.wire:
            notes.append("The client was refused, and nothing of the server's own is known: agreement is the client's.")
        return View(client, server, enroller, reading.wire, comparison, tuple(dict.fromkeys(notes)))

    def reading(self) -> Reading:
        """What each side is known to have, under the edits in force."""
        return Reading(self, self.edits)

    def _note(self, note: str) -> None:
        if note not in self._notes:
            self._notes.append(note)


def as_text(value: Value) -> str:
    """A value as text where it is text, for sentences."""
    return value if isinstance(value, str) else bytes_text(value) if isinstance(value, bytes) else str(value)
