"""The client of Excalibur: salt, name, B checked, A, both proofs, the token opened."""

from __future__ import annotations

from urllib.parse import quote

from srpscope.errors import SrpscopeError
from srpscope.wire.excalibur.messages import (
    A_ILLEGAL,
    A_TRIES_EXCEEDED,
    ENDPOINT,
    GROUP_BITS,
    SALT_ENDPOINT,
    TRIES,
    ExcaliburMessage,
    binary,
    read,
    read_salt,
)
from srpscope.wire.excalibur.token import open_token, shown_token
from srpscope.wire.exchange import Exchange, Party, Receive, RefusedError, Send, Steps
from srpscope.wire.json_text import utf8


class ExcaliburClient(Exchange):
    """The client: the salt fetched, name, B checked, A, M1, M2 checked, token opened.

    token: the JWT once it came and could be decrypted. fetch_salt: the party has none of its own.
    """

    side = "client"

    def __init__(self, party: Party, fetch_salt: bool = True) -> None:
        self.token: str | None = None
        self._fetch_salt = fetch_salt
        super().__init__(party)

    def steps(self) -> Steps:
        """User name, group size, A and B, the proof, the token, as the web client has them. Raises RefusedError."""
        party = self.party
        self.notes += [DEPRECATION, *language_notes(party.text("I"), self._password())]
        if self._fetch_salt:
            address = SALT_ENDPOINT + quote(utf8(party.text("I")), safe="")
            party.receive("s", read_salt((yield Receive("security details", address))))
        yield Send("username", lambda: ExcaliburMessage(party.text("I")).write(), ENDPOINT)
        bits = self._ok((yield Receive("group size", ENDPOINT)), "the group size").data
        own = str(party.number("N").bit_length())
        if bits != own:
            shown = bits if isinstance(bits, str) and bits in GROUP_BITS else "an unknown number of"
            raise RefusedError(f"The server uses a group of {shown} bits, this side one of {own}.", "group")
        for tries in range(1, TRIES + 1):
            B = read((yield Receive("B", ENDPOINT)), "B")
            if B.status == "ERR":
                raise _said(B, "no reason given")
            if self._B_is_fit(binary(B, "B")):
                break
            yield Send("B refused", lambda: ExcaliburMessage("B is 0 mod N", "ERR").write(), ENDPOINT)
            if tries == TRIES:
                raise RefusedError(f"B was 0 mod N in all {TRIES} tries.", "B")
        yield from self._agree_on_A()
        yield Send("M1", lambda: ExcaliburMessage(party.raw("M1"), "OK").write(), ENDPOINT)
        M2 = binary(self._ok((yield Receive("M2", ENDPOINT)), "M2"), "M2")
        if not party.agrees("M2", M2):
            raise RefusedError("M2 is not the proof that this side computes.", "proof")
        yield Send("OK", lambda: ExcaliburMessage(status="OK").write(), ENDPOINT)
        self._take_token(read((yield Receive("token", ENDPOINT)), "the token"))
        self.accepted = True

    def _password(self) -> str | None:
        try:
            return self.party.text("P")
        except SrpscopeError:  # a side may have x or v instead
            return None

    def _agree_on_A(self) -> Steps:
        for _ in range(TRIES):
            yield Send("A", lambda: ExcaliburMessage(self.party.raw("A"), "OK").write(), ENDPOINT)
            answer = read((yield Receive("U is OK", ENDPOINT)), "the answer to A")
            if answer.status == "OK":
                return
            if answer.data != A_ILLEGAL:
                raise _said(answer, "A is refused")
            self.notes.append("The server refused A and may be offered another.")
            self.party.renew("a")
        raise RefusedError(f"The server refused A {TRIES} times.", A_TRIES_EXCEEDED, by_peer=True, of="A")

    def _B_is_fit(self, B: bytes) -> bool:
        if int.from_bytes(B) % self.party.number("N") == 0:
            self.notes.append("B is 0 mod N: whoever sends it knows S without the verifier. It was refused.")
            return False
        self.party.receive("B", B)
        return True

    def _ok(self, data: bytes, what: str) -> ExcaliburMessage:
        message = read(data, what)
        if message.status is None:  # another message than the one that is awaited: the server refuses nothing with it
            raise RefusedError(f"{what} came without a status.", "message", of="message")
        if message.status != "OK":
            raise _said(message, f"{what} came with status {message.status}")
        return message

    def _take_token(self, message: ExcaliburMessage) -> None:
        """Open the token. Both proofs were right; that it does not open is this session's failure all the same."""
        if not isinstance(message.data, str):
            raise RefusedError("The token is not JSON text.", "token", of="token")
        self.token = open_token(self.party.raw("K"), message.data)
        try:
            self.notes += shown_token(self.token)
        except RefusedError as refusal:  # it opened: what is in it is the server's business
            self.notes.append(str(refusal))


def language_notes(username: str, password: str | None) -> list[str]:
    """Where Excalibur's TypeScript and Python derive different keys from the same words: what is trimmed off the
    password, what is escaped in the user name."""
    notes = []
    for char in (password or "")[:1] + (password or "")[-1:]:
        if char in _TRIMMED_BY_ONE:
            only = _TRIMMED_BY_ONE[char]
            other = "Python" if only == "JavaScript" else "JavaScript"
            notes.append(
                f"The password begins or ends with U+{ord(char):04X}, which {only} trims and {other} keeps: "
                "Excalibur's two languages derive different keys."
            )
    if any(char in '"\\' or char < " " for char in username):
        notes.append(
            "The user name holds a character that TypeScript's JSON.stringify escapes and the Python code does not: "
            "Excalibur's two languages derive different keys."
        )
    return list(dict.fromkeys(notes))


# What JavaScript's trim removes and Python's strip keeps, and the other way round.
_TRIMMED_BY_ONE = {"\ufeff": "JavaScript", **dict.fromkeys("\x1c\x1d\x1e\x1f\x85", "Python")}


DEPRECATION = (
    "Excalibur's own documentation calls its SRP log-in deprecated in favour of OPAQUE; newer servers may not offer it."
)


def _said(message: ExcaliburMessage, otherwise: str) -> RefusedError:
    text = message.data if isinstance(message.data, str) and message.data else otherwise
    return RefusedError(f"The server refuses: {text}.", text[:100], by_peer=True)
