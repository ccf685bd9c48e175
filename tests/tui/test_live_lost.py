"""A connection that is gone: what could not be sent is not called sent, and nobody is said to have refused it."""

from __future__ import annotations

import pytest

from srpscope.errors import PeerError, UnsentError
from srpscope.live.systems.registry import client_session, played_server
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.live.feed import ClientFeed
from tests.tui.live_steps import live_of, once, screen_text, until


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("name", ["http", "nimbus"])
async def test_a_message_that_found_no_connection_is_not_called_sent(name: str, size: tuple[int, int]) -> None:
    server, begin = played_server(name, "alice", "abcd1234", kept=False, options={"port": 0}, diagnosed=False)
    behind = await begin(server)
    feed = ClientFeed(client_session(name, behind.url, "alice", "abcd1234", kept=False, holds=("M1",)))
    app = SrpscopeApp(start="live", begins_with=feed)
    try:
        async with app.run_test(size=size) as pilot:
            await until(pilot, "HELD")
            await behind.close()
            await pilot.press("c")
            await once(pilot, lambda: feed.over and feed.judgement is not None, "its end")
            await until(pilot, "CUT OFF")
            text = " ".join(screen_text(app).split())
            assert "≠ not sent" in text and "connect call" not in text
            assert "≠ refused" not in text
            assert "The connection was lost before M1 was sent: the server has not seen it." in said(app)
    finally:
        await server.close()


def said(app: SrpscopeApp) -> str:
    from srpscope.tui.frame.verdict_bar import VerdictBar

    bar = app.screen.query_one(VerdictBar)
    return " ".join("".join(part for part, _ in line) for line in bar.verdict.lines)


@pytest.mark.parametrize(
    ("error", "words"), [(PeerError("The line broke."), "· cut off"), (UnsentError("No."), "≠ not sent")]
)
async def test_a_proof_without_an_answer_is_not_called_refused(
    error: PeerError, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, begin = played_server("plain", "alice", "abcd1234", kept=False, options={"port": 0}, diagnosed=False)
    behind = await begin(server)
    feed = ClientFeed(client_session("plain", behind.url, "alice", "abcd1234", kept=False, holds=("M1",)))
    app = SrpscopeApp(start="live", begins_with=feed)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, "HELD")

            async def send(endpoint: str, data: bytes) -> None:
                raise error

            monkeypatch.setattr(feed.session.transport, "send", send)
            await pilot.press("c")
            await once(pilot, lambda: feed.over and feed.judgement is not None, "its end")
            await until(pilot, words)
            titles = " ".join(str(pane.border_title) for pane in live_of(app).query("Lines"))
            assert "refused" not in titles
            assert ("The proof that was not answered" in titles) is (words == "· cut off")
    finally:
        await behind.close()
        await server.close()


async def test_what_went_wrong_stands_whole_among_what_happened() -> None:
    feed = ClientFeed(client_session("http", "127.0.0.1:1", "alice", "abcd1234", kept=False))
    app = SrpscopeApp(start="live", begins_with=feed)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "connection refused")
        await until(pilot, "provisioning mode?")
