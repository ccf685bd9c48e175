"""u = 0: whoever stole the verifier logs in with it."""

from __future__ import annotations

from functools import partial

from srpscope.lessons.attacks.loopback import Listener, OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import attacker, formula, numbers, server_of, standard, victim
from srpscope.live.users import LiveParty

TITLE = "u = 0 turns a stolen verifier into a password"
ABOUT = (
    "With u = 0 the verifier drops out of the server's S = (A * v^u)^b = A^b. A thief who has v computes the same as "
    "(B - k*v)^a. A good hash never gives 0, so this server keeps only four bits of it."
)
SAFEGUARD = "the server refuses u = 0"
MOST = 500

FORMULAS = {"S": "(B - k * v) ** a"}


def _useless(party: LiveParty) -> bool:
    return party.number("u") != 0


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Begin logins until u is 0, and finish that one."""
    on = standard(setting, formula("u", "INT(H(PAD(A) | PAD(B))) % 16"), group="nimbus-256")
    stolen = victim(on, setting)
    users = server_of(on, stolen)
    without = () if guarded else ("u_not_zero",)
    server = OwnServer(on, users.party, *without)
    for tried in range(1, MOST + 1):
        party = attacker(on, {"v": stolen.verifier}, setting.attackers(FORMULAS))
        ear = Listener("M1", partial(_useless, party))
        client = own_client(party, "u_not_zero")
        end = await server.meet(client, ear)
        told(tried, MOST)
        if ear.seen("B") is None or party.number("u"):
            continue
        if end.accepted:
            said = f"Login {tried} has u = 0: the thief proves S = A^b, and is let in with the verifier alone."
            return Attacked(True, (*setting.said(), said), tried, MOST, numbers=numbers(client, end))
        said = f"Login {tried} has u = 0, and the server ends it: {end.refusal}"
        return Attacked(False, (*setting.said(), said), tried, MOST, numbers=numbers(client, end))
    return Attacked(False, (f"u was never 0 in {MOST} logins.",), MOST, MOST)
