"""The Markdown report says no more than was proved."""

from __future__ import annotations

from pathlib import Path

from srpscope.answers.diagnosis import diagnose_session, question_of
from srpscope.places import captures_folder
from srpscope.report.markdown import markdown
from srpscope.session.opening import read_path, session_of
from srpscope.srp.edit import Edit
from srpscope.why import Reach, diagnose
from srpscope.why.finding import Diagnosis
from srpscope.why.telling.words import NOT_TOLD_APART, equal_lines

MISTAKES = Path(__file__).parents[2] / "captures" / "mistakes"


def test_what_gives_the_same_bytes_stands_beside_what_is_proved() -> None:
    session = session_of(read_path(MISTAKES / "m1-a-stripped.srp.jsonl").captures[0])
    found = diagnose(question_of(session), 30, reach=Reach(1))
    text = markdown(session, found)
    assert text.count(NOT_TOLD_APART) == 1
    said = text.split(NOT_TOLD_APART)[1].split("\n")[0].replace("\\", "")
    assert all(one in said for one in equal_lines(found.findings[0]))


def test_nothing_is_said_of_it_where_only_one_mistake_gives_the_bytes() -> None:
    session = session_of(read_path(MISTAKES / "x-salt-stripped.srp.jsonl").captures[0])
    found = diagnose(question_of(session), 30, reach=Reach(1))
    assert found.findings and not found.findings[0].equal
    assert NOT_TOLD_APART not in markdown(session, found)


def _report(name: str, *edits: Edit) -> str:
    session = session_of(read_path(captures_folder() / name).captures[0])
    session.edits.extend(edits)
    diagnosis = Diagnosis("not-found", session.declared) if edits else diagnose_session(session)
    return markdown(session, diagnosis)


def test_a_number_as_wide_as_N_that_starts_with_00_is_named() -> None:
    both = [Edit(side, "S", "hex", "01" * 383) for side in ("client", "server")]
    assert "S starts with 00" in _report("esp32-accepted.srp.jsonl", *both)
    assert "**Leading zeros.** None among" in _report("esp32-accepted.srp.jsonl")


def test_a_zero_is_named_once() -> None:
    report = _report("esp32-android-key-zero.srp.jsonl")
    assert "**Leading zeros.** K starts with 00." in report
    assert "It begins in `M1`." in report and report.count("First difference") == 1
