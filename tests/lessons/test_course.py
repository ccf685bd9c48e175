"""Every lesson of the course, headless: each step with the right answer, with each wrong one, and without any."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from srpscope.cli import main
from srpscope.lessons import progress
from srpscope.lessons.course import course, find, number
from srpscope.lessons.form import Lesson
from srpscope.lessons.pictures import plain
from srpscope.lessons.seen import seen
from srpscope.lessons.small import small
from srpscope.lessons.walk import Walk, unmet
from srpscope.lessons.written import as_text
from srpscope.srp.glossary import glossary

STEPS = [(lesson, index) for lesson in course() for index in range(len(lesson.steps))]
NAMES = [f"{lesson.name}-{index + 1}" for lesson, index in STEPS]


def test_they_are_numbered_without_a_gap_and_each_names_its_sources() -> None:
    assert [number(lesson) for lesson in course()] == list(range(1, len(course()) + 1))
    assert all(lesson.sources for lesson in course())


def test_each_attack_that_a_lesson_runs_is_among_its_sources() -> None:
    for lesson in course():
        for step in lesson.steps:
            assert not step.attack or any(step.attack in source for source in lesson.sources), lesson.name


def test_the_sources_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    from srpscope.cli import main

    assert main(["learn", "--sources"]) == 0
    said = capsys.readouterr().out
    assert "lesson u:" in said and "dialect rfc5054:" in said and "srpscope attack no-u" in said
    for lesson in course():
        for step in lesson.steps:
            assert " ".join(step.tell.split()) in said and all(option.because in said for option in step.options)
    assert all(line in said for line in glossary().values())


def test_every_value_of_the_glossary_has_a_source() -> None:
    from srpscope.srp.glossary import sources

    assert all(sources(term) for term in "N g H I P s k x v a A b B u S K M1 M2 SRP SRP-6a PoP".split())
    assert not sources("side")


@pytest.mark.parametrize(("lesson", "index"), STEPS, ids=NAMES)
def test_right_and_wrong(lesson: Lesson, index: int) -> None:
    walk = Walk(lesson, index)
    step = walk.step
    before = list(walk.session.edits)
    match step.kind:
        case "predict":
            assert not walk.done()
            assert walk.lock(step.right)
            assert walk.reason() == step.options[step.right].because
            assert unmet(step.check, walk.session.view) == []
            for option in range(len(step.options)):
                if option != step.right:
                    walk.go_to(index)
                    assert walk.session.edits == before
                    assert not walk.lock(option)
                    assert walk.reason() == step.options[option].because and "Right" not in walk.reason()
                    assert walk.session.edits == before and not walk.done(), "a wrong answer changes nothing"
                    assert walk.lock(step.right) and walk.done() == (not step.attack)
                    assert not walk.lock(option) and walk.answered == step.right, "after the right one none counts"
        case "do":
            assert not walk.done(), "done before anything is done"
            for wrong in step.wrong:
                walk.session.replace_edits([*before, wrong])
                assert not walk.done(), wrong
                assert unmet(step.check, walk.session.view)
            walk.session.replace_edits([*before, *step.solution])
            assert unmet(step.check, walk.session.view) == []
            assert walk.done()
            assert walk.session.undo() and not walk.done()
        case "tell":
            assert walk.done()


@pytest.mark.parametrize(("lesson", "index"), STEPS, ids=NAMES)
def test_its_picture_holds_at_80_columns_and_as_text(lesson: Lesson, index: int) -> None:
    walk = Walk(lesson, index)
    for rows in (1, 99):
        lines = [plain(line) for line in seen(walk, walk.session.view, False, 78, rows)]
        assert all(len(line) <= 78 for line in lines), lines
        assert bool(lines) == bool(walk.step.picture)
    password = walk.session.view.client.value("P")
    assert password is None or (isinstance(password, str) and password not in "\n".join(lines))


@pytest.mark.parametrize("lesson", course(), ids=lambda lesson: lesson.name)
def test_its_words(lesson: Lesson) -> None:
    assert set(lesson.words) <= set(glossary())
    for step in lesson.steps:
        assert "\u2014" not in step.tell
        lengths = [len(option.say) for option in step.options]
        if lengths:
            assert max(lengths) <= 74
    kinds = {step.kind for step in lesson.steps}
    assert "predict" in kinds and kinds & {"do"}


def test_the_right_answer_has_no_place_of_its_own() -> None:
    told = [
        line for lesson in course() for line in as_text(lesson, with_attacks=False).split("\n") if ": answer " in line
    ]
    counts = Counter(line.split(": answer ")[1][0] for line in told)
    assert max(counts.values()) < len(told) * 0.5, counts
    asked = [step for lesson in course() for step in lesson.steps if step.kind == "predict"]
    places = [step.right for step in asked]
    longest = [max(range(len(s.options)), key=lambda i, s=s: len(s.options[i].say)) for s in asked]
    assert len(set(places)) >= 3
    assert sum(a == b for a, b in zip(places, longest, strict=True)) < len(asked) * 0.75


@pytest.mark.parametrize("markdown", [False, True])
def test_as_text(markdown: bool) -> None:
    for lesson in course():
        text = as_text(lesson, markdown=markdown, with_attacks=False)
        if markdown:  # as it is read: what stands behind a backslash is itself
            text = re.sub(r"\\([^\w\s])", r"\1", text)
        told = text.index("Answers") if "Answers" in text else len(text)
        for step in lesson.steps:
            assert step.tell in text
            for option in step.options:
                assert option.say in text[:told]
                assert option.because in text[told:]
        assert ("# " in text) == markdown
        if any("P" in step.show for step in lesson.steps):
            assert ("password123" in text or "sunflower7" in text) == lesson.made_up


def test_no_task_gives_its_answer_away_and_every_one_has_a_hint() -> None:
    for lesson in course():
        for step in lesson.steps:
            assert not step.do or step.hint, lesson.name
            assert not any(len(edit.content) > 2 and edit.content in step.do for edit in step.solution), step.do


def test_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn"]) == 0  # no terminal: the list
    listed = capsys.readouterr().out
    assert all(lesson.name in listed for lesson in course())
    assert main(["learn", "the-one-in-256-bug", "--plain"]) == 0
    plain_text = capsys.readouterr().out
    assert "383 bytes, minimal" in plain_text and "00'cf d8" in plain_text and "Predict:" in plain_text
    assert main(["learn", "10", "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("# The one-in-256 bug")
    assert main(["learn", "nothing"]) == 64
    assert "there is no lesson" in capsys.readouterr().err


def test_an_attack_speaks_in_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "a-and-b", "--plain"]) == 0
    said = capsys.readouterr().out
    assert "srpscope attack zero-a" in said and "the server accepts the proof" in said


def test_progress_is_kept_and_reset(own_folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert progress.load() == {}
    for step in (0, 1, 3, 1):
        progress.note_done("u", step)
    progress.note_wrong("u")
    taken = progress.load()["u"]
    assert (taken.done, taken.wrong, taken.next) == ({0, 1, 3}, 1, 2), "done means done, and next is what is not"
    assert main(["learn", "--list"]) == 0
    assert "3/5" in capsys.readouterr().out
    assert main(["learn", "--reset"]) == 0
    assert progress.load() == {}
    assert main(["learn", "--reset"]) == 0


def test_an_older_version_counted(own_folders: Path) -> None:
    (own_folders / "state").mkdir()
    (own_folders / "state" / "lessons.json").write_text('{"u": 2}', "utf-8")
    assert progress.load()["u"].done == {0, 1}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"u": "x"}', '{"u": true}', '{"u": -1}', "[" * 50_000, "\x00\xff"])
def test_progress_that_cannot_be_read_counts_as_none(own_folders: Path, text: str) -> None:
    folder = own_folders / "state"
    folder.mkdir()
    (folder / "lessons.json").write_text(text, "utf-8")
    assert progress.load() == {}


def test_the_example_of_the_readme_is_a_lesson(tmp_path: Path) -> None:
    readme = Path(__file__).parents[2] / "srpscope" / "lessons" / "README.md"
    example = readme.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    tomllib.loads(example)
    path = tmp_path / "my-lesson.toml"
    path.write_text(example, "utf-8")
    lesson = find(str(path))
    assert lesson.name == "my-lesson" and number(lesson) is None
    for index in range(len(lesson.steps)):
        test_right_and_wrong(lesson, index)


def test_the_first_lesson_shows_the_server_neither_the_password_nor_x() -> None:
    for lesson in (find("1"), small(find("1"))):
        for step in range(len(lesson.steps)):
            view = Walk(lesson, step).session.view
            assert view.server.value("P") is None and view.server.value("x") is None
            assert view.server.value("v") == view.client.value("v")
