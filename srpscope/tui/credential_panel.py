"""Do this salt and verifier belong to this user name and password? And: make new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from srpscope.errors import SrpscopeError
from srpscope.tui.text_panel import TextPanel

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp

MOST_CHARACTERS = 200_000


class CredentialPanel(ModalScreen[None]):
    """Salt and verifier in a text field, user name and password in a line each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+o", "check", "Check", show=False, priority=True),
        Binding("ctrl+n", "make", "Make new ones", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The fields."""
        with Vertical(id="paste") as frame:
            frame.border_title = Content("Salt and verifier")
            frame.border_subtitle = Content("^o check  ^n make new ones  esc back")
            yield TextArea(id="credential-text", compact=True)
            yield Static(
                Content("sec2_salt and sec2_verifier as C arrays, hex or JSON, a Nimbus registration, a log with b."),
                id="prompt-hint",
                markup=False,
            )
            yield Input(placeholder="user name", id="credential-name", compact=True, max_length=4_096)
            yield Input(
                placeholder="password (PoP)", id="credential-password", compact=True, max_length=4_096, password=True
            )

    def on_mount(self) -> None:
        """The keyboard goes into the field."""
        self.query_one(TextArea).focus()

    def _name_and_password(self) -> tuple[str, str]:
        return self.query_one("#credential-name", Input).value, self.query_one("#credential-password", Input).value

    def action_check(self) -> None:
        """Look whether v = g^x, off the UI thread: pairs of mistakes take seconds."""
        app = cast("SrpscopeApp", self.app)
        text = self.query_one(TextArea).text[:MOST_CHARACTERS]
        name, password = self._name_and_password()
        self.dismiss()
        app.say("Checking.")

        def work() -> None:
            try:
                answer = checked(text, name, password)
            except SrpscopeError as error:
                app.call_from_thread(app.say, str(error), "warn")
                return
            app.call_from_thread(app.push_screen, TextPanel("Salt and verifier", answer))

        app.run_worker(work, thread=True, exclusive=True, group="credential")

    def action_make(self) -> None:
        """New ones for this user name and password."""
        app = cast("SrpscopeApp", self.app)
        name, password = self._name_and_password()
        from srpscope.report.credential_making import as_c, make, why_no_zeros

        try:
            text = f"{as_c(make(name, password))}\n\n{why_no_zeros()}"
        except SrpscopeError as error:
            app.say(str(error), "warn")
            self.dismiss()
            return
        self.dismiss()
        app.push_screen(TextPanel("A new salt and verifier", text))

    def action_leave(self) -> None:
        """Nothing was asked."""
        self.dismiss()


def checked(text: str, name: str, password: str) -> str:
    """The answer in sentences. Raises UserError, FileError."""
    from srpscope.capture.formats import read
    from srpscope.capture.source import Source
    from srpscope.report.credential import as_text, check, fitting
    from srpscope.report.credential_input import credential_of

    captures = read(Source.of_bytes(text.encode("utf-8", "surrogateescape"), "what was pasted"))
    found = credential_of(captures, {}, username=name or None)
    credential = found.credential if found.named else fitting(found.credential, password)
    notes = "".join(f"\n{note}" for note in found.notes)
    return as_text(credential, check(credential, password)) + notes
