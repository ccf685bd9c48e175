"""SRP-1 had no u: whoever stole the verifier logs in with it (srp.stanford.edu/attack.html)."""

from __future__ import annotations

from srpscope.lessons.attacks.loopback import OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import as_written, attacker, formula, numbers, server_of, standard, victim

TITLE = "SRP-1: no u, and the verifier is as good as the password"
ABOUT = (
    "The first SRP had no u: the server computed S = (A * v)^b. A thief of the verifier sends A = g^a * v^-1. "
    "v cancels out, and S = g^(a*b), which the thief has as (B - v)^a."
)
SAFEGUARD = "v is raised to u, which is not known before A is sent"

FORMULAS = {"A": "(g ** a * v ** (N - 2)) % N", "S": "(B - k * v) ** a"}


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Log in with the verifier alone."""
    on = standard(setting, *(() if guarded else (formula("u", "1"),)), dialect_id="rfc2945")
    stolen = victim(on, setting)
    users = server_of(on, stolen)
    client = own_client(attacker(on, {"v": stolen.verifier}, setting.attackers(FORMULAS)))
    server = OwnServer(on, users.party)
    end = await server.meet(client)
    if setting.formulas is not None:
        return as_written(client, end, setting)
    seen = numbers(client, end)
    if end.accepted and guarded:
        return Attacked(True, ("The server accepts his proof.",), numbers=seen)
    if end.accepted:
        said = "The thief sends A = g^a / v. The server multiplies v back in, and accepts his proof."
        return Attacked(True, (said,), numbers=seen)
    left = "v^u is left of the thief's 1/v, and he cannot take it away."
    return Attacked(False, (left, f"{end.refusal}"), numbers=seen)
