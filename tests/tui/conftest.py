"""The screens are tested without the user's folders, and wait for the work off the UI thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from srpscope import places
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame.lines import Lines
from srpscope.tui.library import captures
from srpscope.tui.panels.tray import TrayPanel

CAPTURES = Path(__file__).parents[2] / "captures"
REFUSED = CAPTURES / "esp32-refused.srp.jsonl"
ACCEPTED = CAPTURES / "esp32-accepted.srp.jsonl"
LOG = Path(__file__).parents[1] / "data" / "logs" / "g-unpadded.device.log"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, data and state in a folder of the test's own."""
    folders = tuple(tmp_path / name for name in ("config", "data", "state"))
    monkeypatch.setattr(places, "_user_folders", lambda: folders)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def two_captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library shows two captures, however many come with srpscope."""
    folder = tmp_path / "captures"
    folder.mkdir()
    for path in (ACCEPTED, REFUSED):
        shutil.copy(path, folder / path.name)
    monkeypatch.setattr(captures, "captures_folder", lambda: folder)
    monkeypatch.setattr(places, "captures_folder", lambda: folder)
    captures.bundled.cache_clear()


def session_of(path: Path) -> Session:
    """A session over a capture file."""
    return Session(read(Source.of_path(path))[0])


def desk_of(path: Path, searching: bool = False) -> Desk:
    """A desk over a capture, its values worked out: all that is done there is done at once, without a terminal."""
    desk = Desk(session_of(path), searching=searching)
    desk.evaluate()
    return desk


class Answers:
    """Somebody who answers a flow's questions in their order, a text or a row of each. asked: the questions; proposed:
    the texts that stood there; texts: what was shown."""

    def __init__(self, *answers: str | int | None) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.proposed: list[str] = []
        self.texts: list[str] = []

    def ask_line(
        self, heading: str, hint: str, value: str, then: Callable[[str | None], None], paths: bool = False
    ) -> None:
        self.asked.append(f"{heading} {hint}")
        self.proposed.append(value)
        answer = self._answers.pop(0)
        assert not isinstance(answer, int), heading
        then(answer)

    def ask_which(
        self,
        heading: str,
        question: str,
        rows: Sequence[tuple[str, str]],
        then: Callable[[int | None], None],
        keys: str = "",
        two: Callable[[int, int], None] | None = None,
        at: int = 0,
    ) -> None:
        self.asked.append(f"{heading} {question}")
        answer = self._answers.pop(0)
        if isinstance(answer, str):  # a row by what it says
            answer = next(index for index, row in enumerate(rows) if answer in row)
        then(answer)

    def open_two(self, left: Callable[[], Session], right: Callable[[], Session]) -> None:
        raise AssertionError("nobody marked two")

    def show_text(self, heading: str, text: str) -> None:
        self.texts.append(text)

    def copy_text(self, text: str) -> None:
        self.texts.append(text)


@pytest.fixture
def refused() -> Callable[..., SrpscopeApp]:
    """The app over the failed ESP32 handshake; the search for the cause is off unless asked for."""

    def make(searching: bool = False, **options: object) -> SrpscopeApp:
        return SrpscopeApp(Desk(session_of(REFUSED), searching=searching), **options)  # type: ignore[arg-type]

    return make


async def settled(
    pilot: Pilot[int], until: Callable[[SrpscopeApp], bool] = lambda app: app.desk.shown is not None
) -> None:
    """Wait until the workers are done and a condition holds; fails after a minute of waiting."""
    app = pilot.app
    assert isinstance(app, SrpscopeApp)
    for _ in range(1_200):
        await pilot.pause(0.05)
        if app.crash is not None:
            raise app.crash
        if _drawn(app) and until(app) and not any(worker.is_running for worker in app.workers):
            for _ in range(4):
                await pilot.pause(0.05)
            return
    raise AssertionError("the screen never settled")


async def tray_of(pilot: Pilot[int], text: str) -> TextArea:
    """The tray, opened by its key once the screen is there, and a text put into its field; the field."""
    await settled(pilot, lambda app: app.current_mode == "library" or app.desk.shown is not None)
    await pilot.press("v")
    await settled(pilot, lambda app: isinstance(app.screen, TrayPanel))
    area = pilot.app.screen.query_one(TextArea)
    area.text = text
    return area


def _drawn(app: SrpscopeApp) -> bool:
    """The debugger's panes stand in their frames."""
    if app.current_mode != "debug" or app.desk.shown is None or app.screen.has_class("tiny") or app.screen.is_modal:
        return True
    return any(pane.id == "operands" and pane.lines for pane in app.screen.query(Lines))


def screen_text(app: SrpscopeApp) -> str:
    """What stands on the screen, row by row."""
    screen = app.screen
    strips = screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
