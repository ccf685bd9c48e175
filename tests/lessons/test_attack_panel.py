"""An attack on the screen, with a learner's own numbers and formulas."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input

from srpscope.lessons.pictures import plain
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.frame.lines import Lines
from srpscope.tui.learn.attack_panel import AttackPanel
from tests.tui.conftest import settled


def said(panel: AttackPanel) -> str:
    return "\n".join(map(plain, panel.query_one("#attack-result", Lines).lines))


async def opened(pilot: Pilot[int], *keys: str) -> AttackPanel:
    await settled(pilot, lambda app: True)
    await pilot.press("A", *keys)
    await settled(pilot, lambda app: True)
    panel = pilot.app.screen
    assert isinstance(panel, AttackPanel)
    return panel


async def test_an_attack_with_ones_own_numbers_and_formulas() -> None:
    async with SrpscopeApp(start="learn").run_test(size=(60, 20)) as pilot:
        panel = await opened(pilot)
        fields = {one.name: one for one in panel.query(Input)}
        assert fields["A"].value == "0", "the attack's own formulas stand there"
        fields["N"].value, fields["A"].value = "1019", "3 * N"
        await pilot.press("ctrl+g", "ctrl+o")
        await settled(pilot, lambda app: True)
        assert "A = 3 * N" in said(panel) and "the attack succeeds" in said(panel)
        assert "With:" not in said(panel), "the safeguard was off"
        assert "1019" in said(panel) and "3057" in said(panel), "every number is shown"
        fields["N"].value = "1018"
        await pilot.press("enter")
        await settled(pilot, lambda app: True)
        assert "N of an attack is odd" in said(panel)
        await pilot.press("escape")
        await settled(pilot, lambda app: True)
        assert pilot.app.screen is not panel


async def test_the_next_attack_has_its_own_formulas_and_ones_password_stays() -> None:
    async with SrpscopeApp(start="learn").run_test(size=(120, 40)) as pilot:
        panel = await opened(pilot, *"coffee7", "ctrl+b")
        fields = {one.name: one for one in panel.query(Input)}
        assert fields["password"].value == "coffee7" and fields["S"].value == "A * v % N"
        await pilot.press("ctrl+o")
        await settled(pilot, lambda app: True)
        assert "One fits, 'coffee7'" in said(panel) and "With:" in said(panel)
        numbers = said(panel).index("The numbers without the safeguard")
        assert said(panel).index("With:") < numbers < said(panel).index("The numbers with the safeguard")
