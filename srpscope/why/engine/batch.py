"""Many formulas of one proof tried on the same late values: what hashes the same bytes is hashed once.

Formulas that leave the same hash state in front of their first late piece share it, and those whose late pieces come
to the same bytes as well are one hypothesis. What cannot have the proof's length is left out from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.values import Value
from srpscope.why.engine.compiled import Pieces, Residue, Values, formed


class Proofs:
    """The formulas of one proof, numbered, and the bytes that were observed of it; None where equality is more than
    that of bytes. `hashed` counts the digests taken."""

    def __init__(self, residues: list[tuple[int, Residue]], observed: bytes | None) -> None:
        self.hashed = 0
        self._count = len(residues)
        self._observed = observed
        self._pieces: list[Pieces] = []
        self._states: list[tuple[Callable[[], Any], list[tuple[int, list[int]]]]] = []
        self._others: list[tuple[int, Residue]] = []
        states: dict[tuple[str, bytes], tuple[Any, dict[int, list[int]]]] = {}
        suffixes: dict[tuple[object, ...], int] = {}
        for index, residue in residues:
            midstate = residue.midstate
            if midstate is None or observed is None:
                self._others.append((index, residue))
                continue
            state, pieces = midstate
            if state.digest_size != len(observed):
                continue
            key = tuple(piece if isinstance(piece, bytes) else piece[0] for piece in pieces)
            suffix = suffixes.setdefault(key, len(self._pieces))
            if suffix == len(self._pieces):
                self._pieces.append(pieces)
            _, ends = states.setdefault((state.name, state.digest()), (state, {}))
            ends.setdefault(suffix, []).append(index)
        self._states = [(state.copy, list(ends.items())) for state, ends in states.values()]

    def __len__(self) -> int:
        return self._count

    def giving(self, late: Values, equal: Callable[[Value], bool]) -> Iterator[int]:
        """The numbers of the formulas that give the observed proof for these late values. equal is asked of a value
        that is another kind than the observed one."""
        forms: dict[str, bytes] = {}
        ends = [_joined(pieces, late, forms) for pieces in self._pieces]
        observed, hashed = self._observed, 0
        for copy, suffixes in self._states:
            if len(suffixes) == 1:
                (suffix, indices) = suffixes[0]
                end = ends[suffix]
                if end is not None:
                    state = copy()
                    state.update(end)
                    hashed += 1
                    if state.digest() == observed:
                        yield from indices
                continue
            tried: set[bytes] = set()
            for suffix, _ in suffixes:
                end = ends[suffix]
                if end is None or end in tried:
                    continue
                tried.add(end)
                state = copy()
                state.update(end)
                hashed += 1
                if state.digest() == observed:
                    yield from (i for other, found in suffixes if ends[other] == end for i in found)
        self.hashed += hashed
        for index, residue in self._others:
            value = residue.run(late, forms)
            if value is not None and (equal(value) if type(value) is not type(observed) else value == observed):
                yield index


def _joined(pieces: Pieces, late: Values, forms: dict[str, bytes]) -> bytes | None:
    try:
        if len(pieces) == 1 and not isinstance(pieces[0], bytes):
            return formed(pieces[0], late, forms)
        return b"".join([piece if isinstance(piece, bytes) else formed(piece, late, forms) for piece in pieces])
    except (Missing, Failure):
        return None
