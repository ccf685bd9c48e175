"""The app: what is looked at, the screens over it, and the work that happens off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from srpscope.errors import SrpscopeError
from srpscope.report.printable import printable
from srpscope.tui import themes
from srpscope.tui.facts.judgement import CANNOT_TELL, NOT_FOUND, SEARCHING
from srpscope.tui.facts.spans import Line
from srpscope.tui.mode_screen import ModeScreen
from srpscope.tui.modes import MODES, make
from srpscope.tui.palette import Palette

if TYPE_CHECKING:
    from srpscope.capture.capture import Capture
    from srpscope.lessons.walk import Walk
    from srpscope.session import Session
    from srpscope.srp.edit import Edit
    from srpscope.tui.facts.shown import Explanation, Shown
    from srpscope.tui.live_feed import ClientFeed, HostFeed
    from srpscope.why.finding import Diagnosis, Finding


@dataclass(frozen=True)
class Opening:
    """How to get what is looked at first. read: every handshake of the files; make: the session of one of them. Both
    may raise FileError and UserError, and run off the UI thread."""

    read: Callable[[], list[Capture]]
    make: Callable[[Capture], Session]


Headline = list[tuple[str, str]]


class SrpscopeApp(App[int]):
    """srpscope's screens. session: what is looked at first; opening: how to get it, once the first frame is out;
    neither for the library alone. example: it is the bundled one, and the screen says so. fault: why the file that
    was asked for could not be opened. searching: the cause is looked for in the background without being asked."""

    TITLE = "srpscope"
    CSS_PATH = "srpscope.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+p", "command_palette", "Every command", show=False)]
    MODES: ClassVar[dict[str, Any]] = {mode: partial(make, mode) for mode in MODES}

    def __init__(
        self,
        session: Session | None = None,
        *,
        opening: Opening | None = None,
        theme: str | None = None,
        ascii_only: bool = False,
        example: bool = False,
        path: Path | None = None,
        start: str = "debug",
        searching: bool = True,
    ) -> None:
        self.DEFAULT_MODE = start  # type: ignore[misc]  # the mode that Textual opens first
        self._theme_file = themes.default()
        self.palette: Palette = self._theme_file.palette()
        super().__init__()
        self.session = session
        self.opening = opening
        self.reading = opening is not None
        self.searching = searching
        self.fault: SrpscopeError | None = None
        self.live: ClientFeed | HostFeed | None = None
        self.walk: Walk | None = None
        self.ascii_only = ascii_only
        self.example = example
        self.path = path
        self.crash: Exception | None = None
        self.shown: Shown | None = None
        self.selected = "M1"
        self.moved = False
        self.side = "client"
        self.reveal = False
        self.pinned: frozenset[str] = frozenset()
        self.forms: dict[str, str] = {}
        self.note: Line = ()
        self.generation = 0
        self.diagnosis: Diagnosis | None = None
        self.search_state: tuple[str, str] = ("", "")
        self._search_stopped = False
        self._explanation: Explanation | None = None
        self._explained_edits: tuple[Edit, ...] | None = None
        self._ticket = 0
        self._why_ticket = 0
        self._leaving = False
        self._begin_with_theme(theme)

    # Themes

    def _begin_with_theme(self, name: str | None) -> None:
        # Without the watcher, which would have the style sheet parsed two more times before the first frame.
        self._find_theme(name)
        self.set_reactive(App.theme, self._theme_file.name)
        for other in [one for one in self.classes if one.startswith("-theme-")]:
            self.remove_class(other, update=False)
        dark = self._theme_file.dark
        self.add_class(f"-theme-{self._theme_file.name}", update=False)
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def _use_theme(self, name: str | None) -> None:
        self._find_theme(name)
        self.theme = self._theme_file.name

    def _find_theme(self, name: str | None) -> None:
        if name is None:
            name = themes.PLAIN if self.no_color else themes.DEFAULT
        self._theme_file = themes.default() if name == themes.DEFAULT else themes.find(name)
        self.register_theme(self._theme_file.textual())
        self.palette = self._theme_file.palette(self.no_color)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Every role has a colour, whatever theme Textual starts with."""
        return themes.variables(themes.default().roles)

    def action_next_theme(self) -> None:
        """Go to the next theme."""
        found, faults = themes.load_all()
        names = [one.name for one in found]
        at = names.index(self._theme_file.name) if self._theme_file.name in names else -1
        self.set_theme(names[(at + 1) % len(names)])
        said = f"Theme: {self._theme_file.title}."
        self.say(said if not faults else f"{said} {printable(faults[0])}")

    def set_theme(self, name: str) -> None:
        """Use a theme by its file's name. Raises FileError."""
        self._use_theme(name)
        for screen in self._mode_screens():
            screen.theme_changed()

    # What is looked at

    def on_mount(self) -> None:
        """Work begins once the first frame is out."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self.session is not None:
            self.evaluate()
        elif self.opening is not None:
            self._open(self.opening)

    @work(thread=True, exclusive=True, group="open")
    def _open(self, opening: Opening) -> None:
        try:
            captures = opening.read()
            if len(captures) == 1:
                session = opening.make(captures[0])
                self.call_from_thread(self._opened, session)
                return
            self.call_from_thread(self._choose, opening, captures)
        except SrpscopeError as error:
            self.fault = error
            self.call_from_thread(self.exit, error.exit_status)

    def _opened(self, session: Session) -> None:
        from srpscope.tui.opening import speak_a_known_dialect

        faults = [*speak_a_known_dialect(session), *session.capture.notes]
        self.session, self.reading = session, False
        if faults:
            self.note = ((printable(faults[0], 400), "warn"),)
        self.evaluate()

    def _choose(self, opening: Opening, captures: list[Capture]) -> None:
        from srpscope.tui.choices import ask_which

        def chosen(index: int | None) -> None:
            try:
                self._opened(opening.make(captures[index or 0]))
            except SrpscopeError as error:
                self.fault = error
                self.exit(error.exit_status)

        ask_which(self, captures, chosen)

    def look_at(self, session: Session, path: Path | None = None) -> None:
        """Look at another session in the debugger."""
        self.prepare(session, path)
        if self.current_mode != "debug":
            self.switch_mode("debug")

    def prepare(self, session: Session, path: Path | None = None) -> None:
        """Look at another session the next time that the debugger is opened; it is worked out now."""
        self.session, self.path, self.example = session, path, False
        self.shown = None
        self.diagnosis = None
        self._explanation, self._explained_edits = None, None
        self.search_state = ("", "")
        self.note = ()
        self.selected = ""
        self.moved = False
        self.pinned, self.forms = frozenset(), {}
        self._why_ticket += 1
        self.evaluate()

    def evaluate(self, preview: list[Edit] | None = None, landed: Callable[[Shown], None] | None = None) -> None:
        """Work out the values, off the UI thread; only the last result asked for is shown."""
        if self.session is None:
            return
        self._ticket += 1
        edits = list(self.session.edits) if preview is None else preview
        explanation = self._explanation if tuple(edits) == self._explained_edits else None
        self._evaluate(self._ticket, self.session, edits, explanation, preview is not None, landed)

    @work(thread=True, exclusive=True, group="evaluate")
    def _evaluate(
        self,
        ticket: int,
        session: Session,
        edits: list[Edit],
        explanation: Explanation | None,
        preview: bool,
        landed: Callable[[Shown], None] | None,
    ) -> None:
        from srpscope.tui.facts.shown import shown

        try:
            result = shown(session, edits, explanation, preview)
        except SrpscopeError as error:
            self.call_from_thread(self.say, str(error), "warn")
            return
        self.call_from_thread(self._landed, ticket, result, landed)

    def _landed(self, ticket: int, result: Shown, landed: Callable[[Shown], None] | None) -> None:
        if ticket != self._ticket:
            return
        first_time = self.shown is None
        explained = result.explanation is not None and not self.moved and result.first is not None
        self.shown = result
        self.generation += 1
        if first_time or explained or self.selected not in result.view.comparison.rows:
            self.selected = result.first or self._where_to_begin(result)
        if landed is not None:
            landed(result)
        self.refresh_screens()
        if first_time and not result.preview:
            if self.searching:
                self.search()
            self._remember()

    def _where_to_begin(self, result: Shown) -> str:
        judged = result.view.comparison.judged_on
        return judged or ("M1" if "M1" in result.order else result.order[-1])

    def refresh_screens(self) -> None:
        """Draw the screen in front; the others draw when they come to the front."""
        for screen in self.screen_stack:
            if isinstance(screen, ModeScreen) and screen.is_mounted:
                screen.refresh_all()
        on_top = self.screen
        update = getattr(on_top, "session_changed", None)
        if update is not None:
            update()

    def _mode_screens(self) -> list[ModeScreen]:
        return [one for stack in self._screen_stacks.values() for one in stack if isinstance(one, ModeScreen)]

    def _remember(self) -> None:
        if self.path is not None and self.session is not None and self.shown is not None and not self.example:
            from srpscope.tui.facts.verdict import badge
            from srpscope.tui.recent import remember

            role, word = badge(self.shown)
            remember(self.path, self.session.title, self.session.dialect("client").id, role, word)

    # Why

    def search(self) -> None:
        """Search for the cause in the background."""
        if self.session is None or self.shown is None:
            return
        if self.shown.view.comparison.agreement == "agree" and self.shown.first is None:
            return
        self._why_ticket += 1
        self._search_stopped = False
        self.search_state = (SEARCHING, "")
        self.refresh_screens()
        self._search(self._why_ticket, self.session, tuple(self.session.edits))

    @work(thread=True, exclusive=True, group="why")
    def _search(self, ticket: int, session: Session, edits: tuple[Edit, ...]) -> None:
        from srpscope.tui.reasons import search

        def stop() -> bool:
            return self._search_stopped or ticket != self._why_ticket

        def on_hit(finding: Finding) -> None:
            if not stop():
                self.call_from_thread(self._found, ticket, edits, finding)

        def on_progress(words: str) -> None:
            if not stop():
                self.call_from_thread(self._still_searching, ticket, words)

        try:
            diagnosis = search(session, stop, on_hit, on_progress)
        except SrpscopeError as error:
            self.call_from_thread(self._searched, ticket, edits, None, str(error))
            return
        if ticket == self._why_ticket:
            self.call_from_thread(self._searched, ticket, edits, diagnosis, "")

    def _still_searching(self, ticket: int, words: str) -> None:
        if ticket == self._why_ticket and self.search_state[0] == SEARCHING:
            self.search_state = (SEARCHING, words)
            self.refresh_screens()

    @property
    def _looking(self) -> bool:
        """The cause is being looked for, and nobody has stopped that."""
        return self.search_state[0] == SEARCHING and not self._search_stopped

    def _found(self, ticket: int, edits: tuple[Edit, ...], finding: Finding) -> None:
        if ticket != self._why_ticket or self._explanation is not None:
            return
        self._adopt(edits, finding)

    def _adopt(self, edits: tuple[Edit, ...], finding: Finding) -> None:
        from srpscope.tui.reasons import explanation

        if edits and self.session is not None and edits == tuple(self.session.saved_edits) and not self._unexplained():
            return
        found = explanation(finding)
        if found == self._explanation:
            return
        self._explanation, self._explained_edits = found, edits
        if self.session is not None and tuple(self.session.edits) == edits:
            self.evaluate()

    def _unexplained(self) -> bool:
        """Whether the edits of the file leave a difference that only why explains."""
        return self.shown is not None and self.shown.first is not None

    def _searched(self, ticket: int, edits: tuple[Edit, ...], diagnosis: Diagnosis | None, fault: str) -> None:
        if ticket != self._why_ticket:
            return
        self.diagnosis = diagnosis
        if diagnosis is None:
            self.search_state = (CANNOT_TELL, printable(fault))
        elif diagnosis.verdict == "proved" and diagnosis.findings:
            self.search_state = ("proved", "")
            self._adopt(edits, diagnosis.findings[0])
        elif diagnosis.verdict == "not-found":
            lead = "Stopped" if self._search_stopped else "Not found"
            self.search_state = (NOT_FOUND, f"{lead}: none of {diagnosis.tried:,} hypotheses gives the observed bytes.")
        elif diagnosis.verdict == "cannot-tell":
            ways = " or ".join(" and ".join(printable(one, 24) for one in way) for way in diagnosis.needs[:4])
            self.search_state = (CANNOT_TELL, f"The cause cannot be told yet. What would tell: {ways}." if ways else "")
        else:
            self.search_state = ("", "")
        self.refresh_screens()

    @property
    def explanation(self) -> Explanation | None:
        """What explains the difference, under the edits as they are now."""
        return self.shown.explanation if self.shown is not None else None

    @property
    def proved(self) -> Explanation | None:
        """What was proved of the session as it is, whatever edits were made after it."""
        explained = self._explained_edits
        if self.session is None or explained is None or tuple(self.session.edits)[: len(explained)] != explained:
            return None
        return self._explanation

    def action_why(self) -> None:
        """Open the why panel."""
        if self.session is None or self.shown is None:
            return
        from srpscope.tui.why_panel import WhyPanel

        if not self.search_state[0] or self._explained_edits not in (None, tuple(self.session.edits)):
            self._explanation = None
            self.search()
        self.push_screen(WhyPanel())

    def apply_fix(self) -> None:
        """Put the accused side right, as edits that u takes back."""
        if self.session is None or self._explanation is None:
            return
        self._fix(self.session, list(self.session.edits), self._explanation)

    @work(thread=True, exclusive=True, group="fix")
    def _fix(self, session: Session, edits: list[Edit], explanation: Explanation) -> None:
        from srpscope.tui.reasons import remedy

        found = remedy(session, edits, explanation.side)
        self.call_from_thread(self._fixed, session, edits, found)

    def _fixed(self, session: Session, edits: list[Edit], found: list[Edit]) -> None:
        if session is not self.session or list(session.edits) != edits:
            return
        if not found:
            self.say("There is nothing that an edit could put right here.", "warn")
            return
        session.replace_edits([*edits, *found])
        self.edits_changed(f"Put right with {len(found)} edit{'s' if len(found) > 1 else ''}. u takes it back.")

    # Edits

    def edits_changed(self, said: str = "") -> None:
        """The list of edits is another: values are worked out again."""
        self.note = ((said, "warn"),) if said else ()
        self.evaluate()

    def add_edit(self, edit: Edit) -> bool:
        """Add an edit; says why where it cannot be."""
        if self.session is None:
            return False
        try:
            self.session.edit(edit)
        except SrpscopeError as error:
            self.say(str(error), "warn")
            return False
        self.edits_changed()
        return True

    def encode_operand(self, number: int, row: int, how: str) -> None:
        """Another encoding of one operand of the selected value, on the side looked at."""
        if self.session is None or self.shown is None:
            return
        from srpscope.tui.facts.encoding_edits import encoding_edit

        made = encoding_edit(self.session, self.shown, self.selected, row, self.side, how)
        if isinstance(made, str):
            self.say(made, "warn")
        else:
            self.add_edit(made)

    def action_undo(self) -> None:
        """Take the last change of the edits back."""
        if self.session is not None and self.session.undo():
            self.edits_changed("Undone. ^r makes it again.")
        else:
            self.say("There is no edit to undo.")

    def action_redo(self) -> None:
        """Make an undone change again."""
        if self.session is not None and self.session.redo():
            self.edits_changed("Made again.")
        else:
            self.say("There is nothing to make again.")

    def action_edits(self) -> None:
        """Open the list of edits."""
        if self.session is not None:
            from srpscope.tui.edits_panel import EditsPanel

            self.push_screen(EditsPanel())

    def start_edit(self, side: str) -> None:
        """Open the edit strip on the screen in front."""
        screen = self.screen
        if self.session is not None and self.shown is not None and isinstance(screen, ModeScreen):
            from srpscope.tui.edit_strip import EditStrip

            if not screen.query(EditStrip):
                screen.mount(EditStrip(self.selected, side), before="#footer")

    # Files

    def action_save(self) -> None:
        """Save the capture with its edits."""
        if self.session is not None:
            from srpscope.tui.saving import ask_where_to_save

            ask_where_to_save(self)

    def action_open_file(self) -> None:
        """Ask for a file and open it."""
        from srpscope.tui.opening import ask_for_file

        ask_for_file(self)

    def action_paste(self) -> None:
        """Ask for a log or values, and open what is read from them."""
        from srpscope.tui.paste_panel import PastePanel

        self.push_screen(PastePanel())

    def action_explain(self) -> None:
        """Ask for a log line, and explain it."""
        from srpscope.tui.explain_panel import ExplainPanel

        self.push_screen(ExplainPanel())

    def action_credential(self) -> None:
        """Ask for a salt and verifier, and whose they are."""
        from srpscope.tui.credential_panel import CredentialPanel

        self.push_screen(CredentialPanel())

    def action_report(self) -> None:
        """Write a report without secrets."""
        if self.session is not None:
            from srpscope.tui.saving import write_report

            write_report(self)

    def action_export(self) -> None:
        """Write a unit test for the user's own port."""
        if self.session is not None:
            from srpscope.tui.exporting import ask_what_to_export

            ask_what_to_export(self)

    def copy_value(self) -> None:
        """Copy the selected value over the terminal (OSC 52)."""
        from srpscope.tui.copying import copy_value

        copy_value(self)

    def write_value(self) -> None:
        """Write the selected value to a file."""
        from srpscope.tui.copying import write_value

        write_value(self)

    # What the bars say

    def headline(self, mode: str, narrow: bool = False) -> tuple[str, Headline]:
        """The file and what is known of it."""
        if mode == "library":
            return "Library", [("what you opened and what comes with srpscope", "dim")]
        if mode == "live":
            from srpscope.tui.facts.live_lines import headline

            return headline(self.live)
        if mode == "learn":
            from srpscope.tui.facts.lesson_lines import headline as lesson_headline

            return lesson_headline(self.walk)
        session = self.session
        if session is None and self.reading:
            return "Reading", [("the file", "dim")]
        if session is None:
            return "no capture", [("o opens a file", "dim")]
        origin = session.origin
        rest: Headline = [("example; o opens yours", "warn")] if self.example else []
        if not self.example and not narrow:
            rest.append((printable(origin, 20) or "not said where from", "dim"))
        named = session.declared
        rest.append(
            (
                printable(session.dialect("client").id, 40) if named else "no dialect named: srp6a",
                "dim" if named else "warn",
            )
        )
        changes = self._changes_said(session, narrow)
        if changes:
            rest.append((changes, "warn"))
        return session.title, rest

    def _changes_said(self, session: Session, narrow: bool) -> str:
        from srpscope.tui.facts.changes import describe

        found = self.explanation
        active = [edit for edit in session.edits if not edit.off]
        if found is not None and found.changes:
            if narrow:
                return f"* found on {found.side}"
            first = found.changes[0]
            more = f" and {len(found.changes) - 1} more" if len(found.changes) > 1 else ""
            return f"* found, {found.side}: {describe(session, first, self.reveal)}{more}"
        if not active:
            return ""
        last = active[-1]
        count = f"edit {len(active)}" if len(active) > 1 else "edit 1"
        if narrow:
            return f"* {count} on {last.side}"
        return f"* {count}, {last.side}: {describe(session, last, self.reveal)}"

    def badge_for(self, mode: str) -> tuple[str, str]:
        """Role and word of the badge."""
        if mode == "library":
            from srpscope.tui.captures import count_words

            return "dim", count_words()
        if mode == "live":
            from srpscope.tui.facts.live_lines import badge as live_badge

            return live_badge(self.live)
        if mode == "learn":
            from srpscope.tui.facts.lesson_lines import badge as lesson_badge

            return lesson_badge(self.walk)
        if self.shown is None or mode not in ("debug", "compare"):
            return "dim", ""
        from srpscope.tui.facts.verdict import badge

        return badge(self.shown)

    def about(self, name: str) -> str:
        """The glossary's line of a value."""
        from srpscope.srp.glossary import about

        line = about(name)
        if not line and self.session is not None:
            known = self.session.dialect("client").inputs.get(name)
            return printable(known.about, 200) if known is not None else ""
        return line

    def say(self, sentence: str, role: str = "dim") -> None:
        """One sentence below the panes, until the next key that does something."""
        self.note = ((printable(sentence, 400), role),)
        self.refresh_screens()

    def next_form(self, form: str) -> str:
        """The form to show the selected value in; arrays go round."""
        if form != "array":
            return form
        from srpscope.tui.forms import ARRAYS

        now = self.forms.get(self.selected, "hex")
        return ARRAYS[(ARRAYS.index(now) + 1) % len(ARRAYS)] if now in ARRAYS else ARRAYS[0]

    # Screens

    def action_mode(self, mode: str) -> None:
        """Go to another screen."""
        if isinstance(self.screen, ModeScreen) and mode != self.current_mode:
            self.switch_mode(mode)

    def action_other(self) -> None:
        """Compare and back."""
        self.action_mode("debug" if self.current_mode == "compare" else "compare")

    def action_secrets(self) -> None:
        """Show or hide secrets."""
        self.reveal = not self.reveal
        self.generation += 1
        self.say("Secrets are shown. F8 hides them." if self.reveal else "Secrets are hidden.")

    def action_help(self) -> None:
        """Keys and help for the pane in front."""
        if isinstance(self.screen, ModeScreen):
            from srpscope.tui.help_panel import HelpPanel

            self.push_screen(HelpPanel(self.screen))

    def action_go_back(self) -> None:
        """Back by one."""
        screen = self.screen
        if screen.maximized is not None:
            screen.minimize()
            self.refresh_screens()
        elif self.note:
            self.note = ()
            self.refresh_screens()
        elif self._looking and self.current_mode in ("debug", "compare"):
            self._search_stopped = True  # what was found until now is said when the search has come to its end
        elif self.current_mode != "debug" and self.session is not None and isinstance(screen, ModeScreen):
            self.switch_mode("debug")

    def action_leave(self) -> None:
        """Quit; asks once where edits would be lost."""
        if self.session is not None and self.session.unsaved and not self._leaving:
            self._leaving = True
            self.say("Your edits are not saved. ^s saves them, q again quits.", "warn")
            return
        self._why_ticket += 1
        self.exit(0)

    def get_system_commands(self, screen: Screen[Any]) -> Any:
        """The command palette: every key of the screen, the screens, the themes."""
        from srpscope.tui.command_palette import commands

        yield from commands(self, screen)

    # Our own errors

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with local variables, and so passwords: the caller says one sentence instead.
        if self.crash is None:
            self.crash = error
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 70
        self._close_messages_no_wait()
