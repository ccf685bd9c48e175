"""The whole product: one mistake of every kind at once, found and proved by evaluating it whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.why.budget import Budget, Stopped
from srpscope.why.candidate import Candidate
from srpscope.why.engine import shares
from srpscope.why.engine.early import FixedBase, best_window
from srpscope.why.engine.shares import Shares
from srpscope.why.engine.whole_product import Axes, Product, axes_of, with_b
from srpscope.why.question import Case
from srpscope.why.suspects import suspects

KINDS = ("name-newline", "salt-reversed", "x-hex-text", "u-swapped", "K-hex-text", "m1-ab-swapped")


def client(known: str) -> Knowledge:
    """The client of the base session, with its own a or only the server's b known."""
    session = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-plain.srp.jsonl"))[0])
    knowledge = session.view.client.knowledge
    seen = {name: session.view.client.need(name) for name in ("A", "B")}
    if known == "a":
        return knowledge.with_given({"B": seen["B"]})
    given = {name: value for name, value in {**knowledge.given, **seen}.items() if name != "a"}
    return replace(knowledge, given=given, lent={"b": session.view.server.need("b")})


def few(case: Case, ids: tuple[str, ...]) -> Axes:
    """Axes of these suspects and one more each."""
    candidates = [Candidate(one.id, one.change, one.cost) for one in suspects().values() if "client" in one.sides]
    axes = axes_of(case, candidates)
    return {
        stage: [one for one in axis if one.id in ids] + [one for one in axis if one.id not in ids][:1]
        for stage, axis in axes.items()
        if stage != "k"
    }


def planted(base: Knowledge, axes: Axes, ids: tuple[str, ...]) -> bytes:
    """M1 with all of these mistakes."""
    for axis in axes.values():
        for candidate in axis:
            if candidate.id in ids:
                changed = candidate.change(base)
                assert changed is not None, candidate.id
                base = changed
    M1 = Sheet(base, record=False).value("M1")
    assert isinstance(M1, bytes)
    return M1


@pytest.mark.parametrize("known", ["a", "b"])
def test_a_mistake_of_every_kind_at_once_is_found(known: str) -> None:
    base = client(known)
    case = Case("client", base, {"M1": b""})
    axes = few(case, KINDS)
    assert {one.id for axis in axes.values() for one in axis} >= set(KINDS)
    M1 = planted(with_b(base), axes, KINDS)
    hits = Product(replace(case, observed={"M1": M1}), axes, Budget(60)).hits()
    assert hits
    for hit in hits:
        assert Sheet(hit.knowledge, record=False).value("M1") == M1
    assert set(KINDS) in [set(hit.ids) for hit in hits]


@pytest.mark.parametrize("program", [None, "raise SystemExit(3)"], ids=["shared", "failing"])
@pytest.mark.parametrize("known", ["a", "b"])
def test_shared_out_it_finds_the_same(known: str, program: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    base = client(known)
    case = Case("client", base, {"M1": b""})
    axes = few(case, KINDS)
    case = replace(case, observed={"M1": planted(with_b(base), axes, KINDS)})
    alone = Product(case, axes, Budget(60))
    expected = {hit.ids: hit.knowledge for hit in alone.hits()}
    monkeypatch.setattr("srpscope.why.workers.Workers.processes_for", lambda self, seconds: 3)
    if program is None:
        monkeypatch.setattr(Shares, "failed", property(lambda self: [], lambda self, failed: None), raising=False)
    else:
        monkeypatch.setattr(shares, "_CHILD", program)
    shared = Product(case, axes, Budget(60))
    assert {hit.ids: hit.knowledge for hit in shared.hits()} == expected
    assert shared.tried >= alone.tried
    assert program is not None or shared.secrets < alone.secrets


def test_what_only_adds_to_a_hit_is_not_another_one() -> None:
    base = client("b")
    case = Case("client", base, {"M1": b""})
    ids = ("name-newline", "u-swapped", "K-hex-text")
    inert = "m1-key-padded-64"  # K is 64 bytes already
    axes = few(case, (*ids, inert))
    assert inert in [one.id for one in axes["proof"]]
    M1 = planted(with_b(base), {stage: [one for one in axis if one.id in ids] for stage, axis in axes.items()}, ids)
    hits = [set(hit.ids) for hit in Product(replace(case, observed={"M1": M1}), axes, Budget(60)).hits()]
    assert set(ids) in hits
    assert not any(one < other for one in hits for other in hits)
    assert {*ids, inert} not in hits


@pytest.mark.parametrize("known", ["a", "b"])
def test_nothing_is_found_where_nothing_gives_the_proof(known: str) -> None:
    case = Case("client", client(known), {"M1": bytes(64)})
    product = Product(case, few(case, KINDS), Budget(60))
    assert product.hits() == []
    assert not product.cut_short
    assert product.secrets > 1


def test_a_product_can_be_stopped() -> None:
    case = Case("client", client("b"), {"M1": bytes(64)})
    product = Product(case, few(case, KINDS), Budget(60, stop=lambda: True))
    with pytest.raises(Stopped):
        product.hits()
    assert product.cut_short


@pytest.mark.parametrize("uses", [1, 30, 3_000])
def test_a_table_gives_the_powers_of_its_base(uses: int) -> None:
    N = 2**607 - 1
    table = FixedBase(3, N, 512, best_window(512, uses))
    for exponent in (0, 1, 2**512 - 1, 3**300):
        assert table(exponent) == pow(3, exponent, N)
        assert table(exponent, 5) == 5 * pow(3, exponent, N) % N
