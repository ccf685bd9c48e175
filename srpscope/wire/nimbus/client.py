"""The client of Nimbus: its three steps, as SRP6ClientSession has them."""

from __future__ import annotations

from typing import Any

from srpscope.wire.exchange import Exchange, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import minimal, number_of, read_object, text_of, write_object
from srpscope.wire.nimbus.messages import (
    BAD_CREDENTIALS,
    BAD_PUBLIC_VALUE,
    DEFAULTS,
    NimbusSettings,
    hex_sent,
    odd,
    positive,
    read_salt,
    sign_byte_note,
)


class NimbusClient(Exchange):
    """The client's session: step 1 sends the name, step 2 A and M1, step 3 checks M2."""

    side = "client"

    def __init__(self, party: Party, settings: NimbusSettings = DEFAULTS) -> None:
        self.settings = settings
        super().__init__(party)

    def steps(self) -> Steps:
        """Step 1 with the user name, step 2 with A and M1, as the client has them. Raises RefusedError."""
        party, paths = self.party, self.settings.paths
        yield Send("step 1", lambda: write_object({"username": party.text("I")}), paths.step1)
        answer = self._answer((yield Receive("salt and B", paths.step1)), "the server's first answer")
        self._take_parameters(answer)
        salt = read_salt(answer, "the server's first answer", self.settings, self.notes)
        B = positive(answer, "B", "the server's first answer")
        party.receive("s", salt)
        party.receive("B", B)
        if int.from_bytes(B) % party.number("N") == 0:
            raise RefusedError("Bad server public value 'B': it is 0 mod N.", BAD_PUBLIC_VALUE, of="B")
        yield Send(
            "step 2",
            lambda: write_object({"A": hex_sent(party, "A"), "M1": hex_sent(party, "M1")}),
            paths.step2,
        )
        data = yield Receive("M2", paths.step2)
        try:
            answer = self._answer(data, "the server's second answer")
        except RefusedError as refusal:
            note = sign_byte_note(party) if refusal.cause == BAD_CREDENTIALS else None
            self.notes += [note] if note else []
            raise
        M2 = positive(answer, "M2", "the server's second answer")
        if not party.agrees("M2", M2):
            raise RefusedError("Bad server credentials: M2 is not the one that this side computes.", BAD_CREDENTIALS)
        self.accepted = True

    def _answer(self, data: bytes, what: str) -> dict[str, Any]:
        message = read_object(data, what)
        if isinstance(message.get("error"), str):
            cause = text_of(message, "error", what)
            said = message.get("message")
            sentence = f"The server refuses: {cause}" + (f", {said}." if isinstance(said, str) else ".")
            raise RefusedError(sentence, cause, by_peer=True)
        return message

    def _take_parameters(self, answer: dict[str, Any]) -> None:
        """N, g and H that the server announces. Another N or g is used from here on, another H is not. Either is a
        note, and refused when strict: whoever chooses the group chooses how safe it is."""
        what = "the server's first answer"
        for key in ("N", "g"):
            if key in answer:
                given = number_of(answer, key, what)
                if given < 2:
                    raise RefusedError(f'{what}: "{key}" is {given}.')
                if given != self.party.number(key):
                    odd(f"The server announces another {key} than was agreed.", self.settings, self.notes)
                    self.party.receive(key, minimal(given))
        if "H" in answer:
            name = text_of(answer, "H", what, 64)
            if name.replace("-", "").lower() != self.settings.hash_name.replace("-", "").lower():
                odd(
                    f"The server announces {name}; this side hashes with {self.settings.hash_name}.",
                    self.settings,
                    self.notes,
                )
