"""? : what the pane in front shows, the keys, and the terms; made from the commands and the glossary. / narrows it,
enter runs what the cursor is on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from srpscope.printable import printable
from srpscope.srp.glossary import glossary
from srpscope.tui.commands import Command, of_screen
from srpscope.tui.facts.spans import Line, place, wrapped
from srpscope.tui.frame.boxes.overlay import Overlay
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.looking import LookingScreen
from srpscope.tui.frame.mode_screen import ModeScreen

PALETTE = Command("palette", "ctrl+p", "^p", "Every command, searchable", "app.command_palette")


class HelpPanel(Overlay):
    """The keys of the screen, the sentence of the pane, the glossary."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "close", "Back", show=False),
        Binding("slash", "search", "Find", show=False),
        Binding("enter", "run", "Run it", show=False),
    ]
    KEYS = "j/k choose  enter run it  / find  esc back"

    def __init__(self, screen: ModeScreen) -> None:
        super().__init__()
        self._of = screen
        self._words = ""
        self._at = 0
        self._commands: list[Command] = []
        self._rows: list[int] = []
        """Where each command begins, and the row behind the last one."""

    def heading(self) -> str:
        """In the frame: its key, the screen that it explains, and what was sought in it."""
        return f"?  {self._of.MODE}" + (f"   {printable(self._words, 30)}" if self._words else "")

    def content(self, cells: int) -> Sequence[Line]:
        """The pane's sentence, the value's, the keys, the terms; of those only what holds every word looked for."""
        lines: list[Line] = [] if self._words else self._about(cells)
        self._commands = [
            one for one in (*of_screen(self._of.MODE), PALETTE) if self._wanted(f"{one.shown} {one.sentence}")
        ]
        shown = {key for _, keys, _ in self._of.footer(narrow=False) for key in keys.split("/")}
        # What the footer has stands first, and what does nothing here and now last.
        self._commands.sort(key=lambda one: (not self._of.works(one.id), one.shown not in shown))
        self._at = max(0, min(self._at, len(self._commands) - 1))
        lines.append((("Keys", "text bold"), ("   every click has one", "dim")))
        self._rows = []
        for index, command in enumerate(self._commands):
            works = self._of.works(command.id)
            self._rows.append(len(lines))
            look = "text" if works else "dim"
            said = wrapped(command.sentence, cells - 10, look)
            first = [
                (0, "►" if index == self._at else " ", "accent bold"),
                (2, command.shown, "accent bold" if works else "dim"),
            ]
            lines.append(place([*first, (10, said[0][0][0], look)]))
            lines += [place([(10, part[0][0], look)]) for part in said[1:]]
        self._rows.append(len(lines))
        terms = [(term, line) for term, line in glossary().items() if self._wanted(f"{term} {line}")]
        if terms:
            lines += [(), (("Terms", "text bold"),)]
        for term, line in terms:
            parts = wrapped(line, cells - 18, "dim")
            for index, part in enumerate(parts):
                lines.append(place([(2, term if index == 0 else "", "text"), (18, part[0][0], "dim")]))
        if not self._commands and not terms:
            lines.append((("Nothing holds these words. / looks for others.", "dim"),))
        return lines

    def _wanted(self, text: str) -> bool:
        return all(word in text.lower() for word in self._words.lower().split())

    def _about(self, cells: int) -> list[Line]:
        lines: list[Line] = []
        focused = self._of.focused
        if isinstance(focused, Lines) and focused.HELP:
            lines += wrapped(focused.HELP, cells, "text bold")
            lines.append(())
        desk = self._of.desk
        if desk.shown is not None and isinstance(self._of, LookingScreen):
            about = desk.about(desk.selected)
            if about:
                lines += wrapped(f"{desk.selected}: {about}", cells, "text")
                lines.append(())
        return lines

    def cursor(self, lines: Sequence[Line]) -> int | None:
        """The command that enter runs."""
        return self._rows[self._at] if self._commands else None

    def action_down(self, by: int) -> None:
        """The next command; behind the last one the terms scroll into view."""
        to = self._at + by
        if self._commands and 0 <= to < len(self._commands):
            self._at = to
            self.draw()
            self.pane.keep_in_view(self._rows[self._at], 1)
        else:
            self.pane.scroll_relative(y=by, animate=False)

    def action_search(self) -> None:
        """Ask for words."""

        def answered(text: str | None) -> None:
            if text is not None:
                self._words, self._at = text, 0
                self.draw()
                self.pane.scroll_home(animate=False)

        asking(self).ask_line("Find a key or a term", "Nothing shows everything again.", self._words, answered)

    def action_run(self) -> None:
        """Run the command under the cursor on the screen below."""
        if not self._commands:
            return
        command, screen = self._commands[self._at], self._of
        self.dismiss()
        self.app.call_later(self.app.run_action, command.action, screen)

    def on_click(self, event: events.Click) -> None:
        """The command under the mouse; once more runs it."""
        offset = event.get_content_offset(self.pane) if event.widget is self.pane else None
        if offset is None:
            super().on_click(event)
            return
        at = bisect_right(self._rows, offset.y + self.pane.scroll_offset.y) - 1
        if 0 <= at < len(self._commands):
            if at == self._at:
                self.action_run()
            else:
                self.action_down(at - self._at)
