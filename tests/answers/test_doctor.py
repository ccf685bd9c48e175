"""doctor, config, keys: what works here, where the settings are, what keys can be changed."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from srpscope import places, settings
from srpscope.answers import doctor as machine
from srpscope.cli import main
from srpscope.errors import FileError, OutputError


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for variable, folder in (("XDG_CONFIG_HOME", "c"), ("XDG_DATA_HOME", "d"), ("XDG_STATE_HOME", "s")):
        monkeypatch.setenv(variable, str(tmp_path / folder))
    places._user_folders.cache_clear()
    yield
    places._user_folders.cache_clear()


def test_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    named = {check["name"]: check for check in answer["checks"]}
    assert {"python", "engine", "terminal", "clipboard", "loopback", "settings"} <= set(named)
    assert named["loopback"]["state"] in ("ok", "warning")
    assert all(check["sentence"].endswith((".", ")")) for check in answer["checks"])
    assert main(["doctor"]) == 0
    assert "engine:" in capsys.readouterr().out


def test_adapters(tmp_path: Path) -> None:
    for name in ("hci0", "hci1", "hci0:64", "other"):
        (tmp_path / name).mkdir()
    assert machine.adapters_in(tmp_path) == ["hci0", "hci1"]
    assert machine.adapters_in(tmp_path / "missing") == []


@pytest.mark.parametrize(("soft", "hard", "says"), [("1", "0", "rfkill unblock"), ("0", "1", "switch"), ("0", "0", "")])
def test_rfkill(tmp_path: Path, soft: str, hard: str, says: str) -> None:
    for name, kind in (("rfkill0", "wlan"), ("rfkill1", "bluetooth")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "type").write_text(kind + "\n")
        (folder / "soft").write_text("1\n" if kind == "wlan" else soft + "\n")
        (folder / "hard").write_text(hard + "\n" if kind == "bluetooth" else "0\n")
    found = list(machine.rfkill_in(tmp_path))
    assert bool(found) == bool(says)
    assert all(says in check.sentence for check in found)
    assert list(machine.rfkill_in(tmp_path / "missing")) == []


@pytest.mark.parametrize(
    ("system", "words"),
    [("Darwin", ["permission", "UUID"]), ("Windows", ["paired first"]), ("Plan9", ["not supported"])],
)
def test_each_system_has_its_sentence(monkeypatch: pytest.MonkeyPatch, system: str, words: list[str]) -> None:
    monkeypatch.setattr("platform.system", lambda: system)
    text = " ".join(check.sentence for check in machine.bluetooth()).lower()
    for word in words:
        assert word.lower() in text or (word == "permission" and "privacy" in text)


def test_wsl_and_no_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.release", lambda: "5.15.90.1-microsoft-standard-WSL2")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    found = {check.name: check for check in machine.bluetooth()}
    assert "usbipd" in found["wsl"].sentence
    assert found["d-bus"].state == "warning"


def test_settings_that_are_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert settings.load() == settings.Settings()
    assert main(["config"]) == 0
    assert "not there yet" in capsys.readouterr().out


def test_the_sample_is_valid_and_commented(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--sample"]) == 0
    sample = capsys.readouterr().out
    assert settings.read(sample.encode()) == settings.Settings()
    # with the comment signs taken away it is valid too, and every setting is in it
    filled = "\n".join(line[2:] if line.startswith("# ") and " = " in line else line for line in sample.splitlines())
    read = settings.read(filled.encode())
    assert read.notes == () and read.theme == "dark" and read.recordings is not None
    assert read.keys == {"next-difference": "f7", "previous-difference": "shift+f7"}


def test_writing_the_sample_never_overwrites(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--write"]) == 0
    path = settings.settings_path()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert main(["config", "--write"]) == 73
    with pytest.raises(OutputError):
        settings.write_sample()
    assert main(["config", "--json"]) == 0
    out = capsys.readouterr().out
    answer = json.loads(out[out.index("{") :])
    assert answer["exists"] is True and answer["notes"] == []


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (b"theme = 5", "theme"),
        (b"ascii = 'yes'", "true or false"),
        (
            b"colour = 'x'",
            "line 1: 'colour' is no key here; there are ascii, keys, language, recordings, reveal, theme.",
        ),
        (b"[keys]\nx = 5", "line 1: [keys] has values in quotes."),
        (b"keys = 5", "table"),
        (b"recordings = '~nobody-at-all/x'", "recordings"),
    ],
)
def test_a_wrong_setting_is_a_sentence(text: bytes, note: str) -> None:
    read = settings.read(text)
    assert len(read.notes) == 1 and note in read.notes[0]
    assert read == settings.Settings(notes=read.notes)


@pytest.mark.parametrize(
    "text", [b"\xff\xfe\x00", b"theme = ", b"a" * 2_000_000, b"x = " + b"[" * 10_000, b"x = " + b"9" * 5_000]
)
def test_a_file_that_is_no_toml(text: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileError):
        settings.read(text)
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    assert settings.load().notes
    assert main(["config"]) == 65
    assert "defaults" in capsys.readouterr().err


def test_a_good_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "light"\nascii = true\nreveal = true\nrecordings = "/tmp/r"\n[keys]\nundo = "ctrl+y"\n')
    read = settings.load(path)
    assert (read.theme, read.ascii, read.reveal, read.recordings_folder) == ("light", True, True, Path("/tmp/r"))
    assert read.keys == {"undo": "ctrl+y"}


def test_keys_lists_every_action_with_its_own_key(capsys: pytest.CaptureFixture[str]) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_text('[keys]\nnext-difference = "f3"\nno-such-action = "x"\n')
    assert main(["keys", "--json"]) == 0
    out, err = capsys.readouterr()
    answer = {one["name"]: one for one in json.loads(out)["keys"]}
    assert answer["next-difference"]["mapped"] == "f3" and answer["next-difference"]["keys"]
    assert answer["undo"]["mapped"] is None
    assert "no-such-action is no action" in err
    assert main(["keys"]) == 0
    assert "f3 (yours" in capsys.readouterr().out


def test_the_sample_names_real_actions() -> None:
    from srpscope.tui.commands import COMMANDS

    named = {line.split("=")[0].strip("# ") for line in settings.SAMPLE.split("[keys]")[1].splitlines() if "=" in line}
    assert named and named <= {one.id for one in COMMANDS}
