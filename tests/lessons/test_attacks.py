"""Each attack, for real on loopback: it succeeds without its safeguard and fails with it."""

from __future__ import annotations

import pytest

from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.lessons import attacks
from srpscope.lessons.attacks.guessing import first_match, words
from srpscope.lessons.attacks.outcome import nobody
from srpscope.lessons.attacks.parasite import LENGTH, ladder, square_and_multiply
from srpscope.srp.primitives.groups import group


@pytest.mark.parametrize("name", attacks.ATTACKS)
async def test_it_succeeds_without_its_safeguard(name: str) -> None:
    outcome = await attacks.run(name, guarded=False)
    assert outcome.succeeded, outcome.sentences


@pytest.mark.parametrize("name", attacks.ATTACKS)
async def test_it_fails_with_its_safeguard(name: str) -> None:
    outcome = await attacks.run(name, guarded=True)
    assert not outcome.succeeded, outcome.sentences
    assert outcome.sentences


@pytest.mark.parametrize("name", attacks.ATTACKS)
def test_its_words_are_sentences(name: str) -> None:
    module = attacks.attack(name)
    assert module.ABOUT.endswith(".") and not module.TITLE.endswith(".") and not module.SAFEGUARD.endswith(".")


def test_those_that_can_be_written_have_formulas() -> None:
    assert {name for name in attacks.ATTACKS if hasattr(attacks.attack(name), "FORMULAS")} == set(attacks.WRITABLE)


@pytest.mark.parametrize("name", attacks.WRITABLE)
async def test_ones_own_formulas_are_run_and_no_others(name: str) -> None:
    own = dict(attacks.writable(name).FORMULAS)
    for guarded in (False, True):
        outcome = await attacks.run(name, guarded, formulas=own)
        assert outcome.succeeded != guarded, outcome.sentences
    wrong = await attacks.run(name, False, formulas=own | {"S": "A + 7"})
    assert not wrong.succeeded and any("A + 7" in sentence for sentence in wrong.sentences)
    assert not (await attacks.run(name, False, formulas={"S": "nothing"})).succeeded, "a name that is unknown"


def test_formulas_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attack", "zero-a", "--formula", "A=2 * N", "--formula", "S=0"]) == 0
    assert "A = 2 * N" in capsys.readouterr().out
    assert main(["attack", "zero-a", "--formula", "A"]) == 64
    assert main(["attack", "zero-b", "--formula", "S=0"]) == 64
    assert "takes no formula" in capsys.readouterr().err


def test_the_work_of_square_and_multiply_depends_on_the_exponent() -> None:
    N = group("rfc5054-1024").N
    sparse, dense = 1 << (LENGTH - 1), (1 << LENGTH) - 1
    assert square_and_multiply(3, sparse, N) == (pow(3, sparse, N), LENGTH + 1)
    assert square_and_multiply(3, dense, N) == (pow(3, dense, N), 2 * LENGTH)


def test_the_work_of_the_ladder_does_not() -> None:
    N = group("rfc5054-1024").N
    for exponent in (0, 1, 1 << (LENGTH - 1), (1 << LENGTH) - 1):
        assert ladder(3, exponent, N) == (pow(3, exponent, N), 2 * LENGTH)


def test_the_word_list() -> None:
    assert len(words()) == len(set(words())) >= 300
    assert first_match(words(), lambda word: word == words()[20], nobody) == (words()[20], 21)
    assert first_match(words(), lambda word: False, nobody) == (None, len(words()))


@pytest.mark.parametrize("target", ["tcp://127.0.0.1:80", "192.0.2.1", "localhost", ""])
def test_any_other_address_is_refused(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError):
        attacks.check_target(target)
    assert main(["attack", "zero-a", target]) == 64
    assert "own parties" in capsys.readouterr().err


def test_an_unknown_attack() -> None:
    with pytest.raises(UserError, match="there is no attack"):
        attacks.attack("nothing")


def test_the_command_runs_both_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attack", "zero-a"]) == 0
    said = capsys.readouterr().out
    assert "the server accepts the proof" in said and "A is 0 mod N" in said


def test_the_command_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attack"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in attacks.ATTACKS)


def test_one_half_alone_has_its_own_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attack", "early-b", "--safeguard", "off"]) == 0
    assert main(["attack", "early-b", "--safeguard", "on"]) == 1
