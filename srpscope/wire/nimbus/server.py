"""The server of Nimbus: its two answers, as SRP6ServerSession has them."""

from __future__ import annotations

import time
from collections.abc import Callable

from srpscope.wire.exchange import Exchange, OpenParty, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import read_object, text_of, write_object
from srpscope.wire.nimbus.messages import (
    BAD_CREDENTIALS,
    BAD_PUBLIC_VALUE,
    DEFAULTS,
    STATUS,
    TIMEOUT,
    NimbusSettings,
    hex_of,
    hex_sent,
    positive,
    sign_byte_note,
)


class NimbusServer(Exchange):
    """The server's session. open_party gives the values of the named user, made-up ones for an unknown one, so that
    the refusal comes at the proof only, as with Nimbus' mockStep1."""

    side = "server"

    def __init__(
        self,
        open_party: OpenParty,
        settings: NimbusSettings = DEFAULTS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._open_party = open_party
        self._now = now
        self._last = now()
        super().__init__(None)

    def steps(self) -> Steps:
        """The same as the server has it. Raises RefusedError."""
        paths = self.settings.paths
        what = "the client's first request, username as text"
        request = read_object((yield Receive("step 1", paths.step1)), what)
        self._in_time()
        self.party = party = self._open_party(text_of(request, "username", what))
        yield Send("salt and B", self._first_answer, paths.step1)
        self._last = self._now()
        what = "the client's second request, A and M1 in hex"
        request = read_object((yield Receive("step 2", paths.step2)), what)
        self._in_time()
        A = positive(request, "A", what)
        M1 = positive(request, "M1", what)
        if int.from_bytes(A) % party.number("N") == 0:
            raise RefusedError("Bad client public value 'A': it is 0 mod N.", BAD_PUBLIC_VALUE, of="A")
        party.receive("A", A)
        if not party.agrees("M1", M1):
            note = sign_byte_note(party)
            self.notes += [note] if note else []
            raise RefusedError("Bad client credentials: M1 is not the one computed here.", BAD_CREDENTIALS)
        party.receive("M1", M1)
        yield Send("M2", lambda: write_object({"M2": hex_sent(party, "M2")}), paths.step2)
        self.accepted = True

    def _first_answer(self) -> bytes:
        party = self.party
        message = {"salt": hex_sent(party, "s"), "B": hex_sent(party, "B")}
        if self.settings.announce:
            message |= {"N": hex_of(party.number("N")), "g": hex_of(party.number("g")), "H": self.settings.hash_name}
        return write_object(message)

    def _in_time(self) -> None:
        if self.settings.timeout and self._now() - self._last > self.settings.timeout:
            raise RefusedError(f"Session timeout: {self.settings.timeout:g} seconds without a request.", TIMEOUT)

    def refusal_message(self, refusal: RefusedError) -> bytes:
        """{"error": CAUSE, "message": ..}: the causes are those of SRP6Exception, and "order", "malformed", which
        says what is wanted; why a proof is wrong stays here."""
        refusal.status = STATUS.get(refusal.cause, refusal.status)
        said = str(refusal) if refusal.cause == "malformed" else str(refusal).split(":", 1)[0]
        return write_object({"error": refusal.cause, "message": said.rstrip(".")})
