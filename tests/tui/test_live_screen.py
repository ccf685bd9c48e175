"""The live screen against a played device, all of it real but the radio: held, edited, refused, looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from srpscope.errors import SrpscopeError
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.frame.lines import Lines
from srpscope.tui.live import host_view
from srpscope.tui.live.along import change
from srpscope.tui.live.client_view import story, verdict
from srpscope.tui.live.feed import ClientFeed, HostFeed
from srpscope.tui.live.lines import wire_rows
from srpscope.tui.live.screen import LiveScreen
from srpscope.tui.live.ways import WAYS, start
from tests.tui.live_steps import EDIT, before_the_proof, edited_and_refused, live_of, once, screen_text, text_of, until


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_message_is_held_edited_sent_refused_and_looked_at(size: tuple[int, int]) -> None:
    async with before_the_proof(size) as (pilot, app, feed):
        assert "H(N)⊕H(g)" in screen_text(app) and "0000 10 02" in screen_text(app)
        await edited_and_refused(pilot)
        assert "1≠384" in screen_text(app)
        wire = text_of(list(live_of(app).query_one("#live-wire", Lines).lines))
        said = wire[wire.index("The device refused") :].splitlines()  # in the place of the answer that was not given
        assert "≠ refused" in said[0] and said[-1].endswith("Its log says why.")
        assert live_of(app).feed is feed and feed.accepted is False and feed.may_try
        await once(pilot, lambda: app.desk.shown is not None, "the recording in the debugger")
        assert app.desk.session is not None
        assert [edit.value for edit in app.desk.session.edits] == ["M1"]
        await pilot.press("f2")
        await pilot.pause(0.2)
        assert app.current_mode == "debug"


async def test_a_held_message_is_looked_at_and_edited_in_the_debugger() -> None:
    async with before_the_proof() as (pilot, app, feed):

        def with_B() -> bool:
            shown = app.desk.shown
            return shown is not None and "B" in shown.view.wire and shown.view.client.value("M1") is not None

        await once(pilot, with_B, "B in the debugger")
        before = feed.held
        assert before is not None and app.desk.following
        await pilot.press("f2")
        await pilot.pause(0.3)
        assert "1 Steps" in " ".join(str(pane.border_title) for pane in app.screen.query(Lines))
        app.desk.edit(Edit("client", "M1", "formula", EDIT.removeprefix("M1=")))
        await once(pilot, lambda: feed.held is not None and feed.held.data != before.data, "the edited message")
        await pilot.press("f4")
        await until(pilot, "Not what the dialect gives")
        await pilot.press("z")  # the same menu from the held message, in the debugger
        await once(pilot, lambda: "Nothing on the wire judges" in screen_text(app), "that nothing judges yet")
        assert app.current_mode == "debug"
        await pilot.press("escape", "f4")
        await until(pilot, "Not what the dialect gives")
        await pilot.press("c")
        await until(pilot, "M1 ≠ REFUSED")


async def test_what_is_not_held_cannot_be_edited_or_sent_and_a_dropped_message_ends_it() -> None:
    app = SrpscopeApp(start="live")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        assert WAYS[0].title in screen_text(app)
        await pilot.press("c")
        await pilot.pause()
        assert app.desk.note and "No message is held" in app.desk.note[0][0]
        await pilot.press("enter")
        await until(pilot, "PROV_C0FFEE")
        await pilot.press("j", "k", "enter")
        await until(pilot, "M1 HELD")
        await pilot.press("e")
        await pilot.pause()
        await pilot.press(*"M1=xyz")
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert any("not hex" in part for part, _ in app.desk.note)
        await pilot.press("X")
        await until(pilot, "ENDED ON PURPOSE")
        feed = live_of(app).feed
        assert isinstance(feed, ClientFeed)
        await once(pilot, lambda: feed.judgement is not None, "the judgement")
        assert feed.judgement is not None and feed.judgement.exit_status == 2
        assert feed.judgement.headline == "The handshake ended by hand: Cmd1 was not sent."
        assert "The handshake ended by hand: Cmd1 was not sent." in text_of(list(verdict(feed)[0].lines))
        await pilot.press("n")
        await pilot.pause(0.3)
        assert live_of(app).feed is None and isinstance(app.screen, LiveScreen)


async def listens_at(app: SrpscopeApp, pilot: Pilot[int]) -> str:
    """Where what the screen plays is reached, once it listens."""
    await once(pilot, lambda: isinstance(live_of(app).feed, HostFeed) and live_of(app).feed.where, "where it listens")
    where: str = live_of(app).feed.where
    return where


async def client_of(app: SrpscopeApp, pilot: Pilot[int], password: str = "abcd1234") -> asyncio.Task[bool | None]:
    """A real client of the server that the screen plays."""
    from srpscope.live.systems.registry import client_session

    session = client_session("plain", await listens_at(app, pilot), "wifiprov", password)
    return asyncio.create_task(session.run())


def playing_a_server() -> SrpscopeApp:
    way = next(way for way in WAYS if way.title == "Be the server of a plain exchange")
    return SrpscopeApp(start="live", begins_with=start(way, ["wifiprov", "0", "abcd1234"]))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_played_server_holds_its_proof_until_it_is_sent(size: tuple[int, int]) -> None:
    app = playing_a_server()
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.2)
        await pilot.press("e")
        await pilot.pause()
        assert "Only a held message" in app.desk.note[0][0]
        await listens_at(app, pilot)
        feed = live_of(app).feed
        assert isinstance(feed, HostFeed) and live_of(app).works("another"), "a server is left by n"
        assert "Only this machine reaches it" in text_of(list(host_view.verdict(feed).lines))
        await pilot.press("H")  # M2
        running = await client_of(app, pilot)
        await until(pilot, "M2 HELD")
        await until(pilot, '0000  {"M2":')
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
            ("M2=00", "Edited"),
            ("q=00", "no field q"),
            ("bytes=0", "not hex"),
            ("bytes=" + b'{"M2":"00"}\n'.hex(), "Edited"),
        ):
            await pilot.press("e")
            await pilot.pause()
            app.screen.query_one(Input).value = text
            await pilot.press("enter")
            await pilot.pause(0.2)
            assert said in app.desk.note[0][0]
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
    app = SrpscopeApp(start="live", begins_with=start(WAYS[0], []))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, "PROV_C0FFEE")
        await pilot.press("enter")
        await until(pilot, "M1 HELD")
        await pilot.press("c")
        await until(pilot, "M1 = ACCEPTED")
        await until(pilot, "Disconnected (2)")
        feed = live_of(app).feed
        assert isinstance(feed, ClientFeed) and feed.stays
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("enter")  # scan
        await until(pilot, "sent to prov-scan")
        await pilot.press("enter")
        await until(pilot, "workshop")
        forms = list(feed.session.forms)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*["j"] * forms.index("config-set"), "enter")
        await pilot.pause(0.1)
        for blank, text in zip(app.screen.query(Input), ("a home", "secret word", "zz", "6"), strict=True):
            assert app.focused is blank
            blank.value = text
            await pilot.press("enter")
        # What is wrong is said, and nothing is asked; then the message stands there as it will be sent.
        await until(pilot, "Bssid is bytes in hex")
        list(app.screen.query(Input))[2].value = ""
        await until(pilot, "sent to prov-config")
        shown = screen_text(app)
        assert "a home" in shown and "secret word" not in shown and "hidden" in shown and "TypeCmdSetConfig" in shown
        await pilot.press("ctrl+o")
        await until(pilot, "RespSetConfig")
        assert "secret word" not in screen_text(app)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("end", "enter")
        await pilot.pause(0.1)
        for blank, text in zip(app.screen.query(Input), ("nonsense", "zz"), strict=True):
            blank.value = text
        await pilot.press("ctrl+o")
        await until(pilot, "'zz' for nonsense is not hex with two digits a byte.")
        await pilot.press("escape", "n")
        await pilot.pause(0.3)
        assert live_of(app).feed is None


async def test_a_played_esp32_can_hold_too() -> None:
    way = next(way for way in WAYS if way.title == "Be the device, over HTTP")
    app = SrpscopeApp(start="live", begins_with=start(way, ["wifiprov", "0", "abcd1234"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Nobody has come yet")
        await pilot.press("H")
        await pilot.pause()
        assert "Holds before M2" in app.desk.note[0][0]


async def test_a_played_esp32_shows_its_secrets_only_when_asked() -> None:
    from srpscope.live.party import SheetParty
    from srpscope.live.recording import Recording
    from srpscope.live.systems.esp32.http_client import HttpTransport, parse_host
    from srpscope.live.systems.esp32.session import ProtocommSession
    from srpscope.srp.dialect import dialect

    way = next(way for way in WAYS if way.title == "Be the device, over HTTP")
    app = SrpscopeApp(start="live", begins_with=start(way, ["wifiprov", "0", "abcd1234"]))
    async with app.run_test(size=(120, 40)) as pilot:
        transport = HttpTransport(*parse_host((await listens_at(app, pilot)).removeprefix("http://")))
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


async def test_an_edit_of_a_held_message_is_taken_back_here_and_in_the_debugger() -> None:
    async with before_the_proof() as (pilot, app, feed):
        assert feed.held is not None
        built = feed.held.data
        await pilot.press("u")
        assert "no edit" in app.desk.note[0][0]
        await pilot.press("e")
        await pilot.pause()
        app.screen.query_one(Input).value = "M1=H(H(N) ^ H(PAD(g)) | s | A | B | K)"
        await pilot.press("enter")
        await until(pilot, "● leaves out H(I)")
        assert "left out" in screen_text(app) and feed.held.data != built
        await pilot.press("u")
        await pilot.pause(0.2)
        assert feed.held.data == built and "Not what the dialect" not in screen_text(app)
        app.desk.edit(Edit("client", "M1", "formula", EDIT.removeprefix("M1=")))

        def edited() -> bool:
            return (
                feed.held is not None and feed.held.data != built and bool(app.desk.session and app.desk.session.edits)
            )

        await once(pilot, edited, "the edited message")
        await pilot.press("f2")
        await pilot.pause(0.3)
        assert app.desk.waiting == "M1"
        await pilot.press("u")
        await once(pilot, lambda: feed.held is not None and feed.held.data == built, "the message as it was built")
        await pilot.press("f4")
        await pilot.press("c")
        await until(pilot, "M1 = ACCEPTED")  # nothing of the edits was sent
        assert not [line for line in feed.session.recording.capture.lines if line.get("type") == "edit"]


async def test_another_password_asks_what_becomes_of_the_edits() -> None:
    async with before_the_proof() as (pilot, app, feed):
        await change(feed.session, EDIT)
        await pilot.press("c")
        await until(pilot, "M1 ≠ REFUSED")
        assert feed.session.was_edited
        told = text_of(list(verdict(feed)[0].lines))
        assert "as it must be with edit 1: another formula for M1." in told
        assert "Take the edit back." in told and "another password" not in told
        assert "Its log says why." in text_of(wire_rows(feed.session, 84))  # all of the device's words
        await pilot.press("f")
        await pilot.pause()
        assert "still stand" in screen_text(app)
        await pilot.press("1")
        await pilot.pause(0.2)
        assert not feed.session.was_edited
        app.screen.query_one(Input).value = "abcd1234"
        await pilot.press("enter")
        await until(pilot, "M1 = ACCEPTED")


async def test_a_played_server_is_looked_at_while_its_message_waits() -> None:
    app = playing_a_server()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("H")
        running = await client_of(app, pilot)
        await until(pilot, "M2 HELD")
        await once(pilot, lambda: app.desk.following and app.desk.shown is not None, "the session in the debugger")
        assert app.desk.shown is not None and "M1" in app.desk.shown.view.wire and app.desk.waiting
        await pilot.press("c")
        assert await running is True
        # It has gone out: nothing is called held any more, and what was sent stands on the wire.
        await once(pilot, lambda: not app.desk.waiting and "M2" in app.desk.shown.view.wire, "what was sent")


PROXIED = {"group": "rfc5054-1024"}


@asynccontextmanager
async def proxied(
    username: str, folder: Path | None = None, password: str = "abcd1234", passes: bool = False
) -> AsyncIterator[tuple[Pilot[None], SrpscopeApp, str]]:
    """A split proxy on the screen before a played server of that user: the pilot, the app, and where it listens.
    folder: where it records. password: the server's. passes: it is told no password, and passes everything on."""
    from srpscope.live.proxy.standing import between
    from srpscope.live.systems.registry import played_server, system
    from srpscope.live.users import Account

    server, begin = played_server("plain", username, password, kept=False, diagnosed=False, options=PROXIED)
    behind = await begin(server)
    account = None if passes else Account(username, "abcd1234")
    host, listen = between(system("plain"), account, behind.url, PROXIED, folder)
    app = SrpscopeApp(start="live", begins_with=HostFeed(host, listen))
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            yield pilot, app, await listens_at(app, pilot)
    finally:
        await behind.close()
        await server.close()


async def test_a_proxy_shows_both_legs_and_holds_in_either_direction() -> None:
    from srpscope.live.systems.registry import client_session

    async with proxied("wifiprov") as (pilot, app, where):
        await pilot.press("H")
        session = client_session("plain", where, "wifiprov", "abcd1235", kept=False, options=PROXIED)
        running = asyncio.create_task(session.run())
        await until(pilot, "Nothing is sent until")
        await pilot.press("C")
        with suppress(SrpscopeError):
            assert await running is False
        await session.close()
        await until(pilot, "Both legs")
        await until(pilot, "The device is right with us; your app")
        text = screen_text(app)
        assert text.count("──►") == 4 and "your app" in text and "≠ " in text and "= " in text


async def test_a_peer_that_is_not_reached_ends_it_as_without_a_screen() -> None:
    from srpscope.live.systems.registry import client_session

    session = client_session("plain", "tcp://127.0.0.1:1", "alice", "password123", kept=False)
    feed = ClientFeed(session)
    assert feed.exit_status == 2  # left before anything could be told
    app = SrpscopeApp(start="live", begins_with=feed)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, "could not be reached")
        await once(pilot, lambda: feed.over, "its end")
    assert feed.exit_status == 69


async def test_what_fails_after_an_acceptance_does_not_take_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who was reached and said yes is not called lost when a later request goes wrong."""
    async with before_the_proof() as (pilot, _app, feed):

        async def fails(_text: str) -> int:
            raise SrpscopeError("The reply of prov-config does not decrypt.")

        monkeypatch.setattr(feed.session, "perform", fails)
        feed.requests = ["config-status"]
        await pilot.press("c")
        await until(pilot, "ACCEPTED, THEN FAILED")
        said = text_of(list(verdict(feed)[0].lines))
        assert said.startswith("● The handshake was accepted; what came after it failed. The reply of prov-config")
        assert "Not reached" not in said


async def test_what_is_no_hex_is_said_with_its_own_words() -> None:
    async with before_the_proof() as (_pilot, _app, feed):
        with pytest.raises(SrpscopeError, match="abc is not hex with two digits a byte"):
            await change(feed.session, "M1=abc")


async def test_answers_stand_where_they_came_and_not_behind_all_that_happened_since() -> None:
    async with before_the_proof() as (pilot, _app, feed):
        feed.requests = ["config-status"]
        await pilot.press("c")
        await until(pilot, "decrypted")
        await once(pilot, lambda: feed.over and feed.trips, "the end of it")
        feed.session.event("note", "The next thing that happened.")
        rows = text_of(story(feed, 80, False)).splitlines()
        came = next(at for at, row in enumerate(rows) if row.endswith(": decrypted"))
        assert came < next(at for at, row in enumerate(rows) if "The next thing that happened." in row)
