"""A command that is mistyped or comes too late is not taken for a missing file."""

import io
from pathlib import Path

import pytest

from srpscope.cli import COMMANDS, main


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_behind_an_option_is_told_to_come_first(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--theme", "light", command]) == 64
    assert capsys.readouterr().err == f"srpscope: the command comes first: `srpscope {command}`, then its options.\n"


def test_a_mistyped_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tarce"]) == 64
    assert "`srpscope trace`" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--ascii"]])
def test_a_file_that_is_named_like_a_command_is_a_file(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("why").write_text("no handshake\n")
    assert main([*options, "./why"]) == 65
    capsys.readouterr()
    if options:
        assert main([*options, "why"]) == 65
    assert "comes first" not in capsys.readouterr().err


def test_what_is_no_command_is_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--theme", "light", "handshake.log"]) == 65
    assert "handshake.log: no such file" in capsys.readouterr().err


def test_a_server_whose_user_has_a_name_of_its_own_asks_for_the_password_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """HomeKit's user is Pair-Setup; --username was asked for, which nobody there has to give."""
    monkeypatch.delenv("SRPSCOPE_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["serve", "homekit", "--headless", "--port", "0"]) == 64
    said = capsys.readouterr().err
    assert "no password" in said and "--username" not in said
