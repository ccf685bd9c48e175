"""Attacks on SRP, each against srpscope's own parties on loopback, each with the safeguard that makes it fail.

A module an attack: TITLE, ABOUT, SAFEGUARD (what the switch is) and `async run(guarded, told) -> Attacked`. A new one
is a module and a line here. None takes an address: `loopback.py` starts both parties itself. Where the attack is a
matter of formulas a module has FORMULAS too, those that win, and its run takes others: what a learner wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from srpscope.errors import OwnError, UserError
from srpscope.lessons.attacks.outcome import Attacked, Told, nobody

ATTACKS = (
    "zero-a",
    "zero-b",
    "zero-u",
    "two-guesses",
    "early-b",
    "server-first",
    "stolen-verifier",
    "same-password",
    "composite-group",
    "parasite",
    "unchecked-m2",
    "no-u",
    "malicious-group",
    "no-v-in-b",
)

WRITABLE = {"zero-a": "client", "no-u": "client", "early-b": "client", "no-v-in-b": "server"}
"""Attacks whose formulas can be the learner's own, and which side is the attacker."""

SECONDS = 60.0
"""An attack that takes longer is stopped."""

SELF = "self:"
"""The only target there is."""


class Attack(Protocol):
    """What an attack's module holds."""

    TITLE: str
    ABOUT: str
    SAFEGUARD: str

    async def run(self, guarded: bool, told: Told) -> Attacked:
        """Try it, with the safeguard off or on."""
        ...


class WritableAttack(Attack, Protocol):
    """One that runs with other formulas than its own, name -> text."""

    FORMULAS: Mapping[str, str]

    async def run(self, guarded: bool, told: Told, formulas: Mapping[str, str] | None = None) -> Attacked:
        """Try it with these formulas and no others; None: with FORMULAS. Raises UserError for one that is none."""
        ...


def attack(name: str) -> Attack:
    """An attack by its name. Raises UserError."""
    if name not in ATTACKS:
        raise UserError(f"there is no attack {name!r}; there are {', '.join(ATTACKS)}.")
    return cast("Attack", import_module(f"srpscope.lessons.attacks.{name.replace('-', '_')}"))


def writable(name: str) -> WritableAttack:
    """An attack that runs with a learner's formulas. Raises UserError for any other."""
    if name not in WRITABLE:
        raise UserError(f"the attack {name} takes no formula; these do: {', '.join(WRITABLE)}.")
    return cast("WritableAttack", attack(name))


async def run(name: str, guarded: bool, told: Told = nobody, formulas: Mapping[str, str] | None = None) -> Attacked:
    """Try an attack, with a learner's formulas where there are some. Raises UserError, and OwnError where it does not
    end in time."""
    trying = attack(name).run(guarded, told) if formulas is None else writable(name).run(guarded, told, formulas)
    try:
        return await asyncio.wait_for(trying, SECONDS)
    except TimeoutError:
        raise OwnError(f"the attack {name} did not end within {SECONDS:.0f} seconds.") from None


def check_target(target: str) -> None:
    """Raises UserError for anything but srpscope's own parties."""
    if target != SELF:
        raise UserError(f"attacks run against srpscope's own parties ({SELF}) and refuse any other address.")
