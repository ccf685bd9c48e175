"""srpscope is called in a folder of a stranger's files: none of them is taken for a module, by no process it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import srpscope

LAUNCHER = """\
import sys
from srpscope.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""

HOSTILE = """\
import os
open({log!r}, "a").write({name!r} + chr(10))
os._exit(9)
"""


def test_triage_runs_nothing_that_lies_in_the_folder(tmp_path: Path) -> None:
    folder, programs, log = tmp_path / "folder", tmp_path / "bin", tmp_path / "ran.txt"
    folder.mkdir()
    programs.mkdir()
    (programs / "srpscope").write_text(LAUNCHER)
    made = srpscope.make("rfc5054", group="rfc5054-1024", hash="sha1")
    for name in ("1.srp.jsonl", "2.srp.jsonl"):
        made.save(folder / name)
    for name in {*sys.stdlib_module_names, "srpscope", "msgspec", "sitecustomize", "usercustomize"}:
        (folder / f"{name}.py").write_text(HOSTILE.format(log=str(log), name=name))
    ours = {name: value for name, value in os.environ.items() if name not in ("PYTHONSAFEPATH", "PYTHONPATH")}
    command = [sys.executable, str(programs / "srpscope"), "triage", "--jobs", "2", "1.srp.jsonl", "2.srp.jsonl"]
    done = subprocess.run(command, cwd=folder, env=ours, capture_output=True, text=True)
    assert not log.exists(), log.read_text()
    assert done.returncode == 0, done.stderr
    assert "2 handshakes" in done.stdout
