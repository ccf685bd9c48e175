"""x without the user name and without a salt of one's own: two users with the same password show."""

from __future__ import annotations

from srpscope.lessons.attacks.loopback import own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import standard
from srpscope.live.users import LiveParty, Users, enrol
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.server import TextbookServer

TITLE = "two users with the same password"
ABOUT = (
    "One salt serves all users, and x is made without the user name. Alice reads the table, sees her own verifier "
    "beside another name, and knows a second password: hers."
)
SAFEGUARD = "the user name goes into x"
SALT = bytes(range(16))
PEOPLE = {"alice": "sunflower7", "bob": "dragonfly", "carol": "sunflower7"}


async def run(guarded: bool, told: Told) -> Attacked:
    """Look for Alice's verifier among the others, and log in there with her password."""
    on = standard(dialect_id="rfc5054" if guarded else "wikipedia")
    known = {name: enrol(on, name, password, SALT) for name, password in PEOPLE.items()}
    twins = [name for name, one in known.items() if name != "alice" and one.verifier == known["alice"].verifier]
    if not twins:
        return Attacked(False, ("All verifiers are different. The table does not show who shares a password.",))
    users = Users(on, known.values())
    said = [f"The verifier of {name} is Alice's own." for name in twins]
    async with own_server(lambda: TextbookServer(users.party)) as ring:
        end = await ring.meet(TextbookClient(LiveParty("client", on, {"I": twins[0], "P": PEOPLE["alice"]})))
    said.append(f"Alice logs in as {twins[0]} with her own password." if end.accepted else "The login fails.")
    return Attacked(bool(end.accepted), tuple(said))
