"""Numbers whose low byte was printed first are told by arithmetic; a message of TLS is no session key."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
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


def test_a_message_of_TLS_is_no_session_key(tmp_path: Path) -> None:
    N, g = LONG
    A = pow(g, a, N)
    found = page(tmp_path, [f"A: {A:0512x}", f"server_key_exchange: 0100{N:x}", f"client_key_exchange: 0100{A:x}"])
    assert "K" not in values(found)
