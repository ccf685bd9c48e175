"""One wrong file of the user's own is named once and left out; everything else is answered as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srpscope.cli import main
from srpscope.srp.dialect import dialect_ids, readable_dialects, user_folder

WRONG = {
    "digits": b"pad = " + b"9" * 6_000,
    "deep": b"a = " + b"[" * 50_000,
    "key": b"nothing = 1",
    "itself": b'extends = "itself"',
    "around": b'extends = "missing-one"',
    "outside": b'extends = "../../etc/passwd"',
    "nul": b"\xff\x00",
    "pad": b"pad = -1",
    "kind": b"title = 7",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_dialect_takes_no_other_away(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    usual = dialect_ids()
    user_folder().mkdir(parents=True)
    (user_folder() / f"{name}.toml").write_bytes(WRONG[name])
    for command in (["dialects"], ["dialects", "--json"], ["dialects", "--for", "thinbus"], ["learn", "--sources"]):
        assert main(command) == 0
        said = capsys.readouterr()
        assert "thinbus" in said.out
        assert said.err.count(f"dialect {name}") == ("--for" not in command)
        assert said.err.count("\n") == said.err.count("left out")
    found, faults = readable_dialects()
    assert [one.id for one in found] == usual and len(faults) == 1


def test_a_wrong_table_takes_no_learner_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text("[" * 50_000)
    (tmp_path / "b.json").write_text(json.dumps([{"learner": "Ann", "lesson": "u", "done": 1}]))
    (tmp_path / "c.csv").write_bytes(b"\xff\xfe")
    assert main(["learn", "--class", str(tmp_path)]) == 65
    said = capsys.readouterr()
    assert "Ann,u,1" in said.out
    assert said.err.count("left out") == 2 and "a.json" in said.err and "c.csv" in said.err
