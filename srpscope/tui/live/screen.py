"""The live screen (F4): be the client of a device and hold its messages, or be the device and watch who comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content

from srpscope.errors import SrpscopeError
from srpscope.live.system import SystemWay
from srpscope.printable import printable
from srpscope.srp.edit import Edit
from srpscope.srp.values import ORDER
from srpscope.tui.commands import Entry
from srpscope.tui.facts.moment.judgement import Verdict
from srpscope.tui.facts.spans import Line
from srpscope.tui.flows.remembered import remember, remembered
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.title_bar import Headline
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.live import client_view
from srpscope.tui.live.along import at_this_moment, carry_over
from srpscope.tui.live.devices import advertised_rows, device_rows
from srpscope.tui.live.feed import ClientFeed, HostFeed
from srpscope.tui.live.host_screen import HostScreen
from srpscope.tui.live.lines import (
    ROOM_FOR_ABOUT,
    badge,
    headline,
    held_rows,
    known_line,
    peer_rows,
    way_rows,
    wire_rows,
)
from srpscope.tui.live.ways import WAYS, asked_of, start
from srpscope.wording import capital

if TYPE_CHECKING:
    from srpscope.live.editing import Editing


SHORT = 24
"""Rows below which what is known already gives its rows to the message that waits."""


class PeerPane(Lines):
    """Pane 1: who is talked to."""

    HELP = "The device, what it said of itself, what this side sent, and the file that is being written."


class WirePane(Lines):
    """Pane 2: the messages so far."""

    HELP = "Each message with its size and what it holds. The last row is the one that waits."


class HeldPane(Lines):
    """Pane 3: the held message."""

    HELP = "The bytes of the message that waits, each field in its own colour. e edits, c sends, X drops."


class LiveScreen(HostScreen):
    """Panes, verdict, and the keys to hold, edit, send and drop."""

    MODE = "live"

    def __init__(self, feed: ClientFeed | HostFeed | None = None) -> None:
        super().__init__(feed)
        self._way = 0
        self._along: list[Edit] = []
        self._held_last: Editing | None = None

    def headline(self, narrow: bool) -> Headline:
        """Who is talked to, and that it is recorded."""
        return headline(self.feed)

    def badge(self) -> tuple[str, str]:
        """Held, refused, accepted; of a session that F2 shows as well, its words there, which count what is known."""
        found = badge(self.feed)
        same = self.feed is not None and self.desk.session is not None and self.desk.session is self._offered
        shown = self.desk.shown if same else None
        if shown is None or shown.so_far is not None or shown.judgement.badge != found:
            return found
        from srpscope.tui.facts.cause.verdict import badge as fuller  # the first frame judges nothing

        return fuller(shown)

    def compose_body(self) -> ComposeResult:
        """Peer at the left; wire, held message and known values at the right."""
        from textual.containers import Horizontal, Vertical

        yield PeerPane(id="peer", classes="pane")
        with Vertical(id="detail"):
            yield WirePane(id="live-wire", classes="pane")
            yield HeldPane(id="held", classes="pane")
            yield Lines(id="known", classes="pane")
            with Horizontal(id="told-legs"):
                yield Lines(id="app-leg", classes="pane")
                yield Lines(id="device-leg", classes="pane")

    def compose_below(self) -> ComposeResult:
        """The verdict."""
        yield VerdictBar()

    def on_mount(self) -> None:
        """Run what the command line named."""
        super().on_mount()
        self.query_one(HeldPane).focus()
        if self.feed is not None:
            self._start(self.feed)

    def on_unmount(self) -> None:
        """Let go of the peer, whatever happens."""
        feed = self.feed
        if feed is not None:
            feed.changed = lambda: None

    # What runs

    def _start(self, feed: ClientFeed | HostFeed) -> None:
        self.feed, self._held_last = feed, None
        feed.changed = self._changed
        self._follow(feed)
        self.query_one(HeldPane).focus()
        self.refresh_all()

    def _changed(self) -> None:
        self.call_later(self._look_along)
        self.call_later(self.offer_ended)
        self.call_later(self.refresh_all)

    def _look_along(self) -> None:
        """F2 and F3 show what is known at this moment; edits there change the message that waits, whoever sends it."""
        feed = self.feed
        if feed is None or feed.over or (self.desk.unsaved and not self.desk.following):
            return
        live = feed.holding
        if live is None and isinstance(feed, ClientFeed) and not feed.scanning:
            live = feed.session
        if isinstance(feed, HostFeed):
            if live is None and self.desk.following:
                live = self._held_last  # what was held has gone out, and nothing of it waits any more
            self._held_last = live
        if live is None:
            return
        session = at_this_moment(live)
        self._along = list(session.edits)
        self.desk.on_edits = self._edited_elsewhere
        if feed.held is None:
            self.desk.follow(session)
            return
        carried = [name for name in ORDER if name in live.held_fields]
        self.desk.follow(session, badge(feed)[1].removesuffix(" HELD"), feed.holds_for, "".join(carried[-1:]))

    def _edited_elsewhere(self, edits: list[Edit]) -> None:
        feed = self.feed
        if feed is None or not self.desk.following:
            return
        live = feed.holding
        sides = (feed.holds_for, "both")
        new = [one for one in edits if one not in self._along and one.side in sides and not one.off]
        if live is not None and not new and len(edits) < len(self._along):
            for _ in range(len(self._along) - len(edits)):
                live.undo_edit()
        elif new and live is None:
            self.desk.say("No message is held now: what was sent stays as it was.", "warn")
        elif new and live is not None:
            self._apply(live, new)

    @work(exclusive=True, group="live-edit")
    async def _apply(self, live: Editing, edits: list[Edit]) -> None:
        try:
            self.desk.say(await carry_over(live, edits), "warn")
        except SrpscopeError as error:
            self.desk.say(str(error), "warn")

    @work(exclusive=True, group="live")
    async def _follow(self, feed: ClientFeed | HostFeed) -> None:
        try:
            await feed.run()
        finally:
            # Quitting cancels this worker: the peer is let go of all the same.
            await asyncio.shield(feed.close()) if not self._kept(feed) else None
        if isinstance(feed, ClientFeed):
            self.offer_client(feed)

    def _kept(self, feed: ClientFeed | HostFeed) -> bool:
        return isinstance(feed, ClientFeed) and (feed.may_try or feed.stays) and self.app.is_running

    # Drawing

    def draw_live(self) -> None:
        """Draw everything from the feed."""
        feed = self.feed
        if isinstance(feed, ClientFeed):
            self._draw_client(feed)
        elif isinstance(feed, HostFeed):
            self._draw_host(feed)
        else:
            self._draw_ways()

    def _draw_scan(self, feed: ClientFeed) -> None:
        peer, wire, held, known = self._panes()
        devices, compared = feed.devices, feed.devices.compared
        peer.display = wire.display = False
        known.display = bool(compared)
        held.border_title = "1 Devices"
        only = f", {len(devices.shown)} with {printable(devices.words, 20)}" if devices.words else ""
        held.border_subtitle = f"{devices.count} heard{only}"
        silent = "None of them holds that." if devices.words and devices.count else "Listening .."
        listed = device_rows(devices, held.size.width) or [((silent, "dim"),)]
        held.show(listed, devices.at if devices.shown else None)
        held.keep_in_view(devices.at)
        rows = advertised_rows(compared, known.size.width)
        known.styles.height = min(len(rows), 12 if not self.narrow else 8) + (1 if self.narrow else 2)
        known.border_title = "2 What they advertise" if len(compared) > 1 else "2 What it advertises"
        known.show(rows)
        line: Line = (("· ", "dim"), ("Scanning. Choose a device.", "text bold"))
        second: Line = (("  Names come with the second packet. A marked device stays beside the others.", "dim"),)
        verdict = Verdict("dim", "·", (line, second))
        self._say(verdict)

    def _say(self, verdict: Verdict) -> None:
        """In as many rows as it takes."""
        bar = self.query_one(VerdictBar)
        bar.set(verdict, verdict, None, self.desk.note)
        bar.fit(self.size.width, self.narrow, 2)

    def _draw_client(self, feed: ClientFeed) -> None:
        if feed.scanning:
            self._draw_scan(feed)
            return
        peer, wire, held, known = self._panes()
        wire.display, known.display = True, self.size.height >= SHORT
        session = feed.session
        frame = 1 if self.narrow else 2
        peer.display = not self.narrow
        peer.border_title = "1 Peer"
        peer.show(peer_rows(session, self.desk.reveal))
        rows = wire_rows(session, wire.size.width)
        most = 10 if not self.narrow else 5 if known.display else 3
        wire.styles.height = min(len(rows), most) + frame
        wire.border_title = "1 Wire" if self.narrow else "2 Wire"
        wire.border_subtitle = f"hold before: {feed.hold_words}"
        wire.show(rows)
        wire.scroll_end(animate=False)
        waiting = session.held
        number = 2 if self.narrow else 3
        if waiting is not None:
            held.border_title = Content(f"{number} Held: {printable(waiting.step.name, 30)}")
            held.border_subtitle = f"{len(waiting.data)} bytes"
            keys = [] if self.narrow else self._keys_line()  # at 80 columns they stand in the footer
            held.show(held_rows(session, held.size.width, self.narrow) + keys)
        else:
            held.border_subtitle = ""
            told = client_view.story(feed, held.size.width, self.desk.reveal)
            sent = client_view.refused_proof(feed, held.size.width, self.narrow)
            held.border_title = f"{number} {client_view.proof_title(feed) if sent else 'What happened'}"
            held.show([*sent, (), *told] if sent else told)
            if sent:
                held.scroll_home(animate=False)
            else:
                held.scroll_end(animate=False)
        self._to_the_top(waiting.step.name if waiting is not None else "")
        known.styles.height = 1 + frame
        known.border_title = "3 Known so far" if self.narrow else "4 Known so far"
        known.show([known_line(session.party.sheet)])
        verdict, link = client_view.verdict(feed)
        bar = self.query_one(VerdictBar)
        bar.set(verdict, verdict, link, self.desk.note)
        bar.fit(self.size.width, self.narrow, 2)

    def _draw_ways(self) -> None:
        peer, wire, held, known = self._panes()
        peer.display = known.display = wire.display = False
        held.border_title = f"1 Live   {self._way + 1} of {len(WAYS)}"
        held.border_subtitle = ""
        held.show(way_rows(self._way, held.size.width), self._way)
        held.keep_in_view(self._way)
        line: Line = (("· ", "dim"), ("Nothing is sent until you start something.", "text bold"))
        second = "Every session is recorded; any message can be held, edited and sent."
        if held.size.width < ROOM_FOR_ABOUT and self._way < len(WAYS):
            about = WAYS[self._way].about
            second = f"{capital(about)}."
        self._say(Verdict("dim", "·", (line, ((f"  {second}", "dim"),))))

    # Keys

    def footer(self, narrow: bool) -> list[Entry]:
        """Of devices, enter connects to one."""
        shown, feed = super().footer(narrow), self._client()
        scanning = feed is not None and feed.scanning
        return [(one, key, "connect" if scanning and one.id == "begin" else word) for one, key, word in shown]

    def action_down(self, by: int) -> None:
        """The next way in, or scroll."""
        feed = self._client()
        if self.feed is None:
            self._way = max(0, min(self._way + by, len(WAYS) - 1))
            self.refresh_all()
        elif feed is not None and feed.scanning:
            feed.devices.move(by)
            self.refresh_all()
        elif isinstance(self.focused, Lines):
            self.focused.scroll_relative(y=by, animate=False)

    def action_begin(self) -> None:
        """Start the way under the cursor."""
        feed = self.feed
        if isinstance(feed, ClientFeed) and feed.scanning and not feed.choose():
            self.desk.say("No device was heard yet.")
        if isinstance(feed, HostFeed) and feed.ended and feed.ended[-1].record is not None:
            self.open_ended(feed.ended[-1])
            self.call_later(self.app.run_action, "app.mode('debug')")
        if feed is None:
            self._ask(WAYS[self._way], [])

    def begin_way(self, title: str) -> None:
        """Start one of the ways, unless something runs."""
        if self.feed is not None and not self.feed.over:
            self.desk.say("Something runs here already: n ends it.", "warn")
            return
        self._way, way = next((at, one) for at, one in enumerate(WAYS) if one.title == title)
        self._leave(partial(self._ask, way, []))

    def _ask(self, way: SystemWay, answers: list[str]) -> None:
        from srpscope.tui.frame.boxes.prompt import Prompt

        asked = asked_of(way, answers)
        if asked is None:
            answers += [""] * (len(way.asks) - len(answers))
            try:
                self._start(start(way, answers))
                remember(way, answers)
            except SrpscopeError as error:
                self.desk.say(str(error), "warn")
            return
        heading, hint, usual = asked
        default = remembered(way, heading, usual)

        def answered(text: str | None) -> None:
            if text is not None:
                self._ask(way, [*answers, text])

        self.app.push_screen(Prompt(f"{way.title}: {heading}", hint, default, password=heading == "Password"), answered)

    def action_mark_device(self) -> None:
        """Lay the device under the cursor beside others, or no longer."""
        feed = self._client()
        if feed is not None and feed.scanning:
            feed.devices.mark()
            self.refresh_all()

    def action_find(self) -> None:
        """Of devices only some, as one types; else a text in the panes."""
        feed = self._client()
        if feed is None or not feed.scanning:
            super().action_find()
            return
        from srpscope.tui.frame.boxes.prompt import Prompt

        def narrow(text: str) -> None:
            feed.devices.narrow(text)
            self.refresh_all()

        before = feed.devices.words

        def answered(text: str | None) -> None:
            narrow(before if text is None else text)

        hint = "What a name or an address holds; nothing shows all."
        self.app.push_screen(Prompt("Only devices with", hint, before, typed=narrow), answered)

    def action_another(self) -> None:
        """Leave what is over, and choose again."""
        feed = self._client()
        if feed is not None and not feed.over:
            self.desk.say("A session is under way; X drops the held message.")
            return
        self._leave()

    def action_again(self) -> None:
        """The same once more, with the same settings."""
        feed = self._client()
        if feed is None or not feed.may_begin_again:
            self.desk.say("Only a session as the client, once it is over, can be begun again.")
            return
        self._leave(partial(self._begin_again, feed))

    def _begin_again(self, feed: ClientFeed) -> None:
        try:
            self._start(feed.again())
        except SrpscopeError as error:
            self.desk.say(str(error), "warn")

    @work(exclusive=True, group="live")
    async def _leave(self, then: Callable[[], object] | None = None) -> None:
        feed = self.feed
        if feed is not None:
            await feed.close()
        self.feed = None
        for pane in self._panes():
            pane.display, pane.border_subtitle = True, ""
        self.refresh_all()
        if then is not None:
            self.call_later(then)

    def on_click(self, event: events.Click) -> None:
        """A click on a way starts it; a second one is needed for none."""
        held = self.query_one("#held", Lines)
        feed = self._client()
        offset = event.get_content_offset(held) if event.widget is held else None
        row = -1 if offset is None else offset.y + held.scroll_offset.y
        if feed is not None and feed.scanning and 0 <= row < len(feed.devices.shown):
            feed.devices.at = row
            self.action_begin()
        elif self.feed is None and 0 <= row < len(WAYS):
            self._way = row
            self.refresh_all()
            self.action_begin()
