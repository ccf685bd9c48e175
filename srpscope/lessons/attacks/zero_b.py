"""B = 0 (mod N) where k = 1: one M1 lets a false server test a whole word list."""

from __future__ import annotations

from srpscope.lessons.attacks.guessing import first_match, words
from srpscope.lessons.attacks.loopback import Listener, own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import PASSWORD, USER, formula, standard
from srpscope.live.users import LiveParty
from srpscope.srp.primitives.modexp import power
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.messages import Safeguards, safeguards_without
from srpscope.wire.textbook.server import TextbookServer

TITLE = "B = 0 gives a false server a whole word list"
ABOUT = (
    "A false server sends B = 0. With k = 1 the client's S is (-g^x)^(a + u*x): but for its sign it is "
    "A^x * g^(u*x*x), and of that only x is unknown. One M1 is enough to try every word at home."
)
SAFEGUARD = "the client refuses a B that N divides"
SALT = bytes(range(16))


async def run(guarded: bool, told: Told) -> Attacked:
    """Be the false server, keep M1, and try the list on it."""
    on = standard(formula("k", "1"))
    N, g = on.group
    client = TextbookClient(
        LiveParty("client", on, {"I": USER, "P": PASSWORD}),
        safeguards=Safeguards() if guarded else safeguards_without("B_not_zero"),
    )
    false = LiveParty("server", on, {"I": USER, "s": SALT, "v": 1, "B": 0})
    ear = Listener()
    async with own_server(lambda: TextbookServer(lambda name: false)) as ring:
        await ring.meet(client, ear)
    M1 = ear.seen("M1")
    if M1 is None:
        return Attacked(False, (f"The client ends it before M1: {client.refusal}", "There is nothing to try words on."))
    A = int.from_bytes(ear.seen("A") or b"")
    given: dict[str, Value] = {"N": N, "g": g, "I": USER, "s": SALT, "A": A, "B": 0}
    u = Sheet(Knowledge("client", on.dialect, given, hash=on.hash)).need("u")
    u = u if isinstance(u, int) else 0

    def fits(word: str) -> bool:
        x = Sheet(Knowledge("client", on.dialect, {**given, "P": word}, hash=on.hash)).need("x")
        if not isinstance(x, int):
            return False
        S = power(A, x, N) * power(g, u * x * x, N) % N
        return any(
            Sheet(Knowledge("client", on.dialect, {**given, "S": one}, hash=on.hash)).raw("M1") == M1
            for one in (S, N - S)
        )

    found, tried = first_match(words(), fits, told)
    said = ["The client sends A, gets B = 0, and proves itself all the same.", f"M1 is tried on {tried} words at home."]
    said.append(f"The password is {found!r}." if found else "It is none of them.")
    return Attacked(found is not None, tuple(said), tried, len(words()))
