"""Names that are longer than the usual ones stand whole where there is room: values, messages, formulas."""

from __future__ import annotations

import pytest

import srpscope
from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.debug.two_screen import TwoScreen
from srpscope.tui.desk import Desk
from srpscope.tui.facts.spans import room_for
from tests.tui.conftest import CAPTURES, screen_text, session_of, settled


def made(dialect: str) -> Session:
    return srpscope.make(dialect, values={"a": 3, "b": 5, "s": b"0123456789abcdef"}).session


def test_a_column_is_as_wide_as_its_longest_name_within_bounds() -> None:
    assert room_for(["N", "g"], 4, 14) == 4
    assert room_for(["N", "secret_block"], 4, 14) == 12
    assert room_for(["N" * 30], 4, 14) == 14


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_names_of_a_dialects_own_inputs_stand_whole_in_f2_and_f3(size: tuple[int, int]) -> None:
    app = SrpscopeApp(Desk(made("cognito"), searching=False), start="compare")
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("G")
        await settled(pilot)
        text = screen_text(app)
        for name, length in (("secret_block", 32), ("timestamp", 10)):
            row = next(one for one in text.splitlines() if f" {name} " in one)
            assert f" {length} " in row, row
    app = SrpscopeApp(Desk(made("tls-srp"), searching=False))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        text = screen_text(app)
        assert "client_random" in text and "server_random" in text
        if size[0] == 120:  # the numbers at the right give way to the formula
            assert "K = TLSPRF( S, 'master secret', (client_random | server_random) )" in text


async def test_the_names_of_messages_stand_whole_where_two_are_compared() -> None:
    one, other = (session_of(CAPTURES / f"{name}-live-refused.srp.jsonl") for name in ("excalibur", "devolutions"))
    app = SrpscopeApp(Desk(None, searching=False), start="library")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda app: True)
        app.open_two(lambda: one, lambda: other)
        await settled(pilot, lambda app: isinstance(app.screen, TwoScreen) and "1 Messages" in screen_text(app))
        assert "security details" in screen_text(app)
        assert "not the sam" not in screen_text(app).replace("not the same", "")


async def test_what_is_said_of_a_message_that_holds_nothing_has_the_room_of_what_it_would_hold() -> None:
    app = SrpscopeApp(Desk(session_of(CAPTURES / "nimbus-live-refused.srp.jsonl"), searching=False), start="compare")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        text = screen_text(app)
        assert "The server refuses: BAD_CREDENTIALS, Bad client credentials" in text
