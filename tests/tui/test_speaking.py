"""L: dialect, group, hash and language are chosen on the screen, saved with the capture, and taken back."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.session.adding import as_spoken
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from tests.tui.conftest import REFUSED, screen_text, session_of, settled

App = Callable[..., SrpscopeApp]


def test_a_side_speaks_another_dialect_and_the_other_keeps_its_own() -> None:
    session = session_of(REFUSED)
    session.edit(Edit("client", "g", "hex", "02"))
    made = as_spoken(session, "client_dialect", "wikipedia")
    assert made.dialect("client").id == "wikipedia" and made.dialect("server").id == "esp-idf-security2"
    assert [edit.value for edit in made.edits] == ["g"]
    both = as_spoken(made, "dialect", "rfc5054")
    assert both.dialect("client").id == both.dialect("server").id == "rfc5054"
    assert session.dialect("client").id == "esp-idf-security2"
    chosen = as_spoken(session, "language", "dart")
    assert chosen.as_capture().header["language"] == "dart"
    assert "language" not in as_spoken(chosen, "language", None).capture.header
    assert as_spoken(session, "hash", "sha256").view.client.settings.hash == "sha256"


async def test_a_click_on_an_encoding_offers_its_ways(refused: App) -> None:
    from srpscope.tui.debug.operands import OperandsPane
    from srpscope.tui.panels.ways import WaysPanel

    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        pane = app.screen.query_one(OperandsPane)
        await pilot.click(pane, offset=(20, pane._first_row + 3))
        await settled(pilot, lambda app: isinstance(app.screen, WaysPanel))
        await settled(pilot)
        assert "z  g in M1, client" in screen_text(app)


async def test_the_cursor_begins_on_what_is_spoken_now(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for row, now in ((1, "esp-idf-security2"), (4, "rfc5054-3072"), (5, "SHA-512"), (6, "not said")):
            await pilot.press("L", str(row))
            await pilot.pause()
            chosen = [text for text in screen_text(app).split("\n") if "►" in text and now in text]
            assert len(chosen) == 1 and "as it is" in chosen[0], now
            await pilot.press("escape")
            await pilot.pause()


async def test_of_two_commands_that_hold_a_word_the_palette_takes_the_chooser(refused: App) -> None:
    from textual.fuzzy import Matcher

    from srpscope.tui.panels.palette import commands

    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        sentences = [one.title for one in commands(app, app.screen, [])]
    for word in ("dialect", "group", "hash", "language"):
        best = max(sentences, key=Matcher(word).match)  # the first of those that match best
        assert best.startswith("Choose the dialect"), word
