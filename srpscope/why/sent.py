"""What a side sent is not what it computed with: another a than that of the A it sent, a name written otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.edit import Edit
from srpscope.srp.encodings import even_hex, text_bytes
from srpscope.srp.formula import Name, of_node
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import SENT
from srpscope.why.finding import Finding, Proof
from srpscope.why.placed import Placed
from srpscope.why.question import Case
from srpscope.why.slips import slips_at

PUBLIC = {"client": "A", "server": "B"}
PROOF = {"client": "M1", "server": "M2"}


def computed_apart(case: Case, sheet: Sheet) -> Finding | None:
    """The proof comes out of the side's own numbers, and the public value that it sent is another: it was drawn anew
    in between."""
    return _drawn_anew(case) if _is_apart(case, sheet) and case.matches(PROOF[case.side], sheet) else None


def sent_of_another(case: Case, sheet: Sheet) -> Finding | None:
    """The proof comes out of a client's own a and of A as it was sent, which is of another one: it was drawn anew in
    between, where nothing makes that A of this a. A server's B holds k and v too, and tells no such thing."""
    if case.side != "client" or not _is_apart(case, sheet):
        return None
    public = PUBLIC[case.side]
    as_sent = Sheet(case.base.with_given({public: case.observed[public]}), record=False)
    return _drawn_anew(case) if case.matches(PROOF[case.side], as_sent) else None


def _is_apart(case: Case, sheet: Sheet) -> bool:
    public, proof = PUBLIC[case.side], PROOF[case.side]
    if not isinstance(case.observed.get(public), int) or not isinstance(case.observed.get(proof), bytes):
        return False
    return not case.matches(public, sheet)


def _drawn_anew(case: Case) -> Finding:
    public, proof = PUBLIC[case.side], PROOF[case.side]
    sent, observed = case.observed[public], case.observed[proof]
    assert isinstance(sent, int) and isinstance(observed, bytes)
    private = public.lower()
    change = Edit(case.side, public, "hex", even_hex(sent))
    return Finding(
        case.side, (Placed("which-drawn-anew", private, private).id,), (change,), public, Proof(proof, observed)
    )


def written_otherwise(case: Case, sheet: Sheet) -> Iterator[Finding]:
    """A value that stood on the wire in another form than the side's dialect sends it in."""
    for name in ("I", "s") if "I" in SENT[case.side] or "s" in SENT[case.side] else ():
        sent = case.base.received.get(name)
        if sent is None or name not in case.base.given or name not in SENT[case.side]:
            continue
        try:
            if sheet.as_sent(name) == sent:
                continue
        except (Missing, Failure):
            continue
        finding = _form(case, sheet, name, sent)
        if finding is not None:
            yield finding


def _form(case: Case, sheet: Sheet, name: str, sent: bytes) -> Finding | None:
    wire = case.base.dialect.wire_formula(name)
    node = Name(name) if wire is None else wire.node
    found: list[tuple[str, Edit]] = []
    for slip in slips_at(sheet.kind(name)):
        if slip.template is None:
            continue
        formula = of_node(slip.applied(node, Name(name)))
        try:
            value, _calls = sheet.evaluate(formula)
        except (Missing, Failure):
            continue
        if isinstance(value, bytes | str) and (value if isinstance(value, bytes) else text_bytes(value)) == sent:
            where = Placed(slip.id, name, f"{name} as it is sent")
            found.append((where.id, Edit(case.side, name, "formula", formula.text)))
    if not found:
        return None
    (first, change), *others = found
    return Finding(case.side, (first,), (change,), name, Proof(name, sent), tuple((other,) for other, _ in others))
