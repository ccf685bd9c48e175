"""What a command's status is when its answer cannot be written, and when nobody reads it to the end."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.places import captures_folder

REFUSED = str(captures_folder() / "esp32-refused.srp.jsonl")
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no full device")


def started(*arguments: str, buffered: bool = True) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "" if buffered else "1", "SRPSCOPE_PASSWORD": "abcd1234"}
    return subprocess.Popen(
        [sys.executable, "-m", "srpscope", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )


@pytest.mark.parametrize("buffered", [True, False])
@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["trace", REFUSED], 1),
        (["trace", REFUSED, "--json"], 1),
        (["why", REFUSED], 1),
        (["dialects"], 0),
        (["--help"], 0),
        (["convert", REFUSED, "-o", "-"], 0),
    ],
)
def test_a_reader_that_goes_away_does_not_change_the_status(command: list[str], status: int, buffered: bool) -> None:
    process = started(*command, buffered=buffered)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    assert (process.wait(), said) == (status, b"")


@needs_full
@pytest.mark.parametrize("command", [["trace", REFUSED], ["dialects", "--json"], ["--help"], ["--version"], ["keys"]])
def test_a_full_disk_under_standard_output(command: list[str]) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "srpscope", *command], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 73
    assert done.stderr.decode() == "srpscope: standard output: no space left on device.\n"


WRITERS = [
    ["convert", REFUSED, "-o"],
    ["report", REFUSED, "-o"],
    ["export", REFUSED, "--as", "python", "-o"],
    ["make-credential", "--username", "wifiprov", "--as", "c", "-o"],
]


@needs_full
@pytest.mark.parametrize("command", WRITERS)
def test_a_full_disk_under_a_file(command: list[str]) -> None:
    before = FULL.stat().st_mode
    process = started(*command, str(FULL), "--force")
    _, said = process.communicate()
    assert process.returncode == 73
    assert b"/dev/full: no space left on device." in said
    assert FULL.stat().st_mode == before, "a device keeps its mode"


@pytest.mark.parametrize("command", WRITERS)
def test_a_file_that_is_there(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_text("mine")
    path.chmod(0o644)
    process = started(*command, str(path))
    _, said = process.communicate()
    assert process.returncode == 73 and b"--force writes over it" in said
    assert path.read_text() == "mine"
    process = started(*command, str(path), "--force")
    process.communicate()
    assert process.returncode == 0
    assert path.read_text() != "mine"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", WRITERS)
def test_a_folder_in_the_way(command: list[str], tmp_path: Path) -> None:
    process = started(*command, str(tmp_path), "--force")
    _, said = process.communicate()
    assert process.returncode == 73
    assert said.count(b"\n") == 1 and b"Traceback" not in said
