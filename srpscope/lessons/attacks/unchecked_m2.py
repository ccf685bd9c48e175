"""A client that never checks M2 talks to any server at all."""

from __future__ import annotations

import secrets

from srpscope.lessons.attacks.loopback import own_server
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.stage import PASSWORD, USER, standard
from srpscope.live.users import LiveParty
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.messages import Safeguards, safeguards_without
from srpscope.wire.textbook.server import TextbookServer

TITLE = "a client that never checks M2"
ABOUT = "A server without any verifier takes whatever M1 comes and answers with 20 random bytes for M2."
SAFEGUARD = "the client checks M2"


class _Impostor(LiveParty):
    """A server's values without a verifier: every proof is as good as another."""

    def agrees(self, name: str, received: bytes) -> bool:
        """Always content."""
        return True


async def run(guarded: bool, told: Told) -> Attacked:
    """Be that server."""
    on = standard()
    impostor = _Impostor("server", on, {"I": USER, "s": bytes(16), "v": 2 + secrets.randbelow(on.group.N - 2)})
    impostor.override("M2", secrets.token_bytes(20))
    safeguards = Safeguards() if guarded else safeguards_without("check_M2")
    client = TextbookClient(LiveParty("client", on, {"I": USER, "P": PASSWORD}), safeguards=safeguards)
    async with own_server(lambda: TextbookServer(lambda name: impostor)) as ring:
        await ring.meet(client)
    if client.accepted:
        return Attacked(True, ("The impostor answers M1 with random bytes.", "The client goes on as if all were well."))
    return Attacked(False, ("The impostor answers M1 with random bytes.", f"The client ends it: {client.refusal}"))
