"""Who types faster than a box opens loses nothing, and presses no key of the screen below."""

from __future__ import annotations

import pytest
from textual import events
from textual.command import CommandPalette
from textual.widgets import Input

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.frame.boxes.prompt import Prompt
from srpscope.tui.panels.edit_strip import EditStrip
from tests.tui.conftest import REFUSED, desk_of, settled


def at_once(app: SrpscopeApp, keys: str) -> None:
    """All keys before the first of them is worked on."""
    for key in keys:
        name = {"/": "slash", ":": "colon"}.get(key, key)
        app.post_message(events.Key(name, key))


async def test_what_is_typed_behind_e_goes_into_the_strip_and_stays_in_another_form() -> None:
    app = SrpscopeApp(desk_of(REFUSED))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.desk.select("k")
        at_once(app, "e007f")
        await settled(pilot, lambda app: bool(app.screen.query(EditStrip)) and isinstance(app.focused, Input))
        field = app.screen.query_one(EditStrip).query_one(Input)
        assert field.value == "007f", "0 would have put an encoding back"
        await pilot.press("down")
        assert field.value == "007f", "bytes that are no formula are there in hex"
        await pilot.press("up")
        assert field.value == "007f"
        field.value = "H(g | N)"
        await pilot.press("down", "up")
        assert field.value == "H(g | N)", "half of another form is not lost either"
        assert app.desk.session is not None and not app.desk.session.edits


@pytest.mark.parametrize(("keys", "typed"), [("/q8e", "q8e"), (":0q1", "0q1")])
async def test_what_is_typed_behind_a_question_is_its_answer(keys: str, typed: str) -> None:
    app = SrpscopeApp(desk_of(REFUSED))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        at_once(app, keys)
        await settled(pilot, lambda app: isinstance(app.screen, Prompt) and isinstance(app.focused, Input))
        assert app.screen.query_one(Input).value == typed


async def test_what_is_typed_behind_the_palettes_key_is_sought_in_it() -> None:
    app = SrpscopeApp(desk_of(REFUSED))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.post_message(events.Key("ctrl+p", None))
        at_once(app, "qwbytes")
        await settled(pilot, lambda app: CommandPalette.is_open(app) and isinstance(app.focused, Input))
        assert isinstance(app.focused, Input) and app.focused.value == "qwbytes"


async def test_enter_that_is_typed_before_the_box_is_there_answers_it() -> None:
    app = SrpscopeApp(desk_of(REFUSED))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        at_once(app, "/salt")
        app.post_message(events.Key("enter", "\r"))
        await settled(pilot, lambda app: app.desk.selected == "s")
        assert not app.screen.is_modal
