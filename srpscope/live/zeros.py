"""A played server that draws its values so that one of them begins with a zero byte, another one in each session.

Clients that drop leading zeros fail once in 256 sessions; against such a server they fail in the first that concerns
them: right here, and wrong when B starts with 00.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from srpscope.answers.zeros import places, salt_name, starts_with_zero
from srpscope.errors import UserError
from srpscope.live.party import SheetParty
from srpscope.srp.dialect import Dialect
from srpscope.wording import listed

FORCED = ("B", "S", "K", "M1", "salt")
NEED_A = frozenset({"S", "K", "M1"})
"""What is made of A too: a server forces it only where it draws b once A is there."""
DRAWS = 8_192
"""Private values drawn at the most for one session; 256 are the mean."""


class ForcedZeros:
    """Which value begins with 00 in the next session: one after another, in the order of names.

    A is the client's to draw, and is refused; the salt is the credential's, so that it begins with 00 in all of them.
    Raises UserError for a name that is none of FORCED, and where there is none. say: told what was drawn.
    """

    def __init__(self, names: str, say: Callable[[str], None] = lambda text: None) -> None:
        self.names = [one.strip() for one in names.split(",") if one.strip()]
        if not self.names:
            raise UserError(f"no value is named that is to begin with 00; there are {', '.join(FORCED)}.")
        for one in self.names:
            if one not in FORCED:
                why = ": the client draws it" if one == "A" else ""
                raise UserError(f"{one!r} cannot be forced{why}; there are {', '.join(FORCED)}.")
        self._turns = [one for one in self.names if one != "salt"]
        self._turn = 0
        self._say = say

    @property
    def salt(self) -> bool:
        """Whether the salt begins with 00."""
        return "salt" in self.names

    def check(self, dialect: Dialect, N: int, B_before_A: bool) -> None:
        """Refuse what a server cannot force, before anybody waits for a session in which nothing is forced and a wrong
        client passes. N: the group. B_before_A: the server sends B before it has A. Raises UserError."""
        there = places(dialect, N)
        known = {one for one in FORCED if one in there} | ({"salt"} if salt_name(dialect) is not None else set())
        without = [one for one in self.names if one not in known]
        late = [one for one in self.names if one in known & NEED_A] if B_before_A else []
        can = [one for one in FORCED if one in known - (NEED_A if B_before_A else set())]
        left = f" What can be forced here: {', '.join(can)}." if can else ""
        if without:
            raise UserError(
                f"{listed(without, 'and')} cannot be forced: in {dialect.id} with this group a leading 00 is "
                f"ordinary there, or the value has no width of its own.{left}"
            )
        if late:
            raise UserError(
                f"{listed(late, 'and')} cannot be forced: this server sends B before it has A, and then b stands.{left}"
            )

    def drawn_salt(self, length: int) -> bytes:
        """A salt, with a zero in front where that was ordered."""
        return bytes(1) + secrets.token_bytes(length - 1) if self.salt else secrets.token_bytes(length)

    def watch(self, party: SheetParty) -> SheetParty:
        """Take care that this session's value begins with 00: B at once, the others when A is there."""
        if self._turns:
            name = self._turns[self._turn % len(self._turns)]
            self._turn += 1
            if name == "B":
                self._draw(name, party)
            else:
                party.when_A_comes = partial(self._draw, name)
        return party

    def _draw(self, name: str, party: SheetParty) -> None:
        place = places(party.knowledge.dialect, party.number("N")).get(name)
        if place is None:
            self._say(f"{name} cannot begin with 00 here: the dialect has it not, or in this group it is ordinary.")
            return
        if party.gave_B:
            self._say(f"{name} is not forced: this protocol sends B before A is known.")
            return
        for _ in range(DRAWS):
            if starts_with_zero(place, party.sheet, party.sheet):
                self._say(f"{name} begins with 00 in this session.")
                return
            party.renew("b")
        self._say(f"No b of {DRAWS:,} makes {name} begin with 00.")
