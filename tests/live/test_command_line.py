"""`srpscope serve http` and `srpscope live http` as programs: first line, JSON lines, exit status, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srpscope.cli import main
from tests.live.bench import CREDENTIAL
from tests.live.quirky_client import QUIRKS

PASSWORD = "abcd1234"


def _environment(tmp_path: Path, **more: str) -> dict[str, str]:
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path)}
    return {name: value for name, value in os.environ.items() if name != "SRPSCOPE_PASSWORD"} | home | more


def _run(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "srpscope", *arguments],
        env=_environment(tmp_path, **environment),
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


@contextmanager
def _serve(tmp_path: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    command = [sys.executable, "-m", "srpscope", "serve", "http", "--port", "0", "--headless"]
    command += ["--record", str(tmp_path / "records"), *arguments]
    with subprocess.Popen(
        command, env=_environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as device:
        try:
            assert device.stderr is not None
            first = device.stderr.readline()
            while "is a secret" in first:  # said before anything listens: the list of processes shows it
                first = device.stderr.readline()
            assert first.startswith("listening on http://127.0.0.1:"), first
            yield device, first.strip().removeprefix("listening on http://")
        finally:
            if device.poll() is None:
                device.kill()


def _credentials(tmp_path: Path) -> list[str]:
    return ["--username", "wifiprov", "--password-file", str(tmp_path / "password")]


def test_a_session_of_each_outcome(tmp_path: Path) -> None:
    with _serve(tmp_path, *_credentials(tmp_path), "--sessions", "2") as (device, address):
        good = _run(tmp_path, "live", "http", address, *_credentials(tmp_path), "--headless", "--json")
        bad = _run(
            tmp_path,
            "live",
            "http",
            address,
            "--username",
            "wifiprov",
            "--headless",
            SRPSCOPE_PASSWORD="hunter2hunter2",
        )
        out, log = device.communicate(timeout=60)
    assert (good.returncode, bad.returncode, device.returncode) == (0, 1, 1), (good.stderr, bad.stderr, log)
    answer = json.loads(good.stdout)
    assert answer["accepted"] is True and answer["version"]["sec_patch_ver"] == 1
    assert ["sta_state", "Disconnected (2)"] in answer["requests"][0]["fields"]
    assert Path(answer["record"]).parent == tmp_path / "data" / "srpscope" / "recordings"
    first, second = map(json.loads, out.splitlines())
    assert (first["session"], first["accepted"], first["verdict"]) == (1, True, "agree")
    assert (second["session"], second["accepted"]) == (2, False)
    assert second["verdict"] in ("not-found", "cannot-tell") and second["cleared"] == ["server"]
    assert Path(second["record"]).is_file()
    assert "E (" in log and "security2: Failed to authenticate client proof!" in log
    for text in (good.stdout, good.stderr, bad.stdout, bad.stderr, log, out):
        assert "hunter2" not in text and PASSWORD not in text


def test_fixed_salt_verifier_and_b(tmp_path: Path) -> None:
    verifier = f"{CREDENTIAL.verifier:x}"
    given = ["--salt", CREDENTIAL.salt.hex(), "--verifier", verifier, "--b", "0708090a" * 8, "--patch", "0"]
    with _serve(tmp_path, *given, "--sessions", "1") as (device, address):
        (tmp_path / "client").write_text(PASSWORD)
        arguments = ["--username", "wifiprov", "--password-file", str(tmp_path / "client"), "--a", "65666768" * 8]
        done = _run(tmp_path, "live", "http", address, *arguments, "--headless", "--record", str(tmp_path / "one"))
        device.communicate(timeout=60)
    assert done.returncode == 0, done.stderr
    assert "one fixed 16-byte nonce" in done.stdout and "nonce unchanged" in done.stdout
    traced = _run(tmp_path, "trace", str(tmp_path / "one"), "--json")
    assert json.loads(traced.stdout)["agreement"] == "agree"
    again = _run(tmp_path, "live", "http", "127.0.0.1:9", *arguments, "--headless", "--record", str(tmp_path / "one"))
    assert again.returncode == 73 and "--force" in again.stderr


def test_a_sweep_on_the_command_line(tmp_path: Path) -> None:
    from tests.live.test_sweep import _try

    user = ["--username", "WifiProv", "--password-file", str(tmp_path / "password")]
    with _serve(tmp_path, *user, "--sweep", "--sessions", "2") as (device, address):
        port = int(address.rpartition(":")[2])
        for _ in range(2):
            _try(port, QUIRKS["k unpadded g"].make())
        out, _ = device.communicate(timeout=90)
    first, second = map(json.loads, out.splitlines())
    assert (first["verdict"], first["tried"], first["accepted"]) == ("not-found", 1, False)
    assert second["verdict"] == "proved" and second["findings"][0]["suspects"] == ["k-unpadded"]
    assert second["findings"][0]["first_difference"] == "k" and second["left"] == 0 < first["left"]
    lines = [json.loads(line) for line in Path(second["record"]).read_text().splitlines()]
    assert {"type": "finding", "suspects": ["k-unpadded"], "side": "client"} in lines


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_ends_cleanly_and_tells_open_sessions(tmp_path: Path, end: signal.Signals) -> None:
    import http.client

    from srpscope.wire.protocomm.messages import Cmd0, encode

    with _serve(tmp_path, *_credentials(tmp_path)) as (device, address):
        connection = http.client.HTTPConnection(address, timeout=20)
        connection.request("POST", "/prov-session", encode(Cmd0(b"wifiprov", b"\1" * 384)))
        connection.getresponse().read()
        device.send_signal(end)
        out, log = device.communicate(timeout=60)
        connection.close()
    assert device.returncode == 2 and "Traceback" not in log
    (line,) = out.splitlines()
    assert json.loads(line)["accepted"] is None


def test_nobody_there(tmp_path: Path) -> None:
    done = _run(tmp_path, "live", "http", "127.0.0.1:9", "--username", "x", "--headless", SRPSCOPE_PASSWORD="y")
    assert done.returncode == 69 and "provisioning mode" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "http", "--headless"],
        ["serve", "http", "--headless", "--verifier", "05"],
        ["serve", "http", "--headless", "--salt", "xyz", "--verifier", "05"],
        ["serve", "http", "--headless", "--salt", "00", "--verifier", "zz"],
        ["serve", "http", "--headless", "--salt", "00", "--verifier", "05", "--sweep"],
        ["serve", "http", "--headless", "--salt", "00", "--verifier", "05", "--port", "70000"],
        ["serve", "http", "--headless", "--salt", "00", "--verifier", "05", "--sessions", "0"],
        ["serve", "http", "--headless", "--salt", "00", "--verifier", "05", "--fault", "explode:1"],
        ["serve", "http", "--headless", "--salt", "00", "--verifier", "05", "--firmware", "v5.5", "--patch", "0"],
        ["serve", "carrier-pigeon"],
        ["live", "http"],
        ["live", "http", "host", "--headless"],
        ["live", "http", "host", "--headless", "--username", "x"],
        ["live", "http", "a b", "--headless", "--qr", '{"username":"x","pop":"y"}'],
        ["live", "http", "host", "--headless", "--qr", "{not json"],
        ["live", "http", "host", "--headless", "--qr", '{"username":"x","pop":"y"}', "--request", "nonsense"],
        ["live", "http", "host", "--headless", "--qr", '{"username":"x","pop":"y"}', "--a", "g"],
    ],
)
def test_misuse_is_64_in_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SRPSCOPE_PASSWORD", raising=False)
    try:
        status: object = main(arguments)
    except SystemExit as end:
        status = end.code
    said = capsys.readouterr()
    assert (status, said.out) == (64, "")
    lines = [line for line in said.err.splitlines() if "is a secret, and the list of processes" not in line]
    assert len(lines) == 1 and lines[0].startswith("srpscope")
