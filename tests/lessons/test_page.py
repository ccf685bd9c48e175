"""A lesson as a page says what the lesson says, sign for sign."""

from __future__ import annotations

import re
from html import unescape

import pytest

from srpscope.lessons.course import course, find
from srpscope.lessons.form import Lesson
from srpscope.lessons.page import as_html
from srpscope.lessons.written import as_text


@pytest.mark.parametrize("lesson", course(), ids=lambda one: one.name)
def test_no_sign_of_a_formula_is_taken_for_markup(lesson: Lesson) -> None:
    page = re.sub(r"<[^<>]*>", "", as_html(lesson, with_answers=False))
    text = " ".join(unescape(page).split())
    for step in lesson.steps:
        for told in (*step.tell.split("\n\n"), step.ask, step.do, *(option.say for option in step.options)):
            assert " ".join(told.split()) in text


def test_plain_text_has_no_escapes() -> None:
    said = as_text(find("s-both-ways"), with_answers=False)
    assert "704 - 3*64 = 512" in said and "\\*" not in said


def test_a_telephone_draws_it_at_its_own_width() -> None:
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in as_html(find("u"))
