"""Which of many files hold pieces of one handshake: a recording and the log beside it, or the logs of both sides.

Each file is read alone, and its answers say what they are pieces of; only those that belong together are read again,
with each other. Whole files that share A and B stay apart: a test with a fixed a and b gives many handshakes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.capture.identity import identity

Answer = dict[str, Any]
"""What is said of one handshake, as a line of `triage --json`; of a file that could not be read, with "error"."""


@dataclass(frozen=True)
class Queued:
    """One file to look at. name: as it was named. stamp: its size and when it was changed, so that a file that has
    changed since is looked at again. data: its bytes, where whoever looks cannot read it. beside: files that hold
    pieces of the same handshake and are read with it."""

    name: str
    stamp: str = ""
    data: bytes | None = None
    beside: tuple[Queued, ...] = ()


RECORDING = "recording"
_OTHER = {"client": "server", "server": "client"}


def piece_of(capture: Capture) -> dict[str, Any]:
    """What an answer says of the handshake that it is of. piece: a recording has what was sent, a log the values of
    one side; "" for whatever is whole. handshake: what tells it from others, A and B each as a digest of its own."""
    sides = {line.get("side") for line in capture.of_type("values")}
    logged = sides - {"wire", "both"}
    recorded = bool(capture.messages) or (sides != set() and not logged)
    side = next(iter(logged)) if len(logged) == 1 else ""
    known = identity(capture)
    digests = [
        f"{name}:{hashlib.sha256(hex(number).encode()).hexdigest()[:24]}"
        for name in ("A", "B")
        for number in sorted(known[name])
    ]
    return {"piece": RECORDING if recorded else side if side in _OTHER else "", "handshake": digests}


@dataclass(frozen=True)
class _Piece:
    file: str
    piece: str
    handshake: frozenset[str]

    def fits(self, other: _Piece) -> bool:
        """Whether both have an A or a B, the same one, and no other one of the other."""
        names = [{one[0] for one in piece.handshake} for piece in (self, other)]
        shared = {one[0] for one in self.handshake & other.handshake}
        return bool(shared) and shared == names[0] & names[1]


def together(answers: Iterable[Answer], items: Mapping[str, Queued]) -> list[Queued]:
    """The files that are to be read with others: a recording with its logs, or a log with that of the other side.
    items: file -> as it was queued. A log that fits several recordings is of none of them."""
    pieces = [
        _Piece(one["file"], one["piece"], frozenset(one["handshake"]))
        for one in answers
        if one.get("piece") and one.get("handshake") and one["file"] in items
    ]
    known: dict[str, list[_Piece]] = defaultdict(list)
    for piece in pieces:
        for digest in piece.handshake:
            known[digest].append(piece)
    chosen = {piece: found for piece in pieces if piece.piece != RECORDING and (found := _partner(piece, known))}
    of: dict[str, set[str]] = {}  # file -> the files that it is read with, itself among them
    for log, other in chosen.items():
        if other.piece == RECORDING or chosen.get(other) == log:
            whole = of.get(log.file, {log.file}) | of.get(other.file, {other.file})
            of |= dict.fromkeys(whole, whole)
    recorded = {piece.file for piece in pieces if piece.piece == RECORDING}
    groups = {tuple(sorted(files, key=lambda file: (file not in recorded, file))) for files in of.values()}
    return [replace(items[first], beside=tuple(items[one] for one in rest)) for first, *rest in sorted(groups)]


def _partner(log: _Piece, known: Mapping[str, list[_Piece]]) -> _Piece | None:
    """The one piece that has the rest of a log's handshake."""
    near = {one for digest in log.handshake for one in known[digest] if one.file != log.file and log.fits(one)}
    for wanted in (RECORDING, _OTHER[log.piece]):
        found = [one for one in near if one.piece == wanted]
        if found:
            return found[0] if len(found) == 1 else None
    return None
