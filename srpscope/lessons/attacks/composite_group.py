"""A group that is no safe prime: S hides in a subgroup of eleven."""

from __future__ import annotations

from dataclasses import replace
from math import gcd

from srpscope.lessons.attacks.loopback import OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import attacker, numbers, server_of, standard, victim
from srpscope.srp.primitives.groups import Group, group

TITLE = "a group that is not a safe prime"
ABOUT = (
    "The values that the Wikipedia article prints were made with an N that 23 and 29 divide. A client sends "
    "A = e, which is 1 by 23 and 0 by the rest of N: not 0, so it is taken. S is then 0 by that rest, and by 23 it "
    "has 11 possible values; the guess is that it is 1, so that S = e."
)
SAFEGUARD = "N is a safe prime"
# English Wikipedia, Secure Remote Password protocol: the N of its printed values, 952 bits.
COMPOSITE = int(
    "c037c37588b4329887e61c2da3324b1ba4b81a63f9748fed2d8a410c2fc21b1232f0d3bfa024276cfd88448197aae486a63bfca7b8bf7754"
    "dfb327c7201f6fd17fd7fd74158bd31ce772c9f5f8ab584548a99a759b5a2c0532162b7b6218e8f142bce2c30d7784689a483e095e701618"
    "437913a8c39c3d",
    16,
)
LARGEST_FACTOR = 2_000
MOST = 300

FORMULAS = {"A": "e", "S": "e"}
"""e: 1 by the factor p of N that was found, 0 by the rest; p is known too."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Look for a small factor of N, and guess what S leaves by it."""
    on = standard(setting, group="wikipedia-1024")
    if guarded:
        on = replace(on, group=group("wikipedia-1024"))
    elif setting.group is None:
        on = replace(on, group=Group(COMPOSITE, 2))
    N = on.group.N
    factor = next((one for one in range(3, min(LARGEST_FACTOR, N), 2) if N % one == 0), None)
    if factor is None:
        none = f"N has no factor below {LARGEST_FACTOR:,}. There is no A to begin with."
        return Attacked(False, (*setting.said(), none))
    users = server_of(on, victim(on, setting))
    rest = N // factor
    if gcd(rest, factor) > 1:
        return Attacked(False, (*setting.said(), f"{factor} divides N twice: this attack wants it once."))
    one = rest * pow(rest, -1, factor) % N
    server = OwnServer(on, users.party)
    for tried in range(1, MOST + 1):
        client = own_client(attacker(on, {"e": one, "p": factor}, setting.attackers(FORMULAS)))
        end = await server.meet(client)
        told(tried, MOST)
        if end.accepted:
            said = f"{factor} divides N. Guess {tried} of S is right: logged in without a password."
            return Attacked(True, (*setting.said(), said), tried, MOST, numbers=numbers(client, end))
        if end.refusal is not None and end.refusal.cause != "proof":
            said = f"{factor} divides N, but the server ends it: {end.refusal}"
            return Attacked(False, (*setting.said(), said), tried, MOST, numbers=numbers(client, end))
    said = f"{factor} divides N, but no guess of {MOST} was right."
    return Attacked(False, (*setting.said(), said), MOST, MOST, numbers=numbers(client, end))
