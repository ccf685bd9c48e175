"""Keys: declared once, no two meanings on one screen, and a footer that fits into 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from srpscope.srp.glossary import glossary
from srpscope.srp.values import ORDER
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.commands import COMMANDS, EVERYWHERE, LEARN, MOST_IN_FOOTER, footer, of_screen
from tests.tui.conftest import screen_text, settled


@pytest.mark.parametrize("screen", EVERYWHERE)
def test_one_key_has_one_meaning_on_a_screen(screen: str) -> None:
    keys = Counter(key for command in of_screen(screen) for key in command.key.split(","))
    assert [key for key, count in keys.items() if count > 1] == []


def test_names_are_unique() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


FOOTERS: list[tuple[str, tuple[str, ...]]] = [(screen, ()) for screen in EVERYWHERE if screen != LEARN]
FOOTERS += [(LEARN, ("help-me", "challenge")), (LEARN, ("answer-1", "challenge"))]
"""Screens, and what a step of a lesson has not: it asks or gives something to do, never both."""


@pytest.mark.parametrize(("screen", "left_out"), FOOTERS)
@pytest.mark.parametrize("narrow", [True, False])
def test_the_footer_fits(screen: str, left_out: tuple[str, ...], narrow: bool) -> None:
    found = footer(screen, narrow, lambda command: command not in left_out)
    assert len(found) <= MOST_IN_FOOTER
    assert found[0][0].id == "help" and found[-1][0].id == "quit"
    width = 1 + sum(len(keys) + 1 + len(word) for _, keys, word in found) + (2 if narrow else 3) * (len(found) - 1)
    assert width <= (80 if narrow else 120 - len(" ^p commands "))
    assert all(word for _, _, word in found)


def test_every_value_has_a_line_in_the_glossary() -> None:
    for name in ORDER:
        assert name in glossary()
    assert all(line.endswith(".") and len(line) < 200 for line in glossary().values())


async def test_every_mode_opens_and_help_names_its_keys(refused: Callable[..., SrpscopeApp]) -> None:
    async with refused().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in ("f3", "f4", "f5", "f6", "f2"):
            await pilot.press(key)
            await settled(pilot)
            text = screen_text(pilot.app)  # type: ignore[arg-type]
            assert "q quit" in text and "? keys" in text, key
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        text = screen_text(pilot.app)  # type: ignore[arg-type]
        assert "Next value in time order" in text
        assert "M1: The client's proof" in text
        await pilot.press("escape")
        assert not pilot.app.screen.is_modal


async def test_a_key_map_moves_a_key(refused: Callable[..., SrpscopeApp]) -> None:
    app = refused()
    app.set_keymap({"previous-step": "ctrl+t"})
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+t")
        assert app.desk.selected == "K"


async def test_a_key_after_the_last_one_does_nothing(refused: Callable[..., SrpscopeApp]) -> None:
    app = refused()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.action_leave()
        assert not await app.run_action("app.edit('')") and not app.screen.query("EditStrip")
    assert app.crash is None


async def test_help_begins_with_the_keys_of_the_footer(refused: Callable[..., SrpscopeApp]) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        footer = {key for _, keys, _ in app.screen.footer(narrow=False) for key in keys.split("/")}  # type: ignore[attr-defined]
        await pilot.press("question_mark")
        await settled(pilot)
        listed = [command.shown for command in app.screen._commands]  # type: ignore[attr-defined]
        first = listed[: len(footer & set(listed))]
        assert set(first) == footer & set(listed) and {"w", "z", "[", "]"} <= set(first)
