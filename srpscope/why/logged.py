"""Hash calls that a side's program logged: the best evidence there is, since each tells the bytes that it was fed.

A call that the declared dialect makes too clears nothing and accuses nobody. One that it does not make is explained by
the mistake whose formulas feed exactly these bytes; each call is looked at by itself, so many mistakes are a sum.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.encodings import minimal
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.primitives import hashes
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import HASHED, SECRETS
from srpscope.why.candidate import Candidate
from srpscope.why.question import LoggedHash, Question

_WORD = re.compile(r"\w+")

SHOWN = 16
"""Bytes of a differing operand that are shown, at the most."""


def shared(logged: Sequence[LoggedHash], known: Knowledge, memory: Memory) -> tuple[int, int]:
    """How many different calls the side makes if it keeps to its dialect, with that hash: those that are equal byte for
    byte, and of the others those that are as long as one that it makes and that was not logged."""
    made = {(call.fed, call.out) for _, call in _made(known, memory)}
    said = {(one.fed, one.out) for one in logged}
    lengths = [Counter((len(fed), len(out)) for fed, out in some) for some in (made - said, said - made)]
    return len(made & said), (lengths[0] & lengths[1]).total()


def fed_names(logged: Sequence[LoggedHash], known: Knowledge, memory: Memory) -> frozenset[str]:
    """The values whose bytes stand in the log, as a piece of what a hash was fed: to log them again tells nothing."""
    calls = list(_made(known, memory))
    odd = Counter(len(one.fed) for one in unexplained(tuple(logged), known, memory))
    feds = {one.fed for one in logged}
    found: set[str] = set()
    for _, call in calls:
        if call.fed in feds or odd[len(call.fed)] == 1:
            found |= {name for operand in call.operands if (name := _value_of(operand)) is not None}
    return frozenset(found)


def parted_of(question: Question, memory: Memory) -> list[str]:
    """Where each side's logged hash inputs leave its dialect, a sentence each."""
    found = []
    for known in (question.client, question.server):
        calls = tuple(one for one in question.hashes if one.side == known.side)
        said = parted(calls, known, memory) if calls else None
        found += [] if said is None else [said]
    return found


def parted(logged: tuple[LoggedHash, ...], known: Knowledge, memory: Memory) -> str | None:
    """The first value in whose making a call was fed otherwise than the dialect has it, and which operands differ, as
    a sentence; None where every call is the dialect's, or none of the others is like one of its calls."""
    odd = unexplained(logged, known, memory)
    feds = {one.fed for one in logged}
    for name, call in _made(known, memory):
        if call.fed in feds:
            continue
        for one in odd:
            alone = [len(other.fed) for other in odd].count(len(one.fed)) == 1
            if (
                len(one.out) == len(call.out)
                and (alone or len(call.operands) > 1)
                and (apart := _apart(one.fed, call)) is not None
            ):
                start, wrong, fed = apart
                others = len(logged) - len(odd)
                rest = f" {others} of the {len(logged)} logged calls are as the dialect has them." if others else ""
                right = " | ".join(operand.text for operand in call.operands)
                said = _differs(start, wrong, fed, _secrets(known, memory))
                place = f"In the {known.side}'s logged hash input for {name} ({len(one.fed)} bytes)"
                return f"{place}, by the dialect {call.function}({right}), {said}.{rest}"
    return None


def _apart(fed: bytes, call: HashCall) -> tuple[int, list[Operand], bytes] | None:
    """Where what was fed leaves a call's operands, which of these it has not (none where it has more than they are),
    and what it has in their place. None where the operands that are left do not make most of it, nor is it one operand
    of the same length."""
    operands = [one for one in call.operands if one.data]
    first = 0
    start = 0
    while first < len(operands) and fed.startswith(operands[first].data, start):
        start += len(operands[first].data)
        first += 1
    last, end = len(operands), len(fed)
    while last > first and end - len(data := operands[last - 1].data) >= start and fed.endswith(data, 0, end):
        end -= len(data)
        last -= 1
    wrong = operands[first:last]
    as_long = end - start == sum(len(one.data) for one in wrong)
    kept = len(fed) - (end - start)
    if not (as_long and (kept or len(operands) == 1)) and not (kept and 2 * kept >= len(fed)):
        return None
    return start, wrong, fed[start:end]


def _differs(start: int, wrong: list[Operand], fed: bytes, secrets: list[bytes]) -> str:
    """What stands in the place of the wrong operands, their bytes where they are no secret."""
    text, right = " | ".join(one.text for one in wrong), b"".join(one.data for one in wrong)
    if not wrong:
        return f"{len(fed)} bytes are added at byte {start}"
    if not fed:
        return f"{text} ({len(right)} bytes, at byte {start}) is left out"
    said = f"{text} differs (at byte {start}): fed {len(fed)} bytes"
    if SECRETS & set(_WORD.findall(text)) or any(one in fed or fed in one for one in secrets):
        as_long = "which are not the dialect's" if len(fed) == len(right) else f"the dialect has {len(right)}"
        return f"{said}, {as_long}"
    return f"{said}, {_hex(fed)}; the dialect has {len(right)}, {_hex(right)}"


def _secrets(known: Knowledge, memory: Memory) -> list[bytes]:
    """The bytes of everything secret that is known of the side: whatever they were fed for, they are not shown."""
    sheet = Sheet(known, memory, record=False)
    found: list[bytes] = []
    for value in (sheet.value(name) for name in sorted(SECRETS)):
        if isinstance(value, str):
            found.append(value.encode())
        elif value:
            found.append(minimal(abs(value) if isinstance(value, int) else value))
    return [one for one in found if one]


def _hex(data: bytes) -> str:
    return data.hex() if len(data) <= SHOWN else f"{data[:SHOWN].hex()}.."


def _value_of(operand: Operand) -> str | None:
    """The value that an operand is, in whatever encoding; None for a part of one, a digest or a text."""
    words = _WORD.findall(operand.text)
    if len(words) > 1 and words[0] not in {*ENCODINGS, "RAW"}:
        return None
    return next((word for word in words if word not in ENCODINGS and word != "RAW"), None)


def unexplained(logged: tuple[LoggedHash, ...], known: Knowledge, memory: Memory) -> list[LoggedHash]:
    """The calls that the side would not have made if it kept to its dialect, and that are what they say they are."""
    made = {call.fed for _, call in _made(known, memory)}
    return [one for one in logged if one.fed not in made and _true(one)]


def value_fed(known: Knowledge, memory: Memory, fed: bytes) -> str | None:
    """The value in whose making these bytes are hashed, None where they are not."""
    return next((name for name, call in _made(known, memory) if call.fed == fed), None)


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


def _made(known: Knowledge, memory: Memory) -> Iterator[tuple[str, HashCall]]:
    """Every call that the side makes, the inner ones too, each with the value that it is for."""
    sheet = Sheet(known, memory, record=True)
    for name in HASHED:
        for call in _all(sheet[name].calls):
            yield name, call


def _all(calls: tuple[HashCall, ...]) -> Iterator[HashCall]:
    for call in calls:
        yield call
        yield from _all(call.inner)


def _true(one: LoggedHash) -> bool:
    """Whether the logged result is that hash of the logged input; a line that is not proves nothing."""
    return hashes.new(one.alg)(one.fed) == one.out
