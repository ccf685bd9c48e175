"""The users of a server that is played here, the terms on which both sides compute, and a party of either side."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from srpscope.errors import UserError
from srpscope.live.party import SheetParty
from srpscope.srp import encodings
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit, hash_of, read_value
from srpscope.srp.formula import Call
from srpscope.srp.groups import Group, group
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

    edits: mistakes that this side is to make. private_bytes: the length in which a and b are drawn.
    """

    dialect: Dialect
    group: Group
    hash: str | None = None
    edits: tuple[Edit, ...] = ()
    private_bytes: int = PRIVATE_BYTES


def terms(dialect: Dialect, group_name: str | None = None, hash: str | None = None) -> Terms:
    """Terms with a group by its name, else the dialect's. Raises UserError where neither names one."""
    name = group_name or dialect.group
    if name is None:
        raise UserError(f"the dialect {dialect.id} leaves the group open; name one with --group.")
    if (hash or dialect.hash) is None:
        raise UserError(f"the dialect {dialect.id} leaves the hash open; name one with --hash.")
    return Terms(dialect, group(name), hash)


def with_edits(known: Knowledge, edits: Iterable[Edit]) -> Knowledge:
    """A side after the edits that apply to it. Raises SrpscopeError where one is no value or no formula."""
    for edit in edits:
        if not edit.applies_to(known.side):
            continue
        if edit.value == "H":
            known = replace(known, hash=hash_of(edit), typed=known.typed | {"H"})
        elif (formula := edit.formula(known.dialect)) is not None:
            known = known.with_formulas({edit.value: formula})
        else:
            value = read_value(known.dialect.kind(edit.value), edit.form, edit.content, known.dialect.order)
            known = replace(known.with_given({edit.value: value}), typed=known.typed | {edit.value})
    return known


class LiveParty(SheetParty):
    """One side on given terms: values of text dialects as bytes, proofs compared in the kind that they have."""

    def __init__(self, side: Side, terms: Terms, given: Mapping[str, Value]) -> None:
        self.terms = terms
        private = "a" if side == "client" else "b"
        values: dict[str, Value] = {"N": terms.group.N, "g": terms.group.g, private: self._drawn(), **given}
        super().__init__(side, terms.dialect, values, hash=terms.hash)
        self._renewed(with_edits(self.knowledge, terms.edits))

    def _drawn(self) -> int:
        # The highest bit is set, so that the length tells nothing.
        length = self.terms.private_bytes
        return int.from_bytes(secrets.token_bytes(length)) | 1 << (8 * length - 1)

    def raw(self, name: str) -> bytes:
        """The value as this side sends it. These wires carry bytes: where the dialect's own implementation sends hex
        or decimal text, its bytes go out instead."""
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
        """Take a value from the peer. A group that the peer announces is used from here on."""
        if name in ("N", "g"):
            self._renewed(self.knowledge.with_given({name: int.from_bytes(value)}))
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
        given = self.knowledge.given
        shown = {name: _shown(given[name]) for name in ("I", "P", "s", "v", "a", "b") if name in given}
        return shown | self.declared_inputs()

    def declared_inputs(self) -> dict[str, str]:
        """What the exchange itself told this side for the inputs that its dialect declares: Devolutions' transcript."""
        received = self.knowledge.received
        return {name: received[name].hex() for name in self.terms.dialect.inputs if name in received}


def _shown(value: Value) -> str:
    if isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else encodings.minimal(value, b"\0").hex()


@dataclass(frozen=True)
class Credential:
    """What a server keeps of a user."""

    username: str
    salt: bytes
    verifier: int


def enrol(terms: Terms, username: str, password: str, salt: bytes | None = None) -> Credential:
    """A salt and the verifier that belongs to it. Raises UserError where the dialect cannot make one."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    given: dict[str, Value] = {"N": terms.group.N, "g": terms.group.g, "I": username, "P": password, "s": salt}
    cell = Sheet(Knowledge("enroller", terms.dialect, given, hash=terms.hash), record=False)["v"]
    if not isinstance(cell.value, int):
        raise UserError(f"no verifier can be made: {cell.problem or 'the dialect has no formula for it'}.")
    return Credential(username, salt, cell.value)


class Users:
    """The users that a server knows, and its values when one of them logs in. b: fixed, else drawn for each."""

    def __init__(self, terms: Terms, credentials: Iterable[Credential] = (), b: int | None = None) -> None:
        self.terms = terms
        self._known = {one.username: one for one in credentials}
        self._b = b
        self._made_up_with = secrets.token_bytes(32)

    def add(self, credential: Credential) -> None:
        """Take a user in, or in anew."""
        self._known[credential.username] = credential

    def __contains__(self, username: str) -> bool:
        return username in self._known

    def party(self, username: str) -> LiveParty:
        """The server's values for that user. For an unknown one the same made-up salt and verifier each time, so that
        a stranger cannot tell who exists."""
        one = self._known.get(username) or self._made_up(username)
        given: dict[str, Value] = {"I": one.username, "s": one.salt, "v": one.verifier}
        if self._b is not None:
            given["b"] = self._b
        return LiveParty("server", self.terms, given)

    def _made_up(self, username: str) -> Credential:
        def draw(what: str) -> bytes:
            return hmac.new(self._made_up_with, f"{what}{username}".encode("utf-8", "replace"), hashlib.sha512).digest()

        known = next(iter(self._known.values()), None)
        salt = draw("salt")[: len(known.salt) if known is not None else SALT_BYTES]
        return Credential(username, salt, int.from_bytes(draw("verifier")) % self.terms.group.N or 1)
