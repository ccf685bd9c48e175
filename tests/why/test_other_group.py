"""Which of two sides that were given two groups has the one that is not due."""

from __future__ import annotations

import pytest

from srpscope.srp.comparison import compare
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Side
from srpscope.why.other_group import in_the_other_group
from srpscope.why.question import Case, Question


def of(side: Side, spoken: str, N: int, g: int) -> Knowledge:
    return Knowledge(side, dialect(spoken), {"N": N, "g": g}, hash="sha256")


@pytest.mark.parametrize(
    ("spoken", "mine", "theirs", "name"),
    [
        ("rfc5054", ("rfc5054-1024", 5), ("rfc5054-1024", 2), "g-5"),
        ("rfc5054", ("rfc5054-1024", 2), ("rfc5054-1024", 5), None),  # known, and the other is not
        ("esp-idf-security2", ("rfc5054-3072", 2), ("rfc5054-3072", 5), "g-2"),
        ("esp-idf-security2", ("rfc5054-3072", 5), ("rfc5054-3072", 2), None),  # the dialect's
        ("rfc5054", ("rfc5054-3072", 13), ("rfc5054-3072", 5), "group-other"),
        ("rfc5054", ("rfc5054-2048", 2), ("rfc5054-1024", 2), "group-rfc5054-2048"),
        ("rfc5054", ("rfc5054-1024", 2), ("rfc5054-1024", 2), None),
    ],
)
def test_the_group_that_is_not_due(spoken: str, mine: tuple[str, int], theirs: tuple[str, int], name: str) -> None:
    client = of("client", spoken, group(mine[0]).N, mine[1])
    server = of("server", spoken, group(theirs[0]).N, theirs[1])
    question = Question(client, server, compare(Sheet(client), Sheet(server), {}), {})
    found = in_the_other_group(question, Case("client", client, {}))
    assert (found and found[1]) == name
    assert found is None or found[0].given["g"] == theirs[1]
