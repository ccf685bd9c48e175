"""The compare screen: every value in three columns, byte against byte, the messages; at 80 columns two sides."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame.lines import Lines
from tests.tui.conftest import ACCEPTED, screen_text, session_of, settled

App = Callable[..., SrpscopeApp]


async def test_columns_pairs_differences_and_back_to_the_debugger(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        text = screen_text(app)
        for needed in (
            "e1c0cd68",
            "adabb7d3",
            "Cmd0",
            "Resp0",
            "I wifiprov, A 384",
            "Invalid PDU",
            "prov-session over",
            "≠ refused",
        ):
            assert needed in text, needed

        pane = app.screen.query_one("#values")
        before = list(pane.lines)  # type: ignore[attr-defined]
        await pilot.press("equals_sign")  # only the differences: the rest is dim, and nothing is hidden
        await settled(pilot)
        after = pane.lines  # type: ignore[attr-defined]
        assert len(after) == len(before)
        assert ("N", "text") in before[0] and ("N", "dim") in after[0]

        await pilot.resize_terminal(80, 24)  # room for two sides
        await settled(pilot)
        heads = []
        for _ in range(3):
            heads.append(next(row.split() for row in screen_text(app).split("\n") if "bytes" in row))
            await pilot.press("s")
            await settled(pilot)
        assert heads == [["bytes", "client", "server"], ["bytes", "client", "wire"], ["bytes", "server", "wire"]]

        await pilot.press("k", "k")
        await settled(pilot)
        chosen = app.desk.selected
        assert chosen != "M1"
        await pilot.press("enter")
        await settled(pilot)
        assert app.current_mode == "debug" and app.desk.selected == chosen


async def test_arrows_move_the_cursor_where_the_pane_is_longer_than_its_frame(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        await pilot.press("g")
        await settled(pilot)
        begin = app.desk.selected
        await pilot.press("down", "down")
        await settled(pilot)
        after = app.desk.selected
        assert after != begin
        await pilot.press("up", "up")
        await settled(pilot)
        assert app.desk.selected == begin


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_row_shows_what_differs_where_only_the_wire_does(size: tuple[int, int], tmp_path: Path) -> None:
    """Two columns have room: client and server, which are equal here; what went over the wire is another one."""
    lines = [json.loads(line) for line in ACCEPTED.read_text("utf-8").splitlines()]
    proof = [one for one in lines if one["type"] == "message" and one["from"] == "client"][2]
    proof["bytes"] = proof["bytes"][:-8] + "00c0ffee"
    path = tmp_path / "changed-on-its-way.srp.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    app = SrpscopeApp(Desk(session_of(path)), start="compare")
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        rows = {words[0]: row for row in screen_text(app).split("\n") if (words := row.strip("►●○ ").split())}
        row = rows["M1"]
        assert "≠" in row and "wire " in row and ("c0ffee" in row or "ffee" in row)
        assert "wire " not in rows["B"]


async def test_the_messages_have_the_rows_that_are_left() -> None:
    """On a large screen all of them stand there, where eight rows showed five."""
    session = session_of(ACCEPTED)
    notes = [
        {"type": "event", "what": "error", "by": "server", "of": "message", "text": f"note {at}"} for at in range(9)
    ]
    session = Session(Capture(session.capture.header, [*session.capture.lines, *notes]))
    app = SrpscopeApp(Desk(session, searching=False), start="compare")
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot)
        wire = app.screen.query_one("#wire", Lines)
        assert len(wire.lines) > 12 and wire.size.height >= len(wire.lines)
        assert app.screen.query_one("#values", Lines).size.height >= len(app.screen.query_one("#values", Lines).lines)
