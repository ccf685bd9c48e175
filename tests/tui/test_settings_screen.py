"""S: the settings are changed on the screen, hold at once, and stand in config.toml."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from srpscope.languages import FIXED
from srpscope.settings import load, settings_path
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.facts.spans import Line
from srpscope.tui.flows.remembered import remember, ways_remembered
from srpscope.tui.frame.boxes.overlay import Overlay
from srpscope.tui.frame.lines import Lines
from srpscope.tui.live.ways import WAYS
from srpscope.tui.panels.settings import ROWS, SettingsPanel
from srpscope.tui.panels.why import WhyPanel
from tests.tui.conftest import REFUSED, desk_of, screen_text, settled


def kept(app: SrpscopeApp) -> str:
    """What stands in the settings' frame."""
    return "\n".join("".join(text for text, _ in line) for line in app.screen.query_one("#overlay", Lines).lines)


async def test_every_row_changes_and_is_kept(refused: Callable[..., SrpscopeApp]) -> None:
    way = next(way for way in WAYS if way.title == "Be the client, over HTTP")
    remember(way, ["10.0.0.7:8080", "alice", "secret"])
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("S")
        await settled(pilot, lambda app: isinstance(app.screen, SettingsPanel))
        before = app.theme_file.name
        await pilot.press("l", "j", "l", "j", "l", "j", "l", "j", "j")
        assert app.theme_file.name != before and load().theme == app.theme_file.name
        assert load().ascii and app.ascii_only and app.screen.has_class("ascii")
        assert load().language == app.desk.fixes_in == FIXED[0]
        assert load().reveal and "shown from the start" in kept(app)
        assert "1 way remembered" in kept(app) and "d forget" in screen_text(app)
        await pilot.press("d")
        assert not ways_remembered() and "nothing is remembered" in kept(app)
        assert "d forget" not in screen_text(app)
        await pilot.press("k", "enter", *"recs", "enter")
        await pilot.pause()
        assert load().recordings is not None and load().recordings.name == "recs"
        await pilot.press("k", "k", "k", "h", "escape")
        assert not load().ascii and not app.ascii_only
        assert not isinstance(app.screen, SettingsPanel)
        await settled(pilot)
        assert "● The server" in screen_text(app) and "client | server | wire" in screen_text(app)
    assert settings_path().read_text("utf-8").count("theme =") == 1


async def test_a_click_chooses_a_row_and_once_more_changes_it(refused: Callable[..., SrpscopeApp]) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("S")
        await settled(pilot, lambda app: isinstance(app.screen, SettingsPanel))
        for _ in range(2):
            await pilot.click("#overlay", offset=(10, 8))
        assert load().reveal
        assert len(ROWS) * 2 < len(app.screen.query_one("#overlay", Lines).lines)


async def test_a_wrong_line_of_the_file_is_said(refused: Callable[..., SrpscopeApp]) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text('language = "cobol"\nascii = 3\n', "utf-8")
    assert len(load().notes) == 2 and not load().language
    app = refused()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("S")
        await settled(pilot, lambda app: isinstance(app.screen, SettingsPanel))
        assert "fixes are written in" in kept(app)
        await pilot.press("j", "j", "l")
        assert load().language == FIXED[0] and len(load().notes) == 1


async def test_the_language_of_the_fix_stays_with_the_capture(refused: Callable[..., SrpscopeApp]) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("w")
        await settled(pilot, lambda app: isinstance(app.screen, WhyPanel))
        await pilot.press("l", "l", "escape")
        assert app.desk.session is not None
        assert app.desk.session.as_capture().header["language"] == FIXED[2]
        again = WhyPanel(app.desk)
        assert FIXED[again._language] == FIXED[2]


def test_the_settings_language_is_that_of_fixes_where_the_capture_names_none() -> None:
    desk = desk_of(REFUSED)
    desk.fix_in(FIXED[1])
    assert WhyPanel(desk)._language == 1
    desk.written_in(FIXED[3])
    assert WhyPanel(desk)._language == 3


async def test_a_box_says_something_in_its_first_frame(refused: Callable[..., SrpscopeApp]) -> None:
    class Slow(Overlay):
        """Nothing comes after its first frame."""

        def content(self, cells: int) -> Sequence[Line]:
            return [((f"{cells} cells: working it out ..", "dim"),)]

        def call_after_refresh(self, *args: object, **options: object) -> bool:
            return True

    app = refused()
    for size, cells in (((120, 40), 82), ((80, 24), 76)):
        app = refused()
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await app.push_screen(Slow())
            assert kept(app) == f"{cells} cells: working it out .."
            await pilot.pause()
            assert app.screen.query_one("#overlay", Lines).size.width == cells
