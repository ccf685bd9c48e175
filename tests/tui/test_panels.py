"""The boxes on the screen: a log line explained, a salt and verifier checked and made."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from srpscope import places
from srpscope.answers.credential_making import as_c, make
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame.boxes.text_panel import TextPanel
from tests.tui.conftest import REFUSED, screen_text, session_of, settled


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = tuple(tmp_path / name for name in ("config", "data", "state"))
    monkeypatch.setattr(places, "_user_folders", lambda: folders)


def app() -> SrpscopeApp:
    return SrpscopeApp(Desk(session_of(REFUSED), searching=False))


async def test_a_log_line_is_explained() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("X", "ctrl+o")
        await settled(pilot)
        assert "nothing to explain" in screen_text(pilot.app)  # type: ignore[arg-type]
        await pilot.press("escape")
        for size in ((120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            await pilot.press("X")
            await pilot.pause()
            pilot.app.screen.query_one(TextArea).text = "E (xxxxx) security2: Failed to authenticate client proof! [/x]"
            await pilot.press("ctrl+o")
            await settled(pilot, lambda app: isinstance(app.screen, TextPanel))
            text = screen_text(pilot.app)  # type: ignore[arg-type]
            assert "Causes, most likely first" in text and "[/x]" in text
            await pilot.press("escape")
            await settled(pilot, lambda app: not isinstance(app.screen, TextPanel))


async def test_a_credential_is_checked_and_made() -> None:
    async with app().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("C")
        await pilot.pause()
        pilot.app.screen.query_one(TextArea).text = "hello"
        await pilot.press("ctrl+o")
        await settled(pilot)
        assert "what was pasted: no value is named in this text" in screen_text(pilot.app)  # type: ignore[arg-type]
        assert pilot.app.screen.query_one(TextArea).text == "hello", "it stays to be put right"
        await pilot.press("ctrl+n")
        await settled(pilot)
        assert "Security 2 needs a user name" in screen_text(pilot.app)  # type: ignore[arg-type]
        pilot.app.screen.query_one(TextArea).text = as_c(make("wifiprov", "abcd1234"))
        pilot.app.screen.query_one("#credential-name", Input).value = "wifiprov"
        pilot.app.screen.query_one("#credential-password", Input).value = "abcd1234"
        await pilot.press("ctrl+o")
        await settled(pilot, lambda app: isinstance(app.screen, TextPanel))
        assert "Match: v = g^x" in screen_text(pilot.app)  # type: ignore[arg-type]
        await pilot.press("escape", "C")
        await pilot.pause()
        pilot.app.screen.query_one("#credential-name", Input).value = "wifiprov"
        pilot.app.screen.query_one("#credential-password", Input).value = "abcd1234"
        await pilot.press("ctrl+n")
        await settled(pilot, lambda app: isinstance(app.screen, TextPanel))
        text = screen_text(pilot.app)  # type: ignore[arg-type]
        assert "sec2_salt[]" in text and "sec2_verifier[]" in text and "abcd1234" not in text
