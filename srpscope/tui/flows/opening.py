"""Opening a file or pasted text: read off the UI thread, several handshakes chosen from, doubts asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from srpscope.capture.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.session.opening import Handshakes, read_path, read_text, session_of
from srpscope.tui.desk import Desk
from srpscope.tui.flows.asking import Ask
from srpscope.tui.flows.choosing import Choice, choice_of, choose
from srpscope.tui.flows.explaining import explain_text
from srpscope.tui.flows.unsaved import unless_unsaved
from srpscope.tui.work import Opening, Work

More = Callable[[Session], Session]


def _as_it_is(session: Session) -> Session:
    return session


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class HowOpened:
    """How what is read comes to be looked at. failed: told what could not be read or added. path: its file. more: what
    is added to it before it is looked at. before: done just before that; until then whoever asked can say it again."""

    failed: Callable[[SrpscopeError], None]
    path: Path | None = None
    more: More = _as_it_is
    before: Callable[[], None] = _nothing


def _warned(desk: Desk) -> Callable[[SrpscopeError], None]:
    return lambda error: desk.say(str(error), "warn")


def open_first(
    desk: Desk, ask: Ask, opening: Opening, failed: Callable[[SrpscopeError], None], elsewhere: Callable[[], bool]
) -> None:
    """Open what the command line named, once the first frame is out. elsewhere: whether somebody went on to another
    screen meanwhile; then it is there for when they come back."""

    def look(session: Session) -> None:
        (desk.prepare if elsewhere() else desk.look_at)(session, opening.path, opening.example)
        _say_faults(desk, session)

    def make(capture: Capture) -> None:
        desk.start(Work("open", lambda _: opening.make(capture), look, failed))

    def read(found: Choice) -> None:
        choose(ask, found, make, lambda: make(found.captures[0]))

    desk.start(Work("open", lambda _: choice_of(opening.read()), read, failed))


def ask_for_file(desk: Desk, ask: Ask) -> None:
    """Ask for a path and open it."""

    def answered(text: str | None) -> None:
        if text and text.strip():
            open_path(desk, ask, Path(text.strip().strip("'\"")).expanduser())

    ask.ask_line(
        "Open", "A capture, a device log, btsnoop, pcapng, HAR, JSON, a page of values.", "", answered, paths=True
    )


def open_path(desk: Desk, ask: Ask, path: Path) -> None:
    """Open a file."""
    desk.say(f"Reading {path.name}.")
    _read(desk, ask, lambda: read_path(path), HowOpened(_warned(desk), path))


def open_text(desk: Desk, ask: Ask, text: str, way: HowOpened | None = None) -> None:
    """Open what was pasted: the path of a file, or its content."""
    path = path_in(text)
    read = (lambda: read_text(text, "pasted")) if path is None else (lambda: read_path(path))
    _read(desk, ask, read, replace(way or HowOpened(_warned(desk)), path=path))


def path_in(text: str) -> Path | None:
    """The file that a pasted line names: a terminal pastes the path of what is dropped on it."""
    stripped = text.strip().strip("'\"")
    if "\n" in stripped or not 0 < len(stripped) < 1_024:
        return None
    path = Path(stripped).expanduser()
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


def _read(desk: Desk, ask: Ask, read: Callable[[], Handshakes], way: HowOpened) -> None:
    def take(found: Choice) -> None:
        choose(ask, found, lambda capture: _ask(desk, ask, capture, way), lambda: None)

    desk.start(Work("open", lambda _: choice_of(read().meant), take, way.failed))


def _ask(desk: Desk, ask: Ask, capture: Capture, way: HowOpened) -> None:
    """Ask what the page leaves open, one question after the other, then look at the session."""
    from srpscope.capture.questions import answer, questions

    open_questions = questions(capture)
    if not open_questions:
        _look(desk, ask, capture, way)
        return
    first = open_questions[0]
    rows = [
        (f"{one.get('value', first.value)} as {one.get('form', 'hex')}", str(one.get("hex", ""))[:48])
        for one in first.alternatives
    ]

    def chosen(index: int | None) -> None:
        if index is None:
            _look(desk, ask, capture, way)
            return
        answer(capture, first, index)
        _ask(desk, ask, capture, way)

    ask.ask_which(f"{len(open_questions)} open", first.text, rows, chosen, "enter choose  esc leave it open")


def _look(desk: Desk, ask: Ask, capture: Capture, way: HowOpened) -> None:
    def look(session: Session) -> None:
        unless_unsaved(desk, ask, lambda: show(session))

    def show(session: Session) -> None:
        way.before()
        desk.look_at(session, way.path)
        _say_faults(desk, session)
        explain_bare_log(desk, ask, capture)

    desk.start(Work("open", lambda _: way.more(session_of(capture)), look, way.failed))


def _say_faults(desk: Desk, session: Session) -> None:
    """What of the file could not be read is said when it is opened."""
    notes = session.capture.notes
    if notes:
        # How many there are stands first: the end has no room on a small screen.
        many = f"{len(notes)} notes, trace says them all: " if len(notes) > 1 else ""
        desk.say_of_file(f"{many}{printable(notes[0], 300)}")


def explain_bare_log(desk: Desk, ask: Ask, capture: Capture) -> bool:
    """A log of error lines alone has no value to look at: say what its lines mean. Whether it was one."""
    if capture.messages or any(line.get("type") == "values" for line in capture.lines):
        return False
    said = [str(event["text"]) for event in capture.events if isinstance(event.get("text"), str)]
    return bool(said) and explain_text(desk, ask, "\n".join(said))
