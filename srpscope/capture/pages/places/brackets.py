"""The brackets that are open at a place, and what they belong to: `client: { public: ".." }` says whose value it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from srpscope.capture.pages.names import ValueName, in_object_of, recognise, side_of

DEPTH_LIMIT = 64

_BEFORE = re.compile(r"([A-Za-z_]\w{0,80})\s*$")
_UNEQUAL = re.compile(r"\w{0,40}(?:[mM]atch|[vV]erif|[iI]nvalid|[wW]rong)\w{0,10}[pP]roofs?\w{0,20}")
"""An error that holds two copies of one proof: `MatchProofsError { client_proof: [..], server_proof: [..] }`."""


@dataclass(frozen=True)
class Bracket:
    """One that is open: which and where, what stood before it, the side that this names, whether it is an item of a
    list."""

    mark: str
    at: int
    owner: str
    side: str | None
    item: bool


@dataclass
class Brackets:
    """Those that are open, outermost first. owner: what the next one belongs to, where that was said."""

    open: list[Bracket] = field(default_factory=list)
    owner: str = ""

    def opened(self, text: str, at: int, program: bool) -> None:
        """One that opens at a place."""
        owner, self.owner = self.owner, ""
        head = _BEFORE.search(text, max(0, at - 90), at) if text[at] in "{(" else None
        if head is not None and _UNEQUAL.fullmatch(head[1]):
            owner = head[1]
        elif not owner and text[at] in "{(":
            owner = head[1] if head and text[at] == "{" and not program else ""
        if len(self.open) >= DEPTH_LIMIT:
            return
        before = text[max(0, at - 200) : at].rstrip()[-1:]
        listed = bool(self.open) and self.open[-1].mark in "[{" and text[at] == "{" and before in ("[", "{", ",")
        self.open.append(Bracket(text[at], at, owner, side_of(owner) if owner else None, listed))

    def closed(self) -> None:
        """The last one closes."""
        if self.open:
            self.open.pop()
        self.owner = ""

    def side(self) -> str | None:
        """The side that the nearest of them names."""
        return next((one.side for one in reversed(self.open) if one.side), None)

    def items(self) -> list[int]:
        """Where those began that are items of lists."""
        return [one.at for one in self.open if one.item]

    def goes_on_from(self, text: str, at: int) -> bool:
        """Whether the last one was opened on the line of a place, and ends what stands bare in it."""
        last = self.open[-1] if self.open else None
        return last is not None and last.mark in "{([" and "\n" not in text[last.at : at]

    def owned(self, spelling: str) -> tuple[str, ValueName] | None:
        """A key that says its meaning only together with the object it stands in: `ephemeral: { public: .. }`."""
        owner = next((one.owner for one in reversed(self.open) if one.owner), "")
        if not owner or not re.fullmatch(r"[\w\-]{1,40}", spelling):
            return None
        named = recognise(f"{owner}.{spelling}")
        return (f"{owner}.{spelling}", named) if named is not None else None

    def with_owner(self, named: ValueName, spelling: str) -> ValueName:
        """ "public" in an object "server" is B; of proofs that do not match, both are the client's: as it was sent, and
        as the server makes it."""
        if named.name in ("M1", "M2") and self.open and _UNEQUAL.fullmatch(self.open[-1].owner):
            return ValueName(("M1",), side_of(spelling), named.form)
        if len(named.names) < 2 or named.side:
            return in_object_of(named, spelling, self.side())
        owner = next((one.owner for one in reversed(self.open) if one.owner and side_of(one.owner)), "")
        return (recognise(f"{owner}.{spelling}") or named) if owner else named
