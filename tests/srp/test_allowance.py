"""What a formula asks for is estimated before it is begun: what is too much is refused at once, with its price."""

from __future__ import annotations

import hashlib

import pytest

from srpscope.errors import UserError
from srpscope.srp.allowance import ROUND, SECONDS, Allowance, Alone, TimeLeft, power_seconds
from srpscope.srp.dialect import dialect
from srpscope.srp.outcome import Failure
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Cell, Knowledge, Memory, Sheet
from srpscope.srp.written import read_value

N, G = group("rfc5054-1024")
GIVEN = {"N": N, "g": G, "I": "carol", "P": "rosebud", "s": bytes(range(16))}


def cell(formula: str, name: str = "x", memory: Memory | None = None, **given: object) -> Cell:
    """A value of a client that computes it so."""
    known = Knowledge("client", dialect("rfc5054"), {**GIVEN, **given}, formulas={name: parse(formula)})  # type: ignore[dict-item]
    return Sheet(known, memory)[name]


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be interrupted is not begun."""

    def begun(*arguments: object) -> bytes:
        raise AssertionError("it was begun")

    monkeypatch.setattr("srpscope.srp.functions.hashing._STRETCHED", {})
    monkeypatch.setattr(hashlib, "pbkdf2_hmac", begun)
    monkeypatch.setattr("bcrypt.hashpw", begun)
    monkeypatch.setattr("srpscope.srp.primitives.modexp._powmod", lambda: ("none", begun))


DEAR = [
    "PBKDF2(P, s, iterations=9999999, length=40000, hash=SHA1)",
    "PBKDF2(P, s, iterations=6000000, length=64, hash=SHA256)",
    "MGF1(PAD(s, 65536) | PAD(s, 65536), blocks=2000)",
    "HKDF(P, s, PAD(s, 65536) | PAD(s, 65536), length=8000, hash=SHA256)",
    "TLSPRF(P, s, PAD(s, 65536), length=65000)",
]


@pytest.mark.parametrize("formula", DEAR)
def test_what_takes_too_long_is_refused_with_its_price(formula: str, untouched: None) -> None:
    found = cell(formula)
    assert found.value is None and found.problem is not None
    assert "would take about" in found.problem and "--slow allows it" in found.problem


def test_a_power_is_priced_by_the_bits_of_both(untouched: None) -> None:
    wide = (1 << 20_000) + 1
    problem = cell("g ** a", "A", N=wide, a=(1 << 20_999) + 1).problem
    assert problem is not None and "21,000 bits mod N of 20,001 bits would take about 8 s" in problem
    assert power_seconds(8_192, 8_192) * 10 < SECONDS < power_seconds(32_768, 32_768)


def test_all_values_count_together() -> None:
    memory = Memory(allowance=Allowance(5.0))
    memory.allowance.spend(3.0, "one")
    with pytest.raises(Failure, match="two would take about 3 s"):
        memory.allowance.spend(3.0, "two")
    memory.allowance.spend(1.5, "three")
    memory.allowance.renew()
    assert memory.allowance.left() == SECONDS


def test_many_pieces_that_are_allowed_alone_are_not_allowed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    monkeypatch.setattr("srpscope.srp.functions.hashing._STRETCHED", {})
    monkeypatch.setattr(hashlib, "pbkdf2_hmac", lambda *asked: begun.append(asked) or bytes(32))
    memory = Memory()
    known = Knowledge(
        "client",
        dialect("rfc5054"),
        GIVEN,  # type: ignore[arg-type]
        formulas={
            f"w{number}": parse(f"PBKDF2(P, s, iterations={3_000_000 + number}, length=32, hash=SHA256)")
            for number in range(6)
        },
    )
    values = [Sheet(known, memory)[f"w{number}"].value for number in range(6)]
    assert [value is None for value in values] == [False, False, True, True, True, True]
    assert len(begun) == 2


def test_nested_texts_are_counted() -> None:
    problem = cell("H(" + " | ".join("JSON(" * 18 + "P" + ")" * 18 for _ in range(17)) + ")", P='"' * 6).problem
    assert problem is not None and ("--slow allows it" in problem or "in one piece" in problem)


def test_a_separator_does_not_multiply_a_text(untouched: None) -> None:
    assert (
        cell("H(GROUPED(HEX(PAD(s, 65536)), HEX(PAD(s, 65536))))").problem == "more than 1,048,576 bytes in one piece"
    )


def test_what_implementations_do_is_allowed() -> None:
    rounds = Allowance()
    for formula in ("PBKDF2(P, s, iterations=1000, length=32, hash=SHA256)", "H(BCRYPT(P, s, cost=5))"):
        assert cell(formula, memory=Memory(allowance=rounds)).value is not None
    assert rounds.left() > SECONDS - 0.5
    for _ in range(2):
        rounds.spend(1_000_000 * 2 * ROUND, "a million rounds of SHA-512")


def test_slow_allows_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Allowance, "everything", True)
    Allowance(0.0).spend(1e9, "years")
    assert cell("H(P)", memory=Memory(allowance=Allowance(0.0))).value is not None


def test_a_search_begins_what_it_can_end() -> None:
    left = [3.0]
    allowance = TimeLeft(lambda: left[0])
    allowance.spend(2.0, "one")
    allowance.spend(2.0, "two")
    left[0] = 1.0
    with pytest.raises(Failure, match="more than is left of the search"):
        allowance.spend(2.0, "three")
    left[0] = -1.0
    allowance.spend(0.1, "what was found")


def test_a_memory_of_many_handshakes_counts_each_piece_alone() -> None:
    allowance = Alone()
    for _ in range(5):
        allowance.spend(SECONDS * 0.9, "one of many")
    with pytest.raises(Failure):
        allowance.spend(SECONDS * 1.1, "one too many")


def test_a_decimal_of_a_million_digits_is_not_read() -> None:
    with pytest.raises(UserError, match="a decimal number of 1,000,000 digits; 40,000 are read"):
        read_value("number", "dec", "3" * 1_000_000)
    assert read_value("number", "dec", "3" * 9_000) == int("3" * 3_000) * (10**6_000 + 10**3_000 + 1)
