"""Every --help fits 80 columns and ends with examples that can be typed; what is mistyped is told its nearest name."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from srpscope.cli import COMMANDS, main
from srpscope.cli.examples import examples
from srpscope.cli.parser import command_module, for_command, for_screen, screen_module, subparsers_of, whole


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Every parser by the words that lead to it."""
    found: dict[str, argparse.ArgumentParser] = {"": for_screen(COMMANDS, screen_module())}

    def take(words: str, parser: argparse.ArgumentParser) -> None:
        found[words] = parser
        for name, sub in subparsers_of(parser).items():
            take(f"{words} {name}", sub)

    for command in COMMANDS:
        take(command, for_command(command, command_module(command)))
    return found


PARSERS = parsers()
EXAMPLES = examples()


@pytest.mark.parametrize("name", PARSERS)
def test_help_fits_80_columns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = PARSERS[name].format_help().split("\n")
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize("name", PARSERS)
def test_help_ends_with_examples(name: str) -> None:
    text = PARSERS[name].format_help()
    for line, _ in EXAMPLES[name]:
        assert line in text[text.index("examples:") :]
    assert text.index("exit status:") < text.index("examples:")


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_what_the_parser_takes(name: str) -> None:
    """argparse raises SystemExit for a line that it does not take."""
    for line, _ in EXAMPLES[name]:
        for piece in line.replace(";", "|").split("|"):
            words = shlex.split(piece.partition(" > ")[0].partition(" >> ")[0].partition(" < ")[0], comments=True)
            if words[:1] != ["srpscope"]:
                continue
            command = words[1] if len(words) > 1 and words[1] in COMMANDS else ""
            PARSERS[command].parse_args(words[2:] if command else words[1:])


def test_a_mistyped_option_is_told_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    for words, near in (
        (["trace", "--show-secrets", "--sesssion", "2", "x"], "--session"),
        (["trace", "--show-secret", "x"], "--show-secrets"),
        (["live", "plain", "--usrname", "bob", "tcp://x:1"], "--username"),
        (["export", "--as", "javascrip", "x"], "javascript"),
        (["serve", "nimbux"], "nimbus"),
        (["completion", "zhs"], "zsh"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 64
        assert f"did you mean {near}?" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--password", "pw-4711"], ["--password=pw-4711"], ["--pass", "pw-4711"]])
def test_a_password_behind_an_option_is_neither_a_file_nor_shown(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "http", "--username", "wifiprov", *words])
    assert ended.value.code == 64
    said = capsys.readouterr().err
    assert "did you mean --password-file?" in said and "4711" not in said
    assert "The list of processes would show a password; SRPSCOPE_PASSWORD or a prompt does too." in said


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["trace", "--dialect", "esp-idf-securty2", "x"], "esp-idf-security2"),
        (["soak", "--dialect", "rfc5054", "--group", "rfc5054-2084"], "rfc5054-2048"),
        (["soak", "--dialect", "rfc2945", "--hash", "sha265"], "sha256"),
        (["check-credentail"], "check-credential"),
        (["learn", "the-sal"], "the-salt"),
        (["attack", "chosen"], "chosen-u"),
        (["learn", "attak"], "write-the-attack"),
        (["make-credential", "--hash", "sha265"], "sha256"),
        (["check-credential", "--group", "rfc5054-2084"], "rfc5054-2048"),
        (["replay", "--to", "htp", "127.0.0.1", "x"], "http"),
        (["trace", "--set", "clint.a=1", "x"], "client"),
    ],
)
def test_a_mistyped_name_is_told_the_nearest(words: list[str], near: str, capsys: pytest.CaptureFixture[str]) -> None:
    if words[-1] == "x":
        words = [*words[:-1], str(Path(__file__).parents[2] / "captures" / "rfc5054-appendix-b.srp.jsonl")]
    assert main(words) == 64
    said = capsys.readouterr().err
    assert f"id you mean {near}?" in said or f"id you mean `srpscope {near}`?" in said


def test_a_language_without_a_test_is_told_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "--as", "golang", "x"])
    assert ended.value.code == 64
    said = capsys.readouterr().err
    assert "no test is made in Go: --as json has" in said and "`srpscope tap --as go`" in said


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
    assert "`srpscope soak --dialect ID --as wycheproof`" in capsys.readouterr().err
    assert main(["help"]) == 64
    assert "`srpscope --help`" in capsys.readouterr().err
    assert main(["zzzzzz", "--help"]) == 64
    assert "there is no command 'zzzzzz'" in capsys.readouterr().err


def test_an_option_of_another_transport_says_whose_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["live", "http", "127.0.0.1", "--mistake", "k=3"])
    said = capsys.readouterr().err
    assert "no option --mistake here: only nimbus," in said and "did you mean" not in said


@pytest.mark.parametrize(
    ("typed", "near"),
    [("--pop", "--password-file"), ("--pin", "--password-file"), ("--email", "--username"), ("--prot", "--port")],
)
def test_what_people_call_an_option_otherwise_is_told_its_name(
    typed: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port is no proof of possession, however alike the two are written."""
    with pytest.raises(SystemExit):
        main(["serve", "http", typed, "abcd1234"])
    said = capsys.readouterr().err
    assert f"did you mean {near}?" in said and "abcd1234" not in said


def test_an_option_that_is_like_none_is_told_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["live", "http", "--mac", "x"])
    assert "did you mean" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("system", "meant"), [("homekit", "--force-zeros"), ("ble", "--force-encryption"), ("nimbus", "--force-zeros")]
)
def test_the_option_that_is_meant_is_one_of_this_system(
    system: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`serve homekit --force` was told of --force-encryption, which homekit has not."""
    with pytest.raises(SystemExit):
        main(["serve", system, "--forc"])
    assert f"did you mean {meant}?" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["serve", system, "--help"])
    assert meant in capsys.readouterr().out
