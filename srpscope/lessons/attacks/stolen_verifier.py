"""A stolen user table against a word list, with and without salt, and what a guess costs."""

from __future__ import annotations

import secrets
import time

from srpscope.lessons.attacks.guessing import parsed, words
from srpscope.lessons.attacks.loopback import OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Numbers, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import GROUP, attacker, numbers, password_of, standard
from srpscope.live.users import Terms, Users, enrol, terms
from srpscope.srp.dialect import dialect
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value

TITLE = "a stolen user table and a word list"
ABOUT = (
    "Without salt a table of verifiers is made once, before anything is stolen, and opens every account at a glance. "
    "With salt it fits nobody: each word must be tried again for each user."
)
SAFEGUARD = "each user has a salt of her own"
OTHERS = {"bob": "dragonfly", "carol": "3 unlikely words, not on any list"}
COSTS = (("SHA-1", "H(s | P)", "sha1"), ("SHA-512", "H(s | P)", "sha512"))
STRETCHED = ("PBKDF2", "PBKDF2(P, s, iterations=20000, length=32, hash=SHA512)", "sha512")
SAMPLE = 4
NO_SALT = bytes(16)
"""The same for everybody, which is as good as none."""

FORMULAS = {"x": "H(s | P)", "v": "g ** x"}
"""What a word of the table becomes."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Make the table, steal the verifiers, look them up, log in."""
    on = standard(setting, dialect_id="wikipedia")
    table = _table(on, setting, told)
    people = {"alice": password_of(setting), **OTHERS}
    known = [enrol(on, name, password, None if guarded else NO_SALT) for name, password in people.items()]
    opened = {one.username: table[one.verifier] for one in known if one.verifier in table}
    said = [
        *setting.said(),
        f"A table of {len(words())} words is made before the theft.",
        f"It opens {len(opened)} of {len(known)} accounts.",
    ]
    succeeded = False
    users = Users(on, known)
    seen: Numbers = {}
    server = OwnServer(on, users.party)
    for name, word in opened.items():
        client = own_client(attacker(on, {"I": name, "P": word}, {}))
        end = await server.meet(client)
        seen = seen or numbers(client, end)
        succeeded = succeeded or bool(end.accepted)
        said.append(f"{name}: {word!r} logs in." if end.accepted else f"{name}: {word!r} does not log in.")
    costs = _costs()
    each = dict(costs)
    if guarded:
        quick, slow = (each[name] * len(words()) / 1000 for name in ("SHA-1", "PBKDF2"))
        said.append(f"Word by word, one user costs {quick:.2f} s with SHA-1 here, and {slow:.0f} s with PBKDF2.")
        said.append("A salt slows a thief; it stops no weak word.")
    bars = {"milliseconds a guess, measured here": [(name, round(cost, 3)) for name, cost in costs]}
    return Attacked(succeeded, tuple(said), len(words()), len(words()), bars, seen)


def _table(on: Terms, setting: Setting, told: Told) -> dict[Value, str]:
    """What each word becomes -> the word. A formula that gives nothing makes an empty table."""
    known = Knowledge("enroller", on.dialect, {"N": on.group.N, "g": on.group.g, "s": NO_SALT}, hash=on.hash)
    known = known.with_formulas(parsed(known, setting.attackers(FORMULAS)))
    table: dict[Value, str] = {}
    for tried, word in enumerate(words(), 1):
        told(tried, len(words()))
        v = Sheet(known.with_given({"P": word}), record=False).value("v")
        if v is not None:
            table[v] = word
    return table


def _costs() -> list[tuple[str, float]]:
    """Milliseconds that one guess takes, by the way in which x is made."""
    found = []
    for name, formula, hash in (*COSTS, STRETCHED):
        on = terms(dialect("wikipedia"), GROUP, hash)
        x = on.dialect.parse(formula)
        given: dict[str, Value] = {"N": on.group.N, "g": on.group.g, "I": "alice", "s": secrets.token_bytes(16)}
        known = Knowledge("enroller", on.dialect, given, formulas={"x": x}, hash=hash)
        # The quickest: whatever else the machine does only makes a guess slower.
        found.append((name, min(_milliseconds(known.with_given({"P": word})) for word in words()[:SAMPLE])))
    return found


def _milliseconds(known: Knowledge) -> float:
    started = time.perf_counter()
    Sheet(known).need("v")
    return (time.perf_counter() - started) * 1000
