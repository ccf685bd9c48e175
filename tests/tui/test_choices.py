"""Several answers to one question: what tells them apart is seen at every width."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame.boxes.choices import Choices
from srpscope.tui.frame.boxes.prompt import Prompt
from tests.tui.conftest import screen_text, settled
from tests.tui.test_typing_ahead import at_once


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_long_answers_that_begin_alike_are_told_apart(size: tuple[int, int]) -> None:
    rows = [(f"a-recording-of-two-attempts.device.log, session {number}", "M1 refused") for number in (1, 2)]
    app = SrpscopeApp()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.push_screen(Choices("2 handshakes", "Which one?", rows))
        await pilot.pause(0.3)
        text = screen_text(app)
        assert "session 1" in text and "session 2" in text and text.count("M1 refused") == 2
        assert (text.count("a-recording-of-two-attempts.device.log, session") == 2) is (size[0] > 60)


async def test_a_question_fits_after_the_terminal_got_another_size() -> None:
    rows = [("the dialect of both", "esp-idf-security2"), ("the hash", "SHA-512")]
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(120, 40)) as pilot:
        await asked(pilot, rows)
        for size in ((60, 20), (120, 40)):
            await pilot.resize_terminal(*size)
            await settled(pilot, lambda app, size=size: app.size == size)
            frame = [row for row in screen_text(app).splitlines() if "Trees" in row or "the hash" in row]
            assert len(frame) == 2 and "╮" in frame[0].split("Trees")[1] and "│" in frame[1].split("SHA-512")[1]


LONG = [(name, "") for name in ("alder", "ash", "beech", "cedar", "elm 32", "fir", "larch", "oak", "pine", "yew 3")]


async def asked(pilot: Pilot[int], rows: Sequence[tuple[str, str]]) -> list[int | None]:
    answers: list[int | None] = []
    pilot.app.push_screen(Choices("Trees", "Which one?", rows), answers.append)
    await settled(pilot, lambda app: "Which one?" in screen_text(app))
    return answers


async def test_a_word_typed_into_a_long_list_is_sought_and_its_digits_choose_nothing() -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        answers = await asked(pilot, LONG)
        await pilot.press("e", *"lm", "3", "2")
        await settled(pilot, lambda app: "elm32" in screen_text(app))
        assert answers == []
        await pilot.press("backspace", "backspace", "space", "3", "enter")
        await settled(pilot, lambda app: "► 1  elm 32" in screen_text(app))
        assert "oak" not in screen_text(app) and answers == []
        await pilot.press("enter")
        await settled(pilot, lambda app: answers == [4])


async def test_a_word_typed_at_once_is_sought_whole() -> None:
    """However fast: letters that are keys of the list, too, once the first one has begun a word."""
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        answers = await asked(pilot, LONG)
        at_once(app, "elmkj")
        await settled(pilot, lambda app: isinstance(app.screen, Prompt) and isinstance(app.focused, Input))
        assert isinstance(app.focused, Input) and app.focused.value == "elmkj"
        assert len(app.screen_stack) == 3 and answers == []


async def test_a_digit_first_begins_a_word_too_where_there_are_more_answers_than_digits() -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        answers = await asked(pilot, LONG)
        await pilot.press("3", "2", "enter")
        await settled(pilot, lambda app: "► 1  elm 32" in screen_text(app))
        assert "yew 3" not in screen_text(app) and answers == []


@pytest.mark.parametrize("words", ["10", "7oak"])
async def test_a_word_that_begins_with_a_digit_keeps_its_order_however_fast_it_is_typed(words: str) -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        await asked(pilot, LONG)
        at_once(app, words)
        await settled(pilot, lambda app: isinstance(app.focused, Input) and len(app.focused.value) == len(words))
        assert isinstance(app.focused, Input) and app.focused.value == words


async def test_a_number_of_the_list_leads_to_its_answer() -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        answers = await asked(pilot, LONG)
        await pilot.press("3", "enter")
        await settled(pilot, lambda app: "► 3  beech" in screen_text(app))
        assert "elm 32" in screen_text(app), "the others stay"
        await pilot.press("1", "0", "enter")
        await settled(pilot, lambda app: "► 10 yew 3" in screen_text(app))
        await pilot.press("enter")
        await settled(pilot, lambda app: answers == [9])


async def test_the_answer_that_is_called_so_wins_over_those_that_hold_the_word() -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        answers = await asked(pilot, [("red oak", "a tree"), *LONG, ("oak apple", "a gall")])
        await pilot.press("slash", *"oak", "enter")
        await settled(pilot, lambda app: "► 2  oak" in screen_text(app))
        assert "red oak" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot, lambda app: answers == [8])


async def test_few_answers_are_chosen_by_their_digit() -> None:
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        answers = await asked(pilot, LONG[:9])
        await pilot.press("e", "3")
        await settled(pilot, lambda app: answers == [2])


async def test_details_that_have_no_room_beside_their_answers_stand_under_them() -> None:
    """Whole, and a click on one is a click on its answer."""
    details = [f"{who} refused, wifiprov, 05:28:3{at}, 12 messages" for at, who in enumerate(("M1", "M2"))]
    rows = [(f"recordings of a bench with two of them.pcapng, session {at}", one) for at, one in enumerate(details)]
    app = SrpscopeApp(Desk(searching=False), start="library")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        answers = await asked(pilot, rows)
        await settled(pilot, lambda app: all(one in screen_text(app) for one in details))
        under = next(at for at, row in enumerate(screen_text(app).splitlines()) if details[1] in row)
        pane = app.screen.query_one("#overlay")
        await pilot.click(pane, offset=(20, under - pane.region.y))
        await settled(pilot, lambda app: answers == [1])
