"""Colour on a terminal, none in a pipe, none where NO_COLOR says so; no escape code of a file gets through at all."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.places import captures_folder

REFUSED = str(captures_folder() / "textbook-live-refused.srp.jsonl")
ACCEPTED = str(captures_folder() / "textbook-live-accepted.srp.jsonl")


def on_a_terminal(*words: str, **more: str) -> bytes:
    """What a command writes to a terminal."""
    main, other = pty.openpty()
    environment = {"TERM": "xterm", **{k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}, **more}
    command = [sys.executable, "-m", "srpscope", *words]
    process = subprocess.Popen(command, stdin=other, stdout=other, stderr=subprocess.DEVNULL, env=environment)
    os.close(other)
    written = b""
    while True:
        try:
            piece = os.read(main, 65_536)
        except OSError:  # Linux says so where the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(main)
    process.wait()
    return written


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["trace", REFUSED], "1;31"),
        (["why", REFUSED], "1;31"),
        (["triage", REFUSED], "1;31"),
        (["compare", REFUSED, ACCEPTED], "1;31"),
        (["identify", ACCEPTED], "32"),
        (["dialects", "nimbus"], "1"),
        (["dialects", "--compare", "nimbus", "pysrp"], "1;31"),
        (["explain", "Failed to authenticate client proof!"], "1"),
        (["doctor"], "1"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_colour_on_a_terminal_alone(words: list[str], code: str) -> None:
    assert f"\x1b[{code}m".encode() in on_a_terminal(*words)
    assert b"\x1b" not in on_a_terminal(*words, NO_COLOR="1")
    done = subprocess.run([sys.executable, "-m", "srpscope", *words], capture_output=True)
    assert b"\x1b" not in done.stdout


def test_no_code_of_a_file_reaches_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "one.srp.jsonl"
    header = {"type": "header", "srpscope": 1, "title": "\x1b[5mblink\x1b]0;title\x07", "dialect": "rfc5054"}
    path.write_text(json.dumps(header) + "\n" + json.dumps({"type": "values", "side": "client", "values": {"I": "a"}}))
    written = on_a_terminal("trace", str(path))
    assert b"\x1b[5m" not in written and b"\x07" not in written
    assert b"blink" in written
