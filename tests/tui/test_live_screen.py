"""The live screen against a played device, all of it real but the radio: held, edited, refused, looked at."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from srpscope.errors import SrpscopeError
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.facts.spans import Line
from srpscope.tui.lines import Lines
from srpscope.tui.live import LiveScreen
from srpscope.tui.live_feed import ClientFeed, HostFeed
from srpscope.tui.live_ways import WAYS

EDIT = "M1=H(H(N) ^ H(g) | H(I) | s | A | B | K)"


def text_of(lines: list[Line]) -> str:
    return "\n".join("".join(part for part, _ in line) for line in lines)


def screen_text(app: SrpscopeApp) -> str:
    return "\n".join(text_of([*pane.head, *pane.lines]) for pane in app.screen.query(Lines) if pane.display)


async def until(pilot: Pilot[int], wanted: str) -> None:
    app = pilot.app
    assert isinstance(app, SrpscopeApp)
    for _ in range(400):
        await pilot.pause(0.05)
        titles = " ".join(str(pane.border_subtitle) for pane in app.screen.query(Lines))
        if wanted in f"{app.badge_for('live')[1]} {screen_text(app)} {titles}":
            return
    raise AssertionError(f"{wanted!r} never came:\n{screen_text(app)}")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_message_is_held_edited_sent_refused_and_looked_at(size: tuple[int, int]) -> None:
    app = SrpscopeApp(start="live")
    app.live = WAYS[0].start([])
    async with app.run_test(size=size) as pilot:
        await until(pilot, "PROV_C0FFEE")
        await pilot.press("enter")
        await until(pilot, "M1 HELD")
        assert "H(N)⊕H(g)" in screen_text(app) and "0000 10 02" in screen_text(app)
        await pilot.press("e")
        await pilot.pause()
        await pilot.press(*EDIT)
        await pilot.press("enter")
        await until(pilot, "Not what the dialect gives")
        await pilot.press("c")
        await until(pilot, "M1 ≠ REFUSED")
        feed = app.live
        assert isinstance(feed, ClientFeed) and feed.accepted is False and feed.may_try
        for _ in range(100):
            await pilot.pause(0.05)
            if app.session is not None and app.shown is not None:
                break
        assert app.session is not None
        assert [edit.value for edit in app.session.edits] == ["M1"]
        await pilot.press("f2")
        await pilot.pause(0.2)
        assert app.current_mode == "debug"


async def test_what_is_not_held_cannot_be_edited_or_sent_and_a_dropped_message_ends_it() -> None:
    app = SrpscopeApp(start="live")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        assert WAYS[0].title in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
        assert app.note and "No message is held" in app.note[0][0]
        await pilot.press("enter")
        await until(pilot, "PROV_C0FFEE")
        await pilot.press("j", "k", "enter")
        await until(pilot, "M1 HELD")
        await pilot.press("e")
        await pilot.pause()
        await pilot.press(*"M1=xyz")
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert any("not hex" in part for part, _ in app.note)
        await pilot.press("X")
        await until(pilot, "NOT SENT")
        await pilot.press("n")
        await pilot.pause(0.3)
        assert app.live is None and isinstance(app.screen, LiveScreen)


async def client_of(app: SrpscopeApp, pilot: Pilot[int], password: str = "abcd1234") -> asyncio.Task[bool | None]:
    """A real client of the server that the screen plays."""
    from srpscope.live.systems import client_session

    for _ in range(200):
        await pilot.pause(0.05)
        if isinstance(app.live, HostFeed) and app.live.where:
            break
    assert isinstance(app.live, HostFeed)
    session = client_session("plain", app.live.where, "wifiprov", password)
    return asyncio.create_task(session.run())


def playing_a_server() -> SrpscopeApp:
    app = SrpscopeApp(start="live")
    way = next(way for way in WAYS if way.title == "Be the server of a plain exchange")
    app.live = way.start(["wifiprov", "0", "abcd1234"])
    return app


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_played_server_holds_its_proof_until_it_is_sent(size: tuple[int, int]) -> None:
    app = playing_a_server()
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.2)
        await pilot.press("e")
        await pilot.pause()
        assert "Only a held message" in app.note[0][0]
        await pilot.press("H")  # M2
        running = await client_of(app, pilot)
        await until(pilot, "M2 HELD")
        assert "This message waits" in screen_text(app) and "0000 7b" in screen_text(app)
        assert not running.done()
        await pilot.press("c")
        await until(pilot, "agree")
        assert await running is True


async def test_a_held_message_of_a_server_is_edited_or_dropped() -> None:
    app = playing_a_server()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("H")
        running = await client_of(app, pilot)
        await until(pilot, "M2 HELD")
        for text, said in (
            ("M2=00", "bytes=HEX"),
            ("bytes=0", "not hex"),
            ("bytes=" + b'{"M2":"00"}\n'.hex(), "Edited"),
        ):
            await pilot.press("e")
            await pilot.pause()
            app.screen.query_one(Input).value = text
            await pilot.press("enter")
            await pilot.pause(0.2)
            assert said in app.note[0][0]
        await until(pilot, "It was edited")
        await pilot.press("c")
        with suppress(SrpscopeError):
            assert await running is not True

        running = await client_of(app, pilot)
        await until(pilot, "M2 HELD")
        await pilot.press("X")
        with suppress(SrpscopeError):
            assert await running is not True
        await until(pilot, "2 ended")


async def test_what_the_device_answers_encrypted_is_shown() -> None:
    app = SrpscopeApp(start="live")
    app.live = WAYS[0].start([])
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, "PROV_C0FFEE")
        await pilot.press("enter")
        await until(pilot, "M1 HELD")
        await pilot.press("c")
        await until(pilot, "M1 = ACCEPTED")
        await until(pilot, "Disconnected (2)")


async def test_a_played_esp32_holds_nothing_and_says_so() -> None:
    app = SrpscopeApp(start="live")
    way = next(way for way in WAYS if way.title == "Be the device, over HTTP")
    app.live = way.start(["wifiprov", "0", "abcd1234"])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Nobody has come yet")
        await pilot.press("H")
        await pilot.pause()
        assert "answers at once" in app.note[0][0]


async def test_a_played_esp32_shows_its_secrets_only_when_asked() -> None:
    from srpscope.live.party import SheetParty
    from srpscope.live.protocomm_http import HttpTransport, parse_host
    from srpscope.live.protocomm_session import ProtocommSession
    from srpscope.live.recording import Recording
    from srpscope.srp.dialect import dialect

    app = SrpscopeApp(start="live")
    way = next(way for way in WAYS if way.title == "Be the device, over HTTP")
    app.live = way.start(["wifiprov", "0", "abcd1234"])
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(200):
            await pilot.pause(0.05)
            if isinstance(app.live, HostFeed) and app.live.where:
                break
        assert isinstance(app.live, HostFeed)
        transport = HttpTransport(*parse_host(app.live.where.removeprefix("http://")))
        party = SheetParty("client", dialect("esp-idf-security2"), {"I": "wifiprov", "P": "abcd1234"})
        session = ProtocommSession(party, transport, Recording(None, {"title": "of a test"}))
        assert await session.run() is True
        await session.close()
        K = party.sheet.value("K")
        assert isinstance(K, bytes)
        await until(pilot, "F8 shows them")
        dumped = K[:16].hex(" ")
        assert dumped not in screen_text(app)
        await pilot.press("f8")
        await pilot.pause(0.2)
        assert dumped in screen_text(app)
