"""The tray does not end before what is in it can be looked at: nothing that was pasted or typed is lost."""

from __future__ import annotations

from threading import Event

from textual.widgets import Input, TextArea

from srpscope.capture.capture import Capture
from srpscope.session.adding import named
from srpscope.session.opening import read_path, session_of
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.panels.tray import TrayPanel
from srpscope.tui.work import Opening
from tests.tui.conftest import LOG, screen_text, settled, tray_of
from tests.tui.test_tray import PRIVATE, SALT, log_session


async def test_a_half_typed_dialect_is_said_in_the_tray_and_nothing_is_lost() -> None:
    """Where nothing is open yet, too: the tray ends when what is in it can be looked at, and not before."""
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(120, 40)) as pilot:
        text = f"a: {PRIVATE}\nM1: {log_session().view.wire['M1'].hex()}\n"
        await tray_of(pilot, text)
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
        await tray_of(pilot, "the weather is fine\n")
        for keys in ("ctrl+o", "ctrl+n"):
            await pilot.press(keys)
            await pilot.pause(0.3)
            assert isinstance(app.screen, TrayPanel)
            assert app.screen.query_one(TextArea).text == "the weather is fine\n"


def still_reading() -> tuple[SrpscopeApp, Event]:
    """The program with a log that is read only when the event is set."""
    read_now = Event()

    def read() -> list[Capture]:
        assert read_now.wait(30)
        return read_path(LOG).captures

    return SrpscopeApp(Desk(searching=False), opening=Opening(read, session_of, LOG)), read_now


async def test_what_is_pasted_while_the_file_is_still_read_is_added_to_it() -> None:
    """A slow disk or machine: the tray opened before the log was there, and opened what was pasted in its place."""
    app, read_now = still_reading()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        await pilot.press("v")
        await pilot.pause()
        assert isinstance(app.screen, TrayPanel) and "which is still being read" in screen_text(app)
        app.screen.query_one(TextArea).text = f"SRP a: {PRIVATE}"
        await pilot.press("tab", *SALT, "tab", *"abcd1234", "ctrl+o")
        assert app.desk.session is None and "values are needed" not in screen_text(app)
        read_now.set()
        await settled(pilot, lambda app: app.desk.shown is not None and not isinstance(app.screen, TrayPanel))
        assert app.desk.session is not None and app.desk.path == LOG
        assert {"a", "s", "P", "K", "A", "M1"} <= set(named(app.desk.session)), "the log and what was brought to it"


async def test_who_goes_to_another_screen_while_the_file_is_read_stays_there() -> None:
    app, read_now = still_reading()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        await pilot.press("f6")
        await pilot.pause()
        read_now.set()
        await settled(pilot)
        assert app.current_mode == "library"
        await pilot.press("f2")
        await settled(pilot)
        assert app.current_mode == "debug" and "M1 ≠ REFUSED" in screen_text(app)
