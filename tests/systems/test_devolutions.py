"""Devolutions SRP-PROTO, both sides played here: what the MAC says of a proof that is refused."""

from __future__ import annotations

from srpscope.live.driving import Unwatched
from srpscope.live.listening import Audience
from srpscope.wire.devolutions.messages import read
from tests.systems.parties import SYSTEMS, mistake


class Heard(Unwatched):
    """What the server sent."""

    def __init__(self) -> None:
        self.last = b""

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        """Keep the server's last message."""
        if sender == "server":
            self.last = data


async def test_a_refused_proof_lies_in_a_message_whose_mac_is_right() -> None:
    # The client compared the MAC with that of its own ACCEPT: "mac differs too, and not because of it".
    system = SYSTEMS["devolutions-tcp"]
    listening = await system.serve(system.users(mistake("M2", "H(A)", "server")), Audience())
    heard = Heard()
    try:
        client = await system.log_in(listening.url, system.client(), heard)
    finally:
        await listening.close()
    assert not client.accepted
    confirm = read(heard.last)
    assert confirm.fields["M2"] != client.party.raw("M2")
    assert confirm.mac == client.party.raw("mac")
