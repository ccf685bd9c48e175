"""The live screen (F4): be the client of a device and hold its messages, or be the device and watch who comes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from textual import events, work
from textual.app import ComposeResult
from textual.content import Content

from srpscope.errors import SrpscopeError
from srpscope.report.printable import printable
from srpscope.tui.facts.judgement import Verdict
from srpscope.tui.facts.live_lines import (
    device_rows,
    held_rows,
    host_held_rows,
    known_line,
    peer_rows,
    was_dropped,
    wire_rows,
)
from srpscope.tui.facts.spans import Line, place, shorten
from srpscope.tui.lines import Lines
from srpscope.tui.live_feed import ClientFeed, HostFeed
from srpscope.tui.live_ways import MORE, WAYS
from srpscope.tui.mode_screen import ModeScreen
from srpscope.tui.verdict_bar import VerdictBar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from srpscope.live.session import ClientSession


def show_client(session: ClientSession, requests: Sequence[tuple[str, bytes]]) -> int:
    """The screen over a session as the client; the exit status."""
    return _run(ClientFeed(session, requests))


def show_host(host: Any, listen: Callable[[Any], Awaitable[Any]]) -> int:
    """The screen over played devices; the exit status."""
    return _run(HostFeed(host, listen))


def _run(feed: ClientFeed | HostFeed) -> int:
    from srpscope.settings import load
    from srpscope.tui.app import SrpscopeApp

    settings = load()
    theme = None if "NO_COLOR" in os.environ else settings.theme
    app = SrpscopeApp(theme=theme or None, ascii_only=settings.ascii, start="live")
    app.reveal = settings.reveal
    app.set_keymap(settings.keys)
    app.live = feed
    status = app.run()
    if app.crash is not None:
        raise app.crash
    if isinstance(feed, ClientFeed) and status in (0, None):
        return 2 if feed.accepted is None else 0 if feed.accepted else 1
    return status or 0


class PeerPane(Lines):
    """Pane 1: who is talked to."""

    HELP = "The device, what it said of itself, what this side sent, and the file that is being written."


class WirePane(Lines):
    """Pane 2: the messages so far."""

    HELP = "Each message with its size and what it holds. The last row is the one that waits."


class HeldPane(Lines):
    """Pane 3: the held message."""

    HELP = "The bytes of the message that waits, each field in its own colour. e edits, c sends, X drops."


class LiveScreen(ModeScreen):
    """Panes, verdict, and the keys to hold, edit, send and drop."""

    MODE = "live"

    def __init__(self) -> None:
        super().__init__()
        self._way = 0
        self._waiting = ""

    def compose_body(self) -> ComposeResult:
        """Peer at the left; wire, held message and known values at the right."""
        from textual.containers import Vertical

        yield PeerPane(id="peer", classes="pane")
        with Vertical(id="detail"):
            yield WirePane(id="live-wire", classes="pane")
            yield HeldPane(id="held", classes="pane")
            yield Lines(id="known", classes="pane")

    def compose_below(self) -> ComposeResult:
        """The verdict."""
        yield VerdictBar()

    def on_mount(self) -> None:
        """Run what the command line named."""
        super().on_mount()
        self.query_one(HeldPane).focus()
        if self.scope.live is not None:
            self._start(self.scope.live)

    def on_unmount(self) -> None:
        """Let go of the peer, whatever happens."""
        feed = self.scope.live
        if feed is not None:
            feed.changed = lambda: None

    # What runs

    def _start(self, feed: ClientFeed | HostFeed) -> None:
        self.scope.live = feed
        feed.changed = self._changed
        self._follow(feed)
        self.query_one(HeldPane).focus()
        self.refresh_all()

    def _changed(self) -> None:
        self.call_later(self.refresh_all)

    @work(exclusive=True, group="live")
    async def _follow(self, feed: ClientFeed | HostFeed) -> None:
        try:
            await feed.run()
        finally:
            # Quitting cancels this worker: the peer is let go of all the same.
            await asyncio.shield(feed.close()) if not self._kept(feed) else None
        if isinstance(feed, ClientFeed):
            self._offer(feed)

    def _kept(self, feed: ClientFeed | HostFeed) -> bool:
        return isinstance(feed, ClientFeed) and feed.may_try and self.app.is_running

    def _offer(self, feed: ClientFeed) -> None:
        """What was recorded is looked at in the debugger."""
        path = feed.session.recording.path
        if path is not None:
            self._open_recording(str(path))

    @work(thread=True, group="live-open")
    def _open_recording(self, name: str) -> None:
        from pathlib import Path

        from srpscope.capture.source import Source
        from srpscope.capture.srp_jsonl import read
        from srpscope.session import Session

        try:
            session = Session(read(Source.of_path(Path(name)))[0])
        except SrpscopeError as error:
            self.app.call_from_thread(self.scope.say, str(error), "warn")
            return
        self.app.call_from_thread(self.scope.prepare, session, Path(name))

    # Drawing

    def refresh_all(self) -> None:
        """Draw everything from the feed."""
        super().refresh_all()
        if not self.is_mounted or not self.query(HeldPane):
            return
        feed = self.scope.live
        if isinstance(feed, ClientFeed):
            self._draw_client(feed)
        elif isinstance(feed, HostFeed):
            self._draw_host(feed)
        else:
            self._draw_ways()

    def _panes(self) -> tuple[Lines, Lines, Lines, Lines]:
        return (
            self.query_one("#peer", Lines),
            self.query_one("#live-wire", Lines),
            self.query_one("#held", Lines),
            self.query_one("#known", Lines),
        )

    def _draw_scan(self, feed: ClientFeed) -> None:
        peer, wire, held, known = self._panes()
        peer.display = known.display = wire.display = False
        held.border_title = "1 Devices"
        held.border_subtitle = f"{len(feed.devices)} heard   enter connects"
        held.show(device_rows(feed, held.size.width) or [(("Listening ..", "dim"),)], feed.at if feed.devices else None)
        line: Line = (("· ", "dim"), ("Scanning. Choose a device.", "text bold"))
        second: Line = (("  Names come with the second packet; enter connects to the one at the cursor.", "dim"),)
        verdict = Verdict("dim", "·", (line, second))
        self.query_one(VerdictBar).set(verdict, verdict, None, self.scope.note)

    def _draw_client(self, feed: ClientFeed) -> None:
        if feed.scanning:
            self._draw_scan(feed)
            return
        peer, wire, held, known = self._panes()
        wire.display = known.display = True
        session = feed.session
        frame = 1 if self.narrow else 2
        peer.display = not self.narrow
        peer.border_title = "1 Peer"
        peer.show(peer_rows(session, self.scope.reveal))
        rows = wire_rows(session, wire.size.width)
        wire.styles.height = min(len(rows), 5 if self.narrow else 10) + frame
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
            held.border_title = f"{number} What happened"
            held.border_subtitle = ""
            held.show(self._story(feed, held.size.width))
            held.scroll_end(animate=False)
        self._to_the_top(waiting.step.name if waiting is not None else "")
        known.styles.height = 1 + frame
        known.border_title = "3 Known so far" if self.narrow else "4 Known so far"
        known.show([known_line(session.party.sheet)])
        self.query_one(VerdictBar).set(*self._client_verdict(feed))

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

    def _story(self, feed: ClientFeed, cells: int) -> list[Line]:
        lines: list[Line] = []
        roles = {
            "refused": "differ bold",
            "accepted": "agree bold",
            "dropped": "warn",
            "note": "text",
            "encrypted": "text",
        }
        for event in feed.session.events:
            if (
                event.text
                and event.what in (*roles, "opened", "transport")
                and event.text != feed.session.transport.name
            ):
                at = f"{event.t * 1000:6.0f} ms  "
                role = roles.get(event.what, "dim")
                for index, row in enumerate(wrap(printable(event.text, 600), max(cells - len(at), 20))):
                    lines.append(((at if index == 0 else " " * len(at), "dim"), (row, role)))
        for trip in feed.trips:
            lines.append(((f"{printable(trip.endpoint, 24)}: ", "text bold"), ("decrypted", "agree")))
            for node in trip.tree.walk():
                if node.kind not in ("message", "default"):
                    hidden = "passphrase" in node.name and not self.scope.reveal
                    value = (36, "hidden", "dim italic") if hidden else (36, printable(node.text, 60), "text")
                    lines.append(place([(11, printable(node.name, 24), "dim"), value]))
        if feed.fault:
            lines.append((("! ", "differ bold"), (feed.fault, "differ")))
        return lines or [(("Reaching the peer ..", "dim"),)]

    def _client_verdict(self, feed: ClientFeed) -> tuple[Verdict, Verdict, tuple[str, str, str] | None, Line]:
        session = feed.session
        link: tuple[str, str, str] | None = None
        note = self.scope.note
        if feed.fault:
            role, first, second = "differ", "● ", f"Not reached, or lost. {feed.fault}"
        elif session.held is not None:
            role = "warn"
            first, second = (
                "· ",
                f"Held before {printable(session.held.step.name, 24)}. Nothing is sent until you say so.",
            )
        elif feed.accepted:
            role, first, second = "agree", "= ", "Accepted: both proofs are right."
            link = ("F2", "looks at it", "app.mode('debug')")
        elif was_dropped(feed):
            role, first, second = "warn", "· ", "You dropped the message; the handshake ended there."
        elif feed.over:
            role, first = "differ", "● "
            why = session.exchange.refusal
            second = (
                f"Refused. {printable(str(why), 200) if why is not None else 'The connection ended before the proofs.'}"
            )
            link = ("F2", "looks at it, and asks why", "app.mode('debug')")
        else:
            role, first, second = "dim", "· ", "The handshake is under way."
        second = shorten(second, max(self.size.width - 6, 20))
        lines: tuple[Line, ...] = (((first, f"{role} bold"), (second, "text bold")),)
        if feed.may_try and feed.over:
            lines += (
                (
                    ("  The device keeps the session: ", "text"),
                    ("f", "accent bold"),
                    (" tries another password.", "text"),
                ),
            )
        elif feed.over:
            lines += ((("  ", "text"), ("n", "accent bold"), (" begins another session.", "dim")),)
        else:
            lines += ((("  Everything is recorded as it happens.", "dim"),),)
        verdict = Verdict(role, first.strip(), lines)
        return verdict, verdict, link, note

    def _draw_host(self, feed: HostFeed) -> None:
        peer, wire, held, known = self._panes()
        frame = 1 if self.narrow else 2
        peer.display = not self.narrow
        peer.border_title = "1 This side"
        where = feed.where or "starting .."
        about: list[Line] = [((where, "text bold"),), (), (("Point your app here.", "text"),)]
        settings = getattr(feed.host, "settings", None)
        if settings is not None:
            about += [(), place([(2, "user", "dim"), (12, printable(settings.credential.username, 18), "text")])]
            about.append(place([(2, "password", "dim"), (12, "hidden", "dim italic")]))
            about.append(place([(2, "salt", "dim"), (12, settings.credential.salt.hex()[:18], "text")]))
        peer.show(about)
        rows: list[Line] = [place([(2, "#", "dim"), (6, "outcome", "dim"), (18, "cause", "dim")])]
        for ended in feed.ended[-8:]:
            accepted = ended.accepted
            word, role = (
                ("accepted", "agree")
                if accepted
                else ("refused", "differ")
                if accepted is False
                else ("cut off", "warn")
            )
            rows.append(place([(2, str(ended.session), "dim"), (6, word, role), (18, _cause(ended.answer), "text")]))
        wire.styles.height = min(len(rows), 9) + frame
        wire.border_title = "1 Sessions" if self.narrow else "2 Sessions"
        wire.border_subtitle = f"{len(feed.ended)} ended"
        wire.show(rows)
        number = 2 if self.narrow else 3
        if feed.may_hold:
            wire.border_subtitle = f"{len(feed.ended)} ended   hold before: {feed.hold_words}"
        waiting = feed.held
        if waiting is not None:
            held.border_title = Content(f"{number} Held: {printable(waiting.step.name, 30)}")
            held.border_subtitle = f"{len(waiting.data)} bytes"
            held.show(host_held_rows(feed.host, waiting, held.size.width) + self._keys_line())
        else:
            held.border_title = f"{number} Log"
            held.border_subtitle = ""
            log: list[Line] = []
            shown = [one for one in feed.log if self.scope.reveal or one[1] != "secret"]
            if len(shown) < len(feed.log):
                held.border_subtitle = f"{len(feed.log) - len(shown)} lines hold secrets; F8 shows them"
            for text, role in shown:
                role = "dim" if role == "secret" else role
                log += [((row, role),) for row in wrap(text, max(held.size.width, 20), subsequent_indent="  ")]
            held.show(log or [(("Nobody has come yet.", "dim"),)])
            held.scroll_end(animate=False)
        self._to_the_top(waiting.step.name if waiting is not None else "")
        known.display = False
        if waiting is not None:
            verdict = Verdict(
                "warn",
                "·",
                (
                    (
                        ("· ", "warn bold"),
                        (f"Held before {printable(waiting.step.name, 24)}. ", "text bold"),
                        ("Nothing is sent until you say so.", "text"),
                    ),
                    (("  c sends it, e edits its bytes, X ends the handshake there.", "dim"),),
                ),
            )
        elif feed.fault:
            line: Line = (("● ", "differ bold"), (feed.fault, "text bold"))
            verdict = Verdict("differ", "●", (line,))
        elif feed.ended:
            last = feed.ended[-1]
            role = "agree" if last.accepted else "differ"
            line = (
                ("= " if last.accepted else "● ", f"{role} bold"),
                (_sentence(_cause(last.answer) or ("accepted" if last.accepted else "refused")), "text bold"),
            )
            left = last.answer.get("left")
            second: Line = (
                ("  ", "text"),
                (
                    f"{left} tries left in the sweep."
                    if left is not None
                    else "enter opens the last one in the debugger.",
                    "dim",
                ),
            )
            verdict = Verdict(role, "", (line, second))
        else:
            verdict = Verdict(
                "dim",
                "·",
                (
                    (("· ", "dim"), ("Waiting for a client.", "text bold")),
                    (("  Each handshake becomes a capture.", "dim"),),
                ),
            )
        self.query_one(VerdictBar).set(verdict, verdict, None, self.scope.note)

    def _draw_ways(self) -> None:
        peer, wire, held, known = self._panes()
        peer.display = known.display = wire.display = False
        held.border_title = "1 Live"
        held.border_subtitle = "enter starts"
        lines: list[Line] = []
        for index, way in enumerate(WAYS):
            here = index == self._way
            lines.append(
                place(
                    [
                        (0, "►" if here else " ", "accent bold"),
                        (2, way.title, "text bold" if here else "text"),
                        (42, shorten(way.about, max(held.size.width - 43, 8)), "dim"),
                    ]
                )
            )
        lines += [(), (("On the command line, on this same screen", "text bold"),)]
        lines += [(("  " + text, "dim"),) for text in MORE]
        held.show(lines, self._way)
        line: Line = (("· ", "dim"), ("Nothing is sent until you start something.", "text bold"))
        verdict = Verdict(
            "dim", "·", (line, (("  Every session is recorded; any message can be held, edited and sent.", "dim"),))
        )
        self.query_one(VerdictBar).set(verdict, verdict, None, self.scope.note)

    # Keys

    def _client(self) -> ClientFeed | None:
        feed = self.scope.live
        return feed if isinstance(feed, ClientFeed) else None

    def action_down(self, by: int) -> None:
        """The next way in, or scroll."""
        feed = self._client()
        if self.scope.live is None:
            self._way = max(0, min(self._way + by, len(WAYS) - 1))
            self.refresh_all()
        elif feed is not None and feed.scanning:
            feed.at = max(0, min(feed.at + by, len(feed.devices) - 1))
            self.refresh_all()
        elif isinstance(self.focused, Lines):
            self.focused.scroll_relative(y=by, animate=False)

    def action_send(self, go_on: bool = False) -> None:
        """Send the held message."""
        feed = self.scope.live
        if feed is None or feed.held is None:
            self.scope.say("No message is held now.")
            return
        feed.release(go_on)
        self.refresh_all()

    def action_drop(self) -> None:
        """Do not send it; the exchange ends."""
        feed = self.scope.live
        if feed is not None and feed.held is not None:
            feed.drop()
            self.refresh_all()
        else:
            self.scope.say("No message is held now.")

    def action_hold(self) -> None:
        """Hold before something else."""
        feed = self.scope.live
        if feed is None:
            return
        try:
            self.scope.say(f"Holds before {feed.hold_at_next()}.")
        except SrpscopeError as error:
            self.scope.say(str(error), "warn")

    def action_edit(self) -> None:
        """Change the held message."""
        feed = self.scope.live
        if feed is None or feed.held is None:
            self.scope.say("Only a held message can be edited; H chooses where to hold.")
            return
        from srpscope.tui.prompt import Prompt

        hint = "M1=HEX sets a field; M1=H(A | B | K) how it is made; P=TEXT, a=HEX a value; bytes=HEX the whole message"
        if isinstance(feed, HostFeed):
            hint = "bytes=HEX: what is sent instead"
        self.app.push_screen(Prompt("Edit the held message", hint), self._edited)

    def _edited(self, text: str | None) -> None:
        if text:
            self._change(text)

    @work(exclusive=True, group="live-edit")
    async def _change(self, text: str) -> None:
        feed = self.scope.live
        if feed is None:
            return
        try:
            await feed.change(text)
            self.scope.say("Edited, and not sent yet.", "warn")
        except SrpscopeError as error:
            self.scope.say(str(error), "warn")

    def action_further(self) -> None:
        """Try another password in the same session."""
        feed = self._client()
        if feed is None or not feed.may_try:
            self.scope.say("This session takes no further proof.")
            return
        from srpscope.tui.prompt import Prompt

        hint = "The device counts no tries: only for your own device. The password is sent nowhere but into the sums."
        self.app.push_screen(Prompt("Another password", hint, password=True), self._try)

    def _try(self, text: str | None) -> None:
        if text is not None:
            self._further(text)

    @work(exclusive=True, group="live-edit")
    async def _further(self, password: str) -> None:
        feed = self._client()
        if feed is None:
            return
        try:
            found = await feed.further(password)
            self.scope.say("Accepted." if found else "Refused as well.", "agree" if found else "warn")
        except SrpscopeError as error:
            self.scope.say(str(error), "warn")

    def action_begin(self) -> None:
        """Start the way under the cursor."""
        feed = self.scope.live
        if isinstance(feed, ClientFeed) and feed.scanning and not feed.choose():
            self.scope.say("No device was heard yet.")
        if isinstance(feed, HostFeed) and feed.ended and feed.ended[-1].record is not None:
            self._open_recording(str(feed.ended[-1].record))
            self.scope.action_mode("debug")
        if feed is None:
            self._ask(WAYS[self._way], [])

    def _ask(self, way: Any, answers: list[str]) -> None:
        from srpscope.tui.prompt import Prompt

        if len(answers) == len(way.asks):
            try:
                self._start(way.start(answers))
            except SrpscopeError as error:
                self.scope.say(str(error), "warn")
            return
        heading, hint, default = way.asks[len(answers)]

        def answered(text: str | None) -> None:
            if text is not None:
                self._ask(way, [*answers, text])

        self.app.push_screen(Prompt(f"{way.title}: {heading}", hint, default, password=heading == "Password"), answered)

    def action_another(self) -> None:
        """Leave what is over, and choose again."""
        feed = self._client()
        if feed is not None and not feed.over:
            self.scope.say("A session is under way; X drops the held message.")
            return
        self._leave()

    @work(exclusive=True, group="live")
    async def _leave(self) -> None:
        feed = self.scope.live
        if feed is not None:
            await feed.close()
        self.scope.live = None
        for pane in self._panes():
            pane.display = True
        self.refresh_all()

    def on_click(self, event: events.Click) -> None:
        """A click on a way starts it; a second one is needed for none."""
        held = self.query_one("#held", Lines)
        feed = self._client()
        offset = event.get_content_offset(held) if event.widget is held else None
        if feed is not None and feed.scanning and offset is not None and 0 <= offset.y < len(feed.devices):
            feed.at = offset.y
            self.action_begin()
        elif self.scope.live is None and offset is not None and 0 <= offset.y < len(WAYS):
            self._way = offset.y
            self.refresh_all()
            self.action_begin()


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _cause(answer: dict[str, Any]) -> str:
    """What `why` says of an ended session, in a few words."""
    from srpscope.why.words import sentences

    findings = answer.get("findings") or []
    if findings:
        first = findings[0]
        return f"{first['side']}: {sentences(first['suspects'])}"
    words = {
        "agree": "both sides agree",
        "cannot-tell": "cannot tell: log a in the app",
        "not-found": "no known mistake gives this proof",
    }
    return words.get(str(answer.get("verdict")), "")
