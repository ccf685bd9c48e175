"""B = 0 (mod N) where k = 1: one M1 lets a false server test a whole word list."""

from __future__ import annotations

from dataclasses import replace

from srpscope.lessons.attacks.guessing import found_out, matches, parsed, words
from srpscope.lessons.attacks.loopback import Listener, OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import USER, attacker, numbers, password_of, standard
from srpscope.live.users import LiveParty
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value

TITLE = "B = 0 gives a false server a whole word list"
ABOUT = (
    "A false server sends B = 0. With k = 1 the client's S is (-g^x)^(a + u*x): but for its sign it is "
    "A^x * g^(u*x*x), and of that only x is unknown. One M1 is enough to try every word at home, with either sign."
)
SAFEGUARD = "the client refuses a B that N divides"
SALT = bytes(range(16))

FORMULAS = {"B": "0", "S": "A ** x * g ** (u * x * x) % N"}
"""S for a word, whose x is known; N - S is tried too."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Be the false server, keep M1, and try the list on it."""
    on = standard(replace(setting, k=setting.k or "1"))
    N, g = on.group
    without = () if guarded else ("B_not_zero",)
    client = own_client(LiveParty("client", on, {"I": USER, "P": password_of(setting)}), *without)
    formulas = setting.attackers(FORMULAS)
    false = attacker(on, {"s": SALT, "v": 1}, formulas, "server")
    ear = Listener()
    server = OwnServer(on, lambda name: false)
    await server.meet(client, ear)
    M1, seen = ear.seen("M1"), numbers(client, false)
    if M1 is None:
        why = f"The client ends it before M1: {client.refusal}"
        return Attacked(False, (*setting.said(), why, "There is nothing to try words on."), numbers=seen)
    given: dict[str, Value] = {"N": N, "g": g, "I": USER, "s": SALT}
    given |= {name: int.from_bytes(ear.seen(name) or b"") for name in ("A", "B")}
    known = Knowledge("server", on.dialect, given, hash=on.hash)
    known = known.with_formulas(parsed(known, {name: text for name, text in formulas.items() if name != "B"}))

    def fits(word: str) -> bool:
        S = Sheet(known.with_given({"P": word}), record=False).value("S")
        if not isinstance(S, int):
            return False
        signs = (known.with_given({"S": one}) for one in (S % N, -S % N))
        return any(Sheet(one, record=False).raw("M1") == M1 for one in signs)

    fitting = matches(words(), fits, told)
    found, sentence = found_out(fitting, password_of(setting), "this S is not what the client computes.")
    said = (*setting.said(), f"The client sends A, gets B, and proves itself. M1 is tried on {len(words())} words.")
    return Attacked(found, (*said, sentence), len(words()), len(words()), numbers=seen)
