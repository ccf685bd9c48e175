"""Captures a second of `triage` against the processes that look at them: python tests/benchmarks/bench_triage.py [N].

N captures (10,000 where no number is given) of a small group, one in ten with a mistake, so that reading and judging
is measured and not the search for one hard cause. The floor is one process that looks at a tenth of them.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import srpscope
from srpscope.answers.fleet import here
from srpscope.answers.triage import items, look


def prepared(folder: Path, count: int) -> None:
    """Copies of one right and one wrong handshake."""
    right = srpscope.make("rfc5054", group="rfc5054-1024", hash="sha1")
    wrong = srpscope.make("rfc5054", group="rfc5054-1024", hash="sha1", mistakes={"client": {"k": "H(N | g)"}})
    for name, handshake in (("right", right), ("wrong", wrong)):
        handshake.save(folder / f"{name}.srp.jsonl")
    texts = [(folder / f"{name}.srp.jsonl").read_bytes() for name in ("right", "wrong")]
    for number in range(count - 2):
        (folder / f"{number:06}.srp.jsonl").write_bytes(texts[number % 10 == 0])


def main(count: int) -> None:
    """Print captures a second for one process, then for every number of them that this machine has cores for."""
    with tempfile.TemporaryDirectory() as made:
        prepared(Path(made), count)
        files = items([made])
        some = files[: max(1, count // 10)]
        start = time.perf_counter()
        for item in some:
            look(item)
        floor = len(some) / (time.perf_counter() - start)
        print(f"in this process: {floor:,.0f} captures a second")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        for jobs in range(1, cores + 1):
            start = time.perf_counter()
            seen = sum(1 for _ in here(files, jobs, 5.0))
            rate = seen / (time.perf_counter() - start)
            print(f"{jobs} processes: {rate:,.0f} captures a second, {rate / floor:.2f} x, {seen:,} of {count:,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
