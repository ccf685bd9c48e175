"""A stolen user table against a word list, with and without salt, and what a guess costs."""

from __future__ import annotations

import secrets
import time

from srpscope.lessons.attacks.guessing import words
from srpscope.lessons.attacks.loopback import own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import GROUP, standard
from srpscope.live.users import LiveParty, Users, enrol, terms
from srpscope.srp.dialect import dialect
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.server import TextbookServer

TITLE = "a stolen user table and a word list"
ABOUT = (
    "Without salt a table of verifiers is made once, before anything is stolen, and opens every account at a glance. "
    "With salt it fits nobody: each word must be tried again for each user."
)
SAFEGUARD = "each user has a salt of her own"
PEOPLE = {"alice": "sunflower7", "bob": "dragonfly", "carol": "3 unlikely words, not on any list"}
COSTS = (("SHA-1", "H(s | P)", "sha1"), ("SHA-512", "H(s | P)", "sha512"))
STRETCHED = ("PBKDF2", "PBKDF2(P, s, iterations=20000, length=32, hash=SHA512)", "sha512")
SAMPLE = 4
NO_SALT = bytes(16)
"""The same for everybody, which is as good as none."""


async def run(guarded: bool, told: Told) -> Attacked:
    """Make the table, steal the verifiers, look them up, log in."""
    on = standard(dialect_id="wikipedia")
    table: dict[int, str] = {}
    for tried, word in enumerate(words(), 1):
        table[enrol(on, "anybody", word, NO_SALT).verifier] = word
        if tried % 16 == 0:
            told(tried, len(words()))
    known = [enrol(on, name, password, None if guarded else NO_SALT) for name, password in PEOPLE.items()]
    opened = {one.username: table[one.verifier] for one in known if one.verifier in table}
    said = [
        f"A table of {len(table)} words is made before the theft.",
        f"It opens {len(opened)} of {len(known)} accounts.",
    ]
    succeeded = False
    users = Users(on, known)
    async with own_server(lambda: TextbookServer(users.party)) as ring:
        for name, word in opened.items():
            end = await ring.meet(TextbookClient(LiveParty("client", on, {"I": name, "P": word})))
            succeeded = succeeded or bool(end.accepted)
            said.append(f"{name}: {word!r} logs in." if end.accepted else f"{name}: {word!r} does not log in.")
    costs = _costs()
    each = dict(costs)
    if guarded:
        quick, slow = (each[name] * len(words()) / 1000 for name in ("SHA-1", "PBKDF2"))
        said.append(f"Word by word, one user costs {quick:.2f} s with SHA-1 here, and {slow:.0f} s with PBKDF2.")
        said.append("A salt slows a thief; it stops no weak word.")
    bars = {"milliseconds a guess, measured here": [(name, round(cost, 3)) for name, cost in costs]}
    return Attacked(succeeded, tuple(said), len(words()), len(words()), bars)


def _costs() -> list[tuple[str, float]]:
    """Milliseconds that one guess takes, by the way in which x is made."""
    found = []
    for name, formula, hash in (*COSTS, STRETCHED):
        on = terms(dialect("wikipedia"), GROUP, hash)
        x = on.dialect.parse(formula)
        given: dict[str, Value] = {"N": on.group.N, "g": on.group.g, "I": "alice", "s": secrets.token_bytes(16)}
        started = time.perf_counter()
        for word in words()[:SAMPLE]:
            Sheet(Knowledge("enroller", on.dialect, {**given, "P": word}, formulas={"x": x}, hash=hash)).need("v")
        found.append((name, (time.perf_counter() - started) * 1000 / SAMPLE))
    return found
