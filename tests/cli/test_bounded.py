"""Every file that a person names is read up to a bound: no device and no pipe keeps the program, or its memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from srpscope import places, settings
from srpscope.bounded import NoSuchFileError, beginning, read_file
from srpscope.cli import main
from srpscope.errors import FileError
from srpscope.tui.frame import themes

ENDLESS = Path("/dev/zero")
pytestmark = pytest.mark.skipif(not ENDLESS.exists() or not hasattr(os, "mkfifo"), reason="no devices on this system")


@pytest.fixture(params=["device", "link", "pipe"])
def endless(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What never ends, by its own name or a file's, and a pipe that nobody writes to."""
    if request.param == "device":
        return ENDLESS
    path = tmp_path / "endless.toml"
    if request.param == "link":
        path.symlink_to(ENDLESS)
    else:
        os.mkfifo(path)
    return path


def test_a_file_has_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "ten"
    path.write_bytes(b"0123456789")
    assert read_file(path, 10) == b"0123456789"
    assert beginning(path, 4) == b"0123"
    with pytest.raises(FileError, match="ten: such a file has at most 9 bytes"):
        read_file(path, 9)
    with pytest.raises(NoSuchFileError, match="no such file"):
        read_file(tmp_path / "other", 9)
    with pytest.raises(FileError, match="directory"):
        read_file(tmp_path, 9)


COMMANDS = [
    ["learn", "{}"],
    ["learn", "--check", "{}"],
    ["check-credential", "--salt", "00", "--verifier", "02", "--username", "x", "--password-file", "{}"],
    ["triage", "--resume", "{}", "."],
    ["trace", "--set", "client.P=@{}", "{}"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_a_command_says_it_and_ends(command: list[str], endless: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if endless.is_fifo() and command[0] == "trace":
        pytest.skip("a capture may come through a pipe, and is waited for")
    assert main([part.format(endless) for part in command]) in (64, 65, 73)
    assert capsys.readouterr().err.count("\n") >= 1


@pytest.mark.parametrize("kind", ["settings", "theme", "dialect"])
def test_a_file_of_ones_own_folder_too(kind: str, endless: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = {
        "settings": settings.settings_path(),
        "theme": places.config_folder() / "themes" / "endless.toml",
        "dialect": places.data_folder() / "dialects" / "endless.toml",
    }[kind]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(endless)
    if kind == "settings":
        assert settings.load().notes
    elif kind == "theme":
        assert any("endless" in fault for fault in themes.load_all()[1])
    else:
        assert main(["dialects", "endless"]) == 65
        assert "dialect endless" in capsys.readouterr().err
