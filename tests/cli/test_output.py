"""What a command's status is when its answer cannot be written, and when nobody reads it to the end."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.cli import main
from srpscope.cli.transports.server import worst
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
    assert process.returncode == (1 if "report" in command else 0)
    assert path.read_text() != "mine"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="a limit for the size of a file")
@pytest.mark.parametrize("command", WRITERS)
def test_what_cannot_be_written_leaves_the_old_file(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_text("mine")
    line = ["bash", "-c", 'ulimit -f 0; exec "$0" "$@"', sys.executable, "-m", "srpscope", *command, str(path)]
    environment = {**os.environ, "SRPSCOPE_PASSWORD": "abcd1234"}
    ended = subprocess.run([*line, "--force"], env=environment, capture_output=True, check=False)
    assert ended.returncode == 73, ended.stderr
    assert path.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["there"]


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize("kind", ["file", "nothing"])
@pytest.mark.parametrize("command", WRITERS)
def test_a_link_is_not_written_through(command: list[str], kind: str, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    if kind == "file":
        target.write_text("somebody's")
    process = started(*command, str(link), "--force")
    _, said = process.communicate()
    assert process.returncode == 73 and b"links are not followed" in said
    assert target.read_text() == "somebody's" if kind == "file" else not target.exists()
    assert link.is_symlink()


@pytest.mark.skipif(os.name != "posix", reason="a shell")
@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f"trace {REFUSED} >&-", 1),
        (f"why {REFUSED} --json >&- 2>&-", 1),
        (f"convert {REFUSED} -o - >&-", 0),
        ("trace - <&-", 65),
        ("check-credential - <&-", 65),
        ("explain - <&-", 64),
        (f"trace {REFUSED} <&- >&- 2>&-", 1),
    ],
)
def test_a_stream_that_is_closed_is_no_error_of_ours(line: str, status: int) -> None:
    ended = subprocess.run(["bash", "-c", f"{sys.executable} -m srpscope {line}"], capture_output=True, check=False)
    assert ended.returncode == status, ended.stderr
    assert ended.stderr.count(b"\n") == (1 if "- <&-" in line else 0)


def test_the_name_of_a_file_says_no_sentence_of_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a\nsrpscope: all is well.\n\x1b[2J\u202e.srp.jsonl"
    for text in (None, "", "{", '{"srpscope": 1}\n{"x": '):
        if text is not None:
            path.write_text(text)
        for command in (["trace"], ["why"], ["convert", "-o", "-"], ["check-credential"], ["triage"]):
            main([*command, str(path)])
            said = capsys.readouterr()
            assert "\nsrpscope: all" not in said.out + said.err and not said.err.startswith("srpscope: all")
            assert not set("\x1b\u202e") & set(said.out + said.err)


@pytest.mark.parametrize("command", WRITERS)
def test_a_folder_in_the_way(command: list[str], tmp_path: Path) -> None:
    process = started(*command, str(tmp_path), "--force")
    _, said = process.communicate()
    assert process.returncode == 73
    assert said.count(b"\n") == 1 and b"Traceback" not in said


@pytest.mark.parametrize(
    "command",
    [["serve", "plain"], ["serve", "http"], ["proxy", "plain", "--to", "tcp://127.0.0.1:1"]],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_folder_for_recordings_that_cannot_be_made_is_said_before_anybody_waits(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SRPSCOPE_PASSWORD", "abcd1234")
    (tmp_path / "file").write_text("")
    given = ["--username", "alice", "--headless", "--port", "0", "--record", str(tmp_path / "file" / "folder")]
    assert main([*command, *given]) == 73
    assert str(tmp_path / "file" / "folder") in capsys.readouterr().err


def test_what_is_not_there_is_unreadable_to_every_command(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    for command in ("trace", "why", "identify", "report", "triage"):
        assert main([command, gone]) == 65, command


def test_a_server_that_nobody_came_to_can_tell_nothing() -> None:
    assert (worst([]), worst([0]), worst([0, 2]), worst([2, 1, 0])) == (2, 0, 2, 1)
