"""A buffer that is used again, a value that is read beside its place, and the operands of a hash in every order."""

from __future__ import annotations

import math

import pytest

from srpscope.srp.formula import Concatenation, Name, Node, show
from srpscope.srp.parsing import parse
from srpscope.why.places.buffers import extended, misread, not_cleared
from srpscope.why.places.orders import ordered, orders
from srpscope.why.places.place import Place
from srpscope.why.places.sources import _dotless


def formulas(**texts: str) -> list[tuple[str, Node]]:
    return [(name, parse(text).node) for name, text in texts.items()]


def test_what_was_appended_for_one_value_is_hashed_again_in_a_later_one() -> None:
    every = formulas(x="H(s | H(I | ':' | P))", u="H(PAD(A) | PAD(B))", M1="H(H(I) | s | A | B | K)")
    made = [(said, show(new)) for _slip, said, new in extended("M1", every[-1][1], every)]
    assert made == [
        (("s", "H(I | ':' | P)", "x"), "H(H(I) | s | H(I | ':' | P) | A | B | K)"),
        (("I", "':' | P", "x"), "H(H(I | ':' | P) | s | A | B | K)"),
        (("I", "':'", "x"), "H(H(I | ':') | s | A | B | K)"),
        (("A", "PAD(B)", "u"), "H(H(I) | s | A | PAD(B) | B | K)"),
    ]
    assert not list(extended("x", every[0][1], every)), "what comes later appends nothing to what came before"


def test_a_short_number_leaves_the_end_of_another_in_its_buffer() -> None:
    made = [(said, show(new)) for _slip, said, new in not_cleared(Name("S"), 191, 192, "B", little=False)]
    assert made == [
        (("S", "B", "last byte"), "MIN(S) | PAD(B)[191:]"),
        (("S", "B", "first byte"), "PAD(B)[:1] | MIN(S)"),
    ]
    little = [(said[2], show(new)) for _slip, said, new in not_cleared(Name("g"), 1, 32, "N", little=True)]
    assert little == [("last 31 bytes", "LEMIN(g) | LE(N)[1:]"), ("first 31 bytes", "LE(N)[:31] | LEMIN(g)")]


def test_a_value_is_read_where_another_one_lies() -> None:
    read = dict(misread(b"salt", b"0123456789", "B"))
    assert read["the first 4 bytes of B"] == b"0123"
    assert read["the last 4 bytes of B"] == b"6789"
    assert read["the last 1 bytes of B and its own"] == b"9sal"
    assert read["its own from byte 3 on and 2 of B"] == b"lt01"
    assert {b"salt0123456789", b"0123456789salt"} <= set(read.values())
    assert dict(misread(b"0123456789", b"salt", "s"))["s and what follows it"] == b"salt012345"
    assert all(len(name) < 60 for name in read)


@pytest.mark.parametrize("text", ["H(A | s | K | B)", "H(H(N) ^ H(g) | H(I) | s | RAW(A) | B | K)"])
def test_every_order_is_tried_once_and_one_sorted_by_names_is_told(text: str) -> None:
    joined = parse(text).node.arguments[0]  # type: ignore[union-attr]
    assert isinstance(joined, Concatenation)
    place = Place("M1", (0,), "list", joined, joined)
    made = [ordered(place, order) for order in orders(place)]
    assert len({show(node) for _slip, _said, node in made}) == math.factorial(len(joined.parts)) - 1
    by_name = [said for slip, (said,), _node in made if slip == "list-sorted"]
    assert by_name[0].startswith("A, B, ") and len(by_name) <= 3
    assert made[0][0] == "list-sorted"


def test_lists_that_are_short_or_long_are_left_to_the_usual_slips() -> None:
    for text in ("A | B | K", "A | B | K | s | I | P | N"):
        joined = parse(text).node
        assert not list(orders(Place("M1", (), "list", joined, joined)))


def test_letters_of_a_turkish_locale() -> None:
    assert [text for _said, text in _dotless("admin-id")] == ["admın-id", "admin-ıd"]
    assert "wıfiprov" in [text for _said, text in _dotless("wifiprov")]
    assert [text for _said, text in _dotless("IvI")] == ["İvI", "Ivİ"]
    assert len(list(_dotless("i" * 30))) == 30
    assert not list(_dotless("bob"))
