"""Recordings: exclusive, private, flushed line by line; a killed program loses at most the line being written."""

from __future__ import annotations

import json
import random
import resource
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.errors import OutputError
from srpscope.live.recording import Recording, new_path
from tests.live.bench import PASSWORD, USER


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "one.srp.jsonl"
    path.write_text("mine")
    with pytest.raises(OutputError, match="--force"):
        Recording(path, {})
    assert path.read_text() == "mine"
    path.chmod(0o644)
    recording = Recording(path, {"title": "x"}, force=True)
    assert path.read_text() == "mine", "nothing is overwritten before there is something to keep"
    recording.message("client", "http", "x", b"1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text().splitlines()[0]) == {"type": "header", "srpscope": 1, "title": "x"}


def test_two_programs_on_one_recording_lose_nothing(tmp_path: Path) -> None:
    """Both were told to write over it: the second empties what the first has begun."""
    path = tmp_path / "both.srp.jsonl"
    said: list[str] = []
    first = Recording(path, {"title": "first"}, force=True, on_problem=said.append)
    first.message("client", "http", "x", b"1")
    second = Recording(path, {"title": "second"}, force=True)
    second.message("client", "http", "x", b"2")
    first.message("server", "http", "x", b"11")
    second.message("server", "http", "x", b"22")
    first.event("closed")

    def read(where: Path) -> tuple[str, list[str]]:
        [capture] = formats.read(Source.of_path(where))
        return capture.title, [line["bytes"] for line in capture.messages]

    assert first.kept == tmp_path / "both-2.srp.jsonl" and second.kept == path
    assert read(path) == ("second", ["32", "3232"])
    assert read(tmp_path / "both-2.srp.jsonl") == ("first", ["31", "3131"])
    assert len(said) == 1 and str(path) in said[0] and "both-2" in said[0]


def test_a_recording_that_somebody_else_adds_to_goes_on_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "notes.srp.jsonl"
    recording = Recording(path, {"title": "x"}, again=lambda: tmp_path / "other.srp.jsonl")
    recording.message("client", "http", "x", b"1")
    with path.open("a") as file:
        file.write("a note of my own\n")
    recording.message("server", "http", "x", b"2")
    assert path.read_text().endswith("a note of my own\n")
    assert recording.kept == tmp_path / "other.srp.jsonl" and len(recording.kept.read_text().splitlines()) == 3


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(OutputError):
        Recording(tmp_path / "link", {})
    with pytest.raises(OutputError):
        Recording(tmp_path / "link", {}, force=True)
    assert not (tmp_path / "target").exists()


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "none" / "x", tmp_path / "file" / "x", Path("nul\0byte")):
        with pytest.raises(OutputError):
            Recording(path, {})
    with pytest.raises(OutputError):
        new_path("live", tmp_path / "file")


def test_no_folder_that_is_made_for_a_recording_is_anybody_elses(tmp_path: Path) -> None:
    made = new_path("live", tmp_path / "data" / "recordings").parent
    assert [stat.S_IMODE(one.stat().st_mode) for one in (made, made.parent)] == [0o700, 0o700]


def test_a_server_names_its_recordings_by_the_session(tmp_path: Path) -> None:
    first = new_path("serve", tmp_path, 7)
    assert first.name.endswith("-serve-7.srp.jsonl")
    first.write_text("")
    again = [new_path("serve", tmp_path, 7) for _ in range(2)]
    assert all(one != first and "-serve-7" in one.name for one in again)


def test_lines_are_there_at_once_and_after_closing_too(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "x", {"title": "t"})
    recording.message("client", "http", "prov-session", b"\x01")
    assert len((tmp_path / "x").read_text().splitlines()) == 2
    recording.event("note", "later \x1b[31m\u2028")
    lines = (tmp_path / "x").read_text().splitlines()
    assert len(lines) == 3 and json.loads(lines[2])["text"] == "later \x1b[31m\u2028"
    assert "\x1b" not in (tmp_path / "x").read_text()


def test_a_full_disk_does_not_end_the_session(tmp_path: Path) -> None:
    told: list[str] = []
    recording = Recording(tmp_path / "one", {}, on_problem=told.append)
    recording.message("client", "http", "x", b"1")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "one").stat().st_size, hard))
    try:
        recording.event("note", "x")
        recording.event("note", "y")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "recording stops here" in recording.problem and told == [recording.problem]
    assert recording.kept is None
    assert [line["text"] for line in recording.capture.events] == ["x", "y"]
    recording.save(tmp_path / "two")
    assert len((tmp_path / "two").read_text().splitlines()) == 4


_CLIENTS = """
import asyncio, sys
from tests.live.bench import client
class Port:
    class server: port = int(sys.argv[1])
async def main():
    while True:
        session = client(Port)
        await session.run()
        await session.request("custom-data", b"x" * 200)
        await session.close()
asyncio.run(main())
"""


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_at_most_the_last_line_is_lost(tmp_path: Path, seed: int) -> None:
    """The device is killed while a client talks to it without end; what is on the disk opens, up to the last line."""
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    folder = tmp_path / "records"
    command = [sys.executable, "-m", "srpscope", "serve", "http", "--port", "0", "--headless", "--record", str(folder)]
    command += ["--username", USER, "--password-file", str(password)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as device:
        assert device.stderr is not None
        port = device.stderr.readline().strip().rpartition(":")[2]
        asking = subprocess.Popen([sys.executable, "-c", _CLIENTS, port], stderr=subprocess.DEVNULL)
        try:
            wanted = random.Random(seed).randrange(3, 60)
            deadline = time.monotonic() + 60
            while sum(len(one.read_bytes().splitlines()) for one in folder.glob("*")) < wanted:
                assert time.monotonic() < deadline
            device.send_signal(signal.SIGKILL)
            device.wait()
        finally:
            asking.kill()
            asking.wait()
    records = sorted(folder.glob("*.srp.jsonl"))
    assert records
    for path in records:
        *whole, _ = path.read_bytes().split(b"\n")
        for line in whole:
            assert isinstance(json.loads(line), dict)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        capture = formats.read(Source.of_path(path))[0]
        assert len(capture.lines) >= len(whole) - 1
