"""Writing a unit test for the user's own port from the screen: language, path, and a word on the secrets in it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

from srpscope.capture.srp_jsonl import write_file
from srpscope.errors import SrpscopeError, UserError
from srpscope.places import data_folder
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.tui.desk import Desk
from srpscope.tui.flows.asking import Ask
from srpscope.tui.flows.saving import file_name, free_path
from srpscope.tui.work import Work

Side = Literal["client", "server"]


def ask_what_to_export(desk: Desk, ask: Ask) -> None:
    """Ask for the language, then for the path; the side is the one looked at."""
    from srpscope.report.export import LANGUAGES, language

    if desk.session is None:
        return
    session, side = desk.session, cast(Side, desk.side)
    names = list(LANGUAGES)
    rows = [(language(name).TITLE, language(name).FRAMEWORK) for name in names]

    def chosen(index: int | None) -> None:
        if index is not None:
            _make(desk, ask, session, names[index], side, made=False)

    question = f"A test of your own {side}, stage by stage, from this handshake. In which language?"
    ask.ask_which("Write a test", question, rows, chosen)


def _make(desk: Desk, ask: Ask, session: Session, name: str, side: Side, made: bool) -> None:
    """Make the text off the UI thread: it takes the exponentiations of both sides."""
    from srpscope.report.export import of_session

    def failed(error: SrpscopeError) -> None:
        if isinstance(error, UserError) and not made:
            _ask_to_draw(desk, ask, session, name, side, str(error).partition(" Give it")[0])
        else:
            desk.say(str(error), "warn")

    def take(text: str) -> None:
        _ask_where(desk, ask, session, name, side, text)

    desk.start(Work("export", lambda _: of_session(session, name, side, made), take, failed))


def _ask_to_draw(desk: Desk, ask: Ask, session: Session, name: str, side: Side, fault: str) -> None:
    """What is missing can be drawn: the test is then one of a new handshake."""

    def chosen(index: int | None) -> None:
        if index == 0:
            _make(desk, ask, session, name, side, made=True)
        elif index is not None:
            desk.say(fault, "warn")

    rows = [("Draw what is missing", "a new handshake, made here"), ("Leave it", "")]
    ask.ask_which("Write a test", fault, rows, chosen)


def _ask_where(desk: Desk, ask: Ask, session: Session, name: str, side: Side, text: str) -> None:
    from srpscope.report.export import language

    suffix = language(name).SUFFIX
    # Java and its kin want the file to be called as the class in it.
    named = suffix if suffix[0].isalpha() else file_name(f"{session.title}-{side}", suffix)
    hint = "It holds the user name, the password and keys; it is readable for you alone."

    def answered(given: str | None) -> None:
        if given:
            _write(desk, Path(given).expanduser(), text)

    title = f"Write the {language(name).TITLE} test to"
    ask.ask_line(title, hint, str(free_path(data_folder() / named)), answered, paths=True)


def _write(desk: Desk, path: Path, text: str) -> None:
    if path.exists():
        desk.say(f"{path}: this file exists. T asks again; give another name.", "warn")
        return
    try:
        write_file(path, text.encode("utf-8", "replace"))
    except SrpscopeError as error:
        desk.say(str(error), "warn")
        return
    desk.say(f"The test is in {printable(str(path))}. It holds secrets.", "warn")
