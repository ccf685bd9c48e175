"""Two sides that were given two groups: which of them has the one that is not due, and what it is."""

from __future__ import annotations

from srpscope.srp.primitives import groups
from srpscope.srp.sheet import Knowledge
from srpscope.why.placed import OTHER_GROUP
from srpscope.why.question import Case, Question
from srpscope.why.suspects import suspects


def in_the_other_group(question: Question, case: Case) -> tuple[Knowledge, str] | None:
    """A side as it would be in the other one's group, and the mistake that its own is; None where both have the same,
    or where its own is due: the dialect's, or one that is known where nobody knows the other's."""
    other = question.server if case.side == "client" else question.client
    N, g = case.base.given.get("N"), case.base.given.get("g")
    other_N, other_g = other.given.get("N"), other.given.get("g")
    if not (isinstance(N, int) and isinstance(g, int) and isinstance(other_N, int) and isinstance(other_g, int)):
        return None
    if (N, g) == (other_N, other_g):
        return None
    due, known = case.base.dialect.group, groups.name_of(N, g)
    if (N, g) == groups.group(due) if due is not None else known and groups.name_of(other_N, other_g) is None:
        return None
    name = f"g-{g}" if other_N == N else f"group-{groups.name_of(N)}"
    base = case.base.with_given({"N": other_N, "g": other_g})
    return base, name if name in suspects() else OTHER_GROUP
