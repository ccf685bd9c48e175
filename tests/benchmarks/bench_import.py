"""What the Python API costs to import, against a bare interpreter and the 150 ms that it may take.

CPU time of a fresh interpreter, the least of five: python tests/benchmarks/bench_import.py
"""

from __future__ import annotations

import subprocess
import sys

BUDGET = 150.0
"""Milliseconds."""

RUNS = 5


def cost(code: str) -> float:
    """Milliseconds of CPU that the code takes in a fresh interpreter."""
    measured = f"import time; start = time.process_time()\n{code}\nprint((time.process_time() - start) * 1000)"
    command = [sys.executable, "-c", measured]
    return min(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(RUNS))


def main() -> None:
    """Print each."""
    for code in (
        "import srpscope",
        "import srpscope; srpscope.open",
        "import srpscope; srpscope.open; srpscope.Judgement",
    ):
        taken = cost(code)
        print(f"{code}: {taken:.0f} ms, {taken / BUDGET:.2f} of the budget")


if __name__ == "__main__":
    main()
