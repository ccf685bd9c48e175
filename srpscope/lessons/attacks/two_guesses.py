"""k = 1: a false server tests two passwords with one B."""

from __future__ import annotations

from srpscope.lessons.attacks.loopback import Listener, own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import PASSWORD, USER, formula, standard
from srpscope.live.users import LiveParty, Terms, enrol
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.server import TextbookServer

TITLE = "two guesses for the price of one"
ABOUT = (
    "A false server sends B = g^x1 + g^x2. If k = 1, B is a right answer for the first password with b = x2, and for "
    "the second with b = x1. One login tests both."
)
SAFEGUARD = "k is a hash of N and g, not 1"
SALT = bytes(range(16))
GUESSES = ("letmein1", PASSWORD)
"""The second one is right."""


async def run(guarded: bool, told: Told) -> Attacked:
    """Send such a B, take M1, and test both guesses on it."""
    return await both_on_one_proof(standard() if guarded else standard(formula("k", "1")), told)


async def both_on_one_proof(on: Terms, told: Told, turn: int = 0) -> Attacked:
    """Send B for the first guess, take M1, and test both on it. turn: k as a power of g, where the server knows it."""
    x = [_private_key(on, word) for word in GUESSES]
    v = [enrol(on, USER, word, SALT).verifier for word in GUESSES]
    first = LiveParty("server", on, {"I": USER, "s": SALT, "v": v[0], "b": turn + x[1]})
    client = TextbookClient(LiveParty("client", on, {"I": USER, "P": PASSWORD}))
    ear = Listener()
    async with own_server(lambda: TextbookServer(lambda name: first)) as ring:
        await ring.meet(client, ear)
    A, B, M1 = ear.seen("A") or b"", ear.seen("B") or b"", ear.seen("M1") or b""
    second = LiveParty("server", on, {"I": USER, "s": SALT, "v": v[1], "b": turn + x[0], "B": int.from_bytes(B)})
    second.receive("A", A)
    hits = [party.agrees("M1", M1) for party in (first, second)]
    told(2, 2)
    said = ["The client proves its password once, with M1."]
    for word, hit in zip(GUESSES, hits, strict=True):
        said.append(f"M1 fits {word!r}: that is the password." if hit else f"M1 does not fit {word!r}.")
    if not hits[1]:
        said.append("M1 says nothing about the second guess: the two halves of B cannot change places.")
    return Attacked(hits[1], tuple(said), 2, 2)


def _private_key(on: Terms, word: str) -> int:
    given: dict[str, Value] = {"N": on.group.N, "g": on.group.g, "I": USER, "P": word, "s": SALT}
    x = Sheet(Knowledge("client", on.dialect, given, hash=on.hash)).need("x")
    return x if isinstance(x, int) else 0
