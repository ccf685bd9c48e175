"""A = 0 (mod N): the server's S is 0 whatever the password."""

from __future__ import annotations

from srpscope.lessons.attacks.loopback import OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import as_written, attacker, numbers, server_of, standard, victim

TITLE = "A = 0 logs in without a password"
ABOUT = "The client sends A = 0, N or 2N. The server computes S = (A * v^u)^b = 0, and the client knows that it does."
SAFEGUARD = "the server refuses an A that N divides"
FORMULAS = {"A": "0", "S": "0"}


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Log in with A = 0, N and 2N, or with formulas for A and S."""
    on = standard(setting)
    users = server_of(on, victim(on, setting))
    without = () if guarded else ("A_not_zero",)
    said = []
    succeeded = False
    server = OwnServer(on, users.party, *without)
    if setting.formulas is not None:
        client = own_client(attacker(on, {}, setting.formulas))
        return as_written(client, await server.meet(client), setting)
    for tried, times in enumerate((0, 1, 2), 1):
        client = own_client(attacker(on, {"A": times * on.group.N, "S": 0}, {}))
        end = await server.meet(client)
        told(tried, 3)
        shown = ("0", "N", "2N")[times]
        if end.accepted:
            succeeded = True
            said.append(f"A = {shown}, S = 0: the server accepts the proof. No password was used.")
        else:
            said.append(f"A = {shown}: the server refuses. {end.refusal or ''}".strip())
    return Attacked(succeeded, tuple(said), 3, 3, numbers=numbers(client, end))
