"""A challenge begun on the screen: its level, or a seed that somebody gave."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.lessons.challenges.challenge import challenge, new_seed
from srpscope.lessons.challenges.levels import LEVELS
from srpscope.lessons.cost import COSTS
from srpscope.lessons.form import Lesson
from srpscope.tui.desk import Desk
from srpscope.tui.frame.boxes.questions import Questions
from srpscope.tui.work import Work


def ask_for_challenge(desk: Desk, ask: Questions, begin: Callable[[Lesson], None]) -> None:
    """Ask which, draw it off the UI thread, begin it."""

    def draw(seed: str) -> None:
        desk.say(f"Challenge {seed} is being drawn.")
        work = Work("challenge", lambda _: challenge(seed), taken, lambda error: desk.say(str(error), "warn"))
        desk.start(work)

    def taken(lesson: Lesson) -> None:
        desk.say("")
        begin(lesson)

    def chosen(at: int | None) -> None:
        if at is not None and at < len(LEVELS):
            draw(new_seed([*LEVELS][at]))
        elif at is not None:
            ask.ask_line("A challenge by its seed", "As 2-K7QPM: its first digit is the level.", "", with_seed)

    def with_seed(seed: str | None) -> None:
        if seed:
            draw(seed.strip())

    rows = [(f"level {number}", level.about) for number, level in LEVELS.items()]
    rows.append(("a seed", "the same challenge that somebody else has had"))
    question = f"One client, one mistake, to be found unaided. {COSTS}"
    ask.ask_which("Challenge", question, rows, chosen)
