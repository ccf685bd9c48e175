"""Each attack, for real, both parties in one process: it succeeds without its safeguard and fails with it."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.lessons import attacks
from srpscope.lessons.attacks.guessing import found_out, matches, words
from srpscope.lessons.attacks.outcome import Attacked, nobody
from srpscope.lessons.attacks.parasite import LENGTH, ladder, square_and_multiply
from srpscope.lessons.attacks.setting import Setting
from srpscope.srp.primitives.groups import Group, group
from srpscope.srp.values import Value


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


@pytest.mark.parametrize("name", attacks.ATTACKS)
async def test_ones_own_formulas_are_run_and_no_others(name: str) -> None:
    own = Setting(formulas=dict(attacks.attack(name).FORMULAS))
    outcome = await attacks.run(name, False, setting=own)
    assert outcome.succeeded, outcome.sentences
    assert all(f"{value} = {text}" in outcome.sentences for value, text in attacks.attack(name).FORMULAS.items())


NEED_NO_RIGHT_ONE = ("unchecked-m2", "stolen-verifier", "parasite")


@pytest.mark.parametrize("name", [one for one in attacks.ATTACKS if one not in NEED_NO_RIGHT_ONE])
async def test_a_formula_that_is_wrong_wins_nothing(name: str) -> None:
    formulas = dict(attacks.attack(name).FORMULAS)
    wrong = Setting(formulas=formulas | {list(formulas)[-1]: "A + 7"})
    with suppress(UserError):
        assert not (await attacks.run(name, False, setting=wrong)).succeeded


@pytest.mark.parametrize("name", attacks.ATTACKS)
async def test_any_attack_runs_in_small_numbers_and_shows_them_all(name: str) -> None:
    outcome = await attacks.run(name, False, setting=Setting("coffee7", group=Group(1019 * 23, 5)))
    named = {value for value, sides in outcome.numbers.items() if sides != (None, None)}
    assert outcome.sentences and {"N", "g", "s", "v"} <= named
    shown = [one for value in ("A", "B", "S") for one in _numbers(outcome, value)]
    assert all(isinstance(one, int) and one <= 2 * 1019 * 23 for one in shown)


def _numbers(outcome: Attacked, value: str) -> list[Value]:
    return [one for one in outcome.numbers.get(value, (None, None)) if one is not None]


@pytest.mark.parametrize("name", ["zero-b", "server-first", "no-v-in-b", "chosen-u"])
async def test_a_list_finds_the_password_that_is_on_it_and_no_other(name: str) -> None:
    assert "'coffee7'" in " ".join((await attacks.run(name, False, setting=Setting("coffee7"))).sentences)
    other = await attacks.run(name, False, setting=Setting("no word of theirs"))
    assert not other.succeeded and "not on the list" in " ".join(other.sentences)


async def test_where_many_words_fit_none_is_called_the_password() -> None:
    assert found_out(["a"], "a", "") == (True, "One fits, 'a': that is the password.")
    assert not found_out(["banana"], "coffee", "")[0]
    assert not found_out(words(), words()[0], "")[0]


async def test_k_is_what_two_guesses_hang_on() -> None:
    assert not (await attacks.run("two-guesses", False, setting=Setting(k="3"))).succeeded
    assert (await attacks.run("malicious-group", False, setting=Setting(k="5"))).succeeded
    with pytest.raises(UserError, match="makes no k"):
        await attacks.run("zero-a", False, setting=Setting(k="A"))


async def test_u_0_tells_nothing_of_the_password_but_lets_a_false_server_pass() -> None:
    formulas = dict(attacks.attack("chosen-u").FORMULAS) | {"u": "0", "S": "A ** b"}
    outcome = await attacks.run("chosen-u", False, setting=Setting(formulas=formulas))
    assert not outcome.succeeded and "fits all" in " ".join(outcome.sentences)
    assert "accepts M2" in outcome.sentences[-1]
    assert outcome.numbers["S"][0] == outcome.numbers["S"][1]


@pytest.mark.parametrize(
    "setting", [Setting("x" * 300), Setting(group=Group(22, 2)), Setting(group=Group(2**5000 + 1, 2))]
)
async def test_what_would_be_too_much_is_refused(setting: Setting) -> None:
    with pytest.raises(UserError):
        await attacks.run("zero-a", False, setting=setting)


def test_changes_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attack", "zero-a", "--formula", "A=2 * N", "--N", "1019", "--numbers"]) == 0
    said = capsys.readouterr().out
    assert "A = 2 * N" in said and "=N    1019" in said
    assert main(["attack", "zero-a", "--formula", "A"]) == 64
    assert main(["attack", "zero-a", "--g", "5"]) == 64
    assert main(["attack", "two-guesses", "--k", "3", "--safeguard", "off"]) == 1
    capsys.readouterr()
    assert main(["attack", "zero-b", "--victim-password", "coffee7", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)["outcomes"]["off"]["numbers"]
    assert numbers["client"]["P"] == "coffee7" and numbers["server"]["B"] == "00"


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
    assert matches(words(), lambda word: word == words()[20], nobody) == [words()[20]]
    assert matches(words(), lambda word: False, nobody) == []


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
