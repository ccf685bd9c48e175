"""A search for sets of mistakes: whatever was planted comes out, and whatever comes out gives what was observed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings, strategies as st

from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.why.budget import Budget, Hit
from srpscope.why.candidate import named
from srpscope.why.engine.search import Search
from srpscope.why.question import Case
from srpscope.why.suspects import suspects

DECOYS = ("x-hex-text", "u-swapped", "K-hex-text", "m1-ab-swapped")

CLIENTS = [
    one.id
    for one in suspects().values()
    if "client" in one.sides and one.value not in ("N", "H", "M2") and one.strikes in ("always", "high-bit")
]
CLIENTS.sort(key=lambda one: suspects()[one].value in ("K", "M1"))  # in the order in which a search applies them


def client() -> Knowledge:
    session = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-plain.srp.jsonl"))[0])
    return session.view.client.knowledge.with_given({"B": session.view.client.need("B")})


BASE = client()


def M1_of(knowledge: Knowledge) -> Value | None:
    return Sheet(knowledge, record=False)["M1"].by_formula


def with_mistakes(ids: tuple[str, ...]) -> Knowledge | None:
    """The side with these mistakes, in that order; None where one has nothing to change."""
    known: Knowledge | None = BASE
    for one in ids:
        known = None if known is None else suspects()[one].change(known)
    return known


def hits(planted: tuple[str, ...], M1: Value) -> list[Hit]:
    """What a search for that proof finds among the planted mistakes and some others: up to three at once."""
    candidates = named(dict.fromkeys((*planted, *DECOYS)))
    search = Search(Case("client", BASE, {"M1": M1}), "M1", (), candidates, Budget(60))
    return [*search.singles(), *search.sets(3)]


@pytest.mark.parametrize(
    "planted",
    [
        ("all-signed", "K-hex-text"),
        ("all-unpadded", "m1-ab-swapped"),
        ("all-little-endian", "K-is-S"),
        ("pad-512", "m1-no-salt"),
        ("pad-512", "K-hex-text", "m1-no-salt"),
        ("all-signed", "x-hex-text", "K-is-S"),
        ("u-unpadded", "pad-512"),  # the first changes nothing alone
        ("name-newline", "k-unpadded", "x-inner-signed"),  # nor does the last
    ],
)
def test_a_mistake_that_changes_the_proof_too_or_nothing_alone_is_found_beside_others(planted: tuple[str, ...]) -> None:
    mistaken = with_mistakes(planted)
    assert mistaken is not None
    M1 = M1_of(mistaken)
    assert M1 is not None
    assert set(planted) in [set(hit.ids) for hit in hits(planted, M1)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(CLIENTS), min_size=1, max_size=3, unique=True))
def test_what_was_planted_comes_out(ids: list[str]) -> None:
    planted = tuple(sorted(ids, key=CLIENTS.index))
    mistaken = with_mistakes(planted)
    assume(all(with_mistakes((one,)) is not None for one in planted) and mistaken is not None)
    assert mistaken is not None
    M1 = M1_of(mistaken)
    assume(M1 is not None and M1_of(BASE) != M1)
    assert M1 is not None
    found = hits(planted, M1)
    assert found
    assert all(M1_of(hit.knowledge) == M1 for hit in found)
