"""SRP-3 with B, and so u, sent before A: a thief of the verifier logs in."""

from __future__ import annotations

from collections.abc import Mapping

from srpscope.lessons.attacks.loopback import own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import as_written, attacker, server_of, standard, victim
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.messages import Safeguards, safeguards_without
from srpscope.wire.textbook.server import TextbookServer

TITLE = "u known too early: A = g^a * v^-u"
ABOUT = (
    "In SRP-3 u is made of B alone. If B comes before A is sent, a thief of the verifier sends A = g^a * v^-u. "
    "The server computes S = (A * v^u)^b = g^(a*b), which the thief has as (B - v)^a."
)
SAFEGUARD = "the server sends B only after it has A"

FORMULAS = {"A": "(g ** a * v ** (N - 1 - u)) % N", "S": "(B - k * v) ** a"}


async def run(guarded: bool, told: Told, formulas: Mapping[str, str] | None = None) -> Attacked:
    """Log in with the verifier alone."""
    on = standard(dialect_id="rfc2945")
    stolen = victim(on)
    users = server_of(on, stolen)
    safeguards = Safeguards() if guarded else safeguards_without("B_after_A")
    party = attacker(on, {"v": stolen.verifier}, **(FORMULAS if formulas is None else formulas))
    client = TextbookClient(party, "rfc2945", safeguards_without("B_after_A"))
    async with own_server(lambda: TextbookServer(users.party, "rfc2945", safeguards)) as ring:
        end = await ring.meet(client)
    if formulas is not None:
        return as_written(end, formulas, client.refusal)
    if end.accepted:
        return Attacked(True, ("B comes first. The thief cancels v out of A, and the server accepts his proof.",))
    return Attacked(False, ("The server wants A before it shows B.", f"The thief cannot make his A: {client.refusal}"))
