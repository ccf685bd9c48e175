"""From a file to a verdict: what the command line says of radio and network captures and the logs beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.cli import main
from srpscope.wire.gcm import walk
from tests.capture.packet_files import BLE, DEVICE_LOGS, SESSION_FILES, TLS, truth
from tests.wire.facts import wire_values

Output = pytest.CaptureFixture[str]

SUSPECTS = {"failed-mtu185": "m1-g-unpadded", "failed-then-good-mtu500": "x-no-username"}
"""The mistake that the truth names (`choices`), as srpscope calls it."""

TRUTH: dict[str, dict[str, Any]] = json.loads((TLS / "truth.json").read_text())


def secrets(folder: Path, **values: str) -> str:
    path = folder / "secrets"
    path.write_text("".join(f"client.{name}={value}\n" for name, value in values.items()))
    return str(path)


def why(capsys: Output, *arguments: str) -> dict[str, Any]:
    status = main(["why", "--json", *arguments])
    found = json.loads(capsys.readouterr().out)
    assert status == {"agree": 0, "proved": 1, "not-found": 1, "cannot-tell": 2}[found["verdict"]]
    return found


def trace(capsys: Output, *arguments: str) -> dict[str, Any]:
    assert main(["trace", "--json", *arguments]) in (0, 1)
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.parametrize("name", SUSPECTS)
def test_why_names_the_mistake_once_the_clients_a_is_given(capsys: Output, tmp_path: Path, name: str) -> None:
    session = truth(BLE / name)["sessions"][0]
    given = secrets(tmp_path, a=session["a"], P=session["P"])
    files = [str(BLE / f"{name}.btsnoop"), str(DEVICE_LOGS[name])]
    found = why(capsys, "--session", "1", "--secrets", given, *files)
    assert found["verdict"] == "proved"
    (finding,) = found["findings"]
    assert finding["side"] == "client"
    assert SUSPECTS[name] in finding["suspects"]
    assert finding["proof"] == {"value": "M1", "hex": session["M1"]}


@pytest.mark.parametrize(("name", "session"), [("good-mtu256", 1), ("failed-then-good-mtu500", 2)])
def test_a_good_session_agrees(capsys: Output, tmp_path: Path, name: str, session: int) -> None:
    known = truth(BLE / name)["sessions"][session - 1]
    given = secrets(tmp_path, a=known["a"], P=known["P"])
    files = [str(BLE / f"{name}.btsnoop"), str(DEVICE_LOGS[name])]
    assert why(capsys, "--session", str(session), "--secrets", given, *files)["verdict"] == "agree"


@pytest.mark.parametrize("name", DEVICE_LOGS)
def test_the_log_and_every_capture_of_it_are_the_same_handshakes(capsys: Output, name: str) -> None:
    files = [str(path) for path in SESSION_FILES if path.name.startswith(name)]
    assert main(["why", "--list", *files, str(DEVICE_LOGS[name])]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(truth(BLE / name)["sessions"])


@pytest.mark.parametrize("path", SESSION_FILES, ids=lambda path: path.name)
def test_the_encrypted_round_trip_decrypts(path: Path) -> None:
    sessions = truth(path)["sessions"]
    for capture, session in zip(formats.read(Source.of_path(path)), sessions, strict=True):
        if not session["accepted"]:
            continue
        answer = [one for one in capture.messages if (one["endpoint"], one["from"]) == ("prov-session", "server")][-1]
        nonce = wire_values(bytes.fromhex(answer["bytes"]), "server")["nonce"]
        assert nonce.hex() == session["nonce"]
        sealed = [bytes.fromhex(line["bytes"]) for line in capture.messages if line["endpoint"] == "custom-data"]
        opened = walk(bytes.fromhex(session["K"])[:32], nonce, sealed).messages
        assert [(one.data or b"").hex() for one in opened] == session["decrypted"]


@pytest.mark.parametrize("name", sorted(name for name, known in TRUTH.items() if known["completed"]))
def test_tls_srp_ends_in_a_verdict(capsys: Output, tmp_path: Path, name: str) -> None:
    log = tmp_path / "keys.log"
    log.write_text("\n".join(TRUTH[name]["key_log"]) + "\n")
    given = secrets(tmp_path, a=TRUTH[name]["a"], P=TRUTH[name]["P"])
    assert why(capsys, "--secrets", given, str(TLS / name), str(log))["verdict"] == "agree"
    right = trace(capsys, "--secrets", given, str(TLS / name), str(log))
    assert right["first_difference"] is None
    assert int(right["values"]["S"]["client"]["hex"], 16) == int(TRUTH[name]["S"], 16)
    assert right["values"]["K"]["client"]["hex"] == TRUTH[name]["master_secret"]
    wrong = secrets(tmp_path, a=TRUTH[name]["a"], P="wrong")
    assert trace(capsys, "--secrets", wrong, str(TLS / name), str(log))["first_difference"] == "K"


@pytest.mark.parametrize("path", SESSION_FILES, ids=lambda path: path.name)
def test_converted_twice_is_the_same_file(capsys: Output, tmp_path: Path, path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"out{number}").mkdir()
        assert main(["convert", str(path), "-o", str(tmp_path / f"out{number}" / "x.srp.jsonl")]) == 0
    capsys.readouterr()
    first, second = sorted(tmp_path.glob("out1/*")), sorted(tmp_path.glob("out2/*"))
    assert [one.name for one in first] == [one.name for one in second]
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in second]
    again = [formats.read(Source.of_path(one))[0] for one in first]
    assert [capture.lines for capture in again] == [capture.lines for capture in formats.read(Source.of_path(path))]


def test_redacted_captures_hold_no_master_secret(capsys: Output, tmp_path: Path) -> None:
    name, known = next((name, known) for name, known in TRUTH.items() if known["completed"])
    log, out = tmp_path / "keys.log", tmp_path / "out.srp.jsonl"
    log.write_text("\n".join(known["key_log"]) + "\n")
    assert main(["convert", "--redact", str(TLS / name), str(log), "-o", str(out)]) == 0
    capsys.readouterr()
    assert known["master_secret"] not in out.read_text()
    assert known["A"] in out.read_text()
