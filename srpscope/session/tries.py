"""Several proofs in one session: each try by itself, with the values that it was made of.

A peer that keeps its session after a refusal takes a further proof for the same A and B (another password); what the
session is judged by is the last one, and the earlier ones are no less refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from srpscope.capture.capture import Capture, Line
from srpscope.capture.events import HAPPENED
from srpscope.session.session import Session


@dataclass(frozen=True)
class Try:
    """One proof. message: its number in the whole session, from 1. session: what was there when it was answered,
    without the proofs before it."""

    message: int
    session: Session


def earlier_tries(session: Session) -> tuple[Try, ...]:
    """Every proof of the client but the last, where there are several; () elsewhere."""
    proofs = [
        (number, one.line)
        for number, one in enumerate(session.messages, 1)
        if one.sender == "client" and one.decoded is not None and "M1" in one.decoded.values
    ]
    if not all(_answered(session.capture.lines, one, other) for (_n, one), (_m, other) in pairwise(proofs)):
        return ()  # several recordings laid together: which answer is whose cannot be told
    tries = []
    for at, (number, line) in enumerate(proofs[:-1]):
        lines = _until(session.capture.lines, line, proofs[at + 1][1], [one for _number, one in proofs[:at]])
        capture = Capture(session.capture.header, lines, name=session.capture.name)
        tries.append(Try(number, Session(capture, session.dialects, session.settings)))
    return tuple(tries)


def _answered(lines: list[Line], proof: Line, next_proof: Line) -> bool:
    """Whether an event that decides something stands between two proofs."""
    start = next(at for at, line in enumerate(lines) if line is proof)
    end = next(at for at, line in enumerate(lines) if line is next_proof)
    return any(line.get("type") == "event" and line.get("what") in HAPPENED for line in lines[start:end])


def _until(lines: list[Line], proof: Line, next_proof: Line, before: list[Line]) -> list[Line]:
    """The lines as they stood when a proof was answered: neither the proofs before it, nor how those ended."""
    kept: list[Line] = []
    answered = False
    skipping = False
    for line in lines:
        if line is next_proof or (answered and line.get("type") in ("values", "message", "edit")):
            break
        if any(line is one for one in before):
            skipping = True
            continue
        if line is proof:
            skipping = False
        happened = line.get("type") == "event" and line.get("what") in HAPPENED
        if skipping and (happened or line.get("type") == "message"):
            continue
        kept.append(line)
        answered = answered or (happened and any(one is proof for one in kept))
    return kept
