"""x without the user name and without a salt of one's own: two users with the same password show."""

from __future__ import annotations

from srpscope.lessons.attacks.loopback import OwnServer, own_client
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import attacker, numbers, password_of, standard
from srpscope.live.users import Users, enrol

TITLE = "two users with the same password"
ABOUT = (
    "One salt serves all users, and x is made without the user name. Alice reads the table, sees her own verifier "
    "beside another name, and knows a second password: hers."
)
SAFEGUARD = "the user name goes into x"
SALT = bytes(range(16))
ANOTHER = "dragonfly"

FORMULAS = {"S": "(B - k * g ** x) ** (a + u * x)"}
"""Alice's is any client's."""


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Look for Alice's verifier among the others, and log in there with her password."""
    on = standard(setting, dialect_id="rfc5054" if guarded else "wikipedia")
    password = password_of(setting)
    people = {"alice": password, "bob": ANOTHER, "carol": password}
    known = {name: enrol(on, name, password, SALT) for name, password in people.items()}
    twins = [name for name, one in known.items() if name != "alice" and one.verifier == known["alice"].verifier]
    if not twins:
        hidden = "All verifiers are different. The table does not show who shares a password."
        return Attacked(False, (*setting.said(), hidden))
    users = Users(on, known.values())
    said = [*setting.said(), *(f"The verifier of {name} is Alice's own." for name in twins)]
    server = OwnServer(on, users.party)
    party = attacker(on, {"I": twins[0], "P": password}, setting.attackers(FORMULAS))
    client = own_client(party)
    end = await server.meet(client)
    said.append(f"Alice logs in as {twins[0]} with her own password." if end.accepted else "The login fails.")
    return Attacked(bool(end.accepted), tuple(said), numbers=numbers(client, end))
