"""A screen of one of the five modes: title, file row, body, verdict, footer, and the layout for small terminals."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget

from srpscope.printable import printable
from srpscope.tui.commands import Entry, footer, of_screen
from srpscope.tui.desk import Desk
from srpscope.tui.frame.bars import FooterBar
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.frame.layout import SMALLEST, WIDE
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.stage import OnStage
from srpscope.tui.frame.title_bar import FileBar, Headline, TitleBar
from srpscope.tui.frame.too_small import TooSmall
from srpscope.tui.looked_at import What


class ModeScreen(OnStage, Screen[None]):
    """The frame that all five modes share. A subclass says MODE and composes its body."""

    MODE = ""
    SHOWS_VALUES = False
    AUTO_FOCUS = ""
    _will_draw = False
    takes_pasted = True
    """Whether a paste is evidence here."""
    dimmed = False
    """Whether what does not differ is dimmed, where values of several sides stand in rows."""

    def __init__(self) -> None:
        super().__init__()
        # The style sheet is of this theme already. Textual cannot know, and would parse it two more times before the
        # screen is first painted.
        self._css_update_count = self.app._css_update_count
        # Each binding has its command's id, so that a key map can move it.
        own = [
            Binding(command.key, command.action, command.sentence, show=False, id=command.id)
            for command in of_screen(self.MODE)
        ]
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(own)])

    @property
    def desk(self) -> Desk:
        """What this screen looks at."""
        return self.stage.desk

    @property
    def lends(self) -> Desk | None:
        """What debug and compare look at when they are opened from here, where that is not the app's own desk."""
        return None

    @property
    def narrow(self) -> bool:
        """Whether panes have no boxes and rows are saved."""
        return self.has_class("narrow")

    # What the bars say

    def headline(self, narrow: bool) -> Headline:
        """The title of what is looked at, and what is known of it."""
        return "", []

    def badge(self) -> tuple[str, str]:
        """Role and word of the badge."""
        return "dim", ""

    def badges(self) -> list[tuple[str, str]]:
        """The badges in the title: one, where nothing else is said."""
        return [self.badge()]

    def file_key(self) -> tuple[str, str, str] | None:
        """(key, word, action) at the right of the file row: F8, and which way it goes, where values are shown."""
        if not self.SHOWS_VALUES:
            return None
        return "F8", "hide secrets" if self.desk.reveal else "secrets", "app.secrets"

    def may_edit(self) -> str:
        """Why the selected value cannot be edited on this screen; "" where it can."""
        return "Values are edited in the debugger: F2."

    def go_back(self) -> bool:
        """Undo the last thing that only changes how the screen looks; False where there is none."""
        return False

    def works(self, command: str) -> bool:
        """Whether a command does something here and now: the footer shows no other."""
        return True

    def say_why_not(self) -> None:
        """Say why nothing is to be explained here, where there is something to say."""

    def footer(self, narrow: bool) -> list[Entry]:
        """The keys in the last row."""
        return footer(self.MODE, narrow, self.works)

    # The frame

    def compose(self) -> ComposeResult:
        """Title, file, body, what stands below, footer; over them the sentence for too small a terminal."""
        yield TitleBar(self.MODE, self.headline, self.badges)
        yield FileBar(self.headline, self.file_key)
        with self.body():
            yield from self.compose_body()
        yield from self.compose_below()
        yield FooterBar(self.footer)
        yield TooSmall()

    def body(self) -> Widget:
        """What holds the panes, side by side where nothing else is said; its id is body."""
        return Horizontal(id="body")

    def compose_body(self) -> ComposeResult:
        """The panes."""
        yield from ()

    def compose_below(self) -> ComposeResult:
        """What stands between panes and footer: the verdict, an edit strip."""
        yield from ()

    def on_mount(self) -> None:
        """Fit what is drawn to the size of the terminal."""
        self._fit(self.app.size.width, self.app.size.height)

    def on_resize(self, event: events.Resize) -> None:
        """Fit it anew."""
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        self.set_class(width < WIDE[0] or height < WIDE[1], "narrow")
        self.set_class(self.stage.ascii_only, "ascii")
        self.set_class(width < SMALLEST[0] or height < SMALLEST[1], "tiny")
        self.call_after_refresh(self.refresh_all)

    def on_lines_resized(self, message: Lines.Resized) -> None:
        """Panes have other columns: drawn again, once for all of them."""
        if not self._will_draw:
            self._will_draw = True
            self.call_after_refresh(self._draw_resized)

    def _draw_resized(self) -> None:
        self._will_draw = False
        self.refresh_all()

    def on_screen_resume(self) -> None:
        """What was changed under another screen is drawn."""
        self.refresh_all()

    def desk_changed(self, what: What) -> None:
        """Something on the desk is another; a subclass may draw less than everything."""
        self.refresh_all()

    def refresh_all(self) -> None:
        """Draw everything from the desk; subclasses add their panes."""
        for kind in (TitleBar, FileBar, FooterBar):
            for bar in self.query(kind):
                bar.update()

    def theme_changed(self) -> None:
        """The colours are others."""
        for pane in self.query(Lines):
            pane.forget_strips()
        for widget in self.query(Widget):
            widget.refresh()

    async def on_paste(self, event: events.Paste) -> None:
        """What is pasted, or dropped on the terminal, is offered to what is open."""
        event.stop()
        if self.takes_pasted and event.text.strip():
            self.stage.take_pasted(event.text)

    def action_copy_text(self) -> None:
        """ctrl+c: copy what is selected, and say so; Textual goes on to the app's ctrl+c where nothing is."""
        super().action_copy_text()
        self.desk.say("The selection was sent to your terminal's clipboard.")

    # Finding

    _sought = ""
    _place: tuple[Lines, int] | None = None
    """The pane and the row in which it was found last."""

    def action_find(self) -> None:
        """Ask for a text, and go to the next row that holds it."""

        def answered(text: str | None) -> None:
            if text:
                self._sought = text
                if not self.find_in_panes(text):
                    self.desk.say(f"{printable(text, 40)} is nowhere on this screen.", "warn")

        hint = "A text that stands in a pane. Then . goes to the next place and ; to the one before."
        asking(self).ask_line("Find", hint, self._sought, answered)

    def action_next_hit(self, by: int) -> None:
        """The next or previous place, going round."""
        if not self._sought:
            self.desk.say("/ finds a text." if not self.SHOWS_VALUES else "/ finds a value, bytes or a text.")
        elif not self.find_in_panes(self._sought, by):
            self.desk.say(f"{printable(self._sought, 40)} is nowhere on this screen.", "warn")

    def find_in_panes(self, text: str, by: int = 1) -> bool:
        """Bring the next or previous row that holds a text into view, through all panes; whether there is one."""
        panes = [pane for pane in self.panes() if isinstance(pane, Lines)]
        found = [(pane, row) for pane in panes for row in pane.rows_with(text)]
        if not found:
            return False
        at = found.index(self._place) if self._place in found else -1 if by > 0 else 0
        index = (at + by) % len(found)
        pane, row = self._place = found[index]
        pane.keep_in_view(row, 2)
        pane.focus()
        title = str(pane.border_title).strip()
        self.desk.say(f"In the pane {title}, row {row + 1}: {index + 1} of {len(found)}.")
        return True

    def action_only(self) -> None:
        """Dim what is the same, or no longer."""
        self.dimmed = not self.dimmed
        self.refresh_all()

    # Moving between panes

    def panes(self) -> list[Widget]:
        """The panes in the order of their numbers."""
        return [one for one in self.query(".pane") if one.display]

    def action_pane(self, number: int) -> None:
        """Put the keyboard into the pane whose title begins with a number: on a small screen not all are there."""
        for pane in self.panes():
            if str(pane.border_title).strip().startswith(f"{number} "):
                pane.focus()
