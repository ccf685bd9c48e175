"""Two handshakes side by side: marked in the library, laid beside each other, stepped through, opened."""

from __future__ import annotations

import pytest

from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.debug.two_screen import TwoScreen
from srpscope.tui.desk import Desk
from srpscope.tui.flows.choosing import choice_of, choose
from tests.tui.conftest import ACCEPTED, REFUSED, screen_text, session_of, settled

pytestmark = pytest.mark.usefixtures("two_captures")


def open_app(session: Session | None = None) -> SrpscopeApp:
    return SrpscopeApp(Desk(session, searching=False), start="library")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_two_are_marked_and_compared(size: tuple[int, int]) -> None:
    app = open_app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot, lambda app: True)
        assert "m compare" not in screen_text(app)  # nothing is marked yet
        await pilot.press("space", "j", "space")
        assert "m compare" in screen_text(app)
        await pilot.press("m")
        await settled(pilot, lambda app: isinstance(app.screen, TwoScreen))
        await settled(pilot, lambda app: "1 Messages" in screen_text(app))
        text = screen_text(app)
        assert "1 M1 = ACCEPTED" in text and "2 M1 ≠ REFUSED" in text
        assert "without padding" in text or size[0] == 80
        assert "Cmd0" in text and "M1 differs first" in text and "~ new" in text
        screen = app.screen
        assert isinstance(screen, TwoScreen)
        assert screen._selected == "M1"
        await pilot.press("G", "k", "k")
        await settled(pilot, lambda app: True)
        assert screen._selected == "M1"
        if size[0] == 80:
            await pilot.press("enter")
            await settled(pilot, lambda app: True)
        text = screen_text(app)
        assert "What M1 is made of, client" in text and "H(g)" in text and "384≠1" in text
        await pilot.press("s")
        await settled(pilot, lambda app: True)
        assert "1 M1" not in screen_text(app).split("\n")[0].split("2 M1")[0]  # the other one is first now
        if size[0] == 80:
            await pilot.press("escape")
        await pilot.press("escape")
        await settled(pilot, lambda app: True)
        assert not isinstance(app.screen, TwoScreen)


async def test_one_marked_is_compared_with_what_is_open_and_opened() -> None:
    app = open_app(session_of(REFUSED))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda app: app.desk.shown is not None)
        await pilot.press("space", "m")
        await settled(pilot, lambda app: isinstance(app.screen, TwoScreen))
        await pilot.press("D")
        await settled(pilot, lambda app: app.current_mode == "debug" and app.desk.shown is not None)
        assert app.desk.session is not None and app.desk.session.title == "ESP32 over BLE, accepted"


async def test_the_chooser_tells_attempts_apart_and_compares_two() -> None:
    found = choice_of([session_of(path).capture for path in (REFUSED, ACCEPTED)])
    assert "M1 refused" in found.rows[0][1] and "wifiprov" in found.rows[0][1]
    assert "8 messages" in found.rows[1][1] and "at 0.8 s" in found.rows[1][1]
    app = open_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda app: True)
        choose(app, found, lambda capture: None, lambda: None)
        await pilot.pause()
        assert "space mark" in screen_text(app) and "wifiprov" in screen_text(app)
        await pilot.press("space", "j", "m")
        await settled(pilot, lambda app: isinstance(app.screen, TwoScreen))
        assert isinstance(app.screen, TwoScreen) and app.screen.found.first is not None
