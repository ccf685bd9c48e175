"""k = 3 and a group of the server's choice: two guesses again. Why k became a hash."""

from __future__ import annotations

import secrets
from dataclasses import replace
from math import gcd

from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import standard
from srpscope.lessons.attacks.two_guesses import both_on_one_proof
from srpscope.srp.primitives.groups import Group
from srpscope.srp.primitives.modexp import power

TITLE = "k = 3 in a group that the server made"
ABOUT = (
    "SRP-6 set k to 3, so that nobody knows k as a power of g. A server that chooses the group does: it takes g = 3^e, "
    "and then 3 = g^t. B = 3*g^x1 + 3*g^x2 is a right answer for both passwords, with b = t + x2 and b = t + x1."
)
SAFEGUARD = "k is a hash of N and g, which no choice of g makes a known power of g"

FORMULAS = {"B": "(k * g ** x1 + g ** (t + x2)) % N", "b": "t + other"}
"""x1, x2: of the two guesses; other: the x of the guess that is not tested; t: 3 is g^t."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Make such a group, send such a B, take M1, and test both guesses on it."""
    on = standard(replace(setting, k="")) if guarded else standard(replace(setting, k=setting.k or "3"))
    N = on.group.N
    known = int(setting.k) if setting.k.isdecimal() and not guarded else 3
    if known % N < 2:
        return Attacked(False, (*setting.said(), f"{known} makes no group: its powers are few."))
    e = secrets.randbelow(N - 3) | 1
    while gcd(e, N - 1) != 1:
        e = secrets.randbelow(N - 3) | 1
    on = replace(on, group=Group(N, power(known, e, N)))
    return await both_on_one_proof(on, told, setting, FORMULAS, pow(e, -1, N - 1))
