"""The users of a server that is played here, the terms on which both sides compute, and a party of either side."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce

from srpscope.errors import UserError
from srpscope.live.party import SheetParty
from srpscope.live.zeros import ForcedZeros
from srpscope.srp import encodings
from srpscope.srp.applying import applied
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Call
from srpscope.srp.primitives.groups import Group, group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Side, Value, same

PRIVATE_BYTES = 32
"""How long a and b are drawn: twice the strength of a 128-bit cipher."""

SALT_BYTES = 16

TEXT_FORMS = ("HEX", "DEC", "B64", "UPPER")
"""Forms on the wire that are text."""


@dataclass(frozen=True)
class Terms:
    """What a side computes with: its dialect, the group, the hash where the dialect leaves it open.

    edits: mistakes that this side is to make. private_bytes: the length in which a and b are drawn. inputs: what both
    know beside that, as the dialect declares it (a pool's name).
    """

    dialect: Dialect
    group: Group
    hash: str | None = None
    edits: tuple[Edit, ...] = ()
    private_bytes: int = PRIVATE_BYTES
    inputs: Mapping[str, Value] = field(default_factory=dict)


def terms(dialect: Dialect, group_name: str | None = None, hash: str | None = None) -> Terms:
    """Terms with a group by its name, else the dialect's. Raises UserError where neither names one."""
    name = group_name or dialect.group
    if name is None:
        raise UserError(f"the dialect {dialect.id} leaves the group open; name one with --group.")
    if (hash or dialect.hash) is None:
        raise UserError(f"the dialect {dialect.id} leaves the hash open; name one with --hash.")
    return Terms(dialect, group(name), hash)


class LiveParty(SheetParty):
    """One side on given terms: values of text dialects as bytes, proofs compared in the kind that they have."""

    def __init__(self, side: Side, terms: Terms, given: Mapping[str, Value]) -> None:
        self.terms = terms
        private = "a" if side == "client" else "b"
        values: dict[str, Value] = {
            "N": terms.group.N,
            "g": terms.group.g,
            private: self._drawn(),
            **terms.inputs,
            **given,
        }
        super().__init__(side, terms.dialect, values, hash=terms.hash)
        self._renewed(reduce(applied, terms.edits, self.knowledge))

    def _drawn(self) -> int:
        # The highest bit is set, so that the length tells nothing.
        length = self.terms.private_bytes
        return int.from_bytes(secrets.token_bytes(length)) | 1 << (8 * length - 1)

    def raw(self, name: str) -> bytes:
        """The value as this side sends it. These wires carry bytes: where the dialect's own implementation sends hex
        or decimal text, its bytes go out instead."""
        self.gave_B = self.gave_B or name == "B"
        value = self.sheet[name].value
        if name in self._overrides or value is None:
            return super().raw(name)
        formula = self.terms.dialect.wire_formula(name)
        sent_as_text = isinstance(formula.node, Call) and formula.node.function in TEXT_FORMS if formula else False
        if isinstance(value, int):
            hashed_as_text = formula is None and self.terms.dialect.encoding in ("HEX", "DEC")
            return encodings.minimal(value, b"\0") if sent_as_text or hashed_as_text or not value else super().raw(name)
        if sent_as_text:
            return value if isinstance(value, bytes) else encodings.text_bytes(value)
        return super().raw(name)

    def receive(self, name: str, value: bytes) -> None:
        """Take a value from the peer. A group, a u and a name that it says are used from here on."""
        if name in ("N", "g", "u"):
            self._renewed(self.knowledge.with_given({name: int.from_bytes(value)}))
        elif name == "I" and self.knowledge.side == "client":
            self._renewed(self.knowledge.with_given({name: value.decode("utf-8", "replace")}))
        else:
            super().receive(name, value)

    def agrees(self, name: str, received: bytes) -> bool:
        """Whether this side's own value is what was received: numbers as numbers, bytes byte for byte."""
        value = self.sheet[name].value
        if value is None:
            self.number(name)  # raises, with what is missing
            return False
        return same(value, received, self.terms.dialect.order)

    def renew(self, name: str) -> None:
        """Draw the private value (a or b) anew."""
        self._renewed(self.knowledge.with_given({name: self._drawn()}))

    def own_values(self) -> dict[str, str]:
        """What a capture says of this side: its inputs, numbers and bytes in hex, text as it is."""
        return super().own_values() | self.declared_inputs()

    def declared_inputs(self) -> dict[str, str]:
        """What this side has for the inputs that its dialect declares (Devolutions' transcript, a pool's name): text as
        it is, bytes in hex."""
        known = self.knowledge
        found = {name: known.received[name] for name in known.dialect.inputs if name in known.received}
        texts = {name for name, declared in known.dialect.inputs.items() if declared.kind == "text"}
        said = {name: str(known.given[name]) for name in known.dialect.inputs if name in known.given and name in texts}
        return said | {
            name: data.decode("utf-8", "replace") if name in texts else data.hex() for name, data in found.items()
        }


@dataclass(frozen=True)
class UserCredential:
    """What a server keeps of a user. password: known to whoever made the verifier, where that was here."""

    username: str
    salt: bytes
    verifier: int
    password: str | None = None


@dataclass(frozen=True)
class Account:
    """Whom a played server knows, as it was named: by a password, or by a salt and a verifier. b: the server's private
    value, fixed; None draws one for each handshake. zeros: what is to begin with 00."""

    username: str
    password: str | None = None
    salt: bytes | None = None
    verifier: int | None = None
    b: int | None = None
    zeros: ForcedZeros | None = None

    def drawn_salt(self, length: int) -> bytes:
        """The salt that was named, else a drawn one."""
        if self.salt is not None:
            return self.salt
        return self.zeros.drawn_salt(length) if self.zeros is not None else secrets.token_bytes(length)

    def users(self, terms: Terms, salt_bytes: int) -> Users:
        """A server's users: this one. Raises UserError."""
        salt = self.drawn_salt(salt_bytes)
        if self.verifier is not None:
            credential = UserCredential(self.username, salt, self.verifier)
        else:
            credential = enrol(terms, self.username, self.password or "", salt)
        return Users(terms, [credential], self.b, self.zeros)


def enrol(terms: Terms, username: str, password: str, salt: bytes | None = None) -> UserCredential:
    """A salt and the verifier that belongs to it. Raises UserError where the dialect cannot make one."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    given: dict[str, Value] = {"N": terms.group.N, "g": terms.group.g, "I": username, "P": password, "s": salt}
    given |= terms.inputs
    cell = Sheet(Knowledge("enroller", terms.dialect, given, hash=terms.hash), record=False)["v"]
    if not isinstance(cell.value, int):
        raise UserError(f"no verifier can be made: {cell.problem or 'the dialect has no formula for it'}.")
    return UserCredential(username, salt, cell.value, password)


class Users:
    """The users that a server knows, and its values when one of them logs in. b: fixed, else drawn for each.
    zeros: which of its values are to begin with 00."""

    def __init__(
        self,
        terms: Terms,
        credentials: Iterable[UserCredential] = (),
        b: int | None = None,
        zeros: ForcedZeros | None = None,
    ) -> None:
        self.terms = terms
        self._known = {one.username: one for one in credentials}
        self._b = b
        self.zeros = zeros
        self._made_up_with = secrets.token_bytes(32)

    def add(self, credential: UserCredential) -> None:
        """Take a user in, or in anew."""
        self._known[credential.username] = credential

    def __iter__(self) -> Iterator[UserCredential]:
        return iter(self._known.values())

    def __contains__(self, username: str) -> bool:
        return username in self._known

    def enrolled(self, values: Mapping[str, str]) -> UserCredential | None:
        """The user whose name, salt and verifier these are, as a recording has them; None where it is nobody's."""
        one = self._known.get(values.get("I", ""))
        if one is None or values.get("s") != one.salt.hex() or int(values.get("v", "0"), 16) != one.verifier:
            return None
        return one

    def salt(self, username: str) -> bytes:
        """The salt as it is sent to that user, before any handshake."""
        one = self._known.get(username) or self._made_up(username)
        return LiveParty("server", self.terms, {"I": one.username, "s": one.salt, "v": one.verifier}).raw("s")

    def party(self, username: str) -> LiveParty:
        """The server's values for that user. For an unknown one the same made-up salt and verifier each time, so that
        a stranger cannot tell who exists."""
        one = self._known.get(username) or self._made_up(username)
        given: dict[str, Value] = {"I": one.username, "s": one.salt, "v": one.verifier}
        if self._b is not None:
            given["b"] = self._b
        party = LiveParty("server", self.terms, given)
        if username not in self._known:
            party.stranger = "No user of that name is known here; made-up values serve."
        if self.zeros is not None:
            self.zeros.watch(party)
        return party

    def _made_up(self, username: str) -> UserCredential:
        def draw(what: str) -> bytes:
            return hmac.new(self._made_up_with, f"{what}{username}".encode("utf-8", "replace"), hashlib.sha512).digest()

        known = next(iter(self._known.values()), None)
        salt = draw("salt")[: len(known.salt) if known is not None else SALT_BYTES]
        return UserCredential(username, salt, int.from_bytes(draw("verifier")) % self.terms.group.N or 1)
