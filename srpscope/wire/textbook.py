"""SRP as the books have it: JSON objects, one a line, for RFC 2945, SRP-6 and SRP-6a, each safeguard with a switch.

Order "wikipedia": client I and A, server s and B, client M1, server M2. Order "rfc2945": client I, server s, client A,
server B, client M1, server M2. Every value is a member with its own name, in hex; I is text; a refusal is {"error"}.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from srpscope.wire.decoders import Decoded
from srpscope.wire.exchange import Exchange, OpenParty, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import bytes_of, place, read_object, text_of, write_object

LINE_BYTES = 65_536
ORDERS = ("wikipedia", "rfc2945")


@dataclass(frozen=True)
class Safeguards:
    """The safeguards of SRP, each of which can be switched off to see what it prevents."""

    A_not_zero: bool = True
    B_not_zero: bool = True
    u_not_zero: bool = True
    client_proves_first: bool = True
    B_after_A: bool = True
    check_M2: bool = True


PREVENTS = {
    "A_not_zero": "With A = 0 mod N the server's S is 0, whatever the password: anybody logs in.",
    "B_not_zero": (
        "With B = 0 mod N the client's S is (-k*v) ** (a + u*x): where k is 1, a false server tests passwords on M1."
    ),
    "u_not_zero": "With u = 0 the server's S is A ** b = (B - k*v) ** a: whoever stole the verifier logs in with it.",
    "client_proves_first": (
        "A server that proves first hands its proof to anybody who asks: passwords can be tried on it at home."
    ),
    "B_after_A": (
        "In SRP-3 u depends on B alone: who knows v and sees B before A is sent logs in with A = g**a * v**-u."
    ),
    "check_M2": "A client that does not check M2 talks to any server at all as if it were the right one.",
}
"""What each safeguard prevents."""


def safeguards_without(*names: str) -> Safeguards:
    """All safeguards but the named ones. Raises ValueError for a name that is none."""
    known = {one.name for one in fields(Safeguards)}
    for name in names:
        if name not in known:
            raise ValueError(f"{name!r} is no safeguard; there are {', '.join(sorted(known))}.")
    return Safeguards(**dict.fromkeys(names, False))


class _Side(Exchange):
    """What both sides share. order: "wikipedia" or "rfc2945"."""

    def __init__(self, party: Party | None, order: str = "wikipedia", safeguards: Safeguards = Safeguards()) -> None:
        self.order = order
        self.safeguards = safeguards
        super().__init__(party)

    def refusal_message(self, refusal: RefusedError) -> bytes | None:
        """{"error": the sentence}; nothing after the client is content."""
        return write_object({"error": str(refusal)})

    def _read(self, data: bytes, what: str) -> dict[str, Any]:
        message = read_object(data, what)
        if "error" in message:
            said = text_of(message, "error", what)
            raise RefusedError(
                f"The {'server' if self.side == 'client' else 'client'} refuses: {said}", "refused", by_peer=True
            )
        return message

    def _line(self, *names: str) -> bytes:
        return write_object(
            {name: self.party.text("I") if name == "I" else self.party.raw(name).hex() for name in names}
        )

    def _is_zero(self, name: str, value: bytes) -> None:
        if int.from_bytes(value) % self.party.number("N"):
            return
        why = PREVENTS[f"{name}_not_zero"]
        if getattr(self.safeguards, f"{name}_not_zero"):
            raise RefusedError(f"{name} is 0 mod N.", name)
        self.notes.append(f"{name} is 0 mod N and is taken all the same. {why}")

    def _check_u(self) -> None:
        if self.party.number("u"):
            return
        if self.safeguards.u_not_zero:
            raise RefusedError("u is 0.", "u")
        self.notes.append(f"u is 0 and is taken all the same. {PREVENTS['u_not_zero']}")


class Client(_Side):
    """The client, in either order."""

    side = "client"

    def steps(self) -> Steps:
        party = self.party
        early: bytes | None = None
        if self.order == "rfc2945":
            yield Send("I", lambda: self._line("I"))
            message = self._read((yield Receive("s")), "s")
            party.receive("s", bytes_of(message, "s", "s"))
            early_B = "B" in message
            if early_B:
                if self.safeguards.B_after_A:
                    raise RefusedError("B came before A was sent.", "order")
                self._take_B(message)
            yield Send("A", lambda: self._line("A"))
            if not early_B:
                message = self._read((yield Receive("B")), "B")
                self._take_B(message)
        else:
            yield Send("I and A", lambda: self._line("I", "A"))
            message = self._read((yield Receive("s and B")), "s and B")
            party.receive("s", bytes_of(message, "s", "s and B"))
            self._take_B(message)
        self._check_u()
        if "M2" in message:
            early = bytes_of(message, "M2", "the server's early proof")
            if self.safeguards.client_proves_first:
                self.notes.append(f"The server proved first. {PREVENTS['client_proves_first']}")
        yield Send("M1", lambda: self._line("M1"))
        answer = self._read((yield Receive("M2")), "the last answer")
        M2 = bytes_of(answer, "M2", "the last answer") if early is None else early
        if not party.agrees("M2", M2):
            if self.safeguards.check_M2:
                raise RefusedError("M2 is not the proof that this side computes.", "proof")
            self.notes.append(f"M2 is wrong and nobody looked. {PREVENTS['check_M2']}")
        self.accepted = True

    def _take_B(self, message: dict[str, Any]) -> None:
        B = bytes_of(message, "B", "B")
        self._is_zero("B", B)
        self.party.receive("B", B)


class Server(_Side):
    """The server, in either order."""

    side = "server"

    def __init__(self, open_party: OpenParty, order: str = "wikipedia", safeguards: Safeguards = Safeguards()) -> None:
        self._open_party = open_party
        super().__init__(None, order, safeguards)

    def steps(self) -> Steps:
        early = not self.safeguards.client_proves_first
        if self.order == "rfc2945":
            self._open(self._read((yield Receive("I")), "I"))
            if self.safeguards.B_after_A:
                yield Send("s", lambda: self._line("s"))
                self._take_A(self._read((yield Receive("A")), "A"))
                yield Send("B", lambda: self._line("B", "M2") if early else self._line("B"))
            else:
                self.notes.append(f"B goes out before A is here. {PREVENTS['B_after_A']}")
                early = False  # M2 needs A
                yield Send("s and B", lambda: self._line("s", "B"))
                self._take_A(self._read((yield Receive("A")), "A"))
        else:
            message = self._read((yield Receive("I and A")), "I and A")
            self._open(message)
            self._take_A(message)
            yield Send("s and B", lambda: self._line("s", "B", "M2") if early else self._line("s", "B"))
        self._check_u()
        M1 = bytes_of(self._read((yield Receive("M1")), "M1"), "M1", "M1")
        if not self.party.agrees("M1", M1):
            raise RefusedError("M1 is not the proof that this side computes.", "proof")
        self.party.receive("M1", M1)
        yield Send("M2", lambda: write_object({"ok": True}) if early else self._line("M2"))
        self.accepted = True

    def _open(self, message: dict[str, Any]) -> None:
        self.party = self._open_party(text_of(message, "I", "I"))

    def _take_A(self, message: dict[str, Any]) -> None:
        A = bytes_of(message, "A", "A")
        self._is_zero("A", A)
        self.party.receive("A", A)


_NAMES = ("I", "s", "A", "B", "M1", "M2")


def decode(sender: str, data: bytes, endpoint: str | None) -> Decoded | None:
    """The values of one line."""
    try:
        message = read_object(data, "")
    except RefusedError:
        return None
    names = [name for name in _NAMES if name in message]
    if "error" in message:
        return Decoded("refusal", notes=[f"Refused: {str(message['error'])[:200]}"])
    if not names:
        return Decoded("OK") if message == {"ok": True} else None
    decoded = Decoded(" and ".join(names))
    for name in names:
        try:
            decoded.values[name] = (
                text_of(message, name, name).encode("utf-8") if name == "I" else bytes_of(message, name, name)
            )
        except RefusedError as refusal:
            decoded.notes.append(str(refusal))
            continue
        spot = place(data, name, message[name])
        if spot is not None:
            decoded.fields.append((name, *spot))
    return decoded
