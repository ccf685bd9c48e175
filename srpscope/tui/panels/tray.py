"""v: the evidence tray. What is pasted is offered to the open handshake; each value still missing has a blank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, TextArea

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.session.adding import unread
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.needed import DIALECT, Needed, advice
from srpscope.tui.facts.offer_lines import advice_lines, missing_lines, offer_lines, unread_lines
from srpscope.tui.facts.spans import Line, wrapped
from srpscope.tui.flows.adding import (
    Brought,
    Finished,
    dialects_like,
    finished,
    open_brought,
    read_brought,
    readable,
)
from srpscope.tui.flows.opening import explain_bare_log
from srpscope.tui.flows.speaking import ask_dialect
from srpscope.tui.frame.boxes.fields import OneLine, UnreadArea, visible
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.boxes.overlay import StillLines
from srpscope.tui.frame.boxes.paste_box import PasteBox
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.panels.blanks import Blank, Hint
from srpscope.tui.work import Work

MOST_CHARACTERS = 4_000_000

TAKES = "hex, base64, JSON, a device log, C arrays, or a file name."
"""What can be pasted."""
TAKES_HERE = f"{TAKES} Nothing leaves this machine."

WAIT = 0.15
"""Seconds after the last key before what stands in the field is read."""

SOON = 0.02
"""Seconds until it is looked again whether the fields are there."""

AHEAD = "reading; what is typed waits"
"""Said in the field that takes what is typed while what was pasted is still read."""


class TrayPanel(PasteBox):
    """A field for what is pasted, what it is, and a blank for each value that is missing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back, add nothing", show=False, priority=True),
        Binding("ctrl+o", "add", "Add to this handshake", show=False, priority=True),
        Binding("f10", "add", "Add to this handshake", show=False, priority=True),
        Binding("ctrl+n", "apart", "Open as another", show=False, priority=True),
        Binding("ctrl+l", "dialects", "Choose the dialect", show=False, priority=True),
        Binding("tab", "next_field", "Next field", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, text: str = "") -> None:
        super().__init__()
        self.desk = desk
        self._onto = self._open_one
        self._text = visible(text)
        self._brought: Brought | None = None
        self._blanks: frozenset[str] = frozenset()
        self._reading = False
        self._awaits_file = False
        """Whether a file is still being read: until it is known what is open, nothing can be offered to it."""
        self._ahead: list[str] | None = None
        """What was typed for fields that are not there yet, in their order; None where nobody waits for them."""
        self._add_then = False
        self._ticket = 0
        self._timer: Timer | None = None
        self._count = ""
        self._warned = False
        self._refused = ""
        """Why it could not be added, until something is changed: what is only read meanwhile does not take it away."""
        self._fault = ""
        """What is said in the place of what was read."""

    def badges(self) -> Sequence[tuple[str, str]]:
        """How much is known with what is brought."""
        shown, found = self.desk.shown, super().badges()
        if shown is None or shown.lacking is None or not self._count:
            return found
        return [(role, words.replace(shown.lacking.count.upper(), self._count)) for role, words in found]

    def compose(self) -> ComposeResult:
        """Paste, what it is, what is missing."""
        with Vertical(id="tray"):
            yield UnreadArea(self._text, id="paste-text", compact=True, placeholder=f"Paste here: {TAKES}")
            yield StillLines(id="tray-offer")
            yield StillLines(id="tray-missing")
            yield Vertical(id="tray-blanks")
            yield OneLine(id="tray-ahead", placeholder=AHEAD, password=True, compact=True, max_length=70_000)
            yield StillLines(id="tray-advice")
        yield KeysBar("esc back")

    def on_mount(self) -> None:
        """The keyboard goes into the field; what is known already is counted."""
        super().on_mount()
        self._say_whereto()
        self._reading = True
        busy = self._onto is not None or self.desk.reading or bool(self._text)
        at_once = "Working out what is known, and what is missing." if busy else TAKES_HERE
        _fill(self.query_one("#tray-offer", StillLines), [((at_once, "dim"),)])
        self.call_after_refresh(self._read)  # before that nobody knows how wide a line is

    # What it is added to

    @property
    def _open_one(self) -> Session | None:
        """What is open; the example is nobody's: what is brought is not about it."""
        return None if self.desk.example else self.desk.session

    def session_changed(self) -> None:
        """The file that the command line named is read by now, or a live session went on: it is offered to that."""
        if self._awaits_file or self._onto is not self._open_one:
            self._awaits_file, self._onto = self.desk.reading, self._open_one
            self._say_whereto()
            self._read_soon()

    def _say_whereto(self) -> None:
        frame, open_one, reading = self.query_one("#tray"), self._onto, self.desk.reading
        frame.border_title = Content("v  Add what you know" if open_one or reading else "v  Paste")
        said = "to the file, which is still being read" if reading else ""
        frame.border_subtitle = Content(f"to {printable(open_one.title, 60)}, which stays open" if open_one else said)

    # Reading

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Read it once the keys rest."""
        self._warned, self._refused = False, ""
        self._say_what_works()
        if self._brought is None and self.pasted(MOST_CHARACTERS).strip():
            _fill(self.query_one("#tray-offer", StillLines), [(("Reading it.", "dim"),)])
        self._read_soon()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another dialect asks for other values; until it is one, those that go on like it are named."""
        self._refused = ""
        if event.input.name == DIALECT and event.input.parent is not None:
            like = dialects_like(event.value)
            whole = like == [event.value.strip()]
            said = "  ".join(like) if like or not event.value.strip() else "no dialect is called so"
            event.input.parent.query_one(Hint).say("" if whole else said)
            self._read_soon()
        self._draw_known()
        self._say_what_works()

    def _read_soon(self) -> None:
        self._ticket += 1  # what is being read is out of date
        self._reading = True
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(WAIT, self._read)

    def _read(self) -> None:
        self._ticket += 1
        self._reading = True
        self._awaits_file = self.desk.reading
        if self._awaits_file:
            return
        ticket = self._ticket
        session, text, spoken = self._onto, self.pasted(MOST_CHARACTERS), self._typed().get(DIALECT, "")

        def take(found: Brought | None) -> None:
            if ticket == self._ticket and self.is_mounted:
                self._was_read(found, "")

        def failed(error: SrpscopeError) -> None:
            if ticket == self._ticket and self.is_mounted:
                self._was_read(None, str(error))

        self.desk.start(Work("tray", lambda _: read_brought(session, text, spoken), take, failed))

    def on_lines_resized(self) -> None:
        """Another width has other columns."""
        if not self._reading:
            self._draw(self._brought, self._fault)

    def _was_read(self, found: Brought | None, fault: str) -> None:
        self._brought = found
        self._draw(found, fault or self._refused)
        self._hand_out(self._ticket, bool(fault))

    def _draw(self, found: Brought | None, fault: str) -> None:
        self._fault = fault
        offered = self.query_one("#tray-offer", StillLines)
        cells = self._cells
        said: list[Line] = []
        if fault:
            said = wrapped(printable(fault, 300), cells, "warn")
        elif found is None:
            said = wrapped(TAKES_HERE, cells, "dim")
        elif found.offered is not None:
            said = offer_lines(found.offered, cells, self.desk.reveal)
        elif self._onto is None:
            names = " ".join(printable(name, 24) for name in found.names)
            said = [((f"{printable(found.session.title, 40)}: ", "text bold"), (names or "no value", "dim"))]
            said += unread_lines(unread(found.session.capture), cells)
        _fill(offered, said)
        self.query_one(UnreadArea).hide(() if found is None or self.desk.reveal else found.passwords)
        self._show_blanks(found.lacking if found is not None else None)
        self._draw_known()
        self._say_what_works()

    @property
    def _cells(self) -> int:
        return max(self.query_one("#tray").size.width, 20)

    def _draw_known(self) -> None:
        """How much is known with what was pasted and with what is typed by now."""
        found, cells = self._brought, self._cells
        lacking = found.lacking if found is not None else None
        typed = readable(self._typed())
        written = self._typed()
        for blank in self.query(Blank):
            blank.say_known(blank.name in typed, written.get(blank.name or "", ""))
        if lacking is not None:
            lacking = lacking.with_typed(typed)
        items = found.offered.items if found is not None and found.offered is not None else ()
        new = frozenset(item.name for item in items if item.standing == "new")
        missing = missing_lines(lacking, new, cells) if found is not None else []
        tips = advice_lines(advice(found.session.view, lacking), cells) if found is not None and lacking else []
        _fill(self.query_one("#tray-missing", StillLines), missing)
        _fill(self.query_one("#tray-advice", StillLines), tips)
        self._count = "ALL KNOWN" if lacking is None else lacking.count.upper()
        self.say_badge()

    def _say_what_works(self) -> None:
        """The keys that do something now."""
        pasted = bool(self.pasted(MOST_CHARACTERS).strip())
        keys = []
        if pasted or self._typed():
            keys.append("^o read it" if self._onto is None else "^o add to this handshake")
        if DIALECT in self._blanks:
            keys.append("^l dialects")
        if pasted and self._onto is not None:
            keys.append("^n open apart")
        if self._blanks:
            keys.append("tab next field")
        self.say_keys("  ".join([*keys, "esc back"]))

    def _show_blanks(self, lacking: Needed | None) -> None:
        """A field for each value that is missing; one in which somebody writes stays."""
        wanted = () if lacking is None else tuple(sorted(lacking.missing, key=lambda name: name != "s"))
        stay = {blank.name for blank in self._fields() if blank.value or blank.has_focus}
        self._blanks = frozenset([*wanted, *(name for name in stay if name)])
        holder = self.query_one("#tray-blanks", Vertical)
        rows = {row.name: row for row in holder.children}
        for name, row in rows.items():
            row.display = name in self._blanks
        holder.mount(*(Blank(name) for name in wanted if name not in rows))

    def _fields(self) -> list[Input]:
        return [blank for blank in self.query("#tray-blanks Input").results(Input) if blank.name in self._blanks]

    def _typed(self) -> dict[str, str]:
        return {blank.name or "": blank.value for blank in self._fields() if blank.value}

    def _hand_out(self, ticket: int, fault: bool) -> None:
        """Once the fields are there: put what was typed ahead into them, and go on in the next one."""
        fields = self._fields()
        if ticket != self._ticket or not self.is_mounted:
            return
        if len(fields) < len(self._blanks):
            self.set_timer(SOON, lambda: self._hand_out(ticket, fault))
            return
        self._reading = False
        if self._ahead is not None and not fault:
            self._give([blank for blank in fields if not blank.value])
        add_now, self._add_then = self._add_then and not fault, False
        if add_now:
            self.action_add()

    def _give(self, fields: Sequence[Input]) -> None:
        ahead = self.query_one("#tray-ahead", OneLine)
        typed = [*(self._ahead or ()), ahead.value]
        for blank, text in zip(fields, typed, strict=False):
            blank.value = text
            blank.cursor_position = len(text)
        # Never the text: the next key would be written into it.
        self.set_focus(fields[min(len(typed), len(fields)) - 1] if fields else None)
        self._ahead, ahead.value, ahead.display = None, "", False
        if any(typed[len(fields) :]):
            said = "What was typed found no field: so many values are not missing."
            _fill(self.query_one("#tray-advice", StillLines), [((said, "warn"),)])

    # Keys

    def action_add(self) -> None:
        """Add what is new, and what was typed."""
        if self._awaits_file or (self._reading and self._ahead is not None):
            self._add_then = True  # once it is known what is open, and whose values were typed
            return
        desk, ask, text, typed = self.desk, asking(self), self.pasted(MOST_CHARACTERS), self._typed()
        session = self._onto
        if not text.strip() and not typed:
            self._draw(self._brought, "Nothing is pasted or typed yet.")
        elif session is None:
            open_brought(desk, ask, text, typed, self._close, self._not_added)
        else:
            desk.start(Work("tray", lambda _: finished(session, text, typed), self._added, self._not_added))

    def _not_added(self, error: SrpscopeError) -> None:
        """It is said here, and what was pasted and typed stays to be put right."""
        self._refused = str(error)
        if self.is_mounted:
            self._draw(self._brought, self._refused)

    def _added(self, found: Finished) -> None:
        ask = asking(self)
        self._close()
        offered = found.offered
        if offered is not None and not offered.adds and explain_bare_log(self.desk, ask, offered.capture):
            return
        self.desk.add(found.session, found.said)
        self.desk.changed("session")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """enter goes to the next blank; after the last one it adds."""
        if event.input.id == "tray-ahead":
            self.action_next_field()
            return
        blanks = self._fields()
        at = blanks.index(event.input)
        if at + 1 < len(blanks):
            blanks[at + 1].focus()
        else:
            self.action_add()

    def action_next_field(self) -> None:
        """The next field; while it is not known yet which there are, one that takes what is typed for them."""
        if not self._reading:
            self.focus_next()
            return
        ahead = self.query_one("#tray-ahead", OneLine)
        if self._ahead is None:
            self._ahead = []
        else:
            self._ahead.append(ahead.value)
        ahead.value, ahead.display = "", True
        self.set_focus(ahead)

    def action_dialects(self) -> None:
        """Choose the dialect from the list of all."""
        fields = [blank for blank in self._fields() if blank.name == DIALECT]

        def chosen(name: str) -> None:
            fields[0].value = name
            fields[0].focus()

        if fields:
            ask_dialect(asking(self), chosen)

    def action_apart(self) -> None:
        """Open it as another handshake, with what was typed beside it."""
        text = self.pasted(MOST_CHARACTERS)
        if not text.strip():
            self._draw(self._brought, "Nothing is pasted yet.")
            return
        open_brought(self.desk, asking(self), text, self._typed(), self._close, self._not_added)

    def action_leave(self) -> None:
        """Nothing is added; what was pasted or typed is dropped when it is asked for twice."""
        if self._warned or not (self.pasted(MOST_CHARACTERS).strip() or any(self._typed().values())):
            self._close()
            return
        self._warned = True
        self._draw(self._brought, "Nothing of this is added yet: ^o adds it, esc once more drops it.")

    def _close(self) -> None:
        self._ticket += 1  # what is still being read comes too late
        if self._timer is not None:
            self._timer.stop()
        if self.is_current:  # left already, while it was read
            self.dismiss()


def _fill(pane: StillLines, lines: list[Line]) -> None:
    pane.styles.height = len(lines)
    pane.display = bool(lines)
    pane.show(lines)
