"""SRP-3 with B, and so u, sent before A: a thief of the verifier logs in."""

from __future__ import annotations

from srpscope.lessons.attacks.loopback import OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import as_written, attacker, numbers, server_of, standard, victim

TITLE = "u known too early: A = g^a * v^-u"
ABOUT = (
    "In SRP-3 u is made of B alone. If B comes before A is sent, a thief of the verifier sends A = g^a * v^-u. "
    "The server computes S = (A * v^u)^b = g^(a*b), which the thief has as (B - v)^a."
)
SAFEGUARD = "the server sends B only after it has A"

FORMULAS = {"A": "(g ** a * v ** (N - 1 - u)) % N", "S": "(B - k * v) ** a"}


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Log in with the verifier alone."""
    on = standard(setting, dialect_id="rfc2945")
    stolen = victim(on, setting)
    users = server_of(on, stolen)
    without = () if guarded else ("B_after_A",)
    party = attacker(on, {"v": stolen.verifier}, setting.attackers(FORMULAS))
    client = own_client(party, "B_after_A")
    server = OwnServer(on, users.party, *without)
    end = await server.meet(client)
    if setting.formulas is not None:
        return as_written(client, end, setting, client.refusal)
    seen = numbers(client, end)
    if end.accepted:
        said = "B comes first. The thief cancels v out of A, and the server accepts his proof."
        return Attacked(True, (said,), numbers=seen)
    if not guarded:
        return Attacked(False, ("B comes first, but this A does not cancel v.", f"{client.refusal}"), numbers=seen)
    wanted = "The server wants A before it shows B."
    return Attacked(False, (wanted, f"The thief cannot make his A: {client.refusal}"), numbers=seen)
