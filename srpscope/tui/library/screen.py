"""The library (F6): what was opened lately, what comes with srpscope, and the ways in: paste, live, learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.worker import get_current_worker

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.tui.facts.moment.judgement import headline
from srpscope.tui.facts.spans import Line, ends_of, place, shorten, width, wrapped
from srpscope.tui.flows.comparing import of_path
from srpscope.tui.frame.boxes.prompt import Prompt
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.mode_screen import ModeScreen
from srpscope.tui.frame.title_bar import Headline
from srpscope.tui.library.captures import Entry, count_words, entries, found_by

ROOMY_LIST = 70
"""Columns from which on a row has its dialect and its origin; below it what tells one title from another."""

PANES = 5
ABOUT_CELLS = 27
"""Columns of what About says."""
MOST_SENT = 8
"""Messages that About names."""
MOST_TITLE = 43
"""Cells of a title from which on it is cut, and no column makes way for more."""


@dataclass(frozen=True)
class About:
    """What is known of a capture once it was looked into."""

    state: str
    role: str
    verdict: str
    lines: tuple[Line, ...]


COLUMNS = {"dialect": 18, "verdict": 13, "when": 5}
"""Cells of what stands behind a title, a blank before each: "excalibur-document" and "proof refused", whole."""


def _title(entry: Entry) -> str:
    return printable(entry.title, 80)


def _columns(cells: int, longest: int) -> dict[str, int]:
    """Where each column behind the titles begins, in both lists alike. A title tells one row from another: where it
    lacks room, the dialect makes way, which About says too."""
    kept = list(COLUMNS) if cells >= ROOMY_LIST else ["verdict"]
    if "dialect" in kept and 3 + min(longest, MOST_TITLE) + sum(1 + COLUMNS[one] for one in kept) > cells:
        kept.remove("dialect")
    found, end = {}, cells
    for one in reversed(kept):
        found[one] = end - COLUMNS[one]
        end = found[one] - 1
    return found


def _heads(columns: dict[str, int], bundled: bool) -> list[tuple[int, str, str]]:
    heads = [(3, "comes with srpscope" if bundled else "recent", "dim")]
    shown = [one for one in columns if one != "when" or not bundled]
    return heads + [_in_column(name, columns[name], name, "dim") for name in shown]


def _in_column(name: str, begin: int, text: str, role: str) -> tuple[int, str, str]:
    """What is told of when ends where the row does; the others begin where their column does."""
    text = shorten(text, COLUMNS[name])
    return begin + (COLUMNS[name] - width(text) if name == "when" else 0), text, role


def _spans(entry: Entry, about: About | None, columns: dict[str, int], here: bool) -> list[tuple[int, str, str]]:
    """What a row says of a capture: its sign, its title, and its columns."""
    found = entry if about is None else about
    words = {
        "dialect": (printable(entry.dialect, 40), "dim"),
        "verdict": (found.verdict, found.role if found.verdict else "dim"),
        "when": ("" if entry.bundled else printable(entry.when, 20), "dim"),  # where it comes from stands in About
    }
    title = ends_of(_title(entry), min(columns.values()) - 4)
    row = [(1, found.state or " ", f"{found.role} bold"), (3, title, "text bold" if here else "text")]
    return row + [_in_column(name, begin, *words[name]) for name, begin in columns.items()]


class CaptureList(Lines):
    """The captures; the cursor is the one that enter opens."""

    HELP = "Captures opened lately, and those that come with srpscope."

    @dataclass
    class Chosen(Message):
        """A row was clicked; again: it is opened."""

        index: int
        again: bool

    def __init__(self) -> None:
        super().__init__(id="captures", classes="pane")
        self.border_title = "1 Captures"
        self.border_subtitle = "= agrees   ● refused or differs   · cannot tell"
        self._rows: list[int | None] = []

    def fill(self, found: list[Entry], at: int, known: dict[str, About], marked: Sequence[Path]) -> None:
        """Show entries; those that are marked have a sign."""
        lines: list[Line] = []
        self._rows = []
        row = None
        columns = _columns(self.size.width, max((width(_title(one)) for one in found), default=0))
        last: bool | None = None
        for index, entry in enumerate(found):
            if entry.bundled != last:
                if last is not None:
                    lines.append(())
                    self._rows.append(None)
                lines.append(place(sorted(_heads(columns, entry.bundled))))
                self._rows.append(None)
                last = entry.bundled
            here = index == at
            if here:
                row = len(lines)
            begun = [(0, "►" if here else " ", "accent bold"), (2, "*" if entry.path in marked else " ", "warn bold")]
            lines.append(place(sorted(begun + _spans(entry, known.get(str(entry.path)), columns, here))))
            self._rows.append(index)
        if not found:
            lines.append(((" Nothing is found. esc shows everything.", "dim"),))
        self.show(lines, row)
        if row is not None:
            self.keep_in_view(row, 1)

    def on_click(self, event: events.Click) -> None:
        """Choose, and open on the second click."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        at = offset.y + self.scroll_offset.y
        if 0 <= at < len(self._rows) and (index := self._rows[at]) is not None:
            self.post_message(self.Chosen(index, self.cursor_row == at))


class WayIn(Lines):
    """A small pane that is a way to something else: a click goes there."""

    def __init__(self, id: str, title: str, action: str, subtitle: str = "") -> None:
        super().__init__(id=id, classes="pane way")
        self.border_title = title
        self.border_subtitle = subtitle
        self._action = action

    def on_click(self) -> None:
        """Go there."""
        self.call_later(self.app.run_action, self._action, self.screen)

    def on_key(self, event: events.Key) -> None:
        """Enter goes there too."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.call_later(self.app.run_action, self._action, self.screen)


class LibraryScreen(ModeScreen):
    """Choose what to look at."""

    MODE = "library"
    # Not a file of its own: Textual would parse the whole style sheet again for it, before the first frame.
    DEFAULT_CSS = """
    LibraryScreen {
        #shelf { height: 1fr; width: 100%; }
        #captures { width: 1fr; height: 100%; }
        #about { width: 31; height: 100%; }
        #paste-way { height: 5; width: 100%; }
        #ways { height: 5; width: 100%; }
        #live-way, #learn-way { width: 1fr; height: 100%; }
        &.narrow #captures { width: 100%; height: 100%; }
        &.narrow #about, &.narrow #ways, &.narrow #paste-way { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._all = entries()
        self._found = list(self._all)
        self._at = 0
        self._known: dict[str, About] = {}
        self._marked: list[Path] = []

    def headline(self, narrow: bool) -> Headline:
        """What it lists; where no pane has room for what is to be said, that."""
        if narrow and self.desk.note:
            return "Library", list(self.desk.note)
        return "Library", [("what you opened and what comes with srpscope", "dim")]

    def badge(self) -> tuple[str, str]:
        """How many there are."""
        return "dim", count_words()

    def body(self) -> Vertical:
        """What holds the panes, one over the other."""
        return Vertical(id="body")

    def compose_body(self) -> ComposeResult:
        """Captures and About; Paste; Live and Learn."""
        with Horizontal(id="shelf"):
            yield CaptureList()
            yield Lines(id="about", classes="pane")
        yield WayIn("paste-way", "3 Paste", "app.paste", "hex, base64, JSON, a device log, C arrays, or a file name")
        with Horizontal(id="ways"):
            yield WayIn("live-way", "F4 Live", "app.mode('live')")
            yield WayIn("learn-way", "F5 Learn", "app.mode('learn')")

    def on_mount(self) -> None:
        """The list of captures has the keys first."""
        super().on_mount()
        self.query_one(CaptureList).focus()

    @work(thread=True, exclusive=True, group="verdicts")
    def _look_into_all(self, among: list[Entry]) -> None:
        """Work out the verdict of every row, one after the other. It ends where another screen or a box comes to the
        front, as the one that reads what is pasted: what is done there has the machine to itself."""
        worker = get_current_worker()

        def gone() -> bool:
            return worker.is_cancelled or not (self.is_attached and self.is_current)

        for entry in among:
            known = None if gone() else look_into(entry, ABOUT_CELLS, gone)
            if known is not None:
                self.app.call_from_thread(self._looked_into, entry, known)

    def on_screen_resume(self) -> None:
        """The list of recent files may have grown; what is not known of them yet is looked into."""
        self._all = entries()
        self._found = [one for one in self._all if one in self._found] or list(self._all)
        super().on_screen_resume()
        unknown = [one for one in self._all if str(one.path) not in self._known]
        self.call_after_refresh(self._look_into_all, unknown)  # the first frame has the machine to itself

    def refresh_all(self) -> None:
        """Draw the list and what is known of the chosen one."""
        super().refresh_all()
        if len(self.query(Lines)) < PANES:
            return  # the app is being left, and a verdict came in meanwhile
        self._at = max(0, min(self._at, len(self._found) - 1))
        self.query_one(CaptureList).fill(self._found, self._at, self._known, self._marked)
        self._draw_about()
        self.query_one("#paste-way", Lines).show(
            [
                (
                    ("v", "accent bold"),
                    (" takes a log line, values, or a file name. Nothing leaves this machine.", "dim"),
                ),
                (),
                (
                    ("for example   ", "dim"),
                    ("D (910) srp6a: M ->", "text"),
                    ("   and   ", "dim"),
                    ("D (910) srp6a: ad ab b7 d3 fe e8 c9 0d ed 0b b6 15", "text"),
                ),
            ]
        )
        self.query_one("#live-way", Lines).show(
            [
                (("Be the client of a real device, and hold before M1.", "text"),),
                (("Or be the server, and let your app connect.", "text"),),
                (("BLE, TCP, HTTP, WebSocket", "dim"),),
            ]
        )
        self.query_one("#learn-way", Lines).show(
            [
                (("One handshake, a lesson at a time, ten minutes each.", "text"),),
                (("You say what turns red first, then you see it.", "text"),),
                (("Lessons are not scored, challenges are.", "dim"),),
            ]
        )
        if self.desk.note and self.is_mounted:
            self.query_one("#about", Lines).show(
                [*wrapped(self.desk.note[0][0], self._about_cells(), self.desk.note[0][1])]
            )

    def _about_cells(self) -> int:
        return max(self.query_one("#about", Lines).size.width, 20)

    def _entry(self) -> Entry | None:
        return self._found[self._at] if self._at < len(self._found) else None

    def _draw_about(self) -> None:
        pane = self.query_one("#about", Lines)
        pane.border_title = "2 About"
        entry = self._entry()
        if entry is None:
            pane.show([])
            return
        known = self._known.get(str(entry.path))
        head = wrapped(_title(entry), self._about_cells(), "text bold")
        if known is not None:
            pane.show([*head, *known.lines])
            return
        pane.show([*head, (("looking into it", "dim"),)])

    def _looked_into(self, entry: Entry, known: About) -> None:
        self._known[str(entry.path)] = known
        if self.is_current:
            self.refresh_all()

    # Keys

    def action_down(self, by: int) -> None:
        """The next capture."""
        self.desk.forget_note()
        self._at = max(0, min(self._at + by, len(self._found) - 1))
        self.refresh_all()

    def action_end(self, way: int) -> None:
        """The first or the last."""
        self.action_down(way * 100_000)

    def action_open_capture(self) -> None:
        """Open the chosen one."""
        entry = self._entry()
        if entry is not None:
            from srpscope.tui.flows.opening import open_path

            open_path(self.desk, asking(self), entry.path)

    def works(self, command: str) -> bool:
        """Comparing wants two."""
        return command != "compare-two" or len(self._marked) + (self.desk.session is not None) >= 2

    def action_mark(self) -> None:
        """Mark the capture, or no longer; a third mark takes the first one's place."""
        entry = self._entry()
        if entry is None:
            return
        if entry.path in self._marked:
            self._marked.remove(entry.path)
        else:
            self._marked = [*self._marked[-1:], entry.path]
        self.refresh_all()

    def action_compare_two(self) -> None:
        """The two that are marked; where one is, it and what is open."""
        marked = [of_path(path) for path in self._marked]
        session = self.desk.session
        if len(marked) == 1 and session is not None:
            marked.insert(0, lambda: session)
        if len(marked) == 2:
            self.stage.open_two(*marked)
        else:
            self.desk.say("space marks two captures, then m compares them.")

    def action_find(self) -> None:
        """Show only what holds some words."""

        def answered(text: str | None) -> None:
            self._found = list(found_by(text, self._all)) if text else list(self._all)
            self._at = 0
            self.refresh_all()

        self.app.push_screen(
            Prompt("Find", "Words of a title, a dialect or a file name; nothing shows everything."), answered
        )

    def on_capture_list_chosen(self, message: CaptureList.Chosen) -> None:
        """The row of a capture was clicked: show what it is; clicked again, open it."""
        self._at = message.index
        self.refresh_all()
        if message.again:
            self.action_open_capture()


def look_into(entry: Entry, cells: int, stop: Callable[[], bool]) -> About | None:
    """What About says of a capture; runs off the UI thread. None where it was told to stop."""
    from srpscope.answers.diagnosis import quick_diagnosis
    from srpscope.session.judgement import judge
    from srpscope.session.opening import read_path, session_of
    from srpscope.srp.values import SECRETS

    try:
        held = read_path(entry.path).captures  # of a file that holds several, the one that the row is called by
        capture = next((one for one in held if one.title == entry.title), held[0])
        session = session_of(capture)
        if stop():
            return None
        view = session.view
        spoken = session.dialect("client")
    except SrpscopeError as error:
        return About("·", "warn", "cannot be read", tuple(wrapped(printable(str(error)), cells, "warn")))
    diagnosis = quick_diagnosis(session, stop)
    if stop():
        return None
    judged = judge(session, diagnosis)
    role, verdict = judged.badge[0], judged.words
    state = {"agree": "=", "differ": "●"}.get(role, "·")
    about = capture.header.get("about")
    lines: list[Line] = [((printable(entry.when, 20), "dim"),), ()]
    said = wrapped(headline(judged), cells - 2, "text bold")
    lines += [((f"{state} " if index == 0 else "  ", f"{role} bold"), *one) for index, one in enumerate(said)]
    lines.append(())
    rows = view.comparison.rows
    known = [name for name in ("a", "b", "I", "P", "s", "v", "x") if name in rows and _given(rows[name])]
    group = capture.header.get("group") or spoken.group or "N and g of its own"
    facts = [
        ("dialect", spoken.id, "text"),
        ("group", str(group), "text"),
        ("hash", str(view.client.settings.hash or "not named"), "text"),
        ("known", ", ".join(known) or "nothing of either side", "text"),
    ]
    sent = [f"{message.decoded.name} {len(message.data)}" for message in session.messages if message.decoded]
    more = [f"and {len(sent) - MOST_SENT} more"] if len(sent) > MOST_SENT else []
    facts.append(("wire", ", ".join([*sent[:MOST_SENT], *more]) or " ".join(view.wire) or "nothing", "text"))
    if any(name in SECRETS for name in known):
        facts.append(("secrets", "in the file", "warn"))
    for term, text, look in facts:
        shown = printable(text, 200)
        beside = width(shown) <= cells - 9
        lines.append(place([(0, term, "dim"), *([(9, shown, look)] if beside else [])]))
        lines += [] if beside else wrapped(shown, cells, look, 2)
    if isinstance(about, str):  # a story of any length: what is known stands before it
        lines += [(), *wrapped(printable(about, 600), cells, "text")]
    return About(state, role, verdict, tuple(lines))


def _given(row: object) -> bool:
    from srpscope.srp.comparison import Row

    assert isinstance(row, Row)
    return any(cell.source in ("given", "received") for cell in (row.client, row.server))
