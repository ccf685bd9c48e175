"""Small numbers: every lesson that has no recorded bytes holds in them, and the sums are sums."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.lessons import progress
from srpscope.lessons.course import course, find
from srpscope.lessons.form import Lesson
from srpscope.lessons.pictures import plain
from srpscope.lessons.seen import seen
from srpscope.lessons.small import N, said_of, small, sums
from srpscope.lessons.taking import take
from srpscope.lessons.walk import Walk, unmet
from srpscope.srp.edit import Edit


@pytest.mark.parametrize("lesson", course(), ids=lambda one: one.name)
def test_each_step_holds(lesson: Lesson) -> None:
    twin = small(lesson)
    for index, step in enumerate(twin.steps):
        walk = Walk(twin, index)
        if step.kind == "predict":
            walk.lock(step.right)
        elif step.kind == "do":
            assert not walk.done()
            walk.session.replace_edits([*walk.given, *step.solution])
        assert unmet(step.check, walk.session.view) == [], (lesson.name, index)


@pytest.mark.parametrize("lesson", course(), ids=lambda one: one.name)
def test_what_is_wrong_with_a_real_n_is_wrong_with_a_small_one(lesson: Lesson) -> None:
    twin = small(lesson)
    for index, step in enumerate(twin.steps):
        for edit in step.wrong:
            walk = Walk(twin, index)
            walk.session.replace_edits([*walk.given, edit])
            assert not walk.done(), (lesson.name, index, edit)


def test_bytes_are_counted_of_the_small_n() -> None:
    twin = small(find("reading-a-hash-input"))
    assert twin.steps[2].check.fed == (("client.k", 3), ("server.k", 4)) and " 3 bytes" in twin.steps[2].do
    said = " ".join(f"{step.tell} {step.do} {step.ask}" for step in twin.steps)
    assert "128" not in said and "129" not in said


def test_a_step_that_is_done_in_small_numbers_is_done(own_folders: Path) -> None:
    lesson = small(find("the-salt"))
    take(lesson, [""], lambda _: None)
    assert 0 in progress.load()[lesson.key].done


@pytest.mark.parametrize("name", ["the-one-in-256-bug", "write-the-attack", "your-own-capture"])
def test_without_small_values_of_their_own_recorded_bytes_and_given_verifiers_have_none(name: str) -> None:
    with pytest.raises(UserError, match="no small numbers"):
        small(replace(find(name), in_small={}))


def test_recorded_bytes_are_not_passed_off_as_small_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "your-own-capture", "--small", "--plain"]) == 0
    said = capsys.readouterr().out
    assert "cannot be made small" in said and "1019" in said
    assert "adabb7d3" not in said, "the device's logged M1"


def test_the_stolen_verifier_is_the_small_one_of_the_password_that_is_tried() -> None:
    view = Walk(small(find("write-the-attack")), 3).session.view
    x = view.client.value("x")
    assert isinstance(x, int) and view.server.value("v") == pow(2, x, N)


def test_a_zero_in_front_of_a_small_b_is_a_byte_of_the_hash() -> None:
    walk = Walk(small(find("the-one-in-256-bug")))
    text = "\n".join(plain(line) for line in seen(walk, walk.session.view, True))
    assert "00'98  2 bytes, padded" in text


@pytest.mark.parametrize("cells", [76, 116])
def test_the_sums_are_right_and_fit(cells: int) -> None:
    walk = Walk(small(find("k")), 1)
    walk.lock(walk.step.right)
    text = [plain(line) for line in sums(walk.session.view, cells)]
    assert all(len(line) <= cells for line in text)
    view = walk.session.view
    for side, formula in (
        ("client", r"\((\d+) - (\d+)·(\d+)\)\^\((\d+) \+ (\d+)·(\d+)\)"),
        ("server", r"\((\d+)·(\d+)\^(\d+)\)\^(\d+)"),
    ):
        found = re.search(formula, "\n".join(text))
        assert found is not None
        n = [int(one) for one in found.groups()]
        if side == "client":
            assert pow(n[0] - n[1] * n[2], n[3] + n[4] * n[5], N) == view.client.value("S")
        else:
            assert pow(n[0] * pow(n[1], n[2], N), n[3], N) == view.server.value("S")
    assert view.client.value("S") != view.server.value("S"), "this client's k is 1"


@pytest.mark.parametrize("name", ["u", "k"])
def test_the_formula_of_the_real_lesson_is_right_in_small_numbers_too(name: str) -> None:
    """A learner writes what the text and its hint say; that a hash is taken mod 89 is no part of it."""
    step = find(name).steps[-1]
    said: list[str] = []
    walk = Walk(small(find(name)), len(find(name).steps) - 1)
    walk.session.replace_edits([*walk.given, *map(walk.meant, step.solution)])
    assert walk.done()
    edits = [f"{edit.side}.{edit.value}={edit.content}" for edit in step.solution]
    take(small(find(name)), [*["next"] * (len(find(name).steps) - 1), *edits], said.append)
    assert "Done." in said


@pytest.mark.parametrize("form, content", [("dec", "12"), ("hex", "0c"), ("formula", "12")])
def test_a_number_that_is_touched_on_both_sides_lets_them_meet(form: str, content: str) -> None:
    walk = Walk(small(find("s-both-ways")), 1)
    walk.session.replace_edits([*walk.given, walk.meant(Edit("both", "x", form, content))])
    view = walk.session.view
    assert view.comparison.first_difference is None and view.comparison.agreement == "agree"
    assert view.client.value("x") == 12 and view.client.value("v") == pow(2, 12, N)


def test_what_is_asked_for_stands_as_a_question_mark_until_it_is_answered() -> None:
    for lesson, cells in ((small(find("s-both-ways")), 76), (find("s-both-ways"), 76)):
        walk = Walk(lesson, 1)
        before = "\n".join(plain(line) for line in seen(walk, walk.session.view, True, cells))
        walk.lock(walk.step.right)
        after = "\n".join(plain(line) for line in seen(walk, walk.session.view, True, cells))
        assert before.count("587") == 1 and "?" in before and after.count("587") == 2 and "?" not in after


def test_what_sums_are_taken_by_is_what_was_touched() -> None:
    walk = Walk(small(find("s-both-ways")), 1)
    walk.session.replace_edits([*walk.given, Edit("both", "N", "dec", "2039")])
    assert said_of(walk.session.view).startswith("N = 2039, g = 2: sums are mod 2039;")
    walk.session.replace_edits([*walk.given, Edit("client", "N", "dec", "2039")])
    assert "client: 2039 and 2; of the server: 1019 and 2." in said_of(walk.session.view)
