"""How long `why` takes against the floor of its distinct exponentiations, measured in the same run.

Prints, a line each: what, hypotheses, distinct powers, seconds of processor time, and the ratio to the floor.
"""

from __future__ import annotations

import random
import statistics
import sys
import time

from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.places import captures_folder
from srpscope.report.diagnosis import question_of
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.srp.modexp import power
from srpscope.srp.sheet import Memory, Sheet
from srpscope.why import diagnose
from srpscope.why.diagnose import changes_between
from srpscope.why.powers import SearchPowers
from srpscope.why.question import Case, case_of
from srpscope.why.search import Budget, Candidate, Search
from srpscope.why.suspects import suspects


def base(name: str) -> Session:
    """A saved base session."""
    return Session(read(Source.of_path(captures_folder() / "mistakes" / f"{name}.srp.jsonl"))[0])


def one_power(session: Session) -> float:
    """Seconds of one direct exponentiation as S takes it: a 3072-bit base, an exponent of a + u*x."""
    sheet = session.view.client
    N, a, u, x, B = (sheet.value(name) for name in ("N", "a", "u", "x", "B"))
    assert isinstance(N, int) and isinstance(a, int) and isinstance(u, int) and isinstance(x, int)
    assert isinstance(B, int)
    times = []
    for i in range(15):
        started = time.process_time()
        power(B + i, a + u * x, N)
        times.append(time.process_time() - started)
    return statistics.median(times)


def unexplained(session: Session) -> Case:
    """The client of a session whose proof nothing explains: every hypothesis is tried."""
    case = case_of(question_of(session), "client")
    return Case(case.side, case.base, {"M1": bytes(64)}, logged=case.logged)


def search(session: Session, size: int) -> tuple[float, int, int]:
    """Seconds, hypotheses and distinct S of all sets up to a size."""
    secrets: set[object] = set()
    memory = Memory(powers=SearchPowers(), most=10**9)
    candidates = [Candidate(one.id, one.change, one.cost) for one in suspects().values() if "client" in one.sides]
    started = time.process_time()
    run = Search(unexplained(session), "M1", (), candidates, Budget(600), memory)
    run.singles()
    for n in range(2, size + 1):
        for _hit in run.sets(n):
            pass
    seconds = time.process_time() - started
    for key, (value, _calls) in memory.results.items():
        if isinstance(key[1], str) and key[1].startswith(("(B -", "(B +", "B **", "(k *", "(A *")):
            secrets.add(value)
    return seconds, run.tried, len(secrets)


def random_sets(session: Session, size: int, count: int, limit: float) -> list[float]:
    """Seconds until random sets of mistakes are found; the limit where one is not."""
    rng = random.Random(size)
    pool = [one for one in suspects().values() if "client" in one.sides and one.value not in ("N", "H", "M2")]
    times = []
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
        started = time.process_time()
        found: list[float] = []
        diagnose(
            question_of(mistaken),
            limit,
            stop=lambda found=found: bool(found),
            on_hit=lambda _finding, found=found, started=started: found.append(time.process_time() - started),
        )
        times.append(found[0] if found else limit)
    return times


def main() -> None:
    """Run all, or what the arguments name."""
    wanted = sys.argv[1:] or ["singles", "pairs", "random", "product"]
    session = base("base-plain")
    floor = one_power(session)
    print(f"one direct exponentiation: {floor * 1000:.2f} ms")
    for size, name in ((1, "singles"), (2, "pairs")):
        if name in wanted:
            seconds, tried, distinct = search(session, size)
            ratio = seconds / (distinct * floor)
            print(f"a known, {name}: {tried} tried, {distinct} distinct S, {seconds:.2f} s, {ratio:.2f} x the floor")
    if "random" in wanted:
        for size, count, limit in ((2, 20, 30.0), (3, 20, 30.0)):
            times = random_sets(session, size, count, limit)
            within = sum(one < limit for one in times)
            print(f"a known, random {size}: median {statistics.median(times):.2f} s, {within} of {count} found in {limit:.0f} s")
    if "product" in wanted:
        from srpscope.why.product import bench_product

        bench_product(session, floor)


if __name__ == "__main__":
    main()
