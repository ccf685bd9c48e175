"""An attack that a learner writes: done when it gets in on a server of its own, and not by a number copied here."""

from __future__ import annotations

from srpscope.lessons import progress
from srpscope.lessons.course import find
from srpscope.lessons.taking import take
from srpscope.lessons.walk import BEATEN, Walk
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from tests.lessons.test_learn_screen import learn_of, ready, walk_of
from tests.tui.conftest import screen_text

NAME = "write-the-attack"


def copied() -> str:
    """The server's S of the first step, which agrees here, and which another server has not."""
    return f"{Walk(find(NAME)).session.view.server.value('S'):x}"


def test_a_copied_number_agrees_here_and_is_refused_there() -> None:
    said: list[str] = []
    lines = [f"client.S:={copied()}"]
    take(find(NAME), lines, said.append)
    assert f"Not yet. {BEATEN}" in said and "Done." not in said
    assert NAME not in progress.load()
    take(find(NAME), [*lines, "client.A=0", "client.S=0"], said.append)
    assert "Done." in said, "another edit is another attack"
    assert progress.load()[NAME].done == {0}


async def test_the_screen_says_so_too() -> None:
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await ready(pilot)
        screen.begin(find(NAME))
        await ready(pilot)
        screen.desk.edit(Edit("client", "S", "hex", copied()))
        await ready(pilot)
        assert walk_of(screen).attack_due and NAME not in progress.load(), "it was not run yet"
        await pilot.press("enter")
        await ready(pilot)
        assert "the attack fails" in screen_text(app) and "Not yet." in screen_text(app)
        assert not walk_of(screen).done() and NAME not in progress.load()
        await pilot.press("enter")
        await ready(pilot)
        assert walk_of(screen).at == 0 and learn_of(app).walk is not None
        chosen = screen.desk.selected
        await pilot.press("k")
        assert screen.desk.selected != chosen, "values are chosen again"
        screen.desk.edit(Edit("client", "A", "formula", "0"))
        screen.desk.edit(Edit("client", "S", "formula", "0"))
        await ready(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert "succeeds" in screen_text(app)
        assert progress.load()[NAME].done == {0}
