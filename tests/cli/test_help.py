"""Every --help fits 80 columns and ends with examples that can be typed; what is mistyped is told its nearest name."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from srpscope.cli import COMMANDS, main
from srpscope.cli.examples import EXAMPLES
from srpscope.cli.parser import command_module, for_command, for_screen, screen_module, subparsers_of, whole
from srpscope.cli.program.completion import SHELLS


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Every parser by the words that lead to it."""
    found: dict[str, argparse.ArgumentParser] = {"": for_screen(COMMANDS, screen_module())}
    for command in COMMANDS:
        found[command] = for_command(command, command_module(command))
        for name, sub in subparsers_of(found[command]).items():
            found[f"{command} {name}"] = sub
    return found


PARSERS = parsers()


@pytest.mark.parametrize("name", PARSERS)
def test_help_fits_80_columns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = PARSERS[name].format_help().split("\n")
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_ends_with_examples(name: str) -> None:
    text = PARSERS[name].format_help()
    for line, _ in EXAMPLES[name]:
        assert line in text[text.index("examples:") :]
    assert text.index("exit status:") < text.index("examples:")


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_what_the_parser_takes(name: str) -> None:
    """argparse raises SystemExit for a line that it does not take."""
    if name not in PARSERS:
        pytest.skip(f"{name} is not built yet")
    for line, _ in EXAMPLES[name]:
        for piece in line.replace(";", "|").split("|"):
            words = shlex.split(piece.partition(" > ")[0].partition(" >> ")[0].partition(" < ")[0], comments=True)
            if words[:1] != ["srpscope"]:
                continue
            command = words[1] if len(words) > 1 and words[1] in COMMANDS else ""
            PARSERS[command].parse_args(words[2:] if command else words[1:])


def test_a_mistyped_option_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    for words, near in (
        (["trace", "--show-secret", "--sesssion", "2", "x"], "--session"),
        (["live", "plain", "--usrname", "bob", "tcp://x:1"], "--username"),
        (["export", "--as", "javascrip", "x"], "javascript"),
        (["serve", "nimbux"], "nimbus"),
        (["completion", "zhs"], "zsh"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 64
        assert f"did you mean {near}?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["trace", "--dialect", "esp-idf-securty2", "x"], "esp-idf-security2"),
        (["soak", "--dialect", "rfc5054", "--group", "rfc5054-2084"], "rfc5054-2048"),
        (["soak", "--dialect", "rfc2945", "--hash", "sha265"], "sha256"),
        (["check-credentail"], "check-credential"),
    ],
)
def test_a_mistyped_name_is_told_the_nearest(words: list[str], near: str, capsys: pytest.CaptureFixture[str]) -> None:
    if words[-1] == "x":
        words = [*words[:-1], str(Path(__file__).parents[2] / "captures" / "rfc5054-appendix-b.srp.jsonl")]
    assert main(words) == 64
    said = capsys.readouterr().err
    assert f"id you mean {near}?" in said or f"id you mean `srpscope {near}`?" in said


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_knows_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for command in COMMANDS:
        assert command in script or command.replace("-", "_") in script
    assert "esp-idf-security2" in script and "rfc5054-2048" in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["completion", "bash"])
    (tmp_path / "complete.bash").write_text(capsys.readouterr().out)
    ask = """
source complete.bash
for line in "srpscope tr" "srpscope trace --dialect esp-idf-sec" "srpscope serve nim"; do
  COMP_WORDS=($line); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="$line"; COMPREPLY=()
  _shtab_srpscope srpscope "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; echo "${COMPREPLY[@]}"
done
"""
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    trace, dialects, systems = done.stdout.strip().split("\n")
    assert "trace" in trace.split()
    assert "esp-idf-security2" in dialects.split()
    assert systems.split() == ["nimbus"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
def test_fish_completes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["completion", "fish"])
    (tmp_path / "srpscope.fish").write_text(capsys.readouterr().out)
    ask = "source srpscope.fish; complete -C 'srpscope tria'; complete -C 'srpscope trace --dialect esp-idf-sec'"
    done = subprocess.run(["fish", "--no-config", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["triage", "esp-idf-security2"]


def test_the_manual_page_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(".TH SRPSCOPE 1")
    for command in COMMANDS:
        assert f".SS {command}".replace("-", r"\-") in page
    assert r"\-\-show\-secrets" in page
    assert not [line for line in page.split("\n") if line.startswith("'")]


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_manual_page_is_roff(capsys: pytest.CaptureFixture[str]) -> None:
    main(["man"])
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"], input=capsys.readouterr().out, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_whole_parser_has_every_command() -> None:
    assert set(subparsers_of(whole())) == set(COMMANDS)


def test_a_word_that_is_no_command_has_no_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vectors", "--help"]) == 64
    assert "soak DIALECT --as wycheproof" in capsys.readouterr().err
    assert main(["zzzzzz", "--help"]) == 64
    assert "there is no command 'zzzzzz'" in capsys.readouterr().err
