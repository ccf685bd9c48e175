"""The compare screen: every value in three columns, byte against byte, the messages; at 80 columns two sides."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.tui.app import SrpscopeApp
from tests.tui.conftest import screen_text, settled

App = Callable[..., SrpscopeApp]


async def test_three_columns_and_the_wire(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        text = screen_text(pilot.app)  # type: ignore[arg-type]
        for needed in (
            "e1c0cd68",
            "adabb7d3",
            "Cmd0",
            "Resp0",
            "I wifiprov, A 384",
            "Invalid PDU",
            "≠ refused",
            "prov-session over",
        ):
            assert needed in text, needed


async def test_the_value_opens_in_the_debugger(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        await pilot.press("m", "k", "k")
        await settled(pilot)
        chosen = app.desk.selected
        assert chosen != "M1"
        await pilot.press("enter")
        await settled(pilot)
        assert app.current_mode == "debug" and app.desk.selected == chosen


async def test_pairs_at_80_columns(refused: App) -> None:
    async with refused().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f3")
        await settled(pilot)
        heads = []
        for _ in range(3):
            heads.append(next(row.split() for row in screen_text(pilot.app).split("\n") if "bytes" in row))  # type: ignore[arg-type]
            await pilot.press("s")
            await settled(pilot)
        assert heads == [["bytes", "client", "server"], ["bytes", "client", "wire"], ["bytes", "server", "wire"]]


async def test_only_the_differences_dims_the_rest(refused: App) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f3")
        await settled(pilot)
        pane = pilot.app.screen.query_one("#values")
        before = list(pane.lines)  # type: ignore[attr-defined]
        await pilot.press("equals_sign")
        await settled(pilot)
        after = pane.lines  # type: ignore[attr-defined]
        assert len(after) == len(before)  # nothing is hidden
        assert ("N", "text") in before[0] and ("N", "dim") in after[0]
