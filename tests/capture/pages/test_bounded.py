"""What reading a page computes is bounded: a number of a million bits on it is no exponent that anybody waits for."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.pages.page import Page
from srpscope.capture.pages.tables import boxed
from srpscope.session import adding
from srpscope.session.opening import read_text, session_of
from srpscope.srp.primitives import modexp
from srpscope.srp.primitives.groups import group

N, G = group("rfc5054-8192")
LONG = "0x" + "f" * 60_000
A = f"{pow(G, 3**500, N):x}"


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A power that takes long is not begun."""
    begun = modexp.power

    def power(base: int, exponent: int, modulus: int) -> int:
        assert exponent.bit_length() < 30_000
        return begun(base, exponent, modulus)

    monkeypatch.setattr("srpscope.srp.allowance.Allowance.power.__defaults__", (power,))


def test_a_page_whose_numbers_ask_for_too_much_says_so(untouched: None) -> None:
    found = read_text(f"N = {N:x}\ng = {G}\nA = {A}\nprivate key = {LONG}\n", "page.txt").captures
    said = [note for one in found for note in one.notes if "Not settled by arithmetic" in note]
    assert said and "would take about" in said[0] and "--slow allows it" in said[0]


def test_an_a_that_is_brought_is_not_computed_where_it_takes_too_long(untouched: None) -> None:
    capture = Capture({"dialect": "rfc5054", "hash": "sha1"}, [])
    capture.add_values("client", {"N": "f" * 8_000, "g": "2", "A": A})
    session = session_of(capture)
    brought = Capture({})
    brought.add_values("client", {"a": "1" + "0" * 8_000})
    [item] = adding.offer(session, [brought]).items
    assert (item.name, item.standing, item.odd) == ("a", "new", False)
    assert item.beside.startswith("g^a was not computed: ")


def test_of_a_line_of_megabytes_its_two_ends_are_heard() -> None:
    """Two values of 8 MB took 20 s: words of other schemes were looked for at each of their letters."""
    page, long = Page(), "x" * 4_000_000
    page.hear(f"SRP verifier {long}")
    page.hear(f"{long} srp")
    page.hear(f"ecdsa {long}")
    page.hear(f"{long} ecdsa {long}")
    assert (page.srp, page.others) == (2, 1)


def test_a_row_of_a_drawn_table_is_looked_at_once() -> None:
    """A line of 200,000 bars that does not end with one took minutes."""
    bars = "\u2502" * 200_000
    assert boxed(f"{bars}x") is None and boxed(f"{bars}") == "|" * 200_000
    assert boxed("\u2502 salt \u2502 '9dca' \u2502") == "| salt | 9dca |"
