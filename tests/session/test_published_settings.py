"""A capture, or --dialect, that holds the settings object which Nimbus publishes: it is a dialect as it stands."""

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.capture import srp_jsonl
from srpscope.capture.capture import Capture
from srpscope.cli import main
from srpscope.cli.opening import SETTINGS_LIMIT
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.primitives.groups import group
from srpscope.srp.values import ORDER

NIMBUS = captures_folder() / "nimbus.srp.jsonl"


def settings(**more: Any) -> dict[str, Any]:
    """What the recorded session spoke, as its server would publish it."""
    found = {"N": f"{group('rfc5054-1024').N:x}", "g": "2", "H": "SHA-1", "saltBytes": 16, "xRoutine": "H(s|H(P))"}
    return {**found, "m1Routine": "H(A|B|S)", "m2Routine": "H(A|M1|S)", **more}


def recorded(spoken: object) -> Capture:
    """The recorded session with another header, and without the group on a line of its own."""
    capture = srp_jsonl.loads(NIMBUS.read_text("utf-8"))
    capture.header.update(dialect=spoken, hash=None)
    for line in capture.lines:
        if line["type"] == "values":
            line["values"] = {name: value for name, value in line["values"].items() if name not in ("N", "g")}
    return capture


def test_the_object_gives_every_value_that_the_id_gives() -> None:
    published = Session(recorded(settings()))
    named = Session(srp_jsonl.loads(NIMBUS.read_text("utf-8")))
    assert published.declared == "nimbus"
    assert published.view.comparison.agreement == "agree"
    for name in ORDER:
        for side in ("client", "server"):
            assert published.view.sheet(side).value(name) == named.view.sheet(side).value(name), (name, side)


def test_its_routines_are_computed() -> None:
    session = Session(recorded(settings(m1Routine="H(A|B|H(S))")))
    assert session.declared == "nimbus-settings"
    assert session.view.comparison.agreement == "disagree"
    assert session.view.comparison.first_difference == "M1"


def test_one_side_may_have_settings_of_its_own() -> None:
    capture = recorded("nimbus")
    capture.header |= {"hash": "sha1", "group": "rfc5054-1024"}
    capture.header["client_dialect"] = settings(xRoutine="H(s|P)")
    session = Session(capture)
    assert (session.dialect("client").id, session.dialect("server").id) == ("nimbus-settings", "nimbus")
    assert session.view.sheet("client").value("x") != session.view.sheet("server").value("x")


def test_the_header_overrides_hash_and_group() -> None:
    capture = recorded(settings(H="SHA-256"))
    capture.header |= {"hash": "sha1", "group": "nimbus-256"}
    sheet = Session(capture).view.client
    assert sheet.value("H") == "sha1"
    assert sheet.value("N") == group("nimbus-256").N


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (settings(N=5), '"N"'),
        (settings(H="SHA-0"), '"H"'),
        (settings(xRoutine="H(s|"), '"xRoutine"'),
        (settings(xRoutine="__import__('os')"), '"xRoutine"'),
        (settings(saltBytes=-1), '"saltBytes"'),
    ],
)
def test_settings_that_say_nothing(wrong: dict[str, Any], said: str) -> None:
    session = Session(recorded(wrong))
    assert session.declared is None
    [note] = [one for one in session.view.notes if one.startswith("header, dialect")]
    assert said in note


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture, published = tmp_path / "c.srp.jsonl", tmp_path / "server.json"
    srp_jsonl.write(recorded(None), capture)
    published.write_text(json.dumps(settings()), "utf-8")
    assert main(["trace", str(capture), "--dialect", str(published), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["agreement"] == "agree"
    out = tmp_path / "out.srp.jsonl"
    assert main(["convert", str(capture), "--dialect", str(published), "-o", str(out)]) == 0
    assert srp_jsonl.loads(out.read_text("utf-8")).header["dialect"] == settings()
    capsys.readouterr()
    for command, status in (("trace", 0), ("why", 0), ("identify", 0), ("report", 0)):
        assert main([command, str(out)]) == status, command
    said = capsys.readouterr().out
    assert "The values agree, on M1" in said
    assert "nimbus" in said
    assert main(["trace", "--list", str(out)]) == 0
    assert "published settings" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"{", b"\xff\xfe", b"[" * 5000, b'{"N":"zz"}', b" " * (SETTINGS_LIMIT + 1)]
)
def test_a_file_that_holds_no_settings(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "server.json"
    path.write_bytes(content)
    assert main(["trace", str(NIMBUS), "--dialect", str(path)]) == 65
    out, said = capsys.readouterr()
    assert out == "" and said.startswith("srpscope: ") and said.count("\n") == 1


def test_a_dialect_file_is_named_by_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(NIMBUS), "--dialect", "mine.toml"]) == 64
    assert "--dialect mine." in capsys.readouterr().err
