"""R: the same session once more, begun on the screen or by a command, with the same settings and the same device."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from srpscope.cli import main
from srpscope.live.systems.registry import played_server
from srpscope.places import captures_folder
from srpscope.tui import run
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.live.feed import ClientFeed
from tests.tui.live_steps import before_the_proof, live_of, once, screen_text, until


async def shown_by(command: list[str], monkeypatch: pytest.MonkeyPatch) -> SrpscopeApp:
    """The app that a command shows at a terminal."""
    shown: list[SrpscopeApp] = []

    def show(app: SrpscopeApp) -> int:
        shown.append(app)
        return 0

    monkeypatch.setattr(run, "show", show)
    for module in ("transports.client", "screens.terminal"):
        monkeypatch.setattr(f"srpscope.cli.{module}.has_screen", lambda: True)
    await asyncio.to_thread(main, command)
    return shown[0]


async def test_a_session_of_the_command_line_begins_again_and_the_last_one_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, begin = played_server("plain", "alice", "abcd1234", kept=False, options={"port": 0}, diagnosed=False)
    behind = await begin(server)
    password, record = tmp_path / "password", tmp_path / "one.srp.jsonl"
    password.write_text("abcd1234\n")
    named = ["--username", "alice", "--password-file", str(password), "--record", str(record)]
    app = await shown_by(["live", "plain", behind.url, *named], monkeypatch)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, "M1 HELD")
            first = live_of(app).feed
            assert isinstance(first, ClientFeed) and not live_of(app).works("again")
            await pilot.press("X")
            await once(pilot, lambda: first.over, "its end")
            await pilot.press("R")
            await until(pilot, "M1 HELD")
            await pilot.press("c")
            await until(pilot, "ACCEPTED")
            assert first.latest is live_of(app).feed is not first
            await once(pilot, lambda: first.latest.over, "its end")
    finally:
        await behind.close()
        await server.close()
    assert (first.exit_status, first.latest.exit_status) == (2, 0)
    kept = {one.session.recording.kept for one in (first, first.latest)}
    assert len(kept) == 2 and {path.parent for path in kept if path is not None} == {tmp_path}


async def test_a_replay_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    server, begin = played_server("plain", "alice", "abcd1234", kept=False, options={"port": 0}, diagnosed=False)
    behind = await begin(server)
    saved = str(captures_folder() / "textbook-live-refused.srp.jsonl")
    app = await shown_by(["replay", saved, "--to", "plain", behind.url], monkeypatch)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            for _ in range(2):
                await until(pilot, "M1 HELD")
                await pilot.press("c")
                await until(pilot, "REFUSED")
                await once(pilot, lambda: live_of(app).works("again"), "its end")
                await pilot.press("R")
            await until(pilot, "M1 HELD")
    finally:
        await behind.close()
        await server.close()


async def test_the_device_that_was_chosen_is_chosen_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = await shown_by(["live", "--simulate"], monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, "PROV_C0FFEE")
        await pilot.press("enter")
        await until(pilot, "M1 HELD")
        await pilot.press("X")
        await once(pilot, lambda: live_of(app).works("again"), "its end")
        await pilot.press("R")
        await until(pilot, "M1 HELD")  # nobody pressed enter


async def test_a_simulated_device_is_named_and_said_to_be_simulated() -> None:
    """Nothing on the screen told it from one in the air, and the peer had the transport's name."""
    async with before_the_proof() as (_pilot, app, _feed):
        text = screen_text(app)
        assert "simulated, not in the air" in text
        title, rest = live_of(app).headline(False)
        assert title == "ble PROV_C0FFEE, 5E:00:00:C0:FF:EE" and ("simulated", "warn") in rest


async def test_at_60_columns_sentences_and_rows_of_a_session_stand_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    app = await shown_by(["live", "--simulate"], monkeypatch)
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, "PROV_C0FFEE")
        await once(pilot, lambda: live_of(app).query_one(VerdictBar).size.height == 3, "both sentences, whole")
        assert ("begin", "connect") in [(one.id, word) for one, _keys, word in live_of(app).footer(True)]
        await pilot.press("enter")
        await until(pilot, "M1 HELD")
        assert "B 384, s 16" in screen_text(app)
