"""By what right each value of a sheet stands, and what two columns that agree both rest on.

A value that was computed is worth no more than the weakest of what it was made of. The group and the hash are left out
of that: both sides need them, and a wrong one shows in every value.
"""

from __future__ import annotations

from collections.abc import Iterable

from srpscope.srp.sheet import Cell, Sheet
from srpscope.srp.values import BYS, By, Right, same

SHARED = frozenset(["S", "K", "M1", "M2"])
"""Values that say nothing of two sides that were both simply given them: what is made of them agrees by itself."""


LOGGED = Right("logged", "logged")
TYPED = Right("typed", "typed")
SENT = Right("sent", "sent")
DEFAULT = Right("assumed", "assumed")
"""A dialect's own group or hash: it stands in for nothing."""


class Rights:
    """The rights of one sheet's values, each found when it is first asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._found: dict[str, Right | None] = {}

    def __getitem__(self, name: str) -> Right | None:
        """The right of a value, None where the value is unknown."""
        if name not in self._found:
            self._found[name] = None  # a value that is made of itself rests on nothing of its own
            self._found[name] = self._right(self._sheet[name])
        return self._found[name]

    def _right(self, cell: Cell) -> Right | None:
        known = self._sheet.knowledge
        if cell.value is None:
            return None
        if cell.name == "H":
            return DEFAULT if known.hash is None else TYPED
        if cell.source == "received":
            return known.passed.get(cell.name, SENT)
        names = cell.formula.names if cell.formula is not None else frozenset[str]()
        if cell.source == "given":
            own = known.rights.get(cell.name, LOGGED)
            confirmed = cell.computed is not None and same(cell.value, cell.computed, self._sheet.settings.order)
            return own._replace(shared=self._together(names).shared) if own.shared and confirmed else own
        found = self._together(cell.through or names)
        if cell.lent is None:
            return found
        lent = known.rights.get(f"lent {cell.lent}", LOGGED)
        return Right("computed", weaker((found.weakest, lent.weakest)), found.stand_ins | lent.stand_ins, found.shared)

    def _together(self, names: Iterable[str]) -> Right:
        """The right of what is computed from some values."""
        parts = [part for one in names if one not in ("N", "g", "H") and (part := self[one]) is not None]
        none: frozenset[str] = frozenset()
        return Right(
            "computed",
            weaker(part.weakest for part in parts),
            none.union(*(part.stand_ins for part in parts)),
            none.union(*(part.shared for part in parts)),
        )


def weaker(rights: Iterable[By]) -> By:
    """The weakest of some rights; "computed" of none."""
    return max((one for one in rights if one != "computed"), key=BYS.index, default="computed")


def independent(left: Right | None, right: Right | None) -> bool:
    """Whether two columns that agree are two opinions: none of them rests on a stand-in, and no one statement gave the
    secret to both."""
    if left is None or right is None:
        return False
    return not (left.stand_ins or right.stand_ins or left.shared & right.shared)


OWN = frozenset(["a", "b", "v", "A", "B"])
"""What a side draws, has in store or sends: no formula of it has to be seen at work."""


def taken_as_given(sheet: Sheet, name: str) -> tuple[str, ...]:
    """The values of its formulas' own making that a value rests on, and that were logged where nothing tells whether
    those formulas give them: who computed M1 of a logged K is not shown to have made that K rightly."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    open_names = [name]
    while open_names:
        one = open_names.pop()
        if one in seen:
            continue
        seen.add(one)
        cell = sheet[one]
        names = cell.formula.names if cell.formula is not None else frozenset[str]()
        if cell.source == "given" and (cell.computed is None or one in OWN):
            if names and one not in OWN:
                found[one] = None
        elif cell.source != "received":
            open_names += cell.through or sorted(names)
    return tuple(found)
