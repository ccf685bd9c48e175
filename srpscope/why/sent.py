"""What a side sent is not what it computed with: another a than that of the A it sent, a name written otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from srpscope.srp.edit import Edit
from srpscope.srp.encodings import bytes_text, even_hex, value_bytes
from srpscope.srp.formula import Call, Name, Node, of_node, rewrite
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.modexp import power
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import SENT, Value, same
from srpscope.why.finding import Finding, Proof
from srpscope.why.placed import AS_SENT, Placed
from srpscope.why.question import GOT, Case, as_received
from srpscope.why.slips import slips_at
from srpscope.wording import listed

PUBLIC = {"client": "A", "server": "B"}
PROOF = {"client": "M1", "server": "M2"}

SHARED = {"client": ("M1",), "server": ("M2", "M1", "K", "S")}
"""What a side made of its own a or b, the last first: a server that refuses sends no M2, and has it in its log."""

HASH_BITS = 512

TEXTS = ("HEX", "DEC", "B64", "UPPER")
"""Functions in whose text a dialect sends a number."""


def computed_apart(case: Case, sheet: Sheet) -> Finding | None:
    """The proof comes out of the side's own numbers, and the public value that it sent is another. The public value
    that it logged is mostly the one that it sent: it closes nothing here."""
    proof, public = PROOF[case.side], PUBLIC[case.side]
    if not _is_apart(case, sheet, proof):
        return None
    if public in case.base.given:
        own = {name: value for name, value in case.base.given.items() if name != public}
        sheet = Sheet(replace(case.base, given=own), record=False)
    return _of_another(case, proof, sheet) if case.matches(proof, sheet) else None


def sent_of_another(case: Case, sheet: Sheet) -> Finding | None:
    """What a side computed comes out of its own a or b and of the public value as it was sent, which is not of it.
    A server's B holds k and v too: v went into what it computed, and no k makes that B of this b where it would have to
    be longer than any hash."""
    proof = next((one for one in SHARED[case.side] if one in case.observed), "")
    if not _is_apart(case, sheet, proof) or (case.side == "server" and not _no_k(case, sheet)):
        return None
    made_anew = case.side == "server" and case.matches(proof, Sheet(_alone(case), record=False))  # and B of that b, too
    if not made_anew and not _as_it_was_sent(case):
        return None
    return _instead(case, proof, sheet) or _of_another(case, proof, sheet)


def _alone(case: Case) -> Knowledge:
    """The side with its inputs and its verifier, and nothing else that it logged."""
    base = case.base
    own = {name: value for name, value in base.given.items() if name == "v" or base.formula(name) is None}
    return replace(base, given=own)


def _as_it_was_sent(case: Case) -> bool:
    """Whether what the side computed comes out of its a or b and of the public value as it was sent."""
    public = PUBLIC[case.side]
    proof = next((one for one in SHARED[case.side] if one in case.observed), "")
    as_sent = _alone(case).with_given({public: case.observed[public]})
    return bool(proof) and case.matches(proof, Sheet(as_sent, record=False))


def _is_apart(case: Case, sheet: Sheet, proof: str) -> bool:
    public = PUBLIC[case.side]
    if not isinstance(case.observed.get(public), int) or proof not in case.observed:
        return False
    # An A of which no a is known cannot be said to be of another one.
    return sheet[public].by_formula is not None and not case.matches(public, sheet)


def _no_k(case: Case, sheet: Sheet) -> bool:
    """Whether B = k * v + g ** b has no k of any hash's length for the B that was sent."""
    N, g, b, v = (sheet.value(name) for name in ("N", "g", "b", "v"))
    sent = case.observed[PUBLIC[case.side]]
    if not (isinstance(N, int) and isinstance(g, int) and isinstance(b, int) and isinstance(v, int)):
        return False
    if N.bit_length() < 2 * HASH_BITS or math.gcd(v, N) != 1:
        return False
    assert isinstance(sent, int)
    k = (sent - power(g, b, N)) * pow(v, -1, N) % N
    return min(k, N - k).bit_length() > HASH_BITS


def _instead(case: Case, proof: str, sheet: Sheet) -> Finding | None:
    """What was sent is another number than the side's own public value, and made of it: N - A."""
    public, observed = PUBLIC[case.side], case.observed[proof]
    made = case.base.formula(public)
    for instead in _INSTEAD[public]:
        if made is None or public not in (shown := parse(instead)).names:
            continue
        formula = of_node(rewrite(shown.node, lambda one: made.node if one == Name(public) else one))
        with suppress(Missing, Failure):
            if sheet.evaluate(formula)[0] == case.observed[public]:
                place = Placed("sent-other", public, f"{instead}{AS_SENT}")
                change = Edit(case.side, public, "formula", formula.text)
                return Finding(case.side, (place.id,), (change,), public, Proof(proof, value_bytes(observed)))
    return None


def _of_another(case: Case, proof: str, sheet: Sheet) -> Finding:
    """What was sent is not of the side's own a or b. Whether another one was drawn or the right value was written in a
    way that nobody knows here cannot be told; but no a and no b gives 0, or what is not below N."""
    public = PUBLIC[case.side]
    private, N = public.lower(), sheet.value("N")
    sent, observed = case.observed[public], case.observed[proof]
    assert isinstance(sent, int)
    place = Placed("which-drawn-anew", private, f"{private};{public}")
    if isinstance(N, int) and not 0 < sent < N:
        place = Placed("sent-impossible", public, f"{'not below N' if sent else 0}{AS_SENT}")
    change = Edit(case.side, public, "hex", even_hex(sent))
    return Finding(case.side, (place.id,), (change,), public, Proof(proof, value_bytes(observed)))


def received_otherwise(case: Case) -> Finding | None:
    """A client whose proof comes out of the salt and the B that it logged, and not of the server's: it read them
    otherwise, or they were altered on their way."""
    proof, own = PROOF[case.side], Sheet(case.base, record=False)
    got = Sheet(as_received(case).base, record=False)
    names = [name for name in GOT if own.value(name) != got.value(name)]
    if proof not in case.observed or not names or not case.matches(proof, own) or case.matches(proof, got):
        return None
    changes = tuple(Edit("client", name, "hex", _hex(own.need(name))) for name in names)
    ids = tuple(_read_as(name, own.need(name), got).id for name in names)
    return Finding("client", ids, changes, names[0], Proof(proof, value_bytes(case.observed[proof])))


def as_it_came(case: Case) -> tuple[Case, list[str]]:
    """A client with the salt and the B as they came, where its proof is made of those and not of what it logged of
    them; and the sentence that says so."""
    came = as_received(case)
    own, got = Sheet(case.base, record=False), Sheet(came.base, record=False)
    if came is case or PROOF[case.side] not in case.observed or case.matches(PROOF[case.side], own):
        return case, []
    names = [name for name in GOT if own.value(name) != got.value(name)]
    if not names or not case.matches(PROOF[case.side], got):
        return case, []
    return came, [f"The client's M1 is made of the server's {listed(names)}, and not of what it logged as that."]


def _read_as(name: str, value: Value, got: Sheet) -> Placed:
    """The slip that makes the value of what was sent, else that it is another one."""
    number = got.kind(name) == "number"
    operand = Call("RAW", (Name(name),)) if number else Name(name)
    for slip in slips_at("read" if number else "bytes", got.settings.order == "little"):
        if slip.template is None:
            continue
        with suppress(Missing, Failure):
            if same(got.evaluate(of_node(slip.applied(operand, Name(name))))[0], value, got.settings.order):
                return Placed(slip.id, name)
    return Placed("got-other", name)


def _hex(value: Value) -> str:
    return even_hex(value) if isinstance(value, int) else value_bytes(value).hex()


def written_otherwise(case: Case, sheet: Sheet) -> Iterator[Finding]:
    """A value that stood on the wire in another form than the side's dialect sends it in."""
    for name in ("I", "s"):
        sent = case.base.received.get(name)
        if sent is not None and name in case.base.given and name in SENT[case.side] and _goes_in(case, name, sent):
            finding = _form(case, sheet, name, sent)
            if finding is not None:
                yield finding


def _goes_in(case: Case, name: str, sent: bytes) -> bool:
    """Whether what is made of the value as it was sent is another than what is made of it as it is: a dialect that
    hashes the name in capitals cares for none of its letters."""
    if case.base.dialect.kind(name) != "text":
        return True
    own = Sheet(case.base, record=False)
    came = Sheet(case.base.with_given({name: bytes_text(sent)}), record=False)
    made = [one for one in ("x", "M1") if own[one].by_formula is not None]
    return not made or any(own[one].by_formula != came[one].by_formula for one in made)


def public_written_otherwise(case: Case, sheet: Sheet) -> Finding | None:
    """A or B that stood on the wire as another writing of the one that the side's own numbers give."""
    name = PUBLIC[case.side]
    sent = case.base.received.get(name)
    if sent is None or sheet[name].by_formula is None or name not in case.observed or case.matches(name, sheet):
        return None
    if _as_it_was_sent(case):  # turned about in place: it computed with that, and the search finds what it is
        return None
    if name in case.base.given:
        own = {one: value for one, value in case.base.given.items() if one != name}
        sheet = Sheet(replace(case.base, given=own), record=False)
    return _form(case, sheet, name, sent)


_INSTEAD = {"A": ("N - A", "A - N", "A + N", "a"), "B": ("N - B", "B - N", "B + N", "b")}
"""Numbers that a program sends in the place of its public value: negative, not reduced, or the private one itself."""


def _form(case: Case, sheet: Sheet, name: str, sent: bytes) -> Finding | None:
    with suppress(Missing, Failure):
        if sheet.as_sent(name) == sent:
            return None
    found: dict[tuple[str, ...], Edit] = {}
    for where, made in _writings(case, sheet, name):
        formula = of_node(made)
        with suppress(Missing, Failure):
            if sheet.octets(formula) == sent:
                found.setdefault((where.id,), Edit(case.side, name, "formula", formula.text))
                if where.slip == "sent-plain":
                    break  # what does nothing to those bytes is no mistake
    if not found:
        return None
    (first, change), *others = found.items()
    return Finding(case.side, first, (change,), name, Proof(name, sent), tuple(other for other, _ in others))


def _writings(case: Case, sheet: Sheet, name: str) -> Iterator[tuple[Placed, Node]]:
    """Forms in which a value may have gone over the wire, with their names: the dialect's own with a slip in it, the
    value's own bytes with one, another number in its place."""
    wire = case.base.dialect.wire_formula(name)
    node = Name(name) if wire is None else wire.node
    shapes = [node, Name(name)]
    if sheet.kind(name) == "number":
        shapes.append(parse(f"PAD({name})").node)
    if isinstance(node, Call) and node.function in TEXTS:
        shapes = [*shapes[1:], node]  # a text of the number is told before a text of its text
    for shape in dict.fromkeys(shapes):
        if shape != node:
            yield Placed("sent-plain", name, f"{name}{AS_SENT}"), shape
    for shape in dict.fromkeys(shapes):
        for slip in slips_at(sheet.kind(name), sheet.settings.order == "little"):
            if slip.template is not None:
                yield Placed(slip.id, name, f"{name}{AS_SENT}"), slip.applied(shape, Name(name))
        for instead in _INSTEAD.get(name, ()):
            yield Placed("sent-other", name, f"{instead}{AS_SENT}"), _with(shape, name, instead)


def _with(node: Node, name: str, instead: str) -> Node:
    """A formula with something else in a value's place."""
    return rewrite(node, lambda one: parse(instead).node if one == Name(name) else one)
