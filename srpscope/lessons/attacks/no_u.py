"""SRP-1 had no u: whoever stole the verifier logs in with it (srp.stanford.edu/attack.html)."""

from __future__ import annotations

from collections.abc import Mapping

from srpscope.lessons.attacks.loopback import own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import as_written, attacker, formula, server_of, standard, victim
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.server import TextbookServer

TITLE = "SRP-1: no u, and the verifier is as good as the password"
ABOUT = (
    "The first SRP had no u: the server computed S = (A * v)^b. A thief of the verifier sends A = g^a * v^-1. "
    "v cancels out, and S = g^(a*b), which the thief has as (B - v)^a."
)
SAFEGUARD = "v is raised to u, which is not known before A is sent"

FORMULAS = {"A": "(g ** a * v ** (N - 2)) % N", "S": "(B - k * v) ** a"}


async def run(guarded: bool, told: Told, formulas: Mapping[str, str] | None = None) -> Attacked:
    """Log in with the verifier alone."""
    on = standard(dialect_id="rfc2945") if guarded else standard(formula("u", "1"), dialect_id="rfc2945")
    stolen = victim(on)
    users = server_of(on, stolen)
    party = attacker(on, {"v": stolen.verifier}, **(FORMULAS if formulas is None else formulas))
    async with own_server(lambda: TextbookServer(users.party, "rfc2945")) as ring:
        end = await ring.meet(TextbookClient(party, "rfc2945"))
    if formulas is not None:
        return as_written(end, formulas)
    if end.accepted:
        return Attacked(True, ("The thief sends A = g^a / v. The server multiplies v back in, and accepts his proof.",))
    return Attacked(False, ("v^u is left of the thief's 1/v, and he cannot take it away.", f"{end.refusal}"))
