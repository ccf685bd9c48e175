"""B without the verifier: a false server needs one M1 to try a whole word list (cryptopals, challenge 38)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from srpscope.lessons.attacks.guessing import found_out, gives, matches, parsed, words
from srpscope.lessons.attacks.loopback import Listener, OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import USER, attacker, numbers, password_of, standard
from srpscope.live.users import LiveParty, Terms, enrol
from srpscope.srp.edit import Edit
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import Value
from srpscope.wire.exchange import Exchange

TITLE = "B without v: a false server grinds at home"
ABOUT = (
    "A protocol leaves k*v out of B, to save a sum: B = g^b, and the client raises B to a + u*x. A false server "
    "draws b, takes one M1, and tries each word as (A * g^(u*x))^b. It need not choose u or the salt: see chosen-u."
)
SAFEGUARD = "k*v is part of B, and the client takes it off"
SALT = bytes(range(16))
WITHOUT = (Edit("server", "B", "formula", "g ** b"), Edit("client", "S", "formula", "B ** (a + u * x)"))
GUESS = "letmein1"
"""What the false server made its v of; not the password."""

FORMULAS = {"S": "(A * g ** (u * x)) ** b"}


@dataclass(frozen=True)
class Ground:
    """fitting: the words that make the M1 that was seen. client: the one that proved itself to the false server."""

    client: Exchange
    false: LiveParty
    fitting: list[str]


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Be the false server, keep M1, and try the list on it. Formulas: S for a word, whose x and v are known."""
    on = standard(setting) if guarded else on_without_v(setting)
    ground = await grind(on, setting.attackers(FORMULAS), password_of(setting), told)
    none = "k*v of the wrong password stays in B." if guarded else "this S is not what the client computes."
    found, sentence = found_out(ground.fitting, password_of(setting), none)
    said = [*setting.said(), "The client proves its password once, to a server that does not know it."]
    said += [f"M1 is tried on {len(words())} words at home.", sentence]
    seen = numbers(ground.client, ground.false)
    return Attacked(found, tuple(said), len(words()), len(words()), numbers=seen)


def on_without_v(setting: Setting) -> Terms:
    """The terms of a protocol that leaves k*v out of B."""
    on = standard(setting)
    return replace(on, edits=(*WITHOUT, *on.edits))


async def grind(on: Terms, formulas: Mapping[str, str], password: str, told: Told, *without: str) -> Ground:
    """Meet one client as a false server with these formulas, and try every word on its M1. without: the safeguards that
    are switched off on both sides."""
    v = enrol(on, USER, GUESS, SALT).verifier
    false = attacker(on, {"s": SALT, "v": v}, formulas, "server")
    client = own_client(LiveParty("client", on, {"I": USER, "P": password}), *without)
    ear = Listener()
    server = OwnServer(on, lambda name: false, *without)
    await server.meet(client, ear)
    M1 = ear.seen("M1")
    if M1 is None:
        return Ground(client, false, [])
    given: dict[str, Value] = {"N": on.group.N, "g": on.group.g, "I": USER}
    given |= {name: int.from_bytes(data) for name in ("A", "B", "u") if (data := ear.seen(name)) is not None}
    given |= {"s": ear.seen("s") or b"", "b": false.number("b")}
    knows = Knowledge("server", on.dialect, given, hash=on.hash)
    knows = knows.with_formulas(parsed(knows, {name: text for name, text in formulas.items() if name not in given}))
    return Ground(client, false, matches(words(), lambda word: gives(knows, word, "M1", M1), told))
