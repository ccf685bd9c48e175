"""A `triage` that is killed leaves no process behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

import srpscope


def children(number: int) -> list[int]:
    """The processes that one began, by Linux's word."""
    return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the children of a process are asked of /proc")
def test_its_processes_end_with_it(tmp_path: Path) -> None:
    made = srpscope.make("rfc5054", group="rfc5054-1024", hash="sha1")
    for number in range(400):
        made.save(tmp_path / f"{number:03}.srp.jsonl")
    command = [sys.executable, "-m", "srpscope", "triage", "--jobs", "2", "--json", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        begun = children(process.pid)
        process.kill()
    assert len(begun) >= 2
    for _ in range(600):
        left = [
            one for one in begun if Path(f"/proc/{one}/cmdline").exists() and Path(f"/proc/{one}/cmdline").read_bytes()
        ]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"{left} still run")
