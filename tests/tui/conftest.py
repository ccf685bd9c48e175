"""The screens are tested without the user's folders, and wait for the work off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from srpscope import places
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame.lines import Lines

CAPTURES = Path(__file__).parents[2] / "captures"
REFUSED = CAPTURES / "esp32-refused.srp.jsonl"
ACCEPTED = CAPTURES / "esp32-accepted.srp.jsonl"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, data and state in a folder of the test's own."""
    folders = tuple(tmp_path / name for name in ("config", "data", "state"))
    monkeypatch.setattr(places, "_user_folders", lambda: folders)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


def session_of(path: Path) -> Session:
    """A session over a capture file."""
    return Session(read(Source.of_path(path))[0])


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
