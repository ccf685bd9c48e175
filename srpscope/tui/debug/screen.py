"""The debug screen (F2): steps, what the selected value is made of, the bytes, the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widget import Widget

from srpscope.tui.commands import Entry, maximised
from srpscope.tui.debug.glance import Glance
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.empty_panes import EmptyPanes
from srpscope.tui.frame.finding import FindingScreen

if TYPE_CHECKING:
    from srpscope.tui.debug.bytes_pane import BytesPane
    from srpscope.tui.debug.operands import OperandsPane
    from srpscope.tui.debug.steps import StepsPane
    from srpscope.tui.frame.ladder import Ladder

LEAST_BYTES_ROWS, LEAST_NARROW = 8, 3
"""Rows of the bytes, their frame among them; on a small screen the cause on both sides, and every operand."""

LEAST_RESULT = 7
"""Rows of a narrow screen that stay for frames and bytes before a value's result has one."""

NOTHING_OPEN: tuple[Line, ...] = (
    ((" No capture is open.", "text bold"),),
    ((" o", "accent bold"), (" opens a file, ", "dim"), ("F6", "accent bold"), (" shows the library.", "dim")),
)


class DebugScreen(FindingScreen):
    """Step through the handshake."""

    MODE = "debug"

    def __init__(self) -> None:
        super().__init__()
        self.operand = 0
        self._panes: tuple[Ladder, StepsPane, OperandsPane, BytesPane] | None = None
        self._operand_of = ""
        self._explained = False
        self._zoomed = ""
        self._unfolded: dict[str, frozenset[int]] = {}

    def body(self) -> EmptyPanes:
        """The frames of the panes: what fills them is imported and worked out once the first frame is out."""
        return EmptyPanes(id="body")

    def _furnish(self) -> None:
        """Put the panes into their frames: steps at the left, or one line of them; operands over bytes."""
        from srpscope.tui.debug.bytes_pane import BytesPane
        from srpscope.tui.debug.operands import OperandsPane
        from srpscope.tui.debug.steps import StepsPane
        from srpscope.tui.frame.ladder import Ladder

        self._panes = (Ladder(), StepsPane(), OperandsPane(), BytesPane())
        detail = Vertical(self._panes[2], self._panes[3], id="detail")
        self.query_one("#body").mount(self._panes[0], self._panes[1], detail)
        self.call_after_refresh(self._furnished)

    def _furnished(self) -> None:
        if self.focused is None:
            self._operands.focus()
        self.refresh_all()

    @property
    def _steps(self) -> StepsPane:
        assert self._panes is not None
        return self._panes[1]

    @property
    def _operands(self) -> OperandsPane:
        assert self._panes is not None
        return self._panes[2]

    @property
    def _bytes(self) -> BytesPane:
        assert self._panes is not None
        return self._panes[3]

    @property
    def octets(self) -> BytesPane | None:
        """The byte view."""
        return None if self._panes is None else self._panes[3]

    def whole(self, number: int) -> None:
        """Show an operand unfolded."""
        name = self.desk.selected
        if number not in self._unfolded.get(name, frozenset()):
            self._unfolded[name] = self._unfolded.get(name, frozenset()) | {number}
            self._draw_bytes()

    # Drawing

    def refresh_all(self) -> None:
        """Draw everything from the app's state."""
        super().refresh_all()
        self._draw()

    def _draw(self) -> None:
        desk = self.desk
        shown, name = desk.shown, desk.selected
        if self._panes is None:
            body = self.query_one(EmptyPanes)
            body.narrow = self.narrow
            body.say(NOTHING_OPEN if desk.session is None and not desk.reading else ())
        if shown is None or name not in shown.view.comparison.rows or not self.is_mounted:
            return
        if self._panes is None:
            self._furnish()
            return
        ladder, steps, operands, _ = self._panes
        if self.has_class("tiny"):
            return
        if not operands.is_attached or not operands.size.width:
            # The layout is not there yet; where nothing else announces it, look again.
            if self.is_current:
                self.set_timer(0.05, self._draw)
            return
        self._place_operand()
        if self.narrow:
            ladder.fill(shown, name)
        else:
            steps.fill(shown, name, desk.reveal, desk.pinned, desk.waiting if desk.following else None)
        self._draw_operands()
        room = self.query_one("#detail").size.height
        frame = 1 if self.narrow else 2
        least = LEAST_NARROW if self.narrow else LEAST_BYTES_ROWS
        height = max(min(operands.wanted + frame, room - least), 4)
        if self._zoomed == "operands":
            height = room
        if operands.styles.height is None or operands.styles.height.value != height:
            operands.styles.height = height
        if operands.cursor_row is not None:
            operands.keep_in_view(operands.cursor_row)
        self._draw_bytes()

    @property
    def _glance(self) -> Glance:
        return Glance(self.desk.selected, self.desk.side, self.desk.reveal, self.narrow)

    def _draw_operands(self) -> None:
        desk = self.desk
        if desk.shown is not None:
            about = desk.about(desk.selected)
            room = self.query_one("#detail").size.height - LEAST_RESULT
            self._operands.fill(desk.shown, self._glance, self.operand, about, room)

    def _draw_bytes(self) -> None:
        desk = self.desk
        shown, name = desk.shown, desk.selected
        if shown is None or self._panes is None:
            return
        from srpscope.tui.debug.bytes_pane import IN_HEX, Spelled
        from srpscope.tui.facts.forms import FORM_TITLES, in_form, wrapped_lines

        pane = self._bytes
        form = desk.forms.get(name, "hex")
        spelled = IN_HEX
        if form != "hex":
            lines = wrapped_lines(in_form(shown, name, form, desk.reveal, self._number()), pane.size.width)
            spelled = Spelled(FORM_TITLES[form], lines)
        pane.fill(shown, self._glance, self._number(), self._unfolded.get(name, frozenset()), spelled)

    def _place_operand(self) -> None:
        """On another value the operand that carries the difference is chosen, so that the eye follows one operand."""
        desk = self.desk
        assert desk.shown is not None
        found = desk.shown.table(desk.selected)
        explained = desk.explanation is not None
        if desk.selected != self._operand_of or (explained and not self._explained):
            self.operand = found.cause or 0
        self._operand_of, self._explained = desk.selected, explained
        self.operand = min(self.operand, max(len(found.rows) - 1, 0))

    def _number(self) -> int:
        desk = self.desk
        if desk.shown is None:
            return 0
        rows = desk.shown.table(desk.selected).rows
        return rows[self.operand].number if self.operand < len(rows) else 0

    # Keys

    def action_down(self, by: int) -> None:
        """Move inside the pane that has the keyboard."""
        if self._panes is None:
            return
        focused = self.focused
        if focused is self._steps:
            self.action_step(by)
        elif focused is self._bytes:
            self._bytes.scroll_relative(y=by, animate=False)
        else:
            self._move_operand(self.operand + by)

    def action_end(self, way: int) -> None:
        """To the first or last row of the pane."""
        desk = self.desk
        focused = self.focused
        if desk.shown is None or self._panes is None:
            return
        if focused is self._steps:
            desk.select(desk.shown.order[0 if way < 0 else -1])
        elif focused is self._bytes:
            self._bytes.scroll_to(y=0 if way < 0 else self._bytes.virtual_size.height, animate=False)
        else:
            self._move_operand(0 if way < 0 else 10_000)

    def _move_operand(self, to: int) -> None:
        desk = self.desk
        if desk.shown is None:
            return
        count = len(desk.shown.table(desk.selected).rows)
        to = max(0, min(to, count - 1))
        if not count or to == self.operand:
            return
        number = self._number()
        self.operand = to
        self._draw_operands()
        if self._number() != number:
            self._draw_bytes()

    def action_fold(self) -> None:
        """Fold or unfold the operand that the cursor is on."""
        name, number = self.desk.selected, self._number()
        self._unfolded[name] = self._unfolded.get(name, frozenset()) ^ {number}
        self._draw_bytes()

    def action_maximise(self) -> None:
        """Fill the room between title and footer with the pane that has the keyboard, or put it back."""
        pane = self.focused
        wanted = "" if self._zoomed or not isinstance(pane, Widget) or pane.id is None else pane.id
        for name in ("steps", "operands", "bytes"):
            self.set_class(name == wanted, f"zoom-{name}")
        self._zoomed = wanted
        self.call_after_refresh(self.refresh_all)

    def footer(self, narrow: bool) -> list[Entry]:
        """The keys in the last row."""
        found = super().footer(narrow)
        return maximised(found) if self._zoomed else found

    def go_back(self) -> bool:
        """A pane that fills the room gives it back."""
        if not self._zoomed:
            return False
        self.action_maximise()
        return True

    def action_pin(self) -> None:
        """Keep the value on top of the steps, or no longer."""
        self.desk.pin()

    def action_ways(self) -> None:
        """Every way to take the operand under the cursor."""
        self.stage.open_ways(self.operand)

    def action_encode(self, how: str) -> None:
        """Another encoding of the focused operand, as an edit."""
        if fault := self.may_edit():
            self.desk.say(fault)
        else:
            self.desk.encode(self.operand, how)

    def on_bytes_pane_chosen(self, message: BytesPane.Chosen) -> None:
        """A click on a byte: its operand is chosen, the view stays where it is."""
        desk = self.desk
        if desk.shown is None:
            return
        rows = desk.shown.table(desk.selected).rows
        at = next((index for index, row in enumerate(rows) if row.number == message.number), None)
        if at is not None and rows[min(self.operand, len(rows) - 1)].number != message.number:
            self.operand = at
            self._draw_operands()
        if message.offset is not None and at is not None:
            desk.say(f"Offset {message.offset:04x}, in operand {message.number}, {rows[at].label}.")

    def on_steps_pane_chosen(self, message: StepsPane.Chosen) -> None:
        """A click in the steps."""
        self.desk.select(message.name)

    def on_operands_pane_chosen(self, message: OperandsPane.Chosen) -> None:
        """A click in the table; one on the encoding offers its ways."""
        self._move_operand(message.row)
        if message.encoding:
            self.action_ways()
