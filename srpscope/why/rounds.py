"""The order in which sets of mistakes before S are tried: the likeliest first, and what costs little before what does
not."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BY_TABLE = 0.3
"""What a power takes by the table of its base, the table's making shared out, of what it takes alone."""


@dataclass(frozen=True)
class Round:
    """The sets of `before` mistakes before S, and on each of them as many after it as the range says. by_table: only
    those with a mistake that leaves S a power of the same base, or only those with none; None is all."""

    before: int
    after: range
    by_table: bool | None = None


@dataclass(frozen=True)
class Early:
    """A mistake before S: what it does there.

    by_table: S stays a power of the same base. idle: alone it changes nothing. by_chance: idle is what it is in one
    handshake of two, so that beside any other mistake it may not be. sweeping: it changes several values, so that what
    is idle alone may not be beside it (a value that is padded otherwise starts with 00).
    """

    id: str
    cost: float
    by_table: bool = False
    idle: bool = False
    by_chance: bool = False
    sweeping: bool = False


@dataclass
class EarlyMistakes:
    """All mistakes before S; a set of them is named by their places here."""

    all: list[Early] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.all)

    def sets(self, whole: Round) -> Iterator[tuple[int, tuple[int, ...]]]:
        """A round's sets, numbered. Those that one table serves follow each other and have one number: only one process
        has to make it."""
        chosen = self._chosen(whole.before)
        if whole.by_table is not None:
            chosen = (ones for ones in chosen if (len(self._base(ones)) < whole.before) is whole.by_table)
        if not whole.by_table:
            # What changes K or the proof too makes all mistakes after S anew: those come last where S is known already.
            known = whole.before == 1
            yield from enumerate(sorted(chosen, key=lambda ones: (known and self._sweeps(ones), self._cost(ones))))
            return
        ranked = sorted(chosen, key=lambda ones: (self._cost(self._base(ones)), self._base(ones), self._cost(ones)))
        for number, (_base, group) in enumerate(itertools.groupby(ranked, self._base)):
            yield from ((number, ones) for ones in group)

    def powers(self, whole: Round) -> float:
        """About how many exponentiations a round takes."""
        biting = [one for one in self.all if not one.idle]
        count = math.comb(len(biting), whole.before)
        without = math.comb(sum(not one.by_table for one in biting), whole.before)
        if whole.by_table is None:
            return count
        return (count - without) * BY_TABLE if whole.by_table else without

    def _chosen(self, size: int) -> Iterable[tuple[int, ...]]:
        biting = [place for place, one in enumerate(self.all) if not one.idle]
        yield from itertools.combinations(biting, size)
        idle = [place for place, one in enumerate(self.all) if one.idle]
        by_chance = [place for place in idle if self.all[place].by_chance]
        for ones in itertools.combinations(biting, size - 1) if size > 1 and idle else ():
            beside = idle if self._sweeps(ones) else by_chance
            yield from (tuple(sorted((*ones, place))) for place in beside)

    def _sweeps(self, ones: tuple[int, ...]) -> bool:
        return any(self.all[one].sweeping for one in ones)

    def _cost(self, ones: tuple[int, ...]) -> float:
        return sum(self.all[one].cost for one in ones)

    def _base(self, ones: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(one for one in ones if not self.all[one].by_table)
