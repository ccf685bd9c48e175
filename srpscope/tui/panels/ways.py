"""z: the ways in which an operand or a value may be taken, each judged live; enter keeps one as an edit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.srp.formula import Name, walk
from srpscope.srp.values import SECRETS
from srpscope.tui.desk import Desk
from srpscope.tui.facts.cause.verdict import held_verdict, verdict
from srpscope.tui.facts.edits.way_lines import found_line, held_line, way_lines
from srpscope.tui.facts.edits.ways import Way, WayAt, beginning, judged, judged_on, place_of, ways
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.boxes.overlay import Overlay
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.work import Tell, Work
from srpscope.wording import capital

STEP = 8
"""Ways that are judged between two pictures."""


LEAST_BELOW = 3
"""Rows of the verdict below the menu."""


class WaysPanel(Overlay):
    """The menu. row: of the value's table; None for the value as a whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep it", show=False),
        Binding("tab", "side", "The other side", show=False, priority=True),
        Binding("s", "where", "The operand, or the value as a whole", show=False),
        Binding("z", "close", "Back", show=False),
    ]
    KEYS = "j/k try  enter keep  tab side  s where  esc put back"
    BELOW = LEAST_BELOW

    def __init__(self, desk: Desk, shown: Shown, row: int | None) -> None:
        super().__init__()
        self.desk = desk
        self._begin = beginning(shown, desk.selected, row)
        self._shown, self._row = self._begin.shown, self._begin.row
        self._whole = row is None
        self._side = desk.side
        self._place: WayAt | None = None
        self._ways: list[Way] = []
        self._own: list[Way] = []
        self._first = 1
        self._at = 0
        self._ticket = 0
        self._fault = ""
        self._judging = True

    def compose(self) -> ComposeResult:
        """The menu, over the verdict of what is tried."""
        yield from super().compose()
        yield VerdictBar()

    def on_mount(self) -> None:
        """Begin to judge."""
        super().on_mount()
        self.call_after_refresh(self._look)  # the frame stands there first

    def _look(self) -> None:
        session = self.desk.session
        if session is None:
            return
        self._ticket += 1
        ticket, shown = self._ticket, self._shown
        place = place_of(session, shown, self.desk.selected, None if self._whole else self._row, self._side)
        self._place, self._ways, self._at, self._fault, self._judging = place, [], 0, "", True

        def run(tell: Tell) -> list[Way]:
            found: list[Way] = []
            for way in judged(session, shown, place, ways(session, shown, place, self._begin.now)):
                if ticket != self._ticket:
                    break
                found.append(way)
                if len(found) % STEP == 0:
                    tell(partial(self._take, ticket, list(found)))
            return found

        def failed(error: SrpscopeError) -> None:
            self._fault = str(error)
            self.draw()

        def take(found: list[Way]) -> None:
            self._judging = ticket != self._ticket
            self._take(ticket, found)

        self.desk.start(Work("ways", run, take, failed))
        self.call_after_refresh(self.session_changed)

    def _take(self, ticket: int, found: list[Way]) -> None:
        if ticket == self._ticket and self.is_mounted:
            self._ways = found
            self.draw()

    def heading(self) -> str:
        """What is taken, and on which side."""
        place = self._place
        return "z" if place is None else f"z  {printable(place.title, 50)}, {place.side}"

    def content(self, cells: int) -> Sequence[Line]:
        """The ways so far."""
        if self._fault:
            return [((printable(self._fault), "warn"),)]
        if not self._ways or self._place is None:
            return [(("Working the ways out ..", "dim"),)]
        name = judged_on(self._shown, self._place)
        place = self._place
        other = self._shown.table(place.value).title("server" if place.side == "client" else "client")
        lines, self._own, self._first = way_lines(self._ways, self._at, cells, (name, other), self._hidden())
        self.pane.border_subtitle = f"{len(self._ways)} ways, {len(self._own)} different   likeliest first"
        return lines

    def head(self, cells: int) -> Sequence[Line]:
        """Which of them give what was observed."""
        if not self._own or self._place is None:
            return ()
        judged = judged_on(self._shown, self._place)
        if self.desk.following and self.desk.waiting and not any(one.wire or one.other for one in self._own):
            return [held_line(self.desk.waiting), ()]
        sent = judged in self._shown.view.wire
        return [found_line(self._own, self._place.side, judged, self._judging, sent, cells), ()]

    def _hidden(self) -> bool:
        place = self._place
        if place is None or self.desk.reveal:
            return False
        names = {place.value} if place.bare is None else {one.name for one in walk(place.bare) if isinstance(one, Name)}
        return bool(names & SECRETS)

    def cursor(self, lines: Sequence[Line]) -> int | None:
        """The way under the cursor."""
        return self._first + self._at if self._own else None

    def session_changed(self) -> None:
        """A way is being tried: the list stays, and the verdict is its."""
        shown = self.desk.shown
        if self.is_mounted and shown is not None:
            bar, narrow = self.query_one(VerdictBar), self.has_class("narrow")
            waiting = self.desk.following and self.desk.waiting
            said = held_verdict(printable(waiting, 24)) if waiting else verdict(shown, *self.desk.search_state, narrow)
            bar.set(said, said, None)
            bar.fit(self.app.size.width, narrow, LEAST_BELOW)
            # It covers the one of the screen below, which may need another row for the same sentences.
            bars = (bar, *self.app.screen_stack[-2].query(VerdictBar))
            heights = [int(one.styles.height.value) for one in bars if one.styles.height is not None]
            rows = max(LEAST_BELOW, *heights)
            bar.styles.height = rows
            if rows != self.BELOW:
                self.BELOW = rows
                self.draw()

    def action_down(self, by: int) -> None:
        """The next way, tried at once in the panes behind."""
        if not self._own or self.desk.session is None or self._place is None:
            return
        self._at = max(0, min(self._at + by, len(self._own) - 1))
        self.draw()
        self.pane.keep_in_view(self._first + self._at, 1)
        self.desk.evaluate([*self.desk.session.edits, *self._begin.tried(self._place, self._own[self._at])])

    def action_keep(self) -> None:
        """Keep the way as an edit."""
        way = self._own[self._at] if self._at < len(self._own) else None
        self._ticket += 1
        self.dismiss()
        session = self.desk.session
        if way is None or not way.edits or session is None:
            self.desk.edits_changed()
        else:
            self.desk.replace_edits(
                [*session.edits, *self._begin.kept_with(way)], f"{capital(way.name)}. u takes it back."
            )

    def action_close(self) -> None:
        """Put everything back."""
        self._ticket += 1
        self.dismiss()
        self.desk.edits_changed()

    def action_side(self) -> None:
        """The same place on the other side."""
        self._side = "server" if self._side == "client" else "client"
        self._look()

    def action_where(self) -> None:
        """The operand, or the value as a whole."""
        if self._row is not None:
            self._whole = not self._whole
            self._look()

    def on_click(self, event: events.Click) -> None:
        """The way under the mouse; once more keeps it."""
        offset = event.get_content_offset(self.pane) if event.widget is self.pane else None
        if offset is None:
            self.action_close()
            return
        at = offset.y - len(self.pane.head) + self.pane.scroll_offset.y - self._first
        if 0 <= at < len(self._own):
            if at == self._at:
                self.action_keep()
            else:
                self.action_down(at - self._at)
