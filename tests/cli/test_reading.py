"""What is typed and what is brought: literals in --set and --secrets, and --strict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.cli import main
from srpscope.cli.opening import parse_setting, read_secrets
from srpscope.errors import FileError, UserError
from srpscope.places import captures_folder
from srpscope.session.statement import statement
from srpscope.srp.primitives.groups import group


@pytest.mark.parametrize(
    ("typed", "content"),
    [
        ("client.a=4b0a", "4b0a"),
        ("client.a=0x4b0a", "4b0a"),
        ("client.a={0x4b, 0x0a}", "4b0a"),
        ("client.a=75,10", "4b0a"),
        ("client.a=bytes.fromhex('4b0a')", "4b0a"),
        ("client.a=Buffer.from('4b0a', 'hex')", "4b0a"),
        ("client.s=b'\\x4b\\n'", "4b0a"),
        ("client.a.dec=12", "12"),
        ("client.a=1234", "1234"),
        ("client.a=-5", "-5"),
        ("client.I=mira", "mira"),
        ("client.I=b'mira'", "mira"),
        ("client.P=tea 4 two ", "tea 4 two "),
        ('client.P="tea4two"', "tea4two"),
        ("client.P=12345678", "12345678"),
        ("client.P='", "'"),
        ("client.P=a(b)", "a(b)"),
        ("client.H=sha256", "sha256"),
    ],
)
def test_a_typed_value_is_a_literal_of_any_language(typed: str, content: str) -> None:
    assert parse_setting(typed, "--set")[2] == content


def test_secrets_are_read_the_same_way(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.txt"
    secrets.write_text("# mine\nclient.P='tea4two'\nclient.a=[75, 10, 1, 2]\n")
    assert read_secrets(str(secrets)) == [("client", "P", "tea4two"), ("client", "a", "4b0a0102")]


def test_strict_ends_where_something_was_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.txt"
    page.write_text('a = 0x4b0a0102\nA = 0x4b0a0103\nB = derived("4b0a0102")\n')
    assert main(["trace", "page.txt"]) != 65
    told = capsys.readouterr()
    assert "line 3: B is computed by a call. It is left out." in told.out + told.err
    assert main(["trace", "page.txt", "--strict"]) == 65
    assert "line 3: B is computed by a call" in capsys.readouterr().err
    page.write_text("a = 0x4b0a0102\nA = 0x4b0a0103\n")
    assert main(["convert", "page.txt", "--strict", "-o", "-"]) == 0
    assert "Read from the page: a, A (hex, lines 1 to 2)." in capsys.readouterr().err


def test_an_unknown_side_is_still_misuse() -> None:
    with pytest.raises(FileError):
        read_secrets("does-not-exist")


def test_secrets_in_arguments_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    capture = str(Path("captures").resolve() / sorted(one.name for one in Path("captures").glob("*.srp.jsonl"))[0])
    main(["trace", capture, "--set", "client.P=tea4two", "--set", "client.I=mira"])
    told = capsys.readouterr().err
    assert "--set client.P is a secret, and the list of processes shows it" in told
    assert "client.I" not in told and "tea4two" not in told


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("client.a=zz", "'z' is no hex digit"),
        ("server.b.dec=1x", "not a decimal number"),
        ("wire.M1=abc", "abc|hex|odd"),
        ("client.H=sha0x", "sha0x"),
    ],
)
def test_a_setting_that_cannot_be_read_is_refused(
    setting: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capture = str(sorted(Path("captures").glob("*.srp.jsonl"))[0])
    assert main(["trace", capture, "--set", setting]) == 64
    told = capsys.readouterr().err
    assert re.search(reason, told) and setting.partition("=")[0].split(".")[1] in told


@pytest.mark.parametrize("text", ["-1", "0", "nan", "inf", "soon"])
def test_seconds_are_more_than_none_and_end(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["why", "no-such-file", "--seconds", text])
    assert end.value.code == 64
    assert "is no number of seconds above 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [["report", "{file}"], ["export", "{file}", "--as", "python"], ["convert", "{file}"], ["tap", "--as", "python"]],
    ids=lambda command: command[0],
)
def test_no_command_makes_a_folder_that_a_slip_of_the_hand_named(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(captures_folder() / "nimbus.srp.jsonl")
    there = tmp_path / "nope" / "out"
    assert main([*(part.format(file=file) for part in command), "-o", str(there)]) == 73
    assert "no such folder" in capsys.readouterr().err and not there.parent.exists()


def test_a_value_that_no_dialect_has_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    capture = "captures/nimbus.srp.jsonl"
    assert main(["trace", capture, "--set", "client.m1=00"]) == 64
    assert "'m1' is no value of SRP. Did you mean M1?" in capsys.readouterr().err
    assert main(["trace", capture, "--set", "client.pool=616263"]) != 64, "another dialect has it"


def test_a_group_is_given_by_its_name_or_its_bits() -> None:
    for content in ("rfc5054-1536", "1536", "RFC5054-1536"):
        said = statement(Capture({}), [parse_setting(f"both.N={content}", "--set")]).values
        assert {one.name: int(one.content, 16) for one in said} == dict(zip("Ng", group("rfc5054-1536"), strict=True))
    with_g = [("both", "g", "07"), ("both", "N", "rfc5054-1536")]
    assert [one.content for one in statement(Capture({}), with_g).values if one.name == "g"] == ["07"]
    with pytest.raises(UserError, match="Did you mean rfc5054-1536"):
        parse_setting("both.N=rfc5054-1537", "--set")


def test_a_hash_is_not_sent() -> None:
    with pytest.raises(UserError, match=r"no hash is sent: client\.H"):
        parse_setting("wire.H=sha256", "--set")
