"""srpscope live and serve for the other systems, as a person runs them: two processes and a socket."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SRPSCOPE = [sys.executable, "-m", "srpscope"]
SECRET_FOR_KEY = "M1=H(H(N) ^ H(g) | H(I) | s | A | B | S)"

TRANSPORTS = {
    "nimbus": ([], "M1=INT(H(A | B | K))"),
    "devolutions": ([], SECRET_FOR_KEY),
    "devolutions tcp": (["--over", "tcp"], SECRET_FOR_KEY),
    "excalibur": (["--group", "rfc5054-1024"], "M1=H(MIN(H(N) ^ H(g)) | I | s | A | B | K)"),
    "homekit": ([], "M1=H(H(N) ^ H(PAD(g)) | H(I) | s | A | B | K)"),
    "cognito": ([], "M1=HMAC(K, pool | I | HEX(secret_block) | timestamp)"),
    "plain": (["--dialect", "rfc5054"], SECRET_FOR_KEY),
    "plain thinbus": (["--dialect", "thinbus"], "M1=INT(H(A | B | K))"),
    "plain rfc2945": (["--dialect", "rfc2945"], SECRET_FOR_KEY),
}
"""A server's arguments, and a client's mistake that the server's b is enough to prove."""


@contextmanager
def serving(folder: Path, transport: str, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address."""
    command = [*SRPSCOPE, "serve", transport, "--port", "0", "--headless", "--record", str(folder / "served"), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
    try:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first.startswith("listening on "), first
        yield process, first.removeprefix("listening on ").strip()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(30)


def live(folder: Path, transport: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [*SRPSCOPE, "live", transport, *more, "--headless"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder, check=False)


@pytest.fixture
def who(tmp_path: Path) -> list[str]:
    (tmp_path / "password").write_text("password123\n")
    return ["--username", "alice", "--password-file", str(tmp_path / "password")]


def cause_of(answer: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the server proved of a session; where its time ran out, what its recording gives with more of it."""
    if answer["verdict"] == "proved":
        return answer
    assert any(note.startswith("The search was stopped after ") for note in answer["notes"]), answer
    command = [*SRPSCOPE, "why", answer["record"], "--json", "--seconds", "600"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", TRANSPORTS)
def test_a_good_and_a_bad_session(name: str, tmp_path: Path, who: list[str]) -> None:
    transport, (more, mistake) = name.split()[0], TRANSPORTS[name]
    client_more = [] if name.startswith("devolutions") else more
    with serving(tmp_path, transport, *who, "--sessions", "2", *more) as (process, url):
        good = live(tmp_path, transport, url, *who, *client_more, "--json", "--record", "good.srp.jsonl")
        assert json.loads(good.stdout)["accepted"] is True, good.stderr
        assert good.returncode == 0
        mistaken = [*who, *client_more, "--mistake", mistake]
        bad = live(tmp_path, transport, url, *mistaken, "--json", "--record", "bad.srp.jsonl")
        refusal = json.loads(bad.stdout)["refusal"]
        assert bad.returncode == 1
        assert refusal["by"] == "peer"
        out, _ = process.communicate(timeout=120)
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["session"], first["accepted"], first["verdict"]) == (1, True, "agree")
    assert (second["session"], second["accepted"]) == (2, False)
    found = cause_of(second, tmp_path)
    assert found["verdict"] == "proved"
    assert any("M1" in [change["value"] for change in one["changes"]] for one in found["findings"])
    for record in (tmp_path / "good.srp.jsonl", tmp_path / "bad.srp.jsonl", Path(first["record"])):
        assert record.stat().st_mode & 0o777 == 0o600
    trace = subprocess.run(
        [*SRPSCOPE, "trace", "good.srp.jsonl", "--json"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert trace.returncode == 0, trace.stderr
    assert json.loads(trace.stdout)["agreement"] == "agree"


def test_excalibur_prints_the_token_and_what_nobody_verified(tmp_path: Path, who: list[str]) -> None:
    with serving(tmp_path, "excalibur", *who) as (_, url):
        done = live(tmp_path, "excalibur", url, *who)
    assert done.returncode == 0, done.stderr
    assert '"sub": "alice"' in done.stdout
    assert "not verified" in done.stdout
    assert "OPAQUE" in done.stdout


def test_nimbus_takes_published_settings_and_registers(tmp_path: Path, who: list[str]) -> None:
    settings = {
        "N": "115b8b692e0e045692cf280b436735c77a5a9e8a9e7ed56c965f87db5b2a2ece3",
        "g": "2",
        "H": "SHA-256",
        "saltBytes": 16,
        "xRoutine": "H(s|H(I|':'|P))",
        "m1Routine": "H(A|B|S)",
        "m2Routine": "H(A|M1|S)",
    }
    (tmp_path / "settings.json").write_text(json.dumps(settings))
    (tmp_path / "other").write_text("hunter2")
    more = ["--settings", "settings.json"]
    with serving(tmp_path, "nimbus", *who, *more, "--announce") as (_, url):
        done = live(tmp_path, "nimbus", url, *who, *more, "--json", "--record", "one.srp.jsonl")
        assert json.loads(done.stdout)["accepted"] is True, done.stderr
        assert all("leading zero" in note for note in json.loads(done.stdout)["notes"])  # one salt in 256 has one
        bob = ["--username", "bob", "--password-file", "other"]
        done = live(tmp_path, "nimbus", url, *bob, *more, "--register", "--json")
        assert json.loads(done.stdout)["accepted"] is True, done.stderr
    trace = subprocess.run(
        [*SRPSCOPE, "trace", "one.srp.jsonl", "--json"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert json.loads(trace.stdout)["agreement"] == "agree", trace.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["live", "nimbus", "http://127.0.0.1:1"], 64, "no user name"),
        (["live", "nimbus", "ftp://x", "--username", "a"], 64, "no address"),
        (["live", "plain", "tcp://127.0.0.1", "--username", "a"], 64, "no port"),
        (["live", "plain", "tcp://127.0.0.1:1", "--username", "a"], 69, "could not be reached"),
        (["live", "nimbus", "http://127.0.0.1:1", "--username", "a"], 69, "could not be reached"),
        (["live", "excalibur", "http://127.0.0.1:1", "--username", "a"], 69, "could not be reached"),
        (["live", "devolutions", "http://127.0.0.1:1", "--username", "a"], 69, "could not be reached"),
        (["live", "plain", "tcp://127.0.0.1:1", "--username", "a", "--mistake", "nonsense"], 64, "VALUE=FORMULA"),
        (["live", "plain", "tcp://127.0.0.1:1", "--username", "a", "--mistake", "x=eval('1')"], 64, "eval"),
        (["live", "cognito", "http://127.0.0.1:1", "--username", "a", "--mistake", "M2=H(A)"], 64, "changes nothing"),
        (["live", "plain", "tcp://127.0.0.1:1", "--username", "a", "--dialect", "nothing"], 64, "no dialect"),
        (["live", "plain", "tcp://127.0.0.1:1", "--username", "a", "--without", "luck"], 64, "luck"),
        (["live", "excalibur", "http://127.0.0.1:1", "--username", "a", "--salt", "xyz"], 64, "--salt"),
        (["serve", "nimbus", "--username", "a", "--force-zeros", "S,K"], 64, "S and K cannot be forced: this server"),
        (["serve", "nimbus", "--port", "99999", "--username", "a"], 64, "no port"),
        (["serve", "nimbus", "--username", "a", "--verifier", "12"], 64, "goes with its --salt"),
        (["serve", "nimbus", "--username", "a", "--settings", "missing.json"], 65, "missing.json"),
        (["serve", "nimbus", "--username", "a", "--salt-bytes", "0"], 64, "1 to 1,024 bytes"),
        (["serve", "homekit", "--sweep", "--mistake", "k=H(N)"], 64, "leave --mistake out"),
        (["serve", "telegraph"], 64, "telegraph"),
    ],
)
def test_misuse_is_told_in_a_sentence(arguments: list[str], status: int, sentence: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [*SRPSCOPE, *arguments, *(["--headless"] if len(arguments) > 2 else [])],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "SRPSCOPE_PASSWORD": "geheim-7", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "geheim-7" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_an_error_is_not_called_the_message_that_was_awaited(tmp_path: Path, who: list[str]) -> None:
    with serving(tmp_path, "cognito", *who) as (_, url):
        ended = live(tmp_path, "cognito", url, "--username", "nobody", *who[2:], "--record", str(tmp_path / "c.jsonl"))
    assert ended.returncode == 1, ended.stderr
    answers = [line.split("<- ")[1] for line in ended.stdout.splitlines() if "<- " in line]
    assert [one.split()[0] for one in answers] == ["error"]
