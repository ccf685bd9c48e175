"""Attacks on SRP, each against srpscope's own parties in this process, each with the safeguard that makes it fail.

A module an attack: TITLE, ABOUT, SAFEGUARD (what the switch is), FORMULAS (what the attacker computes) and
`async run(guarded, told, setting) -> Attacked`. A new one is a module and a line here. None takes an address:
`loopback.py` starts both parties itself. Every attack runs with another password, k, group and other formulas too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from srpscope.errors import OwnError, UserError
from srpscope.lessons.attacks.outcome import Attacked, Told, nobody
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.nearest import did_you_mean

ATTACKS = {
    "zero-a": "client",
    "zero-b": "server",
    "zero-u": "client",
    "two-guesses": "server",
    "early-b": "client",
    "server-first": "client",
    "stolen-verifier": "client",
    "same-password": "client",
    "composite-group": "client",
    "parasite": "client",
    "unchecked-m2": "server",
    "no-u": "client",
    "malicious-group": "server",
    "no-v-in-b": "server",
    "chosen-u": "server",
}
"""Every attack, and which side its formulas are of."""

WRITABLE = ("zero-a", "no-u", "early-b", "no-v-in-b", "chosen-u")
"""Attacks that a lesson lets its learner write: what the formulas need stands in a lesson's session."""

SECONDS = 60.0
"""An attack that takes longer is stopped."""

LARGE_BITS = 64
"""Below this many bits of N a guess may be right by chance."""

SELF = "self:"
"""The only target there is."""


class Attack(Protocol):
    """What an attack's module holds."""

    TITLE: str
    ABOUT: str
    SAFEGUARD: str
    FORMULAS: Mapping[str, str]

    async def run(self, guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
        """Try it, with the safeguard off or on. Raises UserError for a formula that is none."""
        ...


def attack(name: str) -> Attack:
    """An attack by its name. Raises UserError."""
    if name not in ATTACKS:
        raise UserError(f"there is no attack {name!r}.{did_you_mean(name, ATTACKS)} There are {', '.join(ATTACKS)}.")
    return cast("Attack", import_module(f"srpscope.lessons.attacks.{name.replace('-', '_')}"))


async def run(name: str, guarded: bool, told: Told = nobody, setting: Setting = AS_IT_IS) -> Attacked:
    """Try an attack, with what a learner changed. Raises UserError, also where other numbers make it too long, and
    OwnError where the attack as it is does not end in time."""
    setting.check()
    began = time.monotonic()

    def bounded(tried: int, total: int) -> None:
        if time.monotonic() - began > SECONDS:
            raise TimeoutError
        told(tried, total)

    try:
        outcome = await asyncio.wait_for(attack(name).run(guarded, bounded, setting), SECONDS)
    except TimeoutError:
        late = f"the attack {name} did not end within {SECONDS:.0f} seconds"
        raise OwnError(f"{late}.") if setting == AS_IT_IS else UserError(f"{late}: a smaller N is quicker.") from None
    if guarded and outcome.succeeded and setting.group is not None and setting.group.N.bit_length() < LARGE_BITS:
        chance = "In so small a group chance can do it, safeguard or not."
        return replace(outcome, sentences=(*outcome.sentences, chance))
    return outcome


def check_target(target: str) -> None:
    """Raises UserError for anything but srpscope's own parties."""
    if target != SELF:
        raise UserError(f"attacks run against srpscope's own parties ({SELF}) and refuse any other address.")
