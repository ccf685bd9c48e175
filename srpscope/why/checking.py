"""A proof is checked by somebody who did not search: the changes as they are printed, on a fresh sheet of that side.

A finding stands only if the observed value comes out of the side's inputs and the printed changes, and does not come
out without them. Nothing here knows how the finding was come by, and nothing is remembered from one check to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from srpscope.errors import SrpscopeError
from srpscope.srp.applying import content
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Formula, FormulaError
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import SENT, Side, Value, same
from srpscope.srp.written import read_value
from srpscope.why.finding import Finding
from srpscope.why.question import Case, Question, as_received, case_of, enrolment, secret_from_b, with_stand_ins

CREDENTIALS = frozenset(["I", "P", "s", "N", "g", "a", "b"])
"""What a side does not compute even where a dialect has a formula for it: a change may set these, and no other value
that has a formula; it would be called proved by itself."""


TELLS = 4
"""So many bytes without leading zeros a proof has at least: one in 256 of all hypotheses gives one byte by chance."""


def stands(question: Question, finding: Finding) -> bool:
    """Whether the finding's own changes give its proof, and nothing but them, and the proof is long enough to be one:
    modulo a small N a value is soon met. Never raises for odd values."""
    if len(finding.proof.data.lstrip(b"\0")) < TELLS:
        return False
    try:
        return any(_comes_out(case, finding) for case in _readings(question, finding))
    except (SrpscopeError, Failure, Missing):
        return False


def stands_where_b_is_known(client: Knowledge, changes: tuple[Edit, ...], M1: bytes) -> bool:
    """Whether a client with the printed changes sends this M1 to a server of whom b is lent, and one without them does
    not: B comes out of the client's own k, g and v and of that b, and M1 of the S that follows. Never raises."""
    try:
        after = _changed(_fresh(client, changes, "M1"), changes)
        return bool(changes) and after is not None and _answers(after, M1) and not _answers(client, M1)
    except (SrpscopeError, Failure, Missing):
        return False


def _answers(client: Knowledge, M1: bytes) -> bool:
    sheet = Sheet(client, record=False)
    N, g, k, v = (sheet.need(name) for name in ("N", "g", "k", "v"))
    b, B = client.lent["b"], int.from_bytes(client.received["B"])
    if not all(isinstance(one, int) for one in (N, g, k, v, b)):
        return False
    return (k * v + pow(g, b, N) - B) % N == 0 and sheet.as_sent("M1") == M1  # type: ignore[arg-type,operator]


def _readings(question: Question, finding: Finding) -> Iterator[Case]:
    side: Side = "server" if finding.side == "server" else "client"
    if finding.proof.value == "v":
        enrolled = enrolment(question)
        if enrolled is not None:
            yield enrolled
        if side == "server" or "v" not in question.client.given:
            return
    case = with_stand_ins(question, case_of(question, side))
    name = finding.proof.value
    of_b = secret_from_b(question, case) if name == "S" else None
    if of_b is not None:
        yield of_b
    if name in case.observed:
        yield case
        yield as_received(case)
    elif name in SENT[side] and name in case.base.received:
        yield replace(case, observed={name: case.base.received[name]})
    yield from _in_the_other_group(question, case, finding.proof.value)
    yield from _by_the_other_dialect(question, case, finding.proof.value)


def _in_the_other_group(question: Question, case: Case, name: str) -> Iterator[Case]:
    """Two sides that were given different groups: what one makes, seen from the other's."""
    other = question.server if case.side == "client" else question.client
    theirs = {one: other.given[one] for one in ("N", "g") if one in other.given}
    if len(theirs) == 2 and name in case.observed and any(case.base.given.get(one) != theirs[one] for one in theirs):
        yield replace(case, base=case.base.with_given(theirs))


def _by_the_other_dialect(question: Question, case: Case, name: str) -> Iterator[Case]:
    """Two sides that declare different dialects: what one makes, seen from the other's."""
    own = case.base
    other = question.server if case.side == "client" else question.client
    if own.dialect.id == other.dialect.id and own.settings == other.settings:
        return
    value = Sheet(own, record=False).value(name)
    if value is not None:
        as_other = replace(own, dialect=other.dialect, hash=other.hash)
        yield Case(case.side, as_other, {name: value}, logged=frozenset({name}))


def _comes_out(case: Case, finding: Finding) -> bool:
    name = finding.proof.value
    observed = case.observed.get(name)
    if observed is None or not _is_what_was_observed(finding, observed, case):
        return False
    changes = finding.changes
    if not changes:
        return False
    if name in SENT[case.side] and all(change.value == name for change in changes):
        return _sent_otherwise(case, changes, name)
    spoken = [change for change in changes if not _only_sent(case, change)]
    before = _fresh(case.base, changes, name)
    if len(spoken) < len(changes):
        return _computed_apart_from_what_was_sent(case, changes, before, name)
    after = _changed(before, spoken)
    if after is None or not _gives(case, after, name) or _gives(case, before, name):
        return False
    return not any(_denied(case, after, change.value) for change in spoken if change.form == "formula")


def _denied(case: Case, known: Knowledge, name: str) -> bool:
    """A changed value was observed, too, and does not come out: that change is not what the side did."""
    sheet = Sheet(known, record=False)
    made = sheet[name].by_formula
    return made is not None and name in case.observed and not case.equal(name, made, sheet)


def _is_what_was_observed(finding: Finding, observed: Value, case: Case) -> bool:
    return same(observed, finding.proof.data, case.base.settings.order if isinstance(observed, bytes) else "big")


def _gives(case: Case, known: Knowledge, name: str) -> bool:
    sheet = Sheet(known, record=False)
    return case.equal(name, sheet[name].by_formula, sheet)


# The side from its inputs alone


def _fresh(base: Knowledge, changes: Iterable[Edit], proof: str) -> Knowledge:
    """The side without any given value that the changes reach, or that is the proof itself."""
    changed = {change.value for change in changes}
    # The hash and the group go into everything.
    reached = _downstream(base, changed, everything=bool(changed & {"H", "N", "g"})) | changed | {proof}
    # What a server has in store is its input, whoever computed it.
    inputs = CREDENTIALS | {"v"} - {proof} if base.side == "server" else CREDENTIALS
    given = {
        name: value
        for name, value in base.given.items()
        if name in inputs or base.formula(name) is None or name not in reached
    }
    return replace(base, given=given)


def _downstream(base: Knowledge, names: set[str], everything: bool) -> set[str]:
    computed = [name for name in Sheet(base, record=False).names if base.formula(name) is not None]
    if everything:
        return set(computed)
    found, grown = set(names), True
    while grown:
        more = {name for name in computed if (formula := base.formula(name)) and formula.names & found} - found
        grown = bool(more)
        found |= more
    return found


def _changed(base: Knowledge, changes: Iterable[Edit]) -> Knowledge | None:
    """The side with the printed changes; None where one of them cannot be made, or would prove itself."""
    formulas: dict[str, Formula] = {}
    given: dict[str, Value] = dict(base.given)
    hash_name = base.hash
    for change in changes:
        try:
            new = content(replace(change, side=base.side), base.dialect)
        except FormulaError:
            return None
        if change.value == "H":
            hash_name = str(new)
        elif isinstance(new, Formula):
            formulas[change.value] = new
            given.pop(change.value, None)
        elif change.value in CREDENTIALS or base.formula(change.value) is None:
            given[change.value] = new
        else:
            return None
    return replace(base, given=given, formulas={**base.formulas, **formulas}, hash=hash_name)


# What was sent


def _only_sent(case: Case, change: Edit) -> bool:
    """The change says that what stood on the wire is not what the side computed with."""
    return change.form == "hex" and change.value in SENT[case.side] and case.base.formula(change.value) is not None


def _sent_otherwise(case: Case, changes: tuple[Edit, ...], name: str) -> bool:
    """The bytes that were sent come out of the printed form of the side's own value, and not of the dialect's."""
    if len(changes) != 1 or changes[0].form != "formula" or name not in case.base.received:
        return False
    sheet = Sheet(_fresh(case.base, (), name), record=False)
    sent = case.base.received[name]
    formula = case.base.dialect.parse(changes[0].content)
    if name not in formula.names:
        return _gives_formula(case, name, formula)
    try:
        return sheet.octets(formula) == sent != sheet.as_sent(name)
    except (Missing, Failure):
        return False


def _gives_formula(case: Case, name: str, formula: Formula) -> bool:
    before = _fresh(case.base, (), name)
    after = before.with_formulas({name: formula})
    return _gives(case, after, name) and not _gives(case, before, name)


def _computed_apart_from_what_was_sent(case: Case, changes: tuple[Edit, ...], before: Knowledge, name: str) -> bool:
    """What was sent is not of the side's own number, and the proof comes out of one of the two alone: of all that is
    the side's own, or of its private number with what was sent in the other's place."""
    sent = {change.value: read_value("number", change.form, change.content) for change in changes}
    if any(_gives(case, before, one) for one in sent if one in case.observed):
        return False
    return _gives(case, before, name) != _gives(case, before.with_given(sent), name)
