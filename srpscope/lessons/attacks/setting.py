"""What a learner may change of an attack: the password, k, the group, and what the attacker computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from srpscope.errors import UserError
from srpscope.srp.primitives.groups import Group, group

MOST_BITS, LEAST_N = 4096, 23
MOST_CHARACTERS = 200
"""Of a password."""

MOST_DIGITS = 1_300


@dataclass(frozen=True)
class Setting:
    """ "" and None: as the attack has it. k: a formula, for both sides; where the safeguard is what k is, of the run
    without it. formulas: the attacker's, these and no others."""

    password: str = ""
    k: str = ""
    group: Group | None = None
    formulas: Mapping[str, str] | None = None

    def check(self) -> None:
        """Raises UserError for what would be too much work, or no group at all."""
        if len(self.password) > MOST_CHARACTERS:
            raise UserError(f"a password of an attack has at most {MOST_CHARACTERS} characters.")
        if self.group is None:
            return
        N, g = self.group
        if N < LEAST_N or N % 2 == 0 or N.bit_length() > MOST_BITS:
            raise UserError(f"N of an attack is odd, at least {LEAST_N}, and has at most {MOST_BITS} bits.")
        if not 1 < g < N - 1:
            raise UserError("g of an attack is more than 1 and less than N - 1.")

    def attackers(self, own: Mapping[str, str]) -> Mapping[str, str]:
        """What the attacker computes: the learner's formulas, else the attack's own."""
        return own if self.formulas is None else self.formulas

    def said(self) -> list[str]:
        """The learner's formulas as sentences; nothing where they are the attack's own."""
        return [f"{name} = {text}" for name, text in (self.formulas or {}).items()]


def group_of(N: str, g: str) -> Group | None:
    """A group by its name, or by N and g as numbers, decimal or 0x..; None where nothing is said. Raises UserError."""
    if not N:
        if g:
            raise UserError("g belongs to an N: give both.")
        return None
    if not N[:1].isdecimal():
        if g:
            raise UserError(f"the group {N[:40]} has a g of its own: leave g out.")
        return group(N)
    return Group(_number(N, "N"), _number(g or "2", "g"))


def _number(text: str, name: str) -> int:
    try:
        return int(text, 0) if len(text) <= MOST_DIGITS else 0
    except ValueError:
        raise UserError(f"{name} {text[:40]!r} is no number; decimal, or hex with 0x in front.") from None


AS_IT_IS = Setting()
