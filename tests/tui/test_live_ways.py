"""The ways into a live session from the screen: the proxy of every system among them, and the palette leads to each."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Input

from srpscope.errors import UserError
from srpscope.live.system import SystemWay
from srpscope.live.systems.registry import client_session, played_server, systems
from srpscope.places import captures_folder
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.live.feed import HostFeed
from srpscope.tui.live.ways import WAYS, asked_of, start
from tests.tui.live_steps import live_of, screen_text, until
from tests.tui.test_live_screen import PROXIED, proxied


def way_called(title: str) -> SystemWay:
    return next(way for way in WAYS if way.title == title)


def test_every_system_has_its_proxy_and_only_a_named_user_has_a_password() -> None:
    assert sum(way.role == "proxy" for way in WAYS) == len(systems())
    assert all(len(way.title) < 40 for way in WAYS)  # the next column begins there
    way = way_called("Be the proxy of Nimbus SRP")
    assert [heading for heading, _, _ in way.asks] == ["The real one", "Port", "User name", "Password"]
    assert asked_of(way, ["http://127.0.0.1:1", "0", ""]) is None
    asked = asked_of(way, ["http://127.0.0.1:1", "0", "alice"])
    assert asked is not None and asked[0] == "Password"
    passing = start(way, ["http://127.0.0.1:1", "0", "", ""])
    assert isinstance(passing, HostFeed) and passing.host.behind is not None and passing.host.behind.passes
    split = start(way, ["http://127.0.0.1:1", "0", "alice", "secret"])
    assert isinstance(split, HostFeed) and split.host.behind is not None and not split.host.behind.passes


@pytest.mark.parametrize(
    ("title", "answers", "said"),
    [
        ("Be the proxy of Nimbus SRP", ["", "0", "", ""], "address is empty"),
        ("Be the proxy of Nimbus SRP", ["http://127.0.0.1:1", "0", "alice", ""], "password is needed"),
        ("Be the proxy of Nimbus SRP", ["http://127.0.0.1:1", "x", "", ""], "a port is a number"),
        ("Be the server of Nimbus SRP", ["", "0", "x"], "user name is empty"),
        ("Be the client of Nimbus SRP", ["http://127.0.0.1:1", "", "x"], "user name is empty"),
    ],
)
def test_what_was_answered_wrongly_is_said(title: str, answers: list[str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        start(way_called(title), answers)


async def test_the_palette_leads_to_a_proxy_which_then_passes_messages_on() -> None:
    server, begin = played_server("plain", "alice", "abcd1234", kept=False, diagnosed=False)
    behind = await begin(server)
    app = SrpscopeApp()
    title = "Be the proxy of a plain exchange"
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            offered = next(one for one in app.get_system_commands(app.screen) if one.title == title)
            await offered.callback()
            for text in (behind.url, "0", ""):
                await pilot.pause(0.1)
                app.screen.query_one(Input).value = text
                await pilot.press("enter")
            for _ in range(200):
                await pilot.pause(0.05)
                feed = live_of(app).feed
                if isinstance(feed, HostFeed) and feed.where:
                    break
            assert isinstance(feed, HostFeed)
            session = client_session("plain", feed.where, "alice", "abcd1234", kept=False)
            assert await asyncio.wait_for(session.run(), 30) is True
            await session.close()
            await until(pilot, "1 ended")
            assert "passing through" in app.screen.headline(False)[0] and "your app" in screen_text(app)
            await pilot.press("f2")
            live_of(app).begin_way(title)
            assert "n ends it" in app.desk.note[0][0]
    finally:
        await behind.close()
        await server.close()


async def test_a_split_proxy_shows_both_legs_and_what_is_known_of_each() -> None:
    async with proxied("alice") as (pilot, app, where):
        session = client_session("plain", where, "alice", "abcd1234", kept=False, options=PROXIED)
        session.party.edit("M1", formula=session.party.knowledge.dialect.parse("H(A | B)"))
        assert await asyncio.wait_for(session.run(), 30) is False
        await session.close()
        await until(pilot, "APP ≠ WRONG")
        await until(pilot, "App's leg")
        await until(pilot, "Device's leg: all is right")
        text = screen_text(app)
        assert "≠ srpscope computes" in text and "as srpscope computes them" in text


def test_the_wrong_half_is_shown_by_what_it_hashed() -> None:
    from srpscope.capture import Capture
    from srpscope.live.concluding import Ended
    from srpscope.session.opening import read_path
    from srpscope.tui.live.leg_panes import leg_lines, title, told

    capture = read_path(captures_folder() / "esp32-refused.srp.jsonl").captures[0]
    lines = [{**line, "leg": "app"} for line in capture.lines]
    change = {"value": "M1", "formula": "H(H(N) ^ H(MIN(g)) | H(I) | s | RAW(A) | B | K)"}
    found = {"side": "client", "suspects": [], "changes": [change], "first_difference": "M1"}
    judgement = {"headline": "Nothing was said on this leg.", "cause": "cannot-tell", "values": "unknown"}
    legs = {"app": {"judgement": judgement, "findings": [found]}, "device": {"judgement": judgement}}
    both = told(Ended(3, False, None, Capture(dict(capture.header), []), {"legs": legs}), lines)
    assert both is not None and both.number == 3
    assert title(both.app) == "App's leg: what M1 is made of"
    rows = ["".join(text for text, _ in line) for line in leg_lines(both.app, 56, False)]
    assert any("●" in row and "1≠384" in row and "05" in row for row in rows)
    assert "hidden" in " ".join(rows) and all(len(row) <= 56 for row in rows)
    assert leg_lines(both.device, 56, False) == [(("Nothing was said on this leg.", "dim"),)]


def test_a_field_of_an_answer_is_read_to_its_end_at_60_columns() -> None:
    from srpscope.tui.live.tree_lines import tree_lines
    from srpscope.wire.protocomm.asking import read_request
    from srpscope.wire.protocomm.tree import endpoint_tree

    asked = read_request("config-set ssid=workshop bssid=24:0a:c4:00:00:01 passphrase=secret-word")
    tree = endpoint_tree(asked.plain, asked.endpoint)
    for cells in (56, 80):
        rows = ["".join(text for text, _ in line) for line in tree_lines(tree, False, cells)]
        assert any("24 0a c4 00 00 01" in row for row in rows) and all(len(row) <= cells for row in rows)
        assert any("hidden" in row for row in rows) and not any("secret-word" in row for row in rows)
