"""What both sides of the textbook exchange share."""

from __future__ import annotations

from typing import Any

from srpscope.wire.exchange import Exchange, Party, RefusedError
from srpscope.wire.json_text import read_object, text_of, write_object
from srpscope.wire.textbook.messages import ALL_SAFEGUARDS, PREVENTS, Safeguards


class TextbookSide(Exchange):
    """What both sides share. order: "wikipedia" or "rfc2945"."""

    def __init__(self, party: Party | None, order: str = "wikipedia", safeguards: Safeguards = ALL_SAFEGUARDS) -> None:
        self.order = order
        self.safeguards = safeguards
        super().__init__(party)

    def refusal_message(self, refusal: RefusedError) -> bytes | None:
        """{"error": the sentence}; nothing after the client is content."""
        return write_object({"error": str(refusal)})

    def read(self, data: bytes, what: str) -> dict[str, Any]:
        """The object of a line. Raises RefusedError where the peer refuses in it or it cannot be read."""
        message = read_object(data, what)
        if "error" in message:
            said = text_of(message, "error", what)
            raise RefusedError(
                f"The {'server' if self.side == 'client' else 'client'} refuses: {said}", "refused", by_peer=True
            )
        return message

    def line(self, *names: str) -> bytes:
        """A line with these values, numbers as hex and I as text."""
        return write_object(
            {name: self.party.text("I") if name == "I" else self.party.raw(name).hex() for name in names}
        )

    def refuse_zero(self, name: str, value: bytes) -> None:
        """Raises RefusedError where A or B is 0 mod N and the safeguard against it is on; else it is noted."""
        if int.from_bytes(value) % self.party.number("N"):
            return
        why = PREVENTS[f"{name}_not_zero"]
        if self.safeguards.A_not_zero if name == "A" else self.safeguards.B_not_zero:
            raise RefusedError(f"{name} is 0 mod N.", name)
        self.notes.append(f"{name} is 0 mod N and is taken all the same. {why}")

    def check_u(self) -> None:
        """Raises RefusedError where u is 0 and the safeguard against it is on; else it is noted."""
        if self.party.number("u"):
            return
        if self.safeguards.u_not_zero:
            raise RefusedError("u is 0.", "u")
        self.notes.append(f"u is 0 and is taken all the same. {PREVENTS['u_not_zero']}")
