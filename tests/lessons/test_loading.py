"""A teacher's file: what is wrong is said, with its line; nothing else is raised whatever stands in it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.errors import FileError
from srpscope.lessons.drafting import draft
from srpscope.lessons.loading import MOST_BYTES, load
from srpscope.lessons.written import as_text
from srpscope.places import captures_folder
from srpscope.printable import harmless
from srpscope.session import Session
from srpscope.session.opening import read_path, session_of
from srpscope.toml_files import positions

CAPTURES = captures_folder()

GOOD = '''\
title = "One"

[start]
dialect = "rfc5054"
group = "rfc5054-1024"

[start.both]
I = "alice"
P = "secret"

[[step]]
tell = """
[[step]] inside a text is text
ask = "so is this"
"""

[[step]]
tell = "Two"
ask = "What?"

[[step.option]]
say = "this"
because = "Right."
right = true

[[step.option]]
say = "that"
because = "No."

[[step]]
tell = "Three"
do = "Change v."
solution = [{ side = "server", value = "v", hex = "02" }]

[step.check]
first = "v"
'''


def write(folder: Path, text: str) -> Path:
    path = folder / "07-mine.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_one(tmp_path: Path) -> None:
    lesson = load(write(tmp_path, GOOD))
    assert (lesson.name, lesson.title) == ("mine", "One")
    assert [step.kind for step in lesson.steps] == ["tell", "predict", "do"]
    assert [step.line for step in lesson.steps] == [11, 17, 30]


WRONG = [
    ('title = "One"', "title = 1", "line 1: title is text"),
    ('title = "One"', 'titel = "One"', "line 1: 'titel' is no key"),
    ('title = "One"', "title = ", "line 1"),
    ('dialect = "rfc5054"', 'dialect = "nobody"', "line 4"),
    ('group = "rfc5054-1024"', 'group = "rfc5054-1"', "line 5"),
    ('group = "rfc5054-1024"', 'hash = "sha0"', "line 5"),
    ('group = "rfc5054-1024"', "group = 5", "line 5: group is text"),
    ('I = "alice"', "I = 5", "line 7: [start.both] has values in quotes"),
    ('tell = "Two"', 'tale = "Two"', "line 18: 'tale' is no key"),
    ('tell = "Two"', 'tell = " "', "line 18: tell is empty"),
    ('ask = "What?"', "", "line 17: a question has an ask"),
    ("right = true", "", "line 17: exactly one option"),
    ("right = true", 'right = "yes"', "line 24: right is true"),
    ('because = "No."', 'because = "No."\nright = true', "line 17: exactly one option"),
    ('because = "No."', "", "line 26: because is missing"),
    ('hex = "02"', 'hexx = "02"', "line 33: an edit has"),
    ('side = "server"', 'side = "nobody"', "line 33: an edit has a side"),
    ('first = "v"', 'second = "v"', "line 36: 'second' is no key"),
    ('first = "v"', 'lengths = { "K" = 40 }', "line 36: lengths is"),
    ('first = "v"', 'agreement = "perhaps"', "line 36: 'perhaps' is none of"),
    ('[step.check]\nfirst = "v"', "", "line 30: a step with do has a solution"),
    ('tell = "Three"', 'tell = "Three"\npicture = "cat"', "line 32: 'cat' is none of"),
    ('tell = "Three"', 'tell = "Three"\nuntil = 9', "line 32: until is a number"),
    ('tell = "Three"', 'tell = "Three"\nattack = "moon"', "line 32: 'moon' is no attack"),
    ('tell = "Three"', 'tell = "Three"\nask = "And?"', "line 30: a step asks or lets do"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(FileError) as caught:
        load(write(tmp_path, GOOD.replace(old, new, 1)))
    assert str(caught.value).startswith(f"07-mine.toml, {said}"), caught.value


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "nothing.srp.jsonl", "."])
def test_a_capture_stands_beside_the_lesson_or_with_ours(tmp_path: Path, name: str) -> None:
    text = f'title = "One"\n[start]\ncapture = "{name}"\n[[step]]\ntell = "x"\n'
    with pytest.raises(FileError, match="line 3: there is no capture"):
        load(write(tmp_path, text))


def test_any_capture_can_be_the_start(tmp_path: Path) -> None:
    capture = '{"type":"header","srpscope":1,"dialect":"rfc5054","group":"rfc5054-1024"}\n'
    (tmp_path / "own.srp.jsonl").write_text(capture, "utf-8")
    text = 'title = "One"\n[start]\ncapture = "own.srp.jsonl"\n[[step]]\ntell = "x"\n'
    assert load(write(tmp_path, text)).capture.header["group"] == "rfc5054-1024"


def test_a_hostile_lesson_colours_nothing(tmp_path: Path) -> None:
    text = GOOD.replace('"Two"', '"Two \\u001b[31m \\u202e"').replace('"that"', '"that \\u001b]0;x\\u0007"')
    lesson = load(write(tmp_path, text))
    for markdown in (False, True):
        said = as_text(lesson, markdown=markdown)
        assert not {"\x1b", "\x07", "\u202e"} & set(said)
        assert "Two" in said and "that" in said


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        load(tmp_path / "missing.toml")
    path = tmp_path / "bytes.toml"
    path.write_bytes(b'title = "x"\n# \xff\n')
    with pytest.raises(FileError, match="line 2: not UTF-8"):
        load(path)
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(FileError, match="at most"):
        load(path)
    path.write_text('title = "One"\n', "utf-8")
    with pytest.raises(FileError, match="at least one"):
        load(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(GOOD)), cut=st.integers(0, 12), more=st.text(max_size=8))
def test_a_broken_file_is_a_file_error(tmp_path: Path, at: int, cut: int, more: str) -> None:
    text = GOOD[:at] + more + GOOD[at + cut :]
    path = tmp_path / "broken.toml"
    path.write_bytes(text.encode("utf-8", "replace"))
    try:
        load(path)
    except FileError as error:
        assert str(error).startswith("broken.toml")


@given(st.text(max_size=200))
def test_positions_take_anything(text: str) -> None:
    assert all(line >= 1 for line in positions(text).values())


def test_a_draft_says_that_something_was_wrong_only_where_one_cause_is_proved() -> None:
    refused = read_path(CAPTURES / "esp32-refused.srp.jsonl").captures[0]
    found = diagnose_session(session_of(refused))
    cause = found.findings[0]
    for diagnosis, about, steps in (
        (found, "A capture of our own, and what was wrong in it.", 3),
        (replace(found, findings=()), "A capture of our own, and what differs first in it.", 2),
        (replace(found, findings=(cause, cause)), "A capture of our own, and what differs first in it.", 2),
    ):
        read = tomllib.loads(draft(session_of(refused), diagnosis, Path("esp32-refused.srp.jsonl")))
        assert read["about"].startswith(about) and len(read["step"]) == steps
    right = session_of(read_path(CAPTURES / "esp32-accepted.srp.jsonl").captures[0])
    assert tomllib.loads(draft(right, diagnose_session(right), Path("x")))["about"] == "A capture of our own."


def test_a_draft_is_toml_whatever_the_capture_is_called() -> None:
    """Tags and selectors beyond U+FFFF, DEL, half a pair, quotes."""
    odd = 'a\U000e0041\U000e0100\x7f\u202e"""\n[x]\\ \ud800'
    session = Session(Capture({"title": odd, "dialect": "rfc5054"}))
    text = draft(session, diagnose_session(session), Path("b\U000e0041.srp.jsonl"))
    found = tomllib.loads(harmless(text))
    assert found["title"] == odd.replace("\ud800", "\ufffd")
    assert found["start"]["capture"] == "b\U000e0041.srp.jsonl"
