"""Two programs that change one file at once: nothing is lost, nothing is unparsable, nobody else may read it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.state_files import update

WRITER = """
import json, sys
from pathlib import Path
from srpscope.state_files import update
path, mine = Path(sys.argv[1]), sys.argv[2]
def more(entry):
    return json.dumps([*(json.loads(path.read_text()) if path.exists() else []), entry]).encode()
for number in range(40):
    update(path, lambda: more(f"{mine}{number}"))
"""


def test_two_programs_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "state.json"
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, mine]) for mine in "ab"]
    assert [one.wait(60) for one in writers] == [0, 0]
    assert sorted(json.loads(path.read_text())) == sorted(f"{mine}{number}" for mine in "ab" for number in range(40))
    assert path.stat().st_mode & 0o777 == 0o600
    assert not [one for one in path.parent.iterdir() if not one.name.endswith((".json", ".lock"))]


def test_what_cannot_be_made_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    update(path, lambda: b"old")

    def broken() -> bytes:
        raise ValueError

    with pytest.raises(ValueError):
        update(path, broken)
    assert path.read_bytes() == b"old"
    with pytest.raises(OSError):
        update(path / "below", lambda: b"new")
