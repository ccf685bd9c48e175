"""A server that proves first hands its proof to anybody, to be tried at home."""

from __future__ import annotations

from srpscope.lessons.attacks.guessing import first_match, words
from srpscope.lessons.attacks.loopback import Listener, own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import attacker, server_of, standard, victim
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.messages import Safeguards, safeguards_without
from srpscope.wire.textbook.server import TextbookServer

TITLE = "the server speaks first under K"
ABOUT = (
    "A server sends something made of K before the client has proved anything. A stranger asks once, goes away, "
    "and tries a word list on it: each word gives a K, and one of them fits."
)
SAFEGUARD = "the client proves first; a wrong M1 gets no answer"


async def run(guarded: bool, told: Told) -> Attacked:
    """Ask once, and try the list on what came."""
    on = standard()
    users = server_of(on, victim(on))
    safeguards = Safeguards() if guarded else safeguards_without("client_proves_first")
    party = attacker(on, {})
    ear = Listener()
    async with own_server(lambda: TextbookServer(users.party, safeguards=safeguards)) as ring:
        await ring.meet(TextbookClient(party, safeguards=safeguards_without("client_proves_first")), ear)
    M2 = ear.seen("M2")
    if M2 is None:
        return Attacked(False, ("The server sends s and B, and waits for a proof.", "Nothing came that K went into."))

    def fits(word: str) -> bool:
        return party.with_changes(given={"P": word}).agrees("M2", M2)

    found, tried = first_match(words(), fits, told)
    said = ["The server sends s, B and its proof to a stranger.", f"{tried} words are tried on it at home."]
    said.append(f"The password is {found!r}." if found else "It is none of them.")
    return Attacked(found is not None, tuple(said), tried, len(words()))
