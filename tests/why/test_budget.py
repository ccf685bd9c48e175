"""What the seconds of a search are: its own work, and what others do for it."""

import time

import pytest

from srpscope import make
from srpscope.answers.diagnosis import question_of
from srpscope.srp.dialect import dialect
from srpscope.srp.sheet import Knowledge, Memory
from srpscope.why.budget import PATIENCE, Budget, Stopped, work_clock
from srpscope.why.engine.bands import Bands
from srpscope.why.engine.search import search_memory
from srpscope.why.engine.slip_search import SlipSearch
from srpscope.why.proving import State
from srpscope.why.question import case_of


def test_what_others_do_with_the_processor_counts_for_little() -> None:
    budget = Budget(60)
    started = time.monotonic()
    time.sleep(0.42)  # a little of it goes by before its clock begins
    assert 0.4 / PATIENCE <= budget.spent < (time.monotonic() - started) / 2


def test_waiting_for_processes_of_its_own_counts_whole() -> None:
    budget = Budget(60)
    with budget.elsewhere():
        time.sleep(0.3)
    assert budget.spent >= 0.3


def test_nothing_waits_for_ever() -> None:
    budget = Budget(0.01)
    budget.check()
    time.sleep(0.02 * PATIENCE)
    with pytest.raises(Stopped):
        budget.check()


def test_who_waits_does_not_wait_longer_than_said_however_much_work_is_left() -> None:
    budget = Budget(60, clock=work_clock(waited=0.1))
    time.sleep(0.5)
    assert budget.spent >= 0.39
    assert Budget(60, clock=work_clock(waited=60)).spent < 0.1


def test_the_table_of_hypotheses_is_not_made_to_its_end_when_the_time_is_up() -> None:
    """It takes seconds at 2048 bits and more."""
    right = make("rfc5054", group="rfc5054-1024", mistakes={"client": {"M1": "H(b'nobody lists this' | K)"}})
    budget = Budget(0.2, clock=time.monotonic)
    question = question_of(right.session)
    case = case_of(question, "client")
    search = SlipSearch(case, "M1", (), budget, search_memory(budget))
    time.sleep(0.25)
    with pytest.raises(Stopped):
        _ = search.generated


def test_what_was_found_stays_when_the_time_is_up() -> None:
    def none() -> list[State]:
        raise Stopped

    bands = Bands([], None, Budget(1), Memory())
    known = State(Knowledge("client", dialect("rfc5054"), {}))
    assert bands._and_more([known], none) == []
    with pytest.raises(Stopped):
        bands._and_more([], none)


def test_a_clock_of_somebody_else_counts_nothing_twice() -> None:
    started = time.monotonic()
    budget = Budget(60, clock=time.monotonic)
    with budget.elsewhere():
        time.sleep(0.1)
    assert budget.spent <= time.monotonic() - started
