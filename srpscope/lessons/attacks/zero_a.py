"""A = 0 (mod N): the server's S is 0 whatever the password."""

from __future__ import annotations

from srpscope.lessons.attacks.loopback import own_server
from srpscope.lessons.attacks.outcome import Outcome, Told
from srpscope.lessons.attacks.stage import attacker, server_of, standard, victim
from srpscope.wire.textbook import Client, Safeguards, Server, safeguards_without

TITLE = "A = 0 logs in without a password"
ABOUT = "The client sends A = 0, N or 2N. The server computes S = (A * v^u)^b = 0, and the client knows that it does."
SAFEGUARD = "the server refuses an A that N divides"


async def run(guarded: bool, told: Told) -> Outcome:
    """Log in with A = 0, N and 2N."""
    on = standard()
    users = server_of(on, victim(on))
    safeguards = Safeguards() if guarded else safeguards_without("A_not_zero")
    said = []
    succeeded = False
    async with own_server(lambda: Server(users.party, safeguards=safeguards)) as ring:
        for tried, times in enumerate((0, 1, 2), 1):
            party = attacker(on, {"A": times * on.group.N, "S": 0})
            end = await ring.meet(Client(party))
            told(tried, 3)
            shown = ("0", "N", "2N")[times]
            if end.accepted:
                succeeded = True
                said.append(f"A = {shown}, S = 0: the server accepts the proof. No password was used.")
            else:
                said.append(f"A = {shown}: the server refuses. {end.refusal or ''}".strip())
    return Outcome(succeeded, tuple(said), 3, 3)
