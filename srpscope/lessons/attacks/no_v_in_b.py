"""B without the verifier: a false server needs one M1 to try a whole word list (cryptopals, challenge 38)."""

from __future__ import annotations

from collections.abc import Mapping

from srpscope.lessons.attacks.guessing import first_match, words
from srpscope.lessons.attacks.loopback import Listener, own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import PASSWORD, USER, standard
from srpscope.live.users import LiveParty, enrol
from srpscope.srp.edit import Edit
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.server import TextbookServer

TITLE = "B without v: a false server grinds at home"
ABOUT = (
    "A protocol leaves k*v out of B, to save a sum: B = g^b, and the client raises B to a + u*x. A false server "
    "chooses b, takes one M1, and tries each word as (A * g^(u*x))^b. In cryptopals 38 it sends u as well; it need not."
)
SAFEGUARD = "k*v is part of B, and the client takes it off"
SALT = bytes(range(16))
WITHOUT = (Edit("server", "B", "formula", "g ** b"), Edit("client", "S", "formula", "B ** (a + u * x)"))
GUESS = "letmein1"
"""What the false server made its v of; not the password."""

FORMULAS = {"S": "(A * g ** (u * x)) ** b"}


async def run(guarded: bool, told: Told, formulas: Mapping[str, str] | None = None) -> Attacked:
    """Be the false server, keep M1, and try the list on it. formulas: S for a word, whose x and v are known."""
    on = standard() if guarded else standard(*WITHOUT)
    N, g = on.group
    false = LiveParty("server", on, {"I": USER, "s": SALT, "v": enrol(on, USER, GUESS, SALT).verifier})
    ear = Listener()
    async with own_server(lambda: TextbookServer(lambda name: false)) as ring:
        await ring.meet(TextbookClient(LiveParty("client", on, {"I": USER, "P": PASSWORD})), ear)
    given: dict[str, Value] = {"N": N, "g": g, "I": USER, "s": SALT}
    given |= {name: int.from_bytes(ear.seen(name) or b"") for name in ("A", "B")}
    M1, written = ear.seen("M1"), FORMULAS if formulas is None else formulas
    knows = Knowledge("server", on.dialect, {**given, "b": false.number("b")}, hash=on.hash)
    knows = knows.with_formulas({name: on.dialect.parse(text) for name, text in written.items()})

    def fits(word: str) -> bool:
        sheet = Sheet(knows.with_given({"P": word}), record=False)
        return sheet.value("M1") is not None and sheet.raw("M1") == M1

    found, tried = first_match(words(), fits, told)
    said = [] if formulas is None else [f"S = {formulas.get('S', 'as the dialect has it')}, for each word."]
    said += ["The client proves its password once, to a server that does not know it."]
    said.append(f"M1 is tried on {tried} words at home.")
    none = "k*v of the wrong password stays in B." if guarded else "this S is not what the client computes."
    said.append(f"The password is {found!r}." if found else f"It fits none: {none}")
    return Attacked(found is not None, tuple(said), tried, len(words()))
