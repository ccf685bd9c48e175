"""The order in which sets of mistakes before S are tried: the likeliest first, and what costs little before what does
not."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

BY_TABLE = 0.3
"""What a power takes by the table of its base, the table's making shared out, of what it takes alone."""


Kind = Literal["all", "by-table", "by-power", "sweeping", "plain"]
"""by-table: with a mistake that leaves S a power of the same base; by-power: with none. sweeping: with a mistake that
changes several values, K or the proof among them, and makes all mistakes after S anew; plain: with none."""


@dataclass(frozen=True)
class Round:
    """The sets of `before` mistakes before S of one kind, and on each of them as many after it as the range says."""

    before: int
    after: range
    kind: Kind = "all"


@dataclass(frozen=True)
class EarlyMistake:
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

    all: list[EarlyMistake] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.all)

    def sets(self, whole: Round) -> Iterator[tuple[int, tuple[int, ...]]]:
        """A round's sets, numbered. Those that one table serves follow each other and have one number: only one process
        has to make it. Of threes and more, all that are about as likely before what is less so: nobody waits for all
        of them."""
        numbered = itertools.count()
        for band in range(self._bands(whole.before)) if whole.before > 2 else (None,):
            ranked = sorted(self._chosen(whole, band), key=self._rank)
            for _base, group in itertools.groupby(ranked, self._base):
                number = next(numbered)
                yield from ((number, ones) for ones in group)

    def _rank(self, ones: tuple[int, ...]) -> tuple[bool, float, tuple[int, ...], float]:
        base = self._base(ones)
        return len(base) == len(ones), self._cost(base), base, self._cost(ones)

    def _bands(self, size: int) -> int:
        dearest = sorted((one.cost for one in self.all), reverse=True)[:size]
        return int(sum(dearest)) + 1

    def _chosen(self, whole: Round, band: int | None) -> Iterator[tuple[int, ...]]:
        for ones in self._possible(whole.before):
            if (band is None or int(self._cost(ones)) == band) and self._is(whole.kind, ones):
                yield ones

    def _is(self, kind: Kind, ones: tuple[int, ...]) -> bool:
        if kind in ("sweeping", "plain"):
            return self._sweeps(ones) is (kind == "sweeping")
        return kind == "all" or (len(self._base(ones)) < len(ones)) is (kind == "by-table")

    def powers(self, whole: Round) -> float:
        """About how many exponentiations a round takes."""
        biting = [one for one in self.all if not one.idle]
        count = math.comb(len(biting), whole.before)
        without = math.comb(sum(not one.by_table for one in biting), whole.before)
        if whole.kind == "by-table":
            return (count - without) * BY_TABLE
        return without if whole.kind == "by-power" else count

    def _possible(self, size: int) -> Iterator[tuple[int, ...]]:
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
