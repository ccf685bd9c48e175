"""The completion scripts, in the shells that there are: commands, options, names, and files in a command's place."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from srpscope.cli import COMMANDS, main
from srpscope.cli.program.completion import SHELLS
from tests.report.test_export import assert_parses


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_knows_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for command in COMMANDS:
        assert command in script or command.replace("-", "_") in script
    assert "esp-idf-security2" in script and "rfc5054-2048" in script


def test_powershell_reads_its_script(capsys: pytest.CaptureFixture[str]) -> None:
    """By its grammar: the shell itself is in none of the registries that the tests may ask."""
    main(["completion", "powershell"])
    assert_parses("powershell", capsys.readouterr().out)


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
complete -p srpscope
"""
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    trace, dialects, systems, registered = done.stdout.strip().split("\n")
    assert "trace" in trace.split()
    assert "esp-idf-security2" in dialects.split()
    assert systems.split() == ["nimbus"]
    assert "-o default" in registered  # where no command fits, a file


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
def test_fish_completes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["completion", "fish"])
    (tmp_path / "srpscope.fish").write_text(capsys.readouterr().out)
    (tmp_path / "phone.log").touch()
    lines = ("tria", "trace --dialect esp-idf-sec", "learn the-st", "phon", "phone.log srps")
    ask = "source srpscope.fish; " + "; ".join(f"complete -C 'srpscope {line}'" for line in lines)
    done = subprocess.run(["fish", "--no-config", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [
        "triage",
        "esp-idf-security2",
        "the-story-of-srp",
        "phone.log",
        "srpscope.fish",
    ]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh")
def test_zsh_completes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """In a terminal of its own, a tab behind each line; it ends when what completes each has come."""
    main(["completion", "zsh"])
    (tmp_path / "_srpscope").write_text(capsys.readouterr().out)
    (tmp_path / "phone.log").touch()
    lines = {
        "tria": "ge",
        "trace --dialect esp-idf-sec": "urity2",
        "learn the-st": "ory-of-srp",
        "phon": "e.log",
        "trace --full phon": "e.log",
    }
    ask = ["zmodload zsh/zpty", "zpty shell zsh -f -i"]
    ask += ["zpty -w shell 'PS1=; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; print READY$((1))'"]
    ask += ["zpty -r shell said '*READY1*'"]
    for line, rest in lines.items():
        ask += [f"zpty -w -n shell 'srpscope {line}'$'\\t'", f"zpty -r shell said '*{rest}*'", "print -r -- $said"]
        ask += ["zpty -w -n shell $'\\x15'"]
    done = subprocess.run(
        ["zsh", "-f", "-c", "\n".join(ask)], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
    )
    for rest in lines.values():
        assert rest in done.stdout
