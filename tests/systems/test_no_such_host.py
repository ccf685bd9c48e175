"""A host that no resolver takes (an empty label, one of 64 letters) is the user's slip, and no error of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.cli import main

NAMES = ["a..b", f"{'a' * 64}.example"]
SYSTEMS = ["http", "nimbus", "devolutions", "excalibur", "homekit", "cognito", "plain"]


@pytest.fixture
def password(tmp_path: Path) -> str:
    path = tmp_path / "password"
    path.write_text("111-22-333")
    return str(path)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", NAMES)
def test_to_listen_at(system: str, name: str, password: str, capsys: pytest.CaptureFixture[str]) -> None:
    user = [] if system == "homekit" else ["--username", "alice"]
    status = main(["serve", system, "--headless", "--host", name, *user, "--password-file", password])
    said = capsys.readouterr().err
    assert status == 64, said
    assert "cannot be listened on: no such host" in said


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", NAMES)
def test_to_connect_to(system: str, name: str, password: str, capsys: pytest.CaptureFixture[str]) -> None:
    address = {"http": f"{name}:8080", "plain": f"tcp://{name}:8080"}.get(system, f"http://{name}:8080")
    user = [] if system == "homekit" else ["--username", "alice"]
    status = main(["live", system, address, "--headless", *user, "--password-file", password])
    said = capsys.readouterr().err
    assert status == 69, said
    assert "no such host" in said
