"""The examples are run by their own commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import srpscope
from srpscope.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of them, with `srpscope` and `python` on the path."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, words in (("srpscope", "-m srpscope"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n')
        program.chmod(0o755)
    return tmp_path / "examples"


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    root = str(EXAMPLES.parent)
    programs = next(one / "bin" for one in folder.parents if (one / "bin").is_dir())
    path = f"{programs}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": root, **more}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_explain_a_refusal(folder: Path) -> None:
    done = run(folder, sys.executable, "explain_a_refusal.py")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "The server refused M1: the client's g is hashed in H(g) without padding, as one byte."
    assert lines[1].startswith("the client computed M1 = ")
    assert lines[-1].startswith("and that gives the M1 that was sent")


def test_play_both_sides(folder: Path) -> None:
    done = run(folder, sys.executable, "play_both_sides.py")
    assert done.returncode == 0, done.stderr
    assert re.search(r"correct horse: accepted True, B is 25[0-5] bytes long", done.stdout)
    assert "correct hose: accepted False" in done.stdout
    assert "the client's recording says: Both sides agree, on M1 and M2." in done.stdout
    assert re.search(r"the server's recording says: .*\bagrees?\b", done.stdout)


def test_the_tapped_client(folder: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("needs node")
    made = run(folder / "tap", "srpscope", "tap", "--as", "javascript", "--dialect", "rfc5054", "-o", "srp_tap.mjs")
    assert made.returncode == 0, made.stderr
    done = run(folder / "tap", "node", "client.mjs", "given.json")
    assert done.returncode == 0, done.stderr
    (folder / "tap" / "tap.log").write_text(done.stderr)
    handshake = srpscope.open(folder / "tap" / "tap.log")
    assert handshake.why(20).findings[0].first_difference == "M1"
    assert "K" in handshake.judge().headline


def captures(folder: Path, wrong: bool) -> Path:
    made = folder / "recordings"
    made.mkdir()
    mistakes = {"client": {"k": "H(N | g)"}} if wrong else None
    srpscope.make("rfc5054", group="nimbus-256", hash="sha256", mistakes=mistakes).save(made / "one.srp.jsonl")
    return made


@pytest.mark.parametrize("wrong", [False, True])
def test_the_action_judges_what_a_build_recorded(folder: Path, wrong: bool) -> None:
    yaml = pytest.importorskip("yaml")
    action = yaml.safe_load((folder / "github-action" / "action.yml").read_text())
    captures(folder, wrong)
    install, judge = action["runs"]["steps"]
    assert action["inputs"]["path"]["default"] == "recordings"
    assert install["run"] == 'python -m pip install --quiet "$SRP_PACKAGE"'
    done = run(folder, "bash", "-eo", "pipefail", "-c", judge["run"], SRP_PATH="recordings")
    assert done.returncode == int(wrong), done.stderr
    assert f'failures="{int(wrong)}"' in (folder / "srp-results.xml").read_text()


@pytest.mark.parametrize("wrong", [False, True])
def test_the_hook_stops_a_capture_that_disagrees(folder: Path, wrong: bool) -> None:
    yaml = pytest.importorskip("yaml")
    config = yaml.safe_load((folder / "pre-commit" / ".pre-commit-config.yaml").read_text())
    [hook] = config["repos"][0]["hooks"]
    made = captures(folder, wrong)
    done = run(folder, *hook["entry"].split(), str(made / "one.srp.jsonl"))
    assert done.returncode == int(wrong), done.stderr


def test_every_file_of_the_folder_is_named_in_its_readme() -> None:
    text = (EXAMPLES / "README.md").read_text()
    for path in EXAMPLES.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path.name != "README.md":
            assert path.name in text, path


def test_the_commands_of_the_readme_are_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tap", "--as", "javascript"]) == 0
    assert "srp_tap.mjs" in capsys.readouterr().out
