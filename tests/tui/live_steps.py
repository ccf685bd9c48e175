"""The steps of tests on the live screen: until something stands there, a message that waits, one that was refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.lines import Lines
from srpscope.tui.live.feed import ClientFeed
from srpscope.tui.live.screen import LiveScreen
from srpscope.tui.live.ways import WAYS, start

EDIT = "M1=H(H(N) ^ H(g) | H(I) | s | A | B | K)"


def live_of(app: SrpscopeApp) -> LiveScreen:
    return next(one for one in app._screen_stacks["live"] if isinstance(one, LiveScreen))


def text_of(lines: list[Line]) -> str:
    return "\n".join("".join(part for part, _ in line) for line in lines)


def screen_text(app: SrpscopeApp) -> str:
    return "\n".join(text_of([*pane.head, *pane.lines]) for pane in app.screen.query(Lines) if pane.display)


async def until(pilot: Pilot[int], wanted: str) -> None:
    """Wait until it stands on the live screen."""
    app = pilot.app
    assert isinstance(app, SrpscopeApp)

    def stands() -> bool:
        titles = " ".join(f"{pane.border_title} {pane.border_subtitle}" for pane in app.screen.query(Lines))
        return wanted in f"{live_of(app).badge()[1]} {screen_text(app)} {titles}"

    await once(pilot, stands, wanted)


async def once(pilot: Pilot[int], met: Callable[[], object], wanted: str) -> None:
    """Wait for a state of a session that goes on: its worker runs while a message waits, so nothing is `settled`."""
    app = pilot.app
    assert isinstance(app, SrpscopeApp)
    for _ in range(400):
        await pilot.pause(0.05)
        if met():
            return
    raise AssertionError(f"{wanted!r} never came:\n{screen_text(app)}")


@asynccontextmanager
async def before_the_proof(
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[tuple[Pilot[None], SrpscopeApp, ClientFeed]]:
    """A client of the simulated device on the screen, whose M1 waits to be sent."""
    feed = start(WAYS[0], [])
    assert isinstance(feed, ClientFeed)
    app = SrpscopeApp(start="live", begins_with=feed)
    async with app.run_test(size=size) as pilot:
        await until(pilot, "PROV_C0FFEE")
        await pilot.press("enter")
        await until(pilot, "M1 HELD")
        yield pilot, app, feed


async def edited_and_refused(pilot: Pilot[None]) -> None:
    """The M1 that waits is edited, goes out and is refused."""
    await pilot.press("e")
    await pilot.pause()
    await pilot.press(*EDIT)
    await pilot.press("enter")
    await until(pilot, "Not what the dialect gives")
    await pilot.press("c")
    await until(pilot, "M1 ≠ REFUSED")
    await until(pilot, "The proof that was refused")
