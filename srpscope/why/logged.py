"""Hash calls that a side's program logged: the best evidence there is, since each tells the bytes that it was fed.

A call that the declared dialect makes too clears nothing and accuses nobody. One that it does not make is explained by
the mistake whose formulas feed exactly these bytes; each call is looked at by itself, so many mistakes are a sum.
"""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.calls import HashCall
from srpscope.srp.primitives import hashes
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import HASHED
from srpscope.why.candidate import Candidate
from srpscope.why.question import LoggedHash


def unexplained(logged: tuple[LoggedHash, ...], known: Knowledge, memory: Memory) -> list[LoggedHash]:
    """The calls that the side would not have made if it kept to its dialect, and that are what they say they are."""
    made = set(_fed(known, memory))
    return [one for one in logged if one.fed not in made and _true(one)]


def value_fed(known: Knowledge, memory: Memory, fed: bytes) -> str | None:
    """The value in whose making these bytes are hashed, None where they are not."""
    sheet = Sheet(known, memory, record=True)
    for name in HASHED:
        if any(fed == call.fed for call in _all(sheet[name].calls)):
            return name
    return None


def explaining(
    call: LoggedHash, known: Knowledge, candidates: list[Candidate], memory: Memory
) -> Iterator[tuple[Candidate, Knowledge, str]]:
    """The mistakes after which the side feeds a hash exactly these bytes, each with the value it is for."""
    for candidate in candidates:
        changed = candidate.change(known)
        if changed is None:
            continue
        name = value_fed(changed, memory, call.fed)
        if name is not None:
            yield candidate, changed, name


def _fed(known: Knowledge, memory: Memory) -> Iterator[bytes]:
    sheet = Sheet(known, memory, record=True)
    for name in HASHED:
        for call in _all(sheet[name].calls):
            yield call.fed


def _all(calls: tuple[HashCall, ...]) -> Iterator[HashCall]:
    for call in calls:
        yield call
        yield from _all(call.inner)


def _true(one: LoggedHash) -> bool:
    """Whether the logged result is that hash of the logged input; a line that is not proves nothing."""
    return hashes.new(one.alg)(one.fed) == one.out
