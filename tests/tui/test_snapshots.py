"""Every screen at 120x40, 80x24 and 200x60, on light and without colour. `--snapshot-update` draws them anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.shown import Explanation
from tests.tui.conftest import REFUSED, session_of, settled
from tests.tui.test_facts import MISTAKE

pytestmark = pytest.mark.usefixtures("two_captures")


SIZES = [(120, 40), (80, 24), (200, 60)]
Compare = Callable[..., bool]
Keys = Callable[[Pilot[int]], Awaitable[None]]


def app(theme: str | None = None, ascii_only: bool = False, start: str = "debug") -> SrpscopeApp:
    """The app over the failed handshake; its cause is given, not searched for, so that the picture stays the same."""
    made = SrpscopeApp(Desk(session_of(REFUSED), searching=False), theme=theme, ascii_only=ascii_only)
    sentence = "g is hashed in H(g) without padding, as one byte."
    made.desk.explain(Explanation("client", sentence, (MISTAKE,), "M1", 64, "M1", ("m1-g-unpadded",)))
    return made


def after(*keys: str) -> Keys:
    """Press keys once the screen has settled, and let it settle again."""

    async def run(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return run


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys", [(), ("f3",), ("f6",), ("question_mark",), ("i",)], ids=["debug", "compare", "library", "help", "edits"]
)
def test_screen(snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    assert snap_compare(app(), terminal_size=size, run_before=after(*keys))


@pytest.mark.parametrize("size", SIZES[:2])
def test_live_start(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(app(), terminal_size=size, run_before=after("f4"))


@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("theme", ["light", "contrast", "colour-blind"])
def test_theme(snap_compare: Compare, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(app(theme), terminal_size=size, run_before=after())


@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("keys", [(), ("f3",), ("f6",)], ids=["debug", "compare", "library"])
def test_without_colour(
    snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app(), terminal_size=size, run_before=after(*keys))


def test_ascii(snap_compare: Compare) -> None:
    assert snap_compare(app(ascii_only=True), terminal_size=(80, 24), run_before=after())


@pytest.mark.parametrize("size", SIZES[:2])
def test_why(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def open_why(pilot: Pilot[int]) -> None:
        from srpscope.tui.panels.why import WhyPanel

        await settled(pilot)
        pilot.app.push_screen(WhyPanel(pilot.app.desk))
        await settled(pilot)

    assert snap_compare(app(), terminal_size=size, run_before=open_why)


@pytest.mark.parametrize("size", SIZES[:2])
def test_edit_strip(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def edit_salt(pilot: Pilot[int]) -> None:
        from textual.widgets import Input

        await settled(pilot)
        for _ in range(20):
            if pilot.app.desk.selected == "s":  # type: ignore[attr-defined]
                break
            await pilot.press("p")
        await pilot.press("e")
        await pilot.pause()
        field = pilot.app.screen.query_one("#edit-text", Input)
        field.cursor_blink = False
        field.value = "00a1773c109e42b5610de82f7a90e210"
        await settled(pilot)

    assert snap_compare(app(), terminal_size=size, run_before=edit_salt)
