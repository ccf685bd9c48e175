"""What `why` is asked: both sides as they are declared, what was observed of each, and what stood on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from srpscope.srp.comparison import Comparison, edited_above
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import CLIENT_S_FROM_B, Knowledge, Memory, Sheet
from srpscope.srp.values import ORDER, Side, Value, same
from srpscope.srp.written import read_wire

OBSERVED_ON_WIRE: dict[Side, tuple[str, ...]] = {"client": ("A", "M1"), "server": ("B", "M2"), "enroller": ()}
"""What a side computes and sends: the recorded bytes are evidence of how it computed."""


@dataclass(frozen=True)
class LoggedHash:
    """A hash call that a side's program logged."""

    side: str
    alg: str
    fed: bytes
    out: bytes


@dataclass(frozen=True)
class Question:
    """One disagreement.

    client, server, enroller: what each is known to have, under its declared dialect, without edits. edited: the same
    sides under the edits in force, where there are any. declared: the dialect's id, None where nobody named one.
    language: what the accused program is written in, where somebody said so: its own slips come first.
    """

    client: Knowledge
    server: Knowledge
    comparison: Comparison
    wire: Mapping[str, bytes]
    enroller: Knowledge | None = None
    edited: Mapping[str, Knowledge] = field(default_factory=dict)
    hashes: tuple[LoggedHash, ...] = ()
    widthless: frozenset[str] = frozenset()
    declared: str | None = None
    refused: bool = False
    language: str | None = None


@dataclass(frozen=True)
class Case:
    """One side and what was observed of it, in the order in which values are made.

    observed: name -> the value it had (bytes as they stood on the wire, or as its program logged it).
    right: values that are right by what else is known, so that no mistake is looked for behind them.
    """

    side: Side
    base: Knowledge
    observed: Mapping[str, Value]
    widthless: frozenset[str] = frozenset()
    logged: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()

    def matches(self, name: str, sheet: Sheet) -> bool:
        """Whether a sheet gives the observed value."""
        return self.equal(name, sheet[name].by_formula, sheet)

    def equal(self, name: str, value: Value | None, sheet: Sheet) -> bool:
        """Whether a value is the observed one."""
        if value is None:
            return False
        observed = self.observed[name]
        if same(value, observed, sheet.settings.order, name not in self.widthless):
            # A number that came out equal is equal; a proof that lost a zero on the wire is not.
            return isinstance(value, int) or isinstance(observed, int) or self._same_bytes(name, value, observed)
        if isinstance(observed, bytes) and name not in self.logged:
            try:
                return sheet.as_sent(name) == observed
            except (Missing, Failure):
                return False
        return False

    def _same_bytes(self, name: str, value: Value, observed: Value) -> bool:
        return name in self.widthless or same(value, observed)


GOT = ("s", "B")
"""What a client has from the server, and may have otherwise than it was sent."""


def as_received(case: Case) -> Case:
    """A client with the salt and the B of the server, whatever its program logged of them."""
    base = case.base
    theirs = GOT if case.side == "client" else ()
    given = {name: value for name, value in base.given.items() if name not in theirs or name not in base.received}
    return case if len(given) == len(base.given) else replace(case, base=replace(base, given=given))


def closed_by_proof(question: Question, case: Case, sheet: Sheet) -> Case:
    """A server whose own numbers give the client's proof: what M1 is made of is right, and so M2's own formula is all
    that is left. Who had another M1 would have answered with none."""
    formula, row = case.base.formula("M1"), question.comparison.rows.get("M1")
    made = sheet["M1"].by_formula
    if case.side != "server" or formula is None or made is None or row is None:
        return case
    sent = question.wire.get("M1")
    proof = row.client.value if sent is None else read_wire(case.base.dialect, "M1", sent, sheet.kind("M1"))
    if proof is None or not same(made, proof) or ("M1" in case.observed and not case.matches("M1", sheet)):
        return case
    return replace(case, right=frozenset({"M1", *formula.names}))


def case_of(question: Question, side: Side) -> Case:
    """What was observed of a side."""
    base = question.client if side == "client" else question.server
    observed: dict[str, Value] = {}
    logged: set[str] = set()
    sheet = Sheet(base, record=False)
    for name in sheet.names:
        if name in base.given and base.formula(name) is not None and name not in ("N", "g"):
            value = sheet[name].value
            observed[name] = base.given[name] if value is None else value
            logged.add(name)
        elif name in OBSERVED_ON_WIRE[side] and name in question.wire:
            kind = sheet.kind(name)
            data = question.wire[name]
            observed[name] = read_wire(base.dialect, name, data, kind) if kind == "number" else data
    edited = question.edited.get(side)
    if edited is not None:
        changed = _edited_values(edited, side, logged)
        observed = {name: value for name, value in observed.items() if "M1" not in changed or name != "M2"} | changed
        # What follows is made of what the edits give, and no longer of the recorded bytes.
        # A verifier that is solved out of those would make each of them come out, whatever k is.
        kept = {name: value for name, value in base.given.items() if name not in changed}
        verifier = Sheet(edited, record=False).value("v") if "B" in changed else None
        base = replace(base, given=kept if verifier is None else {"v": verifier} | kept)
    ranked = sorted(observed, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return Case(side, base, {name: observed[name] for name in ranked}, question.widthless, frozenset(logged))


def _edited_values(edited: Knowledge, side: Side, logged: set[str]) -> dict[str, Value]:
    """What the person's edits make of a side is what is asked about, rather than the recorded bytes."""
    sheet = Sheet(edited, record=False)
    found: dict[str, Value] = {}
    expected = ("M1",) if side == "server" else ()  # the proof that it compares with the client's
    for name in (*expected, *OBSERVED_ON_WIRE[side], "K", "S"):
        cell = sheet[name]
        # What no edit reaches, or what was put there by hand, tells nothing of how the side computes.
        made = name not in edited.typed and (name in edited.formulas or edited_above(sheet, cell))
        value = cell.by_formula if made else None
        behind = found.keys() & {"M1", "M2"} if name in ("K", "S") else found.keys() & {"M1"} if name == "M2" else None
        if value is not None and not behind:
            found[name] = value
            logged.add(name)
    return found


# What one party's column lacks and another's record tells


def with_stand_ins(question: Question, case: Case) -> Case:
    """With what only the other party has on record and this side must have had all the same.

    A client of whom only the server's b is known: the verifier that b and B give stands in for a password that nobody
    told. A server of whom neither b nor v is known, while the client's proof comes out: S is the client's, and so is B,
    as it got it. A server whose B is g ** b alone has a verifier all the same: any but 0, which B and b would give.
    """
    if case.side == "client":
        if "b" not in case.base.lent or Sheet(case.base, record=False).value("S") is not None:
            return case
        verifier = Sheet(question.server, record=False).value("v")
        return case if not verifier else replace(case, base=case.base.with_given({"v": verifier}))
    if forgets_verifier(question):
        of_password = Sheet(replace(question.client, lent={}), record=False).value("v")
        return replace(case, base=case.base.with_given({"v": of_password or 1}))
    if not case.observed.keys() & {"M1", "M2", "K"} or Sheet(case.base, record=False).value("S") is not None:
        return case
    theirs = Sheet(replace(question.client, lent={}), record=False)
    secret = theirs.value("S")
    client = case_of(question, "client")
    if secret is None or ("M1" in client.observed and not client.matches("M1", theirs)):
        return case
    got = theirs.value("B")  # which the client alone may have written down
    sent = {"B": got} if got is not None and Sheet(case.base, record=False).value("B") is None else {}
    return replace(case, base=case.base.with_given({"S": secret, **sent}))


def secret_from_b(question: Question, case: Case) -> Case | None:
    """A client that logged an S which nothing of its own makes, and what the server's b makes of it by the client's u:
    (A * v ** u) ** b, with the v that is the server's. None where the a is known, or one of those is not."""
    base = case.base
    if case.side != "client" or "b" not in base.lent or "S" not in case.logged:
        return None
    verifier = Sheet(question.server, record=False).value("v")
    if not verifier or Sheet(base, record=False)["S"].by_formula is not None:
        return None
    lent = replace(base.with_given({"b": base.lent["b"], "v": verifier}), lent={}).with_formulas({"S": CLIENT_S_FROM_B})
    closed = frozenset({"A", "v", "b", "B", "k", "x", "N", "g", "H"})
    return Case("client", lent, {"S": case.observed["S"]}, case.widthless, frozenset({"S"}), closed)


def forgets_verifier(question: Question) -> bool:
    """Whether the server's verifier is known from its b and B alone, and comes out as 0: then it is not in that B."""
    cell = Sheet(question.server, record=False)["v"]
    return "b" in cell.through and cell.value == 0


def enrolment(question: Question) -> Case | None:
    """The verifier, as who made it must have come to it: from the user name, the password and the salt that are on
    record, whoever of the parties holds which of them, and from nothing else. None where one of them is not."""
    server, client, enroller = question.server, question.client, question.enroller
    sheet = Sheet(server, record=False)
    # One that is computed of the server's own password would prove itself.
    verifier = server.given.get("v") if "P" in server.given else sheet.value("v")
    verifier = client.given.get("v") if verifier is None else verifier
    credentials: dict[str, Value] = {}
    for holder in (server, client, enroller):
        if holder is not None:
            credentials |= {name: holder.given[name] for name in ("I", "P") if name in holder.given}
    if not isinstance(verifier, int) or "P" not in credentials or forgets_verifier(question):
        return None
    salt = (enroller.given.get("s") if enroller else None) or sheet.value("s") or Sheet(client, record=False).value("s")
    if salt is not None:
        credentials["s"] = salt
    spoken = enroller if enroller is not None else server
    inputs = {
        name: value for name, value in server.given.items() if name in ("N", "g", "I") or name in spoken.dialect.inputs
    }
    sent = {name: data for name, data in spoken.received.items() if name != "B"}
    base = replace(spoken, side="server", given={**inputs, **credentials}, received=sent, lent={})
    # What the handshake is hashed with is not theirs to say who made it.
    return Case("server", base, {"v": verifier}, logged=frozenset({"v"}), right=frozenset({"H"}))


def clients_own(question: Question, case: Case, memory: Memory) -> bool:
    """Whether the verifier of an enrolment is the one of the client's own name and password: that somebody says it was
    made of others is no reason for a refusal."""
    known = question.client
    own = {
        name: known.given[name]
        for name in ("I", "P")
        if name in known.given and not ((right := known.rights.get(name)) is not None and right.stand_ins)
    }
    if all(case.base.given.get(name) == value for name, value in own.items()):
        return False
    return case.matches("v", Sheet(case.base.with_given(own), memory, record=False))
