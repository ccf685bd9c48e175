"""S: the settings, a row each. What is changed holds at once and stands in config.toml; the rest of that file stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from srpscope.errors import SrpscopeError
from srpscope.languages import FIXED, LANGUAGES
from srpscope.printable import printable
from srpscope.settings import load, settings_path
from srpscope.tui.desk import Desk
from srpscope.tui.facts.spans import Line, ends_of, place, shorten, wrapped
from srpscope.tui.flows.remembered import forget, ways_remembered
from srpscope.tui.frame import themes
from srpscope.tui.frame.bars import Bar
from srpscope.tui.frame.boxes.overlay import Overlay
from srpscope.tui.frame.boxes.questions import asking

THEME, ASCII, FIXES, SECRETS, RECORDINGS, ADDRESSES = range(6)
ROWS = (
    ("Theme", "the colours; F9 goes through them too"),
    ("Signs", "ASCII alone: where boxes are drawn badly"),
    ("Fixes in", "unless the capture names a language"),
    ("Secrets", "at the start; F8 shows or hides them"),
    ("Recordings", "where live sessions are recorded"),
    ("Live", "addresses, ports, names; never a password"),
)
VALUE_AT = 15


class SettingsPanel(Overlay):
    """The settings. desk: the app's own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "change(1)", "Change", show=False),
        Binding("h,left", "change(-1)", "Change", show=False),
        Binding("enter,space", "change(1)", "Change", show=False),
        Binding("d,delete,backspace", "forget", "Forget", show=False),
        Binding("S", "close", "Back", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._at = 0
        self._settings = load()
        self._themes, _ = themes.load_all()
        self._kept = len(ways_remembered())

    def heading(self) -> str:
        """In the frame: the key that opens it, and its name."""
        return "S  Settings"

    def content(self, cells: int) -> Sequence[Line]:
        """A row a setting, what the chosen one is, and where they are kept."""
        changes = {RECORDINGS: "enter another folder  ", ADDRESSES: "d forget them  " if self._kept else ""}
        self.KEYS = f"j/k choose  {changes.get(self._at, 'h/l change  ')}esc back"
        lines: list[Line] = []
        for index, ((name, about), value) in enumerate(zip(ROWS, self._values(), strict=True)):
            here = index == self._at
            lines.append(
                place(
                    [
                        (0, "►" if here else " ", "accent bold"),
                        (2, name, "text bold" if here else "text"),
                        (VALUE_AT, ends_of(printable(value, 200), cells - VALUE_AT), "accent" if here else "text"),
                    ]
                )
            )
            lines.append(place([(VALUE_AT, shorten(about, cells - VALUE_AT), "dim")]))
        lines.append(())
        for note in self._settings.notes:
            lines += wrapped(printable(note), cells, "warn")
        lines += wrapped(f"Kept in {printable(str(settings_path()))}; other keys are set there.", cells, "dim")
        return lines

    def _values(self) -> Sequence[str]:
        settings = self._settings
        ways = "nothing is remembered" if not self._kept else f"{self._kept} way{'s' * (self._kept > 1)} remembered"
        return (
            self.stage.theme_file.title,
            "ASCII alone" if self.stage.ascii_only else "all",
            LANGUAGES[self.desk.fixes_in].name
            if self.desk.fixes_in in LANGUAGES
            else "the first that a fix is written in",
            "shown from the start" if settings.reveal else "hidden at first",
            str(settings.recordings_folder),
            ways,
        )

    def cursor(self, lines: Sequence[Line]) -> int | None:
        """The chosen row."""
        return 2 * self._at

    def action_down(self, by: int) -> None:
        """The next row."""
        self._at = max(0, min(self._at + by, len(ROWS) - 1))
        self.draw()
        self.pane.keep_in_view(2 * self._at, 1)

    def action_change(self, by: int) -> None:
        """The next or the one before, or the other of two; a folder is asked for."""
        stage = self.stage
        if self._at == THEME:
            names = [one.name for one in self._themes]
            at = names.index(stage.theme_file.name) if stage.theme_file.name in names else 0
            stage.set_theme(names[(at + by) % len(names)])
        elif self._at == ASCII:
            stage.set_ascii(not stage.ascii_only)
            stage.keep_setting("ascii", stage.ascii_only)
        elif self._at == FIXES:
            ids = ["", *FIXED]
            self.desk.fix_in(ids[(ids.index(self.desk.fixes_in) + by) % len(ids)])
            stage.keep_setting("language", self.desk.fixes_in)
        elif self._at == SECRETS:
            stage.keep_setting("reveal", not self._settings.reveal)
        elif self._at == RECORDINGS:
            self._ask_folder()
        self._again()

    def _ask_folder(self) -> None:
        def answered(text: str | None) -> None:
            if text is not None:
                self.stage.keep_setting("recordings", text.strip())
                self._again()

        now = str(self._settings.recordings or "")
        hint = "~ is your home folder; nothing is srpscope's own folder for data."
        asking(self).ask_line("Where recordings go", hint, now, answered, paths=True)

    def action_forget(self) -> None:
        """Forget what was typed for live sessions."""
        if self._at == ADDRESSES and self._kept:
            try:
                forget()
            except SrpscopeError as error:
                self.desk.say(printable(str(error)), "warn")
            self._again()

    def _again(self) -> None:
        """As the file says now, in the colours and signs as they are now."""
        self._settings, self._kept = load(), len(ways_remembered())
        self.draw()
        self.pane.forget_strips()
        for bar in self.query(Bar):
            bar.update()

    def on_click(self, event: events.Click) -> None:
        """The row under the mouse; once more changes it."""
        offset = event.get_content_offset(self.pane) if event.widget is self.pane else None
        if offset is None:
            super().on_click(event)
            return
        at = (offset.y + self.pane.scroll_offset.y) // 2
        if at == self._at:
            self.action_change(1)
        elif 0 <= at < len(ROWS):
            self.action_down(at - self._at)
