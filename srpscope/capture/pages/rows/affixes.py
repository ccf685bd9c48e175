"""Names that are SRP's letters with one and the same affix: `rA`, `rB`, `rM1` of a run, `AE`, `VE`, `UE` as expected.

One name so made says nothing; three of them, a public value among them, say that the affix is the writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from srpscope.capture.pages.names import SETTINGS, TEXTS, recognise

LINES_LIMIT = 20_000
LONGEST = 8
"""Characters of an affix at the most."""

_ASSIGNED = re.compile(r"(?:^|[\s,;{(])(?P<name>[A-Za-z]\w{1,24})[ \t]*(?:=(?![=~>])|:(?![:/]))(?=[ \t]*[\"'<\[(\w])")
_BARE = frozenset(["A", "B", "a", "b", "s", "v", "u", "x", "k", "S", "K", "M", "M1", "M2", "V", "U", "X"])
_PUBLIC = frozenset(["A", "B", "v", "V"])


def without_affix(lines: Sequence[str]) -> list[str]:
    """The lines with the names that share an affix told as what is left of them; as they are where none do."""
    found = {one["name"] for line in lines[:LINES_LIMIT] for one in _ASSIGNED.finditer(line, 0, 200)}
    unknown = {name for name in found if recognise(name) is None}
    renamed: dict[str, str] = {}
    for affix, front in {(name[:-size], True) for name in unknown for size in (1, 2) if len(name) > size} | {
        (name[size:], False) for name in unknown for size in (1, 2) if len(name) > size
    }:
        cut = {name: _rest(name, affix, front) for name in unknown if _rest(name, affix, front)}
        letters = {rest for rest in cut.values() if rest in _BARE}
        if len(affix) <= LONGEST and len(letters) >= 3 and letters & _PUBLIC and len(cut) > len(renamed):
            renamed = cut
    if not renamed:
        return list(lines)
    whole = re.compile(
        r"(?<![\w.])(?:" + "|".join(map(re.escape, sorted(renamed))) + r")(?=[ \t]*(?:=(?![=~>])|:(?![:/])))"
    )
    return [whole.sub(lambda one: renamed[one[0]], line) for line in lines]


def _rest(name: str, affix: str, front: bool) -> str:
    """What is left of a name without an affix, where it is a letter of SRP's or a word that names a value; else ""."""
    if not (name.startswith(affix) if front else name.endswith(affix)):
        return ""
    rest = (name[len(affix) :] if front else name[: -len(affix)]).strip("_")
    if rest in _BARE:
        return {"V": "v", "U": "u", "X": "x"}.get(rest, rest)
    named = recognise(rest) if len(rest) > 2 else None
    return rest if named is not None and named.name not in SETTINGS | TEXTS and not named.weak else ""
