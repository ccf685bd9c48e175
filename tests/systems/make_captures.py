"""Makes the bundled captures of the other systems: python -m tests.systems.make_captures [FOLDER].

Each is a handshake of our own live client with our own live server over loopback, a, b and salt fixed; in the failed
ones the client makes one mistake, which the capture does not tell: the header's recipe does.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srpscope.live.driving import Hold
from srpscope.live.listening import Audience
from srpscope.live.recording import Recording
from srpscope.live.users import LiveParty, Users, enrol
from srpscope.live.watching import Recorder
from srpscope.places import captures_folder
from srpscope.srp.edit import Edit
from tests.systems.parties import NAME, PASSWORD, SYSTEMS, mistake

SALT = bytes.fromhex("8d1f2c7e4b6a90d3c5e7f8091a2b3c4d")
A = "9b2f61c04e8d7a35f1c6b8e20d934a57bc01e6f2385d7c9a4e10f3b6825d7c91"
B = "c47e19a5d2083b6fe19c5a7240d8b3f6e1527c9084ad3e6f1b95c2d7084e6a3e"


@dataclass(frozen=True)
class Recipe:
    """One pair of captures: the system, and the client's mistake in the failed one."""

    system: str
    title: str
    mistake: str
    edits: tuple[Edit, ...]


RECIPES = {
    "nimbus": Recipe(
        "nimbus",
        "Nimbus SRP over HTTP",
        "the client hashes sign bytes in M1, as Nimbus 1.x did",
        (mistake("M1", "INT(H(SIGNED(A) | SIGNED(B) | SIGNED(S)))"),),
    ),
    "devolutions": Recipe(
        "devolutions-http",
        "Devolutions SRP-PROTO over HTTP",
        "the client hashes the NUL that ends an SRP_STRING with the user name",
        (
            mistake("x", "H(s | H(I | b'\\0' | ':' | P))"),
            mistake("M1", "H(H(N) ^ H(g) | H(I | b'\\0') | s | A | B | K)"),
        ),
    ),
    "excalibur": Recipe(
        "excalibur",
        "Excalibur over its WebSocket",
        "the client keeps to the document, which does not hash the user name in M1",
        (mistake("M1", "H(MIN(H(N) ^ H(g)) | I | s | A | B | K)"),),
    ),
    "textbook": Recipe(
        "rfc5054",
        "SRP-6a by the book over TCP",
        "the client hashes g as one byte in k",
        (mistake("k", "H(N | g)"),),
    ),
}


class Both(Recorder):
    """Writes one side's part of a handshake: the messages are the client's to write, the values each side's own."""

    def __init__(self, recording: Recording, side: str, wire: str) -> None:
        super().__init__(recording, Hold(), wire)
        self._side = side

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        if self._side == "client":
            super().message(sender, via, endpoint, data)
        else:
            self.carry(sender, endpoint, data)

    def event(self, what: str, text: str, **more: Any) -> None:
        super().event(what, text, side=self._side, **more)


async def make(name: str, recipe: Recipe, failed: bool, path: Path) -> bool:
    """One capture; whether the log-in was accepted."""
    system = SYSTEMS[recipe.system]
    terms = system.terms()
    header = {
        "title": f"{recipe.title}, {'refused' if failed else 'accepted'}",
        "dialect": system.dialect,
        "group": system.group,
        "hash": system.hash,
        "created": "2026-11-23",
        "origin": "made",
        "secrets": True,
        "recipe": f"srpscope live {'plain' if name == 'textbook' else name} against srpscope serve, over loopback; "
        + (f"{recipe.mistake}." if failed else "both sides right."),
    }
    recording = Recording(path, header, force=True)
    users = Users(terms, [enrol(terms, NAME, PASSWORD, SALT)], int(B, 16))
    party = LiveParty(
        "client", system.terms(*(recipe.edits if failed else ())), {"I": NAME, "P": PASSWORD, "a": int(A, 16)}
    )
    listening = await system.serve(users, Audience(lambda peer: Both(recording, "server", system.wire)))
    try:
        exchange = await system.log_in(listening.url, party, Both(recording, "client", system.wire))
    finally:
        await listening.close()
    path.chmod(0o644)
    return bool(exchange.accepted)


async def make_all(folder: Path) -> None:
    """Every capture, into the folder."""
    for name, recipe in RECIPES.items():
        for failed in (False, True):
            path = folder / f"{name}-live-{'refused' if failed else 'accepted'}.srp.jsonl"
            accepted = await make(name, recipe, failed, path)
            assert accepted is not failed, path.name
            sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    asyncio.run(make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else captures_folder()))
