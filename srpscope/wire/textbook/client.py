"""The textbook's client, in either order."""

from __future__ import annotations

from typing import Any

from srpscope.wire.exchange import Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import bytes_of
from srpscope.wire.textbook.messages import PREVENTS
from srpscope.wire.textbook.side import TextbookSide


class TextbookClient(TextbookSide):
    """The client, in either order."""

    side = "client"

    def steps(self) -> Steps:
        """The lines in the order of RFC 2945 or RFC 5054, as the client has them. Raises RefusedError."""
        party = self.party
        early: bytes | None = None
        if self.order == "rfc2945":
            yield Send("I", lambda: self.line("I"))
            message = self.read((yield Receive("s")), "s")
            party.receive("s", bytes_of(message, "s", "s"))
            early_B = "B" in message
            if early_B:
                if self.safeguards.B_after_A:
                    raise RefusedError("B came before A was sent.", "order")
                self._take_B(message)
            yield Send("A", lambda: self.line("A"))
            if not early_B:
                message = self.read((yield Receive("B")), "B")
                self._take_B(message)
        else:
            yield Send("I and A", lambda: self.line("I", "A"))
            message = self.read((yield Receive("s and B")), "s and B")
            party.receive("s", bytes_of(message, "s", "s and B"))
            self._take_B(message)
        self.check_u()
        if "M2" in message:
            early = bytes_of(message, "M2", "the server's early proof")
            if self.safeguards.client_proves_first:
                self.notes.append(f"The server proved first. {PREVENTS['client_proves_first']}")
        yield Send("M1", lambda: self.line("M1"))
        answer = self.read((yield Receive("M2")), "the last answer")
        M2 = bytes_of(answer, "M2", "the last answer") if early is None else early
        if not party.agrees("M2", M2):
            if self.safeguards.check_M2:
                raise RefusedError("M2 is not the proof that this side computes.", "proof")
            self.notes.append(f"M2 is wrong and nobody looked. {PREVENTS['check_M2']}")
        self.accepted = True

    def _take_B(self, message: dict[str, Any]) -> None:
        B = bytes_of(message, "B", "B")
        self.refuse_zero("B", B)
        self.party.receive("B", B)
        if not self.safeguards.own_u and "u" in message:
            self.notes.append(f"u is the server's. {PREVENTS['own_u']}")
            self.party.receive("u", bytes_of(message, "u", "u"))
