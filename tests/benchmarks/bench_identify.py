"""`identify` over every dialect. Budget: 0.3 s for 70 dialects, a or b known, nothing stretched.

Run it: python tests/benchmarks/bench_identify.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.declaring import reader
from srpscope.srp.dialect import dialect_ids
from srpscope.why.identify import identify

CAPTURES = Path(__file__).parents[2] / "captures"
ROUNDS = 7


def once(capture: Capture) -> tuple[float, int, int]:
    """Seconds of CPU time, settings tried, dialects found."""
    start = time.process_time()
    session = Session(capture)
    found = identify(reader(session), None, session.declared)
    return time.process_time() - start, found.tried, len(found.dialects)


def main() -> None:
    """Print the times."""
    from srpscope.cli.opening import read_captures

    print(f"{len(dialect_ids())} dialects")
    for name in ("esp32-accepted", "esp32-refused", "nimbus-live-accepted"):
        capture = read_captures([str(CAPTURES / f"{name}.srp.jsonl")])[0]
        first, tried, found = once(capture)
        warm = statistics.median(once(capture)[0] for _ in range(ROUNDS))
        verdict = "ok" if warm <= 0.3 else "OVER"
        print(f"{name}: {warm:.3f} s ({first:.3f} s the first time), {tried} settings, {found} found: {verdict}")
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "srpscope", "identify", str(CAPTURES / "esp32-accepted.srp.jsonl")],
        capture_output=True,
        check=True,
    )
    print(f"the whole command, interpreter included: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
