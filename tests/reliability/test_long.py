"""Each long run in small, that it still runs; and with the marker `long`, a tenth of what is asked for in full."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.reliability.runs import RUNS, Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
SMALL = {"one-file": 40, "mutator": 60, "hypothesis": 40}
each = pytest.mark.parametrize("run", RUNS, ids=[one.id for one in RUNS])


@each
def test_it_holds_in_small(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    assert run.make(SMALL.get(run.id, 2), folder)


@pytest.mark.long
@each
def test_it_holds(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    assert run.make(run.full // 10, folder)
