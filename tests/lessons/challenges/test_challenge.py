"""Challenges: the same seed is the same session, each can be solved, and what is given away costs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.lessons import progress
from srpscope.lessons.challenges import challenge as challenges
from srpscope.lessons.challenges.challenge import LEAST, LOGINS, new_seed
from srpscope.lessons.challenges.levels import LEVELS, MOST_TYPED
from srpscope.lessons.classroom import rows_of
from srpscope.lessons.cost import FREE_TRIES
from srpscope.lessons.pictures import plain
from srpscope.lessons.seen import seen
from srpscope.lessons.taking import take
from srpscope.lessons.walk import Walk, unmet
from srpscope.srp.edit import Edit
from srpscope.srp.values import Value

challenge = cache(challenges.challenge)
"""A seed is drawn once: it takes a second or two."""

SEEDS = [f"{level}-{word}" for level in LEVELS for word in ("AAAAA", "BBBBB")]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_can_be_solved(seed: str) -> None:
    lesson = challenge(seed)
    walk = Walk(lesson)
    assert not walk.done() and unmet(walk.step.check, walk.session.view)
    view = walk.session.view
    assert view.client.value("M1") == view.server.value("M1"), "a right client, and what was sent"
    logged = dict(walk.step.logged)
    walk.session.replace_edits([*walk.session.edits, *walk.step.solution])
    assert walk.done(), "the told mistake makes what was sent, in every login"
    made = walk.session.view.client
    assert all(made.value(name) == value for name, value in logged.items()), "and what was logged"


@pytest.mark.parametrize("seed", [one for one in SEEDS if one[0] in "12"])
def test_where_values_were_logged_the_first_that_differs_is_where_the_mistake_is(seed: str) -> None:
    walk = Walk(challenge(seed))
    right = walk.session.view.client
    names = [name for name, value in walk.step.logged if right.value(name) != value]
    places = {edit.value for edit in walk.step.solution}
    if LEVELS[int(seed[0])].logged[0] == "x":
        assert names[0] in places
    else:
        assert (names[0] == "M1") == (places == {"M1"}) and (names[0] == "K") == (places == {"K"})


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_of_a_kind_that_is_said_and_somebody_would_type_it(seed: str) -> None:
    level, step = LEVELS[int(seed[0])], challenge(seed).steps[0]
    walk = Walk(challenge(seed))
    said = " ".join(plain(line) for line in seen(walk, walk.session.view, True))
    assert level.menu in said, "the kinds are said before anything is asked for"
    kind = next(hint for hint in step.hints if hint.startswith("It is of this kind: "))
    assert kind.removeprefix("It is of this kind: ").removesuffix(".") in level.kinds
    assert all(len(edit.content) <= MOST_TYPED for edit in step.solution), "no other group's N is to be typed"
    assert len(step.hints) == len(set(step.hints)) == 3


def test_a_kind_says_the_function_that_it_needs() -> None:
    from srpscope.srp.functions import FUNCTIONS

    said = {word for level in LEVELS.values() for word in re.findall(r"[A-Z][A-Z0-9]+(?=\()", level.menu)}
    assert said and said <= set(FUNCTIONS)


@pytest.mark.parametrize("seed", [one for one in SEEDS if one[0] == "4"])
def test_a_mistake_that_strikes_sometimes_has_logins_of_both_kinds(seed: str) -> None:
    walk = Walk(challenge(seed))
    text = [plain(line) for line in seen(walk, walk.session.view, True)]
    text, formulas = text[: 1 + LOGINS], text[1 + LOGINS :]
    assert any(row.startswith("M1 = ") for row in formulas), "what is right can be read"
    assert {"s", "x", "A", "B", "u", "S", "K", "M1"} <= set(text[0].split()), "whatever it strikes by can be seen"
    assert sum("refused" in row for row in text) >= LEAST <= sum("taken" in row for row in text)
    assert all(("= as sent" in row) == ("taken" in row) for row in text[1:]), (
        "a right client makes those that were taken"
    )


def test_the_same_seed_is_the_same_challenge_for_everybody() -> None:
    assert challenges.challenge("1-aaaaa").capture.lines == challenge("1-AAAAA").capture.lines


def test_what_explains_one_login_alone_is_not_enough() -> None:
    walk = Walk(challenge("4-AAAAA"))
    sent = walk.session.view.wire.get("M1") or b""
    walk.session.replace_edits([*walk.session.edits, Edit("client", "M1", "hex", sent.hex())])
    assert not walk.done() and "other session" in walk.missing()[0]


def test_nothing_gives_it_away_before_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    lesson = challenge("2-BBBBB")
    assert main(["learn", "--challenge", "2-BBBBB"]) == 0
    said = capsys.readouterr().out
    assert not any(hint in said for hint in lesson.steps[0].hints)
    assert all(edit.content not in said for edit in lesson.steps[0].solution)
    assert main(["learn", "--challenge", "2-BBBBB", "--hints", "9"]) == 0
    assert capsys.readouterr().out.strip() == "\n".join(lesson.steps[0].hints)


def test_an_answer_is_judged_by_the_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    solution = challenge("2-BBBBB").steps[0].solution
    answers = [part for edit in solution for part in ("--answer", f"{edit.value}={edit.content}")]
    assert main(["learn", "--challenge", "2-BBBBB", "--answer", f"{solution[0].value}=H(N)"]) == 1
    assert main(["learn", "--challenge", "2-BBBBB", "--hints", "1"]) == 0
    assert main(["learn", "--challenge", "2-BBBBB", *answers]) == 0
    assert "75 of 100" in capsys.readouterr().out, "a hint of an earlier run costs too"
    assert main(["learn", "--challenge", "2-BBBBB", "--hints", "3"]) == 0
    assert main(["learn", "--challenge", "2-BBBBB", *answers]) == 0
    assert "75 of 100 points: the first result stays." in capsys.readouterr().out


def test_a_challenge_line_by_line_tells_its_costs_and_nothing_else_unasked() -> None:
    lesson = challenge("2-BBBBB")
    said: list[str] = []
    take(lesson, ["next", "hint", "quit"], said.append)
    text = "\n".join(said)
    assert text.index("A hint costs 25 of 100 points") < text.index(lesson.steps[0].hints[0])
    assert "The next step tells the mistake" in text and lesson.steps[1].tell[:40] not in text
    said.clear()
    take(lesson, ["show"], said.append)
    assert f"Hint: {lesson.steps[0].hints[0]}" in said and "Done: 0 of 100 points." in said


def test_what_it_costs() -> None:
    walk = Walk(challenge("1-AAAAA"))
    assert walk.score == 100
    for number in range(FREE_TRIES + 2):
        walk.session.replace_edits([*walk.given, *walk.step.solution[:1]] if number % 2 else walk.given)
        walk.notice()
    assert walk.score == 100, "putting back is no try"
    assert walk.hint() and walk.score == 75
    assert [bool(walk.hint()) for _ in range(3)] == [True, True, False] and walk.score == 25


@pytest.mark.parametrize("seed", ["", "5-AAAAA", "AAAAA", "1-", "1-AAAA!"])
def test_what_is_no_seed(seed: str) -> None:
    with pytest.raises(UserError, match="seed"):
        challenge(seed)


def test_new_ones_are_new() -> None:
    assert len({new_seed(3) for _ in range(50)}) == 50


def test_a_slip_of_the_pen_costs_nothing(own_folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        assert main(["learn", "--challenge", "1-AAAAA", "--answer", "q=H(P)"]) == 64
    assert "the client has no 'q' to compute" in capsys.readouterr().err
    assert progress.load() == {}


def test_a_challenge_has_its_steps_in_a_table(own_folders: Path) -> None:
    progress.note_done(challenge("1-AAAAA").key, 0, 75)
    row = rows_of("Ann", progress.load())[-1]
    assert (row.done, row.steps, row.points) == (1, len(challenge("1-AAAAA").steps), 75)


def _sent(seed: str) -> str:
    return next(line["values"]["M1"] for line in reversed(challenge(seed).capture.lines) if line["side"] == "wire")


@pytest.mark.parametrize("seed", [one for one in SEEDS if one[0] != "4"])
def test_a_value_that_was_copied_is_no_answer(seed: str) -> None:
    """M1 stands on the wire, and what was logged stands below: who copies it has found nothing."""
    walk = Walk(challenge(seed))
    copied = [("M1", _sent(seed))]
    copied += [(name, _hex(value)) for name, value in walk.step.logged if name in ("x", "k", "u", "S", "K")]
    for name, value in copied:
        for edit in (
            Edit("client", name, "hex", value),
            Edit("client", name, "formula", f"UNHEX('{value}')"),
            Edit("client", name, "formula", f"INT(UNHEX('{value}'))"),
        ):
            walk.session.replace_edits([*walk.given, edit])
            assert walk.missing(), f"{name} was copied as {edit.form}"
    assert walk.given == Walk(challenge(seed)).given


def test_what_was_sent_is_not_the_learners_to_change() -> None:
    walk = Walk(challenge("1-AAAAA"))
    own = [Edit(side, "M1", "hex", "00") for side in ("wire", "client")]
    walk.session.replace_edits([*walk.given, *own])
    assert walk.missing() == ["What was sent stays as it is: M1 of the wire is no answer."]


def test_an_answer_without_a_value_says_why() -> None:
    walk = Walk(challenge("1-AAAAA"))
    for formula, why in (("A % 0", "division by zero"), ("H(FOO)", "it needs FOO")):
        walk.session.replace_edits([*walk.given, Edit("client", "M1", "formula", formula)])
        assert walk.missing() == [f"The client's M1 has no value now: {why}."]


def _hex(value: Value) -> str:
    return f"{value:x}".zfill(2) if isinstance(value, int) else value.hex() if isinstance(value, bytes) else str(value)
