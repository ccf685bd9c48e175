"""What debug and compare share: the selected value, stepping, differences, sides, the verdict below."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.timer import Timer

from srpscope.printable import printable
from srpscope.tui.commands import Entry, footer, nothing_open, replaying
from srpscope.tui.desk import Desk
from srpscope.tui.frame.file_row import file_row
from srpscope.tui.frame.mode_screen import ModeScreen
from srpscope.tui.frame.title_bar import Headline
from srpscope.tui.frame.verdict_bar import VerdictBar

ALWAYS = ("help", "open-file", "paste", "mode-live", "mode-learn", "mode-library", "quit")
"""What works while nothing is open."""


class LookingScreen(ModeScreen):
    """A screen that looks at the desk's session."""

    VERDICT_ROWS = 3
    SHOWS_VALUES = True
    _timer: Timer | None = None

    @property
    def desk(self) -> Desk:
        """The app's, or the one that was lent."""
        return self.stage.lent or self.stage.desk

    def compose_below(self) -> ComposeResult:
        """The verdict."""
        yield VerdictBar()

    def headline(self, narrow: bool) -> Headline:
        """The file."""
        return file_row(self.desk, narrow)

    @property
    def _waiting(self) -> str:
        """The message of a live handshake that is held."""
        return self.desk.waiting if self.desk.following else ""

    def badge(self) -> tuple[str, str]:
        """How the session ended, or that it waits."""
        if self.desk.shown is None:
            return "dim", ""
        from srpscope.tui.facts.cause.verdict import badge

        if self._waiting:
            return "warn", f"{printable(self._waiting, 12)} HELD"
        return badge(self.desk.shown)

    def may_edit(self) -> str:
        """Any value can be, on the finished sheet."""
        return "R shows the finished sheet: values are edited there." if self.desk.replay.on else ""

    def works(self, command: str) -> bool:
        """What has something to work on."""
        shown = self.desk.shown
        if shown is None:
            return command in ALWAYS
        if command in ("next-difference", "previous-difference"):
            return bool(shown.differences)
        if command == "why":
            return shown.explains
        return True

    def say_why_not(self) -> None:
        """What is missing before anything can be explained."""
        shown = self.desk.shown
        if shown is None:
            return
        if shown.so_far is not None:
            self.desk.say("The verdict comes last: R shows the finished sheet.")
        elif shown.lacking is not None and shown.judgement.exit_status:
            self.desk.say(f"Nothing can be explained yet: {shown.lacking.names} missing. v takes a log or values.")
        else:
            self.desk.say("Nothing differs, so there is nothing to explain.")

    def footer(self, narrow: bool) -> list[Entry]:
        """What opens something where nothing is; the keys of the replay while it goes on."""
        replay = self.desk.replay
        if self.desk.session is None and not self.desk.reading:
            return nothing_open()
        if replay.on:
            return replaying(replay.playing, replay.pace == "even", narrow)
        return footer(self.MODE, narrow, self.works)

    def refresh_all(self) -> None:
        """Title, file and verdict."""
        super().refresh_all()
        desk = self.desk
        bar = self.query_one(VerdictBar)
        if desk.shown is None:
            return
        link = ("w", "why, and the fix", "app.why") if self.works("why") else None
        from srpscope.tui.facts.cause.verdict import (  # when there is something to judge: the first frame has nothing
            held_verdict,
            verdict,
        )

        state, detail = desk.search_state
        wide, narrow = (verdict(desk.shown, state, detail, one) for one in (False, True))
        if self._waiting:
            wide = narrow = held_verdict(printable(self._waiting, 24))
        bar.set(wide, narrow, link, desk.note, bool(desk.note) and desk.note is desk.of_file)
        bar.fit(self.size.width, self.narrow, self.VERDICT_ROWS)

    def action_select(self, name: str) -> None:
        """Select a value by its name."""
        self.desk.select(name)

    def action_step(self, by: int) -> None:
        """The next or previous value in time order."""
        self.desk.step(by)

    def action_replay(self) -> None:
        """Step by step, or the finished sheet."""
        self.desk.switch_replay()

    def action_play(self) -> None:
        """Go on by itself, or stop; from the beginning where it was not begun, or is over."""
        desk = self.desk
        if not desk.replay.on:
            desk.switch_replay()
        elif desk.replay.over and not desk.replay.playing:
            desk.replay.at = 0
            desk.at_step()
        desk.replay.playing = desk.replay.on and not desk.replay.playing
        self._wait()
        self.refresh_all()

    def action_pace(self) -> None:
        """The pace of the recording, or an even one."""
        if self.desk.replay.on:
            self.desk.replay.pace = "recorded" if self.desk.replay.pace == "even" else "even"
            self._wait()
            self.refresh_all()
        else:
            self.desk.say("R goes through the handshake step by step; then , changes the pace.")

    def _wait(self) -> None:
        """Until the next step."""
        if self._timer is not None:
            self._timer.stop()
        replay = self.desk.replay
        self._timer = self.set_timer(replay.delay(), self._next) if replay.playing else None

    def _next(self) -> None:
        if self.desk.replay.playing and self.is_current:
            self.desk.step(1)
            self._wait()

    def action_difference(self, by: int) -> None:
        """The next or previous value that differs, going round."""
        self.desk.difference(by)

    def action_side(self, by: int) -> None:
        """Look at the other side."""
        self.desk.look_to(by)

    def action_ways(self) -> None:
        """Every way to take the value as a whole."""
        self.stage.open_ways(None)

    def action_form(self, form: str) -> None:
        """Show the value in another form."""
        self.desk.show_as(form)
