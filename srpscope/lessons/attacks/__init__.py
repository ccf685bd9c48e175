"""Attacks on SRP, each against srpscope's own parties on loopback, each with the safeguard that makes it fail.

A module an attack: TITLE, ABOUT, SAFEGUARD (what the switch is) and `async run(guarded, told) -> Outcome`. A new one is
a module and a line here. None takes an address: `loopback.py` starts both parties itself.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Protocol, cast

from srpscope.errors import OwnError, UserError
from srpscope.lessons.attacks.outcome import Outcome, Told, nobody

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
)

SECONDS = 60.0
"""An attack that takes longer is stopped."""

SELF = "self:"
"""The only target there is."""


class Attack(Protocol):
    """What an attack's module holds."""

    TITLE: str
    ABOUT: str
    SAFEGUARD: str

    async def run(self, guarded: bool, told: Told) -> Outcome:
        """Try it, with the safeguard off or on."""
        ...


def attack(name: str) -> Attack:
    """An attack by its name. Raises UserError."""
    if name not in ATTACKS:
        raise UserError(f"there is no attack {name!r}; there are {', '.join(ATTACKS)}.")
    return cast("Attack", import_module(f"srpscope.lessons.attacks.{name.replace('-', '_')}"))


async def run(name: str, guarded: bool, told: Told = nobody) -> Outcome:
    """Try an attack. Raises OwnError where it does not end in time."""
    try:
        return await asyncio.wait_for(attack(name).run(guarded, told), SECONDS)
    except TimeoutError:
        raise OwnError(f"the attack {name} did not end within {SECONDS:.0f} seconds.") from None


def check_target(target: str) -> None:
    """Raises UserError for anything but srpscope's own parties."""
    if target != SELF:
        raise UserError(f"attacks run against srpscope's own parties ({SELF}) and refuse any other address.")
