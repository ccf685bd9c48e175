"""What the screens write: a unit test for the user's own port, and a finding beside the edits."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from srpscope.report.export import LANGUAGES, of_session
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.shown import Explanation
from srpscope.tui.frame.boxes.choices import Choices
from srpscope.tui.frame.boxes.prompt import Prompt
from tests.tui.conftest import CAPTURES, REFUSED, screen_text, session_of, settled
from tests.tui.test_facts import MISTAKE

App = Callable[..., SrpscopeApp]


async def answer(pilot: Pilot[int], text: str) -> None:
    """Type over what a prompt proposes."""
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await settled(pilot)


@pytest.mark.parametrize(("side", "size"), [("client", (120, 40)), ("server", (80, 24))])
async def test_a_test_is_written_for_the_side_looked_at(
    refused: App, tmp_path: Path, side: str, size: tuple[int, int]
) -> None:
    app = refused()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.desk.side = side
        await pilot.press("T")
        await pilot.pause()
        assert isinstance(app.screen, Choices)
        await pilot.pause(0.1)
        assert f"your own {side}" in screen_text(app)
        await pilot.press(str(list(LANGUAGES).index("python") + 1))
        await settled(pilot)
        if isinstance(app.screen, Choices):  # the server's b is not in this file
            assert "too little for a test" in screen_text(app) and "--" not in screen_text(app)
            await pilot.press("enter")
            await settled(pilot)
        assert isinstance(app.screen, Prompt)
        path = tmp_path / "port_test.py"
        await answer(pilot, str(path))
        assert str(path)[-20:] in app.desk.note[0][0]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text()
        assert "unittest" in text
        if side == "client":
            assert text == of_session(session_of(REFUSED), "python", "client")

        # Never over a file that is there.
        path.write_text("mine")
        await pilot.press("T")
        await pilot.pause()
        await pilot.press(str(list(LANGUAGES).index("json") + 1))
        await settled(pilot)
        if isinstance(app.screen, Choices):
            await pilot.press("enter")
            await settled(pilot)
        await answer(pilot, str(path))
        assert "this file exists" in app.desk.note[0][0] and path.read_text() == "mine"


async def test_what_cannot_be_written_is_said(refused: App, tmp_path: Path) -> None:
    app = refused()
    (tmp_path / "file").write_text("")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("T")
        await pilot.pause()
        await pilot.press("enter")
        await settled(pilot)
        await answer(pilot, str(tmp_path / "file" / "deep" / "below.dart"))
        assert "no such folder" in app.desk.note[0][0]
        await pilot.press("T")
        await pilot.pause()
        await pilot.press("escape")
        await settled(pilot)
        assert not app.screen.is_modal


async def test_a_finding_is_saved_once_with_the_edits(refused: App, tmp_path: Path) -> None:
    app = refused()
    app.desk.explain(Explanation("client", "g is hashed in H(g).", (MISTAKE,), "M1", 64, "M1", ("m1-g-unpadded",)))
    path = tmp_path / "with-finding.srp.jsonl"
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert app.desk.session is not None
        app.desk.edit(Edit("client", "u", "formula", "H(A | B)"))
        for _ in range(2):
            await settled(pilot)
            await pilot.press("ctrl+s")
            await pilot.pause()
            await answer(pilot, str(path))
            if isinstance(app.screen, Prompt):
                await answer(pilot, "y")
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        findings = [line for line in lines if line["type"] == "finding"]
        assert findings == [{"type": "finding", "suspects": ["m1-g-unpadded"], "side": "client"}]
        assert [line["value"] for line in lines if line["type"] == "edit"] == ["u"]

    # Nothing proved, nothing claimed.
    other = SrpscopeApp(Desk(session_of(CAPTURES / "esp32-accepted.srp.jsonl"), searching=False))
    bare = tmp_path / "bare.srp.jsonl"
    async with other.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await answer(pilot, str(bare))
        assert '"finding"' not in bare.read_text()
