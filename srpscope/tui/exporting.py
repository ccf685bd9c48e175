"""Writing a unit test for the user's own port from the screen: language, path, and a word on the secrets in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from srpscope.capture.srp_jsonl import write_file
from srpscope.errors import SrpscopeError, UserError
from srpscope.places import data_folder
from srpscope.report.export import LANGUAGES, language, of_session
from srpscope.report.printable import printable
from srpscope.tui.choices import Choices
from srpscope.tui.prompt import Prompt
from srpscope.tui.saving import file_name, free_path

if TYPE_CHECKING:
    from srpscope.session import Session
    from srpscope.tui.app import SrpscopeApp

Side = Literal["client", "server"]


def ask_what_to_export(app: SrpscopeApp) -> None:
    """Ask for the language, then for the path; the side is the one looked at."""
    assert app.session is not None
    session, side = app.session, cast(Side, app.side if app.side in ("client", "server") else "client")
    names = list(LANGUAGES)
    rows = [(language(name).TITLE, language(name).FRAMEWORK) for name in names]

    def chosen(index: int | None) -> None:
        if index is not None:
            _make(app, session, names[index], side, made=False)

    question = f"A test of your own {side}, stage by stage, from this handshake. In which language?"
    app.push_screen(Choices("Write a test", question, rows, "enter choose  esc back"), chosen)


def _make(app: SrpscopeApp, session: Session, name: str, side: Side, made: bool) -> None:
    """Make the text off the UI thread: it takes the exponentiations of both sides."""

    def work() -> None:
        try:
            text = of_session(session, name, side, made)
        except UserError as error:
            if made:
                app.call_from_thread(app.say, str(error), "warn")
            else:
                app.call_from_thread(_ask_to_draw, app, session, name, side, str(error).partition(" Give it")[0])
            return
        except SrpscopeError as error:
            app.call_from_thread(app.say, str(error), "warn")
            return
        app.call_from_thread(_ask_where, app, session, name, side, text)

    app.run_worker(work, thread=True, exclusive=True, group="export")


def _ask_to_draw(app: SrpscopeApp, session: Session, name: str, side: Side, fault: str) -> None:
    """What is missing can be drawn: the test is then one of a new handshake."""

    def chosen(index: int | None) -> None:
        if index == 0:
            _make(app, session, name, side, made=True)
        elif index is not None:
            app.say(fault, "warn")

    rows = [("Draw what is missing", "a new handshake, made here"), ("Leave it", "")]
    app.push_screen(Choices("Write a test", fault, rows, "enter choose  esc back"), chosen)


def _ask_where(app: SrpscopeApp, session: Session, name: str, side: Side, text: str) -> None:
    suffix = language(name).SUFFIX
    # Java and its kin want the file to be called as the class in it.
    named = suffix if suffix[0].isalpha() else file_name(f"{session.title}-{side}", suffix)
    path = free_path(data_folder() / named)
    hint = "It holds the user name, the password and keys; it is readable for you alone."

    def answered(given: str | None) -> None:
        if given:
            _write(app, Path(given).expanduser(), text)

    app.push_screen(Prompt(f"Write the {language(name).TITLE} test to", hint, str(path)), answered)


def _write(app: SrpscopeApp, path: Path, text: str) -> None:
    if path.exists():
        app.say(f"{path}: this file exists. T asks again; give another name.", "warn")
        return
    try:
        write_file(path, text.encode("utf-8", "replace"))
    except SrpscopeError as error:
        app.say(str(error), "warn")
        return
    app.say(f"The test is in {printable(str(path))}. It holds secrets.", "warn")
