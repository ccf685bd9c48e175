"""The Markdown report says no more than was proved."""

from __future__ import annotations

from pathlib import Path

from srpscope.answers.diagnosis import question_of
from srpscope.report.markdown import markdown
from srpscope.session.opening import read_path, session_of
from srpscope.why import diagnose
from srpscope.why.telling.words import NOT_TOLD_APART, equal_lines

MISTAKES = Path(__file__).parents[2] / "captures" / "mistakes"


def test_what_gives_the_same_bytes_stands_beside_what_is_proved() -> None:
    session = session_of(read_path(MISTAKES / "m1-a-stripped.srp.jsonl").captures[0])
    found = diagnose(question_of(session), 30, largest=1)
    text = markdown(session, found)
    assert text.count(NOT_TOLD_APART) == 1
    said = text.split(NOT_TOLD_APART)[1].split("\n")[0].replace("\\", "")
    assert all(one in said for one in equal_lines(found.findings[0]))


def test_nothing_is_said_of_it_where_only_one_mistake_gives_the_bytes() -> None:
    session = session_of(read_path(MISTAKES / "x-salt-stripped.srp.jsonl").captures[0])
    found = diagnose(question_of(session), 30, largest=1)
    assert found.findings and not found.findings[0].equal
    assert NOT_TOLD_APART not in markdown(session, found)
