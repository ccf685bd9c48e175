"""`srpscope proxy` as a program: its first line, a JSON line a session with both legs, and its end by SIGINT."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SRPSCOPE = [sys.executable, "-m", "srpscope"]


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A program that listens, and where."""
    command = [*SRPSCOPE, *arguments, "--port", "0", "--headless"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
    try:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first.startswith("listening on http://127.0.0.1:"), first
        yield process, first.removeprefix("listening on http://").strip()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def test_a_session_between_two_programs(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("abcd1234\n")
    who = ["--username", "wifiprov", "--password-file", "pw"]
    with (
        running(tmp_path, "serve", "http", *who, "--record", "device") as (_, device),
        running(tmp_path, "proxy", "http", "--to", device, *who, "--record", "both") as (proxy, address),
    ):
        app = [*SRPSCOPE, "live", "http", address, *who, "--headless", "--json", "--record", "app.srp.jsonl"]
        done = subprocess.run(app, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
        assert ["sta_state", "Disconnected (2)"] in json.loads(done.stdout)["requests"][0]["fields"]
        proxy.send_signal(signal.SIGINT)
        out, err = proxy.communicate(timeout=60)
    assert proxy.returncode == 0 and "Traceback" not in err, err
    (line,) = map(json.loads, out.splitlines())
    assert line["session"] == 1 and line["judgement"]["cause"] == "none"
    assert {leg: found["judgement"]["outcome"] for leg, found in line["legs"].items()} == {
        "app": "accepted",
        "device": "accepted",
    }
    record = tmp_path / line["record"]
    assert record.parent.name == "both" and record.stat().st_mode & 0o077 == 0
    lines = [json.loads(text) for text in record.read_text().splitlines()]
    assert {one["leg"] for one in lines if one["type"] == "message"} == {"app", "device"}
    listed = subprocess.run(
        [*SRPSCOPE, "trace", str(record), "--list"], capture_output=True, text=True, timeout=60, check=False
    )
    assert "the app's leg" in listed.stdout and "the device's leg" in listed.stdout


@pytest.mark.parametrize("who", [[], ["--username", "wifiprov", "--password-file", "pw"]], ids=["passing", "split"])
def test_one_of_bluetooth_says_what_it_lacks(who: list[str], tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("abcd1234\n")
    command = [*SRPSCOPE, "proxy", "ble", "--to", "PROV_", *who, "--controller", "serial:/no/such,1", "--headless"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False)
    assert done.returncode in (64, 69) and "our own error" not in done.stderr, done.stderr


def test_without_a_password_a_pairing_passes_through(tmp_path: Path) -> None:
    (tmp_path / "code").write_text("031-45-154\n")
    with (
        running(tmp_path, "serve", "homekit", "--password-file", "code", "--record", "device") as (_, device),
        running(
            tmp_path, "proxy", "homekit", "--to", f"http://{device}", "--record", "both", "--sessions", "1"
        ) as found,
    ):
        proxy, address = found
        app = [*SRPSCOPE, "live", "homekit", f"http://{address}", "--password-file", "code", "--headless", "--json"]
        done = subprocess.run(
            [*app, "--record", "app.srp.jsonl"], capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False
        )
        assert done.returncode == 0, done.stderr
        out, err = proxy.communicate(timeout=60)
    assert "Traceback" not in err, err
    (line,) = map(json.loads, out.splitlines())
    assert line["judgement"]["outcome"] == "accepted" and line["judgement"]["missing"] == [["P", "a"]]
    assert line["legs"].keys() == {"app", "device"}
