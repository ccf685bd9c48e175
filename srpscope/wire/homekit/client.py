"""The controller of pair-setup: M1, M3 and, where it is to pair for good, M5."""

from __future__ import annotations

from collections.abc import Callable

from srpscope.errors import SrpscopeError
from srpscope.wire.exchange import Exchange, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.homekit.identities import Identity, ShownIdentity, opened, sealed, sentence
from srpscope.wire.homekit.messages import (
    AUTHENTICATION,
    ENCRYPTED,
    ENDPOINT,
    ERROR,
    FLAGS,
    METHOD,
    PROOF,
    PUBLIC_KEY,
    RETRY_DELAY,
    SALT,
    STATE,
    TRANSIENT,
    error_words,
)
from srpscope.wire.homekit.setup_code import remark
from srpscope.wire.tlv8 import items, tlv8


class HomeKitClient(Exchange):
    """The controller. identity: whom M5 is to introduce; without one it stops when M4 is right, and the accessory stays
    unpaired. transient: it says so in M1, and the accessory expects no M5. told: called before M5 goes out, with None,
    and with what M6 showed."""

    side = "client"

    def __init__(
        self,
        party: Party,
        identity: Identity | None = None,
        *,
        transient: bool = False,
        told: Callable[[ShownIdentity | None], None] = lambda shown: None,
    ) -> None:
        self._identity = None if transient else identity
        self.transient = transient
        self._told = told
        super().__init__(party)

    def steps(self) -> Steps:
        """M1 to M4, and M5 and M6 unless the pairing is transient, as a controller has them. Raises RefusedError."""
        party = self.party
        note = self._about_the_code()
        self.notes += [note] if note else []
        flags = [(FLAGS, TRANSIENT.to_bytes(4, "little"))] if self.transient else []
        yield Send("M1", lambda: tlv8([(STATE, b"\1"), (METHOD, b"\0"), *flags]), ENDPOINT)
        held = read_state((yield Receive("M2", ENDPOINT)), 2)
        B = needed(held, PUBLIC_KEY, "M2", "public key")
        party.receive("s", needed(held, SALT, "M2", "salt"))
        party.receive("B", B)
        if int.from_bytes(B) % party.number("N") == 0:
            raise RefusedError("The accessory's public key is 0 mod N.", "B")
        yield Send(
            "M3",
            lambda: tlv8([(STATE, b"\3"), (PUBLIC_KEY, party.raw("A")), (PROOF, party.raw("M1"))]),
            ENDPOINT,
        )
        M2 = needed(read_state((yield Receive("M4", ENDPOINT)), 4), PROOF, "M4", "proof")
        if not party.agrees("M2", M2):
            raise RefusedError("The accessory's proof in M4 is not the one that this side computes.", "proof")
        if self._identity is not None:
            yield from self._introduce(self._identity)
        self.accepted = True

    @property
    def pairs(self) -> bool:
        """Whether M5 follows M4."""
        return self._identity is not None

    def _introduce(self, identity: Identity) -> Steps:
        K = self.party.raw("K")
        self._told(None)
        yield Send("M5", lambda: tlv8([(STATE, b"\5"), (ENCRYPTED, sealed("client", K, identity))]), ENDPOINT)
        data = yield Receive("M6", ENDPOINT)
        read_state(data, 6)
        shown = opened("server", K, data)
        self.notes.append(sentence("server", shown))
        self._told(shown)

    def _about_the_code(self) -> str | None:
        try:
            return remark(self.party.text("P"))
        except SrpscopeError:  # a side may have x instead
            return None


def read_state(data: bytes, state: int) -> dict[int, bytes]:
    """The items of a message of that state. Raises RefusedError, by the peer where the message is an error."""
    found, fault = items(data)
    held = {one.kind: one.data for one in found if not one.missing}
    who = "client" if state % 2 else "server"
    if held.get(ERROR):
        code = int.from_bytes(held[ERROR][:8], "little")
        delay = held.get(RETRY_DELAY)
        words = error_words(state, code, None if delay is None else int.from_bytes(delay[:8], "little"))
        of = "" if code == AUTHENTICATION and state == 4 else "session"
        raise RefusedError(f"The {who} refuses: {words}.", f"kTLVError {code}", by_peer=True, of=of)
    if fault:
        raise RefusedError(f"M{state} is cut off or no TLV8: {fault}.")
    if held.get(STATE) != bytes([state]):
        given = held.get(STATE)
        if state == 1 and given in (b"\3", b"\5"):
            raise RefusedError(
                f"The message M{given[0]} came on a connection without M1, and a pairing lives on one connection.",
                "order",
            )
        said = "none" if given is None else f"{given[:4].hex()}"
        raise RefusedError(f"The state of the message is {said}, and M{state} was expected.", "order")
    return held


def needed(held: dict[int, bytes], kind: int, message: str, name: str) -> bytes:
    """An item that a message must have. Raises RefusedError."""
    if not held.get(kind):
        raise RefusedError(f"{message} holds no {name}.")
    if len(held[kind]) > _LONGEST:
        raise RefusedError(f"The {name} of {message} has {len(held[kind]):,} bytes; that is none.")
    return held[kind]


_LONGEST = 1_024
