"""Numbers whose low byte was printed first are told by arithmetic; a message of TLS is no session key."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.pages.handshakes import settling
from srpscope.capture.pages.handshakes.blocks import Block
from srpscope.capture.pages.handshakes.settling import settle
from srpscope.capture.pages.lines import read_page
from srpscope.capture.source import Source
from srpscope.srp.allowance import Allowance
from srpscope.srp.outcome import Failure
from srpscope.srp.primitives.groups import Group, known_groups

a, b = 0x60975527035CF2AD1989806F0407210BC81EDC04E2762A56AFD529DDDA2D4393, 0x5D
WOW, LONG = known_groups()["wow-256"].group, known_groups()["rfc5054-2048"].group


def low(number: int, length: int) -> str:
    return number.to_bytes(length, "little").hex()


def values(capture: Capture) -> dict[str, int]:
    lines = capture.of_type("values")
    return {name: int(text, 16) for line in lines for name, text in line["values"].items()}


def page(tmp_path: Path, lines: list[str]) -> Capture:
    path = tmp_path / "page.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (capture,) = read(Source.of_path(path))
    return capture


def test_a_modulus_that_is_known_the_other_way_round_turns_its_numbers(tmp_path: Path) -> None:
    N, g = WOW
    salt = "e7" * 31 + "01"
    A, B = pow(g, a, N), pow(g, b, N)
    found = page(tmp_path, [f"N: {low(N, 32)}", f"g: {g}", f"salt: {salt}", f"A: {low(A, 32)}", f"B: {low(B, 32)}"])
    read_values = values(found)
    assert (read_values["N"], read_values["A"], read_values["B"], read_values["s"]) == (N, A, B, int(salt, 16))
    assert any("low byte first" in note for note in found.notes)


@pytest.mark.parametrize("turned", [True, False])
def test_a_public_value_that_is_the_power_only_so_is_turned(tmp_path: Path, turned: bool) -> None:
    N, g = LONG
    A = pow(g, a, N)
    written = [low(a, 32), low(A, 256)] if turned else [f"{a:064x}", f"{A:0512x}"]
    found = page(tmp_path, [f"N: {N:x}", "g: 2", "group_bits: 1024", f"a: {written[0]}", f"A: {written[1]}"])
    assert (values(found)["a"], values(found)["A"]) == (a, A)
    assert any("low byte" in note for note in found.notes) is turned


def test_a_public_value_of_another_exponent_stays_as_it_is(tmp_path: Path) -> None:
    N = Group(*LONG).N
    A = pow(2, a + 1, N)
    found = page(tmp_path, [f"N: {N:x}", "g: 2", f"a: {a:064x}", f"A: {A:0512x}"])
    assert (values(found)["a"], values(found)["A"]) == (a, A)


def test_the_names_that_go_with_the_public_value_are_turned_whatever_they_are(tmp_path: Path) -> None:
    N, g = LONG
    A = pow(g, a, N)
    found = page(tmp_path, [f"N: {N:x}", "g: 2", f"client_private: {low(a, 32)}", f"client_public: {low(A, 256)}"])
    assert (values(found)["a"], values(found)["A"]) == (a, A)
    assert any("client_public is g^a where the low byte stands first: a, A are read so." in one for one in found.notes)


def test_a_number_in_decimal_has_no_first_byte(tmp_path: Path) -> None:
    N, g = WOW
    A, B = pow(g, a, N), pow(g, b, N)
    found = page(tmp_path, [f"N: {low(N, 32)}", f"g: {g}", f"a: {a}", f"A: {A}", f"B: {low(B, 32)}"])
    assert [values(found)[name] for name in "aAB"] == [a, A, B]
    assert any("low byte first: B is read so too." in note for note in found.notes)


def test_beside_a_turned_modulus_an_exponent_is_turned_where_its_power_fits(tmp_path: Path) -> None:
    N, g = WOW
    A, v = pow(g, a, N), pow(g, 77, N)
    long = a // 3  # of b
    B = (3 * v + pow(g, long, N)) % N
    public = [f"N: {low(N, 32)}", f"g: {g}", f"A: {low(A, 32)}", f"B: {low(B, 32)}", f"v: {low(v, 32)}"]
    for written in (low(a, 32), f"{a:064x}"):
        found = page(tmp_path, [*public, f"a: {written}", f"b: {low(long, 32)}"])
        assert [values(found)[name] for name in "aAbBv"] == [a, A, long, B, v]
        names = "A, B, v, a, b" if written == low(a, 32) else "A, B, v, b"
        assert any(f"low byte first: {names} are read so too." in note for note in found.notes)


def test_what_is_said_to_be_turned_is_turned_where_arithmetic_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    N, g = WOW
    A = pow(g, a, N)

    def too_long(*_: object) -> Block:
        raise Failure("it takes too long")

    monkeypatch.setattr(settling, "_which_exponent", too_long)
    lines = [f"N: {low(N, 32)}", f"g: {g}", f"A: {low(A, 32)}"]
    settled = settle(Block(list(read_page(enumerate(lines, 1)).values)), None, Allowance(1.0))
    assert any("A is read so too" in note for note in settled.notes)
    assert [one.readings[0].number for one in settled.block.values if one.name in ("N", "A")] == [N, A]


def test_a_message_of_TLS_is_no_session_key(tmp_path: Path) -> None:
    N, g = LONG
    A = pow(g, a, N)
    found = page(tmp_path, [f"A: {A:0512x}", f"server_key_exchange: 0100{N:x}", f"client_key_exchange: 0100{A:x}"])
    assert "K" not in values(found)


def test_a_page_that_names_no_group_is_read_so_in_the_only_small_one_of_that_length(tmp_path: Path) -> None:
    N, g = WOW
    A, B = pow(g, a, N), pow(g, b, N)
    found = page(tmp_path, [f"a: {low(a, 32)}", f"A: {low(A, 32)}", f"B: {low(B, 32)}"])
    assert [values(found)[name] for name in "aAB"] == [a, A, B]
    as_numbers = page(tmp_path, [f"a: {a:064x}", f"A: {A:064x}", f"B: {B:064x}"])
    assert [values(as_numbers)[name] for name in "aAB"] == [a, A, B]
    of_another_a = page(tmp_path, [f"a: {low(a + 1, 32)}", f"A: {low(A, 32)}", f"B: {low(B, 32)}"])
    assert values(of_another_a)["A"] == int(low(A, 32), 16)


def test_a_modulus_that_is_a_prime_only_so_is_turned_with_what_is_as_long(tmp_path: Path) -> None:
    N = 0xE21A3163C2809AF03DA039C2B325E8C7CB924FC5B2C2124F8F365F43DE690697  # nobody's: a safe prime of this test
    A, B = pow(2, a, N), pow(3, a, N)
    lines = [f"Modulus: {low(N, 32)}", "g: 2", "salt: e7e7e7e7e7e7e7e701", f"A: {low(A, 32)}", f"B: {low(B, 32)}"]
    found = page(tmp_path, lines)
    assert [values(found)[name] for name in "NAB"] == [N, A, B]
    assert any("prime with its low byte first" in note for note in found.notes)
    upright = page(tmp_path, [f"Modulus: {N:064x}", "g: 2", "salt: e7e7e7e7e7e7e7e701", f"A: {A:064x}", f"B: {B:064x}"])
    assert [values(upright)[name] for name in "NAB"] == [N, A, B]
