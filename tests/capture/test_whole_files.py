"""A file is written whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from srpscope.capture import srp_jsonl
from srpscope.errors import OutputError


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of a file's size is of POSIX")
def test_a_file_that_could_not_be_written_whole_is_not_there(tmp_path: Path) -> None:
    import resource

    path, old = tmp_path / "new.md", tmp_path / "old.md"
    old.write_bytes(b"as it was")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        for one, force in ((path, False), (old, True)):
            with pytest.raises(OutputError, match="too large"):
                srp_jsonl.write_file(one, b"x" * 5_000, force)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert old.read_bytes() == b"as it was"
    assert [one.name for one in tmp_path.iterdir()] == ["old.md"]
