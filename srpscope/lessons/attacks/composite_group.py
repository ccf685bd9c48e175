"""A group that is no safe prime: S hides in a subgroup of eleven."""

from __future__ import annotations

from dataclasses import replace

from srpscope.lessons.attacks.loopback import own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import attacker, server_of, standard, victim
from srpscope.srp.primitives.groups import Group
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.server import TextbookServer

TITLE = "a group that is not a safe prime"
ABOUT = (
    "The values that the Wikipedia article prints were made with an N that 23 and 29 divide. A client sends "
    "A = N / 23 * t: not 0, so it is taken. S is then 0 but for its remainder by 23, and that has 11 possible values."
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


async def run(guarded: bool, told: Told) -> Attacked:
    """Look for a small factor of N, and guess what S leaves by it."""
    on = standard(group="wikipedia-1024")
    if not guarded:
        on = replace(on, group=Group(COMPOSITE, 2))
    N = on.group.N
    factor = next((one for one in range(3, LARGEST_FACTOR, 2) if N % one == 0), None)
    if factor is None:
        return Attacked(False, (f"N has no factor below {LARGEST_FACTOR:,}. There is no A to begin with.",))
    users = server_of(on, victim(on))
    rest = N // factor
    # A and S are 0 by every other factor and 1 by this one: the likeliest remainder of a power.
    one = rest * pow(rest, -1, factor) % N
    async with own_server(lambda: TextbookServer(users.party)) as ring:
        for tried in range(1, MOST + 1):
            end = await ring.meet(TextbookClient(attacker(on, {"A": one, "S": one})))
            told(tried, MOST)
            if end.accepted:
                said = (f"{factor} divides N.", f"Guess {tried} of S is right: logged in without a password.")
                return Attacked(True, said, tried, MOST)
    return Attacked(False, (f"{factor} divides N, but no guess of {MOST} was right.",), MOST, MOST)
