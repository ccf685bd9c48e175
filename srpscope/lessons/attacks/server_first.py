"""A server that proves first hands its proof to anybody, to be tried at home."""

from __future__ import annotations

from srpscope.lessons.attacks.guessing import found_out, gives, matches, words
from srpscope.lessons.attacks.loopback import Listener, OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import attacker, numbers, password_of, server_of, standard, victim

TITLE = "the server speaks first under K"
ABOUT = (
    "A server sends something made of K before the client has proved anything. A stranger asks once, goes away, "
    "and tries a word list on it: each word gives a K, and one of them fits."
)
SAFEGUARD = "the client proves first; a wrong M1 gets no answer"

FORMULAS = {"A": "g ** a", "S": "(B - k * g ** x) ** (a + u * x)"}
"""Those of any client: each word gives an x."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Ask once, and try the list on what came."""
    on = standard(setting)
    users = server_of(on, victim(on, setting))
    without = () if guarded else ("client_proves_first",)
    party = attacker(on, {}, setting.attackers(FORMULAS))
    ear = Listener()
    server = OwnServer(on, users.party, *without)
    client = own_client(party, "client_proves_first")
    end = await server.meet(client, ear)
    M2 = ear.seen("M2")
    if M2 is None:
        said = (*setting.said(), "The server sends s and B, and waits for a proof.", "Nothing came that K went into.")
        return Attacked(False, said, numbers=numbers(client, end))

    def fits(word: str) -> bool:
        return gives(party.knowledge, word, "M2", M2)

    fitting = matches(words(), fits, told)
    found, sentence = found_out(fitting, password_of(setting), "these formulas are not those of a client.")
    said = (*setting.said(), "The server sends s, B and its proof to a stranger.")
    said = (*said, f"{len(words())} words are tried on it at home.", sentence)
    return Attacked(found, said, len(words()), len(words()), numbers=numbers(client, end))
