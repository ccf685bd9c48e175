"""How long `why` takes against the floor of its distinct exponentiations, measured in the same run.

Prints, a line each: what, hypotheses, distinct powers, seconds of processor time, and the ratio to the floor.
"""

from __future__ import annotations

import hashlib
import random
import statistics
import sys
import time
from dataclasses import replace
from unittest import mock

from srpscope.answers.diagnosis import question_of
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.cli import collect_seldom
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.srp.primitives.modexp import power
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why import Finding, diagnose
from srpscope.why.budget import Budget
from srpscope.why.candidate import Candidate
from srpscope.why.engine.bands import FIRST
from srpscope.why.engine.early import FixedBase, SearchPowers
from srpscope.why.engine.search import Search
from srpscope.why.engine.slip_search import SlipSearch
from srpscope.why.engine.whole_product import Axes, Product, axes_of, with_b
from srpscope.why.proving import changes_between
from srpscope.why.question import Case, case_of
from srpscope.why.suspects import suspects


def evaluated(knowledge: Knowledge) -> Value | None:
    """M1 of one hypothesis, evaluated alone and with nothing remembered."""
    return Sheet(knowledge, Memory(), record=False)["M1"].by_formula


def base(name: str) -> Session:
    """A saved base session."""
    return Session(read(Source.of_path(captures_folder() / "mistakes" / f"{name}.srp.jsonl"))[0])


def one_power(session: Session) -> float:
    """Seconds of one direct exponentiation as S takes it: a 3072-bit base, an exponent of a + u*x."""
    sheet = session.view.client
    N, a, u, x, B = (sheet.value(name) for name in ("N", "a", "u", "x", "B"))
    assert isinstance(N, int) and isinstance(a, int) and isinstance(u, int) and isinstance(x, int)
    assert isinstance(B, int)
    times: list[float] = []
    for i in range(15):
        started = time.process_time()
        power(B + i, a + u * x, N)
        times.append(time.process_time() - started)
    return statistics.median(times)


def unexplained(session: Session) -> Case:
    """The client of a session whose proof nothing explains: every hypothesis that leaves its A alone is tried."""
    case = case_of(question_of(session), "client")
    A = session.view.client.value("A")
    assert isinstance(A, int)
    return Case(case.side, case.base, {"A": A, "M1": bytes(64)}, logged=case.logged)


def b_known(session: Session) -> Case:
    """The same client with only the server's b known, and x varied: its v is what its x makes it."""
    known = session.view.client.knowledge
    seen = {name: session.view.client.value(name) for name in ("A", "B")}
    given = {name: value for name, value in {**known.given, **seen}.items() if name != "a" and value is not None}
    b = session.view.server.value("b")
    assert b is not None
    return Case("client", replace(known, given=given, lent={"b": b}), {"M1": bytes(64)})


SIZES = {"credentials": 6, "salt": 4, "x": 12, "u": 6, "K": 5, "proof": 40}
"""Choices a stage, the declared one included: 345,600 in all."""


def different(case: Case, axes: Axes) -> Axes:
    """As many alternatives a stage as SIZES has: those first that alone make another M1 than the others do."""
    base = with_b(case.base)
    found: Axes = {}
    for stage, size in SIZES.items():
        distinct: dict[object, Candidate] = {evaluated(base): axes[stage][0]}
        for candidate in axes[stage]:
            changed = candidate.change(base)
            if changed is not None:
                distinct.setdefault(evaluated(changed), candidate)
        telling = list(distinct.values())[1:]
        found[stage] = [*telling, *(one for one in axes[stage] if one not in telling)][: size - 1]
        assert len(found[stage]) == size - 1, stage
    return found


def likeliest(axes: Axes) -> Axes:
    """As many alternatives a stage as SIZES has: the likeliest, also where two come to the same."""
    return {stage: sorted(axes[stage], key=lambda one: one.cost)[: size - 1] for stage, size in SIZES.items()}


def whole_products(session: Session) -> None:
    """The likeliest alternatives of each stage, as a person meets them; and such that are all different, the dearest
    case."""
    case = b_known(session)
    candidates = [Candidate(one.id, one.change, one.cost) for one in suspects().values() if "client" in one.sides]
    axes = axes_of(case, candidates)
    whole_product(session, case, likeliest(axes), "likeliest")
    whole_product(session, case, different(case, axes), "all different")


def whole_product(session: Session, case: Case, axes: Axes, name: str) -> None:
    """All combinations with one mistake of every kind planted, against the floor of what has to be computed."""
    planted = with_b(case.base)
    for axis in axes.values():
        planted = axis[0].change(planted) or planted
    M1 = evaluated(planted)
    assert isinstance(M1, bytes)
    times, alone, parts = [], [], []
    for _ in range(7):
        parts.append(product_floor(session))
        started = time.process_time()
        evaluated(planted)
        alone.append(time.process_time() - started)
        product = Product(Case(case.side, case.base, {"M1": M1}), axes, Budget(600))
        started = time.process_time()
        with mock.patch("srpscope.why.workers.Workers.processes_for", lambda self, seconds: 1):
            hits = product.hits()
        times.append(time.process_time() - started)
        assert any({*hit.ids} <= {axis[0].id for axis in axes.values()} for hit in hits)
    # The least of interleaved rounds: neighbours only add.
    table, walk, key, proof = (min(one) for one in zip(*parts, strict=True))
    floor = table + product.secrets * walk + product.keys * key + product.proofs * proof
    print(
        f"whole product, {name}: {product.hypotheses} hypotheses, {product.secrets} S, "
        f"{product.keys} K, {product.proofs} M1, "
        f"{min(times):.2f} s, {min(times) / floor:.2f} x the floor (budget 1.3), "
        f"{product.hypotheses * min(alone) / min(times):.0f} x one by one (budget 1,000)"
    )
    started = time.perf_counter()
    Product(Case(case.side, case.base, {"M1": M1}), axes, Budget(600)).hits()
    seconds = time.perf_counter() - started
    each = min(alone)
    print(f"whole product, {name}, all cores: {seconds:.2f} s, {product.hypotheses * each / seconds:.0f} x one by one")


def product_floor(session: Session) -> tuple[float, float, float, float]:
    """Seconds of a table, of a power by it, of a K and of an M1 from a hash state."""
    sheet = session.view.client
    N, g, u, x, S = (sheet.value(name) for name in ("N", "g", "u", "x", "S"))
    assert isinstance(N, int) and isinstance(g, int) and isinstance(u, int) and isinstance(x, int)
    assert isinstance(S, int)
    started = time.process_time()
    fixed = FixedBase(g, N, 1024, 8)
    table = time.process_time() - started
    started = time.process_time()
    for i in range(100):
        fixed(x * u - i)
    walk = (time.process_time() - started) / 100
    octets = S.to_bytes(384, "big")
    started = time.process_time()
    for _ in range(5_000):
        hashlib.sha512(octets).digest()
    key = (time.process_time() - started) / 5_000
    state, K = hashlib.sha512(octets * 2), bytes(64)
    started = time.process_time()
    for _ in range(20_000):
        proof = state.copy()
        proof.update(K)
        proof.digest()
    return table, walk, key, (time.process_time() - started) / 20_000


class Timed:
    """Direct exponentiations, each timed where it happens: the machine's speed changes within a run."""

    def __init__(self, like: float) -> None:
        self._like, self._seconds, self._count = like, 0.0, 0

    def __call__(self, base: int, exponent: int, modulus: int) -> int:
        started = time.process_time()
        result = power(base, exponent, modulus)
        if modulus.bit_length() == 3072 and exponent.bit_length() >= 960:
            self._seconds += time.process_time() - started
            self._count += 1
        return result

    @property
    def each(self) -> float:
        """Seconds of one of the size that S takes."""
        return self._seconds / self._count if self._count >= 20 else self._like


def search(session: Session, size: int, case: Case | None = None) -> tuple[float, int, int, float]:
    """Seconds, hypotheses and distinct S of all sets up to a size, in one process; and seconds of one direct power."""
    secrets: set[object] = set()
    timed = Timed(one_power(session))
    memory = Memory(powers=SearchPowers(timed), most=10**9)
    candidates = [Candidate(one.id, one.change, one.cost) for one in suspects().values() if "client" in one.sides]
    started = time.process_time()
    case = case or unexplained(session)
    run = Search(case, "M1", tuple(name for name in case.observed if name != "M1"), candidates, Budget(600), memory)
    run.singles()
    with mock.patch("srpscope.why.workers.Workers.processes_for", lambda self, seconds: 1):
        for _hit in run.sets(size):
            pass
    seconds = time.process_time() - started
    for key, (value, _calls) in memory.results.items():
        if isinstance(key[1], str) and key[1].startswith(("(B -", "(B +", "B **", "(k *", "(A *")):
            secrets.add(value)
    return seconds, run.tried, len(secrets), timed.each


def slips(session: Session, case: Case, name: str) -> None:
    """Every slip at every place, one process: the likeliest, then the whole table."""
    each = one_power(session)
    powers = SearchPowers()
    memory = Memory(powers=powers, most=100_000)
    search = SlipSearch(case, "M1", (), Budget(600.0), memory)
    started = time.process_time()
    search.after_hits()
    made = len(search.generated.hypotheses)
    before = search.share((0, FIRST), 0, 1)
    assert not list(before)
    print(f"{name}, the likeliest {search.tried:,} slips: {time.process_time() - started:.2f} s of one core")
    assert not list(search.share((FIRST, None), 0, 1))
    seconds, floor = time.process_time() - started, powers.computed * each
    print(
        f"{name}, all {made:,} slips: {powers.computed:,} distinct powers, {seconds:.2f} s of one core, "
        f"{seconds / floor:.2f} x the floor"
    )


def random_sets(session: Session, size: int, count: int, limit: float, met: bool) -> list[float]:
    """Seconds until random sets of mistakes are found, of all or of those met in the wild; the limit where one is
    not."""
    rng = random.Random(size)
    pool = [one for one in suspects().values() if "client" in one.sides and one.value not in ("N", "H", "M2")]
    pool = [one for one in pool if one.seen or not met]
    times: list[float] = []
    while len(times) < count:
        knowledge = session.view.client.knowledge
        for one in rng.sample(pool, size):
            knowledge = one.change(knowledge) or knowledge
        edits = changes_between(session.view.client.knowledge, knowledge)
        edited = Sheet(knowledge, record=False)
        if len(edits) < size or edited.value("M1") in (None, session.view.client.value("M1")):
            continue
        mistaken = Session(session.capture)
        mistaken.replace_edits([Edit(one.side, one.value, one.form, one.content) for one in edits])
        times.append(until_found(mistaken, limit))
    return times


def until_found(session: Session, limit: float) -> float:
    """Seconds on the clock until the first finding, whose search other processes share; the limit where there is
    none."""
    started = time.perf_counter()
    found: list[float] = []

    def note(_finding: Finding) -> None:
        found.append(time.perf_counter() - started)

    diagnose(question_of(session), limit, stop=lambda: bool(found), on_hit=note)
    return found[0] if found else limit


def main() -> None:
    """Run all, or what the arguments name."""
    collect_seldom()  # as the program does
    wanted = sys.argv[1:] or ["singles", "slips", "pairs", "random", "b-known", "product"]
    session = base("base-plain")
    print(f"one direct exponentiation: {one_power(session) * 1000:.2f} ms")
    for size, name in ((1, "singles"), (2, "pairs")):
        if name in wanted:
            seconds, tried, distinct, each = search(session, size)
            ratio = seconds / (distinct * each)
            print(f"a known, {name}: {tried} tried, {distinct} distinct S, {seconds:.2f} s, {ratio:.2f} x the floor")
    if "slips" in wanted:
        slips(session, unexplained(session), "a known")
        slips(session, b_known(session), "b known")
    if "random" in wanted:
        for size, met in ((2, False), (3, False), (2, True), (3, True)):
            times = random_sets(session, size, 20, 30.0, met)
            half, most = sorted(times)[9], sorted(times)[17]
            of = "met in the wild" if met else "of all"
            print(
                f"a known, random {size} {of}: half within {half:.2f} s, 9 in 10 within {most:.2f} s (30 is: not found)"
            )
    if "b-known" in wanted:
        for size, name, budget in ((1, "singles", 0.3), (2, "pairs", 0.6)):
            seconds, tried, _distinct, _each = search(session, size, b_known(session))
            print(f"b known, {name}: {tried} tried, {seconds:.2f} s, budget {budget} s on two cores of their own")
    if "product" in wanted:
        whole_products(session)


if __name__ == "__main__":
    main()
