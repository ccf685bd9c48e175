"""The proxy on the screen: to whom a message waits, which leg F2 opens, and what is nobody's fault."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from textual.content import Content

from srpscope.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.live.client import ClientSession
from srpscope.live.concluding import Ended
from srpscope.live.systems.registry import client_session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.live import legs_view, lines
from srpscope.tui.live.feed import EVERYTHING, PROOF, HostFeed, holds_before
from srpscope.tui.live.host_view import session_rows
from srpscope.tui.live.legs_view import MOST_ROWS, entries
from srpscope.tui.live.recorded import leg_to_open
from srpscope.wire.exchange import Side
from tests.tui.live_steps import live_of, once, screen_text, text_of, until
from tests.tui.test_live_screen import PROXIED, proxied


def _app_at(where: str) -> ClientSession:
    return client_session("plain", where, "alice", "abcd1234", kept=False, options=PROXIED)


async def _through(session: ClientSession) -> None:
    with suppress(SrpscopeError):
        await session.run()
    await session.close()


def _title(app: SrpscopeApp) -> str:
    return str(app.screen.query_one("#held", Lines).border_title)


def _said(app: SrpscopeApp) -> str:
    return text_of(list(live_of(app).query_one(VerdictBar).verdict.lines))


async def test_f2_shows_the_leg_that_is_wrong(tmp_path: Path) -> None:
    async with proxied("alice", tmp_path, "abcd1235") as (pilot, app, where):
        await _through(_app_at(where))
        await until(pilot, "DEVICE ≠ REFUSED US")
        await once(pilot, lambda: app.desk.session is not None and app.desk.shown is not None, "the recording")
        assert app.desk.session is not None and app.desk.session.title.endswith("the device's leg")
        assert "another user name or password" in _said(app)
        bar = live_of(app).query_one(VerdictBar)
        assert bar.link is not None and bar.link[0] == "F2"
        title, rest = live_of(app).headline(False)
        assert title == "proxy, split" and " to tcp://" in rest[0][0]


@pytest.mark.parametrize(
    ("app", "device", "leg"),
    [("refused", "accepted", "app"), ("accepted", "refused", "device"), ("refused", "refused", "app")],
)
def test_of_two_legs_the_wrong_one_is_opened(app: str, device: str, leg: str) -> None:
    legs = {
        name: {"judgement": {"outcome": outcome, "values": "agree", "cause": "none"}}
        for name, outcome in (("app", app), ("device", device))
    }
    assert leg_to_open(Ended(1, True, None, Capture({}, []), {"legs": legs})) == leg
    assert leg_to_open(Ended(1, True, None, Capture({}, []), {})) == ""


async def test_what_was_told_of_one_session_is_not_said_of_the_next(tmp_path: Path) -> None:
    """While the next one's cause was looked for, its proofs stood beside what the last one's would have been: a right
    device was shown as wrong."""
    async with proxied("alice", tmp_path) as (pilot, app, where):
        await _through(_app_at(where))
        await until(pilot, "as srpscope computes them")
        screen, feed = live_of(app), live_of(app).feed
        assert isinstance(feed, HostFeed) and feed.host.behind is not None and feed.host.behind.both is not None
        told = screen._legs
        assert told is not None and told.number == feed.host.behind.both[0]
        assert "computes" in text_of(legs_view.rows(feed, 118, 20, told) or [])
        await _through(_app_at(where))
        assert feed.host.behind.both[0] == told.number + 1
        assert "computes" not in text_of(legs_view.rows(feed, 118, 20, told) or [])


async def test_of_a_proof_whose_cause_needs_the_apps_values_it_says_what_to_log(tmp_path: Path) -> None:
    async with proxied("alice", tmp_path) as (pilot, app, where):
        await _through(client_session("plain", where, "alice", "another", kept=False, options=PROXIED))
        await until(pilot, "APP ≠ WRONG")
        await once(pilot, lambda: "Log a in your app, and add its log in F2 (v)" in _said(app), "what to log")


def test_a_message_without_room_for_its_values_says_their_names() -> None:
    one = legs_view.LegMessage(0.0, "client", "Cmd1", 75, {"M1": bytes(64)})
    shown = text_of([legs_view.Rails.of(58).message(one, 0)])
    assert "Cmd1  M1  75 B" in shown


async def test_it_says_to_whom_a_message_waits_and_what_both_legs_carried() -> None:
    async with proxied("alice") as (pilot, app, where):
        await pilot.press("H", "H")
        running = asyncio.create_task(_through(_app_at(where)))
        seen = set()
        for _ in range(4):
            await until(pilot, "Held: ")
            seen.add(_title(app).rpartition(", ")[2])
            before = live_of(app).feed
            assert isinstance(before, HostFeed) and before.held is not None
            waits = before.held
            await pilot.press("c")
            await once(pilot, lambda feed=before, last=waits: feed.held is not last, "the next one")  # type: ignore[misc]
            if before.held is None and before.ended:
                break
        assert seen == {"to the device", "to your app"}
        await pilot.press("C")
        await running


async def test_what_was_edited_by_hand_is_not_called_the_devices_fault(tmp_path: Path) -> None:
    async with proxied("alice", tmp_path) as (pilot, app, where):
        await pilot.press("H")
        running = asyncio.create_task(_through(_app_at(where)))
        await until(pilot, "to the device")
        await pilot.press("e")
        await pilot.pause()
        await pilot.press(*"M1=00")
        await pilot.press("enter")
        await until(pilot, "It was edited")
        assert "Both legs so far" in str(app.screen.query_one("#known", Lines).border_title)
        await pilot.press("C")
        await running
        await until(pilot, "CANNOT TELL")
        assert "of the device it cannot be told: it ended by what was changed" in _said(app)
        told = screen_text(app)
        assert told.index("set by hand") > told.index("12 B" if "12 B" in told else "M1 ")


@pytest.mark.parametrize(("before", "sender"), [("to the device", "client"), ("to your app", "server")])
async def test_what_was_dropped_while_passing_on_is_nobodys_refusal(tmp_path: Path, before: str, sender: str) -> None:
    async with proxied("alice", tmp_path, passes=True) as (pilot, app, where):
        await pilot.press("H", "H")
        running = asyncio.create_task(_through(_app_at(where)))
        await until(pilot, "to the device")
        if before == "to your app":
            await pilot.press("c")
            await until(pilot, before)
        await pilot.press("X")
        await running
        feed = live_of(app).feed
        await once(pilot, lambda: isinstance(feed, HostFeed) and feed.ended, "the end")
        assert isinstance(feed, HostFeed)
        judged = feed.ended[-1].answer["judgement"]
        assert (judged["at_fault"], feed.ended[-1].answer["findings"][0]["side"]) == ("person", sender)
        await until(pilot, "by hand")
        assert "by hand" in _said(app) and "log P" not in _said(app)
        assert [text_of([row]).split()[1:3] for row in session_rows(feed, 80)[1:]] == [["on", "purpose"]]
        assert live_of(app).badge() == ("warn", "ENDED ON PURPOSE") and "≠" not in screen_text(app)
        await once(pilot, lambda: app.desk.shown is not None and app.desk.session is not None, "the recording")
        assert app.desk.shown is not None and app.desk.shown.judgement.headline == judged["headline"]


async def test_a_proof_that_was_passed_on_is_said_to_be_taken_and_no_more(tmp_path: Path) -> None:
    async with proxied("alice", tmp_path, passes=True) as (pilot, app, where):
        await _through(_app_at(where))
        await until(pilot, "M1 ACCEPTED")  # without = : nobody here has the password
        text = screen_text(app)
        assert "is right" not in text and "= The answer passed on takes the proof." in text
        bar = live_of(app).query_one(VerdictBar)
        assert bar.link is not None and bar.link[1] == "looks at it"


async def test_what_was_edited_while_passing_on_is_told_as_such(tmp_path: Path) -> None:
    async with proxied("alice", tmp_path, passes=True) as (pilot, app, where):
        await pilot.press("H")
        running = asyncio.create_task(_through(_app_at(where)))
        await until(pilot, "to the device")
        await pilot.press("e")
        await pilot.pause()
        await pilot.press(*"M1=00", "enter")
        await until(pilot, "It was edited")
        await pilot.press("C")
        await running
        await until(pilot, "M1 REFUSED")
        said = _said(app)
        assert "M1 was set by hand" in said and "Passed through as it came" not in said
        feed = live_of(app).feed
        assert isinstance(feed, HostFeed) and leg_to_open(feed.ended[-1]) == "device"


async def test_what_both_legs_carried_alike_is_searched_once(tmp_path: Path) -> None:
    async with proxied("alice", tmp_path, passes=True) as (pilot, app, where):
        await _through(client_session("plain", where, "alice", "another", kept=False, options=PROXIED))
        await until(pilot, "M1 REFUSED")
        feed = live_of(app).feed
        assert isinstance(feed, HostFeed)
        legs = feed.ended[-1].answer["legs"]
        assert legs["device"] is legs["app"] and legs["app"]["outcome"] == "refused"


@pytest.mark.parametrize(
    ("spoken", "sides", "words"),
    [("plain", ("server",), "M2"), ("plain", ("client", "server"), "M1 and M2"), ("homekit", ("client",), "M3")],
)
def test_it_says_before_which_messages_it_holds(spoken: str, sides: tuple[Side, ...], words: str) -> None:
    assert holds_before(PROOF, sides, spoken) == words
    assert holds_before(EVERYTHING, sides, spoken) == EVERYTHING


async def test_a_proxy_holds_before_both_proofs_and_says_so() -> None:
    async with proxied("alice") as (pilot, app, _where):
        await pilot.press("H")
        await pilot.pause()
        assert any("Holds before M1 and M2." in part for part, _ in app.desk.note)


def test_a_sentence_that_has_no_room_says_that_it_goes_on() -> None:
    said = " ".join(f"word{number:03}" for number in range(40))
    recorded = [
        {"type": "message", "from": "client", "bytes": "00", "t": 0.0},
        {"type": "event", "what": "broken-off", "text": said},
    ]
    from srpscope.tui.live.legs_view import Rails

    (one,) = entries(recorded, "plain")
    rows = Rails.of(100).notes(one, 0)
    assert len(rows) == MOST_ROWS and rows[-1][0].endswith(" ..")


def test_a_field_behind_a_long_one_is_seen_in_a_held_message() -> None:
    data = bytes(400) + b"s" * 16
    rows = lines._byte_rows(data, [("B", ((0, 400),)), ("s", ((400, 16),))], 100)
    shown = [text_of([row]) for row in lines._at_most(rows, 10)]
    assert len(shown) == 10 and shown[-1].startswith("s ") and "17 rows more" in shown[-2]
    assert Content(shown[0]).plain.startswith("B ")
