"""A lesson line by line, and thirty learners who take it so."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.cli import main
from srpscope.lessons import progress
from srpscope.lessons.challenges.challenge import challenge
from srpscope.lessons.classroom import as_csv, class_of, rows_of
from srpscope.lessons.course import course, find
from srpscope.lessons.form import Lesson
from srpscope.lessons.pictures import LEGEND
from srpscope.lessons.small import small
from srpscope.lessons.taking import HELP, KEYS, take
from srpscope.lessons.walk import Walk
from srpscope.lessons.written import as_text

HERE = Path(__file__).parents[2]


def right_lines(lesson: Lesson, draw: random.Random) -> list[str]:
    """What a learner types who knows everything, where the options stand as a draw puts them."""
    lines: list[str] = []
    for step in Walk(lesson, draw=draw).lesson.steps:
        match step.kind:
            case "predict":
                lines.append(str(step.right + 1))
            case "do":
                for edit in step.solution:
                    sign = "=" if edit.form == "formula" else ":="
                    lines.append(f"{edit.side}.{edit.value}{sign}{edit.content}")
            case _:
                lines.append("")
    return lines


@pytest.mark.parametrize("lesson", course(), ids=lambda one: one.name)
def test_every_lesson_can_be_taken_line_by_line(own_folders: Path, lesson: Lesson) -> None:
    said: list[str] = []
    assert take(lesson, right_lines(lesson, random.Random(7)), said.append, random.Random(7))
    assert said[-1] == "The lesson is over." and not any(line.startswith("Not this one") for line in said)
    assert progress.load()[lesson.name].done == set(range(len(lesson.steps)))


def test_what_is_read_aloud_has_no_shafts_of_thirty_signs(own_folders: Path) -> None:
    said: list[str] = []
    take(find("what-each-side-knows"), ["", "", "quit"], said.append, random.Random(7))
    text = "\n".join(said)
    assert "│ ─ I, A ─► │" in text and "──" not in text and "····" not in text


def test_in_small_numbers_it_says_what_is_taken_by_what(own_folders: Path) -> None:
    said: list[str] = []
    take(small(find("u")), ["quit"], said.append, random.Random(7))
    assert any("mod 1019" in line and "mod 89" in line for line in said)


def test_plain_and_take_go_together_and_plain_and_html_do_not(
    own_folders: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    assert main(["learn", "u", "--plain", "--take"]) == 0
    assert "Step 1 of 5" in capsys.readouterr().out
    assert main(["learn", "u", "--plain", "--html"]) == 64
    assert main(["learn", "u", "--plain"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("srpscope learn u --take")


def test_the_cause_is_searched_for_and_kept(own_folders: Path) -> None:
    lesson = find("your-own-capture")
    progress.note_done(lesson.name, 0)
    progress.note_done(lesson.name, 1)
    said: list[str] = []
    take(lesson, ["why"], said.append, random.Random(7))
    text = "\n".join(said)
    assert "  sent e1c0cd68" in text, "what the phone really sent stands below what a right one sends"
    assert "Proved: The client's g is hashed in H(g) without padding, as one byte." in text
    assert progress.load()[lesson.name].done == {0, 1, 2}


def test_the_help_gives_no_answer_away_and_says_what_a_key_is_here(own_folders: Path) -> None:
    answers = {edit.content for lesson in course() for step in lesson.steps for edit in step.solution}
    assert not any(f"={answer})" in HELP for answer in answers)
    for lesson in course():
        said: list[str] = []
        take(lesson, ["next"] * len(lesson.steps), said.append)
        assert said.count(KEYS) == sum(step.kind == "do" for step in lesson.steps)


def test_a_word_that_there_is_not_is_said_to_be_none(own_folders: Path) -> None:
    said: list[str] = []
    take(find("your-own-capture"), ["hnit", "dance", "help"], said.append, random.Random(7))
    assert said.count(HELP) == 2, "at the start, and where it is asked for"
    assert any(line.startswith("'hnit' was not understood.") and "hint" in line for line in said)
    assert "'dance' was not understood. help says what can be typed." in said


def test_an_attack_is_changed_line_by_line(own_folders: Path) -> None:
    said: list[str] = []
    lines = [
        "attack",
        "attack.A=0",
        "attack nonsense",
        "attack no-u",
        "attack.P=zebra99",
        "attack.N = 1000003",  # of N = 1019 an S of one byte is interleaved into the K of any other one
        "attack.k=3",
    ]
    take(
        find("1"),
        [*lines, "attack", "attack.Q=1", "attack.A=g **", "attack", "attack.A=", "attack.N=4", "attack"],
        said.append,
    )
    text = "\n".join(said)
    assert text.count("The attacks are zero-a, ") == 2 and "attack NAME begins one." in text
    assert text.count("the attack succeeds.") == 2 and "  =N    0f4243  3 bytes" in text and "  =k    3 " in text
    assert "no-u has no 'Q' to change; it has attack.P, attack.k, attack.N, attack.g, attack.A, attack.S." in text
    assert "g **" in text, "a formula that is none is told, and the lesson goes on"
    assert said[-2].startswith("N of an attack is odd"), said[-2:]


def test_no_search_in_a_challenge(own_folders: Path) -> None:
    said: list[str] = []
    take(challenge("1-AAAAA"), ["why"], said.append)
    assert said[-1].startswith("No search here")


def test_what_is_wrong_is_told_and_may_be_tried_again(own_folders: Path) -> None:
    lesson = find("the-salt")
    said: list[str] = []
    step = Walk(lesson, 1, random.Random(1)).lesson.steps[1]
    wrong = next(index for index, option in enumerate(step.options) if not option.right)
    lines = ["", "9", str(wrong + 1), str(step.right + 1), "client.s:=zz", "client.q=1", "what", "hint", "undo", "quit"]
    assert take(lesson, lines, said.append, random.Random(1))
    text = "\n".join(said)
    assert f"Not this one. {step.options[wrong].because}" in text and step.options[step.right].because in text
    assert "There is no value 'q' here; nothing was counted." in text
    assert "The answers are 1 to 4." in text and "The two salts differ in the last byte" in text
    assert progress.load()["the-salt"].wrong == 1 and progress.load()["the-salt"].done == {0, 1}
    assert not take(lesson, [], said.append)
    assert "Step 3 of" in said[-20:][0] or any("Step 3 of" in line for line in said[-20:]), "it goes on where it ended"


def test_a_class_of_thirty(tmp_path: Path) -> None:
    """Each a process with folders of its own, as `srpscope web --folder` gives them; every second one errs."""
    folder = tmp_path / "class"
    lesson = find("1")
    running = []
    for number in range(30):
        own = folder / f"learner-{number:02}"
        own.mkdir(parents=True)
        environment = {"XDG_STATE_HOME": str(own), "HOME": str(own), "PYTHONPATH": str(HERE), "PATH": "/usr/bin:/bin"}
        command = [sys.executable, "-m", "srpscope", "learn", "1", "--take"]
        text = "\n\n" + ("1\n2\n3\n4\n" if number % 2 else "quit\n")
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment, text=True
        )
        assert process.stdin is not None
        process.stdin.write(text)
        process.stdin.close()
        running.append(process)
        if len(running) == 4:
            for one in running:
                assert one.wait(60) in (0, 1)
            running = []
    for one in running:
        assert one.wait(60) in (0, 1)
    rows = [row for row in class_of(folder)[0] if row.lesson == lesson.name]
    assert [row.done for row in rows] == [2, 3] * 15 and len({row.learner for row in rows}) == 30
    assert any(row.wrong for row in rows[1::2]) and not any(row.wrong for row in rows[::2])


def test_tables_are_merged(own_folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    progress.note_done("u", 0)
    progress.note_done("challenge 1-AAAAA", 0, 75)
    folder = tmp_path / "tables"
    folder.mkdir()
    assert main(["learn", "--export", "=Ann"]) == 0
    (folder / "ann.csv").write_text(capsys.readouterr().out, "utf-8")
    assert main(["learn", "--export", "Bob", "--json"]) == 0
    (folder / "bob.json").write_text(capsys.readouterr().out, "utf-8")
    (folder / "other.json").write_text("[1, {}]", "utf-8")
    assert main(["learn", "--class", str(folder)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    told = {(row["learner"], row["lesson"]): (row["done"], row["points"]) for row in rows}
    assert told["'=Ann", "u"] == told["Bob", "u"] == ("1", "") and told["Bob", "challenge 1-AAAAA"] == ("1", "75")
    assert main(["learn", "--class", str(folder), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["progress"]) == len(rows)
    assert main(["learn", "--class", str(tmp_path / "nothing")]) == 65
    (folder / "broken.csv").write_text("learner,lesson,done\nx,y,many\n", "utf-8")
    assert main(["learn", "--class", str(folder)]) == 65


def test_a_row_for_each_lesson(own_folders: Path) -> None:
    assert as_csv(rows_of("Ann", {})).count("\n") == len(course()) + 1


def test_own_lessons_are_checked_and_keep_their_own_progress(
    own_folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = (HERE / "srpscope" / "lessons" / "README.md").read_text("utf-8")
    example = readme.split("```toml\n")[1].split("```")[0]
    own = tmp_path / "u.toml"
    own.write_text(example, "utf-8")
    assert main(["learn", "--check", str(own)]) == 0
    assert "every one holds" in capsys.readouterr().out
    assert find(str(own)).key != find("u").key == "u"
    for old, new, said in (
        ('differs = ["x"]', 'differs = ["y"]', "no value 'y'"),
        ('agrees = ["u"]', 'agrees = ["x"]', "does not hold"),
        ('hex = "02" }]\nwrong', 'hex = "03" }]\nwrong', ""),
        ('value = "a", hex = "02"', 'value = "v", hex = "04"', ""),
        ('value = "s", hex = "00"', 'value = "x", formula = "H(nothing)"', "edits: client.x"),
        ('words = ["s", "x"]', 'words = ["s", "xyzzy"]', "u.toml:3: there is no term 'xyzzy'"),
        ('show = ["s", "x", "v"]', 'show = ["s"]\nunseen = ["server.v"]', "unseen names values of a side"),
        ('ask = "Which', 'unseen = ["server.y"]\nask = "Which', "unseen names values of a side"),
        ('value = "v", hex = "02" }]', 'value = "v", formula = "g ** (x" }]', "u.toml:45: step 3: not a formula"),
        (
            'value = "v", hex = "02" }]',
            'value = "v", formula = "FOO(x)" }]',
            "u.toml:45: step 3: there is no function",
        ),
        (
            'value = "v", hex = "02" }]',
            'value = "v", formula = "g ** (x + q)" }]',
            "server.v has no value: the formula names q, and the dialect",
        ),
        ('hex = "00"', 'hex = "0"', "u.toml:25: step 2: odd number of hex digits"),
        ('say = "u"', 'say = "x"', "u.toml:25: step 2: the option 'x' stands there twice"),
        ('picture = "values"', 'picture = "bytes"', "u.toml:20: step 1: the picture bytes"),
        ('I = "alice"', 'I = "alice"\nQ = "12"', "u.toml:5: [start]: there is no value 'Q'"),
        ('a = "6097', 'a = "zz97', "[start]: client.a"),
    ):
        assert old in example
        own.write_text(example.replace(old, new, 1), "utf-8")
        status = main(["learn", "--check", str(own)])
        out = capsys.readouterr()
        assert status == (65 if said else status) and said in out.out + out.err, (old, out)


def test_a_draft_is_a_lesson_that_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = HERE / "captures" / "esp32-refused.srp.jsonl"
    assert main(["learn", "--from", str(source)]) == 0
    (tmp_path / source.name).write_bytes(source.read_bytes())
    draft = tmp_path / "draft.toml"
    draft.write_text(capsys.readouterr().out, "utf-8")
    assert main(["learn", "--check", str(draft)]) == 0, capsys.readouterr().out
    lesson = find(str(draft))
    assert len(lesson.steps) == 3 and lesson.title == "ESP32 over BLE, refused"
    asked = as_text(lesson, with_answers=False).replace(LEGEND, "").partition("Which value differs first?")[0]
    assert "●" not in asked and "H(g)" not in asked, "nothing gives the answer away"


def test_a_line_that_is_too_long_is_not_cut_and_then_taken() -> None:
    said: list[str] = []
    take(find("the-salt"), ["client.s:=" + "ab" * 3_000], said.append)
    assert said[-1] == "A line has at most 5,000 characters, this one 6,010: it was not taken."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"learner": "eve", "lesson": "u", "done": Infinity}', "done is a whole number from 0 to 1,000, not inf."),
        ('{"learner": "eve", "lesson": "u", "done": -1}', "done is a whole number from 0 to 1,000, not -1."),
        ('{"learner": "eve", "lesson": "u", "done": true, "wrong": 2.5}', "done is a whole number from 0 to 1,000"),
        ('{"learner": "eve", "lesson": "u", "done": 6, "steps": 9}', "u has 5 steps, and 6 are said to be done."),
        (
            '{"learner": "eve", "lesson": "challenge 1-AAAAA", "done": 2, "points": 101}',
            "points is a whole number from 0",
        ),
        ('{"learner": ["eve"], "lesson": "u", "done": 1}', "learner and lesson are texts."),
    ],
)
def test_a_table_that_says_what_no_lesson_gives_is_left_out(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "eve.json").write_text(f'{{"progress": [{row}]}}')
    (tmp_path / "bob.csv").write_text("learner,lesson,done,steps\nbob,u,2,99\n")
    rows, faults = class_of(tmp_path)
    assert [(row.learner, row.done, row.steps) for row in rows] == [("bob", 2, 5)], "steps are the lesson's own"
    assert len(faults) == 1 and said in faults[0]


def test_progress_that_was_written_by_hand_counts_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "eve").mkdir()
    text = (
        '{"u": {"done": [0, 1, 7, 500], "wrong": 0}, "challenge 1-AAAAA": {"done": [0, 1], "wrong": 0, "points": 900}}'
    )
    (tmp_path / "eve" / "lessons.json").write_text(text)
    rows = {row.lesson: row for row in class_of(tmp_path)[0]}
    assert rows["u"].done == 2 and rows["challenge 1-AAAAA"].points is None
