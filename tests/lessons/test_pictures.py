"""The drawings: widths, and what they say without colour."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from srpscope.lessons.course import find
from srpscope.lessons.pictures import EDGES, bars, graph, messages, operands, plain, progress
from srpscope.lessons.seen import seen
from srpscope.lessons.walk import Walk


@pytest.mark.parametrize("until", range(-1, 6))
def test_the_diagram_fills_in(until: int) -> None:
    text = "\n".join(plain(line) for line in messages(until))
    assert text.count("►") + text.count("◄") == max(0, min(until, 4))
    assert all(len(line) <= 78 for line in text.split("\n"))
    assert "P" not in text.split("wire")[1]


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("cells", [56, 76])
def test_who_knows_what_stands_below_where_there_is_no_room_beside(cells: int, refused: bool) -> None:
    rows = [plain(line) for until in range(5) for line in messages(until, refused, cells)]
    assert max(map(len, rows)) <= cells and any("has I P a A s B x u S K" in row for row in rows)


def test_a_refused_proof_convinces_nobody() -> None:
    accepted, refused = ("\n".join(plain(line) for line in messages(4, no)) for no in (False, True))
    assert "knows it is the client" in accepted and "showed I A s B M1 M2" in accepted
    assert "refuses M1" in refused and "knows it is" not in refused and "M2" not in refused.split("wire")[1]


def test_the_red_path_is_lit_and_nothing_else() -> None:
    walk = Walk(find("the-one-in-256-bug"), 1)
    assert all("━" not in plain(line) for line in graph(walk.session.view.comparison))
    walk.lock(walk.step.right)
    lines = [plain(line) for line in graph(walk.session.view.comparison)]
    lit = [line.split()[-1] for line in lines if "━" in line]
    assert lit == ["●u", "○S", "○S", "○K", "○M1", "○M2"]
    assert len(lines) == len(EDGES)


def test_two_columns_hold_the_same_rows() -> None:
    comparison = Walk(find("the-one-in-256-bug")).session.view.comparison
    wide = "\n".join(plain(line) for line in graph(comparison, 78, 2))
    assert all(f"=M{one}" in wide for one in (1, 2)) and len(wide.split("\n")) == (len(EDGES) + 1) // 2


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # no clock judges a loaded machine
@given(st.lists(st.tuples(st.text("ab", max_size=8), st.floats(0, 1e9)), max_size=9), st.integers(30, 120))
def test_bars_stay_inside(rows: list[tuple[str, float]], cells: int) -> None:
    assert all(len(plain(line)) <= cells + 8 for line in bars("title", rows, cells))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 500), st.integers(0, 500))
def test_progress_is_never_longer_than_its_room(done: int, total: int) -> None:
    line = plain(progress("words", min(done, total), total, 60))
    assert len(line) <= 60 and f"{min(done, total)} of {total}" in line


def test_secrets_are_hidden_in_an_input() -> None:
    fed = [("s", "as is", b"\x01\x02", 0), ("P", "UTF-8", b"secret", 0)]
    hidden = "\n".join(plain(line) for line in operands(fed, (), False))
    shown = "\n".join(plain(line) for line in operands(fed, (), True))
    assert b"secret".hex(" ") not in hidden and "hidden" in hidden
    assert b"secret".hex(" ") in shown and "01 02" in hidden


@pytest.mark.parametrize("lesson", ["10", "11", "12"])
def test_what_a_hash_was_fed_fits_a_small_screen(lesson: str) -> None:
    walk = Walk(find(lesson))
    lines = [plain(line) for line in seen(walk, walk.session.view, True, 56)]
    assert any("bytes, " in line for line in lines) and all(len(line) <= 56 for line in lines), lines
