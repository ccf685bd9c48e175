"""v: the evidence tray. What is pasted is offered to the open handshake; each value still missing has a blank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.srp.values import SECRETS
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.needed import WHERE_TO_FIND, Needed, advice
from srpscope.tui.facts.offer_lines import advice_lines, missing_lines, offer_lines
from srpscope.tui.facts.spans import Line
from srpscope.tui.flows.adding import Brought, Finished, finished, open_apart, read_brought, with_typed
from srpscope.tui.flows.opening import explain_bare_log, open_text
from srpscope.tui.frame.boxes.box import Box
from srpscope.tui.frame.boxes.fields import OneLine, PasteArea, visible
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.boxes.overlay import OverlayLines
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.work import Work

MOST_CHARACTERS = 4_000_000
WAIT = 0.15
"""Seconds after the last key before what stands in the field is read."""

ROOM_FOR_HINTS = 76
"""Columns from which on it is said where a missing value is found."""

PLACEHOLDERS = {"P": "stays hidden", "s": "hex, base64 or a C array", "a": "hex", "b": "hex", "v": "hex"}


class TrayPanel(Box[None]):
    """A field for what is pasted, what it is, and a blank for each value that is missing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back, add nothing", show=False, priority=True),
        Binding("ctrl+o", "add", "Add to this handshake", show=False, priority=True),
        Binding("f10", "add", "Add to this handshake", show=False, priority=True),
        Binding("ctrl+n", "apart", "Open as another", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, text: str = "") -> None:
        super().__init__()
        self.desk = desk
        self._onto = None if desk.example else desk.session  # the example is nobody's: what is brought is not about it
        self._text = visible(text)
        self._brought: Brought | None = None
        self._blanks: tuple[str, ...] = ()
        self._ticket = 0
        self._timer: Timer | None = None
        self._count = ""

    def badges(self) -> Sequence[tuple[str, str]]:
        """How much is known with what is brought."""
        shown, found = self.desk.shown, super().badges()
        if shown is None or shown.lacking is None or not self._count:
            return found
        return [(role, words.replace(shown.lacking.count.upper(), self._count)) for role, words in found]

    def compose(self) -> ComposeResult:
        """Paste, what it is, what is missing."""
        with Vertical(id="tray") as frame:
            open_one = self._onto
            frame.border_title = Content("v  Add what you know" if open_one else "v  Paste")
            if open_one is not None:
                frame.border_subtitle = Content(f"to {printable(open_one.title, 60)}, which stays open")
            yield PasteArea(self._text, id="paste-text", compact=True)
            yield OverlayLines(id="tray-offer")
            yield OverlayLines(id="tray-missing")
            yield Vertical(id="tray-blanks")
            yield OverlayLines(id="tray-advice")
        if open_one is not None:
            yield KeysBar("^o add to this handshake  ^n open apart  tab next field  esc back")
        else:
            yield KeysBar("^o read it  tab next field  esc back")

    def on_mount(self) -> None:
        """The keyboard goes into the field; what is known already is counted."""
        super().on_mount()
        self.query_one(TextArea).focus()
        for pane in self.query(OverlayLines):
            pane.can_focus = False
        self._read()

    # Reading

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Read it once the keys rest."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(WAIT, self._read)

    def _read(self) -> None:
        self._ticket += 1
        ticket = self._ticket
        session, text = self._onto, self._pasted()

        def take(found: Brought | None) -> None:
            if ticket == self._ticket and self.is_mounted:
                self._brought = found
                self._draw(found, "")

        def failed(error: SrpscopeError) -> None:
            if ticket == self._ticket and self.is_mounted:
                self._brought = None
                self._draw(None, str(error))

        self.desk.start(Work("tray", lambda _: read_brought(session, text), take, failed))

    def _pasted(self) -> str:
        return self.query_one(TextArea).text[:MOST_CHARACTERS]

    def _draw(self, found: Brought | None, fault: str) -> None:
        panes = (self.query_one(f"#tray-{name}", OverlayLines) for name in ("offer", "missing", "advice"))
        offered, missing, tips = panes
        cells = max(self.query_one("#tray").size.width, 20)
        said: list[Line] = []
        if fault:
            said = [((printable(fault, 300), "warn"),)]
        elif found is None:
            takes = "hex, base64, JSON, a device log, C arrays, or a file name. Nothing leaves this machine."
            said = [((takes, "dim"),)]
        elif found.offered is not None:
            said = offer_lines(found.offered, cells, self.desk.reveal)
        elif self._onto is None:
            names = " ".join(name for name, row in found.session.view.comparison.rows.items() if row.state != "unknown")
            said = [((f"{printable(found.session.title, 40)}: ", "text bold"), (names, "dim"))]
        _fill(offered, said)
        lacking = found.lacking if found is not None else None
        items = found.offered.items if found is not None and found.offered is not None else ()
        new = frozenset(item.name for item in items if item.standing == "new")
        _fill(missing, missing_lines(lacking, new, cells) if found is not None else [])
        self._show_blanks(lacking)
        lines: list[Line] = []
        if found is not None and lacking is not None:
            lines = advice_lines(advice(found.session.view, lacking), cells)
        _fill(tips, lines)
        self._count = "ALL KNOWN" if lacking is None else lacking.count.upper()
        self.say_badge()

    def _show_blanks(self, lacking: Needed | None) -> None:
        wanted = () if lacking is None else tuple(sorted(lacking.missing, key=lambda name: name != "s"))
        if wanted == self._blanks:
            return
        kept = self._typed()
        self._blanks = wanted
        holder = self.query_one("#tray-blanks", Vertical)
        holder.remove_children()
        roomy = self.app.size.width >= ROOM_FOR_HINTS
        holder.mount(*(_blank(name, kept.get(name, ""), roomy) for name in wanted))

    def _typed(self) -> dict[str, str]:
        return {blank.name or "": blank.value for blank in self.query(Input) if blank.value}

    # Keys

    def action_add(self) -> None:
        """Add what is new, and what was typed."""
        desk, ask, text, typed = self.desk, asking(self), self._pasted(), self._typed()
        session = self._onto
        if not text.strip() and not typed:
            self._draw(self._brought, "Nothing is pasted or typed yet.")
        elif session is None:
            self._close()
            open_text(desk, ask, text, lambda opened: with_typed(opened, typed))
        else:
            desk.start(Work("tray", lambda _: finished(session, text, typed), self._added, self._not_added))

    def _not_added(self, error: SrpscopeError) -> None:
        self._draw(self._brought, str(error))

    def _added(self, found: Finished) -> None:
        ask = asking(self)
        self._close()
        if found.offered is not None and explain_bare_log(self.desk, ask, found.offered.capture):
            return
        self.desk.add(found.session, found.said)
        self.desk.changed("session")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """enter goes to the next blank; after the last one it adds."""
        blanks = list(self.query(Input))
        at = blanks.index(event.input)
        if at + 1 < len(blanks):
            blanks[at + 1].focus()
        else:
            self.action_add()

    def action_apart(self) -> None:
        """Open it as another handshake."""
        text = self._pasted()
        if not text.strip():
            self._draw(self._brought, "Nothing is pasted yet.")
            return
        ask = asking(self)
        self._close()
        open_apart(self.desk, ask, text)

    def action_leave(self) -> None:
        """Nothing is added."""
        self._close()

    def _close(self) -> None:
        self._ticket += 1  # what is still being read comes too late
        if self._timer is not None:
            self._timer.stop()
        self.dismiss()


def _blank(name: str, value: str, roomy: bool) -> Horizontal:
    hint = WHERE_TO_FIND.get(name, "")
    field = OneLine(
        value,
        placeholder=PLACEHOLDERS.get(name, "hex"),
        name=name,
        compact=True,
        max_length=70_000,
        password=name in SECRETS and name not in ("a", "b", "v"),
        classes="blank",
    )
    return Horizontal(
        Static(Content.assemble(("· ", ""), (printable(name, 8), "bold")), classes="blank-name", markup=False),
        field,
        Static(Content(hint if roomy else hint.split(":")[0]), classes="blank-hint", markup=False),
        classes="blank-row",
    )


def _fill(pane: OverlayLines, lines: list[Line]) -> None:
    pane.styles.height = len(lines)
    pane.display = bool(lines)
    pane.show(lines)
