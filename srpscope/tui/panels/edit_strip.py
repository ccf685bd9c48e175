"""The edit strip: it opens where the verdict is, covers nothing, and every key echoes in the panes at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from srpscope.capture.pages.literals.forms import literal_hex
from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.srp.applying import content as content_of
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import value_bytes
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS, Value
from srpscope.srp.written import read_value
from srpscope.tui.desk import Desk
from srpscope.tui.facts.edits.proofs import proof_line
from srpscope.tui.facts.forms import as_form
from srpscope.tui.facts.moment.marks import DIFFER, equality
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line, Span, shorten
from srpscope.tui.frame.bars import Bar
from srpscope.tui.frame.boxes.fields import OneLine
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.layout import ROOMY
from srpscope.tui.frame.stage import OnStage
from srpscope.wording import capital

FORMS = ("hex", "text", "dec", "b64", "array", "formula")
TITLES = {"hex": "hex", "text": "text", "dec": "decimal", "b64": "base64", "array": "array", "formula": "formula"}
MOST_TYPED = 70_000
_HEX = re.compile(r"(?:0x)?(?:[0-9A-Fa-f]{2}[\s:]?)+")
KEYS = "enter keep  esc put back  tab side  up/down form"
SEEN_KEY = "  ^t seen or what if"


class StripBar(Bar):
    """A row of the strip."""

    GROUND = "surface"
    line: Line = ()

    def rows(self, cells: int) -> Sequence[Line]:
        """The one row."""
        return [(("┃", "accent"), (" ", "text"), *self.line)]


class EditStrip(OnStage, Vertical):
    """Edits one value on one side, or both, or the wire. form: what it begins with, where that is not the usual one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_back", "Put back", show=False, priority=True),
        Binding("tab", "side(1)", "Next side", show=False, priority=True),
        Binding("shift+tab", "side(-1)", "Previous side", show=False, priority=True),
        Binding("up", "form(-1)", "Previous form", show=False, priority=True),
        Binding("down", "form(1)", "Next form", show=False, priority=True),
        Binding("ctrl+t", "seen", "Seen, or what if", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, name: str, side: str, form: str = "") -> None:
        super().__init__(id="edit-strip")
        self.desk = desk
        self._edited = name
        self._side = side
        self._form = "hex"
        self._begins_as = form
        self._before: Shown | None = None
        self._kept = False
        self._seen = False
        self._came_from: Widget | None = None
        self._forms: tuple[str, ...] = FORMS
        self._typed: dict[str, str] = {}
        """Form -> what was typed in it, where another form cannot say it."""

    def compose(self) -> ComposeResult:
        """Whose value, the text, the echo."""
        yield StripBar(id="edit-head")
        yield OneLine(id="edit-text", compact=True, max_length=MOST_TYPED)
        yield StripBar(id="edit-echo")
        yield KeysBar(KEYS)  # _say_head says it anew

    def on_mount(self) -> None:
        """Begin with the value as it is."""
        self._came_from = self.screen.focused
        self.screen.add_class("editing")
        self._before = self.desk.shown
        cell = self._cell()
        kind = self._kind()
        self._forms = FORMS if kind != "text" else ("text", "hex", "b64", "array", "formula")
        if self._edited == "H":
            self._forms = ("text",)
        elif cell is not None and cell.formula is None:
            self._forms = tuple(form for form in self._forms if form != "formula")
        computed = cell is not None and cell.source == "computed" and cell.formula is not None
        self._form = "formula" if computed and "formula" in self._forms else self._forms[0]
        if self._begins_as in self._forms:
            self._form = self._begins_as
        if self._form == "text" and isinstance(self._value(), str) and not _is_text(value_bytes(self._value() or "")):
            self._form = "hex"  # what cannot be seen in a field is shown as its bytes
        text = self.query_one(Input)
        with text.prevent(Input.Changed):
            text.value = self._as_text()
        self._mask()
        text.focus()
        self._seen = self._may_be_seen() and self._value() is None
        self._say_head()
        self._say(self._hint())
        self.call_after_refresh(self.stage.give_keys)

    def on_unmount(self) -> None:
        """The verdict comes back."""
        screen = self.screen
        screen.remove_class("editing")
        if self._came_from is not None and self._came_from.is_attached:
            screen.set_focus(self._came_from)

    # What it begins with

    def _one_side(self) -> str:
        return "server" if self._side == "server" else "client"

    def _cell(self) -> Cell | None:
        shown = self._before
        if shown is None or self._edited not in shown.view.comparison.rows:
            return None
        row = shown.view.comparison.rows[self._edited]
        return row.server if self._one_side() == "server" else row.client

    def _kind(self) -> str:
        session = self.desk.session
        assert session is not None
        return session.dialect("server" if self._one_side() == "server" else "client").kind(self._edited)

    def _value(self) -> Value | None:
        shown = self._before
        if shown is None or self._edited not in shown.view.comparison.rows:
            return None
        row = shown.view.comparison.rows[self._edited]
        if self._side == "wire" and row.wire is not None:
            return row.wire
        cell = self._cell()
        return cell.value if cell is not None and cell.value is not None else row.wire

    def _as_text(self) -> str:
        cell = self._cell()
        if self._form == "formula":
            return cell.formula.text if cell is not None and cell.formula is not None else ""
        value = self._value()
        if value is None:
            return ""
        if self._form == "text" and isinstance(value, str):
            return value
        return _in_form(value_bytes(value), self._form)

    # Keys

    def action_side(self, by: int) -> None:
        """The next side."""
        shown = self._before
        sides = ["client", "server", "both"]
        if shown is not None and self._edited in shown.view.wire:
            sides.append("wire")
        at = sides.index(self._side) if self._side in sides else 0
        self._side = sides[(at + by) % len(sides)]
        self._say_head()
        self._try()

    def action_form(self, by: int) -> None:
        """The next form; the text is written anew in it. A form that would lose bytes is passed over, and what cannot
        be said in another form, a formula or half a value, is there again when one comes back to it."""
        edit, text = self._edit_or_fault(), self.query_one(Input)
        data: bytes | None = None
        if isinstance(edit, Edit) and edit.form != "formula":
            data = value_bytes(read_value("bytes", edit.form, edit.content))
        typed = text.value if text.value != self._as_text() else ""
        self._typed[self._form] = typed if data is None else ""
        at, before = self._forms.index(self._form), self._form
        forms = [self._forms[(at + by * step) % len(self._forms)] for step in range(1, len(self._forms) + 1)]
        self._form = next(form for form in forms if data is None or self._holds(data, form))
        if data is not None and self._form != "formula":
            text.value = _in_form(data, self._form)
        else:
            as_hex = before == "formula" and self._form == "hex" and bool(_HEX.fullmatch(typed))
            text.value = self._typed.get(self._form) or (typed if as_hex else self._as_text())
        text.cursor_position = len(text.value)
        self._mask()
        self._say_head()

    def _holds(self, data: bytes, form: str) -> bool:
        """Whether a form gives the same value again: text only where it is text, decimal only where length is none."""
        if form == "formula":
            return True
        if form == "text":
            return _is_text(data)
        return form != "dec" or self._kind() == "number" or data[:1] != b"\0"

    def _mask(self) -> None:
        """Only a secret value is masked: a formula is seen as it is typed."""
        hidden = self._edited in SECRETS and not self.desk.reveal and self._form != "formula"
        self.query_one(Input).password = hidden

    def _may_be_seen(self) -> bool:
        return self._form != "formula" and self._edited != "H"

    def action_seen(self) -> None:
        """Evidence (it was so), or a supposition (what if it were so)."""
        if self._may_be_seen():
            self._seen = not self._seen
            self._say_head()

    def action_put_back(self) -> None:
        """Leave the value as it was."""
        self.remove()
        self.desk.edits_changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the edit."""
        event.stop()
        found = self._edit_or_fault()
        if isinstance(found, str):
            self._say(((found, "differ"),))
            return
        if self.query_one(Input).value == self._as_text() and self._before is not None:
            self.action_put_back()
            return
        self._kept = True
        self.remove()
        if self._seen and self._may_be_seen():
            self.desk.saw(found.side, found.value, found.form, found.content)
        else:
            self.desk.edit(found)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key echoes."""
        event.stop()
        self._try()

    # Trying

    def _edit_or_fault(self) -> Edit | str:
        """The edit that is typed, or what is wrong with it in words."""
        session = self.desk.session
        assert session is not None
        content = self.query_one(Input).value
        form = self._form
        if form == "array" or (form == "hex" and re.search(r"[^0-9a-fA-FxX\s:\-]", content)):
            made = literal_hex(content)
            if made is None and form == "hex":
                made = content
            if made is None:
                return "Not an array: bytes as 0x4b or 75, with commas."
            form, content = "hex", made
        side = self._one_side()
        try:
            spoken = session.dialect("server" if side == "server" else "client")
            if self._edited == "H":
                form = "text"
            if form == "hex" and not content.strip():
                return "Nothing is typed yet."
            edit = Edit(self._side, self._edited, form, content)
            content_of(edit, spoken)
            return edit
        except SrpscopeError as error:
            said = str(error)
            return printable(capital(said), 200)

    def _try(self) -> None:
        found = self._edit_or_fault()
        if isinstance(found, str):
            self._say(((found, "differ"),))
            return
        session = self.desk.session
        assert session is not None
        self._say((("…", "dim"),))
        self.desk.evaluate([*session.edits, self.desk.meant(found)], self._landed)

    def _landed(self, shown: Shown) -> None:
        if not self.is_mounted or self._kept:
            return
        self._say_head()
        self._say(self._changes(shown))

    def _changes(self, shown: Shown) -> Line:
        """Which values turned, and the first byte that did."""
        before = self._before
        if before is None or self._edited not in before.view.comparison.rows:
            return ()
        spans: list[Span] = []
        turned = []
        for name, row in shown.view.comparison.rows.items():
            old = before.view.comparison.rows.get(name)
            if old is None or name == self._edited:
                continue
            if (old.client.value, old.server.value) != (row.client.value, row.server.value):
                turned.append((name, row.state))
        if turned:
            spans.append(("changes  ", "dim"))
            for name, state in turned[:12]:
                marks = shown.marks.get(name)
                odd = state == "unknown" and marks is not None and DIFFER in (marks.client, marks.server, marks.wire)
                sign, role = equality("follows" if odd else state)
                spans += [(f"{printable(name, 12)} ", "text"), (f"{sign}   ", role.split()[0])]
        elif shown.view.comparison.rows[self._edited].state == before.view.comparison.rows[self._edited].state:
            spans.append(("changes nothing else   ", "dim"))
        return (*proof_line(shown, self._one_side(), self._edited), *spans, *self._first_byte(shown))

    def _first_byte(self, shown: Shown) -> Line:
        old, new = self._value(), None
        row = shown.view.comparison.rows[self._edited]
        cell = row.server if self._one_side() == "server" else row.client
        new = row.wire if self._side == "wire" else cell.value
        if cell.problem and self._side != "wire":
            return ((printable(cell.problem, 120), "warn"),)
        if old is None or new is None or (self._edited in SECRETS and not self.desk.reveal):
            return ()
        a, b = value_bytes(old), value_bytes(new)
        if len(a) != len(b):
            return ((f"{len(a)} → {len(b)} bytes", "warn"),)
        at = next((index for index, (x, y) in enumerate(zip(a, b, strict=True)) if x != y), None)
        if at is None:
            return (("as it was", "dim"),)
        said = f"byte {at}: {a[at]:02x} → {b[at]:02x}"
        return ((said, "warn"), ("   starts with 00: some programs drop it" if at == 0 and b[0] == 0 else "", "dim"))

    # Rows

    def _hint(self) -> Line:
        if self._may_be_seen():
            return (("seen: it was so, and is evidence; what if: suppose it were", "dim"),)
        return (("what if it were made so: every key is tried at once", "dim"),)

    def _say(self, line: Line) -> None:
        bar = self.query_one("#edit-echo", StripBar)
        bar.line = line
        bar.update()

    def _say_head(self) -> None:
        spans: list[Span] = [("Edit ", "accent bold"), (printable(self._edited, 24), "text bold"), (" on ", "dim")]
        for side in ("client", "server", "both", "wire"):
            if side == "wire" and (self._before is None or self._edited not in self._before.view.wire):
                continue
            here = side == self._side
            spans.append((f" {side} ", "text bold@selection" if here else "dim"))
        spans.append(("   ", "text"))
        for word, here in (("seen", self._seen), ("what if", not self._seen)) if self._may_be_seen() else ():
            spans.append((f" {word} ", "text bold@selection" if here else "dim"))
        spans.append(("   ", "text"))
        narrow = self.app.size.width < ROOMY
        for form in (self._form,) if narrow else self._forms:
            here = form == self._form
            spans.append((f" {TITLES[form]} ", "text bold@selection" if here else "dim"))
        if narrow and len(self._forms) > 1:
            spans += [(" ↑↓", "accent bold"), (f" {len(self._forms) - 1} more", "dim")]
        value = self._value()
        if value is not None and not narrow:
            data = value_bytes(value)
            hidden = self._edited in SECRETS and not self.desk.reveal
            was = "hidden" if hidden else shorten(printable(value, 40) if isinstance(value, str) else data.hex(), 14)
            spans.append((f"   was {was}, {len(data)} B", "dim"))
        bar = self.query_one("#edit-head", StripBar)
        bar.line = tuple(spans)
        bar.update()
        self.query_one(KeysBar).say(KEYS + SEEN_KEY * self._may_be_seen())


def _is_text(data: bytes) -> bool:
    try:
        return data.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


def _in_form(data: bytes, form: str) -> str:
    if form == "array":
        return ", ".join(f"0x{byte:02x}" for byte in data)
    return data.decode("utf-8", "replace") if form == "text" else as_form(data, form)
