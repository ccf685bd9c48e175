"""A false server that chooses B, u and the salt: cryptopals, challenge 38."""

from __future__ import annotations

import time
from collections.abc import Callable

from srpscope.lessons.attacks.guessing import found_out, words
from srpscope.lessons.attacks.no_v_in_b import grind, on_without_v
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import numbers, password_of, standard
from srpscope.srp.primitives.groups import Group
from srpscope.srp.primitives.modexp import power

TITLE = "a false server that chooses B, u and the salt"
ABOUT = (
    "Cryptopals 38: k*v is left out of B, and the server sends u. A false server takes b = 1, so B = g, u = 1 and a "
    "salt of its own. The client's S is then g^(a + x) = A * v: with v of every word made beforehand, a "
    "multiplication a word."
)
SAFEGUARD = "k*v is part of B, and the client takes it off"

FORMULAS = {"s": "b'salt'", "b": "1", "B": "g ** b", "u": "1", "S": "A * v % N"}
"""What it sends, and S for a word, whose x and v are known."""

SAMPLE = 12
PRIVATE_BITS, HASH_BITS = 256, 160
"""Of a drawn b; of x and a hashed u."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Be the false server, keep M1, and try the list on it."""
    formulas = dict(setting.attackers(FORMULAS))
    if guarded and setting.formulas is None:
        del formulas["B"]  # v of one guess goes into it: the best that there is
        formulas["S"] = "(A * v ** u) ** b"
    on = standard(setting) if guarded else on_without_v(setting)
    ground = await grind(on, formulas, password_of(setting), told, "own_u", "u_not_zero", "B_not_zero")
    none = "k*v of the wrong password stays in B." if guarded else "this S is not what the client computes."
    found, sentence = found_out(ground.fitting, password_of(setting), none)
    said = [*setting.said(), f"One M1 came, and is tried on {len(words())} words at home.", sentence]
    if ground.client.accepted:
        said.append("The client accepts M2: the false server passed for the right one, without the password.")
    seen = numbers(ground.client, ground.false)
    if guarded or setting.formulas is not None:
        return Attacked(found, tuple(said), len(words()), len(words()), numbers=seen)
    said += [
        "A B whose b it knows is what opens the list. b = 1 and u = 1 only make it quicker: a power less a word each.",
        "The salt it chose lets v of each word be made before the login, for one name at a time: x has the name in it.",
        "u = 0 would be no use for this: S is then A^b for every word. But the false server would know it.",
    ]
    bars = {"microseconds a word for its S, measured here": _costs(on.group)}
    return Attacked(found, tuple(said), len(words()), len(words()), bars, seen)


def _costs(group: Group) -> list[tuple[str, float]]:
    """What a word costs, as more and more is chosen."""
    N, g = group
    A, b = power(g, 3**80, N), (1 << PRIVATE_BITS) - 12345
    u, x = (1 << HASH_BITS) - 6789, (1 << HASH_BITS) - 54321
    v = power(g, x, N)
    ways: dict[str, Callable[[], int]] = {
        "nothing chosen": lambda: power(A * power(power(g, x, N), u, N) % N, b, N),
        "b = 1": lambda: A * power(power(g, x, N), u, N) % N,
        "b = 1, u = 1": lambda: A * power(g, x, N) % N,
        "and the salt": lambda: A * v % N,
    }
    return [(name, round(_micros(way), 2)) for name, way in ways.items()]


def _micros(way: Callable[[], int]) -> float:
    best = float("inf")
    for _ in range(SAMPLE):
        started = time.perf_counter()
        way()
        best = min(best, time.perf_counter() - started)
    return best * 1e6
