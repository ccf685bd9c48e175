"""The tray does not end before what is in it can be looked at: nothing that was pasted or typed is lost."""

from __future__ import annotations

from textual.widgets import Input, TextArea

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.panels.tray import TrayPanel
from tests.tui.conftest import screen_text, settled
from tests.tui.test_tray import PRIVATE, log_session


async def test_a_half_typed_dialect_is_said_in_the_tray_and_nothing_is_lost() -> None:
    """Where nothing is open yet, too: the tray ends when what is in it can be looked at, and not before."""
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("v")
        await settled(pilot, lambda app: isinstance(app.screen, TrayPanel))
        text = f"a: {PRIVATE}\nM1: {log_session().view.wire['M1'].hex()}\n"
        app.screen.query_one(TextArea).text = text
        await settled(pilot, lambda app: "^l dialects" in screen_text(app))
        blanks = {one.name: one for one in app.screen.query(Input) if one.name}
        blanks["dialect"].value, blanks["I"].value, blanks["P"].value = "esp", "grace", "cobol-59"
        await pilot.press("ctrl+o")
        await settled(pilot, lambda app: "esp is like" in screen_text(app))
        assert isinstance(app.screen, TrayPanel) and app.desk.session is None
        assert app.screen.query_one(TextArea).text == text
        assert [blanks[name].value for name in ("dialect", "I", "P")] == ["esp", "grace", "cobol-59"]
        await pilot.press("ctrl+l")
        await settled(pilot, lambda app: "Dialects" in screen_text(app))
        await pilot.press("escape")
        await settled(pilot, lambda app: isinstance(app.screen, TrayPanel))
        blanks["dialect"].value = "esp-idf-security2"
        await pilot.press("ctrl+o")
        await settled(pilot, lambda app: app.desk.session is not None and not isinstance(app.screen, TrayPanel))
        assert app.desk.session is not None
        view = app.desk.session.view
        assert (view.client.value("I"), view.client.value("P")) == ("grace", "cobol-59")
        assert app.desk.session.dialect("client").id == "esp-idf-security2"


async def test_what_cannot_be_read_stays_in_the_tray() -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("v")
        await settled(pilot, lambda app: isinstance(app.screen, TrayPanel))
        app.screen.query_one(TextArea).text = "the weather is fine\n"
        for keys in ("ctrl+o", "ctrl+n"):
            await pilot.press(keys)
            await pilot.pause(0.3)
            assert isinstance(app.screen, TrayPanel)
            assert app.screen.query_one(TextArea).text == "the weather is fine\n"
