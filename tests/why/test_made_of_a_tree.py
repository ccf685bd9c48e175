"""Slips that are made of a formula's tree: what is left of a list, labels written otherwise, brackets of a base."""

from __future__ import annotations

import json

import pytest

from srpscope.srp.dialect import dialect
from srpscope.srp.formula import show
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Knowledge
from srpscope.why.places import calls, structural
from srpscope.why.places.calls import slices
from srpscope.why.places.home_made import keyed_proofs
from srpscope.why.places.labels import derived, labels
from srpscope.why.places.mixed import mixed
from srpscope.why.places.place import Place


def placed(kind: str, text: str, value: str = "x") -> Place:
    node = parse(text).node
    return Place(value, (), kind, node, node)


def made(kind: str, text: str) -> dict[str, set[str]]:
    place = placed(kind, text)
    found: dict[str, set[str]] = {}
    for slip, _said, new in structural.lists(place, ()) if kind == "list" else structural.arithmetic(place, ()):
        found.setdefault(slip, set()).add(show(new))
    return found


def test_one_operand_may_be_all_that_is_hashed() -> None:
    assert made("list", "I | ':' | P")["list-only"] == {"I", "P"}
    assert made("list", "'{' | JSON(I) | '}'")["list-only"] == {"JSON(I)", "I"}
    assert "list-only" not in made("list", "A | B"), "there it is one left out"


def test_a_list_may_end_at_a_hole() -> None:
    cut = made("list", "H(I) | s | A | B | K")["list-cut"]
    assert cut == {"H(I) | s", "H(I) | s | A"}, "without K it is one left out"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("(A * v ** u) ** b", "A * (v ** u) ** b % N"),
        ("(A * v ** u) ** b", "A ** b * v ** u % N"),
        ("(B - k * v) ** (a + u * x)", "(B - k * v ** (a + u * x)) % N"),
        ("(B - k * v) ** a", "(B - (k * v) ** a) % N"),
    ],
)
def test_the_brackets_of_a_base_may_close_elsewhere(right: str, wrong: str) -> None:
    assert parse(wrong).node in [parse(one).node for one in made("arithmetic", right)["arithmetic-bracket"]]


def test_a_label_may_be_as_a_serialiser_writes_it() -> None:
    said = json.dumps({"username": 1})[:-2]
    texts = [show(new) for _slip, _said, new in labels(placed("list", "'{\"username\":' | JSON(I) | '}'"))]
    assert f"{said!r} | JSON(I) | '}}'" in texts
    assert not list(labels(placed("list", "I | ':' | P"))), "a separator has slips of its own"


def test_what_a_formula_does_to_each_text_may_be_done_to_none() -> None:
    ((slip, said, new),) = structural.never(parse("H(s | H(UPPER(I) | ':' | UPPER(P)))").node)
    assert (slip, said, show(new)) == ("call-never", ("UPPER", "I and P"), "H(s | H(I | ':' | P))")
    assert not list(structural.never(parse("H(UPPER(I) | s)").node)), "one of them is a call left out"


def test_a_joined_text_is_changed_in_a_part() -> None:
    found = {said[1]: show(new) for _slip, said, new in structural.in_part(parse("H(s | UPPER(I | ':' | P))").node)}
    assert found["I"] == "H(s | UPPER(I) | ':' | P)"
    assert found["':' | P"] == "H(s | I | UPPER(':') | UPPER(P))"
    assert not list(structural.in_part(parse("H(s | UPPER(P))").node)), "it is done to the whole"


def test_K_may_be_the_key_of_what_follows_the_proofs() -> None:
    made = {show(new) for _slip, _said, new in derived(parse("H(S)").node, ("salt|info",), (), "sha512")}
    assert {"HKDF(H(S), 'salt', 'info', length=32)", "HKDF(S, 'salt', 'info', length=16)"} <= made
    of_S = {f"HKDF(S, {salt}, '', length={size})" for salt in ("''", "s") for size in (64, 32)}
    assert made > of_S and len(made) == 4 + len(of_S)


def test_a_proof_may_have_a_label_that_its_dialect_has_not() -> None:
    texts = {show(new) for _slip, _said, new in labels(placed("list", "A | B | K", "M1"))}
    assert {"'M1' | A | B | K", "A | B | K | 'client'"} <= texts
    assert not list(labels(placed("list", "N | g", "M1"))), "a label is of what the key goes into"


@pytest.mark.parametrize(
    ("value", "fed", "wrong"),
    [
        ("x", "s | H(I | ':' | P)", "HMAC(s, H(I | ':' | P))"),
        ("x", "s | H(I | ':' | P)", "HMAC(s, I | ':' | P)"),
        ("x", "s | H(I | ':' | P)", "HMAC(P, s)"),
        ("M1", "A | B | K", "HMAC(K, A | B)"),
        ("u", "PAD(A) | PAD(B)", "H(A + B)"),
        ("u", "PAD(A) | PAD(B)", "H((A + B) % N)"),
        ("u", "A | B", "H(A) ^ H(B)"),
        ("u", "A | B", "H(BITS(A, B, by='or', align='front'))"),
    ],
)
def test_operands_may_be_put_together_otherwise(value: str, fed: str, wrong: str) -> None:
    assert wrong in {show(new) for _slip, _said, new in mixed(placed("hash", fed, value))}


def test_what_is_no_number_is_not_added_up() -> None:
    assert not [slip for slip, _said, _new in mixed(placed("hash", "I | P", "x")) if slip.startswith("hash-of-sum")]


def test_a_proof_may_be_an_hmac_of_what_was_sent() -> None:
    made = {show(new) for _slip, _said, new in keyed_proofs(Knowledge("client", dialect("rfc5054"), {}))}
    assert {"HMAC(K, A | B)", "HMAC(S, B | A)", "HMAC(K, I | s | A | B)"} <= made


def test_K_may_be_expanded_with_a_label() -> None:
    made = {show(new) for _slip, _said, new in derived(parse("H(S)").node, (), ("session key",), "sha256")}
    assert "HKDF(S, '', 'session key', length=32)" in made
    assert "HKDF(S, s, 'session key', length=32)" in made


def test_a_piece_may_be_as_long_and_from_the_other_end() -> None:
    assert "H(B)[-4:]" in {show(new) for _slip, _said, new in slices(placed("slice", "H(B)[:4]", "u"))}


def test_a_password_may_be_stretched_with_the_hash_between() -> None:
    made = {show(new) for _likely, (_slip, _said, new) in calls.stretched(("I", "P", "s"), "sha256")}
    assert "PBKDF2(P, s, iterations=10000, length=32, hash=SHA384)" in made
    assert "PBKDF2(P, s, iterations=65536, length=32, hash=SHA256)" in made
