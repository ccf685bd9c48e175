"""What the seconds of a search are: its own work, and what others do for it."""

import time

import pytest

from srpscope.why.budget import PATIENCE, Budget, Stopped, work_clock


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


def test_a_clock_of_somebody_else_counts_nothing_twice() -> None:
    started = time.monotonic()
    budget = Budget(60, clock=time.monotonic)
    with budget.elsewhere():
        time.sleep(0.1)
    assert budget.spent <= time.monotonic() - started
