"""Random sessions with random credentials on either side, right and wrong: of each nothing is shown that is not so."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from srpscope.errors import SrpscopeError
from tests.session.test_truth import holds

FIRST = 200
"""The first seed: those before it are drawn by the suite every time."""
TOLD_EVERY = 100
AT_ONCE = 20
"""Seeds that a process takes at a time."""


def run(count: int) -> str:
    """So many sessions, each from its seed, over the processors that there are. One that shows what is not so, or
    nothing at all, does not end the run: all of them are told at its end. Raises AssertionError for them."""
    shown = evaluated = 0
    wrong: list[str] = []
    began = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, (findings, made_again, fault) in enumerate(
            pool.map(_of_seed, range(FIRST, FIRST + count), chunksize=AT_ONCE), 1
        ):
            shown, evaluated = shown + findings, evaluated + made_again
            if fault:
                wrong.append(fault)
                print(f"truth: seed {fault}", file=sys.stderr, flush=True)
            if done % TOLD_EVERY == 0:
                took = time.monotonic() - began
                figures = f"{done:,} in {took:,.0f} s, {shown:,} findings, {evaluated:,} made again, {len(wrong)} wrong"
                print(f"truth: {figures}", file=sys.stderr, flush=True)
    assert not wrong, f"{len(wrong)} of {count:,} show what is not so, from the seeds {'; '.join(wrong[:5])}"
    assert shown > 0 or count < TOLD_EVERY, "no finding was shown: nothing was tried"
    assert evaluated >= 0.7 * shown, f"only {evaluated} of {shown} findings were made again"
    return f"{shown:,} findings shown, {evaluated:,} of them made again with plain arithmetic; none was wrong"


def _of_seed(seed: int) -> tuple[int, int, str]:
    """Findings shown, those made again, and what is wrong of the session of a seed, "" where nothing is."""
    try:
        findings, made_again = holds(seed)
    except (AssertionError, SrpscopeError) as error:
        return 0, 0, f"{seed} ({str(error).splitlines()[0][:160]})"
    return findings, made_again, ""
