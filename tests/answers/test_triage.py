"""Every handshake of many files, counted: bad files, resumption, dead workers, a real cluster."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest

import srpscope
from srpscope.answers.fleet import here, on_cluster
from srpscope.answers.joining import Queued
from srpscope.answers.triage import Summary, carried, done_before, items, look
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.cli import main
from srpscope.errors import FileError, PeerError, UserError
from srpscope.places import captures_folder
from srpscope.report.triage import as_lines, junit

SECONDS = 2.0


def made(path: Path, **mistakes: str) -> Path:
    """A handshake of a small group, with a mistake of the client."""
    handshake = srpscope.make(
        "rfc5054", group="nimbus-256", hash="sha256", mistakes={"client": mistakes} if mistakes else None
    )
    handshake.save(path)
    return path


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder as it comes in: good, wrong, broken, empty and hidden files, and a page without a handshake."""
    folder = tmp_path / "reports"
    (folder / "old").mkdir(parents=True)
    (folder / ".git").mkdir()
    made(folder / "right.srp.jsonl")
    made(folder / "wrong-1.srp.jsonl", k="H(N | g)")
    made(folder / "old" / "wrong-2.srp.jsonl", k="H(N | g)")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(200))
    (folder / "empty.log").write_bytes(b"")
    (folder / "page.txt").write_text("the weather is fine\n")
    (folder / ".git" / "config").write_text("[core]\n")
    os.mkfifo(folder / "pipe")
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, object]]]:
    status = main(["triage", "--json", "--jobs", "1", "--seconds", str(SECONDS), *words])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_folder_is_counted_by_cause(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = run(capsys, str(reports))
    assert status == 1
    *answers, last = lines
    assert {Path(str(one["file"])).name for one in answers} == {
        "right.srp.jsonl",
        "wrong-1.srp.jsonl",
        "wrong-2.srp.jsonl",
        "picture.png",
        "empty.log",
        "page.txt",
    }
    groups = last["summary"]
    assert isinstance(groups, list)
    proved = next(one for one in groups if one["place"] == "k")
    assert (proved["count"], proved["at_fault"], proved["outcome"]) == (2, "client", "refused")
    assert proved["cause"] == "The client's k hashes g without padding"
    assert {Path(one).name for one in proved["files"]} == {"wrong-1.srp.jsonl", "wrong-2.srp.jsonl"}
    assert sum(one["count"] for one in groups if one["outcome"] == "unread") == 3
    handshake = next(one for one in answers if one["file"].endswith("right.srp.jsonl"))  # type: ignore[attr-defined]
    assert (handshake["session"], handshake["dialect"]) == (1, "rfc5054")
    assert handshake["judgement"]["values"] == "agree"  # type: ignore[index]


def test_the_table_names_files_and_counts(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    junit = reports.parent / "result.xml"
    assert main(["triage", "--jobs", "2", "--seconds", "20", "--junit", str(junit), str(reports)]) == 1
    text = capsys.readouterr().out
    assert text.startswith("3 handshakes in 6 files, 3 that gave none")
    assert "2  refused: The client's k hashes g without padding (client, k)" in text
    suite = ElementTree.parse(junit).getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("6", "2", "3")
    assert [one.get("classname") for one in suite.iter("testcase") if one.find("failure") is not None]


def test_what_was_done_is_not_done_again(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = reports.parent / "state.jsonl"
    _, whole = run(capsys, "--resume", str(state), str(reports))
    assert state.stat().st_mode & 0o777 == 0o600
    lines = state.read_text().splitlines(keepends=True)
    state.write_text("".join(lines[:3]) + lines[3][:40])  # killed in the middle of a line
    status, again = run(capsys, "--resume", str(state), str(reports))
    assert status == 1
    assert again[-1] == whole[-1]
    files = Counter(json.loads(line)["file"] for line in state.read_text().splitlines() if line.endswith("}"))
    assert set(files.values()) == {1}
    made(reports / "page.srp.jsonl")
    shutil.copy(reports / "page.srp.jsonl", reports / "page.txt")  # a file that has changed is done again
    _, changed = run(capsys, "--resume", str(state), str(reports))
    assert len(changed) == len(whole) + 1
    assert sum(one.get("file") == str(reports / "page.txt") and "error" not in one for one in changed) == 1


def kept(**keys: object) -> str:
    """A line of a state."""
    judged = {"outcome": "refused", "cause": "proved", "at_fault": "client", "headline": "The server refused M1."}
    said = {"judgement": judged, "findings": [{"first_difference": "M1"}], "cause": "g", "exit_status": 1}
    return json.dumps({"file": "a", "stamp": "1", "session": 1, "of": 1, **said, **keys})


@pytest.mark.parametrize("wrong", [None, 7, -1, 10**20, "x", [], [7], {}, {"cause": 7}, True, 1.5], ids=repr)
@pytest.mark.parametrize("key", [*json.loads(kept()), "error"])
def test_a_state_that_somebody_made_is_read_or_left_out(key: str, wrong: object) -> None:
    """Every kind of JSON in every key: what is taken from a state can be counted, and shown in each form."""
    summary = Summary()
    answers = [one for told in done_before([kept(**{key: wrong})], SECONDS).values() for one in told]
    summary.take(answers)
    assert summary.exit_status in (0, 1, 2, 65)
    assert as_lines(summary, SECONDS) and ElementTree.fromstringlist(list(junit(answers))) is not None


def test_the_next_step_is_of_the_largest_group_that_does_not_agree() -> None:
    summary = Summary()
    for name in ("b c.srp.jsonl", "d.srp.jsonl"):
        summary.take([json.loads(kept(file=name))])
    said = [text for _colour, text in as_lines(summary, SECONDS)]
    assert said[-2] == "next: srpscope why 'b c.srp.jsonl' tells how to put it right"
    assert said[-1].startswith("A log is joined to its recording")


def test_half_a_file_was_not_done() -> None:
    line = kept(of=2)
    assert done_before([line], SECONDS) == {}
    assert len(done_before([line, line.replace('"session": 1', '"session": 2')], SECONDS)) == 1
    assert done_before(["", "[]", "7", '{"file": 1}', "{" * 5_000], SECONDS) == {}


def test_a_search_that_the_time_ended_is_done_again_with_more() -> None:
    line = kept(stopped_after=2.0)
    assert len(done_before([line], 2.0)) == 1 and done_before([line], 20.0) == {}


def test_another_file_is_not_written_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture = tmp_path / "capture.srp.jsonl"
    capture.write_bytes((captures_folder() / "nimbus.srp.jsonl").read_bytes())
    before = capture.read_bytes()
    assert main(["triage", "--resume", str(capture), str(capture)]) == 64
    assert capture.read_bytes() == before and "no earlier run" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there, done = tmp_path / "result.xml", tmp_path / "done.jsonl"
    there.write_text("<kept/>")
    words = ["triage", "--resume", str(done), str(captures_folder() / "nimbus.srp.jsonl"), "--junit"]
    for place, said in ((there, "--force writes over it"), (tmp_path / "none" / "result.xml", "no such folder")):
        assert main([*words, str(place)]) == 73
        assert said in capsys.readouterr().err
    assert there.read_text() == "<kept/>" and not done.exists()


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        items([str(tmp_path / "nothing")])
    assert main(["triage", "--jobs", "0", str(tmp_path)]) == 64
    assert main(["triage", str(tmp_path)]) == 65  # an empty folder has no handshake


def test_no_file_raises(tmp_path: Path) -> None:
    for number, data in enumerate((b"\0" * 100, b'{"type":"header","srpscope":1,"dialect":{"a":[]}}\n', b"\xff" * 9)):
        path = tmp_path / str(number)
        path.write_bytes(data)
        [answer] = look(Queued(str(path)), 0.1)
        assert answer["file"] == str(path)
    assert "error" in look(Queued(str(tmp_path / "gone")))[0]


def many(tmp_path: Path, count: int) -> list[Queued]:
    path = made(tmp_path / "one.srp.jsonl")
    for number in range(count):
        shutil.copy(path, tmp_path / f"{number:03}.srp.jsonl")
    return items([str(tmp_path)])


@pytest.mark.parametrize("noticed", [False, True])
def test_a_worker_that_is_killed_loses_nothing(noticed: bool, tmp_path: Path) -> None:
    """noticed: the pool has ended its other workers before it is asked for the next files."""
    files = many(tmp_path, 16)
    told: Counter[str] = Counter()
    for item, answers in here(files, 2, SECONDS):
        if not told:
            victim = multiprocessing.active_children()[0]
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)
            while noticed and multiprocessing.active_children():
                time.sleep(0.01)
        told[item.name] += 1
        assert [one["judgement"]["values"] for one in answers] == ["agree"]
    assert told == Counter(one.name for one in files)


def test_workers_that_cannot_start_are_the_launchers_fault_and_said_at_once(tmp_path: Path) -> None:
    named = [one.name for one in many(tmp_path, 2)]
    launcher = tmp_path / "launcher.py"
    launcher.write_text(
        f"import sys\nfrom srpscope.cli import main\nsys.exit(main(['triage', '--jobs', '2', *{named!r}]))\n"
    )
    done = subprocess.run([sys.executable, launcher], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 64 and 'if __name__ == "__main__"' in done.stderr
    assert done.stderr.startswith("srpscope: the processes that look at the files ended before they could begin.")
    assert len(done.stderr.splitlines()) == 1 and not done.stdout


CAUSES = {
    "esp-prov-salt-zero": ("salt", "leading zeros"),
    "esp32-android-key-zero": ("K", "leading zeros"),
    "esp32-refused": ("g", "without padding"),
    "textbook-live-refused": ("k", "without padding"),
    "excalibur-live-refused": ("user name", "instead of its hash"),
    "devolutions-live-refused": ("user name", "NUL"),
    "nimbus-live-refused": ("Nimbus SRP 1.x",),
}
"""Bundled captures with a mistake, and words for it: each says so in its own header, too."""


def table(
    looked: Iterable[tuple[Queued, list[dict[str, object]]]],
) -> tuple[dict[str, object], list[dict[str, object]]]:
    """The cause of each capture that has one, and the summary without what depends on the order."""
    summary, causes = Summary(), {}
    for item, answers in looked:
        summary.take(answers)
        for one in answers:
            if one.get("cause"):
                causes[Path(item.name).name.removesuffix(".srp.jsonl")] = one["cause"]
    groups = [{**one.as_json(), "files": sorted(one.files)} for one in summary.groups]
    return causes, sorted(groups, key=str)


@pytest.mark.peers
def test_the_bundled_captures_give_the_same_right_table_here_and_on_a_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    names = [*CAUSES, "esp32-accepted", "nimbus", "rfc5054-appendix-b"]
    files = items([str(captures_folder() / f"{name}.srp.jsonl") for name in names])
    causes, groups = table(here(files, 2, 30.0))
    assert causes.keys() == CAUSES.keys()
    assert all(word in str(causes[name]) for name, words in CAUSES.items() for word in words)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        assert table(on_cluster(files, cluster.scheduler_address, 30.0, lambda text: None)) == (causes, groups)


@pytest.mark.peers
def test_a_real_cluster_with_a_worker_killed(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    files = many(tmp_path, 60)
    told: Counter[str] = Counter()
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        said: list[str] = []
        for item, answers in on_cluster(files, cluster.scheduler_address, SECONDS, said.append):
            if len(told) == 5:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            told[item.name] += 1
            assert [one["judgement"]["values"] for one in answers] == ["agree"]
        summary = Summary()
        refused = items([str(captures_folder() / "esp32-refused.srp.jsonl")])
        for _, answers in on_cluster(refused, cluster.scheduler_address, 20, said.append):
            summary.take(answers)
    assert told == Counter(one.name for one in files)
    assert "3 workers at" in said[0]
    assert [one.place for one in summary.groups] == ["M1"]


def test_no_scheduler_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("srpscope.answers.fleet.CONNECT_SECONDS", 0.3)
    with pytest.raises(PeerError, match="no Dask scheduler"):
        list(on_cluster([], "tcp://127.0.0.1:9", SECONDS, print))


def test_what_is_sent_to_a_cluster_has_its_base_with_it(tmp_path: Path) -> None:
    """A saved mistake is a base and its edits, and a worker has no folder in which the base stands: 97 of 192 rows of a
    cluster said that nothing can be told."""
    over = tmp_path / "over.srp.jsonl"
    header = {"type": "header", "srpscope": 1, "title": "over", "base": "under"}
    edit = {"type": "edit", "side": "client", "value": "u", "formula": "H(B | A)"}
    values = {"type": "values", "side": "client", "values": {"I": "carol"}}
    under = {"type": "header", "srpscope": 1, "title": "under", "dialect": "nimbus"}
    over.write_text(json.dumps(header) + "\n" + json.dumps(edit) + "\n")
    (tmp_path / "under.srp.jsonl").write_text(json.dumps(under) + "\n" + json.dumps(values) + "\n")
    [here_read] = read(Source.of_path(over))
    sent = carried(Queued(str(over), "1:2"))
    assert sent.data is not None and (sent.name, sent.stamp) == (str(over), "1:2")
    [there_read] = read(Source.of_bytes(sent.data, over.name))
    assert there_read.header["dialect"] == "nimbus" and there_read.header["title"] == "over"
    assert there_read.lines == here_read.lines == [values, edit]
    page = tmp_path / "page.txt"
    page.write_text('{"type":"other","base":"under"}')
    assert carried(Queued(str(page))).data == page.read_bytes()


@pytest.mark.parametrize("address", ["nonsense", "tcp://host", "", "tcp://host:port"])
def test_what_is_no_address_of_a_cluster_is_misuse_at_once(address: str) -> None:
    """Dask tried for twenty seconds, and printed a traceback of its own when the program ended."""
    with pytest.raises(UserError, match="no address of a Dask scheduler: tcp://HOST:PORT"):
        list(on_cluster([], address, SECONDS, print))
