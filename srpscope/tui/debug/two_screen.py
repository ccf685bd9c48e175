"""Two handshakes side by side: their messages, their values, and what the selected value is made of in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from srpscope.printable import printable
from srpscope.tui.debug.bytes_pane import BytesPane
from srpscope.tui.debug.glance import Glance
from srpscope.tui.debug.operands import OperandsPane
from srpscope.tui.facts.two import badges, side_of, two_shown, verdict
from srpscope.tui.facts.two_lines import message_lines, value_lines
from srpscope.tui.flows.unsaved import unless_unsaved
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.mode_screen import ModeScreen
from srpscope.tui.frame.title_bar import Headline
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.work import Work

if TYPE_CHECKING:
    from srpscope.answers.compared.compared import Compared
    from srpscope.tui.facts.moment.shown import Shown

LEAST_BYTES_ROWS = 6


class TwoValues(Lines):
    """Pane 2: the values; the cursor is the selected one."""

    HELP = "Every value of both. = the same, ~ new by right, ≠ should be the same, ○ follows from one that should."

    class Chosen(Message):
        """A row was clicked."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def on_click(self, event: events.Click) -> None:
        """Choose the value under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Chosen(offset.y + self.scroll_offset.y))


class TwoScreen(ModeScreen):
    """Two handshakes. esc leads back to where they were chosen."""

    MODE = "two"
    SHOWS_VALUES = True
    DEFAULT_CSS = """
    TwoScreen {
        #body { layout: vertical; }
        #two-messages { width: 100%; height: 10; }
        #lower { height: 1fr; width: 100%; }
        #two-values { width: 58; height: 100%; }
        #right { width: 1fr; height: 100%; }
        #operands { width: 100%; height: 12; }
        #bytes { width: 100%; height: 1fr; }
        &.narrow #right { display: none; }
        &.narrow #two-values { width: 100%; }
        &.narrow.made #right { display: block; }
        &.narrow.made #two-values { display: none; }
    }
    """

    def __init__(self, found: Compared) -> None:
        super().__init__()
        self.found = found
        names = list(found.values)
        first = found.first
        self._selected = first.value if first is not None and first.value else names[0] if names else ""
        self._side = side_of(found, self._selected) if self._selected else "client"
        self._operand = 0
        self._shown: dict[str, Shown] = {}

    # What the bars say

    def headline(self, narrow: bool) -> Headline:
        """Both of them."""
        left, right = self.found.left, self.found.right
        spoken = dict.fromkeys(one.session.dialect("client").id for one in (left, right))
        other = (f"{right.name}: {printable(right.session.title, 40)}", "text bold")
        words = (printable(" ≠ ".join(spoken), 60), "dim" if len(spoken) == 1 else "differ")
        return f"{left.name}: {left.session.title}", [other, words]

    def badges(self) -> list[tuple[str, str]]:
        """How each ended."""
        return badges(self.found)

    def works(self, command: str) -> bool:
        """Differences where there are some; another pane in the values' place where both have no room."""
        if command == "made-of":
            return self.narrow
        return command != "next-difference" or self.found.first is not None

    def compose_body(self) -> ComposeResult:
        """Messages over values and what one is made of."""
        yield Lines(id="two-messages", classes="pane")
        with Horizontal(id="lower"):
            yield TwoValues(id="two-values", classes="pane")
            with Vertical(id="right"):
                yield OperandsPane()
                yield BytesPane()

    def compose_below(self) -> ComposeResult:
        """Where they part."""
        yield VerdictBar()

    def on_mount(self) -> None:
        """The keyboard goes to the values."""
        super().on_mount()
        self.query_one(TwoValues).focus()

    # Drawing

    def refresh_all(self) -> None:
        """Draw everything."""
        super().refresh_all()
        if not self.is_mounted or self.has_class("tiny"):
            return
        found, reveal = self.found, self.desk.reveal
        said = verdict(found, reveal)
        bar = self.query_one(VerdictBar)
        bar.styles.height = min(len(said.lines), 3 if self.narrow else 5)
        bar.set(said, said, None, self.desk.note)
        self._draw_messages()
        values = self.query_one(TwoValues)
        lines, names = value_lines(found, self._selected, reveal, self.dimmed, values.size.width)
        at = names.index(self._selected) if self._selected in names else None
        values.border_title = "2 Values"
        values.border_subtitle = "= same   ~ new by right   ≠ not the same"
        values.show(lines, at)
        if at is not None:
            values.keep_in_view(at, 1)
        self._draw_made()

    def _draw_messages(self) -> None:
        pane = self.query_one("#two-messages", Lines)
        lines = message_lines(self.found, pane.size.width)
        frame = 1 if self.narrow else 2
        pane.styles.height = min(len(lines) + frame, 6 if self.narrow else 12)
        pane.border_title = "1 Messages"
        pane.border_subtitle = "ms since the first of each"
        pane.show(lines[1:], None, head=lines[:1])

    def _draw_made(self) -> None:
        shown = self._shown.get(self._side)
        if shown is None:
            self._ask(self._side)
            return
        operands, octets = self.query_one(OperandsPane), self.query_one(BytesPane)
        if self._selected not in shown.view.comparison.rows or not operands.size.width:
            return
        table = shown.table(self._selected)
        glance = Glance(self._selected, "client", self.desk.reveal, narrow=True)
        self._operand = min(self._operand, max(len(table.rows) - 1, 0))
        operands.fill(shown, glance, self._operand, self.desk.about(self._selected))
        operands.border_title = Content(f"3 What {printable(self._selected, 24)} is made of, {self._side}")
        room = self.query_one("#right").size.height
        frame = 1 if self.narrow else 2
        operands.styles.height = max(min(operands.wanted + frame, room - LEAST_BYTES_ROWS), 4)
        number = table.rows[self._operand].number if table.rows else 0
        octets.fill(shown, glance, number)
        octets.border_title = Content(f"4 Bytes of {printable(self._selected, 24)}")

    def _ask(self, side: str) -> None:
        """Lay one side of both beside each other, off the UI thread."""

        def take(shown: Shown) -> None:
            self._shown[side] = shown
            self._look()

        self.desk.start(
            Work("two", lambda _: two_shown(self.found, side), take, lambda error: self.desk.say(str(error), "warn"))
        )

    def _look(self) -> None:
        if self.is_mounted:
            shown = self._shown.get(self._side)
            if shown is not None and self._selected in shown.view.comparison.rows:
                self._operand = shown.table(self._selected).cause or 0
            self.refresh_all()

    # Keys

    def select(self, name: str) -> None:
        """Another value, on the side where it says most."""
        self._selected, self._side = name, side_of(self.found, name)
        self._look()

    def action_down(self, by: int) -> None:
        """The next value; in another pane the next operand, or scroll."""
        focused = self.focused
        if isinstance(focused, OperandsPane):
            self._operand = max(0, self._operand + by)
            self.refresh_all()
        elif isinstance(focused, TwoValues) or focused is None:
            names = list(self.found.values)
            at = names.index(self._selected) if self._selected in names else 0
            if names:
                self.select(names[max(0, min(at + by, len(names) - 1))])
        elif isinstance(focused, Lines):
            focused.scroll_relative(y=by, animate=False)

    def action_end(self, way: int) -> None:
        """The first or last."""
        self.action_down(way * 10_000)

    def action_difference(self, by: int) -> None:
        """The next value that is another one, going round."""
        names = list(self.found.values)
        odd = [index for index, name in enumerate(names) if self.found.values[name].state in ("differ", "follows")]
        at = names.index(self._selected) if self._selected in names else 0
        beyond = [one for one in odd if (one > at if by > 0 else one < at)]
        if odd:
            self.select(names[(beyond or odd)[0 if by > 0 else -1]])

    def action_side(self, by: int) -> None:
        """The client's or the server's."""
        self._side = "server" if by > 0 else "client"
        self._look()

    def action_swap(self) -> None:
        """The other one first."""
        from srpscope.answers.compared.compared import swapped

        self.found = swapped(self.found)
        self._shown.clear()
        self.refresh_all()

    def action_made(self) -> None:
        """On a small screen: what the value is made of, in the place of the values, and back."""
        self.set_class(not self.has_class("made"), "made")
        self.query_one(OperandsPane if self.has_class("made") else TwoValues).focus()
        self.call_after_refresh(self.refresh_all)

    def action_debug(self, which: int) -> None:
        """Open one of the two in the debugger."""
        attempt = self.found.left if which == 1 else self.found.right
        if attempt.session is self.desk.session:
            self.call_later(self.app.run_action, "app.mode('debug')")
            return
        unless_unsaved(self.desk, asking(self), lambda: self.desk.look_at(attempt.session))

    def go_back(self) -> bool:
        """Back to where the two were chosen."""
        if self.has_class("made"):
            self.action_made()
        else:
            self.dismiss()
        return True

    def on_two_values_chosen(self, message: TwoValues.Chosen) -> None:
        """The row of a value was clicked: select it."""
        names = list(self.found.values)
        if 0 <= message.row < len(names):
            self.select(names[message.row])

    def on_operands_pane_chosen(self, message: OperandsPane.Chosen) -> None:
        """A click in the table."""
        self._operand = message.row
        self.refresh_all()
