"""The textbook's server, in either order."""

from __future__ import annotations

from typing import Any

from srpscope.wire.exchange import OpenParty, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import bytes_of, text_of, write_object
from srpscope.wire.textbook.messages import ALL_SAFEGUARDS, PREVENTS, Safeguards
from srpscope.wire.textbook.side import TextbookSide


class TextbookServer(TextbookSide):
    """The server, in either order."""

    side = "server"

    def __init__(
        self, open_party: OpenParty, order: str = "wikipedia", safeguards: Safeguards = ALL_SAFEGUARDS
    ) -> None:
        self._open_party = open_party
        super().__init__(None, order, safeguards)

    def steps(self) -> Steps:
        """The same as the server has it, without the safeguards that are switched off. Raises RefusedError."""
        early = not self.safeguards.client_proves_first
        u = () if self.safeguards.own_u else ("u",)
        if self.order == "rfc2945":
            self._open(self.read((yield Receive("I")), "I"))
            if self.safeguards.B_after_A:
                yield Send("s", lambda: self.line("s"))
                self._take_A(self.read((yield Receive("A")), "A"))
                yield Send("B", lambda: self.line("B", *u, *(("M2",) if early else ())))
            else:
                self.notes.append(f"B goes out before A is here. {PREVENTS['B_after_A']}")
                early = False  # M2 needs A
                yield Send("s and B", lambda: self.line("s", "B"))
                self._take_A(self.read((yield Receive("A")), "A"))
        else:
            message = self.read((yield Receive("I and A")), "I and A")
            self._open(message)
            self._take_A(message)
            yield Send("s and B", lambda: self.line("s", "B", *u, *(("M2",) if early else ())))
        self.check_u()
        M1 = bytes_of(self.read((yield Receive("M1")), "M1"), "M1", "M1")
        if not self.party.agrees("M1", M1):
            raise RefusedError("M1 is not the proof that this side computes.", "proof")
        self.party.receive("M1", M1)
        yield Send("M2", lambda: write_object({"ok": True}) if early else self.line("M2"))
        self.accepted = True

    def _open(self, message: dict[str, Any]) -> None:
        self.party = self._open_party(text_of(message, "I", "I"))

    def _take_A(self, message: dict[str, Any]) -> None:
        A = bytes_of(message, "A", "A")
        self.refuse_zero("A", A)
        self.party.receive("A", A)
