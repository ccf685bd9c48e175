"""What the screens ask and write, without a terminal: opening, choosing what is spoken, saving, a test of a port."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.report.export import LANGUAGES, language, of_session
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.shown import Explanation
from srpscope.tui.flows.exporting import ask_what_to_export
from srpscope.tui.flows.opening import ask_for_file, open_path, open_text
from srpscope.tui.flows.saving import ask_where_to_save
from srpscope.tui.flows.speaking import ask_what_is_spoken
from tests.tui.conftest import ACCEPTED, REFUSED, Answers, desk_of, session_of
from tests.tui.test_desk import NEW
from tests.tui.test_facts import MISTAKE


def kinds(path: Path, kind: str) -> list[dict[str, object]]:
    """The lines of one type in a file that was written."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [line for line in lines if line["type"] == kind]


@pytest.mark.parametrize("side", ["client", "server"])
def test_a_test_is_written_for_the_side_looked_at(tmp_path: Path, side: str) -> None:
    desk, path = desk_of(REFUSED), tmp_path / "port_test.py"
    desk.side = side
    ask = Answers(language("python").TITLE, str(path))
    ask_what_to_export(desk, ask)
    assert f"your own {side}" in ask.asked[0] and len(ask.asked) == 2
    assert str(path) in desk.note[0][0] and stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert "unittest" in text and text == of_session(session_of(REFUSED), "python", side)  # type: ignore[arg-type]

    # Never over a file that is there.
    path.write_text("mine")
    ask_what_to_export(desk, Answers(language("json").TITLE, str(path)))
    assert "this file exists" in desk.note[0][0] and path.read_text() == "mine"


def test_what_is_missing_for_a_test_is_drawn_or_left(tmp_path: Path) -> None:
    capture = session_of(REFUSED).capture
    for line in capture.of_type("values"):
        line["values"].pop("a", None)
    desk = Desk(Session(capture), searching=False)
    desk.evaluate()
    leaves = Answers(language("python").TITLE, "Leave it")
    ask_what_to_export(desk, leaves)
    assert "too little for a test" in leaves.asked[1] and desk.note[0][1] == "warn"
    ask_what_to_export(desk, Answers(language("python").TITLE, "Draw what is missing", str(tmp_path / "drawn.py")))
    assert "unittest" in (tmp_path / "drawn.py").read_text()


def test_what_cannot_be_written_is_said_and_leaving_writes_nothing(tmp_path: Path) -> None:
    desk = desk_of(REFUSED)
    (tmp_path / "file").write_text("")
    ask_what_to_export(desk, Answers(0, str(tmp_path / "file" / "deep" / "below.dart")))
    assert "no such folder" in desk.note[0][0]
    for leaving in (Answers(None), Answers(list(LANGUAGES).index("python"), None)):
        ask_what_to_export(desk, leaving)
    assert [one.name for one in tmp_path.rglob("*.*")] == []


def test_edits_are_saved_and_read_again(tmp_path: Path) -> None:
    desk, target = desk_of(REFUSED), tmp_path / "kept.srp.jsonl"
    desk.edit(Edit("client", "s", "hex", NEW))
    assert desk.unsaved
    ask_where_to_save(desk, Answers(str(target)))
    assert not desk.unsaved and desk.path == target
    assert read(Source.of_path(target))[0].edits[-1]["hex"] == NEW
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    # A second time another name is proposed; where the file exists, it is asked.
    before = target.read_bytes()
    desk.edit(Edit("client", "g", "hex", "02"))
    ask = Answers(str(target), None)
    ask_where_to_save(desk, ask)
    assert ask.proposed[0] == str(tmp_path / "kept-2.srp.jsonl") and "This file exists" in ask.asked[1]
    assert desk.unsaved and target.read_bytes() == before


def test_a_finding_is_saved_once_with_the_edits(tmp_path: Path) -> None:
    desk, path = desk_of(REFUSED), tmp_path / "with-finding.srp.jsonl"
    desk.explain(Explanation("client", "g is hashed in H(g).", (MISTAKE,), "M1", 64, "M1", ("m1-g-unpadded",)))
    desk.edit(Edit("client", "u", "formula", "H(A | B)"))
    ask_where_to_save(desk, Answers(str(path)))
    ask_where_to_save(desk, Answers(str(path), "y"))
    assert kinds(path, "finding") == [{"type": "finding", "suspects": ["m1-g-unpadded"], "side": "client"}]
    assert [line["value"] for line in kinds(path, "edit")] == ["u"]

    # Nothing proved, nothing claimed.
    bare = tmp_path / "bare.srp.jsonl"
    ask_where_to_save(desk_of(ACCEPTED), Answers(str(bare)))
    assert bare.exists() and kinds(bare, "finding") == []


def test_what_is_spoken_is_chosen_and_taken_back() -> None:
    desk = desk_of(REFUSED)
    ask_what_is_spoken(desk, Answers("the dialect of both", "wikipedia-demo"))
    assert desk.session is not None and desk.session.dialect("client").id == "wikipedia-demo"
    assert "u takes it back" in desk.note[0][0] and desk.unsaved
    desk.undo()
    assert desk.session.dialect("client").id == "esp-idf-security2"
    ask_what_is_spoken(desk, Answers("written in", "Dart"))
    assert desk.session.capture.header["language"] == "dart" and "Written in: Dart" in desk.note[0][0]


def test_a_file_is_opened_by_its_name_and_a_wrong_one_is_said() -> None:
    desk = desk_of(REFUSED)
    ask_for_file(desk, Answers("/nowhere/at/all"))
    assert "no such file" in desk.note[0][0].lower()
    ask_for_file(desk, Answers(f" '{ACCEPTED}' "))  # as a terminal drops it
    assert desk.path == ACCEPTED and desk.session is not None and desk.session.title == "ESP32 over BLE, accepted"


def test_opening_another_asks_before_edits_are_lost() -> None:
    desk = desk_of(REFUSED)
    desk.edit(Edit("client", "g", "hex", "02"))
    stays = Answers("Stay here")
    open_path(desk, stays, ACCEPTED)
    assert "not saved" in stays.asked[0] and desk.session is not None
    assert [edit.value for edit in desk.session.edits] == ["g"]
    open_text(desk, Answers("Open the other one"), ACCEPTED.read_text("utf-8"))
    assert desk.session.edits == [] and desk.session.title == "ESP32 over BLE, accepted" and desk.path is None


def test_a_log_of_error_lines_alone_is_explained() -> None:
    desk, ask = desk_of(REFUSED), Answers()
    log = "E (xxxxx) security2: Failed to authenticate client proof! E (xxxxx) protocomm: Invalid content received"
    open_text(desk, ask, log)
    assert "Failed to authenticate client proof" in ask.texts[0] and "Causes" in ask.texts[0]
