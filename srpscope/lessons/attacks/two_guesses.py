"""k = 1: a false server tests two passwords with one B."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from srpscope.lessons.attacks.loopback import Listener, OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import PASSWORD, USER, attacker, numbers, password_of, standard
from srpscope.live.users import LiveParty, Terms
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value

TITLE = "two guesses for the price of one"
ABOUT = (
    "A false server sends B = g^x1 + g^x2. If k = 1, B is a right answer for the first password with b = x2, and for "
    "the second with b = x1. One login tests both."
)
SAFEGUARD = "k is a hash of N and g, not 1"
SALT = bytes(range(16))
GUESSES = ("letmein1", PASSWORD)
"""The second one is right."""

FORMULAS = {"B": "(k * g ** x1 + g ** x2) % N", "b": "other"}
"""x1, x2: of the two guesses; other: the x of the guess that is not tested."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Send such a B, take M1, and test both guesses on it."""
    on = standard(replace(setting, k="" if guarded else setting.k or "1"))
    return await both_on_one_proof(on, told, setting, FORMULAS)


async def both_on_one_proof(
    on: Terms, told: Told, setting: Setting, formulas: Mapping[str, str], turn: int = 0
) -> Attacked:
    """Send one B, take M1, and test both guesses on it. turn: k as a power of g, where the server knows it."""
    xs = [_private_key(on, word) for word in GUESSES]

    def false_server(at: int) -> LiveParty:
        given: dict[str, Value] = {"s": SALT, "x1": xs[0], "x2": xs[1], "t": turn, "x": xs[at], "other": xs[1 - at]}
        given["v"] = pow(on.group.g, xs[at], on.group.N)
        return attacker(on, given, setting.attackers(formulas), "server")

    first = false_server(0)
    client = own_client(LiveParty("client", on, {"I": USER, "P": password_of(setting)}))
    ear = Listener()
    server = OwnServer(on, lambda name: first)
    await server.meet(client, ear)
    A, M1 = ear.seen("A") or b"", ear.seen("M1") or b""
    parties = [false_server(0), false_server(1)]
    hits = []
    for party in parties:
        party.receive("A", A)
        party.receive("M1", M1)
        hits.append(party.agrees("M1", M1))
    told(2, 2)
    said = [*setting.said(), "The client proves its password once, with M1."]
    for word, hit in zip(GUESSES, hits, strict=True):
        right = "that is the password." if word == password_of(setting) else "by chance, for it is another."
        said.append(f"M1 fits {word!r}: {right}" if hit else f"M1 does not fit {word!r}.")
    if password_of(setting) not in GUESSES:
        said.append("The password is neither of the two: such a B rules out two words, and no more.")
    elif not hits[1]:
        same = setting.formulas is None and setting.group is None
        why = "the two halves of B cannot change places." if same else "this B is no right answer for it."
        said.append(f"M1 says nothing about the second guess: {why}")
    return Attacked(hits[1], tuple(said), 2, 2, numbers=numbers(client, parties[1]))


def _private_key(on: Terms, word: str) -> int:
    given: dict[str, Value] = {"N": on.group.N, "g": on.group.g, "I": USER, "P": word, "s": SALT}
    x = Sheet(Knowledge("client", on.dialect, given, hash=on.hash)).need("x")
    return x if isinstance(x, int) else 0
