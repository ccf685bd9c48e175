"""Opening a file or pasted text: read off the UI thread, several handshakes chosen from, doubts asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.errors import FileError, SrpscopeError
from srpscope.session import UNDECLARED, Session
from srpscope.tui.prompt import Prompt

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp


def ask_for_file(app: SrpscopeApp) -> None:
    """Ask for a path and open it."""

    def answered(text: str | None) -> None:
        if text and text.strip():
            open_path(app, Path(text.strip().strip("'\"")).expanduser())

    hint = "A capture, a device log, btsnoop, pcapng, HAR, JSON, a page of values."
    app.push_screen(Prompt("Open", hint), answered)


def open_path(app: SrpscopeApp, path: Path) -> None:
    """Open a file."""
    app.say(f"Reading {path.name}.")
    _read(app, lambda: Source.of_path(path), path)


def open_text(app: SrpscopeApp, text: str) -> None:
    """Open what was pasted: the path of a file, or its content."""
    stripped = text.strip().strip("'\"")
    if "\n" not in stripped and len(stripped) < 1_024 and stripped:
        path = Path(stripped).expanduser()
        try:
            if path.is_file():
                open_path(app, path)
                return
        except (OSError, ValueError):
            pass
    _read(app, lambda: Source.of_bytes(text.encode("utf-8", "surrogateescape"), "pasted"), None)


def _read(app: SrpscopeApp, source: Callable[[], Source], path: Path | None) -> None:
    def work() -> None:
        from srpscope.capture.formats import read

        try:
            captures = read(source())
            if len(captures) > 1:
                from srpscope.capture.merge import merge

                captures = merge(captures)
            if not captures:
                raise FileError("no handshake was found in it.")
        except SrpscopeError as error:
            app.call_from_thread(app.say, str(error), "warn")
            return
        app.call_from_thread(_opened, app, captures, path)

    app.run_worker(work, thread=True, exclusive=True, group="open")


def _opened(app: SrpscopeApp, captures: list[Capture], path: Path | None) -> None:
    if len(captures) > 1:
        from srpscope.tui.choices import ask_which

        def chosen(index: int | None) -> None:
            if index is not None:
                _ask(app, captures[index], path)

        ask_which(app, captures, chosen)
        return
    _ask(app, captures[0], path)


def _ask(app: SrpscopeApp, capture: Capture, path: Path | None) -> None:
    """Ask what the page leaves open, one question after the other, then look at the session."""
    from srpscope.capture.questions import answer, questions

    open_questions = questions(capture)
    if not open_questions:
        _look(app, capture, path)
        return
    from srpscope.tui.choices import Choices

    first = open_questions[0]
    rows = [
        (f"{one.get('value', first.value)} as {one.get('form', 'hex')}", str(one.get("hex", ""))[:48])
        for one in first.alternatives
    ]

    def chosen(index: int | None) -> None:
        if index is None:
            _look(app, capture, path)
            return
        answer(capture, first, index)
        _ask(app, capture, path)

    app.push_screen(Choices(f"{len(open_questions)} open", first.text, rows), chosen)


def _look(app: SrpscopeApp, capture: Capture, path: Path | None) -> None:
    from srpscope.report.identified import declared

    def work() -> None:
        session = Session(capture)
        faults = [*speak_a_known_dialect(session), *capture.notes]
        app.call_from_thread(look, declared(session), faults)

    def look(session: Session, faults: list[str]) -> None:
        app.look_at(session, path)
        if faults:
            app.say(faults[0], "warn")
        _explain_bare_log(app, capture)

    app.run_worker(work, thread=True, exclusive=True, group="open")


def _explain_bare_log(app: SrpscopeApp, capture: Capture) -> None:
    """A log of error lines alone has no value to look at: say what its lines mean."""
    if capture.messages or any(line.get("type") == "values" for line in capture.lines):
        return
    said = [str(event["text"]) for event in capture.events if isinstance(event.get("text"), str)]
    if said:
        from srpscope.tui.explain_panel import explain_text

        explain_text(app, "\n".join(said))


def speak_a_known_dialect(session: Session) -> list[str]:
    """Where the file names a dialect that is not known, the plain one is spoken, and a sentence says so: what could be
    read is shown all the same."""
    try:
        for side in ("client", "server", "enroller"):
            session.dialect(side)
    except SrpscopeError as error:
        for key in ("dialect", "client_dialect", "server_dialect", "enroller_dialect"):
            session.capture.header.pop(key, None)
        session.dialects.clear()
        return [f"{error} The values are shown as {UNDECLARED} has them."]
    return []
