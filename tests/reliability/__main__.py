"""Make the long runs, and write what came out into tests/RELIABILITY.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from srpscope.version import VERSION
from tests.reliability.runs import RUNS, Run

PAGE = Path(__file__).parents[1] / "RELIABILITY.md"
HEAD = """\
# Long runs, and what came out

Written by `python -m tests.reliability`; `--share 0.1` makes a tenth of what is asked for, `--only NAME` one of them.
The same runs are tests: `python -m pytest -m long tests/reliability`. What is asked for stands beside what was made.

"""


def main() -> int:
    """Make them and write the page; 0 where everything held."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="how much of what is asked for, 0 to 1")
    parser.add_argument("--only", action="append", choices=[one.id for one in RUNS], help="this run; can be repeated")
    given = parser.parse_args()
    rows, held = _kept(), True
    for run in RUNS:
        if given.only and run.id not in given.only:
            continue
        count = max(1, round(run.full * given.share))
        print(f"{run.id}: {count:,} ..", file=sys.stderr, flush=True)
        row, well = _made(run, count)
        rows[run.id], held = row, held and well
        _write(rows)
    print(PAGE.read_text("utf-8"))
    return 0 if held else 1


def _made(run: Run, count: int) -> tuple[str, bool]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({f"XDG_{name}_HOME": folder for name in ("CONFIG", "DATA", "STATE", "CACHE")})
        place = Path(folder) / "recordings"
        place.mkdir()
        try:
            said, well = run.make(count, place), True
        except Exception as error:
            said, well = (
                f"**failed**: {type(error).__name__}: {error}"[:400].replace("\n", " ").replace("|", "/"),
                False,
            )
    took = time.monotonic() - began
    where = f"{VERSION}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    return f"| {run.id} | {run.full:,} {run.what} | {count:,} in {took:,.0f} s | {said} | {where} |", well


def _kept() -> dict[str, str]:
    """The rows of the page as it is: a run that is not made again keeps its figures."""
    if not PAGE.exists():
        return {}
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    known = {one.id for one in RUNS}
    return {name: line for line in lines if (name := line.split("|")[1].strip()) in known}


def _write(rows: dict[str, str]) -> None:
    table = ["| run | asked for | made | what came out | with |", "|---|---|---|---|---|"]
    table += [rows[one.id] for one in RUNS if one.id in rows]
    PAGE.write_text(HEAD + "\n".join(table) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
