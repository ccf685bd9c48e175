"""Do this salt and verifier belong to this user name and password? And: make new ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.tui.frame.boxes.fields import OneLine, PasteArea
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.boxes.paste_box import PasteBox
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.work import Work

MOST_CHARACTERS = 200_000


class CredentialPanel(PasteBox):
    """Salt and verifier in a text field, user name and password in a line each."""

    AUTO_FOCUS = "TextArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+o", "check", "Check", show=False, priority=True),
        Binding("ctrl+n", "make", "Make new ones", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The fields."""
        with Vertical(id="paste") as frame:
            frame.border_title = Content("Salt and verifier")
            yield PasteArea(id="credential-text", compact=True)
            yield Static(
                Content("sec2_salt and sec2_verifier as C arrays, hex or JSON, a Nimbus registration, a log with b."),
                id="prompt-hint",
                markup=False,
            )
            yield OneLine(placeholder="user name", id="credential-name", compact=True, max_length=4_096)
            yield OneLine(
                placeholder="password (PoP)", id="credential-password", compact=True, max_length=4_096, password=True
            )
        yield KeysBar("^o check  ^n make new ones  tab next field  esc back")

    def _name_and_password(self) -> tuple[str, str]:
        return self.query_one("#credential-name", Input).value, self.query_one("#credential-password", Input).value

    def action_check(self) -> None:
        """Look whether v = g^x, off the UI thread: pairs of mistakes take seconds."""
        text = self.pasted(MOST_CHARACTERS)
        name, password = self._name_and_password()
        self._say("Checking.")
        self._work("Salt and verifier", lambda: checked(text, name, password))

    def action_make(self) -> None:
        """New ones for this user name and password."""
        name, password = self._name_and_password()
        self._work("A new salt and verifier", lambda: made(name, password))

    def _say(self, text: str, fault: bool = False) -> None:
        hint = self.query_one("#prompt-hint", Static)
        hint.set_class(fault, "fault")
        hint.update(Content(printable(text, 400)))

    def _work(self, heading: str, answer: Callable[[], str]) -> None:
        """The answer takes this box's place; what is wrong is said in it, and what was pasted and typed stays."""
        stage = asking(self)

        def take(text: str) -> None:
            if self.is_current:  # else it was left meanwhile
                self.dismiss()
                stage.show_text(heading, text)

        def failed(error: SrpscopeError) -> None:
            if self.is_current:
                self._say(str(error), fault=True)

        self.stage.desk.start(Work("credential", lambda _: answer(), take, failed))


def made(name: str, password: str) -> str:
    """New ones as C arrays. Raises UserError."""
    from srpscope.answers.credential_making import as_c, make, why_no_zeros

    return f"{as_c(make(name, password))}\n\n{why_no_zeros()}"


def checked(text: str, name: str, password: str) -> str:
    """The answer in sentences. Raises UserError, FileError."""
    from srpscope.answers.credential import as_text, check, fitting
    from srpscope.answers.credential_input import credential_of
    from srpscope.session.opening import read_text

    captures = read_text(text, "what was pasted").captures
    found = credential_of(captures, {}, username=name or None)
    credential = found.credential if found.named else fitting(found.credential, password)
    notes = "".join(f"\n{note}" for note in found.notes)
    return as_text(credential, check(credential, password)) + notes
