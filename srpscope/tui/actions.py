"""What the keys do that belong to no one screen: each goes to the desk of the screen in front, or opens a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srpscope.tui.desk import Desk
from srpscope.tui.frame.boxes.questions import Questions
from srpscope.tui.frame.mode_screen import ModeScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from srpscope.answers.compared.compared import Compared
    from srpscope.session import Session


class DeskActions(Questions):
    """The actions that commands.py names "app.X". What they need is imported when the key is first pressed."""

    @property
    def front(self) -> Desk:
        """The desk of the screen in front."""
        screens = [screen for screen in self.screen_stack if isinstance(screen, ModeScreen)]
        return screens[-1].desk if screens else self.desk

    def badges(self) -> Sequence[tuple[str, str]]:
        """Those of the screen in front."""
        screens = [screen for screen in self.screen_stack if isinstance(screen, ModeScreen)]
        return screens[-1].badges() if screens else ()

    def action_secrets(self) -> None:
        """Show or hide secrets."""
        self.front.show_secrets(not self.front.reveal)

    def action_allow(self) -> None:
        """Allow any work, or end what is being computed and allow it no more."""
        from srpscope.tui.flows.allowing import toggle

        toggle(self.front)

    def action_settings(self) -> None:
        """The settings, on the screen."""
        if isinstance(self.screen, ModeScreen):
            from srpscope.tui.panels.settings import SettingsPanel

            self.push_screen(SettingsPanel(self.desk))

    def action_help(self) -> None:
        """Keys and help for the pane in front."""
        if isinstance(self.screen, ModeScreen):
            from srpscope.tui.panels.help import HelpPanel

            self.push_screen(HelpPanel(self.screen))

    def action_why(self) -> None:
        """Open the why panel."""
        desk = self.front
        if isinstance(self.screen, ModeScreen) and not self.screen.works("why"):
            self.screen.say_why_not()
            return
        if desk.session is not None and desk.shown is not None:
            from srpscope.tui.panels.why import WhyPanel

            desk.ask_why()
            self.push_screen(WhyPanel(desk))

    def action_every_byte(self) -> None:
        """Open the messages with every byte explained."""
        if isinstance(self.screen, ModeScreen) and self.front.session is not None:
            from srpscope.tui.panels.every_byte import EveryBytePanel

            self.push_screen(EveryBytePanel(self.front.session))

    def action_undo(self) -> None:
        """Take the last change of the edits back."""
        self.front.undo()

    def action_undo_all(self) -> None:
        """Take every edit back."""
        self.front.undo_all()

    def action_redo(self) -> None:
        """Make an undone change again."""
        self.front.redo()

    def action_edits(self) -> None:
        """Open the list of edits."""
        if self.front.session is not None:
            from srpscope.tui.panels.edits import EditsPanel

            self.push_screen(EditsPanel(self.front))

    def action_edit(self, side: str) -> None:
        """Open the edit strip on the screen in front; side: "" for the one looked at."""
        screen, desk = self.screen, self.front
        if not isinstance(screen, ModeScreen) or desk.session is None or desk.shown is None:
            return
        from srpscope.tui.panels.edit_strip import EditStrip

        if fault := screen.may_edit():
            desk.say(fault)
        elif not screen.query(EditStrip):
            self.hold_keys()
            screen.mount(EditStrip(desk, desk.selected, side or desk.side), before="#footer")

    def open_ways(self, row: int | None) -> None:
        """The ways to take an operand of the selected value, or the value as a whole."""
        desk, screen = self.front, self.screen
        if isinstance(screen, ModeScreen) and (fault := screen.may_edit()):
            desk.say(fault)
        elif desk.session is not None and desk.shown is not None:
            from srpscope.tui.panels.ways import WaysPanel

            self.push_screen(WaysPanel(desk, desk.shown, row))

    def open_two(self, left: Callable[[], Session], right: Callable[[], Session]) -> None:
        """Two handshakes side by side, over the screen in front."""
        from srpscope.tui.debug.two_screen import TwoScreen
        from srpscope.tui.flows.comparing import compare_two

        def show(found: Compared) -> None:
            self.push_screen(TwoScreen(found))

        compare_two(self.front, left, right, show)

    def action_spoken(self) -> None:
        """Choose what is spoken: dialect, group, hash, language."""
        from srpscope.tui.flows.speaking import ask_what_is_spoken

        ask_what_is_spoken(self.front, self)

    def action_save(self) -> None:
        """Save the capture with its edits."""
        from srpscope.tui.flows.saving import ask_where_to_save

        ask_where_to_save(self.front, self)

    def action_report(self) -> None:
        """Write a report without secrets."""
        from srpscope.tui.flows.saving import ask_where_to_report

        ask_where_to_report(self.front, self)

    def action_export(self) -> None:
        """Write a unit test for the user's own port."""
        from srpscope.tui.flows.exporting import ask_what_to_export

        ask_what_to_export(self.front, self)

    def action_copy(self) -> None:
        """Copy the selected value over the terminal (OSC 52)."""
        from srpscope.tui.flows.copying import copy_value

        copy_value(self.front, self)

    def action_write(self) -> None:
        """Write the selected value to a file."""
        from srpscope.tui.flows.copying import write_value

        write_value(self.front)

    def action_open_file(self) -> None:
        """Ask for a file; it is offered to what is open, or opened where nothing is."""
        from srpscope.tui.flows.opening import ask_for_file

        if self.desk.session is None or (isinstance(self.screen, ModeScreen) and self.screen.MODE == "library"):
            ask_for_file(self.desk, self)
            return

        def answered(text: str | None) -> None:
            if text and text.strip():
                self.action_paste(text)

        hint = "It is offered to the open handshake: a log of the other side, a capture, a page of values."
        self.ask_line("Add a file", hint, "", answered, paths=True)

    def action_paste(self, text: str = "") -> None:
        """Add what is known to the open handshake, or read a log or values where none is open."""
        from srpscope.tui.panels.tray import TrayPanel

        if not isinstance(self.screen, TrayPanel):
            self.push_screen(TrayPanel(self.desk, text))

    def take_pasted(self, text: str) -> None:
        """Offer it."""
        self.action_paste(text)

    def action_explain(self) -> None:
        """Ask for a log line, and explain it."""
        from srpscope.tui.panels.explain import ExplainPanel

        self.push_screen(ExplainPanel())

    def action_credential(self) -> None:
        """Ask for a salt and verifier, and whose they are."""
        from srpscope.tui.panels.credential import CredentialPanel

        self.push_screen(CredentialPanel())
