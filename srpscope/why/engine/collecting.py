"""Python's collector of circles, and tables of hundreds of thousands of objects that hold none.

It walks through all that lives again and again: a fifth of the time in which a table of hypotheses is made or tried.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """Something large is made, of which nothing is thrown away. What lives at its end is walked through no more until
    `collector_awake`."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()


def collector_awake() -> None:
    """What was large is done with: all that lives is looked at again."""
    gc.unfreeze()
