"""The learn screen, as somebody new would use it: every lesson by keyboard alone and by mouse alone, at both sizes."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from srpscope.lessons import progress
from srpscope.lessons.course import course, find
from srpscope.lessons.walk import Walk
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame.bars import Bar
from srpscope.tui.frame.boxes.choices import Choices
from srpscope.tui.frame.boxes.prompt import Prompt
from srpscope.tui.frame.ladder import Ladder
from srpscope.tui.learn.lines import task
from srpscope.tui.learn.screen import LearnScreen
from srpscope.tui.panels.edit_strip import EditStrip
from tests.tui.conftest import REFUSED, screen_text, session_of, settled

SMALL, LARGE = (80, 24), (120, 40)
BY_HAND = {"what-each-side-knows": "password124", "the-one-in-256-bug": "H(PAD(A) | MIN(B))"}
"""Lessons whose edit is typed in the edit strip by the keyboard test; the others use ! for it."""


def learn_of(app: SrpscopeApp) -> LearnScreen:
    return next(one for one in app._screen_stacks["learn"] if isinstance(one, LearnScreen))


def learning(app: SrpscopeApp) -> bool:
    """Whether a lesson is being taken."""
    return "learn" in app._screen_stacks and bool(app._screen_stacks["learn"]) and learn_of(app).walk is not None


async def ready(pilot: Pilot[int]) -> LearnScreen:
    """Until values and attacks are worked out."""
    app = pilot.app
    assert isinstance(app, SrpscopeApp)
    for _ in range(6_000):
        await asyncio.sleep(0.01)
        if app.crash is not None:
            raise app.crash
        if any(worker.is_running for worker in app.workers) or (learning(app) and learn_of(app).desk.shown is None):
            continue
        await pilot.pause()
        if not any(worker.is_running for worker in app.workers):
            screen = app.screen
            assert isinstance(screen, LearnScreen)
            return screen
    raise AssertionError("the screen never settled")


def walk_of(screen: LearnScreen) -> Walk:
    assert screen.walk is not None
    return screen.walk


async def by_keyboard(pilot: Pilot[int]) -> None:
    """The step that is open, done with keys."""
    screen = await ready(pilot)
    walk = walk_of(screen)
    step = walk.step
    if step.kind == "predict":
        await pilot.press(str(step.right + 1), "enter")
        await ready(pilot)
        assert walk.answered == step.right
        assert "Right." in screen_text(screen.stage)
    elif step.kind == "do":
        await pilot.press("enter")
        assert walk.step is step and "Not done yet" in screen_text(screen.stage)
        typed = BY_HAND.get(walk.lesson.name)
        if typed is None:
            await pilot.press(*["exclamation_mark"] * (1 + bool(step.hint)))
        else:
            while screen.desk.selected != step.solution[0].value:
                await pilot.press("k" if step.solution[0].value == "P" else "j")
            await pilot.press("e")
            await ready(pilot)
            strip = screen.query_one(EditStrip)
            assert strip.display
            await pilot.press("ctrl+a", "ctrl+k", *("space" if one == " " else one for one in typed), "enter")
        await ready(pilot)
        assert walk.done(), screen_text(screen.stage)
        await pilot.pause()
        assert "= Done." in screen_text(screen.stage)
        if step.attack:
            await pilot.press("enter")
            await ready(pilot)
            assert "the attack succeeds, with it it fails" in screen_text(screen.stage)
    await pilot.press("enter")


async def click_words(pilot: Pilot[int], bar: str, action: str) -> None:
    """Click what stands for an action in a bar."""
    found = pilot.app.screen.query_one(bar, Bar)
    target = next(one for one in found.targets if one.action == action)
    await pilot.click(bar, offset=(target.start, target.row))


async def by_mouse(pilot: Pilot[int]) -> None:
    """The step that is open, done with clicks alone."""
    screen = await ready(pilot)
    walk = walk_of(screen)
    step = walk.step
    if step.kind == "predict":
        _, rows = task(walk, False, screen.query_one("#task").size.width)
        row = next(row for row, option in rows.items() if option == step.right)
        frame = 1
        at = (6, row + frame)
        await pilot.click("#task", offset=at)
        await pilot.pause()
        assert walk.chosen == step.right
        if walk.answered is None:
            await pilot.click("#task", offset=at)
        await ready(pilot)
        assert walk.answered == step.right
    elif step.kind == "do":
        for _ in range(2):  # a hint, then the edit
            if not walk.done():
                await click_words(pilot, "#footer", "help_me")
                await ready(pilot)
        assert walk.done()
        if step.attack:
            await click_words(pilot, "#footer", "go_on")
            await ready(pilot)
            assert walk.attacked
    await click_words(pilot, "#footer", "go_on")


async def take_all(size: tuple[int, int], do: object, names: list[str]) -> None:
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=size) as pilot:
        screen = await ready(pilot)
        for name in names:
            lesson = next(one for one in course() if one.name == name)
            screen.begin(lesson)
            for index in range(len(lesson.steps)):
                screen = await ready(pilot)
                assert walk_of(screen).at == index
                assert lesson.title[:20] in screen_text(app)
                await do(pilot)  # type: ignore[operator]
            await ready(pilot)
            assert screen.walk is None, "the last step leads back to the list"
            assert progress.load()[name].done == set(range(len(lesson.steps)))


ALL = [lesson.name for lesson in course()]
SOME = [ALL[0], ALL[9]]


async def test_every_lesson_by_keyboard_at_80x24() -> None:
    await take_all(SMALL, by_keyboard, ALL)


async def test_every_lesson_by_mouse_at_120x40() -> None:
    await take_all(LARGE, by_mouse, ALL)


async def test_lessons_by_keyboard_at_120x40() -> None:
    await take_all(LARGE, by_keyboard, SOME)


async def test_lessons_by_mouse_at_80x24() -> None:
    await take_all(SMALL, by_mouse, SOME)


async def test_a_wrong_answer_gets_its_reason_and_another_try() -> None:
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=SMALL) as pilot:
        screen = await ready(pilot)
        await pilot.press("j", "j", "k", "enter")
        await ready(pilot)
        assert walk_of(screen).lesson.name == "the-salt"
        await pilot.press("n")
        await ready(pilot)
        before = screen_text(app)
        assert "x○" not in before and "Right" not in before
        wrong = next(index for index, one in enumerate(walk_of(screen).step.options) if one.say == "k")
        await pilot.press(str(wrong + 1), "enter")
        await ready(pilot)
        text = screen_text(app)
        assert "≠ Not this one." in text and "k is made of N and g alone" in text and "x hashes the salt" not in text
        assert "x○" not in text and progress.load()["the-salt"].wrong == 1
        await pilot.press(str(walk_of(screen).step.right + 1), "enter")
        await ready(pilot)
        text = screen_text(app)
        assert "= Right." in text and "x hashes the salt" in text and "x○" in text


@pytest.mark.parametrize("asked", [False, True])
async def test_a_recording_in_a_lesson_of_ones_own_keeps_its_secrets(asked: bool, tmp_path: Path) -> None:
    capture = Path(shutil.copy(REFUSED, tmp_path / "mine.srp.jsonl"))
    step = '[[step]]\ntell = "Look at x."\npicture = "values"\nshow = ["x"]\n'
    text = f'title = "Mine"\nabout = "A recording."\n[start]\ncapture = "{capture.name}"\n{step}'
    (tmp_path / "mine.toml").write_text(text)
    desk = Desk(searching=False)
    desk.begin_with_secrets(asked)
    lesson = find(str(tmp_path / "mine.toml"))
    app = SrpscopeApp(desk, start="learn", begins_with=Walk(lesson))
    async with app.run_test(size=LARGE) as pilot:
        screen = await ready(pilot)
        assert screen.desk.reveal is asked and ("hidden" in screen_text(app)) is not asked


async def test_the_session_of_before_comes_back() -> None:
    session = session_of(REFUSED)
    app = SrpscopeApp(Desk(session, searching=False))
    async with app.run_test(size=LARGE) as pilot:
        await settled(pilot)
        await pilot.press("f5")
        await ready(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert app.desk.session is session
        await pilot.press("f2")
        await settled(pilot)
        assert "What each side knows" in screen_text(app)
        await pilot.press("f5")
        await ready(pilot)
        await pilot.press("escape")
        await ready(pilot)
        assert app.desk.session is session and learn_of(app).walk is None
        assert "15" in screen_text(app)


async def test_leaving_a_lesson_loses_nothing_and_asks_nothing() -> None:
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=SMALL) as pilot:
        screen = await ready(pilot)
        screen.begin(course()[1])
        await ready(pilot)
        await pilot.press("n", "n")
        await ready(pilot)
        await pilot.press("exclamation_mark", "exclamation_mark")
        await ready(pilot)
        await pilot.press("u")
        await ready(pilot)
        assert not walk_of(screen).done()
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 20), (40, 10)])
@pytest.mark.parametrize("ascii_only", [False, True])
async def test_it_holds_at_any_size(size: tuple[int, int], ascii_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = SrpscopeApp(start="learn", ascii_only=ascii_only, begins_with=Walk(course()[9], 1))
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("2", "enter")
        await ready(pilot)
        text = screen_text(app)
        if size[0] >= 80:
            assert ("@u" if ascii_only else "●u") in text
        if ascii_only:
            assert text.isascii(), sorted(set(text) - set(map(chr, range(128))))


async def test_small_numbers_and_the_real_ones_again() -> None:
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=LARGE) as pilot:
        screen = await ready(pilot)
        screen.begin(course()[6])
        await ready(pilot)
        await pilot.press("n")
        await ready(pilot)
        assert "A= │" in screen_text(app) and "A≠" not in screen_text(app), "both sides agree"
        await pilot.press("N")
        await ready(pilot)
        text = screen_text(app)
        assert "nothing is hidden" in text and "(704 - 3·64)^(7 + 5·6)" in text and "A 00 80" in text
        await pilot.press("N")
        await ready(pilot)
        assert not walk_of(screen).lesson.small and walk_of(screen).at == 1


async def test_a_step_shows_nothing_of_messages_that_have_not_crossed() -> None:
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=LARGE) as pilot:
        screen = await ready(pilot)
        screen.begin(course()[0])
        ladders = []
        for _ in course()[0].steps[:3]:
            await ready(pilot)
            ladders.append("".join(part for line in screen.query_one(Ladder).rows(118) for part, _ in line))
            await pilot.press("n")
        assert "s·" in ladders[0] and "M1=" not in ladders[0], ladders[0]
        assert "s=" in ladders[1] and "M1=" not in ladders[1], ladders[1]
        assert "M1=" in ladders[2] and "M2=" in ladders[2], ladders[2]


async def begun(pilot: Pilot[int], seed: str) -> LearnScreen:
    """A challenge begun by its seed."""
    await ready(pilot)
    await pilot.press("C", "5")
    await settled(pilot, lambda app: isinstance(app.screen, Prompt))
    await pilot.press(*seed.lower(), "enter")
    await settled(pilot, learning)
    await ready(pilot)
    return learn_of(pilot.app)  # type: ignore[arg-type]


async def test_a_challenge_is_begun_by_its_seed_and_no_key_gives_it_away_unasked() -> None:
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=SMALL) as pilot:
        screen = await begun(pilot, "4-AAAAA")
        walk = walk_of(screen)
        assert walk.lesson.title == "Challenge 4-AAAAA"
        said = screen_text(app)
        assert said.count("refused") >= 2 and "100 of 100 points" in said
        assert "! gives a hint: 25 points less" in said, "what it costs, before it does"
        for key in ("n", "n", "enter", "p", "N", "4"):
            await pilot.press(key)
            await ready(pilot)
            assert screen.walk is walk and walk.at == 0 and walk.score == 100, key
        for told in (1, 2, 3):
            await pilot.press("exclamation_mark")
            await ready(pilot)
            said = " ".join(screen_text(app).split())
            assert f"{100 - 25 * told} of 100 points" in said and len(walk.hints) == told
        await pilot.press("exclamation_mark")
        await settled(pilot, lambda app: isinstance(app.screen, Choices))
        await pilot.press("2")
        await ready(pilot)
        assert not walk.done() and walk.score == 25, "asked, and not given up"
        await pilot.press("exclamation_mark")
        await settled(pilot, lambda app: isinstance(app.screen, Choices))
        await pilot.press("1")
        await ready(pilot)
        assert walk.done() and walk.score == 0 and progress.load()["challenge 4-AAAAA"].points == 0


async def test_a_challenge_opened_again_is_worth_what_was_left() -> None:
    for left in (75, 50):
        app = SrpscopeApp(start="learn")
        async with app.run_test(size=LARGE) as pilot:
            screen = await begun(pilot, "1-AAAAA")
            await pilot.press("exclamation_mark")
            await ready(pilot)
            assert walk_of(screen).score == left
            assert walk_of(screen).hints[0] in screen_text(app)
            if left == 75:
                continue
            walk_of(screen).session.replace_edits([*walk_of(screen).given, *walk_of(screen).step.solution])
            screen.desk.edits_changed()
            await ready(pilot)
            assert "50 of 100 points" in screen_text(app)
    app = SrpscopeApp(start="learn")
    async with app.run_test(size=LARGE) as pilot:
        await begun(pilot, "1-AAAAA")
        assert progress.load()["challenge 1-AAAAA"].points == 50


async def test_a_question_names_the_answers_that_it_has() -> None:
    lesson = next(one for one in course() if any(len(step.options) == 3 for step in one.steps))
    at = next(index for index, step in enumerate(lesson.steps) if len(step.options) == 3)
    app = SrpscopeApp(start="learn", begins_with=Walk(lesson, at))
    async with app.run_test(size=LARGE) as pilot:
        screen = await ready(pilot)
        said = screen_text(app)
        assert "1-3 or j/k choose" in said and "1-3 answer" in said and "1-4" not in said
        await pilot.press("2", "4")
        await ready(pilot)
        assert walk_of(screen).chosen == 1 and "The answers are 1 to 3." in screen_text(app)


async def test_n_behind_the_last_step_leaves_nothing() -> None:
    lesson = course()[0]
    app = SrpscopeApp(start="learn", begins_with=Walk(lesson, len(lesson.steps) - 1))
    async with app.run_test(size=SMALL) as pilot:
        screen = await ready(pilot)
        await pilot.press("n")
        await ready(pilot)
        assert walk_of(screen).last and "The last step: enter ends the lesson." in screen_text(app)


async def test_the_text_is_whole_on_the_smallest_screen(own_folders: Path) -> None:
    """Whatever stands below: a step's last words are read first."""
    app = SrpscopeApp(start="learn", begins_with=Walk(find("7"), 1))
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await ready(pilot)
        for lesson in course():
            for at, step in enumerate(lesson.steps):
                screen.walk = Walk(lesson, at)
                screen._take()
                await ready(pilot)
                lines = [line for line in screen_text(app).split("\n")[1:] if not line.startswith(("─", "━"))]
                shown = " ".join(" ".join(lines).split())
                assert " ".join(step.tell.split()) in shown, (lesson.name, at, screen_text(app))


async def test_what_does_not_fit_is_scrolled_to(own_folders: Path) -> None:
    app = SrpscopeApp(start="learn", begins_with=Walk(find("15"), 3))
    async with app.run_test(size=(60, 20)) as pilot:
        await ready(pilot)
        assert "M1   " not in screen_text(app) and "See  pgdn, pgup" in screen_text(app)
        await pilot.press("pagedown")
        await ready(pilot)
        assert "M1   " in screen_text(app)
        await pilot.press("pageup")
        await ready(pilot)
        assert "M1   " not in screen_text(app)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_numbers_are_touched_and_put_back(own_folders: Path, size: tuple[int, int]) -> None:
    """The sandbox of a lesson in small numbers: t types one, on both sides, and 0 puts it back."""
    from srpscope.lessons.small import small
    from srpscope.tui.learn.sandbox import Sandbox

    app = SrpscopeApp(start="learn", begins_with=Walk(small(find("s-both-ways")), 1))
    async with app.run_test(size=size) as pilot:
        screen = await ready(pilot)
        row = "".join(part for part, _ in screen.query_one(Sandbox).rows(size[0] - 2)[0])
        assert "x  6" in row and "N  1019" in row and "t touch" in row and "0 put back" in row
        await pilot.press("t", "ctrl+u", *"11", "enter")
        await ready(pilot)
        view = screen.desk.shown.view if screen.desk.shown is not None else None
        assert view is not None and view.client.value("x") == 11 and view.comparison.agreement == "agree"
        await pilot.press("0")
        await ready(pilot)
        assert screen.desk.shown is not None and screen.desk.shown.view.client.value("x") == 6
        await pilot.press("N")
        await ready(pilot)
        assert not screen.query_one(Sandbox).display
