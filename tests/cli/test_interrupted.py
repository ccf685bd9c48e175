"""Ctrl+C: a command ends at once, says so in a line, and loses nothing that it has."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import srpscope
from srpscope.answers.fleet import here
from srpscope.answers.triage import items
from srpscope.api.handshake import Handshake

SRPSCOPE = [sys.executable, "-m", "srpscope"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent to a process group by its number")


def searched(folder: Path, count: int) -> None:
    """Handshakes that are searched for as long as the search may take: a value that no formula gives."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        lost: Handshake = srpscope.make(
            "rfc5054", group="rfc5054-1024", hash="sha256", mistakes={"client": {"x": f"H('nobody {number}' | P)"}}
        )
        lost.save(folder / f"{number:03}.srp.jsonl")


def begun(*words: str, of: Path) -> subprocess.Popen[str]:
    """A triage as a terminal starts it: at the head of a process group, which Ctrl+C reaches as a whole."""
    return subprocess.Popen(
        [*SRPSCOPE, "triage", "--jobs", "2", *words, str(of)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def press(process: subprocess.Popen[str], times: int, number: signal.Signals = signal.SIGINT) -> tuple[float, str, str]:
    """Seconds that it took to end, and what it said."""
    start = time.monotonic()
    for _ in range(times):
        if process.poll() is None:
            os.killpg(process.pid, number)
        time.sleep(0.05)
    out, err = process.communicate(timeout=60)
    return time.monotonic() - start, out, err


@pytest.mark.parametrize("times", [1, 12])
def test_triage_ends_at_once_in_a_line_and_keeps_what_it_has(times: int, tmp_path: Path) -> None:
    searched(tmp_path / "lost", 6)
    for number in range(4):
        srpscope.make("rfc5054", group="rfc5054-1024", hash="sha256").save(
            tmp_path / "lost" / f"{number:03}-agrees.srp.jsonl"
        )
    state = tmp_path / "state.jsonl"
    process = begun("--seconds", "300", "--json", "--resume", str(state), of=tmp_path / "lost")
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(0.5)  # both processes search
    took, rest, err = press(process, times)
    assert process.returncode == 130
    assert took < 5  # 2 s on a machine that is free
    (line,) = err.splitlines()
    told = [json.loads(one)["file"] for one in [first, *rest.splitlines()]]
    assert line == (
        f"srpscope: ended by Ctrl+C: {len(told)} of 10 files looked at; their answers are in {state}, "
        "and the same command goes on from there."
    )
    assert {json.loads(one)["file"] for one in state.read_text().splitlines()} == set(told)
    assert not [one for one in told if "agrees" not in one]


@pytest.mark.parametrize("reached", ["the program", "its processes too"])
def test_a_triage_whose_time_is_over_gives_the_table_of_what_it_has(reached: str, tmp_path: Path) -> None:
    # SIGTERM, as a CI's time limit and a container's stop send it, ended it without a word, and Ctrl+C without a table.
    reports, state = tmp_path / "lost", tmp_path / "state.jsonl"
    searched(reports, 6)
    for number in range(4):
        made = srpscope.make("rfc5054", group="rfc5054-1024", hash="sha256")
        made.save(reports / f"{number:03}-agrees.srp.jsonl")
    process = begun("--seconds", "300", "--resume", str(state), of=reports)
    while not state.is_file() or state.read_text().count("\n") < 2:
        time.sleep(0.1)
    if reached == "the program":
        process.terminate()
    _, out, err = press(process, 0 if reached == "the program" else 1, signal.SIGTERM)
    assert process.returncode == 130
    kept = state.read_text().count("\n")
    assert out.splitlines()[0].startswith(f"{kept} handshakes in {kept} of 10 files;")
    assert any(line.split()[:1] == [str(kept)] for line in out.splitlines()[1:])
    assert "joined to its recording" not in out
    assert err.splitlines() == [
        f"srpscope: ended by SIGTERM: {kept} of 10 files looked at; their answers are in {state}, and the same command "
        "goes on from there."
    ]


@pytest.mark.parametrize("wait", [0.1, 0.3, 0.5, 0.8])
def test_whenever_it_is_pressed_no_traceback_is_seen(wait: float, tmp_path: Path) -> None:
    """While the program loads, while its processes load, and when they are at work."""
    searched(tmp_path, 3)
    code = "from srpscope.cli import main; import sys; print('on', flush=True); sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", f"if __name__ == '__main__':\n    {code}", "triage", "--jobs", "2", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(wait)
    _, _, err = press(process, 8)
    assert process.returncode == 130, err
    assert "Traceback" not in err and "ignored" not in err
    assert len(err.splitlines()) <= 1


def test_what_is_answered_when_it_is_ended_is_given(tmp_path: Path) -> None:
    for number in range(12):
        srpscope.make("rfc5054", group="nimbus-256", hash="sha256").save(tmp_path / f"{number}.srp.jsonl")
    told: list[str] = []
    for item, answers in here(items([str(tmp_path)]), 2, 2.0, lambda: bool(told)):
        assert [one["judgement"]["values"] for one in answers] == ["agree"]
        told.append(item.name)
    assert 1 <= len(told) < 12


def test_a_server_that_nobody_came_to_says_so(tmp_path: Path) -> None:
    command = [*SRPSCOPE, "serve", "plain", "--username", "ada", "--port", "0", "--headless", "--record", str(tmp_path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "SRPSCOPE_PASSWORD": "b"}
    )
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert err == "srpscope: ended before a handshake was over: nothing can be told.\n"
