"""One handshake being looked at: a capture, a dialect a side, and a list of edits that can be undone and switched off.

Data flows one way: the capture's messages and values give what each side is known to have (Knowledge), a sheet is
evaluated from that, and the sheets are compared. `Session.view` is that result, remembered until something changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from srpscope.capture.capture import Capture, Line
from srpscope.capture.events import SAID_NO, Carried, Event, read_events
from srpscope.errors import UserError
from srpscope.printable import printable
from srpscope.session.reading import HeldValues, Reading, held, reading
from srpscope.session.speaking import PARTIES, Speaking
from srpscope.session.statement import HashLine, RawMessage, Statement, statement
from srpscope.srp.applying import content
from srpscope.srp.checks import notes_on_values
from srpscope.srp.comparison import Comparison, compare, edited_above
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import bytes_text
from srpscope.srp.primitives.hashes import shown
from srpscope.srp.sheet import Memory, Sheet
from srpscope.srp.values import Value
from srpscope.wire.decoders import Decoded
from srpscope.wire.wires import WIRES, declared, decode

if TYPE_CHECKING:
    from srpscope.srp.nimbus_settings import PublishedSettings

_AFTER_B = frozenset(["u", "S", "K", "M1", "M2"])
"""What a side makes of both public values: it tells which dialect that side speaks."""


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
    """What a session gives at one moment: both sheets, the wire, their comparison, and what is odd. unapplied: edits
    in force that had no effect, as clauses: what they would change is unknown."""

    client: Sheet
    server: Sheet
    enroller: Sheet | None
    wire: Mapping[str, bytes]
    comparison: Comparison
    notes: tuple[str, ...]
    unapplied: tuple[str, ...] = ()

    def sheet(self, side: str) -> Sheet:
        """The sheet of a side."""
        found = {"client": self.client, "server": self.server, "enroller": self.enroller}[side]
        if found is None:
            raise UserError("this capture has no enroller.")
        return found


Guess = Literal["", "dialect", "hash"]
"""What nobody named, where what is known comes out of it: the dialect, or of a named one only the hash."""


@dataclass
class Session:
    """A capture opened, with its edits.

    dialects: the dialect of each side, by id; None for a side means the capture's own. values set here
    (side, name, form, content) come from the command line and act like a last values line. guessed: what nobody named
    of its dialect, and is taken as what is known comes out; as_read: the capture as it was before that.
    """

    capture: Capture
    dialects: dict[str, str] = field(default_factory=dict)
    settings: list[tuple[str, str, str]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    guessed: Guess = ""
    as_read: Capture | None = None

    def __post_init__(self) -> None:
        self._notes: list[str] = []
        self._speaking = Speaking(self.capture.header, self.dialects)
        self._statement: Statement | None = None
        self._messages: list[Message] | None = None
        self._held: HeldValues | None = None
        self._view: View | None = None
        self.edits += self.statement.edits
        self.saved_edits = list(self.edits)
        self._undone: list[list[Edit]] = []
        self._history: list[list[Edit]] = []

    # What the capture says

    @property
    def title(self) -> str:
        """What people call it."""
        return self.capture.title or "untitled"

    @property
    def statement(self) -> Statement:
        """What the capture and the command line say, read once."""
        if self._statement is None:
            self._statement = statement(self.capture, self.settings)
        return self._statement

    @property
    def names_dialect(self) -> bool:
        """Whether a dialect is known: somebody names one, of both sides or of one, or what is known comes out so."""
        sides = any(self.capture.header.get(f"{side}_dialect") for side in ("client", "server"))
        return bool(self.declared or self.dialects or sides)

    @property
    def unguessed(self) -> Session:
        """The same capture with nothing guessed: what more comes to be known may tell otherwise."""
        if self.as_read is None:
            return self
        spoken = {} if self.guessed == "dialect" else self.dialects
        return Session(self.as_read, dict(spoken), list(self.settings), memory=self.memory)

    @property
    def guessed_apart(self) -> tuple[str, str] | None:
        """The dialects of client and server where nobody named one, none fits both, and these fit one side each."""
        ids = self.dialect("client").id, self.dialect("server").id
        return ids if self.guessed and ids[0] != ids[1] else None

    @property
    def proved_alike(self) -> bool:
        """Whether each side says its own M1 and it is the same, while the dialect is a guess: whatever it is, both of
        them speak it, and what the guess would have otherwise is nobody's mistake."""
        said = {one.side: one.content for one in self.statement.values if one.name == "M1"}
        own = next((said[side] for side in ("client", "wire", "both") if side in said), None)
        return bool(self.guessed) and own is not None and own == said.get("server")

    @property
    def fits_one_proof(self) -> bool:
        """Whether the dialect is a guess that gives the proof on record, while one of the two sides has no word of its
        own on record that says that it speaks it too."""
        wire, own = self.held.wire, self.held.own
        its_own = (proof in wire or own[side] & _AFTER_B for side, proof in (("client", "M1"), ("server", "M2")))
        return bool(self.guessed) and not all(its_own)

    @property
    def declared(self) -> str | None:
        """The dialect that the capture, or the person, names; None where nobody did, or what the file names is
        unknown."""
        return self._speaking.declared

    def dialect(self, side: str) -> Dialect:
        """The dialect of a side. What the file's header says and nobody knows is a note, and the side is read as if
        it said nothing. Raises UserError for an unknown one that the person named."""
        return self._speaking.dialect(side)

    def spoken(self, side: str = "client") -> str:
        """The name of a side's dialect, for a sentence, with the hash where that alone is a guess: at most 60
        characters that a screen can show."""
        named = printable(self.dialect(side).id, 40)
        guess = self.capture.header.get("hash") if self.guessed == "hash" else None
        return f"{named} with {shown(guess)}" if isinstance(guess, str) else named

    def settings_object(self, side: str) -> PublishedSettings | None:
        """The published Nimbus settings that a side's dialect is, where it is such an object that says enough."""
        return self._speaking.settings_object(side)

    @property
    def messages(self) -> list[Message]:
        """The capture's messages, decoded."""
        if self._messages is None:
            wire = self.wire
            self._messages = [_decoded(wire, one) for one in self.statement.messages]
        return self._messages

    @property
    def wire(self) -> str | None:
        """What the messages are: as the file says, who may have seen it in them, else what a side's dialect speaks."""
        named = self.capture.header.get("wire")
        if isinstance(named, str) and named in WIRES:
            return named
        return self.dialect("client").messages or self.dialect("server").messages

    @cached_property
    def foreign(self) -> str:
        """Where no message is one of the dialect that is spoken, and they are another one's: that, as a sentence."""
        if not self.messages or any(one.decoded is not None for one in self.messages):
            return ""
        for name in WIRES:
            read = [_decoded(name, one) for one in self.statement.messages] if name != self.wire else []
            if any(one.decoded is not None and one.decoded.values for one in read):
                return (
                    f"No message is one of {self.wire}, as this dialect has them: they are {name}'s, and were not read."
                )
        return ""

    def under(self, id: str) -> Session:
        """The same handshake, both sides read under a dialect that is guessed."""
        return Session(
            self.capture, {"both": id}, self.settings, memory=self.memory, guessed="dialect", as_read=self.as_read
        )

    @property
    def hash_lines(self) -> Sequence[HashLine]:
        """Logged hash calls."""
        return self.statement.hashes

    @property
    def events(self) -> list[Event]:
        """What happened besides the messages, in one form, and messages that say no."""
        decoded = {id(one.line): one for one in self.messages}
        behind = {id(one.line) for one in self.messages_behind}
        return read_events(
            self.capture.lines,
            lambda line: self._carried(decoded.get(id(line)), id(line) in behind),
            self._recorded_by(),
        )

    @property
    def messages_behind(self) -> list[Message]:
        """Those of requests that are none of the handshake's: once it is accepted, its connection may go on with
        others, whose answers may look like its own."""
        accepted = other = False
        found = []
        for one in self.messages:
            if one.sender == "client":
                other = accepted and one.decoded is None
            if other:
                found.append(one)
            elif one.sender == "server" and one.decoded is not None:
                accepted = accepted or one.decoded.says_yes
        return found

    def _recorded_by(self) -> str:
        """Whose recording it is: whose own private value stands in it, where only one does."""
        own = {"client": "a", "server": "b"}
        found = {
            side
            for line in self.capture.of_type("values")
            if isinstance(side := line.get("side"), str)
            and side in own
            and isinstance(line.get("values"), dict)
            and own[side] in line["values"]
        }
        return str(found.pop()) if len(found) == 1 else ""

    def _carried(self, message: Message | None, behind: bool) -> Carried | None:
        if message is None:
            return None
        found = message.decoded
        if behind:
            return Carried(message.sender, handshake=False)
        if found is None:  # a device's other endpoints: its version before the handshake, encrypted messages after it
            return Carried(message.sender, handshake=not declared(self.wire).goes_on)
        return Carried(message.sender, tuple(found.values), found.refusal)

    @property
    def refusal(self) -> str | None:
        """What a peer's refusal of the handshake said, where the capture records one; None where nobody refused."""
        return next((one.text or one.what for one in self.events if one.what in SAID_NO and one.handshake), None)

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

    def undo_of_file(self) -> bool:
        """Take the last of the edits that came with the file back, as if it had been made here; False where there is
        none."""
        if self._history or not self.edits:
            return False
        self._undone.append(self.edits)
        self.edits = self.edits[:-1]
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
        content(edit, self.dialect(edit.side if edit.side in PARTIES else "client"))

    def changed(self) -> None:
        """The capture got more lines (a live session): everything is looked at again."""
        self._statement = self._messages = self._held = self._view = None

    # Evaluation

    @property
    def view(self) -> View:
        """Both sheets and their comparison, evaluated now or remembered."""
        if self._view is None:
            self._view = self.evaluate(self.edits)
        return self._view

    def evaluate(self, edits: list[Edit]) -> View:
        """The view with another list of edits; nothing is changed."""
        self.memory.allowance.renew()
        read = self.reading(edits)
        client = Sheet(read.client, self.memory)
        server = Sheet(read.server, self.memory)
        enroller = None if read.enroller is None else Sheet(read.enroller, self.memory)
        comparison = compare(client, server, read.wire, read.widthless)
        notes = [*self.capture.notes, *self.statement.notes, *self._speaking.notes, *read.notes]
        notes += [*filter(None, [self.foreign]), *notes_on_values(client, server, read.wire)]
        notes += [sentence for _, sentence in self.odd_inputs(client)]
        alone = comparison.agreement == "agree" and server["M1"].value is None and "M2" not in read.wire
        if self.refusal is not None and alone:
            notes.append("The client was refused, and nothing of the server's own is known: agreement is the client's.")
        unread = [f"the edit in {place} was not applied" for place in self.statement.unread_edits]
        failed = [clause for one in (client, server, enroller) if one is not None for clause in _uncomputed(one)]
        unapplied = (*unread, *read.unapplied, *failed)
        notes = list(dict.fromkeys(notes))
        return View(client, server, enroller, read.wire, comparison, tuple(notes), tuple(dict.fromkeys(unapplied)))

    def odd_inputs(self, client: Sheet) -> list[tuple[str, str]]:
        """(name, sentence) of each input of the client's proof that its server takes otherwise, whatever the sums."""
        texts = {name: client[name].value for name in self.dialect("client").inputs}
        said = {name: declared(self.wire).odd(name, text) for name, text in texts.items() if isinstance(text, str)}
        return [(name, sentence) for name, sentence in said.items() if sentence]

    @property
    def held(self) -> HeldValues:
        """What each side holds by the capture, before any edit."""
        if self._held is None:
            spoken = {side: self._speaking.spoken(side) for side in PARTIES}
            sent = [one.decoded.values for one in self.messages if one.decoded is not None]
            self._held = held(self.statement, spoken, sent)
        return self._held

    def reading(self, edits: Sequence[Edit] | None = None) -> Reading:
        """What each side is known to have, under the edits in force or other ones."""
        return reading(self.held, self.edits if edits is None else edits, self.memory)


def _uncomputed(sheet: Sheet) -> list[str]:
    """What an edit makes impossible or too dear to compute, as clauses."""
    cells = [sheet[name] for name in sheet.names]
    failed = [cell for cell in cells if cell.value is None and cell.problem is not None]
    found = []
    for cell in failed:
        if cell.name in sheet.knowledge.unread:
            continue  # said where it was read
        if cell.edited:
            found.append(f"the edit of {printable(cell.name, 24)} on the {sheet.side} was not applied")
        elif edited_above(sheet, cell):
            found.append(f"the {sheet.side}'s {printable(cell.name, 24)} could not be computed with these edits")
    return found


def _decoded(wire: str | None, message: RawMessage) -> Message:
    line, data = message.line, message.data
    if wire is None:
        return Message(line, data, None)
    endpoint = line.get("endpoint")
    sender = str(line.get("from", ""))
    return Message(line, data, decode(wire, sender, data, endpoint if isinstance(endpoint, str) else None))


def as_text(value: Value) -> str:
    """A value as text where it is text, for sentences."""
    return value if isinstance(value, str) else bytes_text(value) if isinstance(value, bytes) else str(value)
