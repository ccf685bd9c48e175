"""Small numbers: every lesson that has no recorded bytes holds in them, and the sums are sums."""

from __future__ import annotations

import re

import pytest

from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.lessons.course import course, find
from srpscope.lessons.form import Lesson
from srpscope.lessons.pictures import plain
from srpscope.lessons.small import N, small, sums
from srpscope.lessons.walk import Walk, unmet

RECORDED = ("the-one-in-256-bug", "your-own-capture")
GIVEN = ("write-the-attack",)
"""It has a stolen verifier, of the real group."""

MADE = [lesson for lesson in course() if lesson.name not in RECORDED + GIVEN]


@pytest.mark.parametrize("lesson", MADE, ids=lambda one: one.name)
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


@pytest.mark.parametrize("name", RECORDED + GIVEN)
def test_recorded_bytes_and_given_verifiers_have_none(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match="no small numbers"):
        small(find(name))
    assert main(["learn", name, "--small", "--plain"]) == 64


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
