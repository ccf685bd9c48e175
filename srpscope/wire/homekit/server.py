"""The accessory of pair-setup: M2, M4, and M6 where the controller goes on to M5."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.wire.exchange import Exchange, OpenParty, Receive, RefusedError, Send, Steps
from srpscope.wire.homekit.client import needed, read_state
from srpscope.wire.homekit.identities import Identity, opened, sealed, sentence
from srpscope.wire.homekit.messages import (
    AUTHENTICATION,
    BACKOFF,
    ENCRYPTED,
    ENDPOINT,
    ERROR,
    FLAGS,
    METHOD,
    METHODS,
    PROOF,
    PUBLIC_KEY,
    RETRY_DELAY,
    SALT,
    STATE,
    TRANSIENT,
    UNKNOWN,
    error_words,
)
from srpscope.wire.homekit.setup_code import USER
from srpscope.wire.tlv8 import tlv8


@dataclass(frozen=True)
class Refusing:
    """An error that every M1 is answered with. delay: seconds, told with a back-off."""

    code: int
    delay: int | None = None


class HomeKitServer(Exchange):
    """The accessory. open_party gives the values of the setup code. identity: whom M6 introduces. refusing: what M1 is
    answered with instead of M2. paired: M6 went out."""

    side = "server"
    paired = False

    def __init__(
        self,
        open_party: OpenParty,
        identity: Identity,
        user: str = USER,
        refusing: Refusing | None = None,
    ) -> None:
        self._open_party = open_party
        self._identity = identity
        self._user = user
        self._refusing = refusing
        self._state = 2
        super().__init__(None)

    def steps(self) -> Steps:
        """The same as an accessory has it. Raises RefusedError with a kTLVError."""
        first = read_state((yield Receive("M1", ENDPOINT)), 1)
        if self._refusing is not None:
            words = error_words(2, self._refusing.code, self._refusing.delay)
            raise RefusedError(f"M1 is answered with {words}.", f"kTLVError {self._refusing.code}", of="session")
        transient = self._look_at(first)
        self.party = party = self._open_party(self._user)
        yield Send("M2", lambda: tlv8([(STATE, b"\2"), (SALT, party.raw("s")), (PUBLIC_KEY, party.raw("B"))]), ENDPOINT)
        self._state = 4
        held = read_state((yield Receive("M3", ENDPOINT)), 3)
        A = needed(held, PUBLIC_KEY, "M3", "public key")
        M1 = needed(held, PROOF, "M3", "proof")
        if int.from_bytes(A) % party.number("N") == 0:
            raise RefusedError("The controller's public key is 0 mod N.", "A")
        party.receive("A", A)
        if not party.agrees("M1", M1):
            raise RefusedError("The controller's proof in M3 is not the one computed here.", "proof")
        party.receive("M1", M1)
        yield Send("M4", lambda: tlv8([(STATE, b"\4"), (PROOF, party.raw("M2"))]), ENDPOINT)
        self.accepted = True  # what follows introduces both; a controller may stop here
        if transient:
            return
        self._state = 6
        data = yield Receive("M5", ENDPOINT)
        read_state(data, 5)
        K = party.raw("K")
        self.notes.append(sentence("client", opened("client", K, data)))
        yield Send("M6", lambda: tlv8([(STATE, b"\6"), (ENCRYPTED, sealed("server", K, self._identity))]), ENDPOINT)
        self.paired = True

    def _look_at(self, first: dict[int, bytes]) -> bool:
        """Whether M1 asks for a pairing that ends with M4. Raises RefusedError for a method that is no pair-setup."""
        method = int.from_bytes(first.get(METHOD, b"\0")[:8], "little")
        if method not in (0, 1):
            raise RefusedError(f"M1 asks for method {method} ({METHODS.get(method, 'unknown')}), no pair-setup.")
        if METHOD not in first:
            self.notes.append("M1 names no method; pair-setup's is 0.")
        return bool(int.from_bytes(first.get(FLAGS, b"")[:8], "little") & TRANSIENT)

    def refusal_message(self, refusal: RefusedError) -> bytes:
        """The state and a kTLVError."""
        refusal.status = 200
        if self._refusing is not None:
            code, delay = self._refusing.code, self._refusing.delay
        else:
            code = AUTHENTICATION if refusal.cause in ("proof", "A", "identity") else UNKNOWN
            delay = None
        content = [(STATE, bytes([self._state])), (ERROR, bytes([code]))]
        if code == BACKOFF and delay is not None:
            content.append((RETRY_DELAY, delay.to_bytes(max(1, (delay.bit_length() + 7) // 8), "little")))
        return tlv8(content)
