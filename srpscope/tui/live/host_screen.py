"""The live screen while this side is the device, the server, or a proxy: who came, what waits, and both legs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work
from textual.content import Content

from srpscope.printable import printable
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.live import host_view, leg_panes, legs_view
from srpscope.tui.live.feed import ClientFeed, HostFeed
from srpscope.tui.live.leg_panes import BothTold, told
from srpscope.tui.live.lines import held_rows
from srpscope.tui.live.recorded import RecordedScreen

if TYPE_CHECKING:
    from srpscope.live.concluding import Ended


FEWEST_ROWS = 6
"""Rows of a pane below which it is not worth its frame."""


class HostScreen(RecordedScreen):
    """Its panes."""

    def __init__(self, feed: ClientFeed | HostFeed | None = None) -> None:
        super().__init__(feed)
        self._waiting = ""
        self._legs: BothTold | None = None
        self._working = 0
        self._legs_shown = False

    def _panes(self) -> tuple[Lines, Lines, Lines, Lines]:
        return (
            self.query_one("#peer", Lines),
            self.query_one("#live-wire", Lines),
            self.query_one("#held", Lines),
            self.query_one("#known", Lines),
        )

    def _to_the_top(self, waiting: str) -> None:
        """A message that has just begun to wait is seen from its first byte."""
        if waiting and waiting != self._waiting:
            held = self.query_one("#held", Lines)
            self.call_after_refresh(held.scroll_home, animate=False)
        self._waiting = waiting

    def _keys_line(self) -> list[Line]:
        return [
            (),
            (
                ("c", "accent bold"),
                (" send as it is     ", "text"),
                ("e", "accent bold"),
                (" edit     ", "text"),
                ("X", "accent bold"),
                (" drop     ", "text"),
                ("C", "accent bold"),
                (" send, hold nothing more", "text"),
            ),
        ]

    def _draw_host(self, feed: HostFeed) -> None:
        peer, wire, held, known = self._panes()
        frame = 1 if self.narrow else 2
        alone = self.narrow or feed.host.behind is not None  # two legs want the whole width
        number = 2 if alone else 3
        peer.display, wire.display, known.display = not alone, True, False
        peer.border_title = "1 This side"
        peer.show(host_view.about_rows(feed))
        rows = host_view.session_rows(feed, wire.size.width)
        wire.styles.height = min(len(rows), 9) + frame
        wire.border_title = "1 Sessions" if alone else "2 Sessions"
        holds = f"   hold before: {feed.hold_words}"
        wire.border_subtitle = f"{len(feed.ended)} ended{holds}"
        wire.show(rows)
        live, waiting = feed.holding, feed.held
        if live is not None and waiting is not None:
            to = host_view.receiver(feed)
            held.border_title = Content(f"{number} Held: {printable(waiting.step.name, 30)}{to}")
            held.border_subtitle = f"{len(waiting.data)} bytes"
            keys = [] if self.narrow else self._keys_line()
            told = held_rows(live, held.size.width, self.narrow) + keys
            held.show(told)
            self._draw_legs_so_far(feed, len(told) + frame)
        elif (both := legs_view.rows(feed, held.size.width, held.size.height, self._told(feed))) is not None:
            held.border_title, held.border_subtitle = f"{number} Both legs, in time", "ms since the app came"
            held.show(both)
            self._draw_legs(feed, number)
        else:
            held.border_title = f"{number} Log"
            log, held.border_subtitle = host_view.log_rows(feed, held.size.width, self.desk.reveal)
            held.show(log)
            held.scroll_end(animate=False)
        self._to_the_top(waiting.step.name if waiting is not None else "")
        verdict = host_view.verdict(feed)
        bar = self.query_one(VerdictBar)
        bar.set(verdict, verdict, host_view.link(feed), self.desk.note)
        bar.fit(self.size.width, self.narrow, max(len(verdict.lines), 2))

    def _draw_legs_so_far(self, feed: HostFeed, above: int) -> None:
        """Below a message that waits in a proxy: what both legs have carried. above: rows of what waits."""
        known = self.query_one("#known", Lines)
        room = self.query_one("#detail").size.height - self.query_one("#live-wire").size.height - above
        so_far = legs_view.rows(feed, known.size.width or self.size.width - 4, 0, None)
        if so_far is None or len(so_far) < 2 or self.narrow or room < FEWEST_ROWS:
            return
        known.display = True
        known.styles.height = min(len(so_far) + 2, room)
        known.border_title, known.border_subtitle = "3 Both legs so far", "ms since the app came"
        known.show(so_far)
        self.call_after_refresh(known.scroll_end, animate=False)

    def _told(self, feed: HostFeed) -> BothTold | None:
        """Both legs of the latest session, worked out once it is over."""
        last = feed.ended[-1] if feed.ended and not feed.host.running else None
        both = None if feed.host.behind is None else feed.host.behind.both
        if last is None or both is None or both[0] != last.session:
            return None  # another one has come since, whose messages are seen: what was told is not of them
        if self._legs is None or self._legs.number != last.session:
            if self._working != last.session:
                self._working = last.session
                self._work_out(last, list(both[1].lines))
            return None
        return self._legs

    @work(thread=True, group="live-legs")
    def _work_out(self, ended: Ended, lines: list[dict[str, Any]]) -> None:
        self._legs = told(ended, lines)
        self.app.call_from_thread(self.refresh_all)

    def refresh_all(self) -> None:
        """Draw everything; what is known of both legs has its place only while there is something of it."""
        self._legs_shown = False
        super().refresh_all()
        # The last pane is not there yet when the screen begins, and the first no longer when the program ends.
        for below in self.query("#told-legs") if self.is_mounted and self.query("#peer") else ():
            self.draw_live()
            if below.display != self._legs_shown:
                below.display = self._legs_shown
                self.call_after_refresh(self.refresh_all)  # panes have their sizes only then

    def draw_live(self) -> None:
        """Draw the panes."""

    def _draw_legs(self, feed: HostFeed, number: int) -> None:
        """What is known of each leg, below both; only where srpscope had something to compute with."""
        found, behind = self._told(feed), feed.host.behind
        room = self.query_one("#detail").size.height - self.query_one("#live-wire").size.height
        height = min(15, room - 16)
        if found is None or behind is None or behind.passes or self.narrow or height < FEWEST_ROWS:
            return
        self._legs_shown = True
        most = 0
        for at, one in enumerate((found.app, found.device), 1):
            pane = self.query_one("#app-leg" if one.leg == "app" else "#device-leg", Lines)
            pane.border_title = f"{number + at} {leg_panes.title(one)}"
            shown = leg_panes.leg_lines(one, pane.size.width or self.size.width // 2 - 4, self.desk.reveal)
            pane.show(shown)
            most = max(most, len(shown))
        self.query_one("#told-legs").styles.height = min(height, most + 2)  # the messages above take what is left
