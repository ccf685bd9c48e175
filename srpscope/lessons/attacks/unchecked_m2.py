"""A client that never checks M2 talks to any server at all."""

from __future__ import annotations

import secrets

from srpscope.lessons.attacks.loopback import OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import USER, attacker, numbers, password_of, standard
from srpscope.live.users import LiveParty
from srpscope.srp.values import Value

TITLE = "a client that never checks M2"
ABOUT = "A server without any verifier takes whatever M1 comes, and its M2 is one that anybody can make: a hash of B."
SAFEGUARD = "the client checks M2"

FORMULAS = {"M2": "H(B)"}


class _Impostor(LiveParty):
    """A server's values without a verifier: every proof is as good as another."""

    def agrees(self, name: str, received: bytes) -> bool:
        """Always content."""
        return True


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Be that server."""
    on = standard(setting)
    made_up: dict[str, Value] = {"s": bytes(16), "v": 2 + secrets.randbelow(on.group.N - 2)}
    impostor = attacker(on, made_up, setting.attackers(FORMULAS), "server", _Impostor)
    without = () if guarded else ("check_M2",)
    client = own_client(LiveParty("client", on, {"I": USER, "P": password_of(setting)}), *without)
    server = OwnServer(on, lambda name: impostor)
    end = await server.meet(client)
    goes_on = "The client goes on as if all were well."
    said = (*setting.said(), "The impostor answers M1 with an M2 that no password went into.")
    said = (*said, goes_on if client.accepted else f"The client ends it: {client.refusal}")
    return Attacked(bool(client.accepted), said, numbers=numbers(client, end))
