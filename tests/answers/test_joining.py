"""One handshake in several files is one row of `triage`: a recording and its logs, or the logs of both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import srpscope
from srpscope.answers.joining import Answer, together
from srpscope.answers.triage import Summary, items, look
from srpscope.cli import main
from srpscope.report.triage import as_lines


def parted(folder: Path, name: str, parts: str = "recording phone server", **mistakes: str) -> None:
    """A handshake as several files: what crossed the wire, and what each side logged of it."""
    made = srpscope.make(
        "rfc5054", group="nimbus-256", hash="sha256", mistakes={"client": mistakes} if mistakes else None
    )
    made.save(folder / "whole.srp.jsonl")
    header, *lines = [json.loads(line) for line in (folder / "whole.srp.jsonl").read_text().splitlines()]
    (folder / "whole.srp.jsonl").unlink()
    of = {line["side"]: line["values"] for line in lines if line["type"] == "values"}
    sent = {one: of["wire"][one] for one in ("A", "B")}
    files = {
        "recording": {"wire": of["wire"], "both": of["both"]},
        "phone": {"client": {**of["client"], **of["both"], **sent}},
        "server": {"server": {**of["server"], **sent}},
    }
    for part in parts.split():
        rows = [header, *({"type": "values", "side": side, "values": one} for side, one in files[part].items())]
        (folder / f"{name}-{part}.srp.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in rows))


def joined(folder: Path) -> list[list[str]]:
    files = items([str(folder)])
    answers = [one for file in files for one in look(file, 0.2)]
    found = together(answers, {one.name: one for one in files})
    names = [[Path(one.name).name.removesuffix(".srp.jsonl") for one in (item, *item.beside)] for item in found]
    return sorted(names)


def test_a_recording_is_read_with_its_logs_and_both_logs_with_each_other(tmp_path: Path) -> None:
    parted(tmp_path, "a")
    parted(tmp_path, "b", "recording phone")
    parted(tmp_path, "c", "phone server")
    parted(tmp_path, "d", "phone")
    assert joined(tmp_path) == [
        ["a-recording", "a-phone", "a-server"],
        ["b-recording", "b-phone"],
        ["c-phone", "c-server"],
    ]


def test_what_could_be_of_several_stays_alone(tmp_path: Path) -> None:
    """A test with a fixed a and b: many recordings have the same A and B, and a log may be of any of them."""
    parted(tmp_path, "a", "recording phone")
    (tmp_path / "again.srp.jsonl").write_bytes((tmp_path / "a-recording.srp.jsonl").read_bytes())
    assert joined(tmp_path) == []


def test_one_handshake_is_one_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, junit = tmp_path / "reports", tmp_path / "result.xml"
    folder.mkdir()
    parted(folder, "a", k="H(N | g)")
    words = ["triage", "--jobs", "1", "--seconds", "2", "--json", "--junit", str(junit), str(folder)]
    assert main(words) == 1
    *lines, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [whole] = [line for line in lines if "with" in line]
    assert len(lines) == 4 and len(whole["with"]) == 2
    assert [one["count"] for one in last["summary"]] == [1] and len(last["summary"][0]["files"]) == 3
    assert whole["cause"] == "The client's k hashes g without padding"
    assert junit.read_text().count("<testcase") == 1
    summary = Summary()
    summary.take([whole])
    said = [text for _, text in as_lines(summary, 2.0)]
    assert any(line.startswith("next: ") and line.count(".srp.jsonl") == 3 for line in said)


def test_a_row_that_stands_for_others_takes_them_back() -> None:
    judged = {"outcome": "unknown", "cause": "cannot-tell", "at_fault": "unknown", "headline": ""}
    one: Answer = {"file": "a", "stamp": "", "session": 1, "of": 1, "judgement": judged, "findings": [], "cause": ""}
    one["exit_status"] = 2
    summary = Summary()
    summary.take([one])
    summary.take([{**one, "file": "b"}])
    assert (summary.handshakes, summary.files, summary.exit_status) == (2, 2, 2)
    summary.take([{**one, "with": ["b"], "exit_status": 0}], instead_of=["a", "b"])
    assert (summary.handshakes, summary.files, summary.exit_status) == (1, 2, 0)
    assert summary.groups[0].together == ["a", "b"]
